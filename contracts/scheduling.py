"""Scheduling: courses and their content review, teachers and venues with their vetting,
timetables, attendance, leave.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Page, Query, Secret, Title, View
from contracts.roles import Role
from contracts.values import (
    FileRef,
    HalfDay,
    Name,
    Opinion,
    PageNo,
    PageSize,
    Reason,
    SessionForm,
    Tenths,
    TitleBand,
)

R = Role
SCHEDULERS = (R.STAFF, R.TEACHING_AFFAIRS, R.EVP)
READERS = (
    *SCHEDULERS,
    R.ORG_DEPT,
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.COLLEGE_LEADER,
    R.STUDENT_WORK,
    R.COUNSELOR,
    R.PROJECT_LEAD,
    R.TEACHING_DEPT,
    R.FIN_LOGISTICS,
    R.LIBRARY_IT,
    R.EXAM_ADMIN,
    R.VETTING_PANEL,
    R.AUDITOR,
    R.DEPARTMENT,
)


class Decision(StrEnum):
    """What a reviewer decides."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


# -- Courses 课程 ---------------------------------------------------------------------------------


class CourseView(View):
    """课程｜A course; its content must be approved before any of its sessions is published."""

    course_id: str
    title: str
    form: SessionForm
    owner_dept: str
    hours: int
    material: FileRef | None
    content_state: str
    reviewed_by: str
    opinion: str


class AddCourse(
    Command[CourseView],
    rest="POST /courses",
    by=(*SCHEDULERS, R.TEACHING_DEPT),
    clauses=("A-7.6.b", "B-3.4a"),
):
    """新增课程｜Add a course. Hours in tenths."""

    title: Name
    form: SessionForm
    owner_dept: Annotated[str, Title("承担部门", "Owning department"), MinLen(1), MaxLen(60)]
    hours: Tenths


class SubmitContent(
    Command[CourseView],
    rest="POST /courses/{course_id}/content",
    by=(*SCHEDULERS, R.TEACHING_DEPT),
    clauses=("A-5.k2", "B-2.4"),
):
    """提交课程内容审查｜Submit lecture notes or courseware for review; new material re-opens the
    review.
    """

    course_id: str
    material: FileRef


class ReviewContent(
    Command[CourseView],
    rest="POST /courses/{course_id}/content-review",
    by=(R.EVP, R.TEACHING_AFFAIRS, R.VETTING_PANEL),
    clauses=("A-7.10.c", "A-5.k2", "B-2.3", "B-2.4"),
):
    """课程内容审查｜Review a course's content; never by who submitted it."""

    course_id: str
    decision: Decision
    political: Annotated[bool, Title("政治方向合格", "Politically sound")]
    ethics: Annotated[bool, Title("师德师风合格", "Ethically sound")]
    confidentiality: Annotated[bool, Title("无涉密内容", "Holds nothing confidential")]
    opinion: Opinion = ""


class ListCourses(Query[Page[CourseView]], rest="GET /courses", by=READERS):
    """课程列表｜Courses."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


# -- Teachers 师资 --------------------------------------------------------------------------------


class TeacherState(StrEnum):
    """Where a teacher's vetting stands; only APPROVED ones within validity are scheduled."""

    PROPOSED = "PROPOSED"
    UNDER_REVIEW = "UNDER_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    SUSPENDED = "SUSPENDED"


class TeacherView(View):
    """教师｜A teacher and the state of the vetting."""

    teacher_id: str
    name: str
    external: bool
    employer: str
    title_band: TitleBand
    expertise: str
    qualification: str
    is_leader: bool
    state: TeacherState
    valid_until: date | None
    proposed_by: str
    votes: int
    expired: bool


class ProposeTeacher(
    Command[TeacherView],
    rest="POST /teachers",
    by=(*SCHEDULERS, R.TEACHING_DEPT),
    clauses=("A-7.3.c", "A-5.r2"),
):
    """提名教师｜Propose a teacher for vetting; an external one needs a qualification record."""

    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    external: Annotated[bool, Title("外聘", "External")] = False
    employer: Annotated[str, Title("单位", "Employer"), MaxLen(100)] = ""
    title_band: TitleBand
    expertise: Annotated[str, Title("专长", "Expertise"), MaxLen(200)] = ""
    qualification: Annotated[str, Title("资格条件记录", "Qualification record"), MaxLen(500)] = ""
    is_leader: Annotated[bool, Title("校领导", "Leader of the institution")] = False
    bank_account: Annotated[str, Title("银行账号", "Bank account"), Secret(), MaxLen(40)] = ""


