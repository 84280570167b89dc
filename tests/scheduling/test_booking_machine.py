"""Book, move, cancel in any order: taken exactly when free, and never twice at once."""

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from contracts.refusals import Refusal
from contracts.values import HalfDay
from kit.database import Database
from kit.files import FileStore
from services.scheduling.domain.booking import Booking, needs_of
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.store import SchedulingStore
from tests.scheduling.makers import NOW, a_class_created, a_draft, somebody, the_rules

DRAFTS = st.fixed_dictionaries(
    {
        "day": st.integers(1, 2),
        "half_day": st.just(HalfDay.AM),
        "starts": st.sampled_from(["08:00", "09:00", "10:00"]),
        "ends": st.sampled_from(["10:30", "11:00", "12:00"]),
        "venue_id": st.none() | st.sampled_from(["v1", "v2"]),
        "teacher_ids": st.lists(st.sampled_from(["p1", "p2", "p3"]), max_size=2),
        "mobilization_leader_id": st.none() | st.sampled_from(["p1", "p4"]),
    }
)
CLASSES = st.sampled_from(["c1", "c2", "c3"])


class Bookings(RuleBasedStateMachine):
    """The store beside a plain list of what is taken."""

    sessions: Bundle[Session] = Bundle("sessions")
    database: Database

    def __init__(self) -> None:
        super().__init__()
        # One transaction that is never committed: the machine takes hundreds of steps.
        self.transaction = self.database.writing()
        session = self.transaction.__enter__()
        self.store = SchedulingStore(session, somebody(), NOW, FileStore(Path("unused")))
        for class_id in ("c1", "c2", "c3"):
            self.store.add(Timetable.of_class(a_class_created(class_id=class_id)))
        self.live: list[Session] = []
        self.drafts: dict[str, dict[str, Any]] = {}

    def teardown(self) -> None:
        self.store.session.rollback()
        self.transaction.__exit__(None, None, None)

    @rule(target=sessions, class_id=CLASSES, draft=DRAFTS)
    def book(self, class_id: str, draft: dict[str, Any]) -> Any:
        timetable = self.store.timetable(class_id)
        session = timetable.add_session(
            a_draft(**draft), session_id=self.store.new_id(), by="p", now=NOW
        )
        if self.takes(session):
            self.drafts[session.session_id] = draft
            return session
        timetable.sessions.remove(session)
        self.store.session.delete(session)
        return multiple()

    @rule(session=sessions, draft=DRAFTS)
    def move(self, session: Session, draft: dict[str, Any]) -> None:
        self.live.remove(session)
        before, self.drafts[session.session_id] = self.drafts[session.session_id], draft
        session.change(a_draft(**draft), the_rules())
        if not self.takes(session):
            # A refusal undoes the whole request; here the machine does.
            self.drafts[session.session_id] = before
            session.change(a_draft(**before), the_rules())
            assert self.takes(session)

    @rule(session=consumes(sessions))
    def cancel(self, session: Session) -> None:
        session.cancel()
        self.store.book_session(session)
        self.live.remove(session)

    def takes(self, session: Session) -> bool:
        """Book a session; whether it could be is what the plain list says."""
        free = not any(clash(session, other) for other in self.live)
        try:
            self.store.book_session(session)
        except Refusal:
            assert not free
            return False
        assert free
        self.live.append(session)
        return True

    @invariant()
    def nothing_is_taken_twice_and_nothing_is_left_over(self) -> None:
        taken = self.store.session.scalars(select(Booking)).all()
        wanted = {(s.session_id, n.resource, n.resource_id) for s in self.live for n in needs_of(s)}
        assert {(b.session_id, b.resource, b.resource_id) for b in taken} == wanted
        assert len(taken) == len(wanted)
        for one, other in combinations(taken, 2):
            same = (one.resource, one.resource_id) == (other.resource, other.resource_id)
            assert not (same and one.span.overlaps(other.span))


def clash(session: Session, other: Session) -> bool:
    keys = {(need.resource, need.resource_id) for need in needs_of(session)}
    shared = keys & {(need.resource, need.resource_id) for need in needs_of(other)}
    return bool(shared) and session.from_at < other.to_at and other.from_at < session.to_at


@pytest.mark.clause("A-7.3.b")
def test_nothing_is_ever_taken_twice_at_once(tmp_path: Path) -> None:
    Bookings.database = Database(f"sqlite:///{tmp_path}/machine.db")
    SchedulingStore.tables.metadata.create_all(Bookings.database.engine)
    # Found failures are shown as they are: making them smaller takes minutes on a database.
    calm = settings(
        max_examples=12,
        stateful_step_count=20,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    run_state_machine_as_test(Bookings, settings=calm)
    Bookings.database.close()
