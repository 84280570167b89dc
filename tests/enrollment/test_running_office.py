"""A class in its days, in the office: what is recorded, who may, who is told."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from contracts.base import Event
from contracts.enrollment import (
    AcknowledgeAdjustment,
    AdjustmentAcknowledged,
    AdjustmentMade,
    CheckIn,
    CheckInPart,
    ClassAdvanced,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    ClassSuspended,
    ClosingHeld,
    DeclareEmergency,
    DisciplineKind,
    DrawSupplies,
    EmergencyDeclared,
    EmergencyKind,
    IssueRaised,
    IssueResolved,
    IssueSource,
    ListAdjustments,
    ListDiscipline,
    ListEmergencies,
    ListIssues,
    ListOfficialVisits,
    ListSupplies,
    RaiseIssue,
    RecordAdjustment,
    RecordClosing,
    RecordDiscipline,
    RecordOfficialVisit,
    RecordRehearsal,
    RehearsalHeld,
    RehearsalWaived,
    RescheduleClass,
    ResolveIssue,
    ResumeClass,
    ReturnSupplies,
    SeniorOfficialAttendanceConfirmed,
    SetUpVenue,
    SuppliesDrawn,
    SupplyLine,
    SuspendClass,
    TraineeCheckedIn,
    TraineeState,
    WaiveRehearsal,
)
from contracts.finance import InvoiceIssued, SettlementFinalised
from contracts.roles import Actor, Role
from contracts.scheduling import (
    DepartmentReviewsCompleted,
    EquipmentChecked,
    OnlineRoomReady,
    RoomAllocated,
    RoomReleased,
)
from contracts.values import ClassLevel, Severity
from kit import clock
from services.enrollment.domain.adjustment import Adjustment
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.discipline import DisciplineRecord
from services.enrollment.domain.issue import Issue
from services.enrollment.domain.official_visit import OfficialVisit
from services.enrollment.domain.rehearsal import Rehearsal
from services.enrollment.store.running import (
    adjustment,
    discipline_record,
    supply_issue,
    venue_set_up,
)
from tests.enrollment.college import (
    AFFAIRS,
    CHECK_IN_FROM,
    FIRST_DAY,
    LAST_DAY_OF_CLASS,
    LEADER,
    host_rep,
)
from tests.enrollment.makers import NOW, TODAY, refused, with_status
from tests.enrollment.school import EVP
from tests.enrollment.staffed import CHECK_IN_TO, DAY, STUDENTS, StaffedCollege, counselor

HOUR = timedelta(hours=1)
S = ClassState
SERVING = {"override_reason": "辅导员途中受阻"}


@pytest.fixture
def college(moved_clock: None) -> Iterator[StaffedCollege]:
    """A college with its people."""
    college = StaffedCollege()
    yield college
    college.office.close()


def a_class_that(college: StaffedCollege, state: S, **changes: Any) -> str:
    """A class of the college's own in this state."""
    return college.lay(college.an_own_class(**changes).class_id, state)


@pytest.fixture
def running(college: StaffedCollege) -> str:
    """A class that has begun, with its lead."""
    class_id = college.an_own_class().class_id
    college.appoint_lead(class_id)
    return college.lay(class_id, S.IN_PROGRESS)


def lines(**quantities: int) -> list[SupplyLine]:
    return [
        SupplyLine(item=item, quantity=quantity, returnable=True)
        for item, quantity in quantities.items()
    ]


def service_commands(college: StaffedCollege, class_id: str) -> list[Any]:
    """The commands of the service desk that the lead leaves to the counselor after check-in."""
    slip = DrawSupplies(class_id=class_id, purpose="开班", lines=lines(话筒=4))
    issue_id = college.do(slip, counselor(class_id)).issue_id
    return [
        slip,
        ReturnSupplies(class_id=class_id, issue_id=issue_id, lines=lines(话筒=1)),
        SetUpVenue(class_id=class_id, place="多功能厅"),
        an_adjustment(college, class_id, Severity.MINOR),
        RecordDiscipline(class_id=class_id, kind=DisciplineKind.ACTIVITY, text="组织破冰活动"),
    ]


