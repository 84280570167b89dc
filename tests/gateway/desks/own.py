"""What a trainee, a teacher and a host are answered, for the pages of their own."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from contracts.assessment import (
    CertificateState,
    EvaluationForm,
    FindOwnResult,
    Grade,
    ListOwnEvaluations,
    OwnEvaluationView,
    OwnResultView,
    ReadSummary,
    SummaryKind,
    SummaryState,
    SummaryText,
)
from contracts.base import Page
from contracts.enrollment import (
    CheckInPart,
    ClassState,
    FindOwnTraining,
    OwnTrainingView,
    TraineeState,
)
from contracts.notification import CountTodos, ListTodos, TodoCount
from contracts.roles import Role
from contracts.scheduling import (
    CalendarEntry,
    CalendarKind,
    Decision,
    FindOwnAttendance,
    FindOwnTimetable,
    LeaveKind,
    ListOwnLeaves,
    Mark,
    OwnAttendanceView,
    OwnDecision,
    OwnLeaveView,
    OwnMark,
    OwnTimetableView,
    SessionView,
)
from contracts.values import Category, FileRef, HalfDay, SessionForm, Track
from kit import clock
from tests.gateway.fake import CLASS_ID, TITLE, at

TRAINEE = "t-1"


def training(trainee_id: str = TRAINEE, **more: Any) -> OwnTrainingView:
    """A cadre's place in a class that is in its second day."""
    today = clock.today()
    found = OwnTrainingView(
        trainee_id=trainee_id,
        trainee_no="KJ2026-01001",
        name="何建华",
        unit_name="哈尔滨市司法局",
        group_name="第一组",
        state=TraineeState.ACTIVE,
        class_id=CLASS_ID,
        class_code="KJ2026-01",
        class_title=TITLE,
        class_state=ClassState.IN_PROGRESS,
        category=Category.CADRE_SECTION,
        online=False,
        start_on=today - timedelta(days=1),
        end_on=today + timedelta(days=3),
        checkin_from=at(today - timedelta(days=2), 13),
        checkin_to=at(today - timedelta(days=2), 21),
        report_at=["教学楼大厅"],
        contact="值班室 0451-00000001",
        handbook=FileRef(file_id="f1", name="学员手册.pdf"),
        checked_in_at=at(today - timedelta(days=2), 14),
        check_in_method=None,
        check_in_parts=(CheckInPart.SIGN_IN,),
        check_in_missing=(CheckInPart.ROOM,),
        room="学员公寓A 211",
    )
    return replace(found, **more)


def session(session_id: str, on: date, first: int, last: int, **more: Any) -> SessionView:
    """One session of the class, at full hours of the day."""
    found = SessionView(
        session_id=session_id,
        class_id=CLASS_ID,
        seq=1,
        title=f"课程{session_id}",
        form=SessionForm.GUIDANCE,
        on=on,
        half_day=HalfDay.AM,
        from_at=at(on, first),
        to_at=at(on, last) if last < 24 else at(on, 23, 59),
        hours=40,
        course_id=None,
        teacher_ids=["te-1"],
        teacher_names=["祁向东"],
        venue_id="v-1",
        venue_name="教学楼101",
        mobilization_leader_id=None,
        mobilization_leader_name="",
        counts_attendance=True,
        content_review="APPROVED",
        venue_review="APPROVED",
        state="SCHEDULED",
        problems=[],
    )
    return replace(found, **more)


def timetable(**more: Any) -> OwnTimetableView:
    """Yesterday's session, one that runs all day today, tomorrow's, and one called off."""
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    found = OwnTimetableView(
        trainee_id=TRAINEE,
        class_id=CLASS_ID,
        class_code="KJ2026-01",
        class_title=TITLE,
        version=2,
        suspended=False,
        sessions=[
            session("s-yesterday", today - timedelta(days=1), 8, 11),
            session("s-today", today, 0, 24),
            session("s-tomorrow", tomorrow, 8, 11),
            session("s-off", tomorrow, 13, 16, state="CANCELLED"),
        ],
    )
    return replace(found, **more)