class VoteOnTeacher(
    Command[TeacherView],
    rest="POST /teachers/{teacher_id}/votes",
    by=(R.VETTING_PANEL,),
    clauses=("A-7.3.c", "A-7.3.d", "B-2.1"),
):
    """师资评审表决｜Vote on a teacher; the proposer may not, and each member votes once."""

    teacher_id: str
    decision: Decision
    qualification: Annotated[bool, Title("资格条件", "Qualification")]
    teaching: Annotated[bool, Title("教学水平", "Teaching")]
    ethics: Annotated[bool, Title("师德师风", "Ethics")]
    political: Annotated[bool, Title("政治立场", "Political stance")]
    opinion: Opinion = ""


class DecideVetting(
    Command[TeacherView],
    rest="POST /teachers/{teacher_id}/vetting-decision",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.3.c", "A-7.3.d"),
):
    """师资评审结论｜Conclude the vetting by the panel's votes, with how long it holds."""

    teacher_id: str
    valid_until: Annotated[date, Title("有效期至", "Valid until")]


class SuspendTeacher(
    Command[TeacherView],
    rest="POST /teachers/{teacher_id}/suspension",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.3.d",),
):
    """暂停授课｜Suspend a teacher; a new vetting is needed."""

    teacher_id: str
    reason: Reason


class ListTeachers(Query[Page[TeacherView]], rest="GET /teachers", by=READERS):
    """师资库｜The teacher pool."""

    state: TeacherState | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


# -- Venues 场地 ----------------------------------------------------------------------------------


class VenueKind(StrEnum):
    """What a venue is for."""

    CLASSROOM = "CLASSROOM"
    HALL = "HALL"
    DISCUSSION = "DISCUSSION"
    EXAM_ROOM = "EXAM_ROOM"
    FIELD_SITE = "FIELD_SITE"
    ONLINE = "ONLINE"


class VenueView(View):
    """场地｜A venue and the state of its vetting."""

    venue_id: str
    name: str
    kind: VenueKind
    capacity: int
    state: str
    valid_until: date | None
    inspected_by: str


class RegisterVenue(
    Command[VenueView], rest="POST /venues", by=(*SCHEDULERS, R.FIN_LOGISTICS), clauses=("A-5.r1",)
):
    """登记场地｜Register a venue."""

    name: Name
    kind: VenueKind
    capacity: Annotated[int, Title("容量", "Capacity"), Ge(1), Le(5000)]


class VetVenue(
    Command[VenueView],
    rest="POST /venues/{venue_id}/vetting",
    by=(R.FIN_LOGISTICS,),
    clauses=("A-7.10.c", "A-5.k1", "B-3.3b"),
):
    """场地安全审查｜Inspect a venue: structure, fire, power and first aid; a failed one blocks
    its sessions.
    """

    venue_id: str
    decision: Decision
    structure: Annotated[bool, Title("建筑设施安全", "Structure")]
    fire: Annotated[bool, Title("消防疏散", "Fire and exits")]
    power: Annotated[bool, Title("用电与设备", "Power and equipment")]
    health: Annotated[bool, Title("公共卫生", "Public health")]
    valid_until: Annotated[date, Title("有效期至", "Valid until")]
    opinion: Opinion = ""


class RevokeVenue(
    Command[VenueView],
    rest="POST /venues/{venue_id}/revocation",
    by=(R.FIN_LOGISTICS,),
    clauses=("A-5.k1",),
):
    """撤销场地｜Revoke a venue, for instance after an incident."""

    venue_id: str
    reason: Reason


class ListVenues(Query[Page[VenueView]], rest="GET /venues", by=READERS):
    """场地列表｜Venues."""

    kind: VenueKind | None = None
    page: PageNo = 1
    size: PageSize = 20


class BookingView(View):
    """占用｜When a room or a teacher is taken."""

    resource: str
    resource_id: str
    class_id: str
    session_id: str
    from_at: datetime
    to_at: datetime
    title: str


class ListBookings(Query[list[BookingView]], rest="GET /bookings", by=READERS):
    """场地与教师占用｜What is booked between two days, both included."""

    from_on: date
    to_on: date
    venue_id: str | None = None
    teacher_id: str | None = None


# -- Timetable 日程安排 ---------------------------------------------------------------------------


class SessionView(View):
    """课次｜One session. `problems` say what keeps it from being published."""

    session_id: str
    class_id: str
    seq: int
    title: str
    form: SessionForm
    on: date
    half_day: HalfDay
    from_at: datetime
    to_at: datetime
    hours: int
    course_id: str | None
    teacher_ids: list[str]
    teacher_names: list[str]
    venue_id: str | None
    venue_name: str
    mobilization_leader_id: str | None
    mobilization_leader_name: str
    counts_attendance: bool
    content_review: str
    venue_review: str
    state: str
    problems: list[str]


