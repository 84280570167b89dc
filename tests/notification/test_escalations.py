"""Reporting upwards level by level, and what the leader orders (B-8.6, B-13)."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.assessment import CertificatesNumbered
from contracts.base import Event
from contracts.enrollment import (
    ClassOpened,
    ClosingHeld,
    EmergencyDeclared,
    EmergencyKind,
    HandOverBreached,
    SeniorOfficialAttendanceConfirmed,
    TaskCompleted,
)
from contracts.notification import (
    AcknowledgeEscalation,
    EscalationAcknowledged,
    EscalationClosed,
    EscalationRaised,
    EscalationView,
    InstructedTask,
    InstructOnEscalation,
    LeaderInstructionIssued,
    ListEscalations,
    RaiseEscalation,
    Trigger,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import IncidentKind, SafetyIncidentReported
from contracts.values import Profile, Severity
from kit.testing import TestOffice, an_actor
from tests.notification.college import (
    AFFAIRS,
    COUNSELOR,
    DAY,
    HEAD_OF_STUDENTS,
    LEAD,
    LEADER,
    NOW,
    a_college_class,
    deadlines,
    pass_to,
    todos,
    told,
)

CHAIN = (COUNSELOR, HEAD_OF_STUDENTS, LEADER)
OPENED = ClassOpened(class_id="c1", present=["t1"], absent=[])


def a_visit(**changes: Any) -> SeniorOfficialAttendanceConfirmed:
    given: dict[str, Any] = {
        "class_id": "c1",
        "visit_id": "v1",
        "rank_code": 122,
        "host_leadership": False,
        "activity": "开班式",
        "known_at": NOW - timedelta(hours=1),
    }
    return SeniorOfficialAttendanceConfirmed(**given | changes)


def an_incident(severity: Severity) -> SafetyIncidentReported:
    return SafetyIncidentReported(
        class_id="c1",
        incident_id="i1",
        kind=next(iter(IncidentKind)),
        severity=severity,
        venue_id=None,
    )


def an_emergency(kind: EmergencyKind) -> EmergencyDeclared:
    return EmergencyDeclared(
        class_id="c1", emergency_id="e1", kind=kind, policy_ref="省卫健委〔2026〕1号"
    )


def the_matters(office: TestOffice) -> list[EscalationView]:
    return office.do(ListEscalations(class_id="c1"), as_=AFFAIRS)


def the_matter(office: TestOffice) -> EscalationView:
    [matter] = the_matters(office)
    return matter


def acknowledge(office: TestOffice, level: int, actor: Actor) -> EscalationView:
    request = AcknowledgeEscalation(
        class_id="c1", escalation_id=the_matter(office).escalation_id, level=level
    )
    return office.do(request, as_=actor)


def instruct(office: TestOffice, *tasks: InstructedTask) -> EscalationView:
    request = InstructOnEscalation(
        class_id="c1",
        escalation_id=the_matter(office).escalation_id,
        text="按规定接待",
        tasks=tasks,
    )
    return office.do(request, as_=LEADER)


def reach_the_leader(office: TestOffice) -> None:
    office.hear(a_visit())
    for level, actor in enumerate(CHAIN, start=1):
        acknowledge(office, level, actor)


def a_task(title: str = "安排车辆") -> InstructedTask:
    return InstructedTask(unit_id="d-student", title=title, due_at=NOW + DAY)


def done(office: TestOffice, task_id: str) -> TaskCompleted:
    return TaskCompleted(
        class_id="c1",
        task_id=task_id,
        unit_id="d-student",
        on_time=True,
        origin_id=the_matter(office).escalation_id,
    )


# -- what is reported ----------------------------------------------------------------------------


@pytest.mark.clause("B-8.6a", "B-8.6b", "B-13")
@pytest.mark.parametrize(
    ("fact", "trigger"),
    [
        (OPENED, Trigger.OPENING),
        (ClosingHeld(class_id="c1"), Trigger.CLOSING),
        (
            CertificatesNumbered(class_id="c1", first_no="1", last_no="9", count=9),
            Trigger.CERTIFICATES,
        ),
        (a_visit(), Trigger.SENIOR_OFFICIAL),
        (a_visit(host_leadership=True, rank_code=131), Trigger.HOST_LEADERSHIP),
        (an_incident(Severity.MAJOR), Trigger.INCIDENT),
        (an_emergency(EmergencyKind.PUBLIC_HEALTH), Trigger.HEALTH),
        (an_emergency(EmergencyKind.OTHER), Trigger.SPECIAL),
        (HandOverBreached(class_id="c1", latest_on=NOW.date()), Trigger.OVERDUE),
    ],
)
def test_what_matters_is_reported_upwards_once(
    college: TestOffice, fact: Event, trigger: Trigger
) -> None:
    college.hear(fact, times=2)
    # The same fact under another event id still makes one report.
    college.hear(fact)
    assert the_matter(college).trigger is trigger
    [raised] = told(college, EscalationRaised)
    assert raised.trigger is trigger
    assert "ACKNOWLEDGE_ESCALATION" in todos(college, COUNSELOR)


@pytest.mark.clause("B-8.6b")
def test_since_when_it_is_known_is_kept(college: TestOffice) -> None:
    college.hear(a_visit())
    assert the_matter(college).known_at == NOW - timedelta(hours=1)
    assert "开班式" in the_matter(college).text


def test_a_minor_incident_is_not_reported(college: TestOffice) -> None:
    college.hear(an_incident(Severity.MINOR))
    assert the_matters(college) == []


def test_the_school_reports_nothing_by_this_norm(college: TestOffice) -> None:
    college.hear(a_college_class(class_id="c2", profile=Profile.UNIVERSITY_PARTY_SCHOOL))
    college.hear(ClassOpened(class_id="c2", present=[], absent=[]))
    assert college.do(ListEscalations(class_id="c2"), as_=AFFAIRS) == []


@pytest.mark.clause("B-13")
def test_the_lead_reports_a_major_matter(college: TestOffice) -> None:
    request = RaiseEscalation(class_id="c1", trigger=Trigger.MAJOR, text="供电中断")
    shown = college.do(request, as_=LEAD)
    assert (shown.trigger, shown.text, shown.state) == (Trigger.MAJOR, "供电中断", "RAISED")
    assert [level.role for level in shown.levels] == [
        Role.COUNSELOR,
        Role.STUDENT_WORK,
        Role.COLLEGE_LEADER,
    ]
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(request, as_=an_actor(Role.TRAINEE))


# -- level by level ------------------------------------------------------------------------------


@pytest.mark.clause("B-8.6b", "B-13")
def test_each_level_is_told_once_the_one_below_has_acknowledged(college: TestOffice) -> None:
    college.hear(a_visit())
    for level, actor in enumerate(CHAIN, start=1):
        waiting = ["ACKNOWLEDGE_ESCALATION" in todos(college, each) for each in CHAIN]
        assert waiting == [each is actor for each in CHAIN]
        notified = [each.notified_at is not None for each in the_matter(college).levels]
        assert notified == [number <= level for number in (1, 2, 3)]
        acknowledge(college, level, actor)
    assert the_matter(college).state == "ACKNOWLEDGED"
    assert [(event.level, event.last) for event in told(college, EscalationAcknowledged)] == [
        (1, False),
        (2, False),
        (3, True),
    ]


@pytest.mark.clause("B-8.6b", "B-13")
def test_no_level_is_skipped(college: TestOffice) -> None:
    college.hear(a_visit())
    for level, actor in ((3, LEADER), (2, HEAD_OF_STUDENTS)):
        with pytest.raises(Refusal, match="LEVEL_SKIPPED"):
            acknowledge(college, level, actor)
    acknowledge(college, 1, COUNSELOR)
    with pytest.raises(Refusal, match="LEVEL_SKIPPED"):
        acknowledge(college, 3, LEADER)
    assert told(college, EscalationAcknowledged)[-1].level == 1


@pytest.mark.clause("B-8.6b")
@pytest.mark.parametrize(
    ("level", "actor"),
    [
        (1, HEAD_OF_STUDENTS),
        (1, LEADER),
        (1, an_actor(Role.COUNSELOR, person="of-another-class", within="class:c2")),
    ],
)
def test_a_level_is_acknowledged_by_who_holds_its_role(
    college: TestOffice, level: int, actor: Actor
) -> None:
    college.hear(a_visit())
    with pytest.raises(Refusal, match=r"NOT_YOUR_(LEVEL|DUTY)") as refused:
        acknowledge(college, level, actor)
    assert refused.value.status == 403


def test_acknowledging_again_changes_nothing(college: TestOffice) -> None:
    college.hear(a_visit())
    first = acknowledge(college, 1, COUNSELOR)
    assert acknowledge(college, 1, COUNSELOR) == first
    assert len(told(college, EscalationAcknowledged)) == 1


def test_a_level_the_chain_does_not_have_is_not_taken(college: TestOffice) -> None:
    college.hear(a_visit())
    with pytest.raises(Refusal, match="LEVEL_UNKNOWN"):
        acknowledge(college, 4, LEADER)


def test_another_classes_matter_is_not_found(college: TestOffice) -> None:
    college.hear(a_visit(), a_college_class(class_id="c2", code="KJ-2026-2"))
    request = AcknowledgeEscalation(
        class_id="c2", escalation_id=the_matter(college).escalation_id, level=1
    )
    with pytest.raises(Refusal, match="UNKNOWN"):
        college.do(request, as_=an_actor(Role.COUNSELOR, within="class:c2"))


@pytest.mark.clause("B-8.6b")
def test_who_does_not_acknowledge_is_reminded_and_the_reminders_are_counted(
    college: TestOffice,
) -> None:
    college.hear(a_visit())
    for minutes, reminders in ((29, 0), (31, 1), (45, 1), (62, 2)):
        pass_to(college, NOW + timedelta(minutes=minutes))
        assert the_matter(college).levels[0].reminders == reminders
    assert deadlines(college)["ESCALATION"].state == "OVERDUE"
    assert "OVERDUE" in todos(college, COUNSELOR)
    acknowledge(college, 1, COUNSELOR)
    assert "OVERDUE" not in todos(college, COUNSELOR)
    pass_to(college, NOW + timedelta(minutes=93))
    assert [level.reminders for level in the_matter(college).levels] == [2, 1, 0]


# -- the leader's instruction --------------------------------------------------------------------


@pytest.mark.clause("B-8.6c")
def test_the_leader_instructs_only_after_every_level_has_acknowledged(college: TestOffice) -> None:
    college.hear(a_visit())
    acknowledge(college, 1, COUNSELOR)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        instruct(college, a_task())
    assert told(college, LeaderInstructionIssued) == []


@pytest.mark.clause("B-8.6c")
def test_the_instruction_becomes_tasks_and_is_closed_when_all_are_done(college: TestOffice) -> None:
    reach_the_leader(college)
    assert "INSTRUCT" in todos(college, LEADER)
    assert instruct(college, a_task(), a_task("准备会场")).state == "INSTRUCTED"
    assert "INSTRUCT" not in todos(college, LEADER)
    [issued] = told(college, LeaderInstructionIssued)
    assert [task.title for task in issued.tasks] == ["安排车辆", "准备会场"]
    college.hear(done(college, "x1"), times=2)
    college.hear(done(college, "x1"))
    assert (the_matter(college).state, the_matter(college).tasks_done) == ("INSTRUCTED", 1)
    college.hear(done(college, "x2"))
    assert the_matter(college).state == "CLOSED"
    assert len(told(college, EscalationClosed)) == 1


@pytest.mark.clause("B-8.6c")
def test_an_instruction_without_tasks_closes_the_matter(college: TestOffice) -> None:
    reach_the_leader(college)
    assert instruct(college).state == "CLOSED"
    with pytest.raises(Refusal, match="WRONG_STATE"):
        instruct(college)


def test_a_task_of_something_else_closes_nothing(college: TestOffice) -> None:
    reach_the_leader(college)
    instruct(college, a_task())
    college.hear(
        TaskCompleted(
            class_id="c1", task_id="x1", unit_id="d-it", on_time=True, origin_id="elsewhere"
        )
    )
    assert the_matter(college).state == "INSTRUCTED"
