"""A class of the college in its life: what its department answers, with much in every part."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.base import Page
from contracts.enrollment import (
    AdjustmentView,
    ArchiveItemView,
    ArchiveView,
    AssignmentView,
    ClassRole,
    ConfirmationKind,
    ConfirmationView,
    ConsultationView,
    DisciplineView,
    DutyRosterView,
    Element,
    ElementName,
    EmergencyView,
    FindArchive,
    FindDutyRoster,
    FindHandOver,
    FindImplementationPlan,
    FindMentorRota,
    FindProject,
    FindResponsibilities,
    FindTeam,
    HandOverLine,
    HandOverState,
    HandOverView,
    ImplementationPlanView,
    IssueSource,
    IssueView,
    ListAdjustments,
    ListDiscipline,
    ListEmergencies,
    ListIssues,
    ListMeetings,
    ListOfficialVisits,
    ListPlanVersions,
    ListStaff,
    ListSupplies,
    ListTasks,
    ListUnitTasks,
    MeetingView,
    MentorCallView,
    OfficialVisitView,
    PlanVersionView,
    ProjectView,
    ReadinessItem,
    ReceiptView,
    ResponsibilityLine,
    RotaTurn,
    RotaView,
    ShiftDraft,
    ShiftKind,
    SignatureView,
    SkippedTurn,
    StaffView,
    SupplyIssueView,
    SupplyLine,
    TaskSource,
    TaskView,
    TeamView,
    VisitView,
)
from contracts.roles import Role
from contracts.values import FileRef, Party, Severity, SigningMethod
from tests.gateway.fake import CLASS_ID, NOW, FakeDepartments, at

HASH = "ab" * 32
PAPER = FileRef(file_id=HASH, name="agreement.pdf")
MONDAY = date(2026, 4, 13)
END = date(2026, 4, 17)


def project(**changes: Any) -> ProjectView:
    """Transport goes beyond the standard, and finance has not answered yet."""
    facts: dict[str, Any] = {
        "class_id": CLASS_ID,
        "host_id": "h1",
        "host_name": "某市司法局",
        "strategic_partner": False,
        "explicit_request": None,
        "request_note": "",
        "elements": [
            Element(name=ElementName.TIME, agreed="四月十三日至十七日"),
            Element(name=ElementName.TRANSPORT, agreed="用车一辆", special="赴省外"),
        ],
        "missing": [name for name in ElementName if name not in ("TIME", "TRANSPORT")],
        "uncleared": [ElementName.TRANSPORT],
        "budget_state": "CLEARANCE_REQUIRED",
        "visits": [
            VisitView(
                visit_id="v1", visited_on=MONDAY, visitors="三人", places="教学楼", remarks=""
            )
        ],
        "consultations": [
            ConsultationView(
                consultation_id="q1",
                element=ElementName.TRANSPORT,
                unit_id="d-fin",
                unit_name="财务后勤处",
                question="可否列支？",
                approved=None,
                answer="",
                answered_by="",
            )
        ],
        "confirmation": None,
        "state": "NEGOTIATING",
    }
    return ProjectView(**facts | changes)


def confirmation(*parties: Party) -> ConfirmationView:
    """An agreement up for signature, signed by these parties."""
    return ConfirmationView(
        confirmation_id="k1",
        kind=ConfirmationKind.AGREEMENT,
        document=PAPER,
        document_hash=HASH,
        signatures=[
            SignatureView(
                party=party,
                signer="签字人",
                signed_at=NOW,
                method=SigningMethod.E_SIGN,
                document_hash=HASH,
            )
            for party in parties
        ],
        sealed=False,
        confirmed_at=None,
    )


def member(role: ClassRole, person_id: str, unit_id: str = "d-stu", **more: Any) -> AssignmentView:
    """Somebody with a duty."""
    facts = {
        "assignment_id": f"a-{person_id}",
        "class_id": CLASS_ID,
        "name": f"人员{person_id}",
        "unit_name": "学员工作处",
        "appointed_by": "p-x",
        "reason": "",
        "fallback": False,
        "substitute_for": "",
        "from_at": NOW,
        "to_at": None,
        "state": "ACTIVE_DUTY",
        **more,
    }
    return AssignmentView(role=role, person_id=person_id, unit_id=unit_id, **facts)


def team(*members: AssignmentView) -> TeamView:
    """A team without a lead and a mentor; one department was passed over for this class."""
    return TeamView(
        class_id=CLASS_ID,
        members=list(members)
        or [
            member(ClassRole.COUNSELOR, "p-one"),
            member(ClassRole.COUNSELOR, "p-two", substitute_for="p-one", to_at=NOW),
            member(ClassRole.PARTICIPANT, "p-three", "d-fin"),
        ],
        missing=[
            ReadinessItem(
                code="L", zh="指定项目负责人", en="Lead appointed", clause="B-5.1a", met=False
            )
        ],
        mentor_unit_id="d-law",
        host_managed=False,
        mentor_call=MentorCallView(
            unit_id="d-law",
            unit_name="法学教研部",
            was_owed=True,
            skipped=[SkippedTurn(unit_id="d-pri", unit_name="监狱教研部", reason="都在外授课")],
            called_by="p-x",
            called_at=NOW,
        ),
    )


def shift(person_id: str, kind: ShiftKind, on: date, *hours: int) -> ShiftDraft:
    """Somebody on duty between two hours of a day."""
    begun, ended = (at(on, hour) for hour in hours)
    return ShiftDraft(person_id=person_id, kind=kind, from_at=begun, to_at=ended)


def roster(*shifts: ShiftDraft) -> DutyRosterView:
    """Check-in shared by two; nobody with the class on its second day."""
    return DutyRosterView(
        class_id=CLASS_ID,
        shifts=list(shifts),
        contact="0451-0000",
        gaps=["2026-04-14无人坐班"],
        gaps_en=("2026-04-14: nobody with the class",),
    )


SHIFTS = (
    shift("p-two", ShiftKind.CHECK_IN, MONDAY, 13, 17),
    shift("p-one", ShiftKind.CHECK_IN, MONDAY, 7, 13),
    shift("p-one", ShiftKind.CLASS, date(2026, 4, 15), 8, 21),
)


def task(task_id: str, state: str, *, late: bool = False, unit_id: str = "d-fin") -> TaskView:
    """A task of finance."""
    return TaskView(
        unit_id=unit_id,
        title=f"任务{task_id}",
        due_at=NOW,
        clause="B-3.3a",
        task_id=task_id,
        class_id=CLASS_ID,
        unit_name="财务后勤处",
        source=TaskSource.PLAN,
        state=state,
        done_by="p-x" if state == "DONE" else "",
        done_at=NOW if state == "DONE" else None,
        note="",
        late=late,
        class_title="某班",
    )


TASKS = [
    task("k1", "OPEN"),
    task("k2", "OPEN", late=True),
    task("k3", "DONE", late=True),
    task("k4", "DONE"),
    task("k5", "CANCELLED"),
]


def receipt(unit_id: str, version: int, *participants: str) -> ReceiptView:
    """What a department has received."""
    return ReceiptView(
        unit_id=unit_id,
        unit_name=f"部门{unit_id}",
        function=Role.FIN_LOGISTICS,
        acknowledged_version=version,
        acknowledged_at=NOW if version else None,
        participants=list(participants),
    )


def plan() -> ImplementationPlanView:
    """The second version, which one department has, one has not, and one knows only as it was."""
    return ImplementationPlanView(
        class_id=CLASS_ID,
        version=2,
        state="ISSUED",
        lead_id="p-lead",
        lead_name="梁某",
        notes="必要且充分",
        elements=project().elements,
        departments=[
            receipt("d-tea", 2, "甲"),
            receipt("d-stu", 1, "乙"),
            receipt("d-fin", 0),
        ],
        tasks=TASKS[:2],
        changes=["增加任务"],
        issued_at=NOW,
    )


def version(number: int, *changes: str, issued: bool) -> PlanVersionView:
    """One version of the plan."""
    return PlanVersionView(
        version=number,
        state="ISSUED" if issued else "DRAFT",
        drafted_by="p-lead",
        drafted_at=NOW,
        issued_at=NOW if issued else None,
        changes=list(changes),
    )


VERSIONS = [
    version(3, "调整时限：任务一", issued=False),
    version(2, "增加任务：任务二", issued=True),
    version(1, issued=True),
]


def meeting(meeting_id: str, minutes: str = "") -> MeetingView:
    """A meeting, minuted or not."""
    return MeetingView(
        meeting_id=meeting_id,
        class_id=CLASS_ID,
        at=NOW,
        place="行政楼201",
        agenda="落实实施方案",
        unit_ids=["d-fin"],
        called_by="p-lead",
        attended=["某人"] if minutes else [],
        minutes=minutes,
        decisions="",
        unit_names=("财务后勤处",),
    )


def supply_issue(*outstanding: SupplyLine) -> SupplyIssueView:
    """A slip with what has not come back."""
    return SupplyIssueView(
        issue_id="s1",
        class_id=CLASS_ID,
        lines=[SupplyLine(item="胸卡", quantity=26, returnable=True)],
        purpose="报到用品",
        drawn_by="p-one",
        drawn_at=NOW,
        returned=[],
        outstanding=list(outstanding),
    )


def issue(issue_id: str, *, resolved: bool, late: bool) -> IssueView:
    """Something to be dealt with."""
    return IssueView(
        issue_id=issue_id,
        class_id=CLASS_ID,
        severity=Severity.MINOR,
        source=IssueSource.HOST,
        what=f"问题{issue_id}",
        owner_id="p-lead",
        due_at=NOW,
        raised_by="p-one",
        raised_at=NOW,
        resolution="已办" if resolved else "",
        resolved_by="p-lead" if resolved else "",
        resolved_at=NOW if resolved else None,
        late=late,
    )


def adjustment(adjustment_id: str, severity: Severity) -> AdjustmentView:
    """A change nobody has acknowledged yet."""
    return AdjustmentView(
        adjustment_id=adjustment_id,
        class_id=CLASS_ID,
        severity=severity,
        what="提前出发",
        reason="道路施工",
        unit_ids=["d-fin"],
        made_by="p-one",
        made_at=NOW,
        acknowledged_by="",
        acknowledged_at=None,
        unit_names=("财务后勤处",),
    )


def official(rank_code: int) -> OfficialVisitView:
    """An official who attends."""
    return OfficialVisitView(
        visit_id=f"o{rank_code}",
        class_id=CLASS_ID,
        name="某领导",
        rank_code=rank_code,
        host_leadership=False,
        activity="结业式",
        expected_at=NOW,
        known_at=NOW,
        reportable=rank_code <= 122,
    )


def hand_over(*, signed: datetime | None = None, **changes: Any) -> HandOverView:
    """Two lines, one signed for."""
    facts: dict[str, Any] = {
        "class_id": CLASS_ID,
        "state": HandOverState.SIGNED if signed else HandOverState.PARTIAL,
        "end_on": END,
        "due_on": END + timedelta(days=5),
        "latest_on": END + timedelta(days=10),
        "extension_reason": "",
        "extended_by": "",
        "lines": [line("l1", received=True), line("l2", received=bool(signed))],
        "signed_at": signed,
        "on_time": True if signed else None,
    }
    return HandOverView(**facts | changes)


def line(line_id: str, *, received: bool) -> HandOverLine:
    """Papers for finance."""
    return HandOverLine(
        doc_type="签到簿",
        quantity=3,
        unit_id="d-fin",
        for_settlement=True,
        line_id=line_id,
        unit_name="财务后勤处",
        received_by="p-fin" if received else "",
        received_at=NOW if received else None,
        remark="",
        received=3 if received else 0,
    )


def filed(doc_type: str, segment: str, **changes: Any) -> ArchiveItemView:
    """One line of the class file."""
    facts: dict[str, Any] = {
        "item_id": f"i-{doc_type}",
        "doc_type": doc_type,
        "zh": f"材料{doc_type}",
        "en": f"Paper {doc_type}",
        "clause": "A-7.9.a",
        "mandatory": True,
        "segment": segment,
        "source": "",
        "file": None,
        "filed_at": None,
        "custodian": "PROJECT_LEAD:p-lead",
    }
    return ArchiveItemView(**facts | changes)


def archive(state: str = "INCOMPLETE") -> ArchiveView:
    """A paper that is there, one that is missing, one nobody has signed, one that may be missing;
    a later one of an earlier segment stands last.
    """
    return ArchiveView(
        class_id=CLASS_ID,
        state=state,
        items=[
            filed("PLAN", "LEAD", filed_at=NOW, file=PAPER),
            filed("BOOK", "COUNSELOR", by_hand=True, custodian="COUNSELOR"),
            filed("BILL", "POST"),
            filed("MORE", "LEAD", mandatory=False, by_hand=True),
        ],
        missing=["BOOK", "BILL"],
        manifest_hash="",
    )


def in_life(departments: FakeDepartments) -> None:
    """Let the departments know of this class."""
    departments.answers |= {
        FindProject: project(),
        FindTeam: team(),
        FindDutyRoster: roster(*SHIFTS),
        FindResponsibilities: [
            ResponsibilityLine(
                unit_id="d-fin",
                unit_name="财务后勤处",
                function=Role.FIN_LOGISTICS,
                duties_zh="预算",
                duties_en="Budgets",
                clause="B-3.3a",
                participants=[],
                tasks=4,
                done=2,
                late=1,
            )
        ],
        ListTasks: TASKS,
        ListUnitTasks: Page(items=TASKS, total=len(TASKS)),
        ListMeetings: [meeting("m1"), meeting("m2", "会议纪要全文")],
        FindImplementationPlan: plan(),
        ListPlanVersions: VERSIONS,
        FindMentorRota: RotaView(
            unit_ids=["d-law", "d-pri"],
            next_unit_id="d-pri",
            owed=["d-pri"],
            history=["d-law"],
            turns=(turn("d-law", called=1), turn("d-pri", owed=1)),
        ),
        ListIssues: [
            issue("j1", resolved=False, late=True),
            issue("j2", resolved=True, late=False),
        ],
        ListAdjustments: [adjustment("b1", Severity.MAJOR), adjustment("b2", Severity.MINOR)],
        ListSupplies: [supply_issue(SupplyLine(item="胸卡", quantity=26, returnable=True))],
        ListOfficialVisits: [official(122), official(150)],
        ListDiscipline: [
            DisciplineView(
                record_id="r1",
                class_id=CLASS_ID,
                trainee_id="t1",
                kind="PRAISE",
                text="助人",
                recorded_by="p-one",
                recorded_at=NOW,
                trainee_name="某学员",
            )
        ],
        ListEmergencies: [
            EmergencyView(
                emergency_id="e1",
                class_id=CLASS_ID,
                kind="PUBLIC_HEALTH",
                policy_ref="应急预案",
                text="流感",
                declared_by="p-one",
                declared_at=NOW,
            )
        ],
        FindHandOver: hand_over(),
        FindArchive: archive(),
        ListStaff: [
            StaffView(
                person_id=f"p-{name}",
                name=name,
                unit_id="d-stu",
                unit_name="学员工作处",
                section="",
                is_head=False,
                active=True,
            )
            for name in ("five", "two", "one")
        ],
    }


def turn(unit_id: str, *, owed: int = 0, called: int = 0) -> RotaTurn:
    """A department's place in the rota."""
    return RotaTurn(
        unit_id=unit_id, unit_name=f"部门{unit_id}", is_next=bool(owed), owed=owed, called=called
    )
