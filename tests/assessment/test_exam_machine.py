"""Duties, paper and marking in any order by anybody: only what a plain list of rules allows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts.assessment import (
    AssignDuty,
    BeginExam,
    CompleteMarking,
    ConfirmExamReady,
    ConfirmResults,
    Duty,
    EnterMark,
    FindExam,
    ListCodes,
    ListScripts,
    PublishResults,
    ReadPaper,
    RecheckMark,
    RecordPrinting,
    ReleaseDuty,
    ReportLeak,
    SealPaper,
    SealScripts,
    SignPledge,
)
from contracts.assessment import ExamState as S
from contracts.base import Request
from contracts.roles import Actor
from contracts.scheduling import ExamRoomBooked
from tests.assessment.conftest import SetClock
from tests.assessment.desk import ADMIN, EVP, Desk, an_examiner
from tests.assessment.machines import an_office_on, attempted, run
from tests.assessment.makers import DUTIES, GUIDE, PAPER, STARTS
from tests.servers import RealServers

NEEDED = {Duty.SETTER: 1, Duty.PRINTER: 1, Duty.INVIGILATOR: 2, Duty.MARKER: 2}
SITTING = 3
BEFORE = (S.PLANNED, S.STAFFED, S.PAPER_SEALED, S.PRINTED, S.READY)
MARKABLE = (*BEFORE, S.IN_PROGRESS, S.SCRIPTS_SEALED, S.MARKING)
UNTIL = {
    Duty.SETTER: (S.PLANNED, S.STAFFED),
    Duty.PRINTER: (S.PLANNED, S.STAFFED, S.PAPER_SEALED),
    Duty.INVIGILATOR: BEFORE,
    Duty.MARKER: MARKABLE,
    Duty.CUSTODIAN: MARKABLE,
}
READS = {
    Duty.PRINTER: (S.PAPER_SEALED,),
    Duty.INVIGILATOR: (S.READY, S.IN_PROGRESS),
    Duty.MARKER: (S.SCRIPTS_SEALED, S.MARKING),
}
PEOPLE = st.sampled_from([*DUTIES, "stranger", "person-2"])


class Exams(RuleBasedStateMachine):
    """An exam of three candidates beside a few sets and one word."""

    url: ClassVar[str | None]
    set_clock: ClassVar[Callable[[datetime], None]]

    @initialize(right_steps=st.integers(0, 9))
    def plan(self, right_steps: int) -> None:
        self.desk = Desk(type(self).set_clock, count=SITTING, office=an_office_on(self.url))
        self.desk.plan()
        self.set_clock_to(STARTS)
        self.state = S.PLANNED
        self.duties: dict[str, Duty] = {}
        self.pledged: set[str] = set()
        self.copies, self.seal = 0, 0
        self.booked = False
        self.codes: list[str] = []
        self.marks: dict[str, list[str]] = {}
        for _ in range(right_steps):
            self.go_on()

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.office.close()

    def set_clock_to(self, moment: datetime) -> None:
        type(self).set_clock(moment)

    def step(self, request: Request[Any], actor: Actor, *, allowed: bool) -> bool:
        """Try it; the office and the plain rules must agree on whether it goes."""
        done = attempted(lambda: (self.desk.office.do(request, as_=actor),))
        assert (done is not None) == allowed, (request, self.state)
        return allowed

    def holds(self, person: str, duty: Duty) -> bool:
        return self.duties.get(person) is duty and person in self.pledged

    def is_staffed(self) -> bool:
        held = list(self.duties.values())
        return all(held.count(duty) >= least for duty, least in NEEDED.items())

    def fresh_seal(self) -> str:
        self.seal += 1
        return f"S-{self.seal}"

    # -- Duties ------------------------------------------------------------------------------------

    @rule(person=PEOPLE, duty=st.sampled_from(Duty))
    def assign(self, person: str, duty: Duty) -> None:
        request = AssignDuty(exam_id=self.desk.exam_id, duty=duty, person_id=person)
        free = person not in self.duties and person != "person-2"
        if self.step(request, ADMIN, allowed=free and self.state in UNTIL[duty]):
            self.duties[person] = duty
            self.restaff()

    @rule(person=PEOPLE)
    def release(self, person: str) -> None:
        request = ReleaseDuty(exam_id=self.desk.exam_id, person_id=person)
        allowed = person in self.duties and self.state in (S.PLANNED, S.STAFFED)
        if self.step(request, ADMIN, allowed=allowed):
            del self.duties[person]
            self.pledged.discard(person)
            self.restaff()

    @rule(person=PEOPLE)
    def pledge(self, person: str) -> None:
        request = SignPledge(exam_id=self.desk.exam_id)
        if self.step(request, an_examiner(person), allowed=person in self.duties):
            self.pledged.add(person)

    @rule()
    def staff_and_pledge_everybody(self) -> None:
        for person, duty in DUTIES.items():
            if person not in self.duties and self.state in UNTIL[duty]:
                self.assign(person, duty)
        for person in self.duties:
            self.pledge(person)

    def restaff(self) -> None:
        if self.state in (S.PLANNED, S.STAFFED):
            self.state = S.STAFFED if self.is_staffed() else S.PLANNED

    # -- The paper ---------------------------------------------------------------------------------

    @rule(person=st.just("setter") | PEOPLE)
    def seal_paper(self, person: str) -> None:
        allowed = (
            self.state is S.STAFFED
            and self.holds(person, Duty.SETTER)
            and self.pledged == set(self.duties)
        )
        request = SealPaper(
            exam_id=self.desk.exam_id,
            content=PAPER,
            marking_guide=GUIDE,
            seal_no=self.fresh_seal(),
        )
        if self.step(request, an_examiner(person), allowed=allowed):
            self.state, self.copies = S.PAPER_SEALED, 0

    @rule(person=st.just("printer") | PEOPLE, copies=st.sampled_from([SITTING, SITTING - 1]))
    def print_paper(self, person: str, copies: int) -> None:
        allowed = (
            self.state in (S.PAPER_SEALED, S.PRINTED)
            and self.holds(person, Duty.PRINTER)
            and copies >= SITTING
        )
        request = RecordPrinting(
            exam_id=self.desk.exam_id, copies=copies, seal_no=self.fresh_seal()
        )
        if self.step(request, an_examiner(person), allowed=allowed):
            self.state, self.copies = S.PRINTED, self.copies + copies

    @precondition(lambda self: self.seal % 5 == 0)
    @rule()
    def suspect_a_leak(self) -> None:
        allowed = self.state in (S.PAPER_SEALED, S.PRINTED, S.READY)
        request = ReportLeak(exam_id=self.desk.exam_id, reason="疑似外泄")
        if self.step(request, EVP, allowed=allowed):
            self.state = S.STAFFED

    @rule(person=PEOPLE)
    def read_paper(self, person: str) -> None:
        duty = self.duties.get(person)
        may = self.state in READS.get(duty, ()) if duty else False
        request = ReadPaper(exam_id=self.desk.exam_id)
        self.step(request, an_examiner(person), allowed=may and person in self.pledged)

    # -- The day -----------------------------------------------------------------------------------

    @rule()
    def book_rooms(self) -> None:
        booked = ExamRoomBooked(
            class_id="class-1", exam_id=self.desk.exam_id, venue_ids=["venue-1"]
        )
        self.desk.office.hear(booked)
        self.booked = True

    @rule()
    def confirm_ready(self) -> None:
        allowed = (
            self.state is S.PRINTED
            and self.booked
            and self.is_staffed()
            and self.pledged == set(self.duties)
        )
        request = ConfirmExamReady(exam_id=self.desk.exam_id)
        if self.step(request, ADMIN, allowed=allowed):
            self.state = S.READY

    @rule(person=st.just("invigilator-1") | PEOPLE)
    def begin(self, person: str) -> None:
        allowed = self.state is S.READY and self.holds(person, Duty.INVIGILATOR)
        request = BeginExam(exam_id=self.desk.exam_id)
        if self.step(request, an_examiner(person), allowed=allowed):
            self.state = S.IN_PROGRESS

    @rule(person=st.just("invigilator-2") | PEOPLE)
    def seal_scripts(self, person: str) -> None:
        allowed = self.state is S.IN_PROGRESS and self.holds(person, Duty.INVIGILATOR)
        request = SealScripts(
            exam_id=self.desk.exam_id, absent=[], cheated=[], seal_no=self.fresh_seal()
        )
        if self.step(request, an_examiner(person), allowed=allowed):
            self.state = S.SCRIPTS_SEALED
            marker = next(one for one in self.duties if self.duties[one] is Duty.MARKER)
            listed = ListScripts(exam_id=self.desk.exam_id)
            scripts = self.desk.office.do(listed, as_=an_examiner(marker))
            self.codes = [script.anon_code for script in scripts]

    @rule(person=st.just("custodian") | PEOPLE)
    def look_at_the_codes(self, person: str) -> None:
        allowed = self.state in (S.SCRIPTS_SEALED, S.MARKING) and self.holds(person, Duty.CUSTODIAN)
        self.step(ListCodes(exam_id=self.desk.exam_id), an_examiner(person), allowed=allowed)

    # -- Marking -----------------------------------------------------------------------------------

    @precondition(lambda self: self.codes)
    @rule(person=st.sampled_from(["marker-1", "marker-2"]) | PEOPLE, place=st.integers(0, 2))
    def mark(self, person: str, place: int) -> None:
        code = self.codes[place]
        first = self.marks.get(code, [])
        open_ = self.state in (S.SCRIPTS_SEALED, S.MARKING)
        allowed = open_ and self.holds(person, Duty.MARKER) and first in ([], [person])
        request = EnterMark(exam_id=self.desk.exam_id, anon_code=code, score=80)
        if self.step(request, an_examiner(person), allowed=allowed):
            self.state, self.marks[code] = S.MARKING, [person]

    @precondition(lambda self: self.codes)
    @rule(person=st.sampled_from(["marker-1", "marker-2"]) | PEOPLE, place=st.integers(0, 2))
    def recheck(self, person: str, place: int) -> None:
        code = self.codes[place]
        given = self.marks.get(code, [])
        allowed = (
            self.state is S.MARKING
            and self.holds(person, Duty.MARKER)
            and len(given) == 1
            and person not in given
        )
        request = RecheckMark(exam_id=self.desk.exam_id, anon_code=code, score=82)
        if self.step(request, an_examiner(person), allowed=allowed):
            self.marks[code] = [*given, person]

    @rule()
    def complete_marking(self) -> None:
        everything = len(self.marks) == SITTING and bool(self.codes)
        # One of three is drawn for the recheck, and nobody knows which: all are as good.
        rechecked = all(len(given) == 2 for given in self.marks.values())
        if everything and not rechecked:
            return
        allowed = self.state is S.MARKING and everything
        request = CompleteMarking(exam_id=self.desk.exam_id)
        if self.step(request, ADMIN, allowed=allowed):
            self.state = S.MARKED

    @rule()
    def confirm_results(self) -> None:
        request = ConfirmResults(exam_id=self.desk.exam_id)
        if self.step(request, EVP, allowed=self.state is S.MARKED):
            self.state = S.RESULTS_CONFIRMED

    @rule()
    def publish_results(self) -> None:
        request = PublishResults(exam_id=self.desk.exam_id)
        if self.step(request, EVP, allowed=self.state is S.RESULTS_CONFIRMED):
            self.state = S.RESULTS_PUBLISHED

    @rule()
    def go_on(self) -> None:
        """The next right step; random ones alone never come far."""
        steps: dict[S, list[Callable[[], None]]] = {
            S.PLANNED: [self.staff_and_pledge_everybody],
            S.STAFFED: [self.staff_and_pledge_everybody, lambda: self.seal_paper("setter")],
            S.PAPER_SEALED: [lambda: self.print_paper("printer", SITTING)],
            S.PRINTED: [self.book_rooms, self.confirm_ready],
            S.READY: [lambda: self.begin("invigilator-1")],
            S.IN_PROGRESS: [lambda: self.seal_scripts("invigilator-1")],
            S.SCRIPTS_SEALED: [self.mark_everything],
            S.MARKING: [self.mark_everything, self.complete_marking],
            S.MARKED: [self.confirm_results],
            S.RESULTS_CONFIRMED: [self.publish_results],
            S.RESULTS_PUBLISHED: [],
        }
        for step in steps[self.state]:
            step()

    def mark_everything(self) -> None:
        for place in range(len(self.codes)):
            self.mark("marker-1", place)
            self.recheck("marker-2", place)

    # -- What always holds -------------------------------------------------------------------------

    @invariant()
    def the_office_is_where_the_plain_rules_are(self) -> None:
        if not hasattr(self, "desk"):
            return
        exam = self.desk.office.do(FindExam(exam_id=self.desk.exam_id), as_=ADMIN)
        assert exam.state is self.state
        assert {line.person_id: line.duty for line in exam.duties} == self.duties
        assert {line.person_id for line in exam.duties if line.pledged} == self.pledged
        assert exam.marked == len(self.marks)
        assert exam.rechecked == sum(len(given) == 2 for given in self.marks.values())


CLAUSES = ("A-7.10.e", "A-7.10.f", "A-5.k3", "A-5.r3", "A-1.a")


@pytest.mark.clause(*CLAUSES)
def test_an_exam_goes_only_where_duties_and_order_allow(set_clock: SetClock) -> None:
    Exams.url, Exams.set_clock = None, staticmethod(set_clock)
    run(Exams, examples=7, steps=15)


@pytest.mark.clause(*CLAUSES)
def test_on_postgresql_too(servers: RealServers, set_clock: SetClock) -> None:
    Exams.url = servers.fresh().database_url.format(service="assessment")
    Exams.set_clock = staticmethod(set_clock)
    run(Exams, examples=3, steps=12)