def with_reason(request: Any) -> Any:
    return type(request)(**(vars(request) | SERVING))


# -- The lead after check-in -----------------------------------------------------------------------


@pytest.mark.clause("B-6.4b")
def test_after_check_in_the_lead_does_not_serve_the_class_without_a_reason(
    college: StaffedCollege, running: str
) -> None:
    for request in service_commands(college, running):
        with refused("LEAD_ONLY_COORDINATES") as said:
            college.do(request, college.lead_of(running))
        assert (said.value.status, said.value.clause) == (409, "B-6.4b")
        college.do(request, counselor(running))
        college.do(with_reason(request), college.lead_of(running))

    with college.office.database.reading() as session:
        for table in (supply_issue, venue_set_up, adjustment, discipline_record):
            reasons = session.scalars(select(table.c.override_reason)).all()
            assert SERVING["override_reason"] in reasons


@pytest.mark.clause("B-6.4b", "B-8.3a")
def test_before_check_in_the_lead_serves_the_class_like_others(college: StaffedCollege) -> None:
    class_id = a_class_that(college, S.PREPARING)

    for request in service_commands(college, class_id)[:3]:
        college.do(request, college.lead_of(class_id))


# -- Before check-in -------------------------------------------------------------------------------


@pytest.mark.clause("B-8.3a", "B-3.2a")
def test_supplies_are_drawn_and_the_venue_set_before_a_class_is_ready(
    college: StaffedCollege,
) -> None:
    class_id = a_class_that(college, S.PREPARING)
    draw = DrawSupplies(class_id=class_id, purpose="开班", lines=lines(学员手册=40))

    with with_status(403):
        college.do(draw, college.of(Role.OFFICE))
    assert not college.met(class_id, Fact.SUPPLIES_DRAWN)
    assert not college.met(class_id, Fact.VENUE_SET_UP)
    slip = college.do(draw, STUDENTS)
    college.do(SetUpVenue(class_id=class_id, place="多功能厅", note="会标已挂"), STUDENTS)

    assert college.met(class_id, Fact.SUPPLIES_DRAWN)
    assert college.met(class_id, Fact.VENUE_SET_UP)
    [drawn] = college.emitted(SuppliesDrawn)
    assert (drawn.issue_id, drawn.items) == (slip.issue_id, {"学员手册": 40})
    with refused("WRONG_STATE"):
        college.do(
            DrawSupplies(
                class_id=a_class_that(college, S.PLANNED, code="ZB2609"),
                purpose="开班",
                lines=lines(话筒=1),
            ),
            STUDENTS,
        )


@pytest.mark.clause("B-3.2b")
def test_what_was_lent_is_listed_until_it_is_back(college: StaffedCollege, running: str) -> None:
    draw = DrawSupplies(class_id=running, purpose="教学", lines=lines(话筒=4, 激光笔=1))
    issue_id = college.do(draw, counselor(running)).issue_id

    def give_back(class_id: str = running, **quantities: int) -> Any:
        request = ReturnSupplies(class_id=class_id, issue_id=issue_id, lines=lines(**quantities))
        return college.do(request, counselor(class_id))

    with with_status(422) as said:
        give_back(话筒=5)
    assert said.value.clause == "B-3.2b"
    give_back(话筒=3)
    with with_status(404):
        give_back(a_class_that(college, S.IN_PROGRESS, code="ZB2609"), 话筒=1)
    college.lay(running, S.DEPARTED)
    give_back(激光笔=1)

    [slip] = college.do(ListSupplies(class_id=running), AFFAIRS)
    assert slip.outstanding == lines(话筒=1)


def a_rehearsal(class_id: str, college: StaffedCollege, held_on: date = TODAY) -> RecordRehearsal:
    return RecordRehearsal(
        class_id=class_id,
        held_on=held_on,
        unit_ids=college.codes([Role.STUDENT_WORK, Role.LIBRARY_IT]),
        findings="话筒需备用电池",
    )


