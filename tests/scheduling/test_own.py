"""What trainees see of their own timetable, leave and attendance; never before publication, never
of somebody else.
"""

from typing import Any

import pytest

from contracts.base import Event, Request
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassSuspended,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    AddSession,
    ChangeSession,
    DecideLeave,
    Decision,
    FindAttendance,
    FindAttendanceMatrix,
    FindOwnAttendance,
    FindOwnTimetable,
    LeaveKind,
    ListOwnLeaves,
    Mark,
    MarkLine,
    OwnLeaveView,
    OwnTimetableView,
    RecordAttendance,
    RemoveSession,
    ReportBack,
    RequestLeave,
)
from contracts.values import HalfDay
from kit.testing import TestOffice, an_actor
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import START, local
from tests.scheduling.school import (
    AFFAIRS,
    COUNSELOR,
    EVP,
    STAFF,
    School,
    a_roster,
    as_trainee,
    refused,
)


@pytest.fixture
def school(office: TestOffice) -> School:
    return School(office)


def timetable(school: School, trainee_id: str = "t1") -> OwnTimetableView:
    return school.office.do(FindOwnTimetable(trainee_id=trainee_id), as_=as_trainee(trainee_id))


def a_leave(school: School, trainee_id: str = "t1", **times: Any) -> OwnLeaveView:
    facts: dict[str, Any] = {"from_at": local(1, "07:00"), "to_at": local(1, "12:00")} | times
    wish = RequestLeave(
        class_id="c1", trainee_id=trainee_id, kind=LeaveKind.SICK, reason="发热就诊", **facts
    )
    school.office.do(wish, as_=as_trainee(trainee_id))
    return leaves(school, trainee_id)[0]


def leaves(school: School, trainee_id: str = "t1") -> list[OwnLeaveView]:
    return school.office.do(ListOwnLeaves(trainee_id=trainee_id), as_=as_trainee(trainee_id))


def decide(school: School, leave_id: str, decision: Decision = Decision.APPROVED) -> None:
    request = DecideLeave(class_id="c1", leave_id=leave_id, decision=decision, opinion="请尽快就诊")
    school.office.do(request, as_=COUNSELOR)


# -- The timetable -------------------------------------------------------------------------------


@pytest.mark.clause("A-6.3")
def test_a_trainee_sees_the_timetable_once_it_is_published(school: School) -> None:
    school.prepare().lay_out()
    school.office.hear(a_roster())
    before = timetable(school)
    assert (before.sessions, before.version) == ([], 0)
    school.publish()
    seen = timetable(school)
    assert [session.session_id for session in seen.sessions] == school.sessions
    assert (seen.class_title, seen.class_code) == ("2026年第1期发展对象培训班", "2026-1")
    assert seen.sessions[0].teacher_names == ["李老师"]
    assert seen.sessions[0].venue_name == "第一报告厅"


@pytest.mark.clause("A-6.3", "A-7.6.a")
def test_a_change_shows_once_it_is_reviewed_and_until_then_what_was_told_stands(
    school: School,
) -> None:
    school.open()
    first, second, third, *_ = school.sessions
    other = school.vetted_teacher("陈老师")
    told = timetable(school).sessions

    def change(session_id: str, **changes: Any) -> None:
        request = ChangeSession(
            class_id="c1",
            session_id=session_id,
            session=school.draft(**changes),
            reason="教师出差",
        )
        school.office.do(request, as_=STAFF)

    change(second, half_day=HalfDay.PM, teacher_ids=[other])
    change(second, day=4, half_day=HalfDay.EVE, teacher_ids=[other])
    late = AddSession(class_id="c1", session=school.draft(day=5, title="加课"))
    school.office.do(late, as_=STAFF)
    assert timetable(school).sessions == told
    school.review(second)
    added = next(
        session.session_id
        for session in school.office.do(FindAttendance(class_id="c1"), as_=STAFF).sessions
        if session.title == "加课"
    )
    school.review(added)
    now = {session.session_id: session for session in timetable(school).sessions}
    assert now[second].teacher_names == ["陈老师"]
    assert now[second].half_day is HalfDay.EVE
    assert added in now
    assert now[first] == next(one for one in told if one.session_id == first)
    gone = RemoveSession(class_id="c1", session_id=third, reason="停课")
    school.office.do(gone, as_=STAFF)
    assert third not in {session.session_id for session in timetable(school).sessions}


