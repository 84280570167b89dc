"""What those who serve a class of the college are told, and what waits for them."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import update

from contracts.assessment import (
    Aspect,
    EvaluationFedBack,
    ImprovementChecked,
    ImprovementCompleted,
    SummaryReturned,
    SummarySubmitted,
    Target,
)
from contracts.base import Event
from contracts.enrollment import (
    AdjustmentAcknowledged,
    AdjustmentMade,
    ClassRescheduled,
    ClassResumed,
    ClassRole,
    ClassSuspended,
    ConsultationAnswered,
    ConsultationAsked,
    CoordinationMeetingCalled,
    DutyRosterSet,
    ElementName,
    HandbookIssued,
    HandOverOpened,
    HandOverSigned,
    ImplementationPlanAcknowledged,
    IssueRaised,
    IssueResolved,
    IssueSource,
    MeetingMinuted,
    MentorRotaAdvanced,
    ParticipantNamed,
    ProjectNegotiated,
    RehearsalHeld,
    RoleEnded,
    RoleReplaced,
    SettlementPapersReceived,
    TaskAssigned,
    TaskCompleted,
    TaskSource,
)
from contracts.finance import (
    BudgetClearanceRequested,
    BudgetCleared,
    BudgetRejected,
    InvoiceIssued,
    ServiceDataConfirmed,
    ServiceDataDisputed,
    ServiceDataProposed,
    SettlementAgreed,
    SettlementDrafted,
    SettlementFinalised,
    SettlementSent,
    TaxFiled,
    TaxWithheld,
)
from contracts.notification import (
    AcknowledgeNotice,
    DeliveryView,
    ListMyDeliveries,
    ListTodos,
    ListUnitDeliveries,
    NoticeKind,
    PublishNotice,
)
from contracts.portal import SealApproved, SealPurpose, SealRequested, SealUsed
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import EquipmentChecked, ResourceConflictDetected
from contracts.values import ClassLevel, Profile, Severity
from kit.testing import TestOffice, an_actor
from services.notification.store.tables import notice
from tests.notification.college import (
    AFFAIRS,
    CHECK_IN,
    COUNSELOR,
    DAY,
    HEAD_OF_STUDENTS,
    HOST,
    LEAD,
    LEADER,
    NOW,
    a_college,
    a_college_class,
    a_plan,
    a_task,
    assigned,
    confirmed,
    hear_as,
    the_team,
    todos,
    told,
    within_unit,
)
from tests.notification.makers import a_draft, a_roster

FINANCE = an_actor(Role.FIN_LOGISTICS, person="fin")
HOST_OF_CLASS = an_actor(Role.HOST_REP, person="host", within="class:c1")
OFFICE = an_actor(Role.OFFICE, person="off")
THEORY, STUDENT = within_unit("d-theory"), within_unit("d-student")


def unit_letters(office: TestOffice, unit_id: str, actor: Actor) -> list[DeliveryView]:
    return office.do(ListUnitDeliveries(unit_id=unit_id, size=100), as_=actor).items


def letters(office: TestOffice, unit_id: str) -> list[str]:
    """The titles a department was sent, oldest first, without the name of the class."""
    return titles(unit_letters(office, unit_id, within_unit(unit_id)))


def own_letters(office: TestOffice, person_id: str) -> list[str]:
    request = ListMyDeliveries(person_id=person_id, size=100)
    return titles(office.do(request, as_=Actor(person_id=person_id)).items)


def titles(deliveries: list[DeliveryView]) -> list[str]:
    return [each.title.partition("：")[2] for each in reversed(deliveries)]


def an_adjustment(severity: Severity) -> AdjustmentMade:
    return AdjustmentMade(
        class_id="c1",
        adjustment_id=f"a-{severity}",
        severity=severity,
        what="午餐提前半小时",
        unit_ids=["d-student"],
    )


# -- departments and the people in them ------------------------------------------------------------


@pytest.mark.clause("B-5.2", "B-3.1b")
def test_each_department_is_told_of_the_plan_with_its_own_tasks(college: TestOffice) -> None:
    college.hear(a_plan(), times=2)
    [student] = unit_letters(college, "d-student", STUDENT)
    [theory] = unit_letters(college, "d-theory", THEORY)
    assert student.kind is NoticeKind.IMPLEMENTATION_PLAN
    assert "布置会场" in student.body
    assert "布置会场" not in theory.body
    assert unit_letters(college, "d-it", within_unit("d-it")) == []


@pytest.mark.clause("B-5.2", "B-3.0")
def test_a_new_version_asks_each_department_to_acknowledge_again(college: TestOffice) -> None:
    college.hear(a_plan())
    for actor in (STUDENT, HEAD_OF_STUDENTS):
        assert "ACKNOWLEDGE_PLAN" in todos(college, actor)
    college.hear(
        ImplementationPlanAcknowledged(class_id="c1", unit_id="d-student", version=1), times=2
    )
    assert "ACKNOWLEDGE_PLAN" not in todos(college, STUDENT)
    assert "ACKNOWLEDGE_PLAN" in todos(college, THEORY)
    college.hear(a_plan(2))
    assert "ACKNOWLEDGE_PLAN" in todos(college, STUDENT)
    assert len(letters(college, "d-student")) == 2


@pytest.mark.clause("B-3.4b")
def test_only_a_class_that_needs_a_mentor_has_its_lead_call_for_one(college: TestOffice) -> None:
    college.hear(a_plan())
    assert "CALL_MENTORS" in todos(college, LEAD)
    college.hear(a_college_class(class_id="c2", code="KJ-2026-2"), a_plan(class_id="c2"))
    other = an_actor(Role.PROJECT_LEAD, person="lea", within="class:c2")
    assert "CALL_MENTORS" in todos(college, other)
    without = a_college_class(class_id="c3", code="KJ-2026-3", mentor_required=False)
    college.hear(without, a_plan(class_id="c3"))
    third = an_actor(Role.PROJECT_LEAD, person="lia", within="class:c3")
    assert "CALL_MENTORS" not in todos(college, third)


@pytest.mark.usefixtures("moved_clock")
def test_an_acknowledgement_of_the_older_version_never_hides_the_newer() -> None:
    facts: dict[int, Event] = {
        31: a_plan(),
        32: ImplementationPlanAcknowledged(class_id="c1", unit_id="d-student", version=1),
        33: a_plan(2),
    }
    for order in permutations(facts):
        office = a_college()
        for place in order:
            hear_as(office, place, facts[place])
        assert "ACKNOWLEDGE_PLAN" in todos(office, STUDENT)
        office.close()


@pytest.mark.clause("B-8.1b")
def test_the_handbook_goes_to_the_departments_and_to_who_carries_it_out(
    college: TestOffice,
) -> None:
    college.hear(*the_team())
    college.hear(HandbookIssued(class_id="c1", unit_ids=["d-student"]), times=2)
    assert letters(college, "d-student") == ["学员手册与任务分解"]
    assert own_letters(college, "pat")[-1] == "学员手册与任务分解"
    [handbook] = unit_letters(college, "d-student", STUDENT)
    assert "值班表" in handbook.body
    assert "学员手册与任务分解" not in own_letters(college, "mo")


@pytest.mark.clause("B-5.3", "B-8.1b")
def test_who_is_called_to_a_meeting_is_told_when_and_where(college: TestOffice) -> None:
    college.hear(*the_team())
    called = CoordinationMeetingCalled(
        class_id="c1",
        meeting_id="m1",
        at=NOW + DAY,
        place="三楼会议室",
        unit_ids=["d-student", "d-theory"],
    )
    college.hear(called, times=2)
    college.hear(called)
    for unit_id in ("d-student", "d-theory"):
        assert letters(college, unit_id) == ["项目协调会议"]
    for person in ("pat", "lee"):
        assert own_letters(college, person)[-1] == "项目协调会议"
    [letter] = unit_letters(college, "d-theory", THEORY)
    assert "2026-03-02 09:00" in letter.body
    assert "三楼会议室" in letter.body
    assert "RECORD_MINUTES" in todos(college, LEAD)
    college.hear(MeetingMinuted(class_id="c1", meeting_id="m1"))
    assert "RECORD_MINUTES" not in todos(college, LEAD)


@pytest.mark.clause("B-3.2e")
def test_an_adjustment_is_told_to_the_participants_of_the_departments_concerned(
    college: TestOffice,
) -> None:
    college.hear(*the_team(), assigned(ClassRole.PARTICIPANT, "ida", "d-it"))
    college.hear(an_adjustment(Severity.MINOR), times=2)
    assert own_letters(college, "pat")[-1] == "调整事项"
    assert letters(college, "d-student") == ["调整事项"]
    for person in ("ida", "lee"):
        assert own_letters(college, person) == ["任职通知"]
    assert "ACKNOWLEDGE_ADJUSTMENT" not in todos(college, LEAD)


@pytest.mark.clause("B-8.2b")
def test_a_major_adjustment_waits_for_the_lead_to_acknowledge(college: TestOffice) -> None:
    college.hear(*the_team(), an_adjustment(Severity.MAJOR))
    assert own_letters(college, "lee")[-1] == "重大调整事项"
    assert "ACKNOWLEDGE_ADJUSTMENT" in todos(college, LEAD)
    assert "ACKNOWLEDGE_ADJUSTMENT" not in todos(college, COUNSELOR)
    college.hear(AdjustmentAcknowledged(class_id="c1", adjustment_id="a-MAJOR"))
    assert "ACKNOWLEDGE_ADJUSTMENT" not in todos(college, LEAD)


@pytest.mark.clause("B-5.0")
def test_who_is_given_a_duty_and_who_loses_one_is_told(college: TestOffice) -> None:
    college.hear(*the_team(), times=2)
    assert own_letters(college, "pat") == ["任职通知"]
    college.hear(
        RoleReplaced(
            class_id="c1",
            assignment_id="x",
            role=ClassRole.PARTICIPANT,
            person_id="pam",
            unit_id="d-student",
            replaced_id="pat",
        ),
        RoleEnded(
            class_id="c1",
            assignment_id="x",
            role=ClassRole.PARTICIPANT,
            person_id="pam",
            unit_id="d-student",
        ),
    )
    assert own_letters(college, "pat") == ["任职通知", "任职结束"]
    assert own_letters(college, "pam") == ["任职通知", "任职结束"]


@pytest.mark.clause("B-5.2")
def test_the_lead_hears_of_each_department_that_named_somebody(college: TestOffice) -> None:
    college.hear(*the_team())
    for unit_id in ("d-student", "d-theory"):
        named = ParticipantNamed(class_id="c1", unit_id=unit_id, person_id="x")
        college.hear(named, times=2)
    assert own_letters(college, "lee")[1:] == [
        "d-student已确定项目参与人",
        "d-theory已确定项目参与人",
    ]


@pytest.mark.clause("B-9.2")
def test_the_department_whose_turn_it_is_is_called_for_mentors(college: TestOffice) -> None:
    college.hear(MentorRotaAdvanced(class_id="c1", unit_id="d-theory", skipped=[]))
    assert letters(college, "d-theory") == ["学业导师轮值"]
    assert "APPOINT_MENTORS" in todos(college, THEORY)
    assert "APPOINT_MENTORS" not in todos(college, STUDENT)
    college.hear(assigned(ClassRole.MENTOR, "mo", "d-theory"))
    assert "APPOINT_MENTORS" not in todos(college, THEORY)


@pytest.mark.clause("B-6.5c")
def test_a_result_is_fed_back_to_its_department_and_the_improvement_followed(
    college: TestOffice,
) -> None:
    college.hear(
        EvaluationFedBack(
            class_id="c1",
            action_id="a1",
            unit_id="d-theory",
            aspect=Aspect.TEACHING,
            target=Target.TEACHER,
            target_id="x",
            score=712,
            due_on=date(2026, 3, 30),
        )
    )
    [letter] = unit_letters(college, "d-theory", THEORY)
    assert "71.2" in letter.body
    assert "IMPROVE" in todos(college, THEORY)
    college.hear(ImprovementCompleted(class_id="c1", action_id="a1", unit_id="d-theory"))
    assert "IMPROVE" not in todos(college, THEORY)
    assert "CHECK_IMPROVEMENT" in todos(college, AFFAIRS)
    college.hear(
        ImprovementChecked(
            class_id="c1",
            action_id="a1",
            unit_id="d-theory",
            target=Target.TEACHER,
            target_id="x",
            effective=True,
        )
    )
    assert "CHECK_IMPROVEMENT" not in todos(college, AFFAIRS)


def test_the_lead_hears_of_sessions_without_a_venue(college: TestOffice) -> None:
    conflict = ResourceConflictDetected(
        class_id="c1", resource="VENUE", resource_id="v1", session_ids=["s1", "s2"]
    )
    college.hear(conflict)
    college.hear(*the_team(), conflict)
    assert own_letters(college, "lee") == ["任职通知", "日程资源冲突"]


def test_nobody_opens_a_departments_letters_from_elsewhere(college: TestOffice) -> None:
    college.hear(a_plan())
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        unit_letters(college, "d-student", THEORY)


# -- the host --------------------------------------------------------------------------------------


@pytest.mark.clause("B-8.8a", "B-6.6")
def test_the_host_hears_of_data_settlement_and_invoice(college: TestOffice) -> None:
    college.hear(
        ServiceDataProposed(class_id="c1", version=1, document_hash="h"),
        SettlementSent(class_id="c1", total_fen=1_234_567),
        InvoiceIssued(class_id="c1", invoice_id="i1", number="26232000000000000001", total_fen=5),
        times=2,
    )
    told_host = unit_letters(college, "h1", HOST)
    assert titles(told_host) == ["数据确认书待签认", "决算待核对", "发票已开具"]
    assert "12,345.67元" in told_host[1].body
    assert "26232000000000000001" in told_host[0].body


def test_a_class_of_the_colleges_own_has_no_host_to_tell(college: TestOffice) -> None:
    college.hear(a_college_class(class_id="c2", hosted_externally=False, host_id=None))
    college.hear(ServiceDataProposed(class_id="c2", version=1, document_hash="h"))
    assert unit_letters(college, "h1", HOST) == []


# -- the class itself ------------------------------------------------------------------------------


@pytest.mark.clause("B-12a", "B-3.2e")
def test_everybody_hears_that_a_class_stands_still_goes_on_or_moves(college: TestOffice) -> None:
    college.hear(*the_team(), a_plan(), a_roster())
    college.hear(
        ClassSuspended(
            class_id="c1", reason="疫情", policy_ref="省防指〔2026〕3号", from_on=NOW.date()
        ),
        ClassResumed(class_id="c1", days=3, resume_on=date(2026, 3, 5), end_on=date(2026, 3, 16)),
        ClassRescheduled(
            class_id="c1",
            old_start_on=date(2026, 3, 9),
            start_on=date(2026, 3, 16),
            end_on=date(2026, 3, 20),
            checkin_from=CHECK_IN + 7 * DAY,
            checkin_to=CHECK_IN + 7 * DAY,
            reason="场地",
        ),
        times=2,
    )
    expected = ["班次暂停", "班次恢复", "班次改期"]
    assert letters(college, "d-theory")[-3:] == expected
    for person in ("pat", "lee", "p-t1"):
        assert own_letters(college, person)[-3:] == expected
    assert titles(unit_letters(college, "h1", HOST))[-3:] == expected
    suspended = unit_letters(college, "d-theory", THEORY)[2]
    assert "省防指〔2026〕3号" in suspended.body
    # A change is acknowledged by whoever answers for the unit.
    for unit_id, actor in (("d-theory", THEORY), ("h1", HOST)):
        assert todos(college, actor).count("ACKNOWLEDGE_NOTICE") == 3
        letter = unit_letters(college, unit_id, actor)[0]
        college.do(AcknowledgeNotice(unit_id=unit_id, delivery_id=letter.delivery_id), as_=actor)
        assert todos(college, actor).count("ACKNOWLEDGE_NOTICE") == 2


@pytest.mark.clause("B-8.4c")
def test_a_notice_without_a_contact_out_of_hours_is_neither_drafted_nor_released(
    college: TestOffice,
) -> None:
    with pytest.raises(Refusal, match="CONTACT_MISSING"):
        college.do(a_draft(contact="  "), as_=AFFAIRS)
    drafted = college.do(a_draft(contact="值班 8888"), as_=AFFAIRS)
    with college.database.writing() as session:
        session.execute(update(notice).values(contact=""))
    with pytest.raises(Refusal, match="CONTACT_MISSING") as refused:
        college.do(PublishNotice(notice_id=drafted.notice_id), as_=AFFAIRS)
    assert refused.value.clause == "B-8.4c"


# -- what waits for whom ---------------------------------------------------------------------------


def the_story() -> list[tuple[Event, Actor, str, Event]]:
    """A fact, whom it gives which duty, and the fact that ends it."""
    return [
        (
            ConsultationAsked(
                class_id="c1", consultation_id="k1", unit_id="d-it", element=ElementName.PLACE
            ),
            within_unit("d-it"),
            "ANSWER_CONSULTATION",
            ConsultationAnswered(
                class_id="c1", consultation_id="k1", unit_id="d-it", approved=True
            ),
        ),
        (
            BudgetClearanceRequested(class_id="c1", over_by_fen=1),
            FINANCE,
            "CLEAR_BUDGET",
            BudgetRejected(class_id="c1", over_by_fen=1, note="超标准"),
        ),
        (
            BudgetRejected(class_id="c1", over_by_fen=1, note="超标准"),
            LEAD,
            "LOWER_BUDGET",
            BudgetCleared(class_id="c1", total_fen=1, ceiling_fen=1),
        ),
        (
            SealRequested(class_id="c1", seal_id="s1", purpose=SealPurpose.CONFIRMATION),
            LEADER,
            "APPROVE_SEAL",
            SealApproved(class_id="c1", seal_id="s1", purpose=SealPurpose.CONFIRMATION),
        ),
        (
            SealApproved(class_id="c1", seal_id="s1", purpose=SealPurpose.CONFIRMATION),
            OFFICE,
            "USE_SEAL",
            SealUsed(
                class_id="c1", seal_id="s1", purpose=SealPurpose.CONFIRMATION, document_hash="h"
            ),
        ),
        (
            ProjectNegotiated(class_id="c1", host_id="h1", elements_hash="h", special=[]),
            LEAD,
            "CONFIRM_PROJECT",
            confirmed(),
        ),
        (confirmed(), AFFAIRS, "DRAFT_IMPLEMENTATION_PLAN", a_plan()),
        (
            a_plan(),
            STUDENT,
            "NAME_PARTICIPANTS",
            ParticipantNamed(class_id="c1", unit_id="d-student", person_id="pat"),
        ),
        (
            a_plan(),
            STUDENT,
            "COMPLETE_TASK",
            TaskCompleted(class_id="c1", task_id="t1", unit_id="d-student", on_time=True),
        ),
        (
            TaskAssigned(
                class_id="c1",
                task_id="x1",
                unit_id="d-it",
                title="直播",
                due_at=NOW + DAY,
                source=TaskSource.SUPPORT,
            ),
            within_unit("d-it"),
            "COMPLETE_TASK",
            TaskCompleted(class_id="c1", task_id="x1", unit_id="d-it", on_time=True),
        ),
        (
            a_plan(),
            HEAD_OF_STUDENTS,
            "APPOINT_COUNSELORS",
            assigned(ClassRole.COUNSELOR, "cora"),
        ),
        (
            a_plan(),
            LEAD,
            "CALL_MENTORS",
            MentorRotaAdvanced(class_id="c1", unit_id="d-theory", skipped=[]),
        ),
        (a_plan(), COUNSELOR, "SET_DUTY_ROSTER", DutyRosterSet(class_id="c1")),
        (
            a_plan(),
            an_actor(Role.LIBRARY_IT),
            "CHECK_EQUIPMENT",
            EquipmentChecked(class_id="c1", venue_id="v1", passed=True, complete=True),
        ),
        (
            IssueRaised(
                class_id="c1",
                issue_id="i1",
                severity=Severity.MAJOR,
                source=IssueSource.HOST,
                owner_id="pat",
                due_at=NOW + DAY,
            ),
            Actor(person_id="pat"),
            "RESOLVE_ISSUE",
            IssueResolved(class_id="c1", issue_id="i1", on_time=True),
        ),
        (
            ServiceDataProposed(class_id="c1", version=1, document_hash="h"),
            HOST_OF_CLASS,
            "SIGN_DATA",
            ServiceDataConfirmed(
                class_id="c1",
                person_days=1,
                venue_half_days=1,
                teaching_hours=1,
                by_itself=False,
            ),
        ),
        (
            ServiceDataDisputed(class_id="c1", version=1),
            COUNSELOR,
            "CORRECT_DATA",
            ServiceDataProposed(class_id="c1", version=2, document_hash="h"),
        ),
        (
            HandOverOpened(class_id="c1", due_on=date(2026, 3, 18), latest_on=date(2026, 3, 23)),
            FINANCE,
            "SIGN_HAND_OVER",
            HandOverSigned(class_id="c1", lines=1, on_time=True),
        ),
        (
            SettlementPapersReceived(class_id="c1"),
            FINANCE,
            "DRAFT_SETTLEMENT",
            SettlementDrafted(class_id="c1", total_fen=1, variance_fen=0),
        ),
        (
            SettlementSent(class_id="c1", total_fen=1),
            HOST_OF_CLASS,
            "AGREE_SETTLEMENT",
            SettlementAgreed(class_id="c1", total_fen=1),
        ),
        (
            SettlementAgreed(class_id="c1", total_fen=1),
            LEAD,
            "SIGN_SETTLEMENT",
            SettlementFinalised(class_id="c1", total_fen=1, invoiced=False),
        ),
        (
            SettlementFinalised(class_id="c1", total_fen=1, invoiced=False),
            FINANCE,
            "ISSUE_INVOICE",
            InvoiceIssued(class_id="c1", invoice_id="i1", number="1", total_fen=1),
        ),
        (
            TaxWithheld(
                fee_id="f1",
                teacher_id="x",
                month="2026-03",
                tax_fen=1,
                due_on=date(2026, 4, 15),
            ),
            FINANCE,
            "FILE_TAX",
            TaxFiled(month="2026-03", tax_fen=1, on_time=True),
        ),
        (
            SummaryReturned(class_id="c1", trainee_id="t1"),
            an_actor(Role.TRAINEE, within="trainee:t1"),
            "REVISE_SUMMARY",
            SummarySubmitted(class_id="c1", trainee_id="t1"),
        ),
    ]


@pytest.mark.clause("B-3.0")
@pytest.mark.parametrize(
    ("opens", "waits_for", "kind", "closes"),
    the_story(),
    ids=[f"{number}-{line[2]}" for number, line in enumerate(the_story())],
)
def test_every_new_duty_waits_for_whoever_has_it_until_it_is_done(
    college: TestOffice, opens: Event, waits_for: Actor, kind: str, closes: Event
) -> None:
    outsider = an_actor(Role.TRAINEE, person="nobody", within="trainee:t9")
    assert kind not in todos(college, waits_for)
    college.hear(opens, times=2)
    assert kind in todos(college, waits_for)
    assert kind not in todos(college, outsider)
    college.hear(closes, times=2)
    assert kind not in todos(college, waits_for)


def test_a_class_gives_the_college_its_first_duties(college: TestOffice) -> None:
    important = a_college_class(class_id="c2", level=ClassLevel.IMPORTANT)
    college.hear(important)
    waiting = college.do(ListTodos(class_id="c2"), as_=AFFAIRS).items
    assert {"NEGOTIATE", "APPOINT_LEAD", "REHEARSE"} <= {todo.kind for todo in waiting}
    college.hear(RehearsalHeld(class_id="c2", held_on=NOW.date()))
    assert "REHEARSE" not in todos(college, AFFAIRS)


def test_the_school_has_none_of_the_colleges_duties(college: TestOffice) -> None:
    school = a_college_class(
        class_id="c2",
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        hosted_externally=False,
        level=ClassLevel.IMPORTANT,
    )
    college.hear(school, SettlementFinalised(class_id="c2", total_fen=1, invoiced=False))
    for actor in (AFFAIRS, FINANCE):
        shown = college.do(ListTodos(class_id="c2"), as_=actor).items
        assert {todo.kind for todo in shown} <= {
            "ALLOCATE_QUOTAS",
            "DRAFT_NOTICE",
            "PUBLISH_TIMETABLE",
        }


def test_a_departments_item_is_seen_by_its_people_and_its_function_alone(
    college: TestOffice,
) -> None:
    college.hear(a_plan(tasks=[a_task("t1", unit_id="d-theory")]))
    for actor, sees in (
        (THEORY, True),
        (an_actor(Role.TEACHING_DEPT), True),
        (an_actor(Role.PARTICIPANT, within="unit:d-theory"), True),
        (STUDENT, False),
        (HEAD_OF_STUDENTS, False),
        (an_actor(Role.SYSTEM_ADMIN), False),
        (LEAD, False),
    ):
        assert ("COMPLETE_TASK" in todos(college, actor)) == sees
    waiting = college.do(ListTodos(), as_=THEORY).items
    [item] = [todo for todo in waiting if todo.kind == "COMPLETE_TASK"]
    assert (item.role, item.scope) == (Role.TEACHING_DEPT, "unit:d-theory")
    assert item.zh == "完成任务：布置会场"
    assert item.due_at == NOW + 5 * DAY


def test_events_of_notification_carry_no_words(college: TestOffice) -> None:
    college.hear(*the_team(), a_plan(), an_adjustment(Severity.MAJOR))
    payloads: list[Any] = [envelope.payload for envelope in college.envelopes]
    assert payloads
    assert not any("午餐" in str(payload) for payload in payloads)
    assert told(college, Event)
