"""The class of the desks' tests, for a while otherwise than it stands on the board."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import update

from gateway.store.tables import board_line
from tests.gateway.conftest import House
from tests.gateway.fake import CLASS_ID


@contextmanager
def on_the_board(house: House, **changes: Any) -> Iterator[None]:
    """The class with these columns changed."""
    with house.store() as store:
        line = store.line(CLASS_ID)
        before = {name: getattr(line, name) for name in changes}
    _write(house, changes)
    try:
        yield
    finally:
        _write(house, before)


def _write(house: House, values: dict[str, Any]) -> None:
    with house.store() as store:
        mine = update(board_line).where(board_line.c.class_id == CLASS_ID)
        store.session.execute(mine.values(values))
