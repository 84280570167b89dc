"""Limits: who sets them running, what meets them, and what the clock makes of them."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from contracts.assessment import (
    Aspect,
    EvaluationFedBack,
    ExamHeld,
    ImprovementCompleted,
    Target,
)
from contracts.base import Event
from contracts.enrollment import (
    AnnualPlanIssued,
    ArchiveItemFiled,
    ClassCancelled,
    ClassClosed,
    ClassDeparted,
    ClassRescheduled,
    ClassResumed,
    ClassSuspended,
    HandOverExtended,
    HandOverOpened,
    HandOverSigned,
    IssueRaised,
    IssueResolved,
    IssueSource,
    ParticipantNamed,
    RosterSubmitted,
    TaskAssigned,
    TaskCompleted,
    TaskSource,
)
from contracts.finance import ServiceDataConfirmed, SettlementFinalised, TaxFiled, TaxWithheld
from contracts.notification import (
    AcknowledgeNotice,
    CountDeadlines,
    DeadlineKind,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineState,
    DeadlineView,
    DeadlineWarned,
    ListDeadlines,
    ListTodos,
    ListUnitDeliveries,
    ParticipantOverdue,
    RaiseEscalation,
    Trigger,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    EquipmentChecked,
    TeacherSuspended,
    TeacherVetted,
    VenueRevoked,
    VenueVetted,
)
from contracts.values import Profile, Severity, Track
from kit import clock
from kit.testing import TestOffice, an_actor
from services.notification.domain.deadline import Deadline
from services.notification.domain.limit_table import LIMITS
from services.notification.domain.rules import the_rules
from tests.notification.college import (
    AFFAIRS,
    CHECK_IN,
    COUNSELOR,
    DAY,
    LEAD,
    NOW,
    a_college,
    a_college_class,
    a_plan,
    a_task,
    deadlines,
    hear_as,
    pass_to,
    todos,
    told,
    within_unit,
)
from tests.notification.makers import a_class, a_unit
from tests.notification.test_service import of_unit

HOUR = timedelta(hours=1)
EXTENDED = HandOverExtended(class_id="c1", until=date(2026, 3, 20), reason="洪水")
OPENED = HandOverOpened(class_id="c1", due_on=date(2026, 3, 18), latest_on=date(2026, 3, 23))
SIGNED = HandOverSigned(class_id="c1", lines=5, on_time=True)
NAMED = ParticipantNamed(class_id="c1", unit_id="d-student", person_id="pat")
SUSPENDED = ClassSuspended(
    class_id="c1", reason="疫情", policy_ref="省防指〔2026〕3号", from_on=date(2026, 3, 2)
)
RESUMED = ClassResumed(class_id="c1", days=3, resume_on=date(2026, 3, 5), end_on=date(2026, 3, 16))


def shanghai(day: int, hour: int = 0, month: int = 3) -> datetime:
    """An hour of a day of 2026 on the clocks of Shanghai."""
    return datetime(2026, month, day, tzinfo=UTC) + timedelta(hours=hour - 8)


def a_move(days: int) -> ClassRescheduled:
    return ClassRescheduled(
        class_id="c1",
        old_start_on=date(2026, 3, 9),
        start_on=date(2026, 3, 9) + timedelta(days=days),
        end_on=date(2026, 3, 13) + timedelta(days=days),
        checkin_from=CHECK_IN + timedelta(days=days),
        checkin_to=CHECK_IN + timedelta(days=days, hours=4),
        reason="场地冲突",
    )


def a_single_task(task_id: str = "x1", days: int = 3) -> TaskAssigned:
    return TaskAssigned(
        class_id="c1",
        task_id=task_id,
        unit_id="d-student",
        title="准备茶歇",
        due_at=NOW + days * DAY,
        source=TaskSource.SUPPORT,
    )


def completed(task_id: str = "x1") -> TaskCompleted:
    return TaskCompleted(class_id="c1", task_id=task_id, unit_id="d-student", on_time=True)


def an_issue() -> IssueRaised:
    return IssueRaised(
        class_id="c1",
        issue_id="i1",
        severity=Severity.MINOR,
        source=IssueSource.HOST,
        owner_id="pat",
        due_at=NOW + DAY,
    )


def fed_back() -> EvaluationFedBack:
    return EvaluationFedBack(
        class_id="c1",
        action_id="a1",
        unit_id="d-it",
        aspect=Aspect.LOGISTICS,
        target=Target.VENUE,
        target_id="v1",
        score=712,
        due_on=date(2026, 3, 20),
    )


def data_confirmed() -> ServiceDataConfirmed:
    return ServiceDataConfirmed(
        class_id="c1", person_days=1, venue_half_days=1, teaching_hours=1, by_itself=False
    )


def settled() -> SettlementFinalised:
    return SettlementFinalised(class_id="c1", total_fen=1, invoiced=False)


def checked(*, complete: bool) -> EquipmentChecked:
    return EquipmentChecked(class_id="c1", venue_id="v1", passed=True, complete=complete)


# -- the table of limits -------------------------------------------------------------------------

TABLE: list[tuple[DeadlineKind, Event | None, datetime, Event]] = [
    (DeadlineKind.PARTICIPANTS, a_plan(unit_ids=["d-student"], tasks=[]), CHECK_IN, NAMED),
    (DeadlineKind.ROSTER, None, CHECK_IN, RosterSubmitted(class_id="c1", version=1, count=9)),
    (
        DeadlineKind.MATERIALS,
        None,
        shanghai(9),
        ArchiveItemFiled(class_id="c1", doc_type="TRAINING_MATERIALS"),
    ),
    (DeadlineKind.EQUIPMENT, None, CHECK_IN, checked(complete=True)),
    (DeadlineKind.DATA_CONFIRMATION, None, shanghai(13, 18), data_confirmed()),
    (DeadlineKind.HAND_OVER, OPENED, shanghai(19), SIGNED),
    (DeadlineKind.HAND_OVER_LATEST, OPENED, shanghai(24), SIGNED),
    (
        DeadlineKind.SETTLEMENT,
        ClassDeparted(class_id="c1", end_on=date(2026, 3, 13)),
        shanghai(13, month=4),
        settled(),
    ),
    (DeadlineKind.TASK, a_single_task(), NOW + 3 * DAY, completed()),
    (DeadlineKind.TASK, a_plan(unit_ids=[]), NOW + 5 * DAY, completed("t1")),
    (
        DeadlineKind.ISSUE,
        an_issue(),
        NOW + DAY,
        IssueResolved(class_id="c1", issue_id="i1", on_time=True),
    ),
    (
        DeadlineKind.IMPROVEMENT,
        fed_back(),
        shanghai(21),
        ImprovementCompleted(class_id="c1", action_id="a1", unit_id="d-it"),
    ),
]


@pytest.mark.clause("B-5.2", "B-8.9a", "B-8.9b", "B-8.8a", "A-7.2.a", "A-7.3.a", "B-8.3b")
@pytest.mark.parametrize(("kind", "armed_by", "due_at", "met_by"), TABLE)
def test_a_limit_runs_until_its_day_and_is_met_by_what_it_asks_for(
    college: TestOffice,
    kind: DeadlineKind,
    armed_by: Event | None,
    due_at: datetime,
    met_by: Event,
) -> None:
    college.hear(*([armed_by] if armed_by else []), times=2)
    shown = deadlines(college)[kind]
    assert (shown.due_at, shown.state, shown.met_at) == (due_at, "ARMED", None)
    college.hear(met_by, times=2)
    assert deadlines(college)[kind].state == "MET"
    [met] = [event for event in told(college, DeadlineMet) if event.kind is kind]
    assert not met.late


@pytest.mark.parametrize(("kind", "armed_by", "due_at", "met_by"), TABLE)
def test_each_limit_is_warned_of_and_overdue_exactly_once(
    college: TestOffice,
    kind: DeadlineKind,
    armed_by: Event | None,
    due_at: datetime,
    met_by: Event,
) -> None:
    college.hear(*([armed_by] if armed_by else []))
    warned_at = due_at - the_rules().warn_before[kind]
    for moment, warned, overdue in (
        (warned_at - timedelta(minutes=1), 0, 0),
        (warned_at + timedelta(minutes=1), 1, 0),
        (due_at - timedelta(minutes=1), 1, 0),
        (due_at + timedelta(seconds=1), 1, 1),
        (due_at + DAY, 1, 1),
    ):
        if moment > NOW:
            pass_to(college, moment)
            assert count(college, DeadlineWarned, kind) == warned
            assert count(college, DeadlineOverdue, kind) == overdue
    college.hear(met_by)
    assert deadlines(college)[kind].state == "LATE"
    [met] = [event for event in told(college, DeadlineMet) if event.kind is kind]
    assert met.late


def count(office: TestOffice, event: type[Event], kind: DeadlineKind) -> int:
    return len([each for each in told(office, event) if each.kind is kind])


@pytest.mark.parametrize(("kind", "armed_by", "due_at", "met_by"), TABLE)
def test_what_is_met_before_it_is_known_until_when_is_met(
    college: TestOffice,
    kind: DeadlineKind,
    armed_by: Event | None,
    due_at: datetime,
    met_by: Event,
) -> None:
    college.hear(met_by)
    college.hear(*([armed_by] if armed_by else []))
    assert deadlines(college)[kind].state == "MET"
    pass_to(college, due_at + DAY)
    assert count(college, DeadlineOverdue, kind) == 0


def test_every_limit_is_said_in_both_languages_and_has_its_clause() -> None:
    assert set(LIMITS) == set(DeadlineKind)
    for limit in LIMITS.values():
        assert limit.zh
        assert limit.en
        assert limit.clause


def test_a_class_has_the_limits_that_concern_it(college: TestOffice) -> None:
    prospects = a_class(class_id="c2", track=Track.PROSPECT)
    own = a_college_class(class_id="c3", hosted_externally=False, host_id=None)
    college.hear(prospects, own)
    assert set(deadlines(college, "c2")) == {"ROSTER", "MATERIALS", "EXAM"}
    assert set(deadlines(college, "c3")) == {"ROSTER", "MATERIALS", "EQUIPMENT"}
    assert set(deadlines(college)) == {"ROSTER", "MATERIALS", "EQUIPMENT", "DATA_CONFIRMATION"}
    assert deadlines(college, "c2")["ROSTER"].role is Role.STAFF
    assert deadlines(college)["ROSTER"].role is Role.COUNSELOR


@pytest.mark.clause("A-7.7.a")
def test_the_exam_is_due_before_the_class_ends(college: TestOffice) -> None:
    college.hear(a_class(class_id="c2", profile=Profile.UNIVERSITY_PARTY_SCHOOL))
    assert deadlines(college, "c2")["EXAM"].due_at == shanghai(12)
    college.hear(ExamHeld(class_id="c2", exam_id="e1", present=3, absent=0, seal_no="F"))
    assert deadlines(college, "c2")["EXAM"].state == "MET"


def test_one_limit_that_cannot_ring_keeps_no_other_from_ringing(
    college: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    college.hear(a_single_task("x1", days=2), a_single_task("x2"), a_single_task("x3"))
    ring = Deadline.ring

    def fail(deadline: Deadline, *, now: datetime) -> list[Event]:
        if deadline.subject_id == "x1":
            raise ValueError("a record that cannot be read")
        return ring(deadline, now=now)

    monkeypatch.setattr(Deadline, "ring", fail)
    with capture_logs() as lines:
        pass_to(college, NOW + 4 * DAY)
        pass_to(college, NOW + 4 * DAY + HOUR)
    failed = {line["record"] for line in lines if line["event"] == "timer failed"}
    assert failed == {store_id(college, "x1")}
    assert {event.subject_id for event in told(college, DeadlineOverdue)} == {"x2", "x3"}
    monkeypatch.setattr(Deadline, "ring", ring)
    pass_to(college, NOW + 5 * DAY)
    pass_to(college, NOW + 5 * DAY + HOUR)
    assert "x1" in {event.subject_id for event in told(college, DeadlineOverdue)}


def store_id(office: TestOffice, subject_id: str) -> str:
    table = office.tables["deadline"]
    with office.database.reading() as session:
        wanted = select(table.c.deadline_id).where(table.c.subject_id == subject_id)
        return str(session.scalar(wanted))


def test_an_incomplete_check_meets_nothing(college: TestOffice) -> None:
    college.hear(checked(complete=False), ArchiveItemFiled(class_id="c1", doc_type="OTHER"))
    assert {deadlines(college)[kind].state for kind in ("EQUIPMENT", "MATERIALS")} == {"ARMED"}


# -- departments -----------------------------------------------------------------------------------


@pytest.mark.clause("B-5.2")
def test_a_department_without_a_participant_at_check_in_is_overdue(college: TestOffice) -> None:
    college.hear(a_plan(tasks=[]), NAMED)
    pass_to(college, CHECK_IN + timedelta(seconds=1))
    late = {(event.class_id, event.unit_id) for event in told(college, ParticipantOverdue)}
    assert late == {("c1", "d-teach"), ("c1", "d-theory")}
    waiting = college.do(ListTodos(), as_=within_unit("d-theory")).items
    [item] = [todo for todo in waiting if todo.kind == "OVERDUE"]
    assert item.zh == "已逾期：确定本部门项目参与人"
    assert item.en == "Overdue: The department names its participants"
    assert "OVERDUE" not in todos(college, within_unit("d-student"))
    pass_to(college, CHECK_IN + HOUR)
    assert len(told(college, ParticipantOverdue)) == 2
    college.hear(ParticipantNamed(class_id="c1", unit_id="d-theory", person_id="x"))
    assert "OVERDUE" not in todos(college, within_unit("d-theory"))


def test_a_department_sees_its_function_beside_its_limit(college: TestOffice) -> None:
    college.hear(a_plan())
    assert deadlines(college)["TASK"].role is Role.STUDENT_WORK
    assert deadlines(college)["TASK"].zh == "完成任务：布置会场"


def test_what_a_newer_plan_no_longer_asks_for_is_dropped(college: TestOffice) -> None:
    college.hear(a_plan(), a_single_task())
    second = a_plan(2, unit_ids=["d-student", "d-it"], tasks=[a_task("t2")])
    college.hear(second)
    shown = {each.subject_id: each.state for each in all_of(college)}
    assert shown["t1"] == shown["d-teach"] == "DROPPED"
    assert shown["t2"] == shown["d-it"] == shown["x1"] == "ARMED"
    assert "COMPLETE_TASK" in todos(college, within_unit("d-student"))
    withdrawn = {"ACKNOWLEDGE_PLAN", "NAME_PARTICIPANTS"}
    assert not withdrawn & {*todos(college, within_unit("d-teach"))}
    assert withdrawn <= {*todos(college, within_unit("d-it"))}


def test_a_task_is_due_as_the_newest_plan_says_in_whatever_order_plans_are_heard(
    moved_clock: None,
) -> None:
    plans = {8: a_plan(), 9: a_plan(2, tasks=[a_task("t1", days=7)])}
    for order in permutations(plans):
        office = a_college()
        for place in order:
            hear_as(office, place, plans[place])
        assert deadlines(office)["TASK"].due_at == NOW + 7 * DAY
        office.close()


def all_of(office: TestOffice) -> list[DeadlineView]:
    return office.do(ListDeadlines(class_id="c1"), as_=AFFAIRS)


# -- plans, tax, vetting ---------------------------------------------------------------------------


@pytest.mark.clause("A-7.1.c")
def test_a_plan_is_to_be_acknowledged_by_every_unit(college: TestOffice) -> None:
    college.hear(a_unit("u2"), AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1", "u2"]))
    assert deadlines(college, None)["PLAN_ACKNOWLEDGEMENT"].due_at == shanghai(9)
    for unit_id, state in (("u1", "ARMED"), ("u2", "MET")):
        request = ListUnitDeliveries(unit_id=unit_id)
        [letter] = college.do(request, as_=of_unit(unit_id)).items
        acknowledgement = AcknowledgeNotice(unit_id=unit_id, delivery_id=letter.delivery_id)
        college.do(acknowledgement, as_=of_unit(unit_id))
        assert deadlines(college, None)["PLAN_ACKNOWLEDGEMENT"].state == state


def test_the_tax_of_a_month_is_filed_by_its_day(college: TestOffice) -> None:
    for fee_id in ("f1", "f2"):
        college.hear(
            TaxWithheld(
                fee_id=fee_id,
                teacher_id="x",
                month="2026-03",
                tax_fen=1,
                due_on=date(2026, 4, 15),
            )
        )
    assert deadlines(college, None)["TAX_FILING"].due_at == shanghai(16, month=4)
    college.hear(TaxFiled(month="2026-03", tax_fen=2, on_time=True))
    assert deadlines(college, None)["TAX_FILING"].state == "MET"


@pytest.mark.parametrize(
    ("vet", "end"),
    [
        (
            lambda day: TeacherVetted(teacher_id="x", valid_until=day),
            TeacherSuspended(teacher_id="x", reason="x"),
        ),
        (
            lambda day: VenueVetted(venue_id="x", valid_until=day),
            VenueRevoked(venue_id="x", reason="x"),
        ),
    ],
)
def test_a_vetting_runs_out_unless_it_is_renewed(college: TestOffice, vet: Any, end: Event) -> None:
    college.hear(vet(date(2026, 4, 15)))
    pass_to(college, shanghai(17))
    assert count(college, DeadlineWarned, DeadlineKind.VETTING_EXPIRY) == 1
    college.hear(vet(date(2028, 4, 15)))
    pass_to(college, shanghai(20, month=4))
    assert count(college, DeadlineOverdue, DeadlineKind.VETTING_EXPIRY) == 0
    college.hear(end)
    assert deadlines(college, None)["VETTING_EXPIRY"].state == "DROPPED"
    college.hear(vet(date(2029, 4, 15)))
    assert deadlines(college, None)["VETTING_EXPIRY"].state == "ARMED"


# -- hand-over -----------------------------------------------------------------------------------


@pytest.mark.clause("B-8.9a")
@pytest.mark.parametrize(
    ("due_on", "end"),
    [
        (date(2026, 3, 18), datetime(2026, 3, 18, 16, tzinfo=UTC)),
        # The month's end, and the day before a leap day that is not one.
        (date(2026, 3, 31), datetime(2026, 3, 31, 16, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 29, 16, tzinfo=UTC)),
        (date(2027, 2, 28), datetime(2027, 2, 28, 16, tzinfo=UTC)),
    ],
)
def test_the_fifth_day_lasts_until_its_24th_hour(
    college: TestOffice, due_on: date, end: datetime
) -> None:
    college.hear(HandOverOpened(class_id="c1", due_on=due_on, latest_on=due_on + timedelta(days=5)))
    pass_to(college, end - timedelta(minutes=1))
    assert count(college, DeadlineOverdue, DeadlineKind.HAND_OVER) == 0
    pass_to(college, end)
    assert count(college, DeadlineOverdue, DeadlineKind.HAND_OVER) == 1
    assert "OVERDUE" in todos(college, COUNSELOR)


@pytest.mark.clause("B-8.9b")
def test_an_extended_hand_over_is_due_later_in_whatever_order_that_is_heard(
    moved_clock: None,
) -> None:
    facts = {20: OPENED, 21: EXTENDED}
    for order in permutations(facts):
        office = a_college()
        for place in order:
            hear_as(office, place, facts[place])
        assert deadlines(office)["HAND_OVER"].due_at == shanghai(21)
        assert deadlines(office)["HAND_OVER_LATEST"].due_at == shanghai(24)
        pass_to(office, shanghai(20))
        assert count(office, DeadlineOverdue, DeadlineKind.HAND_OVER) == 0
        office.close()
        clock.move_to(NOW)


# -- a class that stands still ---------------------------------------------------------------------


def going_on(office: TestOffice, *facts: Event, at: datetime) -> None:
    """Facts heard as they happen at a moment."""
    clock.move_to(at)
    office.hear(*facts)


@pytest.mark.clause("B-12a")
def test_while_a_class_stands_still_its_clocks_do_and_then_go_on_later(
    college: TestOffice,
) -> None:
    college.hear(a_single_task(), an_issue())
    going_on(college, SUSPENDED, at=NOW + 2 * HOUR)
    pass_to(college, shanghai(14))
    clocks = (DeadlineKind.TASK, DeadlineKind.ISSUE, DeadlineKind.DATA_CONFIRMATION)
    for kind in clocks:
        assert count(college, DeadlineWarned, kind) == 0
        assert count(college, DeadlineOverdue, kind) == 0
    going_on(college, RESUMED, at=NOW + 3 * DAY)
    shown = deadlines(college)
    assert shown["TASK"].due_at == NOW + 6 * DAY
    assert shown["ISSUE"].due_at == NOW + 4 * DAY
    assert shown["DATA_CONFIRMATION"].due_at == shanghai(16, 18)
    pass_to(college, NOW + 4 * DAY + HOUR)
    assert count(college, DeadlineOverdue, DeadlineKind.ISSUE) == 1
    assert count(college, DeadlineOverdue, DeadlineKind.TASK) == 0


@pytest.mark.clause("B-12a", "B-13")
def test_reporting_upwards_does_not_stand_still(college: TestOffice) -> None:
    going_on(college, SUSPENDED, at=NOW + HOUR)
    college.do(RaiseEscalation(class_id="c1", trigger=Trigger.HEALTH, text="发热病例"), as_=LEAD)
    pass_to(college, NOW + 2 * HOUR)
    assert count(college, DeadlineOverdue, DeadlineKind.ESCALATION) == 1


@pytest.mark.clause("B-12a")
def test_nothing_becomes_late_while_a_class_stands_still(college: TestOffice) -> None:
    college.hear(a_single_task(), a_single_task("x0", days=1))
    pass_to(college, NOW + DAY + HOUR)
    going_on(college, SUSPENDED, at=NOW + DAY + 2 * HOUR)
    going_on(college, completed(), completed("x0"), at=NOW + 9 * DAY)
    states = {each.subject_id: each.state for each in all_of(college)}
    assert (states["x1"], states["x0"]) == ("MET", "LATE")


@pytest.mark.clause("B-12a")
def test_what_is_set_while_a_class_stands_still_runs_as_it_was_set(college: TestOffice) -> None:
    going_on(college, SUSPENDED, at=NOW + HOUR)
    going_on(college, a_single_task(), at=NOW + 2 * HOUR)
    going_on(college, RESUMED, at=NOW + 2 * DAY)
    assert deadlines(college)["TASK"].due_at == NOW + 3 * DAY


@pytest.mark.clause("B-12a")
def test_going_on_waits_until_standing_still_has_been_heard(college: TestOffice) -> None:
    college.hear(a_single_task())
    going_on(college, RESUMED, at=NOW + 3 * DAY)
    assert [row.consumer for row in college.held] == ["keep_resumption"]
    assert deadlines(college)["TASK"].due_at == NOW + 3 * DAY


@pytest.mark.clause("B-12a")
def test_a_class_that_stood_still_twice_is_later_by_both(college: TestOffice) -> None:
    college.hear(a_single_task())
    for hours in (1, 3):
        going_on(college, SUSPENDED, at=NOW + hours * HOUR)
        going_on(college, RESUMED, at=NOW + (hours + 1) * HOUR)
    assert deadlines(college)["TASK"].due_at == NOW + 9 * DAY


@pytest.mark.clause("B-3.2e", "B-12a")
def test_a_class_on_other_days_takes_its_limits_along(college: TestOffice) -> None:
    college.hear(a_plan(), a_single_task())
    pass_to(college, CHECK_IN + HOUR)
    assert "OVERDUE" in todos(college, within_unit("d-theory"))
    college.hear(a_move(14), times=2)
    shown = deadlines(college)
    for kind in ("ROSTER", "EQUIPMENT", "PARTICIPANTS"):
        assert (shown[kind].due_at, shown[kind].state) == (CHECK_IN + 14 * DAY, "ARMED")
    assert shown["MATERIALS"].due_at == shanghai(23)
    assert shown["DATA_CONFIRMATION"].due_at == shanghai(27, 18)
    assert shown["TASK"].state == "OVERDUE"
    assert "OVERDUE" in todos(college, within_unit("d-student"))
    assert "OVERDUE" not in todos(college, within_unit("d-theory"))


@pytest.mark.parametrize(
    "end", [ClassClosed(class_id="c1"), ClassCancelled(class_id="c1", reason="疫情")]
)
def test_a_class_that_has_ended_has_no_clocks(college: TestOffice, end: Event) -> None:
    college.hear(a_plan(), a_single_task(), an_issue())
    college.hear(end, times=2)
    college.hear(a_single_task("x2"))
    pass_to(college, shanghai(1, month=5))
    assert {each.state for each in all_of(college)} == {"DROPPED"}
    assert told(college, DeadlineOverdue) == []


def test_what_is_behind_is_listed_latest_first(college: TestOffice) -> None:
    for task_id, days in (("x1", 3), ("x2", 5), ("x3", 4)):
        college.hear(a_single_task(task_id, days), completed(task_id))
    met = ListDeadlines(state=DeadlineState.MET, most=2)
    assert [each.subject_id for each in college.do(met, as_=AFFAIRS)] == ["x2", "x3"]


def test_limits_are_counted_by_how_they_stand_of_one_class_or_all(college: TestOffice) -> None:
    college.hear(a_single_task("x1"), a_single_task("x2"), completed("x2"))
    listed = college.do(ListDeadlines(), as_=AFFAIRS)
    for class_id in ("c1", None):
        found = college.do(CountDeadlines(class_id=class_id), as_=AFFAIRS)
        counts = {each.state: each.count for each in found}
        assert counts[DeadlineState.MET] == 1
        assert sum(counts.values()) == len(listed)
    assert college.do(CountDeadlines(class_id="c9"), as_=AFFAIRS) == []
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(CountDeadlines(class_id="c1"), as_=an_actor(Role.TRAINEE))


def test_limits_are_listed_soonest_first_and_by_state(college: TestOffice) -> None:
    college.hear(a_plan(), a_single_task())
    listed = college.do(ListDeadlines(), as_=AFFAIRS)
    assert [each.due_at for each in listed] == sorted(each.due_at for each in listed)
    soonest = college.do(ListDeadlines(most=1), as_=AFFAIRS)
    assert soonest == listed[:1]
    college.hear(completed())
    met = college.do(ListDeadlines(class_id="c1", state=DeadlineState.MET), as_=LEAD)
    assert [each.subject_id for each in met] == ["x1"]
    known = college.do(ListDeadlines(), as_=AFFAIRS)
    assert known[-1] == met[0]
    assert college.do(ListDeadlines(running=True), as_=AFFAIRS) == known[:-1]
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(ListDeadlines(class_id="c1"), as_=an_actor(Role.TRAINEE))