@pytest.mark.clause("B-11")
@pytest.mark.parametrize("waived", [False, True])
def test_an_important_class_is_rehearsed_or_the_rehearsal_waived(
    college: StaffedCollege, waived: bool
) -> None:
    class_id = a_class_that(college, S.PREPARING, level=ClassLevel.HIGH_END)
    assert not college.met(class_id, Fact.REHEARSED)
    waiver = WaiveRehearsal(class_id=class_id, reason="同一团队上月刚办过同规模班次")

    with with_status(403):
        college.do(waiver, college.lead_of(class_id))
    with with_status(422):
        college.do(a_rehearsal(class_id, college, TODAY + DAY), AFFAIRS)
    college.do(waiver if waived else a_rehearsal(class_id, college), AFFAIRS)

    assert college.met(class_id, Fact.REHEARSED)
    [told] = college.emitted(RehearsalHeld, RehearsalWaived)
    assert isinstance(told, RehearsalWaived) is waived


@pytest.mark.clause("B-11")
def test_a_regular_class_is_not_rehearsed_and_none_once_check_in_is_open(
    college: StaffedCollege,
) -> None:
    regular = a_class_that(college, S.PREPARING)
    with refused("NOT_NEEDED"):
        college.do(a_rehearsal(regular, college), AFFAIRS)
    with refused("NOT_NEEDED"):
        college.do(WaiveRehearsal(class_id=regular, reason="一般班次"), AFFAIRS)

    late = a_class_that(college, S.CHECKING_IN, code="ZB2602", level=ClassLevel.IMPORTANT)
    with refused("WRONG_STATE"):
        college.do(a_rehearsal(late, college), AFFAIRS)


# -- Adjustments and issues ------------------------------------------------------------------------


def an_adjustment(
    college: StaffedCollege, class_id: str, severity: Severity, **fields: Any
) -> RecordAdjustment:
    values: dict[str, Any] = {
        "class_id": class_id,
        "severity": severity,
        "what": "室外教学改为室内",
        "reason": "暴雨预警",
        "unit_ids": college.codes([Role.FIN_LOGISTICS, Role.STUDENT_WORK]),
    }
    return RecordAdjustment(**(values | fields))


@pytest.mark.clause("B-8.2a", "B-3.2e")
def test_an_adjustment_is_logged_and_told_to_the_departments_it_concerns(
    college: StaffedCollege, running: str
) -> None:
    request = an_adjustment(college, running, Severity.MINOR)
    made = college.do(request, counselor(running))

    [told] = college.emitted(AdjustmentMade)
    assert (told.severity, told.unit_ids) == (Severity.MINOR, request.unit_ids)
    [shown] = college.do(ListAdjustments(class_id=running), AFFAIRS)
    assert shown == made
    assert (shown.made_by, shown.made_at) == ("wang", made.made_at)
    with with_status(404):
        college.do(
            an_adjustment(college, running, Severity.MINOR, unit_ids=["nowhere"]),
            counselor(running),
        )


@pytest.mark.clause("B-8.2a")
@pytest.mark.parametrize("state", [S.READY, S.DEPARTED])
def test_adjustments_belong_to_the_time_from_check_in_to_departure(
    college: StaffedCollege, state: S
) -> None:
    class_id = a_class_that(college, state)

    with refused("WRONG_STATE"):
        college.do(an_adjustment(college, class_id, Severity.MINOR), STUDENTS)