def leave(**more: Any) -> OwnLeaveView:
    """A leave that was approved and is not over."""
    today = clock.today()
    found = OwnLeaveView(
        leave_id="l-1",
        class_id=CLASS_ID,
        kind=LeaveKind.OFFICIAL,
        from_at=at(today, 8),
        to_at=at(today, 11),
        hours=40,
        state="APPROVED",
        needs=[Role.COUNSELOR],
        decisions=[
            OwnDecision(
                decision=Decision.APPROVED, role=Role.COUNSELOR, opinion="同意", at=at(today, 7)
            )
        ],
        returned_at=None,
        may_report_back=True,
    )
    return replace(found, **more)


def attendance(**more: Any) -> OwnAttendanceView:
    """Four hours of leave, none left."""
    today = clock.today()
    found = OwnAttendanceView(
        trainee_id=TRAINEE,
        class_id=CLASS_ID,
        class_title=TITLE,
        total=280,
        attended=80,
        leave=40,
        absent=0,
        leave_left=0,
        standing="NEAR",
        may_request=True,
        marks=[
            OwnMark(
                session_id="s-today",
                title="课程今天",
                on=today,
                half_day=HalfDay.AM,
                from_at=at(today, 8),
                to_at=at(today, 11),
                hours=40,
                mark=Mark.PRESENT,
                closed=True,
            )
        ],
    )
    return replace(found, **more)


def summary(**more: Any) -> SummaryText:
    """A summary that was returned."""
    found = SummaryText(
        class_id=CLASS_ID,
        trainee_id=TRAINEE,
        trainee_no="KJ2026-01001",
        name="何建华",
        kind=SummaryKind.SECTION_CADRE,
        due_on=clock.today(),
        state=SummaryState.RETURNED,
        submitted_at=at(clock.today(), 9),
        length=120,
        similarity=0,
        flagged=False,
        grade=None,
        reviewed_by="p-staff",
        opinion="请结合岗位再写。",
        text="我的小结正文。" * 20,
    )
    return replace(found, **more)


def result(**more: Any) -> OwnResultView:
    """A published result with an issued certificate."""
    found = OwnResultView(
        class_id=CLASS_ID,
        trainee_id=TRAINEE,
        class_code="KJ2026-01",
        class_title=TITLE,
        track=Track.CADRE,
        published=True,
        outcome="PASS",
        score=None,
        pass_mark=None,
        grade=Grade.GOOD,
        certificate_no="HJC-K-2026-01-0001-E",
        certificate_state=CertificateState.ISSUED,
        issued_on=clock.today(),
    )
    return replace(found, **more)


def form(answered: bool) -> OwnEvaluationView:
    """A form that is out."""
    return OwnEvaluationView(
        class_id=CLASS_ID,
        form=EvaluationForm.SERVICE_QUALITY,
        opened_on=clock.today(),
        answered=answered,
    )


def taught(session_id: str = "s-taught") -> CalendarEntry:
    """A session somebody gives today."""
    today = clock.today()
    return CalendarEntry(
        kind=CalendarKind.SESSION,
        record_id=session_id,
        class_id=CLASS_ID,
        class_code="KJ2026-01",
        class_title=TITLE,
        title="社区矫正法实务",
        form=SessionForm.GUIDANCE,
        on=today,
        half_day=HalfDay.AM,
        from_at=at(today, 0),
        to_at=at(today, 23, 59),
        venue_ids=["v-1"],
        venue_names=["教学楼101"],
        teacher_ids=["te-1"],
        teacher_names=["祁向东"],
        state="SCHEDULED",
        published=True,
        joint_with=None,
    )


def answers() -> dict[type, Any]:
    """Everything a trainee's pages ask."""
    return {
        FindOwnTraining: training(),
        FindOwnTimetable: timetable(),
        ListOwnLeaves: [leave()],
        FindOwnAttendance: attendance(),
        ListOwnEvaluations: [form(answered=False)],
        ReadSummary: summary(),
        FindOwnResult: result(),
        ListTodos: Page(items=[], total=0),
        CountTodos: TodoCount(waiting=0, latest=None),
    }