def test_a_suspended_class_says_so(school: School) -> None:
    school.open()
    assert not timetable(school).suspended
    halt = ClassSuspended(class_id="c1", from_on=START, reason="台风", policy_ref="防汛防台预案")
    school.office.hear(halt)
    assert timetable(school).suspended


# -- Leave ---------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_a_trainee_follows_the_own_leave_and_reports_back_alone(
    school: School, move_to: MoveTo
) -> None:
    school.open()
    asked = a_leave(school)
    assert (asked.state, asked.hours, asked.decisions) == ("REQUESTED", 40, [])
    assert Role.COUNSELOR in asked.needs
    assert not asked.may_report_back
    early = ReportBack(trainee_id="t1", leave_id=asked.leave_id)
    with refused("WRONG_STATE"):
        school.office.do(early, as_=as_trainee("t1"))
    decide(school, asked.leave_id)
    (granted,) = leaves(school)
    (step,) = granted.decisions
    assert (step.decision, step.role, step.opinion) == (
        Decision.APPROVED,
        Role.COUNSELOR,
        "请尽快就诊",
    )
    assert granted.may_report_back
    move_to(local(1, "07:30"))
    back = school.office.do(early, as_=as_trainee("t1"))
    assert (back.state, back.hours) == ("RETURNED", 0)
    assert back.returned_at is not None
    assert local(1, "07:30") <= back.returned_at < local(1, "07:31")
    later = a_leave(school, from_at=local(2, "07:00"), to_at=local(2, "12:00"))
    decide(school, later.leave_id, Decision.REJECTED)
    assert [leave.state for leave in leaves(school)] == ["REJECTED", "RETURNED"]


@pytest.mark.clause("A-7.4.a")
def test_nobody_sees_or_ends_anothers_leave(school: School) -> None:
    school.open()
    mine = a_leave(school)
    decide(school, mine.leave_id)
    assert leaves(school, "t2") == []
    with refused("UNKNOWN"):
        theirs = ReportBack(trainee_id="t2", leave_id=mine.leave_id)
        school.office.do(theirs, as_=as_trainee("t2"))
    with refused("NOT_YOUR_DUTY"):
        school.office.do(ReportBack(trainee_id="t1", leave_id=mine.leave_id), as_=as_trainee("t2"))


# -- Attendance ----------------------------------------------------------------------------------


def mark(school: School, session_id: str, trainee_id: str, given: Mark) -> None:
    lines = [MarkLine(trainee_id=trainee_id, mark=given)]
    request = RecordAttendance(class_id="c1", session_id=session_id, marks=lines)
    school.office.do(request, as_=COUNSELOR)


@pytest.mark.clause("A-7.4.a")
def test_a_trainee_sees_the_own_marks_and_what_leave_is_left(
    school: School, move_to: MoveTo
) -> None:
    school.open()
    decide(school, a_leave(school, from_at=local(2, "07:00"), to_at=local(2, "12:00")).leave_id)
    move_to(local(1, "17:00"))
    mark(school, school.sessions[0], "t1", Mark.LATE)
    mark(school, school.sessions[0], "t2", Mark.ABSENT)
    mark(school, school.sessions[1], "t1", Mark.ABSENT)
    asked = FindOwnAttendance(trainee_id="t1")
    seen = school.office.do(asked, as_=as_trainee("t1"))
    assert [line.mark for line in seen.marks] == [
        Mark.LATE,
        Mark.ABSENT,
        Mark.LEAVE,
        None,
        None,
        None,
    ]
    assert (seen.total, seen.attended, seen.absent, seen.leave) == (240, 40, 40, 40)
    # A seventh of 240 tenths is 34.
    assert (seen.leave_left, seen.standing) == (0, "OVER")
    assert not any(line.closed for line in seen.marks)
    theirs = school.office.do(FindOwnAttendance(trainee_id="t2"), as_=as_trainee("t2"))
    assert [line.mark for line in theirs.marks][:3] == [Mark.ABSENT, None, None]
    assert (theirs.leave_left, theirs.standing) == (34, "WITHIN")


