"""What the look-ups of every matter share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import select

from contracts.refusals import Unknown
from contracts.values import FileRef
from kit.store import Store
from services.scheduling.domain.session import SHANGHAI


class OfClass(Protocol):
    """A record that belongs to a class."""

    class_id: str


Placed = TypeVar("Placed", bound=OfClass)


class Lookups(Store):
    """Questions put the same way whatever they are about."""

    @property
    def heard(self) -> int:
        """In a reaction: where its event stands among those of its producer."""
        return self.envelope.sequence if self.envelope else 0

    @property
    def told_at(self) -> datetime:
        """In a reaction: when what it hears of happened."""
        return self.envelope.occurred_at if self.envelope else self.now

    @property
    def told_on(self) -> date:
        """In a reaction: the local day on which what it hears of happened."""
        return self.told_at.astimezone(SHANGHAI).date()

    @property
    def told_by(self) -> str:
        """In a reaction: the person behind what it hears of."""
        return self.envelope.actor if self.envelope else self.actor.person_id

    def require_file(self, file: FileRef) -> None:
        """Unknown (404) when nothing is stored under a file's id."""
        if not self.files.path(file.file_id).exists():
            raise Unknown("文件", "file")

    def of_class(
        self, record: type[Placed], key: str, class_id: str, title: tuple[str, str]
    ) -> Placed:
        """A record of this class; Unknown (404) when there is none. Another class's record is none
        of this class's business, and its id is not confirmed.
        """
        found = self.get(record, key, title)
        if found.class_id != class_id:
            raise Unknown(*title)
        return found

    def among(self, record: Any, key: Any, ids: Iterable[str | None]) -> Sequence[Any]:
        """The records whose key is one of these."""
        wanted = sorted(found for found in ids if found)
        return self.all(select(record).where(key.in_(wanted))) if wanted else []

    def all(self, statement: Any) -> Sequence[Any]:
        """What a statement finds."""
        return self.session.scalars(statement).all()