class TimetableView(View):
    """日程安排｜The timetable of a class. Hours in tenths."""

    class_id: str
    version: int
    state: str
    hours_total: int
    minimum_hours: int
    headcount: int
    sessions: list[SessionView]
    problems: list[str]


class SessionDraft(View):
    """课次安排｜Where, when, who and what of one session. Times are local; the session lies
    within one half-day.
    """

    form: SessionForm
    title: Name
    on: Annotated[date, Title("日期", "Date")]
    half_day: Annotated[HalfDay, Title("时段", "Half-day")]
    starts: Annotated[str, Title("开始", "Starts (HH:MM)"), MinLen(5), MaxLen(5)]
    ends: Annotated[str, Title("结束", "Ends (HH:MM)"), MinLen(5), MaxLen(5)]
    hours: Tenths
    course_id: str | None = None
    teacher_ids: Annotated[list[str], Title("授课教师", "Teachers"), MaxLen(6)]
    venue_id: str | None = None
    mobilization_leader_id: Annotated[
        str | None, Title("动员讲话领导", "Leader giving the mobilization")
    ] = None
    counts_attendance: bool = True


class ApplyTemplate(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/template",
    by=SCHEDULERS,
    clauses=("A-5.h1", "A-5.h2", "A-5.h3", "A-6.3"),
):
    """套用日程模板｜Lay out the sessions of the class kind's day-schedule template."""

    class_id: str


class AddSession(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/sessions",
    by=SCHEDULERS,
    clauses=("A-6.3", "A-7.3.b"),
):
    """增加课次｜Add a session; a clash of teacher, venue or class is refused."""

    class_id: str
    session: SessionDraft


class ChangeSession(
    Command[TimetableView],
    rest="PUT /classes/{class_id}/timetable/sessions/{session_id}",
    by=SCHEDULERS,
    clauses=("A-7.3.b", "A-7.6.a"),
):
    """调整课次｜Change a session; after publication the reason is kept and those concerned are
    told.
    """

    class_id: str
    session_id: str
    session: SessionDraft
    reason: Annotated[str, Title("调整理由", "Reason"), MaxLen(500)] = ""


class RemoveSession(
    Command[TimetableView],
    rest="DELETE /classes/{class_id}/timetable/sessions/{session_id}",
    by=SCHEDULERS,
    clauses=("A-7.6.a",),
):
    """取消课次｜Remove a session; after publication it is cancelled with a reason."""

    class_id: str
    session_id: str
    reason: Annotated[str, Title("取消理由", "Reason"), MaxLen(500)] = ""


class ReviewSession(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/sessions/{session_id}/review",
    by=(R.EVP, R.TEACHING_AFFAIRS, R.FIN_LOGISTICS, R.VETTING_PANEL),
    clauses=("A-7.10.c",),
):
    """逐次审查｜Review one activity's content or its venue; both are needed before publication."""

    class_id: str
    session_id: str
    aspect: Annotated[str, Title("审查对象（CONTENT 内容 / VENUE 场地）", "CONTENT or VENUE")]
    decision: Decision
    opinion: Opinion = ""


class PublishTimetable(
    Command[TimetableView],
    rest="POST /classes/{class_id}/timetable/publication",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-6.3", "A-7.3.b", "A-7.3.c", "A-7.5.a", "A-7.10.c", "A-5.k2"),
):
    """发布日程｜Publish the timetable; refused with every gap: unvetted, unreviewed, unstaffed,
    too few hours, no mobilization.
    """

    class_id: str


class FindTimetable(Query[TimetableView], rest="GET /classes/{class_id}/timetable", by=READERS):
    """日程安排｜The timetable of a class."""

    class_id: str


# -- Attendance 考勤 ------------------------------------------------------------------------------

TAKERS = (R.STAFF, R.COUNSELOR, R.STUDENT_WORK)


class Mark(StrEnum):
    """An attendance mark."""

    PRESENT = "PRESENT"
    LATE = "LATE"
    EARLY_LEAVE = "EARLY_LEAVE"
    LEAVE = "LEAVE"
    ABSENT = "ABSENT"
    EXEMPT = "EXEMPT"


class MarkLine(View):
    """考勤记录｜One trainee's mark."""

    trainee_id: str
    mark: Mark


