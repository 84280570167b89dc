"""Look-ups of the board all departments' events feed, and of the list of what happened last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, case, func, insert, select, update

from contracts.enrollment import ClassState
from gateway.store.tables import account, activity, board_line
from kit.envelope import Envelope
from kit.hearing import NotYet
from kit.store import Store

COUNTERS = ("seats", "nominated", "enrolled", "checked_in", "passed", "certificates")
# Made once: most of what happens is counted.
_COUNT = {
    counter: update(board_line)
    .where(board_line.c.class_id == bindparam("of"))
    .values({counter: board_line.c[counter] + bindparam("change")})
    .returning(board_line.c.class_id)
    for counter in COUNTERS
}
SEQUENCES = ("state_seq", "seats_seq", "enrolled_seq", "passed_seq", "days_seq")


@dataclass(frozen=True)
class Totals:
    """What the tiles of the home page show, over all classes that are not over."""

    classes: int
    under_way: int
    nominated: int
    enrolled: int
    checked_in: int
    certificates: int


class BoardLookups(Store):
    """The board and the activity list."""

    @property
    def cause(self) -> Envelope:
        """What the event in hand came in; only a reaction has one."""
        if self.envelope is None:
            raise RuntimeError("There is an event in hand only in a reaction.")
        return self.envelope

    # -- the board

    def open_line(self, **columns: Any) -> None:
        """Put a new class on the board."""
        zeros = dict.fromkeys((*COUNTERS, *SEQUENCES), 0)
        self.session.execute(insert(board_line).values(**zeros, **columns))

    def count(self, class_id: str, counter: str, change: int) -> None:
        """Change one counter of a class; NotYet while the class is not on the board."""
        counted = self.session.execute(_COUNT[counter], {"of": class_id, "change": change})
        if counted.first() is None:
            raise NotYet(f"class {class_id} is not on the board")

    def note(self, class_id: str, fact: str = "", /, **columns: Any) -> None:
        """Write a fact on the line of a class, unless a later event already has; NotYet while the
        class is not on the board. A fact of one column goes by its name.
        """
        sequence = board_line.c[f"{fact or next(iter(columns))}_seq"]
        line = update(board_line).where(board_line.c.class_id == class_id)
        newer = line.where(sequence < self.cause.sequence)
        written = newer.values({**columns, sequence.name: self.cause.sequence})
        if self._touched(written) == 0 and self.line(class_id) is None:
            raise NotYet(f"class {class_id} is not on the board")

    def _touched(self, statement: Any) -> int:
        return len(self.session.execute(statement.returning(board_line.c.class_id)).all())

    def line(self, class_id: str) -> Any:
        """The line of one class; None when the board does not have it."""
        return self.session.execute(
            select(board_line).where(board_line.c.class_id == class_id)
        ).first()

    def lines(
        self,
        *,
        q: str = "",
        states: Sequence[ClassState] = (),
        year: int | None = None,
        page: int,
        size: int,
    ) -> tuple[Sequence[Any], int]:
        """The board, or what of it is in one of some states or touches a year, the class that
        starts last first.
        """
        statement = select(board_line).order_by(
            board_line.c.start_on.desc(), board_line.c.class_id.desc()
        )
        if states:
            statement = statement.where(board_line.c.state.in_(states))
        if year is not None:
            begun, ended = board_line.c.start_on, board_line.c.end_on
            statement = statement.where(begun <= date(year, 12, 31), ended >= date(year, 1, 1))
        if q:
            named = board_line.c.title.contains(q, autoescape=True)
            statement = statement.where(named | board_line.c.code.contains(q, autoescape=True))
        return self.page(statement, page, size)

    def lines_in_turn(
        self, *, without: Sequence[ClassState], today: date, size: int
    ) -> Sequence[Any]:
        """The classes not in some states as they come up: those that run or come, the soonest
        first, then those that have been held, the latest first.
        """
        start_on, has_been = board_line.c.start_on, board_line.c.end_on < today
        coming_up = case((has_been, None), else_=start_on)
        ordered = select(board_line).order_by(
            has_been, coming_up, start_on.desc(), board_line.c.class_id
        )
        return self.session.execute(
            ordered.where(board_line.c.state.not_in(without)).limit(size)
        ).all()

    def titles(self) -> dict[str, str]:
        """What every class is called."""
        everything = select(board_line.c.class_id, board_line.c.title)
        return {row.class_id: row.title for row in self.session.execute(everything)}

    def totals(self, over: Sequence[ClassState], under_way: Sequence[ClassState]) -> Totals:
        """Sums over the classes that are not over."""
        running = board_line.c.state.in_(under_way)
        sums = [
            func.coalesce(func.sum(board_line.c[name]), 0)
            for name in ("nominated", "enrolled", "checked_in", "certificates")
        ]
        row = self.session.execute(
            select(func.count(), func.count().filter(running), *sums).where(
                board_line.c.state.not_in(over)
            )
        ).one()
        return Totals(*(int(value) for value in row))

    def states(self) -> dict[ClassState, int]:
        """How many classes are in each state."""
        counted = select(board_line.c.state, func.count()).group_by(board_line.c.state)
        return {row[0]: row[1] for row in self.session.execute(counted)}

    # -- what happened last

    def record(self, *, zh: str, en: str) -> None:
        """Note the event in hand as one line of the activity list."""
        envelope = self.cause
        self.append(
            activity,
            event_id=envelope.event_id,
            name=envelope.name,
            zh=zh,
            en=en,
            at=envelope.occurred_at,
            class_id=envelope.class_id,
            by=envelope.actor,
        )

    def latest(self, *, class_id: str | None, limit: int) -> Sequence[Any]:
        """The last lines of the activity list, newest first, of one class or of all."""
        statement: Select[Any] = select(activity).order_by(
            activity.c.at.desc(), activity.c.event_id.desc()
        )
        if class_id is not None:
            statement = statement.where(activity.c.class_id == class_id)
        return self.session.execute(statement.limit(limit)).all()

    def names_of(self, person_ids: Sequence[str]) -> dict[str, str]:
        """The names of those of these persons who have accounts."""
        known = select(account.c.person_id, account.c.name).where(
            account.c.person_id.in_(set(person_ids))
        )
        return {row.person_id: row.name for row in self.session.execute(known)}