@pytest.mark.clause("B-8.2b")
def test_a_major_adjustment_waits_for_the_lead(college: StaffedCollege, running: str) -> None:
    minor, major = (
        college.do(an_adjustment(college, running, severity), counselor(running))
        for severity in Severity
    )

    def acknowledge(adjustment_id: str, as_: Actor) -> Any:
        request = AcknowledgeAdjustment(class_id=running, adjustment_id=adjustment_id)
        return college.do(request, as_)

    with with_status(403):
        acknowledge(major.adjustment_id, counselor(running))
    with refused("NOT_MAJOR"):
        acknowledge(minor.adjustment_id, college.lead_of(running))
    for _ in range(2):
        shown = acknowledge(major.adjustment_id, college.lead_of(running))
        assert shown.acknowledged_by == "lead"
    assert [event.adjustment_id for event in college.emitted(AdjustmentAcknowledged)] == [
        major.adjustment_id
    ]


def an_issue(class_id: str, **fields: Any) -> RaiseIssue:
    values: dict[str, Any] = {
        "class_id": class_id,
        "source": IssueSource.HOST,
        "what": "驻班人员反映投影不清晰",
        "due_at": clock.now() + 4 * HOUR,
    }
    return RaiseIssue(**(values | fields))


@pytest.mark.clause("B-6.4a", "B-3.2f")
def test_an_issue_of_the_host_is_the_leads_until_it_is_resolved(
    college: StaffedCollege, running: str
) -> None:
    raised = college.do(an_issue(running), host_rep(running))
    assert (raised.owner_id, raised.late) == ("lead", False)
    named = college.do(
        an_issue(running, owner_id="bursar", severity=Severity.MAJOR), counselor(running)
    )
    clock.move_to(NOW + 5 * HOUR)
    overdue = college.do(ListIssues(class_id=running), AFFAIRS)
    assert [issue.late for issue in overdue] == [True, True]

    resolve = ResolveIssue(class_id=running, issue_id=raised.issue_id, resolution="已更换灯泡")
    solved = college.do(resolve, college.lead_of(running))
    assert (solved.resolved_by, solved.late) == ("lead", True)
    with refused("RESOLVED_ALREADY"):
        college.do(resolve, college.lead_of(running))
    open_first = college.do(ListIssues(class_id=running), AFFAIRS)
    assert [issue.issue_id for issue in open_first] == [named.issue_id, raised.issue_id]
    assert [(event.owner_id, event.severity) for event in college.emitted(IssueRaised)] == [
        ("lead", Severity.MINOR),
        ("bursar", Severity.MAJOR),
    ]
    assert [event.on_time for event in college.emitted(IssueResolved)] == [False]


@pytest.mark.clause("B-6.4a")
@pytest.mark.parametrize("state", [S.NEGOTIATING, S.PREPARING, S.IN_PROGRESS, S.EVALUATED])
def test_the_lead_deals_with_issues_from_the_negotiation_to_the_end(
    college: StaffedCollege, state: S
) -> None:
    class_id = college.an_own_class().class_id
    college.appoint_lead(class_id)
    college.lay(class_id, state)

    raised = college.do(an_issue(class_id), college.lead_of(class_id))
    solve = ResolveIssue(class_id=class_id, issue_id=raised.issue_id, resolution="已协调")
    assert college.do(solve, college.lead_of(class_id)).resolved_by == "lead"


@pytest.mark.clause("B-6.4a")
def test_an_issue_has_an_owner_and_time_and_a_class_that_is_not_over(
    college: StaffedCollege,
) -> None:
    class_id = college.an_own_class().class_id

    with refused("NO_OWNER"):
        college.do(an_issue(class_id), STUDENTS)
    with refused("DUE"):
        college.do(an_issue(class_id, owner_id="wang", due_at=NOW - HOUR), STUDENTS)
    college.lay(class_id, S.CLOSED)
    with refused("CLASS_ENDED"):
        college.do(an_issue(class_id, owner_id="wang"), STUDENTS)


# -- Discipline ------------------------------------------------------------------------------------


