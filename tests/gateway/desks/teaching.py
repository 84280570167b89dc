"""Scheduling as it answers for a class in session: a draft board, marks, beds, reviews, a pool."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from contracts.base import Page
from contracts.roles import Role
from contracts.scheduling import (
    AttendanceMatrix,
    BedView,
    CalendarEntry,
    CalendarKind,
    CheckSession,
    CourseView,
    Decision,
    DepartmentReviewsView,
    DepartmentReviewView,
    DispatchView,
    DormRoomView,
    DrillView,
    EquipmentCheckView,
    FindAttendanceMatrix,
    FindOnlineRoom,
    FindSheet,
    FindTeacher,
    FindTeacherTimetable,
    FindTimetable,
    FindVenue,
    IncidentKind,
    IncidentView,
    LeaveKind,
    LeaveView,
    ListBeds,
    ListCalendar,
    ListCourses,
    ListDepartmentReviews,
    ListDispatches,
    ListDormRooms,
    ListEquipmentChecks,
    ListIncidents,
    ListLeaves,
    ListSafetyPlans,
    ListServiceOrders,
    ListTeachers,
    ListVenues,
    ListVettingVotes,
    Mark,
    MarkLine,
    MatrixRow,
    MatrixSession,
    OnlineRoomView,
    OwedReviewView,
    ProblemView,
    ReviewPhase,
    ReviewSubject,
    SafetyPlanKind,
    SafetyPlanView,
    ServiceKind,
    ServiceOrderView,
    SessionCodeView,
    SheetView,
    ShowSessionCode,
    SlotReason,
    SlotsView,
    SlotView,
    TeacherState,
    TeacherTimetableView,
    TeacherView,
    TimetableView,
    VenueKind,
    VenueView,
    VettingVoteView,
)
from contracts.values import FileRef, HalfDay, SessionForm, Severity, TitleBand
from kit import clock
from tests.gateway import fake
from tests.gateway.fake import CLASS_ID, at

SESSIONS = fake.timetable().sessions
MONDAY = SESSIONS[0].on
UNREVIEWED = ProblemView(
    code="VENUE_UNREVIEWED",
    zh="《课》本次活动场地未审查通过",
    en="the venue of 'it' was not reviewed",
    clause="A-7.10.c",
    brief_zh="场地未审查通过",
    brief_en="the venue was not reviewed",
)


REVIEWERS: dict[str, tuple[Role, ...]] = {
    "CONTENT": (Role.EVP, Role.TEACHING_AFFAIRS),
    "VENUE": (Role.EVP, Role.FIN_LOGISTICS),
}


def timetable(state: str = "DRAFT") -> TimetableView:
    """Every session still to be held; the first lacks a review."""
    sessions = [
        replace(one, state="SCHEDULED", content_review="PENDING", venue_review="PENDING")
        for one in SESSIONS
    ]
    sessions[0] = replace(sessions[0], gaps=(UNREVIEWED,))
    return replace(fake.timetable(), state=state, sessions=sessions, reviewers=REVIEWERS)


def slots(request: CheckSession) -> SlotsView:
    """Mornings are taken, the rest is free."""
    days = [request.since + timedelta(days=n) for n in range(5)]
    taken = SlotReason(
        code="CLASH", zh="报告厅已被占用", en="the hall is taken", clause="A-7.3.b", blocks=True
    )
    return SlotsView(
        class_id=CLASS_ID,
        session_id=request.session_id,
        slots=[
            SlotView(
                on=on,
                half_day=part,
                starts="13:30",
                ends="16:30",
                free=part is not HalfDay.AM,
                reasons=[taken] if part is HalfDay.AM else [],
            )
            for on in days
            for part in HalfDay
        ],
    )


def matrix() -> AttendanceMatrix:
    """Two sessions in one morning, one in an afternoon; the last trainee is over the limit."""
    held = [(0, HalfDay.AM, 8), (0, HalfDay.AM, 10), (1, HalfDay.PM, 14)]
    sessions = [
        MatrixSession(
            session_id=f"s{n}",
            title=f"课次{n}",
            on=MONDAY + timedelta(days=day),
            half_day=part,
            from_at=at(MONDAY, hour),
            to_at=at(MONDAY, hour + 1),
            hours=20,
            closed=day == 0,
        )
        for n, (day, part, hour) in enumerate(held)
    ]
    marks: list[list[Mark | None]] = [
        [Mark.PRESENT, Mark.LATE, None],
        [Mark.ABSENT, Mark.EARLY_LEAVE, Mark.EXEMPT],
        [Mark.LEAVE, Mark.LEAVE, None],
    ]
    return AttendanceMatrix(
        class_id=CLASS_ID,
        total=60,
        sessions=sessions,
        rows=[
            MatrixRow(
                trainee_id=f"t{2 - n:03}",
                active=True,
                marks=line,
                attended=40,
                leave=40 if n == 2 else 0,
                absent=20 if n == 1 else 0,
                leave_left=0 if n == 2 else 8,
                limit_exceeded=n == 2,
            )
            for n, line in enumerate(marks)
        ],
    )


def sheet(state: str = "OPEN") -> SheetView:
    """One late, one on leave, one not called yet."""
    return SheetView(
        session_id="s0",
        class_id=CLASS_ID,
        title="课次0",
        marks=[
            MarkLine(trainee_id="t000", mark=Mark.LATE),
            MarkLine(trainee_id="t001", mark=Mark.LEAVE),
        ],
        unmarked=["t002"] if state == "OPEN" else [],
        state=state,
        recorder="p-staff",
        closed_at=None if state == "OPEN" else at(MONDAY, 12),
    )


def leave(leave_id: str, state: str, *needs: Role) -> LeaveView:
    return LeaveView(
        leave_id=leave_id,
        class_id=CLASS_ID,
        trainee_id="t002",
        kind=LeaveKind.SICK,
        from_at=at(MONDAY, 8),
        to_at=at(MONDAY, 17),
        hours=40,
        cumulative=40,
        total=60,
        exceeds_limit=True,
        state=state,
        needs=list(needs),
        approvals=[],
    )


def teacher(state: TeacherState = TeacherState.UNDER_REVIEW) -> TeacherView:
    return TeacherView(
        teacher_id="te1",
        name="李慧",
        external=True,
        employer="省委党校",
        title_band=TitleBand.FULL_SENIOR,
        expertise="党史",
        qualification="教授",
        is_leader=False,
        state=state,
        valid_until=date(2027, 3, 31),
        proposed_by="p-teaching",
        votes=2,
        expired=False,
        last_score=876,
        improvements_open=1,
    )


def venue(state: str = "PASSED") -> VenueView:
    return VenueView(
        venue_id="v",
        name="第一报告厅",
        kind=VenueKind.HALL,
        capacity=300,
        state=state,
        valid_until=date(2027, 3, 31),
        inspected_by="p-safety",
        plans_missing=("FOOD",),
    )


def course(state: str = "SUBMITTED") -> CourseView:
    return CourseView(
        course_id="c",
        title="党的创新理论",
        form=SessionForm.PARTY_LECTURE,
        owner_dept="教研部",
        hours=45,
        material=FileRef(file_id="f" * 32, name="讲稿.pdf"),
        content_state=state,
        reviewed_by="",
        opinion="",
    )


def plan(stale: bool = True) -> SafetyPlanView:
    return SafetyPlanView(
        plan_id="pl",
        kind=SafetyPlanKind.FOOD,
        title="食品安全预案",
        venue_id="v",
        document=None,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        in_force=True,
        drills=[DrillView(held_on=date(2026, 2, 1), participants=46, findings="通道改进")],
        stale=stale,
    )


def entry(kind: CalendarKind, on: date, part: HalfDay | None) -> CalendarEntry:
    begins = at(on, 8)
    length = timedelta(hours=3) if part else timedelta(days=2)
    is_session = kind is CalendarKind.SESSION
    return CalendarEntry(
        kind=kind,
        record_id="s0",
        class_id=CLASS_ID if is_session else "",
        class_code="DX2026-01" if is_session else "",
        class_title="发展对象培训班",
        title="党课" if is_session else "",
        form=SessionForm.PARTY_LECTURE if is_session else None,
        on=on,
        half_day=part,
        from_at=begins,
        to_at=begins + length,
        venue_ids=["v"],
        venue_names=["第一报告厅"],
        teacher_ids=["te1"],
        teacher_names=["李慧"],
        state="SCHEDULED",
        published=not is_session,
        joint_with=None,
    )


def bed(trainee_id: str, number: int) -> BedView:
    return BedView(
        trainee_id=trainee_id,
        class_id=CLASS_ID,
        room_id="r1",
        room="A 201",
        bed=number,
        from_on=clock.today(),
        to_on=clock.today() + timedelta(days=4),
        nights=4,
    )


def order(order_id: str, state: str) -> ServiceOrderView:
    return ServiceOrderView(
        order_id=order_id,
        class_id=CLASS_ID,
        kind=ServiceKind.MEALS,
        what="午餐",
        on=MONDAY,
        quantity=40,
        delivered=None if state == "ORDERED" else 39,
        state=state,
        ordered_by="p-counselor",
        confirmed_by="",
        accepted_by="",
    )


def incident(closed: bool) -> IncidentView:
    return IncidentView(
        incident_id=f"i{closed}",
        class_id=CLASS_ID,
        kind=IncidentKind.FIRE,
        severity=Severity.MAJOR,
        venue_id="v",
        text="烟雾报警",
        at=at(MONDAY, 9),
        reported_by="p-counselor",
        measures="已排除" if closed else "",
        closed_at=at(MONDAY, 10) if closed else None,
    )


def reviews() -> DepartmentReviewsView:
    return DepartmentReviewsView(
        class_id=CLASS_ID,
        reviews=[
            DepartmentReviewView(
                review_id="rv",
                class_id=CLASS_ID,
                unit_id="u1",
                unit_name="法学教研部",
                phase=ReviewPhase.PRIOR,
                subject=ReviewSubject.COURSEWARE,
                decision=Decision.APPROVED,
                opinion="同意",
                reviewed_by="p-law",
                reviewed_at=at(MONDAY, 9),
            )
        ],
        missing=[],
        owed=(OwedReviewView(unit_id="u1", unit_name="法学教研部", phase=ReviewPhase.MID),),
    )


def dispatch() -> DispatchView:
    return DispatchView(
        dispatch_id="d1",
        teacher_id="te1",
        teacher_name="李慧",
        destination="省委党校",
        topic="依法治校",
        from_on=MONDAY,
        to_on=MONDAY,
        policy_ref="院发1号",
        state="REQUESTED",
        approved_by="",
    )


def code() -> SessionCodeView:
    return SessionCodeView(
        session_id="s0",
        class_id=CLASS_ID,
        title="课次0",
        token="token-of-the-moment",
        valid_until=clock.now() + timedelta(seconds=60),
        opens_at=at(MONDAY, 7, 30),
        closes_at=at(MONDAY, 11),
    )


def rich() -> dict[type, Any]:
    """What the departments answer, told from the moment a test begins."""
    return {
        FindTimetable: timetable(),
        CheckSession: slots,
        FindAttendanceMatrix: matrix(),
        FindSheet: sheet(),
        ShowSessionCode: lambda _: code(),
        ListLeaves: [
            leave("l2", "RETURNED"),
            leave("l1", "REQUESTED", Role.COUNSELOR, Role.STUDENT_WORK),
            leave("l3", "APPROVED"),
        ],
        ListTeachers: Page(items=[teacher()], total=1),
        FindTeacher: teacher(),
        ListVettingVotes: [
            VettingVoteView(
                member="p-panel",
                decision=Decision.APPROVED,
                found=["ETHICS", "POLITICAL"],
                opinion="同意",
                at=at(MONDAY, 9),
            )
        ],
        FindTeacherTimetable: TeacherTimetableView(
            teacher_id="te1",
            name="李慧",
            sessions=[entry(CalendarKind.SESSION, MONDAY, HalfDay.AM)],
        ),
        ListDispatches: [dispatch()],
        ListVenues: Page(items=[venue()], total=1),
        FindVenue: venue(),
        ListCourses: Page(items=[course()], total=1),
        ListSafetyPlans: [plan()],
        ListCalendar: [
            entry(CalendarKind.SESSION, MONDAY, HalfDay.AM),
            entry(CalendarKind.DISPATCH, MONDAY + timedelta(days=1), None),
        ],
        ListDormRooms: [
            DormRoomView(room_id="r1", building="A", number="201", beds=2, taken=2, sex="女"),
            DormRoomView(room_id="r2", building="A", number="202", beds=2, taken=0, sex=""),
        ],
        ListBeds: [bed("t000", 1), bed("t002", 2)],
        ListServiceOrders: [
            order("o1", "ORDERED"),
            order("o2", "DELIVERED"),
            order("o3", "ACCEPTED"),
        ],
        ListEquipmentChecks: [
            EquipmentCheckView(
                check_id="e",
                class_id=CLASS_ID,
                venue_id="v",
                venue_name="第一报告厅",
                passed=True,
                remark="话筒已换电池",
                signed_by="p-tech",
                signed_at=at(MONDAY, 7),
            )
        ],
        ListIncidents: [incident(False), incident(True)],
        FindOnlineRoom: OnlineRoomView(
            class_id=CLASS_ID,
            platform="会议平台",
            group="群组一",
            document=FileRef(file_id="f" * 32, name="技术文档.pdf"),
            tested=["te9"],
            untested=["t"],
            ready=False,
        ),
        ListDepartmentReviews: reviews(),
    }


_NONE: Page[Any] = Page(items=[], total=0)
NOTHING: dict[type, Any] = {
    **dict.fromkeys(rich(), None),
    ListTeachers: _NONE,
    ListVenues: _NONE,
    ListCourses: _NONE,
    ListLeaves: [],
    ListVettingVotes: [],
    ListDispatches: [],
    ListSafetyPlans: [],
    ListCalendar: [],
    ListDormRooms: [],
    ListBeds: [],
    ListServiceOrders: [],
    ListEquipmentChecks: [],
    ListIncidents: [],
}
