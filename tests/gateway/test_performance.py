"""The figures of a class from its events: heads, hours, rates, lead times, incidents."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.assessment import (
    AssessmentFinished,
    Duty,
    DutyConflictRejected,
    EvaluationClosed,
    EvaluationForm,
    ExamHeld,
    PaperLeakSuspected,
    PaperReadingRefused,
    PassListFrozen,
    ResultsConfirmed,
    SealFoundBroken,
)
from contracts.enrollment import (
    ClassAdvanced,
    ClassDeparted,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    HandOverOverdue,
    HandOverSigned,
    RosterApproved,
    TraineeCheckedIn,
)
from contracts.finance import InvoiceIssued, SettlementFinalised
from contracts.notification import (
    BlockReason,
    DeadlineKind,
    DeadlineMet,
    DeadlineOverdue,
    GroupMessageBlocked,
    NoticeKind,
    NoticePublished,
)
from contracts.portal import (
    FindKeyFigures,
    FindPerformanceReport,
    ListActivity,
    PerformanceReport,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    AttendanceCorrected,
    IncidentKind,
    Mark,
    SafetyIncidentReported,
    SessionClosed,
    TeachingFinished,
)
from contracts.values import Category, HalfDay, Severity, Track
from gateway.performance import COUNTED, Fact, key_figures, report_of
from gateway.service import PortalService
from gateway.store.tables import tables
from kit.testing import TestOffice, an_actor
from tests.gateway.makers import (
    AFFAIRS,
    CLASS_ID,
    END,
    LEAD,
    START,
    a_class,
    at,
    facts,
    reported,
)


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """The portal department on a database of its own."""
    opened = TestOffice(PortalService)
    yield opened
    opened.close()


def roster(count: int) -> RosterApproved:
    """So many trainees, of two units."""
    ids = [f"t{n}" for n in range(count)]
    return RosterApproved(
        class_id=CLASS_ID, version=1, trainees_by_unit={"u1": ids[:15], "u2": ids[15:]}
    )


def arrived(n: int) -> TraineeCheckedIn:
    """The n-th trainee checks in."""
    return TraineeCheckedIn(class_id=CLASS_ID, trainee_id=f"t{n}", unit_id="u1", at=at(START, 7))


def held(n: int, present: int, hours: int = 30) -> SessionClosed:
    """The n-th session, of three hours unless said otherwise."""
    return SessionClosed(
        class_id=CLASS_ID,
        session_id=f"s{n}",
        hours=hours,
        half_day=HalfDay.AM,
        on=START,
        teacher_ids=["p1"],
        title_bands={},
        venue_id="v1",
        present_n=present,
        leave_n=38 - present,
        absent_n=0,
    )


def corrected(session: int, old: Mark, new: Mark) -> AttendanceCorrected:
    """A mark is put right."""
    return AttendanceCorrected(
        class_id=CLASS_ID, session_id=f"s{session}", trainee_id="t1", old=old, new=new
    )


def finished(person_hours: int) -> TeachingFinished:
    """Teaching is over; what the sheets sum up to."""
    return TeachingFinished(
        class_id=CLASS_ID, hours_total=240, person_hours=person_hours, attended={"t1": 240}
    )


def sat(present: int) -> ExamHeld:
    """So many sat the exam."""
    return ExamHeld(class_id=CLASS_ID, exam_id="e", present=present, absent=2, seal_no="F")


def passed(count: int) -> PassListFrozen:
    """So many passed."""
    return PassListFrozen(class_id=CLASS_ID, count=count, frozen_hash="h")


def advanced(state: ClassState, day: date, hour: int = 9) -> ClassAdvanced:
    """The class reaches a state."""
    return ClassAdvanced(class_id=CLASS_ID, state=state, at=at(day, hour))


def met(n: int, *, late: bool = False) -> DeadlineMet:
    """The n-th limit is met."""
    return DeadlineMet(
        deadline_id=f"d{n}",
        kind=DeadlineKind.TASK,
        class_id=CLASS_ID,
        subject_id="x",
        due_at=at(END),
        late=late,
    )


def missed(n: int) -> DeadlineOverdue:
    """The n-th limit has passed."""
    return DeadlineOverdue(
        deadline_id=f"d{n}",
        kind=DeadlineKind.TASK,
        class_id=CLASS_ID,
        subject_id="x",
        due_at=at(END),
    )


def the_fixture() -> list[Any]:
    """Forty enrolled, 38 checked in, 24 hours, 36 sat, 33 passed; handed over on time."""
    return [
        a_class(),
        roster(40),
        *(arrived(n) for n in range(38)),
        *(held(n, present=38) for n in range(7)),
        held(7, present=36),
        finished(person_hours=30 * (7 * 38 + 36)),
        sat(36),
        ResultsConfirmed(class_id=CLASS_ID, exam_id="e", passed=33, failed=3),
        passed(33),
        HandOverSigned(class_id=CLASS_ID, lines=4, on_time=True),
    ]


def assert_fixture(report: PerformanceReport) -> None:
    """What the fixture comes to."""
    assert (report.enrolled, report.person_times) == (40, 38)
    assert (report.session_heads, report.person_hours) == (302, 9060)
    assert (report.sat, report.passed) == (36, 33)
    assert (report.pass_rate_of_sat, report.pass_rate_of_enrolled) == (917, 825)
    assert report.hand_over_on_time is True


# -- the fixture, through the department


@pytest.mark.clause("A-5.p2")
def test_heads_hours_and_pass_rate_are_those_of_the_events(office: TestOffice) -> None:
    office.hear(*the_fixture(), times=2)
    assert office.held == []
    assert_fixture(office.do(FindPerformanceReport(class_id=CLASS_ID), LEAD))


@settings(max_examples=10)
@given(st.permutations(facts(the_fixture())))
def test_a_report_does_not_depend_on_the_order_facts_arrived_in(mixed: list[Fact]) -> None:
    assert report_of(CLASS_ID, mixed) == report_of(CLASS_ID, facts(the_fixture()))


@pytest.mark.clause("A-5.p2")
def test_the_key_figures_of_a_year_are_the_sums_of_its_classes(office: TestOffice) -> None:
    other = "2" * 32
    moved = [replace(event, class_id=other) for event in the_fixture()]
    last_year = a_class(class_id="3" * 32, start_on=START - timedelta(days=365))
    office.hear(*the_fixture(), *moved, last_year, met(1), missed(2), missed(3), met(3, late=True))
    office.hear(advanced(ClassState.READY, START))
    found = office.do(FindKeyFigures(year=2026), AFFAIRS)
    assert (found.classes, found.by_state) == (2, {"READY": 1, "PLANNED": 1})
    assert (found.person_times, found.person_hours, found.pass_rate) == (76, 18120, 917)
    assert (found.on_time_rate, found.overdue) == (333, 1)
    assert (found.exam_breaches, found.incidents) == (0, 0)
    assert office.do(FindKeyFigures(year=2030), AFFAIRS).pass_rate is None


def test_figures_need_no_other_facts_than_those_loaded_for_a_year() -> None:
    mixed = [*the_fixture(), met(1), advanced(ClassState.IN_PROGRESS, START)]
    states = {CLASS_ID: ClassState.IN_PROGRESS}
    every = facts(mixed)
    counted = [fact for fact in every if fact.name in COUNTED]
    assert key_figures(2026, states, {CLASS_ID: every}) == key_figures(
        2026, states, {CLASS_ID: counted}
    )


def test_only_whoever_looks_at_the_class_finds_its_report(office: TestOffice) -> None:
    ask = FindPerformanceReport(class_id=CLASS_ID)
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(ask, AFFAIRS)
    office.hear(a_class())
    assert office.do(ask, AFFAIRS).class_id == CLASS_ID
    for stranger in (
        an_actor(Role.PROJECT_LEAD, within="class:other"),
        an_actor(Role.TRAINEE),
    ):
        with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
            office.do(ask, stranger)


# -- heads and hours


@pytest.mark.clause("A-5.p2")
def test_a_trainee_who_checks_in_twice_is_one_person() -> None:
    assert reported(a_class(), arrived(1), arrived(1), arrived(2)).person_times == 2


@pytest.mark.clause("A-5.p2")
def test_a_corrected_mark_counts_as_corrected() -> None:
    before = [a_class(), held(1, present=10), held(2, present=10, hours=45)]
    lost = corrected(2, Mark.PRESENT, Mark.ABSENT)
    won = corrected(1, Mark.LEAVE, Mark.LATE)
    same = corrected(1, Mark.PRESENT, Mark.EARLY_LEAVE)
    report = reported(*before, lost, same)
    assert (report.session_heads, report.person_hours) == (19, 10 * 30 + 9 * 45)
    # What was corrected before the end of teaching is in its sum already.
    report = reported(*before, lost, finished(705), won)
    assert (report.session_heads, report.person_hours) == (20, 705 + 30)


@pytest.mark.clause("A-5.p2")
def test_with_summaries_whoever_was_decided_on_counts_as_having_sat() -> None:
    report = reported(
        a_class(track=Track.CADRE, category=Category.CADRE_SECTION),
        roster(40),
        AssessmentFinished(
            class_id=CLASS_ID, track=Track.CADRE, completed=["a"] * 37, failed=["b"] * 3
        ),
    )
    assert (report.sat, report.passed, report.pass_rate_of_sat) == (40, 37, 925)


def test_a_rate_nobody_can_give_yet_is_none() -> None:
    report = reported(a_class(), roster(40))
    assert (report.pass_rate_of_sat, report.pass_rate_of_enrolled) == (None, None)
    assert (report.on_time_rate, report.satisfaction, report.start_delay_days) == (None, None, None)
    assert report.hand_over_on_time is None


# -- in time or not


@pytest.mark.clause("A-5.p1")
def test_a_limit_is_met_or_late_once_whatever_is_told_of_it() -> None:
    report = reported(
        a_class(), met(1), met(1), missed(2), missed(3), met(3, late=True), met(4, late=True)
    )
    assert (report.deadlines_met, report.deadlines_late, report.on_time_rate) == (1, 3, 250)


@pytest.mark.clause("A-5.p1")
def test_each_step_shows_how_long_it_took() -> None:
    report = reported(
        (a_class(), at(date(2026, 3, 1), 8)),
        advanced(ClassState.PREPARING, date(2026, 3, 1), 9),
        advanced(ClassState.NOTIFIED, date(2026, 3, 2), 21),
    )
    assert [(step.state, step.hours) for step in report.lead_times] == [
        (ClassState.PREPARING, 10),
        (ClassState.NOTIFIED, 360),
    ]


@pytest.mark.clause("A-5.p1")
def test_the_long_ways_are_measured_from_notice_and_from_the_last_day() -> None:
    notice = NoticePublished(
        notice_id="n", kind=NoticeKind.CLASS_NOTICE, class_id=CLASS_ID, addressed=3
    )
    papers = HandOverSigned(class_id=CLASS_ID, lines=3, on_time=True)
    settled = SettlementFinalised(class_id=CLASS_ID, total_fen=1, invoiced=False)
    invoice = InvoiceIssued(class_id=CLASS_ID, invoice_id="i", number="1" * 20, total_fen=1)
    after = END + timedelta(days=1)
    report = reported(
        a_class(),
        (notice, at(date(2026, 3, 2), 8)),
        (roster(40), at(date(2026, 3, 3), 8, 30)),
        (ClassDeparted(class_id=CLASS_ID, end_on=END), at(END, 17)),
        (papers, at(END, 18)),
        (settled, at(after, 10)),
        (invoice, at(after, 11, 3)),
    )
    assert report.notice_to_roster_hours == 245
    assert report.end_to_hand_over_hours == 0
    assert report.end_to_settlement_hours == 100
    assert report.end_to_invoice_hours == 110


@pytest.mark.clause("A-5.p1")
def test_the_last_day_moves_with_the_class() -> None:
    resumed = ClassResumed(class_id=CLASS_ID, days=3, resume_on=END, end_on=END + timedelta(days=3))
    papers = HandOverSigned(class_id=CLASS_ID, lines=3, on_time=True)
    report = reported(a_class(), resumed, (papers, at(END + timedelta(days=5))))
    assert report.end_to_hand_over_hours == 240


@pytest.mark.clause("A-5.p1")
def test_papers_that_are_overdue_were_not_handed_over_on_time() -> None:
    overdue = HandOverOverdue(class_id=CLASS_ID, due_on=END)
    assert reported(a_class(), overdue).hand_over_on_time is False


@pytest.mark.clause("A-7.10.b")
@pytest.mark.parametrize(
    ("moment", "days"),
    [(at(START), 0), (at(START, 23, 59), 0), (at(START + timedelta(days=2)), 2)],
)
def test_the_start_is_late_by_the_days_after_the_planned_one(moment: datetime, days: int) -> None:
    moved = ClassRescheduled(
        class_id=CLASS_ID,
        old_start_on=START,
        start_on=START + timedelta(days=2),
        end_on=END,
        checkin_from=at(START),
        checkin_to=at(START),
        reason="r",
    )
    begun = ClassAdvanced(class_id=CLASS_ID, state=ClassState.IN_PROGRESS, at=moment)
    assert reported(a_class(), moved, begun).start_delay_days == days


# -- what should not happen


@pytest.mark.clause("A-5.p3")
def test_breaches_and_conflicts_of_the_exam_are_counted() -> None:
    leak = PaperLeakSuspected(class_id=CLASS_ID, exam_id="e", version=1)
    peeped = PaperReadingRefused(class_id=CLASS_ID, exam_id="e", person_id="p", at=at(START))
    conflict = DutyConflictRejected(
        class_id=CLASS_ID, exam_id="e", person_id="p", held=Duty.SETTER, proposed=Duty.MARKER
    )
    clean = reported(*the_fixture())
    assert (clean.exam_breaches, clean.duty_conflicts) == (0, 0)
    broken = SealFoundBroken(class_id=CLASS_ID, exam_id="e", person_id="p", seal_no="F")
    report = reported(*the_fixture(), leak, peeped, peeped, broken, conflict)
    assert (report.exam_breaches, report.duty_conflicts) == (4, 1)


@pytest.mark.clause("A-5.p3", "A-5.k3")
def test_a_breach_is_counted_but_who_it_was_is_kept_nowhere(office: TestOffice) -> None:
    office.hear(
        a_class(),
        PaperReadingRefused(class_id=CLASS_ID, exam_id="e", person_id="p-curious", at=at(START)),
    )
    assert office.do(FindPerformanceReport(class_id=CLASS_ID), AFFAIRS).exam_breaches == 1
    assert [told.name for told in office.do(ListActivity(), AFFAIRS)] == ["class_created"]
    with office.database.reading() as session:
        kept = session.execute(tables["fact"].select()).all()
    assert "p-curious" not in str(kept)


def test_incidents_blocked_messages_and_satisfaction_are_counted() -> None:
    incident = SafetyIncidentReported(
        class_id=CLASS_ID,
        incident_id="i",
        kind=IncidentKind.FOOD,
        severity=Severity.MINOR,
        venue_id=None,
    )
    blocked = GroupMessageBlocked(
        class_id=CLASS_ID, message_id="m", reason=BlockReason.CONFIDENTIAL, text_hash="h"
    )
    forms = [
        EvaluationClosed(
            class_id=CLASS_ID, form=form, answers=answers, response_rate=900, score=score
        )
        for form, answers, score in (
            (EvaluationForm.TEACHING_QUALITY, 30, 901),
            (EvaluationForm.SERVICE_QUALITY, 10, 860),
        )
    ]
    report = reported(a_class(), incident, blocked, blocked, *forms)
    assert (report.incidents, report.messages_blocked, report.satisfaction) == (1, 2, 891)
    too_few = EvaluationClosed(
        class_id=CLASS_ID,
        form=EvaluationForm.SERVICE_QUALITY,
        answers=2,
        response_rate=50,
        score=None,
    )
    assert reported(a_class(), forms[0], too_few).satisfaction == 901
