"""The class in session: check-in, opening, attendance of every session, leave by the 1/7 rule."""

from collections.abc import Iterable

from contracts.enrollment import (
    CheckIn,
    ClassState,
    ListTrainees,
    OpenCheckIn,
    RecordOpening,
    TraineeState,
    TraineeView,
)
from contracts.roles import Role
from contracts.scheduling import (
    AttendanceTotal,
    CloseSession,
    DecideLeave,
    Decision,
    ExportAttendanceForm,
    FindAttendance,
    LeaveKind,
    LeaveView,
    Mark,
    MarkLine,
    RecordAttendance,
    RequestLeave,
    SessionView,
)
from deploy.showcase.enrolling import class_id, view
from deploy.showcase.exam_planning import exam
from deploy.showcase.people import Sample
from deploy.showcase.rostering import trainees
from deploy.showcase.staffing import open_accounts
from deploy.showcase.stage import Chapter, Stage, local
from deploy.showcase.teaching import TEACHERS, sessions

CHAPTER = Chapter("六、报到、上课与考勤", "6. Check-in, sessions, attendance, leave")

# Places on the roster, counted from 0: who never comes, who asks for leave, who misses a lecture.
NO_SHOWS = (40, 90)
AT_THE_LIMIT = 10
OVER_THE_LIMIT = 11
ABSENT_ONCE = 20
LATE_ONCE = 21


@CHAPTER.step("报到前不得开放", "Not before its time", by="staff1", at="2026-03-22 13:30")
def check_in_too_early(stage: Stage) -> None:
    stage.until(lambda: view(stage).state is ClassState.READY)
    stage.refused("staff1", OpenCheckIn(class_id=class_id(stage)), "TOO_EARLY")


@CHAPTER.step("开始报到", "Check-in opens", by="staff1", at="2026-03-22 14:00")
def open_check_in(stage: Stage) -> None:
    stage.ask("staff1", OpenCheckIn(class_id=class_id(stage)))


@CHAPTER.step("学员报到", "The trainees arrive", by="staff1", at="2026-03-22 14:30")
def check_in(stage: Stage) -> None:
    expected = trainees(stage)
    stage.kept["trainees"] = [trainee.trainee_id for trainee in expected]
    for place, trainee in enumerate(expected):
        if place not in NO_SHOWS:
            stage.ask("staff1", CheckIn(class_id=class_id(stage), trainee_id=trainee.trainee_id))
    arrived = view(stage).checked_in
    stage.note(f"应到 {len(expected)} 人，实到 {arrived} 人", f"{arrived} of {len(expected)}")


@CHAPTER.step("开班动员", "The class is opened", by="staff1", at="2026-03-23 08:00")
def open_class(stage: Stage) -> None:
    opened = stage.ask("staff1", RecordOpening(class_id=class_id(stage), leader="沈国栋"))
    if opened.state is not ClassState.IN_PROGRESS:
        raise AssertionError(f"the class is {opened.state}")
    stage.until(lambda: exam(stage).barred == len(NO_SHOWS))


@CHAPTER.step("为学员开通账户", "Two trainees get accounts", by="admin", at="2026-03-23 08:30")
def open_trainee_accounts(stage: Stage) -> None:
    open_accounts(stage, _with_accounts(stage))


@CHAPTER.step("为教师开通账户", "A teacher gets an account", by="admin", at="2026-03-23 08:40")
def open_teacher_account(stage: Stage) -> None:
    within = f"teacher:{stage.kept['teachers']['professor']}"
    name = TEACHERS["professor"][0]
    open_accounts(stage, [Sample("teacher1", name, "授课教师", (Role.TEACHER,), within)])


@CHAPTER.step("第一天考勤", "Attendance, day 1", by="staff2", at="2026-03-23 11:30")
def attend_first_day(stage: Stage) -> None:
    roster = stage.kept["trainees"]
    absent = MarkLine(trainee_id=roster[ABSENT_ONCE], mark=Mark.ABSENT)
    late = MarkLine(trainee_id=roster[LATE_ONCE], mark=Mark.LATE)
    _hold(stage, 0, (absent, late))
    _hold(stage, 1)


@CHAPTER.step("请假恰为七分之一", "Leave of exactly 1/7", by="trainee1", at="2026-03-23 18:00")
def leave_at_the_limit(stage: Stage) -> None:
    asked = _ask_leave(stage, "trainee1", AT_THE_LIMIT, "2026-03-24 13:30", "2026-03-24 16:50")
    decided = _decide(stage, "staff1", asked)
    if decided.exceeds_limit or 7 * decided.cumulative != decided.total:
        raise AssertionError("a leave of exactly one seventh is within the limit")