@pytest.mark.clause("B-3.2c")
def test_class_activities_discipline_and_living_are_recorded(
    college: StaffedCollege, running: str
) -> None:
    trainee_id = college.lay_trainee(running)

    def record(kind: DisciplineKind, text_: str, trainee: str | None = None) -> Any:
        request = RecordDiscipline(class_id=running, kind=kind, text=text_, trainee_id=trainee)
        return college.do(request, counselor(running))

    record(DisciplineKind.ACTIVITY, "组织拓展训练")
    record(DisciplineKind.DISCIPLINE, "晚归，已谈话", trainee_id)
    record(DisciplineKind.LIVING, "因胃病调整用餐", trainee_id)
    with refused("NO_TRAINEE"):
        record(DisciplineKind.DISCIPLINE, "晚归")
    with with_status(404):
        record(DisciplineKind.DISCIPLINE, "晚归", "nobody")

    shown = college.do(ListDiscipline(class_id=running), AFFAIRS)
    assert [(line.kind, line.trainee_id) for line in shown] == [
        ("ACTIVITY", None),
        ("DISCIPLINE", trainee_id),
        ("LIVING", trainee_id),
    ]
    with with_status(403):
        college.do(ListDiscipline(class_id=running), college.of(Role.OFFICE))


@pytest.mark.clause("B-3.2c")
def test_what_is_recorded_of_a_trainee_is_sealed_at_rest(
    college: StaffedCollege, running: str
) -> None:
    trainee_id = college.lay_trainee(running)
    request = RecordDiscipline(
        class_id=running, kind=DisciplineKind.LIVING, text="因胃病调整用餐", trainee_id=trainee_id
    )
    college.do(request, counselor(running))

    with college.office.database.reading() as session:
        kept = session.scalars(text("SELECT text FROM discipline_record")).all()
        audited = session.scalars(text("SELECT detail FROM audit")).all()
    assert not [line for line in [*kept, *audited] if "胃病" in line]


# -- Officials and ceremonies ----------------------------------------------------------------------


def visits(college: StaffedCollege, class_id: str, rank: int, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "class_id": class_id,
        "name": "赵刚",
        "rank_code": rank,
        "activity": "结业式",
        "expected_at": CHECK_IN_FROM,
    }
    return college.do(RecordOfficialVisit(**(values | fields)), counselor(class_id))


@pytest.mark.clause("B-8.6b")
def test_an_official_of_deputy_department_rank_or_of_the_hosts_leadership_is_reported_once_known(
    college: StaffedCollege,
) -> None:
    college.keep_host(leadership=("李明", "王强"))
    class_id = college.lay(college.an_ordered_class().class_id, S.IN_PROGRESS)

    shown = [
        visits(college, class_id, 122, name="钱局长"),
        visits(college, class_id, 131, name="孙处长"),
        visits(college, class_id, 131, name="李 明"),
        visits(college, class_id, 141, name="周科长", host_leadership=True),
    ]

    assert [(each.reportable, each.host_leadership) for each in shown] == [
        (True, False),
        (False, False),
        (True, True),
        (True, True),
    ]
    told = college.emitted(SeniorOfficialAttendanceConfirmed)
    assert [(event.name, event.host_leadership) for event in told] == [
        ("钱局长", False),
        ("李 明", True),
        ("周科长", True),
    ]
    assert told[0].known_at == shown[0].known_at
    assert len(college.do(ListOfficialVisits(class_id=class_id), LEADER)) == 4


@pytest.mark.clause("B-8.6b")
def test_a_class_without_a_host_has_no_leadership_to_look_up(
    college: StaffedCollege, running: str
) -> None:
    assert not visits(college, running, 131, name="李明").reportable


@pytest.mark.clause("B-8.6a")
def test_the_closing_ceremony_is_recorded_with_the_leader(
    college: StaffedCollege, running: str
) -> None:
    college.do(RecordClosing(class_id=running, leader="王院长"), counselor(running))

    assert [event.leader for event in college.emitted(ClosingHeld)] == ["王院长"]
    with refused("WRONG_STATE"):
        college.do(
            RecordClosing(
                class_id=a_class_that(college, S.CHECKING_IN, code="ZB2602"), leader="王院长"
            ),
            STUDENTS,
        )


# -- What no plan foresaw --------------------------------------------------------------------------