@pytest.mark.clause("A-7.4.a")
def test_before_publication_there_is_nothing_to_attend(school: School) -> None:
    school.prepare().lay_out()
    school.office.hear(a_roster())
    seen = school.office.do(FindOwnAttendance(trainee_id="t1"), as_=as_trainee("t1"))
    assert (seen.marks, seen.total) == ([], 0)
    assert not seen.may_request


@pytest.mark.clause("A-7.4.a")
@pytest.mark.parametrize(
    "over",
    [
        ClassCancelled(class_id="c1", reason="报名不足"),
        ClassClosed(class_id="c1"),
        TraineeWithdrawn(class_id="c1", trainee_id="t1", unit_id="u1", kind=WithdrawalKind.HEALTH),
    ],
    ids=lambda event: type(event).__name__,
)
def test_leave_may_be_asked_for_as_long_as_a_request_is_taken(school: School, over: Event) -> None:
    school.open()
    asked = FindOwnAttendance(trainee_id="t1")
    assert school.office.do(asked, as_=as_trainee("t1")).may_request
    school.office.hear(over)
    assert not school.office.do(asked, as_=as_trainee("t1")).may_request
    with pytest.raises(Refusal):
        a_leave(school)


OWN: list[Request[Any]] = [
    FindOwnTimetable(trainee_id="t1"),
    ListOwnLeaves(trainee_id="t1"),
    FindOwnAttendance(trainee_id="t1"),
    ReportBack(trainee_id="t1", leave_id="l1"),
]


@pytest.mark.clause("A-7.4.a")
@pytest.mark.parametrize("request_", OWN, ids=lambda one: type(one).__name__)
def test_what_is_ones_own_is_for_nobody_else(school: School, request_: Request[Any]) -> None:
    school.open()
    for stranger in (as_trainee("t2"), STAFF, EVP, AFFAIRS, an_actor(Role.TEACHER)):
        with refused("NOT_YOUR_DUTY"):
            school.office.do(request_, as_=stranger)
    with refused("NOT_YOURSELF"):
        school.office.do(request_, as_=an_actor(Role.TRAINEE))


# -- The matrix ----------------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_the_matrix_holds_each_trainees_marks_in_the_order_of_the_sessions(
    school: School, move_to: MoveTo
) -> None:
    school.open()
    decide(school, a_leave(school, from_at=local(2, "07:00"), to_at=local(2, "12:00")).leave_id)
    move_to(local(1, "17:00"))
    mark(school, school.sessions[1], "t3", Mark.PRESENT)
    matrix = school.office.do(FindAttendanceMatrix(class_id="c1"), as_=STAFF)
    assert matrix.leave_most == matrix.total // 7
    totals = school.office.do(FindAttendance(class_id="c1"), as_=STAFF).totals
    assert [session.session_id for session in matrix.sessions] == school.sessions
    assert [(session.on, session.half_day) for session in matrix.sessions[:2]] == [
        (START, HalfDay.AM),
        (START, HalfDay.PM),
    ]
    rows = {row.trainee_id: row for row in matrix.rows}
    assert rows["t1"].marks == [None, None, Mark.LEAVE, None, None, None]
    assert rows["t3"].marks == [None, Mark.PRESENT, None, None, None, None]
    assert [(row.attended, row.leave, row.absent, row.leave_left) for row in matrix.rows] == [
        (total.attended, total.leave, total.absent, total.leave_left) for total in totals
    ]
    assert (matrix.total, rows["t1"].limit_exceeded, rows["t1"].active) == (240, True, True)
    with refused("NOT_YOUR_DUTY"):
        school.office.do(FindAttendanceMatrix(class_id="c1"), as_=as_trainee("t1"))
