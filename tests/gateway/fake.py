"""Departments that answer what a test lays down: one class in session, with everything about it."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from contracts.assessment import (
    CertificateView,
    Duty,
    DutyView,
    ExamState,
    ExamView,
    FindClassExam,
    FindPassList,
    FindPerformance,
    FindWorkSummary,
    ListCertificates,
    PaperView,
    PassListView,
    PerformanceView,
    PrintCertificates,
    RoomDraft,
    VerificationView,
    VerifyCertificate,
)
from contracts.base import Page, Request, department_of
from contracts.enrollment import (
    ApproveRoster,
    ArchiveItemView,
    ArchiveView,
    ClassState,
    ClassView,
    FindArchive,
    FindClass,
    FindRoster,
    ListOwnNominations,
    ListOwnTrainees,
    ListQuotas,
    ListSteps,
    ListTrainees,
    NominationState,
    NominationView,
    QuotaView,
    ReadinessItem,
    RosterView,
    StepView,
    TraineeState,
    TraineeView,
)
from contracts.finance import (
    AccountView,
    BudgetView,
    FindAccount,
    FindBudget,
    UsageLine,
)
from contracts.notification import (
    CountTodos,
    DeliveryView,
    ListNotices,
    ListTodos,
    ListUnitDeliveries,
    NoticeKind,
    NoticeView,
    TodoCount,
    TodoView,
)
from contracts.refusals import Silent, Unknown
from contracts.roles import Actor, Role
from contracts.scheduling import (
    AttendanceTotal,
    AttendanceView,
    FindAttendance,
    FindTimetable,
    SessionView,
    TimetableView,
)
from contracts.values import Category, FileRef, HalfDay, OrgMode, Profile, SessionForm, Track
from kit.clock import SHANGHAI
from kit.wire import encode

CLASS_ID = "0193a1c0ffee7000800000000000c1a5"
NOW = datetime(2026, 4, 15, 2, 30, tzinfo=UTC)
TITLE = "2026年第一期发展对象培训班"
UNITS = (
    "商船学院",
    "交通运输学院",
    "经济管理学院",
    "物流工程学院",
    "法学院",
    "信息工程学院",
    "外国语学院",
    "海洋科学与工程学院",
)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"


class FakeDepartments:
    """Answers by request type: a reply, a function of the request, or a refusal to raise."""

    connected = True

    def __init__(self, *, ascii_only: bool = False) -> None:
        self.answers: dict[type, Any] = a_class_in_session()
        self.asked: list[tuple[Request[Any], Actor, str]] = []
        self.silent: set[str] = set()
        self.ascii_only = ascii_only
        self.listener: Any = None

    def listen(self, listener: Any) -> None:
        """Who would be told of events; a test tells them itself."""
        self.listener = listener

    async def start(self) -> None:
        """Nothing to connect."""

    async def stop(self) -> None:
        """Nothing to let go."""

    async def ask_raw(
        self, request: Request[Any], actor: Actor, *, key: str = "", seconds: float = 10.0
    ) -> Any:
        """What was laid down for this type of request."""
        kind = type(request)
        self.asked.append((request, actor, key))
        department = department_of(kind)
        if department in self.silent:
            raise Silent(department)
        answer = self.answers.get(kind)
        if callable(answer):
            answer = answer(request)
        if answer is None:
            raise Unknown("记录", "record")
        if isinstance(answer, Exception):
            raise answer
        plain = encode(answer, kind.ask.reply)
        return latin(plain) if self.ascii_only else plain


def latin(value: Any) -> Any:
    """The same data without a Chinese character: what is left on a page is the page's own."""
    if isinstance(value, str):
        return re.sub(r"[\u3000-\u9fff\uff00-\uffef]+", "Data", value)
    if isinstance(value, list):
        return [latin(part) for part in value]
    if isinstance(value, dict):
        return {name: part if name == "zh" else latin(part) for name, part in value.items()}
    return value