@pytest.mark.clause("B-12a")
def test_a_public_health_event_is_declared_the_class_suspended_and_resumed(
    college: StaffedCollege, running: str
) -> None:
    declare = DeclareEmergency(
        class_id=running,
        kind=EmergencyKind.PUBLIC_HEALTH,
        policy_ref="省突发公共卫生事件应急预案",
        text="三名学员发热",
    )
    college.do(declare, counselor(running))
    suspend = SuspendClass(class_id=running, policy_ref="省突发公共卫生事件应急预案", reason="疫情")
    with with_status(403):
        college.do(suspend, counselor(running))
    assert college.do(suspend, LEADER).suspended_from is S.IN_PROGRESS
    with refused("WRONG_STATE"):
        college.do(an_adjustment(college, running, Severity.MINOR), counselor(running))
    clock.move_to(NOW + 3 * DAY)
    resumed = college.do(ResumeClass(class_id=running, resume_on=TODAY + 3 * DAY), LEADER)

    assert (resumed.state, resumed.end_on) == (S.IN_PROGRESS, LAST_DAY_OF_CLASS + 3 * DAY)
    assert [type(event) for event in since(college, EmergencyDeclared)] == [
        EmergencyDeclared,
        ClassSuspended,
        ClassAdvanced,
        ClassResumed,
        ClassAdvanced,
    ]
    [goes_on] = college.emitted(ClassResumed)
    assert (goes_on.days, goes_on.end_on) == (3, resumed.end_on)
    [shown] = college.do(ListEmergencies(class_id=running), AFFAIRS)
    assert (shown.policy_ref, shown.declared_by) == (declare.policy_ref, "wang")
    with college.office.database.reading() as session:
        audited = session.scalars(text("SELECT message FROM audit ORDER BY audit_id")).all()
    kept = [line for line in audited if line in SPECIAL]
    assert kept == ["declare_emergency", "suspend_class", "suspend_class", "resume_class"]


SPECIAL = {"declare_emergency", "suspend_class", "resume_class"}


def since(college: StaffedCollege, first: type[Event]) -> list[Event]:
    """Everything emitted from the first event of this kind on."""
    events = college.office.events
    return events[next(n for n, event in enumerate(events) if isinstance(event, first)) :]


@pytest.mark.clause("B-12a", "B-8.5a")
def test_the_days_a_resumed_class_gains_have_to_be_covered_too(college: StaffedCollege) -> None:
    class_id = a_class_that(college, S.PREPARING)
    college.appoint_counselors(class_id, "wang")
    college.set_duty(class_id)
    assert college.met(class_id, Fact.DUTY_COVERED)
    college.lay(class_id, S.IN_PROGRESS)
    college.do(SuspendClass(class_id=class_id, policy_ref="防控规定", reason="疫情"), EVP)
    college.do(ResumeClass(class_id=class_id, resume_on=TODAY + DAY), EVP)

    assert not college.met(class_id, Fact.DUTY_COVERED)


@pytest.mark.clause("B-3.2e", "A-7.6.a", "B-8.4b")
def test_a_class_moved_to_other_days_tells_old_and_new_and_needs_its_duty_anew(
    college: StaffedCollege,
) -> None:
    class_id = a_class_that(college, S.PREPARING)
    college.appoint_counselors(class_id, "wang")
    college.set_duty(class_id)
    move = RescheduleClass(
        class_id=class_id,
        start_on=FIRST_DAY + 7 * DAY,
        end_on=LAST_DAY_OF_CLASS + 7 * DAY,
        checkin_from=CHECK_IN_FROM + 7 * DAY,
        checkin_to=CHECK_IN_TO + 7 * DAY,
        reason="主办单位另有安排",
    )
    moved = college.do(move, AFFAIRS)

    assert (moved.start_on, moved.checkin_from) == (move.start_on, move.checkin_from)
    [told] = college.emitted(ClassRescheduled)
    assert (told.old_start_on, told.start_on, told.reason) == (
        FIRST_DAY,
        move.start_on,
        move.reason,
    )
    assert not college.met(class_id, Fact.DUTY_COVERED)