class SheetView(View):
    """考勤表｜The attendance sheet of one session; trainees without a mark are listed in
    `unmarked`.
    """

    session_id: str
    class_id: str
    title: str
    marks: list[MarkLine]
    unmarked: list[str]
    state: str
    recorder: str
    closed_at: datetime | None


class RecordAttendance(
    Command[SheetView],
    rest="PUT /classes/{class_id}/sessions/{session_id}/attendance",
    by=TAKERS,
    clauses=("A-7.4.a", "A-6.7"),
):
    """登记考勤｜Record marks; `rest` marks everybody else. An approved leave stands as LEAVE by
    itself.
    """

    class_id: str
    session_id: str
    marks: Annotated[list[MarkLine], Title("考勤", "Marks"), MaxLen(5000)]
    rest: Mark | None = None


class CloseSession(
    Command[SheetView],
    rest="POST /classes/{class_id}/sessions/{session_id}/closure",
    by=TAKERS,
    clauses=("A-7.4.a",),
):
    """结束课次｜Close a session; every active trainee must have a mark."""

    class_id: str
    session_id: str


class CorrectAttendance(
    Command[SheetView],
    rest="POST /classes/{class_id}/sessions/{session_id}/attendance/corrections",
    by=(R.STAFF, R.STUDENT_WORK),
    clauses=("A-7.4.a",),
):
    """更正考勤｜Correct one mark of a closed session; old value, new value and reason are kept."""

    class_id: str
    session_id: str
    trainee_id: str
    mark: Mark
    reason: Reason


class FindSheet(
    Query[SheetView],
    rest="GET /classes/{class_id}/sessions/{session_id}/attendance",
    by=(*READERS,),
):
    """考勤表｜The sheet of one session."""

    class_id: str
    session_id: str


class AttendanceTotal(View):
    """出勤统计｜A trainee's hours (tenths): planned, attended, on leave, absent, and what leave
    remains under the 1/7 rule.
    """

    trainee_id: str
    total: int
    attended: int
    leave: int
    absent: int
    leave_left: int
    limit_exceeded: bool
    marks: dict[str, Mark]


class AttendanceView(View):
    """考勤汇总｜Attendance of a class: trainee by session, totals, persons-hours (tenths)."""

    class_id: str
    sessions: list[SessionView]
    totals: list[AttendanceTotal]
    person_hours: int


class FindAttendance(
    Query[AttendanceView],
    rest="GET /classes/{class_id}/attendance",
    by=READERS,
    clauses=("A-7.4.a", "A-5.p2"),
):
    """考勤汇总｜Attendance of a class."""

    class_id: str


class ExportAttendanceForm(
    Query[FileRef],
    rest="GET /classes/{class_id}/attendance-form",
    by=READERS,
    clauses=("A-7.4.b",),
    patience=60,
):
    """党校学员考勤表｜The attendance form as a workbook; it equals the stored marks."""

    class_id: str


# -- Leave 请假 -----------------------------------------------------------------------------------


class LeaveKind(StrEnum):
    """Why somebody asks for leave."""

    SICK = "SICK"
    PERSONAL = "PERSONAL"
    OFFICIAL = "OFFICIAL"


class LeaveView(View):
    """请假｜A leave request; the reason itself is kept encrypted and never shown in lists."""

    leave_id: str
    class_id: str
    trainee_id: str
    kind: LeaveKind
    from_at: datetime
    to_at: datetime
    hours: int
    cumulative: int
    total: int
    exceeds_limit: bool
    state: str
    needs: list[Role]
    approvals: list[str]


