"""What scheduling tells the others."""

from datetime import date, datetime

from contracts.base import Event, View
from contracts.scheduling.access import Decision
from contracts.scheduling.attendance import Mark
from contracts.values import HalfDay, SessionForm, TitleBand


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
    employed: bool = False


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
    form: SessionForm = SessionForm.OTHER
    title: str = ""
    from_at: datetime | None = None
    employed_ids: tuple[str, ...] = ()
    joint_with: str | None = None


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
