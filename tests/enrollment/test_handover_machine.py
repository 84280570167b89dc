"""List, sign, extend and wait in any order: a hand-over stands where a plain model of the norm
says, and each fact is told once.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from contracts.enrollment import (
    ExtendHandOver,
    FindHandOver,
    HandOverBreached,
    HandOverExtended,
    HandOverLineDraft,
    HandOverOverdue,
    HandOverSigned,
    HandOverState,
    PrepareHandOver,
    SettlementPapersReceived,
    SignHandOverLine,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from kit import clock
from tests.enrollment.college import College
from tests.enrollment.makers import NOW
from tests.enrollment.test_handover_office import HEAD, a_departed_class, counselor_of
from tests.servers import RealServers

S = HandOverState
END = date(2026, 4, 24)
BOOK, PHOTOS, PLANS = "学员签到簿", "照片", "方案"
RECEIVER = {BOOK: Role.FIN_LOGISTICS, PHOTOS: Role.PUBLICITY, PLANS: Role.TEACHING_AFFAIRS}
PAPERS = st.sets(st.sampled_from([PHOTOS, PLANS])).map(lambda more: {BOOK, *more})


def outcome(do: Callable[[], Any]) -> str:
    """The code of the refusal, or nothing."""
    try:
        do()
    except Refusal as said:
        return said.code
    return ""


class HandOvers(RuleBasedStateMachine):
    """The office beside a plain record: days since the end, papers signed for, what was told."""

    college: College
    number = 0

    @initialize(papers=PAPERS)
    def begin(self, papers: set[str]) -> None:
        clock.move_to(NOW)
        HandOvers.number += 1
        self.class_id = a_departed_class(self.college, code=f"KJ{HandOvers.number}")
        self.day, self.due = 0, 5
        self.signed: dict[str, bool] = {}
        self.extended = self.overdue = self.breached = self.settled = False
        self.on_time: bool | None = None
        self.told: list[type] = []
        self.prepare(papers)

    @rule(papers=PAPERS)
    def prepare(self, papers: set[str]) -> None:
        lines = [
            HandOverLineDraft(
                doc_type=paper,
                quantity=1,
                unit_id=self.college.departments[RECEIVER[paper]].unit_id,
                for_settlement=paper == BOOK,
            )
            for paper in sorted(papers)
        ]
        request = PrepareHandOver(class_id=self.class_id, lines=lines)
        said = outcome(lambda: self.college.do(request, counselor_of(self.class_id)))
        assert said == ("WRONG_STATE" if self.complete else "")
        if not said:
            kept = {paper for paper, signed in self.signed.items() if signed}
            self.signed = {paper: paper in kept for paper in papers | kept}
            self.look()
            self.conclude()

    @rule(paper=st.sampled_from([BOOK, PHOTOS, PLANS]))
    def sign(self, paper: str) -> None:
        if paper not in self.signed:
            return
        unit_id = self.college.departments[RECEIVER[paper]].unit_id
        line_id = next(line.line_id for line in self.found().lines if line.doc_type == paper)
        request = SignHandOverLine(
            class_id=self.class_id, unit_id=unit_id, line_id=line_id, quantity=1
        )
        said = outcome(lambda: self.college.do(request, self.college.of(RECEIVER[paper])))
        expected = "ALREADY_RECEIVED" if self.signed[paper] else ""
        assert said == ("WRONG_STATE" if self.complete else expected)
        if not said:
            self.look()
            self.signed[paper] = True
            self.conclude()

    @rule(until=st.integers(4, 12))
    def extend(self, until: int) -> None:
        request = ExtendHandOver(
            class_id=self.class_id, until=END + timedelta(days=until), reason="道路中断"
        )
        said = outcome(lambda: self.college.do(request, HEAD))
        if self.day > 5:
            assert said == "EXTENSION_TOO_LATE"
        elif self.complete:
            assert said == "WRONG_STATE"
        elif not self.due < until <= 10:
            assert said == "EXTENSION"
        else:
            assert said == ""
            self.due, self.extended = until, True
            self.told.append(HandOverExtended)

    @rule(days=st.integers(1, 4), last_minute=st.booleans())
    def wait(self, days: int, last_minute: bool) -> None:
        self.day += days
        begins = datetime(2026, 4, 23, 16, tzinfo=UTC) + timedelta(days=self.day)
        clock.move_to(begins + timedelta(minutes=24 * 60 - 1 if last_minute else 1))

    @rule()
    def tick(self) -> None:
        self.college.office.tick()
        self.look()

    @invariant()
    def it_stands_where_the_model_says(self) -> None:
        found = self.found()
        assert (found.state, found.due_on) == (self.state(), END + timedelta(days=self.due))
        assert found.on_time == self.on_time
        receipts = {line.doc_type: line.received_at is not None for line in found.lines}
        assert receipts == self.signed

    def teardown(self) -> None:
        kinds = (
            HandOverOverdue,
            HandOverBreached,
            HandOverExtended,
            HandOverSigned,
            SettlementPapersReceived,
        )
        events = [e for e in self.college.emitted(*kinds) if e.class_id == self.class_id]
        assert [type(event) for event in events] == self.told

    # -- The model ---------------------------------------------------------------------------

    @property
    def complete(self) -> bool:
        return self.on_time is not None

    def state(self) -> HandOverState:
        if self.complete:
            return S.SIGNED
        if self.overdue:
            return S.BREACHED if self.breached else S.OVERDUE
        if self.extended:
            return S.EXTENDED
        return S.PARTIAL if any(self.signed.values()) else S.OPEN

    def look(self) -> None:
        if not self.complete and not self.overdue and self.day > self.due:
            self.overdue = True
            self.told.append(HandOverOverdue)
        if not self.complete and not self.breached and self.day > 10:
            self.breached = True
            self.told.append(HandOverBreached)

    def conclude(self) -> None:
        if self.signed[BOOK] and not self.settled:
            self.settled = True
            self.told.append(SettlementPapersReceived)
        if all(self.signed.values()):
            self.on_time = self.day <= self.due
            self.told.append(HandOverSigned)

    def found(self) -> Any:
        return self.college.do(FindHandOver(class_id=self.class_id), HEAD)


def play(college: College, examples: int) -> None:
    HandOvers.college = college
    calm = settings(
        max_examples=examples,
        stateful_step_count=15,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    run_state_machine_as_test(HandOvers, settings=calm)


@pytest.mark.clause("B-8.9a", "B-8.9b", "B-8.9c")
def test_a_hand_over_follows_the_norm(college: College) -> None:
    play(college, 14)


@pytest.mark.clause("B-8.9a", "B-8.9b", "B-8.9c")
@pytest.mark.usefixtures("moved_clock")
def test_a_hand_over_follows_the_norm_on_postgresql(servers: RealServers) -> None:
    college = College(servers.fresh().database_url.format(service="enrollment"))
    play(college, 6)
    college.office.close()