class RequestLeave(
    Command[LeaveView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/leaves",
    by=(R.TRAINEE, R.STAFF, R.COUNSELOR),
    clauses=("A-7.4.a",),
):
    """请假申请｜Ask for leave; hours follow from the sessions it covers."""

    class_id: str
    trainee_id: str
    kind: LeaveKind
    from_at: Annotated[datetime, Title("从", "From")]
    to_at: Annotated[datetime, Title("至", "To")]
    reason: Annotated[str, Title("事由", "Reason"), Secret(), MinLen(2), MaxLen(500)]


class DecideLeave(
    Command[LeaveView],
    rest="POST /classes/{class_id}/leaves/{leave_id}/decision",
    by=(R.STAFF, R.COUNSELOR, R.STUDENT_WORK, R.TEACHING_AFFAIRS, R.EVP),
    clauses=("A-7.4.a",),
):
    """审批请假｜Decide on a leave at the level its length needs."""

    class_id: str
    leave_id: str
    decision: Decision
    opinion: Opinion = ""


class ReturnFromLeave(
    Command[LeaveView],
    rest="POST /classes/{class_id}/leaves/{leave_id}/return",
    by=(*TAKERS, R.TRAINEE),
    clauses=("A-7.4.a",),
):
    """销假｜Report back from leave."""

    class_id: str
    leave_id: str


class ListLeaves(Query[list[LeaveView]], rest="GET /classes/{class_id}/leaves", by=READERS):
    """请假列表｜Leave requests of a class."""

    class_id: str


# -- Events ---------------------------------------------------------------------------------------


class ContentReviewed(Event, about="course_id"):
    """课程内容已审查｜A course's content was reviewed."""

    course_id: str
    decision: Decision
    material_hash: str


class TeacherVetted(Event, about="teacher_id"):
    """教师评审通过｜A teacher passed the vetting."""

    teacher_id: str
    valid_until: date


class TeacherRejected(Event, about="teacher_id"):
    """教师评审未通过｜A teacher did not pass the vetting."""

    teacher_id: str


class TeacherSuspended(Event, about="teacher_id"):
    """教师暂停授课｜A teacher was suspended."""

    teacher_id: str
    reason: str


class VenueVetted(Event, about="venue_id"):
    """场地审查通过｜A venue passed its inspection."""

    venue_id: str
    valid_until: date


class VenueRejected(Event, about="venue_id"):
    """场地审查未通过｜A venue failed its inspection."""

    venue_id: str


class VenueRevoked(Event, about="venue_id"):
    """场地被撤销｜A venue was revoked; its future sessions are in conflict."""

    venue_id: str
    reason: str


class TeacherEngaged(Event):
    """已聘请教师｜A teacher was engaged for sessions of a class."""

    class_id: str
    teacher_id: str
    session_ids: list[str]
    title_band: TitleBand


class PublishedSession(View):
    """已发布课次｜A session as published. Hours in tenths."""

    session_id: str
    form: SessionForm
    title: str
    from_at: datetime
    to_at: datetime
    hours: int
    venue_id: str | None
    teacher_ids: list[str]
    counts_attendance: bool


class TimetablePublished(Event):
    """日程已发布｜The timetable was published. Hours in tenths."""

    class_id: str
    version: int
    sessions: list[PublishedSession]
    hours_total: int


class TimetableRevised(Event):
    """日程已调整｜A published timetable was changed."""

    class_id: str
    version: int
    reason: str
    sessions: list[PublishedSession]
    hours_total: int


class ExamRoomBooked(Event, about="exam_id"):
    """考场已预订｜Rooms were booked for an exam."""

    class_id: str
    exam_id: str
    venue_ids: list[str]


class ExamRoomRefused(Event, about="exam_id"):
    """考场无法预订｜Rooms could not be booked for an exam."""

    class_id: str
    exam_id: str
    reason: str


class SessionClosed(Event, about="session_id"):
    """课次已结束｜A session is closed with every mark. Hours in tenths."""

    class_id: str
    session_id: str
    hours: int
    half_day: HalfDay
    on: date
    teacher_ids: list[str]
    title_bands: dict[str, TitleBand]
    venue_id: str | None
    present_n: int
    leave_n: int
    absent_n: int


class TeachingFinished(Event):
    """课程全部结束｜Every session of the class is closed. Person-hours in tenths."""

    class_id: str
    hours_total: int
    person_hours: int
    attended: dict[str, int]


class AttendanceCorrected(Event, about="session_id"):
    """考勤已更正｜A mark was corrected."""

    class_id: str
    session_id: str
    trainee_id: str
    old: Mark
    new: Mark


class LeaveApproved(Event, about="leave_id"):
    """请假已批准｜A leave was approved. Hours in tenths."""

    class_id: str
    leave_id: str
    trainee_id: str
    hours: int
    cumulative: int


class LeaveRejected(Event, about="leave_id"):
    """请假未批准｜A leave was rejected."""

    class_id: str
    leave_id: str
    trainee_id: str


class LeaveLimitApproaching(Event, about="trainee_id"):
    """请假接近上限｜Leave is near one seventh of all hours."""

    class_id: str
    trainee_id: str
    leave: int
    total: int


class LeaveLimitExceeded(Event, about="trainee_id"):
    """请假超过上限｜Leave exceeds one seventh of all hours (strictly: 7·leave > total)."""

    class_id: str
    trainee_id: str
    leave: int
    total: int


class LeaveLimitRestored(Event, about="trainee_id"):
    """请假回到上限以内｜A correction brought a trainee's leave back within one seventh."""

    class_id: str
    trainee_id: str
    leave: int
    total: int
