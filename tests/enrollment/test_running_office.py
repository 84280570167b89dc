"""A class in its days, in the office: what is recorded, who may, who is told."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import (
    AcknowledgeAdjustment,
    AdjustmentAcknowledged,
    AdjustmentMade,
    ClassState,
    ClosingHeld,
    DisciplineKind,
    DrawSupplies,
    IssueRaised,
    IssueResolved,
    IssueSource,
    ListAdjustments,
    ListDiscipline,
    ListIssues,
    ListOfficialVisits,
    RaiseIssue,
    RecordClosing,
    RecordDiscipline,
    RecordOfficialVisit,
    ResolveIssue,
    ReturnSupplies,
    SeniorOfficialAttendanceConfirmed,
    SetUpVenue,
)
from contracts.roles import Actor, Role
from contracts.values import Severity
from kit import clock
from services.enrollment.domain.adjustment import Adjustment
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
    LEADER,
    host_rep,
)
from tests.enrollment.makers import NOW, refused, with_status
from tests.enrollment.staffed import STUDENTS, StaffedCollege, an_adjustment, counselor, lent

HOUR = timedelta(hours=1)
S = ClassState
SERVING = {"override_reason": "辅导员途中受阻"}


def service_commands(staffed: StaffedCollege, class_id: str) -> list[Any]:
    """The commands of the service desk that the lead leaves to the counselor after check-in."""
    slip = DrawSupplies(class_id=class_id, purpose="开班", lines=lent(话筒=4))
    issue_id = staffed.do(slip, counselor(class_id)).issue_id
    return [
        slip,
        ReturnSupplies(class_id=class_id, issue_id=issue_id, lines=lent(话筒=1)),
        SetUpVenue(class_id=class_id, place="多功能厅"),
        an_adjustment(staffed, class_id, Severity.MINOR),
        RecordDiscipline(class_id=class_id, kind=DisciplineKind.ACTIVITY, text="组织破冰活动"),
    ]


def with_reason(request: Any) -> Any:
    return type(request)(**(vars(request) | SERVING))


# -- The lead after check-in -----------------------------------------------------------------------


@pytest.mark.clause("B-6.4b")
def test_after_check_in_the_lead_does_not_serve_the_class_without_a_reason(
    staffed: StaffedCollege, running: str
) -> None:
    for request in service_commands(staffed, running):
        with refused("LEAD_ONLY_COORDINATES") as said:
            staffed.do(request, staffed.lead_of(running))
        assert (said.value.status, said.value.clause) == (409, "B-6.4b")
        staffed.do(request, counselor(running))
        staffed.do(with_reason(request), staffed.lead_of(running))

    with staffed.office.database.reading() as session:
        for table in (supply_issue, venue_set_up, adjustment, discipline_record):
            reasons = session.scalars(select(table.c.override_reason)).all()
            assert SERVING["override_reason"] in reasons


@pytest.mark.clause("B-6.4b", "B-8.3a")
def test_before_check_in_the_lead_serves_the_class_like_others(staffed: StaffedCollege) -> None:
    class_id = staffed.a_class_in(S.PREPARING)

    for request in service_commands(staffed, class_id)[:3]:
        staffed.do(request, staffed.lead_of(class_id))


# -- Adjustments and issues ------------------------------------------------------------------------


@pytest.mark.clause("B-8.2a", "B-3.2e")
def test_an_adjustment_is_logged_and_told_to_the_departments_it_concerns(
    staffed: StaffedCollege, running: str
) -> None:
    request = an_adjustment(staffed, running, Severity.MINOR)
    made = staffed.do(request, counselor(running))

    [told] = staffed.emitted(AdjustmentMade)
    assert (told.severity, told.unit_ids) == (Severity.MINOR, request.unit_ids)
    [shown] = staffed.do(ListAdjustments(class_id=running), AFFAIRS)
    assert shown == made
    assert (shown.made_by, shown.made_at) == ("wang", made.made_at)
    with with_status(404):
        staffed.do(
            an_adjustment(staffed, running, Severity.MINOR, unit_ids=["nowhere"]),
            counselor(running),
        )


@pytest.mark.clause("B-8.2a")
@pytest.mark.parametrize("state", [S.READY, S.DEPARTED])
def test_adjustments_belong_to_the_time_from_check_in_to_departure(
    staffed: StaffedCollege, state: S
) -> None:
    class_id = staffed.a_class_in(state)

    with refused("WRONG_STATE"):
        staffed.do(an_adjustment(staffed, class_id, Severity.MINOR), STUDENTS)


@pytest.mark.clause("B-8.2b")
def test_a_major_adjustment_waits_for_the_lead(staffed: StaffedCollege, running: str) -> None:
    minor, major = (
        staffed.do(an_adjustment(staffed, running, severity), counselor(running))
        for severity in Severity
    )

    def acknowledge(adjustment_id: str, as_: Actor) -> Any:
        request = AcknowledgeAdjustment(class_id=running, adjustment_id=adjustment_id)
        return staffed.do(request, as_)

    with with_status(403):
        acknowledge(major.adjustment_id, counselor(running))
    with refused("NOT_MAJOR"):
        acknowledge(minor.adjustment_id, staffed.lead_of(running))
    for _ in range(2):
        shown = acknowledge(major.adjustment_id, staffed.lead_of(running))
        assert shown.acknowledged_by == "lead"
    assert [event.adjustment_id for event in staffed.emitted(AdjustmentAcknowledged)] == [
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
    staffed: StaffedCollege, running: str
) -> None:
    raised = staffed.do(an_issue(running), host_rep(running))
    assert (raised.owner_id, raised.late) == ("lead", False)
    named = staffed.do(
        an_issue(running, owner_id="bursar", severity=Severity.MAJOR), counselor(running)
    )
    clock.move_to(NOW + 5 * HOUR)
    overdue = staffed.do(ListIssues(class_id=running), AFFAIRS)
    assert [issue.late for issue in overdue] == [True, True]

    resolve = ResolveIssue(class_id=running, issue_id=raised.issue_id, resolution="已更换灯泡")
    solved = staffed.do(resolve, staffed.lead_of(running))
    assert (solved.resolved_by, solved.late) == ("lead", True)
    with refused("RESOLVED_ALREADY"):
        staffed.do(resolve, staffed.lead_of(running))
    open_first = staffed.do(ListIssues(class_id=running), AFFAIRS)
    assert [issue.issue_id for issue in open_first] == [named.issue_id, raised.issue_id]
    assert [(event.owner_id, event.severity) for event in staffed.emitted(IssueRaised)] == [
        ("lead", Severity.MINOR),
        ("bursar", Severity.MAJOR),
    ]
    assert [event.on_time for event in staffed.emitted(IssueResolved)] == [False]


@pytest.mark.clause("B-6.4a")
@pytest.mark.parametrize("state", [S.NEGOTIATING, S.PREPARING, S.IN_PROGRESS, S.EVALUATED])
def test_the_lead_deals_with_issues_from_the_negotiation_to_the_end(
    staffed: StaffedCollege, state: S
) -> None:
    class_id = staffed.an_own_class().class_id
    staffed.appoint_lead(class_id)
    staffed.lay(class_id, state)

    raised = staffed.do(an_issue(class_id), staffed.lead_of(class_id))
    solve = ResolveIssue(class_id=class_id, issue_id=raised.issue_id, resolution="已协调")
    assert staffed.do(solve, staffed.lead_of(class_id)).resolved_by == "lead"


@pytest.mark.clause("B-6.4a")
def test_an_issue_has_an_owner_and_time_and_a_class_that_is_not_over(
    staffed: StaffedCollege,
) -> None:
    class_id = staffed.an_own_class().class_id

    with refused("NO_OWNER"):
        staffed.do(an_issue(class_id), STUDENTS)
    with refused("DUE"):
        staffed.do(an_issue(class_id, owner_id="wang", due_at=NOW - HOUR), STUDENTS)
    staffed.lay(class_id, S.CLOSED)
    with refused("CLASS_ENDED"):
        staffed.do(an_issue(class_id, owner_id="wang"), STUDENTS)


# -- Discipline ------------------------------------------------------------------------------------


@pytest.mark.clause("B-3.2c")
def test_class_activities_discipline_and_living_are_recorded(
    staffed: StaffedCollege, running: str
) -> None:
    trainee_id = staffed.lay_trainee(running)

    def record(kind: DisciplineKind, text_: str, trainee: str | None = None) -> Any:
        request = RecordDiscipline(class_id=running, kind=kind, text=text_, trainee_id=trainee)
        return staffed.do(request, counselor(running))

    record(DisciplineKind.ACTIVITY, "组织拓展训练")
    record(DisciplineKind.DISCIPLINE, "晚归，已谈话", trainee_id)
    record(DisciplineKind.LIVING, "因胃病调整用餐", trainee_id)
    with refused("NO_TRAINEE"):
        record(DisciplineKind.DISCIPLINE, "晚归")
    with with_status(404):
        record(DisciplineKind.DISCIPLINE, "晚归", "nobody")

    shown = staffed.do(ListDiscipline(class_id=running), AFFAIRS)
    assert [(line.kind, line.trainee_id) for line in shown] == [
        ("ACTIVITY", None),
        ("DISCIPLINE", trainee_id),
        ("LIVING", trainee_id),
    ]
    with with_status(403):
        staffed.do(ListDiscipline(class_id=running), staffed.of(Role.OFFICE))


@pytest.mark.clause("B-3.2c")
def test_what_is_recorded_of_a_trainee_is_sealed_at_rest(
    staffed: StaffedCollege, running: str
) -> None:
    trainee_id = staffed.lay_trainee(running)
    request = RecordDiscipline(
        class_id=running, kind=DisciplineKind.LIVING, text="因胃病调整用餐", trainee_id=trainee_id
    )
    staffed.do(request, counselor(running))

    with staffed.office.database.reading() as session:
        kept = session.scalars(text("SELECT text FROM discipline_record")).all()
        audited = session.scalars(text("SELECT detail FROM audit")).all()
    assert not [line for line in [*kept, *audited] if "胃病" in line]


# -- Officials and ceremonies ----------------------------------------------------------------------


def visits(staffed: StaffedCollege, class_id: str, rank: int, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "class_id": class_id,
        "name": "赵刚",
        "rank_code": rank,
        "activity": "结业式",
        "expected_at": CHECK_IN_FROM,
    }
    return staffed.do(RecordOfficialVisit(**(values | fields)), counselor(class_id))


@pytest.mark.clause("B-8.6b")
def test_an_official_of_deputy_department_rank_or_of_the_hosts_leadership_is_reported_once_known(
    staffed: StaffedCollege,
) -> None:
    staffed.keep_host(leadership=("李明", "王强"))
    class_id = staffed.lay(staffed.an_ordered_class().class_id, S.IN_PROGRESS)

    shown = [
        visits(staffed, class_id, 122, name="钱局长"),
        visits(staffed, class_id, 131, name="孙处长"),
        visits(staffed, class_id, 131, name="李 明"),
        visits(staffed, class_id, 141, name="周科长", host_leadership=True),
    ]

    assert [(each.reportable, each.host_leadership) for each in shown] == [
        (True, False),
        (False, False),
        (True, True),
        (True, True),
    ]
    told = staffed.emitted(SeniorOfficialAttendanceConfirmed)
    assert [(event.visit_id, event.host_leadership) for event in told] == [
        (each.visit_id, each.host_leadership) for each in shown if each.reportable
    ]
    assert told[0].known_at == shown[0].known_at
    assert len(staffed.do(ListOfficialVisits(class_id=class_id), LEADER)) == 4


@pytest.mark.clause("B-8.6b")
def test_a_class_without_a_host_has_no_leadership_to_look_up(
    staffed: StaffedCollege, running: str
) -> None:
    assert not visits(staffed, running, 131, name="李明").reportable


@pytest.mark.clause("B-8.6a")
def test_the_closing_ceremony_is_recorded_with_the_leader(
    staffed: StaffedCollege, running: str
) -> None:
    closed = staffed.do(RecordClosing(class_id=running, leader="王院长"), counselor(running))

    assert closed.closing_leader == "王院长"
    assert staffed.emitted(ClosingHeld) == [ClosingHeld(class_id=running)]
    with refused("WRONG_STATE"):
        staffed.do(
            RecordClosing(
                class_id=staffed.a_class_in(S.CHECKING_IN, code="ZB2602"), leader="王院长"
            ),
            STUDENTS,
        )


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
    staffed: StaffedCollege, running: str, rule: str
) -> None:
    forged = FORGED[rule]
    forged.class_id = running

    with (
        pytest.raises(IntegrityError, match=rule),
        staffed.office.database.writing() as session,
    ):
        session.add(forged)