# -- What others report ----------------------------------------------------------------------------


def room(trainee_id: str = "t1", class_id: str = "", name: str = "3-201") -> RoomAllocated:
    return RoomAllocated(
        class_id=class_id,
        trainee_id=trainee_id,
        room=name,
        bed=1,
        from_on=FIRST_DAY,
        to_on=LAST_DAY_OF_CLASS,
    )


def left(trainee_id: str, class_id: str) -> RoomReleased:
    return RoomReleased(
        class_id=class_id,
        trainee_id=trainee_id,
        room="3-201",
        from_on=FIRST_DAY,
        to_on=LAST_DAY_OF_CLASS,
    )


@pytest.mark.clause("B-8.4a")
def test_a_check_in_is_complete_with_signature_materials_bed_and_briefing(
    college: StaffedCollege,
) -> None:
    class_id = a_class_that(college, S.CHECKING_IN)
    college.lay_trainee(class_id)

    def check_in(*parts: CheckInPart) -> Any:
        request = CheckIn(class_id=class_id, trainee_id="t1", parts=parts)
        return college.do(request, counselor(class_id))

    shown = check_in(CheckInPart.SIGN_IN, CheckInPart.MATERIALS)
    assert shown.check_in_missing == (CheckInPart.BRIEFING, CheckInPart.ROOM)
    # Saying that there is a bed does not make one.
    assert check_in(CheckInPart.ROOM).check_in_missing == (CheckInPart.BRIEFING, CheckInPart.ROOM)
    assert check_in(CheckInPart.BRIEFING).check_in_missing == (CheckInPart.ROOM,)
    assert college.emitted(TraineeCheckedIn) == []
    college.hear(room(class_id=class_id), times=2)

    assert (college.trainee().state, college.trainee().room) == (TraineeState.ACTIVE, "3-201-1")
    assert len(college.emitted(TraineeCheckedIn)) == 1


@pytest.mark.clause("B-8.4a")
def test_a_bed_given_back_is_nobodys_and_an_older_word_changes_nothing(
    college: StaffedCollege,
) -> None:
    class_id = a_class_that(college, S.CHECKING_IN)
    college.lay_trainee(class_id)
    college.hear(room(class_id=class_id, name="3-201"), room(class_id=class_id, name="3-305"))
    assert college.trainee().room == "3-305-1"
    college.hear(left("t1", class_id))
    assert college.trainee().room == ""


@pytest.mark.clause("B-8.4a")
@pytest.mark.parametrize("given_back_last", [True, False])
def test_words_about_a_bed_wait_for_the_trainee_and_the_latest_holds(
    college: StaffedCollege, given_back_last: bool
) -> None:
    class_id = a_class_that(college, S.CHECKING_IN)
    given, back = room(class_id=class_id), left("t1", class_id)
    first, second = (given, back) if given_back_last else (back, given)
    college.hear(first)
    assert len(college.office.held) == 1

    college.lay_trainee(class_id)
    college.hear(second)
    college.retry_held()
    assert college.trainee().room == ("" if given_back_last else "3-201-1")
    assert college.office.held == []


@pytest.mark.clause("B-8.3b")
def test_equipment_is_checked_as_long_as_every_venue_is(college: StaffedCollege) -> None:
    class_id = a_class_that(college, S.PREPARING)

    def checked(*, complete: bool) -> bool:
        college.hear(
            EquipmentChecked(class_id=class_id, venue_id="v1", passed=complete, complete=complete),
            times=2,
        )
        return college.met(class_id, Fact.EQUIPMENT_CHECKED)

    assert [checked(complete=True), checked(complete=False), checked(complete=True)] == [
        True,
        False,
        True,
    ]