@CHAPTER.step("请假超过七分之一", "Leave beyond 1/7", by="trainee2", at="2026-03-23 18:30")
def leave_over_the_limit(stage: Stage) -> None:
    asked = _ask_leave(stage, "trainee2", OVER_THE_LIMIT, "2026-03-25 08:00", "2026-03-25 16:50")
    _decide(stage, "staff1", asked)
    decided = _decide(stage, "affairs", asked)
    if not decided.exceeds_limit:
        raise AssertionError("a leave of two sevenths is beyond the limit")
    stage.note("超过总学时七分之一，取消考试资格", "beyond one seventh: barred from the exam")
    stage.until(lambda: exam(stage).barred == len(NO_SHOWS) + 1)


@CHAPTER.step("第二天考勤", "Attendance, day 2", by="staff2", at="2026-03-24 11:30")
def attend_second_day(stage: Stage) -> None:
    _hold(stage, 2)
    _hold(stage, 3)


@CHAPTER.step("第三天考勤", "Attendance, day 3", by="staff2", at="2026-03-25 11:30")
def attend_third_day(stage: Stage) -> None:
    _hold(stage, 4)
    _hold(stage, 5)


@CHAPTER.step("第四天考勤", "Attendance, day 4", by="staff2", at="2026-03-26 11:30")
def attend_fourth_day(stage: Stage) -> None:
    _hold(stage, 6)
    # Teaching is over; an own class's data is confirmed by itself.
    stage.until(lambda: view(stage).state is ClassState.DATA_CONFIRMED)


@CHAPTER.step("导出学员考勤表", "The attendance form", by="staff2", at="2026-03-26 11:45")
def export_attendance_form(stage: Stage) -> None:
    stage.download("staff2", ExportAttendanceForm(class_id=class_id(stage)))


def total_of(stage: Stage, place: int) -> AttendanceTotal:
    """One trainee's hours."""
    totals = stage.ask("staff2", FindAttendance(class_id=class_id(stage))).totals
    return next(t for t in totals if t.trainee_id == stage.kept["trainees"][place])


def _hold(stage: Stage, number: int, marks: Iterable[MarkLine] = ()) -> None:
    hold(stage, class_id(stage), sessions(stage)[number], marks)


def hold(stage: Stage, class_id: str, session: SessionView, marks: Iterable[MarkLine] = ()) -> None:
    """Record a session's attendance just after it has ended, and close it; whoever is not among
    the marks was there.
    """
    stage.clock_at(session.to_at)
    record = RecordAttendance(
        class_id=class_id,
        session_id=session.session_id,
        marks=list(marks),
        rest=Mark.PRESENT,
    )
    # The opening tells scheduling who takes part; a moment earlier it knows of nobody.
    sheet = stage.until(lambda: stage.ask("staff2", record), while_refused=("CLASS_NOT_OPEN",))
    closing = CloseSession(class_id=class_id, session_id=session.session_id)
    stage.ask("staff2", closing)
    present = sum(line.mark in (Mark.PRESENT, Mark.LATE) for line in sheet.marks)
    stage.note(f"{session.title}：出勤 {present} 人", f"{present} attended")


def _with_accounts(stage: Stage) -> list[Sample]:
    everybody = stage.ask("staff1", ListTrainees(class_id=class_id(stage), size=5000)).items
    return [
        _account(number, everybody[place])
        for number, place in enumerate((AT_THE_LIMIT, OVER_THE_LIMIT), start=1)
    ]


def _account(number: int, trainee: TraineeView) -> Sample:
    if trainee.state is not TraineeState.ACTIVE:
        raise AssertionError(f"trainee {number} is {trainee.state}")
    within = f"trainee:{trainee.trainee_id}"
    return Sample(f"trainee{number}", trainee.name, "学员", (Role.TRAINEE,), within)


def _ask_leave(stage: Stage, who: str, place: int, from_at: str, to_at: str) -> str:
    asked = RequestLeave(
        class_id=class_id(stage),
        trainee_id=stage.kept["trainees"][place],
        kind=LeaveKind.OFFICIAL,
        from_at=local(from_at),
        to_at=local(to_at),
        reason="参加学科竞赛",
    )
    return stage.ask(who, asked).leave_id


def _decide(stage: Stage, who: str, leave_id: str) -> LeaveView:
    decision = DecideLeave(class_id=class_id(stage), leave_id=leave_id, decision=Decision.APPROVED)
    return stage.ask(who, decision)