def at(on: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Asia/Shanghai."""
    return datetime.combine(on, time(hour, minute), SHANGHAI)


def a_class_in_session() -> dict[type, Any]:
    """Every part of the class page."""
    return {
        FindClass: the_class(),
        ListQuotas: quotas(),
        FindRoster: RosterView(
            class_id=CLASS_ID,
            version=2,
            state="APPROVED",
            headcount=128,
            submitted_by="p-staff",
            submitted_at=NOW - timedelta(days=9),
            decided_by="p-evp",
            opinion="同意，按期开班。",
        ),
        ListTrainees: lambda ask: Page(items=trainees(ask.page, ask.size), total=128),
        ListOwnTrainees: lambda ask: Page(items=trainees(1, 6), total=6),
        ListOwnNominations: lambda ask: Page(items=nominations(), total=3),
        FindTimetable: timetable(),
        FindAttendance: attendance(),
        FindClassExam: exam(),
        FindPassList: PassListView(
            class_id=CLASS_ID, state="FROZEN", count=121, frozen_hash="ab" * 32, frozen_by="p-evp"
        ),
        ListCertificates: Page(items=certificates(), total=121),
        FindPerformance: PerformanceView(
            class_id=CLASS_ID,
            enrolled=128,
            person_times=126,
            hours_total=260,
            person_hours=31820,
            sat=125,
            passed=121,
            pass_rate_of_sat=968,
            pass_rate_of_enrolled=945,
            integrity_breaches=0,
            start_delay_days=0,
            outcome="",
            evaluated=False,
        ),
        FindWorkSummary: None,
        FindBudget: BudgetView(
            class_id=CLASS_ID,
            class_title=TITLE,
            category=Category.DEV_TARGET,
            standard_id="s1",
            headcount=128,
            staff=4,
            days=5,
            lines=[],
            total_fen=21_384_000,
            ceiling_fen=22_440_000,
            over_by_fen=0,
            state="CHECKED",
            cleared_by="",
            note="",
        ),
        FindAccount: AccountView(
            class_id=CLASS_ID,
            usage=[
                UsageLine(kind="PERSON_DAYS", label="人天", quantity=378),
                UsageLine(kind="VENUE_HALF_DAYS", label="场地使用（半天）", quantity=7),
                UsageLine(kind="TEACHING_HOURS", label="计酬学时", quantity=140),
            ],
            payable_hours={},
            data_state="COLLECTING",
            settlement_state="OPEN",
            total_fen=0,
        ),
        FindArchive: archive(),
        ListSteps: steps(),
        ListNotices: Page(items=notices(), total=2),
        ListTodos: Page(items=todos(), total=3),
        CountTodos: TodoCount(waiting=3, latest=NOW - timedelta(days=3)),
        ListUnitDeliveries: Page(items=deliveries(), total=1),
        ApproveRoster: lambda ask: RosterView(
            class_id=ask.class_id,
            version=2,
            state="APPROVED",
            headcount=128,
            submitted_by="p-staff",
            submitted_at=NOW,
            decided_by="p-evp",
            opinion=ask.opinion,
        ),
        PrintCertificates: FileRef(file_id="a" * 64, name="结业证书.pdf"),
        VerifyCertificate: VerificationView(
            certificate_no="DX2026010001",
            holder_masked="王**",
            class_title=TITLE,
            start_on=date(2026, 4, 13),
            end_on=date(2026, 4, 17),
            hours=260,
            issued_on=date(2026, 4, 24),
            state="ISSUED",
            reissued=False,
        ),
    }


def the_class() -> ClassView:
    """A development-target class on its third day."""
    return ClassView(
        class_id=CLASS_ID,
        code="DX2026-01",
        title=TITLE,
        category=Category.DEV_TARGET,
        track=Track.PROSPECT,
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        org_mode=OrgMode.HOSTED,
        hosted_externally=False,
        issues_certificate=True,
        plan_id="plan",
        plan_item_id="item",
        start_on=date(2026, 4, 13),
        end_on=date(2026, 4, 17),
        checkin_from=at(date(2026, 4, 13), 7),
        checkin_to=at(date(2026, 4, 13), 9),
        planned_headcount=130,
        planned_hours=240,
        rule_set="2026",
        state=ClassState.IN_PROGRESS,
        seats=130,
        nominated=134,
        enrolled=128,
        checked_in=126,
        readiness=[
            ReadinessItem(
                code="R",
                zh="学员名单已经批准",
                en="The roster is approved",
                clause="A-7.2.a",
                met=True,
            ),
            ReadinessItem(
                code="T",
                zh="日程已发布，教师与场所已落实",
                en="The timetable is published and staffed",
                clause="A-7.3.b",
                met=True,
            ),
            ReadinessItem(
                code="M",
                zh="试题卷与培训材料已准备",
                en="Papers and materials are prepared",
                clause="A-7.3.a",
                met=True,
            ),
            ReadinessItem(
                code="C",
                zh="已安排结业考试",
                en="The completion exam is planned",
                clause="A-7.7.a",
                met=False,
            ),
        ],
    )


def quotas() -> list[QuotaView]:
    """Eight units, some of them full."""
    return [
        QuotaView(
            unit_id=f"u{n}",
            unit_name=name,
            seats=20 - n,
            reserve=2,
            used=20 - n - (n % 3),
            waiting=1 if n == 0 else 0,
        )
        for n, name in enumerate(UNITS)
    ]


def trainees(page: int, size: int) -> list[TraineeView]:
    """One page of the roster."""
    first = (page - 1) * size
    return [trainee(n) for n in range(first, min(first + size, 128))]


def trainee(n: int) -> TraineeView:
    """The n-th trainee."""
    absent = n in {5, 17}
    return TraineeView(
        trainee_id=f"t{n:03}",
        trainee_no=f"DX2026-01-{n + 1:03}",
        class_id=CLASS_ID,
        person_id=f"person-{n}",
        unit_id=f"u{n % 8}",
        unit_name=UNITS[n % 8],
        name=f"{SURNAMES[n % 20]}{['思远', '欣怡', '子涵', '浩然', '雨桐', '天宇'][n % 6]}",
        sex="男" if n % 2 else "女",
        ethnicity="汉族",
        political_status="共青团员",
        student_no=f"20231031{n:04}",
        group_name="航海技术231",
        id_no_masked="310************24X",
        phone_masked="138****1234",
        activist_on=date(2024, 10, 1),
        target_on=date(2025, 12, 1),
        state=TraineeState.NO_SHOW if absent else TraineeState.ACTIVE,
        checked_in_at=None if absent else at(date(2026, 4, 13), 7, n % 60),
        leave_limit_exceeded=n == 9,
    )


def nominations() -> list[NominationView]:
    """What one unit nominated."""
    states = (NominationState.ENROLLED, NominationState.WAITLISTED, NominationState.REJECTED)
    return [
        NominationView(
            nomination_id=f"n{n}",
            class_id=CLASS_ID,
            unit_id="u0",
            unit_name=UNITS[0],
            person_id=f"person-{n}",
            name=f"{SURNAMES[n]}思远",
            sex="男",
            id_no_masked="310************24X",
            phone_masked="138****1234",
            student_no="202310310001",
            group_name="航海技术231",
            activist_on=None,
            target_on=None,
            state=state,
            reason="",
            nominated_at=NOW,
        )
        for n, state in enumerate(states)
    ]


TALKS = (
    (0, HalfDay.AM, SessionForm.PARTY_LECTURE, "开班动员与党的性质宗旨", "陈志远", "一号报告厅"),
    (0, HalfDay.PM, SessionForm.GUIDANCE, "党章总纲逐条辅导", "李慧敏", "一号报告厅"),
    (1, HalfDay.AM, SessionForm.PARTY_LECTURE, "发展党员工作细则解读", "周建国", "一号报告厅"),
    (1, HalfDay.PM, SessionForm.VIDEO, "专题录像：榜样", "", "二号教室"),
    (1, HalfDay.EVE, SessionForm.DISCUSSION, "分组学习讨论", "", "讨论室 3–8"),
    (2, HalfDay.AM, SessionForm.PARTY_LECTURE, "党的纪律与廉洁自律", "吴晓明", "一号报告厅"),
    (2, HalfDay.PM, SessionForm.FIELD_STUDY, "社会考察：一大会址", "郭静", "中共一大纪念馆"),
    (3, HalfDay.AM, SessionForm.GUIDANCE, "入党动机与党性修养", "孙丽华", "一号报告厅"),
    (4, HalfDay.AM, SessionForm.OTHER, "结业考试", "", "二号教室、三号教室"),
)


def sessions() -> list[SessionView]:
    """A week of training."""
    monday = date(2026, 4, 13)
    starts = {HalfDay.AM: (8, 30, 11), HalfDay.PM: (13, 30, 16), HalfDay.EVE: (18, 30, 20)}
    found = []
    for n, (offset, half_day, form, title, teacher, venue) in enumerate(TALKS):
        on = monday + timedelta(days=offset)
        hour, minute, until = starts[half_day]
        found.append(
            SessionView(
                session_id=f"s{n}",
                class_id=CLASS_ID,
                seq=n + 1,
                title=title,
                form=form,
                on=on,
                half_day=half_day,
                from_at=at(on, hour, minute),
                to_at=at(on, until, 30),
                hours=30,
                course_id="c",
                teacher_ids=["t"] if teacher else [],
                teacher_names=[teacher] if teacher else [],
                venue_id="v",
                venue_name=venue,
                mobilization_leader_id="l" if n == 0 else None,
                mobilization_leader_name="徐校长" if n == 0 else "",
                counts_attendance=True,
                content_review="APPROVED",
                venue_review="APPROVED",
                state="CLOSED" if offset < 2 else "SCHEDULED",
                problems=[],
            )
        )
    return found


def timetable() -> TimetableView:
    """The timetable as published."""
    return TimetableView(
        class_id=CLASS_ID,
        version=3,
        state="PUBLISHED",
        hours_total=260,
        minimum_hours=240,
        headcount=128,
        sessions=sessions(),
        problems=[],
    )


def attendance() -> AttendanceView:
    """Two days attended; one trainee over the limit of leave, one near it."""
    totals = [
        AttendanceTotal(
            trainee_id=f"t{n:03}",
            total=260,
            attended=150 - leave - absent,
            leave=leave,
            absent=absent,
            leave_left=max(0, 37 - leave),
            limit_exceeded=7 * leave > 260,
            marks={},
        )
        for n in range(126)
        for leave, absent in [(60 if n == 9 else 30 if n == 3 else 0, 30 if n == 12 else 0)]
    ]
    return AttendanceView(class_id=CLASS_ID, sessions=sessions(), totals=totals, person_hours=18780)


def exam() -> ExamView:
    """The exam with its paper sealed."""
    duties = [
        (Duty.SETTER, "p-301"),
        (Duty.PRINTER, "p-302"),
        (Duty.INVIGILATOR, "p-303"),
        (Duty.MARKER, "p-304"),
    ]
    return ExamView(
        exam_id="e1",
        class_id=CLASS_ID,
        title="结业考试",
        from_at=at(date(2026, 4, 17), 9),
        to_at=at(date(2026, 4, 17), 11),
        pass_mark=60,
        rooms=[
            RoomDraft(venue_id="v2", name="二号教室", seats=70),
            RoomDraft(venue_id="v3", name="三号教室", seats=70),
        ],
        rooms_booked=True,
        duties=[
            DutyView(duty=duty, person_id=person, pledged=n < 3)
            for n, (duty, person) in enumerate(duties)
        ],
        paper=PaperView(version=1, state="SEALED", sha256="cd" * 32, seal_no="F-0417", copies=0),
        candidates=125,
        barred=1,
        state=ExamState.PAPER_SEALED,
        marked=0,
        rechecked=0,
        breaches=0,
        assignable=(Duty.PRINTER, Duty.INVIGILATOR, Duty.MARKER, Duty.CUSTODIAN),
    )


def certificates() -> list[CertificateView]:
    """The first of them."""
    return [
        CertificateView(
            certificate_id=f"c{n}",
            certificate_no=f"DX202601{n + 1:04}",
            class_id=CLASS_ID,
            trainee_id=f"t{n:03}",
            holder=trainee(n).name,
            state="REVOKED" if n == 4 else "ISSUED",
            issued_on=date(2026, 4, 24),
            reissues=1 if n == 2 else 0,
            verify_code="K7Q2M9",
        )
        for n in range(6)
    ]


def archive() -> ArchiveView:
    """A file half complete."""
    lines = (
        ("培训计划批准文件", "Plan approval", "A-7.1.b", True),
        ("培训通知", "Training notice", "A-4.2.a", True),
        ("培训人员名单", "Roster", "A-7.2.a", True),
        ("日程安排", "Timetable", "A-6.3", True),
        ("党校学员信息表 C4/组织04/001", "Trainee information form", "A-9.a", True),
        ("党校学员考勤表", "Attendance form", "A-7.4.b", False),
        ("考试成绩确认记录", "Confirmed results", "A-7.10.g", False),
        ("其他材料", "Other papers", "", None),
    )
    return ArchiveView(
        class_id=CLASS_ID,
        state="INCOMPLETE",
        items=[
            ArchiveItemView(
                item_id=f"i{n}",
                doc_type="X",
                zh=zh,
                en=en,
                clause=clause,
                mandatory=filed is not None,
                segment="PREPARATION",
                source="EVENT",
                file=None,
                filed_at=NOW if filed else None,
            )
            for n, (zh, en, clause, filed) in enumerate(lines)
        ],
        missing=["A-7.4.b"],
        manifest_hash="",
    )


def steps() -> list[StepView]:
    """How the class came here."""
    taken = (
        (ClassState.PLANNED, 60),
        (ClassState.PREPARING, 41),
        (ClassState.NOTIFIED, 33),
        (ClassState.ENROLLING, 30),
        (ClassState.ROSTER_APPROVED, 8),
        (ClassState.READY, 4),
        (ClassState.CHECKING_IN, 2),
        (ClassState.IN_PROGRESS, 2),
    )
    return [StepView(state=state, at=NOW - timedelta(days=days)) for state, days in taken]


def notices() -> list[NoticeView]:
    """What the units were told."""
    return [
        NoticeView(
            notice_id=f"n{n}",
            kind=kind,
            class_id=CLASS_ID,
            title=title,
            body="…",
            state="PUBLISHED",
            published_at=NOW,
            addressed=8,
            acknowledged=7 - n,
        )
        for n, (kind, title) in enumerate(
            (
                (NoticeKind.CLASS_NOTICE, f"关于举办{TITLE}的通知"),
                (NoticeKind.ROSTER, f"{TITLE}：学员名单"),
            )
        )
    ]


def todos() -> list[TodoView]:
    """One overdue, one due, one without a day."""
    lines = (
        (
            "确认考务就绪：2026年第一期发展对象培训班",
            "Confirm the exam ready",
            NOW - timedelta(days=1),
        ),
        ("登记下午课次考勤", "Record the afternoon's attendance", NOW + timedelta(hours=5)),
        ("为海洋科学与工程学院处理候补 1 人", "One on the waiting list", None),
    )
    return [
        TodoView(
            todo_id=f"todo{n}",
            kind="K",
            zh=zh,
            en=en,
            class_id=CLASS_ID,
            role=Role.STAFF,
            scope="*",
            due_at=due,
            created_at=NOW - timedelta(days=3),
        )
        for n, (zh, en, due) in enumerate(lines)
    ]


def deliveries() -> list[DeliveryView]:
    """A notice that waits for its acknowledgement."""
    return [
        DeliveryView(
            delivery_id="d1",
            notice_id="n0",
            kind=NoticeKind.CLASS_NOTICE,
            class_id=CLASS_ID,
            title=f"关于举办{TITLE}的通知",
            body="…",
            recipient="unit:u0",
            sent_at=NOW - timedelta(days=20),
            acknowledged_at=None,
        )
    ]
