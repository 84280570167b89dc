"""Scheduling as a department: what it answers, and what it makes of other departments' news."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, select, text

from contracts.assessment import ExamInfoChanged, ExamPlanned
from contracts.base import REQUESTS, Event, Request
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassOpened,
    TraineeCheckedIn,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import (
    AddSession,
    ApplyTemplate,
    ChangeSession,
    CloseSession,
    ContentReviewed,
    CorrectAttendance,
    DecideLeave,
    Decision,
    ExamRoomBooked,
    ExamRoomRefused,
    ExportAttendanceForm,
    FindAttendance,
    FindSheet,
    FindTimetable,
    LeaveApproved,
    LeaveKind,
    LeaveLimitExceeded,
    LeaveLimitRestored,
    LeaveView,
    ListBookings,
    ListCourses,
    ListLeaves,
    ListTeachers,
    ListVenues,
    Mark,
    MarkLine,
    ProposeTeacher,
    PublishTimetable,
    RecordAttendance,
    RegisterVenue,
    RemoveSession,
    RequestLeave,
    ReturnFromLeave,
    ReviewSession,
    RevokeVenue,
    SessionClosed,
    SubmitContent,
    SuspendTeacher,
    TeacherEngaged,
    TeacherState,
    TeacherVetted,
    TeachingFinished,
    TimetablePublished,
    TimetableRevised,
    VenueKind,
    VenueVetted,
)
from contracts.values import FileRef, HalfDay, SessionForm, TitleBand
from kit.handlers import handlers_of
from kit.testing import TestOffice, an_actor
from services.scheduling.service import SchedulingService
from services.scheduling.store import bookings
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import AFTER, START, a_class_created, a_draft, local
from tests.scheduling.school import (
    AFFAIRS,
    COUNSELOR,
    EVP,
    SAFETY,
    STAFF,
    School,
    a_roster,
    an_opening,
    as_trainee,
)


@pytest.fixture
def school(office: TestOffice) -> School:
    return School(office)


def count(office: TestOffice, table: str) -> int:
    with office.database.reading() as session:
        return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 – a test's own table name


def test_every_request_of_the_contract_is_answered() -> None:
    asked = {name for name in REQUESTS if name.startswith("scheduling.")}
    answered = {f"scheduling.{handler.name}" for handler in handlers_of(SchedulingService)}
    assert len(asked) > 30
    assert asked <= answered


# -- From an empty timetable to a published one ---------------------------------------


@pytest.mark.clause("A-5.h1", "A-6.3", "A-7.3.b", "A-7.3.c", "A-7.5.a", "A-7.10.c")
def test_a_class_gets_from_its_template_to_a_published_timetable(school: School) -> None:
    laid = school.prepare().lay_out()
    assert (laid.hours_total, laid.minimum_hours, laid.problems) == (240, 240, [])
    assert [session.problems for session in laid.sessions] == [[]] * 6
    published = school.publish()
    assert (published.state, published.version) == ("PUBLISHED", 1)
    (told,) = school.told(TimetablePublished)
    assert [s.session_id for s in told.sessions] == school.sessions
    (engaged,) = school.told(TeacherEngaged)
    assert engaged.teacher_id == school.teacher
    assert len(school.told(TeacherVetted)) == 2
    assert len(school.told(VenueVetted)) == len(school.told(ContentReviewed)) == 1


@pytest.mark.clause("A-7.3.b", "A-7.10.c", "A-7.5.a")
def test_publishing_a_bare_template_is_refused_with_every_gap(school: School) -> None:
    school.office.hear(a_class_created())
    school.office.do(ApplyTemplate(class_id="c1"), as_=STAFF)
    with pytest.raises(Refusal) as refused:
        school.publish()
    assert refused.value.code == "TIMETABLE_GAPS"
    assert {fault.zh.rpartition("》")[2] for fault in refused.value.faults} == {
        "第一次党课须由校领导作学习动员",
        "未确定课程内容",
        "未落实授课教师",
        "未落实培训场所",
        "本次活动内容未审查通过",
        "本次活动场地未审查通过",
    }
    assert school.told(TimetablePublished) == []


@pytest.mark.clause("A-7.3.c")
def test_a_teacher_without_a_valid_vetting_is_never_scheduled(school: School) -> None:
    school.prepare()
    proposal = ProposeTeacher(name="新教师", title_band=TitleBand.INTERMEDIATE_AND_BELOW)
    fresh = school.office.do(proposal, as_=STAFF)
    suspension = SuspendTeacher(teacher_id=school.teacher, reason="评价过低")
    suspended = school.office.do(suspension, as_=AFFAIRS)
    assert suspended.state is TeacherState.SUSPENDED
    for teacher_id in (fresh.teacher_id, school.teacher):
        draft = a_draft(teacher_ids=[teacher_id], course_id=school.course, venue_id=school.venue)
        with pytest.raises(Refusal, match="TEACHER_UNVETTED"):
            school.office.do(AddSession(class_id="c1", session=draft), as_=STAFF)
    assert count(school.office, "session") == count(school.office, "booking") == 0


def test_a_session_names_only_what_is_registered(school: School) -> None:
    school.prepare()
    known = {
        "course_id": school.course,
        "teacher_ids": [school.teacher],
        "venue_id": school.venue,
    }
    wrongs: list[dict[str, Any]] = [
        {"course_id": "no"},
        {"teacher_ids": ["no"]},
        {"venue_id": "no"},
        {"mobilization_leader_id": "no"},
    ]
    for wrong in wrongs:
        draft = a_draft(**(known | wrong))
        with pytest.raises(Refusal, match="UNKNOWN"):
            school.office.do(AddSession(class_id="c1", session=draft), as_=STAFF)


@pytest.mark.clause("A-7.10.c")
def test_reviewing_is_for_those_whose_duty_it_is(school: School) -> None:
    school.prepare().lay_out()
    review = ReviewSession(
        class_id="c1",
        session_id=school.sessions[0],
        aspect="CONTENT",
        decision=Decision.REJECTED,
    )
    told = school.office.do(FindTimetable(class_id="c1"), as_=STAFF).reviewers
    assert set(told["CONTENT"]) == {Role.EVP, Role.TEACHING_AFFAIRS, Role.VETTING_PANEL}
    assert set(told["VENUE"]) == {Role.EVP, Role.FIN_LOGISTICS}
    for stranger in (STAFF, SAFETY, an_actor(Role.VETTING_PANEL, within="class:c2")):
        with pytest.raises(Refusal, match="NOT_YOUR"):
            school.office.do(review, as_=stranger)
    other = ReviewSession(class_id="c1", session_id="x", aspect="FOOD", decision=Decision.APPROVED)
    with pytest.raises(Refusal, match="NO_ASPECT"):
        school.office.do(other, as_=EVP)


@pytest.mark.clause("A-5.k2")
def test_new_material_reopens_the_review_of_every_session_still_to_come(school: School) -> None:
    school.prepare().lay_out()
    fresh = school.office.office.files.put("讲义，第二版".encode(), "讲义.docx")
    submit = SubmitContent(course_id=school.course, material=fresh)
    assert school.office.do(submit, as_=STAFF).content_state == "SUBMITTED"
    found = school.office.do(FindTimetable(class_id="c1"), as_=STAFF)
    assert {session.content_review for session in found.sessions} == {"PENDING"}
    with pytest.raises(Refusal, match="TIMETABLE_GAPS"):
        school.publish()
    missing = FileRef(file_id="0" * 64, name="没有.docx")
    with pytest.raises(Refusal, match="UNKNOWN"):
        school.office.do(SubmitContent(course_id=school.course, material=missing), as_=STAFF)


@pytest.mark.clause("A-5.k1", "A-7.10.c")
def test_a_revoked_venue_is_in_conflict_with_all_its_sessions(school: School) -> None:
    school.prepare().lay_out()
    school.office.do(RevokeVenue(venue_id=school.venue, reason="吊顶脱落"), as_=SAFETY)
    found = school.office.do(FindTimetable(class_id="c1"), as_=STAFF)
    assert {session.venue_review for session in found.sessions} == {"PENDING"}
    assert all("没有有效的场地审查" in session.problems[0] for session in found.sessions)


# -- Clashes ------------------------------------------------------------------------


@pytest.mark.clause("A-7.3.b")
def test_venue_teacher_and_class_are_taken_once_at_a_time_and_adjacent_times_are_free(
    school: School,
) -> None:
    school.prepare()
    school.office.hear(a_class_created(class_id="c2", title="第二个班"))
    free: dict[str, Any] = {"course_id": school.course}
    other_venue, other_teacher = school.vetted_venue("第二教室"), school.vetted_teacher("赵老师")
    here: dict[str, Any] = {"venue_id": school.venue, "teacher_ids": [school.teacher]}
    add(school, "c1", **free, **here, starts="08:00", ends="10:00")
    clashes: list[dict[str, Any]] = [
        {"venue_id": school.venue, "teacher_ids": [other_teacher]},
        {"venue_id": other_venue, "teacher_ids": [school.teacher]},
    ]
    for clash in clashes:
        with pytest.raises(Refusal, match="CLASH"):
            add(school, "c2", **free, **clash, starts="09:59", ends="11:00")
    elsewhere: dict[str, Any] = {"venue_id": other_venue, "teacher_ids": [other_teacher]}
    with pytest.raises(Refusal, match="CLASH"):
        add(school, "c1", **free, **elsewhere, starts="09:00", ends="11:00")
    add(school, "c2", **free, **here, starts="10:00", ends="12:00")
    bookings = school.office.do(
        ListBookings(from_on=START, to_on=START, venue_id=school.venue), as_=STAFF
    )
    assert [booking.class_id for booking in bookings] == ["c1", "c2"]


@pytest.mark.clause("A-7.3.b")
def test_moving_or_removing_a_session_frees_what_it_had(school: School) -> None:
    school.prepare()
    school.office.hear(a_class_created(class_id="c2", title="第二个班"))
    what: dict[str, Any] = {
        "course_id": school.course,
        "venue_id": school.venue,
        "teacher_ids": [school.teacher],
    }
    (first,) = add(school, "c1", **what).sessions
    moved = a_draft(half_day=HalfDay.PM, **what)
    change = ChangeSession(class_id="c1", session_id=first.session_id, session=moved)
    school.office.do(change, as_=STAFF)
    (second,) = add(school, "c2", **what).sessions
    school.office.do(RemoveSession(class_id="c2", session_id=second.session_id), as_=STAFF)
    school.office.hear(ClassCancelled(class_id="c1", reason="生源不足"))
    assert count(school.office, "booking") == 0
    assert school.office.do(FindTimetable(class_id="c1"), as_=STAFF).state == "CANCELLED"


@pytest.mark.clause("A-7.3.b")
def test_twelve_classes_asking_at_once_for_one_hall_get_it_once(school: School) -> None:
    school.prepare()
    for n in range(12):
        school.office.hear(a_class_created(class_id=f"k{n}"))

    assert ask_at_once(school, 12) == [*["CLASH"] * 11, "taken"]
    assert count(school.office, "session") == 1


def test_without_the_look_for_clashes_they_would_all_get_it(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.prepare()
    for n in range(4):
        school.office.hear(a_class_created(class_id=f"k{n}"))
    monkeypatch.setattr(bookings, "refuse_clashes", lambda _needs, _bookings: None)
    assert ask_at_once(school, 4) == ["taken"] * 4


def ask_at_once(school: School, classes: int) -> list[str]:
    """What as many classes are told that want the same hall at the same time."""

    def ask(n: int) -> str:
        try:
            add(school, f"k{n}", course_id=None, teacher_ids=[], venue_id=school.venue)
        except Refusal as refusal:
            return refusal.code
        return "taken"

    with ThreadPoolExecutor(classes) as pool:
        return sorted(pool.map(ask, range(classes)))


def add(school: School, class_id: str, **draft: Any) -> Any:
    add_session = AddSession(class_id=class_id, session=a_draft(**draft))
    return school.office.do(add_session, as_=STAFF)


def test_a_venue_is_registered_once(school: School) -> None:
    register = RegisterVenue(name="报告厅", kind=VenueKind.HALL, capacity=10)
    school.office.do(register, as_=SAFETY)
    with pytest.raises(Refusal, match="VENUE_NAME_TAKEN"):
        school.office.do(register, as_=SAFETY)


def test_bookings_can_be_asked_for_to_the_ends_of_the_calendar(school: School) -> None:
    found = school.office.do(ListBookings(from_on=date.min, to_on=date.max), as_=STAFF)
    assert found == []


# -- Exam rooms -----------------------------------------------------------------------


def an_exam(venue_id: str, seats: int = 40, **changes: Any) -> ExamPlanned:
    facts: dict[str, Any] = {
        "from_at": local(5, "09:00"),
        "to_at": local(5, "11:00"),
        "rooms": {venue_id: seats},
    }
    return ExamPlanned(class_id="c1", exam_id="e1", **(facts | changes))


def moved_exam(venue_id: str, **changes: Any) -> ExamInfoChanged:
    exam = an_exam(venue_id, **changes)
    return ExamInfoChanged(**(vars(exam) | {"reason": "调整"}))


@pytest.mark.clause("A-5.r3", "A-7.3.b")
def test_exam_rooms_are_booked_once_and_then_taken_for_sessions(school: School) -> None:
    school.prepare()
    school.office.hear(an_exam(school.venue), times=2)
    assert school.told(ExamRoomBooked) == [
        ExamRoomBooked(class_id="c1", exam_id="e1", venue_ids=[school.venue])
    ]
    draft = a_draft(
        5,
        course_id=school.course,
        teacher_ids=[school.teacher],
        venue_id=school.vetted_venue("别处"),
    )
    with pytest.raises(Refusal, match="CLASH"):
        school.office.do(AddSession(class_id="c1", session=draft), as_=STAFF)


@pytest.mark.clause("A-5.r3", "A-7.3.b")
def test_exam_rooms_taken_unvetted_or_too_small_are_refused_with_the_reason(
    school: School,
) -> None:
    school.prepare().lay_out()
    clash = an_exam(school.venue, from_at=local(3, "11:00"), to_at=local(3, "12:00"))
    school.office.hear(clash)
    school.office.hear(moved_exam(school.venue, seats=101))
    school.office.hear(moved_exam("unknown"))
    reasons = [event.reason for event in school.told(ExamRoomRefused)]
    assert ["冲突" in reasons[0], "容量" in reasons[1], "未登记" in reasons[2]] == [True] * 3
    school.office.hear(moved_exam(school.venue))
    assert len(school.told(ExamRoomBooked)) == 1


@pytest.mark.clause("A-5.r3")
def test_a_moved_exam_frees_its_old_rooms(school: School) -> None:
    school.prepare()
    other = school.vetted_venue("第二教室")
    school.office.hear(an_exam(school.venue), moved_exam(other))
    taken = school.office.do(ListBookings(from_on=START, to_on=AFTER.date()), as_=STAFF)
    assert {booking.resource_id for booking in taken} == {"c1", other}


# -- News in any order ------------------------------------------------------------------


def test_news_that_comes_too_early_waits_and_then_takes_effect(school: School) -> None:
    early: list[Event] = [an_opening(), a_roster(), an_exam("unknown")]
    school.office.hear(*early)
    assert len(school.office.held) == 3
    school.office.hear(a_class_created(), times=2)
    school.office.hear(a_roster(), an_opening())
    assert count(school.office, "trainee") == 3


def test_a_newer_roster_replaces_the_older_whichever_comes_first(school: School) -> None:
    newer = a_roster(version=2, trainees_by_unit={"u1": ["t1", "t4"]})
    school.office.hear(a_class_created(), newer, a_roster())
    found = school.office.do(FindTimetable(class_id="c1"), as_=STAFF)
    assert found.headcount == 2
    assert count(school.office, "trainee") == 2


def test_who_left_stays_out_and_who_came_late_takes_part(school: School, move_to: MoveTo) -> None:
    school.prepare().lay_out()
    school.publish()
    gone = TraineeWithdrawn(
        class_id="c1", trainee_id="t1", unit_id="u1", kind=WithdrawalKind.HEALTH
    )
    opening = ClassOpened(class_id="c1", present=["t1"], absent=["t2", "t3"])
    late = TraineeCheckedIn(class_id="c1", trainee_id="t2", unit_id="u1", at=local(1, "09:00"))
    school.office.hear(a_roster(), gone, late, opening)
    sheet = school.office.do(FindSheet(class_id="c1", session_id=school.sessions[0]), as_=STAFF)
    assert sheet.unmarked == ["t2"]


def test_a_crowd_that_arrives_is_looked_for_at_once(school: School) -> None:
    school.office.hear(a_class_created(), a_roster())
    looked: list[str] = []

    def note(*about: Any) -> None:
        if about[2].startswith("SELECT trainee."):
            looked.append(about[2])

    event.listen(school.office.database.engine, "before_cursor_execute", note)
    arrivals = [
        TraineeCheckedIn(class_id="c1", trainee_id=key, unit_id="u1", at=local(1, "09:00"))
        for key in ("t1", "t2", "t3")
    ]
    school.office.hear_together(*arrivals)
    assert len(looked) == 1
    assert school.office.held == []


# -- Attendance ---------------------------------------------------------------------------


def record(school: School, at: int, **marks: Mark) -> None:
    lines = [MarkLine(trainee_id=key, mark=mark) for key, mark in marks.items()]
    request = RecordAttendance(
        class_id="c1", session_id=school.sessions[at], marks=lines, rest=Mark.PRESENT
    )
    school.office.do(request, as_=COUNSELOR)


def close(school: School, at: int, **marks: Mark) -> None:
    record(school, at, **marks)
    school.office.do(CloseSession(class_id="c1", session_id=school.sessions[at]), as_=COUNSELOR)


@pytest.mark.clause("A-7.4.a", "A-6.7", "A-5.p2")
def test_a_class_attends_from_the_first_session_to_the_end_of_teaching(
    school: School, move_to: MoveTo
) -> None:
    school.open()
    with pytest.raises(Refusal, match="NOT_YET_HELD"):
        record(school, 0)
    move_to(AFTER)
    with pytest.raises(Refusal, match="MARKS_MISSING"):
        school.office.do(CloseSession(class_id="c1", session_id=school.sessions[0]), as_=COUNSELOR)
    for at in range(6):
        close(school, at, t3=Mark.ABSENT if at == 0 else Mark.LATE)
    closed = school.told(SessionClosed)
    assert [(event.present_n, event.absent_n) for event in closed] == [(2, 1), *[(3, 0)] * 5]
    (finished,) = school.told(TeachingFinished)
    assert (finished.person_hours, finished.attended["t3"]) == (680, 200)
    found = school.office.do(FindAttendance(class_id="c1"), as_=STAFF)
    assert found.person_hours == 680
    assert school.office.do(FindTimetable(class_id="c1"), as_=STAFF).state == "FINISHED"


@pytest.mark.clause("A-7.4.b")
def test_the_attendance_form_equals_the_stored_marks(school: School, move_to: MoveTo) -> None:
    school.open()
    move_to(AFTER)
    for at in range(6):
        close(school, at, t2=Mark.ABSENT if at == 1 else Mark.EARLY_LEAVE)
    form = school.office.do(ExportAttendanceForm(class_id="c1"), as_=STAFF)
    assert form.name.startswith("党校学员考勤表")
    book = openpyxl.load_workbook(BytesIO(school.office.office.files.read(form.file_id)))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert rows[0][0] == "党校学员考勤表"
    header = next(at for at, row in enumerate(rows) if row[0] == "学号")
    assert len(rows[header]) == 3 + 6 + 3
    shown = {row[0]: row for row in rows[header + 1 : header + 4]}
    found = school.office.do(FindAttendance(class_id="c1"), as_=STAFF)
    words = {Mark.PRESENT: "√", Mark.EARLY_LEAVE: "早退", Mark.ABSENT: "缺勤"}
    for total in found.totals:
        row = shown[f"2026-1-00{total.trainee_id[1:]}"]
        assert row[3:9] == [words[total.marks[key]] for key in school.sessions]
        assert [round(float(str(hours)) * 10) for hours in row[9:]] == [
            total.attended,
            total.leave,
            total.absent,
        ]


@pytest.mark.clause("A-7.4.a")
def test_a_mark_is_corrected_by_those_who_may_and_only_in_its_own_class(
    school: School, move_to: MoveTo
) -> None:
    school.open()
    move_to(AFTER)
    close(school, 0)
    correct = CorrectAttendance(
        class_id="c1",
        session_id=school.sessions[0],
        trainee_id="t1",
        mark=Mark.ABSENT,
        reason="代签",
    )
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        school.office.do(correct, as_=COUNSELOR)
    assert school.office.do(correct, as_=STAFF).marks[0].mark is Mark.ABSENT
    school.office.hear(a_class_created(class_id="c2"))
    with pytest.raises(Refusal, match="UNKNOWN"):
        school.office.do(FindSheet(class_id="c2", session_id=school.sessions[0]), as_=STAFF)


def test_a_closed_class_takes_nothing_more(school: School, move_to: MoveTo) -> None:
    school.open()
    move_to(AFTER)
    close(school, 0)
    school.office.hear(ClassClosed(class_id="c1"), times=2)
    bare = a_draft(5, course_id=None, teacher_ids=[], venue_id=None)
    attempts: list[tuple[Request[Any], Actor]] = [
        (AddSession(class_id="c1", session=bare), STAFF),
        (PublishTimetable(class_id="c1"), AFFAIRS),
        (RecordAttendance(class_id="c1", session_id=school.sessions[1], marks=[]), STAFF),
        (a_request(), STAFF),
    ]
    for attempt, actor in attempts:
        with pytest.raises(Refusal, match="WRONG_STATE"):
            school.office.do(attempt, as_=actor)


# -- Revision after publication -------------------------------------------------------------


@pytest.mark.clause("A-7.6.a")
def test_a_published_timetable_is_revised_with_a_reason_and_new_reviews(school: School) -> None:
    school.prepare().lay_out()
    school.publish()
    found = school.office.do(FindTimetable(class_id="c1"), as_=STAFF).sessions[1]
    draft = a_draft(
        half_day=HalfDay.PM,
        form=found.form,
        title=found.title,
        course_id=school.course,
        teacher_ids=[school.teacher],
        venue_id=school.vetted_venue("第二教室"),
    )
    change = ChangeSession(class_id="c1", session_id=found.session_id, session=draft)
    with pytest.raises(Refusal, match="REASON_MISSING"):
        school.office.do(change, as_=STAFF)
    with_reason = ChangeSession(**(vars(change) | {"reason": "报告厅检修"}))
    assert school.office.do(with_reason, as_=STAFF).version == 1
    assert school.told(TimetableRevised) == []
    school.review(found.session_id)
    (revised,) = school.told(TimetableRevised)
    assert (revised.version, revised.reason) == (2, "报告厅检修")


@pytest.mark.clause("A-6.3")
def test_a_change_that_leaves_too_few_hours_is_refused_and_nothing_is_changed(
    school: School,
) -> None:
    school.prepare().lay_out()
    school.publish()
    remove = RemoveSession(class_id="c1", session_id=school.sessions[5], reason="时间不够")
    with pytest.raises(Refusal, match="TIMETABLE_GAPS"):
        school.office.do(remove, as_=STAFF)
    assert school.office.do(FindTimetable(class_id="c1"), as_=STAFF).hours_total == 240
    assert count(school.office, "booking") == 6 * 3 + 1


@pytest.mark.clause("A-7.4.a")
def test_a_timetable_that_shrinks_brings_leave_over_the_limit(school: School) -> None:
    school.prepare().lay_out()
    what: dict[str, Any] = {
        "course_id": school.course,
        "teacher_ids": [school.teacher],
        "venue_id": school.venue,
    }
    extra = add(school, "c1", day=4, form=SessionForm.GUIDANCE, **what).sessions[-1]
    school.review(extra.session_id)
    school.publish()
    school.office.hear(a_roster(), an_opening())
    leave = school.office.do(a_request(), as_=STAFF)
    assert not school.office.do(decision(leave), as_=COUNSELOR).exceeds_limit
    assert school.told(LeaveLimitExceeded) == []
    remove = RemoveSession(class_id="c1", session_id=extra.session_id, reason="教师出差")
    school.office.do(remove, as_=STAFF)
    (exceeded,) = school.told(LeaveLimitExceeded)
    assert (exceeded.trainee_id, exceeded.leave, exceeded.total) == ("t1", 40, 240)


# -- Leave ----------------------------------------------------------------------------------


def a_request(trainee_id: str = "t1", **changes: Any) -> RequestLeave:
    facts: dict[str, Any] = {
        "kind": LeaveKind.SICK,
        "from_at": local(1, "07:00"),
        "to_at": local(1, "12:00"),
        "reason": "急性肠胃炎住院治疗",
    }
    return RequestLeave(class_id="c1", trainee_id=trainee_id, **(facts | changes))


def decision(leave: LeaveView, verdict: Decision = Decision.APPROVED) -> DecideLeave:
    return DecideLeave(class_id="c1", leave_id=leave.leave_id, decision=verdict)


@pytest.mark.clause("A-7.4.a")
def test_leave_goes_up_the_levels_its_length_needs(school: School) -> None:
    school.open()
    long = a_request(to_at=local(2, "18:00"))
    leave = school.office.do(long, as_=as_trainee("t1"))
    assert (leave.hours, leave.exceeds_limit) == (160, True)
    assert leave.needs == [Role.COUNSELOR, Role.STAFF, Role.STUDENT_WORK]
    leave = school.office.do(decision(leave), as_=COUNSELOR)
    assert (leave.state, leave.needs) == ("ENDORSED", [Role.EVP])
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        school.office.do(decision(leave), as_=AFFAIRS)
    leave = school.office.do(decision(leave), as_=EVP)
    assert (leave.state, leave.needs) == ("APPROVED", [])
    assert leave.approvals == ["COUNSELOR counselor", "EVP evp"]
    (approved,) = school.told(LeaveApproved)
    assert (approved.hours, approved.cumulative) == (160, 160)
    assert len(school.told(LeaveLimitExceeded)) == 1


@pytest.mark.clause("A-7.4.a")
def test_who_comes_back_early_is_back_within_the_limit(school: School, move_to: MoveTo) -> None:
    school.open()
    leave = school.office.do(a_request(to_at=local(1, "18:00")), as_=STAFF)
    school.office.do(decision(leave), as_=COUNSELOR)
    leave = school.office.do(decision(leave), as_=AFFAIRS)
    assert leave.exceeds_limit
    move_to(local(1, "07:30"))
    back = school.office.do(ReturnFromLeave(class_id="c1", leave_id=leave.leave_id), as_=COUNSELOR)
    assert (back.state, back.hours) == ("RETURNED", 0)
    assert len(school.told(LeaveLimitRestored)) == 1


@pytest.mark.clause("A-7.4.a")
def test_leave_is_asked_for_oneself_within_the_class_and_for_sessions(school: School) -> None:
    school.open()
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        school.office.do(a_request("t2"), as_=as_trainee("t1"))
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"to_at": local(9, "12:00")}, "OUTSIDE_CLASS"),
        ({"from_at": local(5, "08:00"), "to_at": local(5, "09:00")}, "NOTHING_MISSED"),
    ]
    for wrong, code in wrongs:
        with pytest.raises(Refusal, match=code):
            school.office.do(a_request(**wrong), as_=STAFF)
    leave = school.office.do(a_request(), as_=STAFF)
    classmate = an_actor(Role.TRAINEE, person="person-t2", within="class:c1")
    with pytest.raises(Refusal, match="NOT_YOUR_LEAVE"):
        school.office.do(a_request(), as_=classmate)
    back = ReturnFromLeave(class_id="c1", leave_id=leave.leave_id)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        school.office.do(back, as_=classmate)
    with pytest.raises(Refusal, match="LEAVE_OVERLAPS"):
        school.office.do(a_request(), as_=STAFF)
    with pytest.raises(Refusal, match="UNKNOWN"):
        school.office.do(a_request("t9"), as_=STAFF)


def test_the_reason_of_leave_is_sealed_and_told_to_nobody(school: School) -> None:
    school.open()
    leave = school.office.do(a_request(), as_=STAFF)
    school.office.do(decision(leave), as_=COUNSELOR)
    (listed,) = school.office.do(ListLeaves(class_id="c1"), as_=STAFF)
    assert listed.cumulative == 40
    with school.office.database.reading() as session:
        kept = session.execute(
            text("SELECT reason FROM leave_request UNION ALL SELECT bank_account FROM teacher")
        ).scalars()
        audited = session.execute(select(school.office.tables["audit"].c.detail)).scalars()
        written = [*kept, *audited]
    told = json.dumps([envelope.payload for envelope in school.office.envelopes])
    for secret in ("急性肠胃炎", "6222020200001234567"):
        assert not any(secret in text for text in [*written, told, repr(listed)])


# -- Lists ------------------------------------------------------------------------------------


def test_lists_find_by_words_and_states(school: School, move_to: MoveTo) -> None:
    office = school.prepare().office
    assert office.do(ListCourses(q="性质"), as_=STAFF).total == 1
    assert office.do(ListCourses(q="%"), as_=STAFF).total == 0
    found = office.do(ListTeachers(q="书记", state=TeacherState.APPROVED), as_=STAFF)
    assert [(teacher.name, teacher.votes, teacher.expired) for teacher in found.items] == [
        ("王书记", 3, False)
    ]
    move_to(AFTER + timedelta(days=400))
    assert office.do(ListTeachers(), as_=STAFF).items[0].expired
    assert office.do(ListVenues(kind=VenueKind.EXAM_ROOM), as_=STAFF).total == 0
    assert office.do(ListVenues(kind=VenueKind.HALL), as_=STAFF).items[0].capacity == 100