@pytest.mark.clause("B-3.7b")
def test_an_online_class_waits_for_its_platform(college: StaffedCollege) -> None:
    class_id = a_class_that(college, S.PREPARING, online=True)
    assert not college.met(class_id, Fact.ONLINE_ROOM_READY)
    college.hear(OnlineRoomReady(class_id=class_id), times=2)

    assert college.met(class_id, Fact.ONLINE_ROOM_READY)


def known(college: StaffedCollege, class_id: str) -> str:
    with college.office.database.reading() as session:
        return str(
            session.scalar(
                text("SELECT facts FROM training_class WHERE class_id = :id"), {"id": class_id}
            )
        )


@pytest.mark.clause("B-2.5")
def test_it_is_noted_that_every_department_has_reviewed(
    college: StaffedCollege, running: str
) -> None:
    college.hear(DepartmentReviewsCompleted(class_id=running), times=2)

    assert Fact.REVIEWS_COMPLETED in known(college, running)


@pytest.mark.clause("B-6.6")
@pytest.mark.parametrize("invoice_first", [True, False])
def test_a_contracted_class_is_settled_when_settlement_and_invoice_are_there(
    college: StaffedCollege, invoice_first: bool
) -> None:
    class_id = college.lay(college.an_ordered_class().class_id, S.HANDED_OVER)
    events: list[Event] = [
        SettlementFinalised(class_id=class_id, total_fen=100, invoiced=False),
        InvoiceIssued(class_id=class_id, invoice_id="i1", number="1" * 20, total_fen=100),
    ]
    first, second = reversed(events) if invoice_first else events
    college.hear(first, times=2)
    assert college.find(class_id).state is S.HANDED_OVER
    college.hear(second, times=2)

    assert college.find(class_id).state is S.SETTLED


def test_a_class_of_the_colleges_own_is_settled_without_invoice(college: StaffedCollege) -> None:
    class_id = a_class_that(college, S.HANDED_OVER)
    college.hear(SettlementFinalised(class_id=class_id, total_fen=0, invoiced=False))

    assert college.find(class_id).state is S.SETTLED


# -- The database itself ---------------------------------------------------------------------------

FORGED: dict[str, Any] = {
    "only_major_changes_are_acknowledged": Adjustment(
        adjustment_id="x",
        class_id="",
        severity=Severity.MINOR,
        what="x",
        reason="x",
        unit_ids=[],
        made_by="x",
        made_at=NOW,
        acknowledged_at=NOW,
    ),
    "what_is_resolved_says_how": Issue(
        issue_id="x",
        class_id="",
        severity=Severity.MINOR,
        source=IssueSource.HOST,
        what="x",
        owner_id="x",
        due_at=NOW,
        raised_by="x",
        raised_at=NOW,
        resolved_at=NOW,
    ),
    "every_issue_is_somebodys": Issue(
        issue_id="x",
        class_id="",
        severity=Severity.MINOR,
        source=IssueSource.HOST,
        what="x",
        owner_id="",
        due_at=NOW,
        raised_by="x",
        raised_at=NOW,
    ),
    "rehearsed_or_waived_for_a_reason": Rehearsal(
        rehearsal_id="x", class_id="", recorded_by="x", recorded_at=NOW
    ),
    "discipline_is_about_a_trainee": DisciplineRecord(
        record_id="x",
        class_id="",
        kind=DisciplineKind.DISCIPLINE,
        text="x",
        recorded_by="x",
        recorded_at=NOW,
    ),
    "leaders_of_the_host_are_reported": OfficialVisit(
        visit_id="x",
        class_id="",
        name="x",
        rank_code=131,
        host_leadership=True,
        activity="x",
        expected_at=NOW,
        known_at=NOW,
        recorded_by="x",
        reportable=False,
    ),
}


@pytest.mark.parametrize("rule", FORGED)
def test_the_database_itself_keeps_the_rules_of_records(
    college: StaffedCollege, running: str, rule: str
) -> None:
    forged = FORGED[rule]
    forged.class_id = running

    with (
        pytest.raises(IntegrityError, match=rule),
        college.office.database.writing() as session,
    ):
        session.add(forged)
