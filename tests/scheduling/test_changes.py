"""A class that is suspended, resumed or held on other days: its sessions stand still and move."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.enrollment import ClassOpened, ClassRescheduled, ClassResumed, ClassSuspended
from contracts.refusals import Refusal
from contracts.scheduling import (
    AddSession,
    ChangeSession,
    CloseSession,
    DecideLeave,
    Decision,
    FindAttendance,
    FindTimetable,
    LeaveKind,
    LeaveLimitExceeded,
    LeaveLimitRestored,
    ListBookings,
    Mark,
    RecordAttendance,
    RequestLeave,
    ResourceConflictDetected,
    SessionView,
    TimetableRevised,
    TimetableView,
)
from contracts.values import HalfDay, SessionForm
from kit import clock
from kit.testing import TestOffice
from tests.scheduling.college import CONTRACTED, a_contracted_class, day
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import a_class_created, a_draft, local
from tests.scheduling.school import (
    COUNSELOR,
    STAFF,
    TRAINEES,
    School,
    a_roster,
    a_trainee_view,
)

OTHERS = {key: value for key, value in CONTRACTED.items() if key != "title"}


def a_suspension(number: int = 2) -> ClassSuspended:
    return ClassSuspended(
        class_id="c1", reason="疫情防控", policy_ref="省疫情防控规定", from_on=day(number)
    )


def a_resumption(days: int = 7) -> ClassResumed:
    return ClassResumed(class_id="c1", days=days, resume_on=day(2 + days), end_on=day(5 + days))


def a_reschedule(days: int = 7, length: int = 5, old: int = 1) -> ClassRescheduled:
    begins = day(old + days)
    return ClassRescheduled(
        class_id="c1",
        old_start_on=day(old),
        start_on=begins,
        end_on=begins + timedelta(days=length - 1),
        checkin_from=local(old + days, "07:00"),
        checkin_to=local(old + days, "09:00"),
        reason="主办单位要求改期",
    )


def running(office: TestOffice) -> School:
    school = a_contracted_class(office)
    school.publish()
    opening = ClassOpened(class_id="c1", present=["t1", "t2", "t3"], absent=[])
    office.hear(a_roster(), opening)
    school.know(*(a_trainee_view(key) for keys in TRAINEES.values() for key in keys))
    return school


def found(school: School, class_id: str = "c1") -> TimetableView:
    return school.office.do(FindTimetable(class_id=class_id), as_=STAFF)


def hold(school: School, session: SessionView) -> None:
    where: dict[str, Any] = {"class_id": "c1", "session_id": session.session_id}
    school.office.do(RecordAttendance(**where, marks=[], rest=Mark.PRESENT), as_=STAFF)
    school.office.do(CloseSession(**where), as_=STAFF)


@pytest.mark.clause("B-12a")
def test_while_a_class_stands_still_only_what_was_over_before_is_closed(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    move_to(local(2, "12:00"))
    office.hear(a_suspension())
    sessions = found(school).sessions
    move_to(local(3, "20:00"))
    hold(school, sessions[0])
    hold(school, sessions[2])
    for still in sessions[3:]:
        with pytest.raises(Refusal, match="CLASS_SUSPENDED"):
            hold(school, still)
        close = CloseSession(class_id="c1", session_id=still.session_id)
        with pytest.raises(Refusal, match="CLASS_SUSPENDED"):
            office.do(close, as_=COUNSELOR)


@pytest.mark.clause("B-12a", "A-7.6.a")
def test_what_stood_still_moves_by_the_days_and_is_told_with_the_reason(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    before = found(school)
    move_to(local(2, "12:00"))
    office.hear(a_suspension())
    move_to(local(9, "08:00"))
    office.hear(a_resumption(), times=2)

    after = found(school)
    moved = [
        (new.from_at - old.from_at).days
        for old, new in zip(before.sessions, after.sessions, strict=True)
    ]
    assert moved == [0, 0, 0, 7, 7, 7]
    assert [s.on for s in after.sessions[3:]] == [day(9), day(10), day(10)]
    assert after.problems == []
    assert not any(s.problems for s in after.sessions)
    (revised,) = school.told(TimetableRevised)
    assert (revised.version, revised.reason) == (2, "班次恢复，未实施课次顺延 7 天")
    assert [s.from_at for s in revised.sessions] == [s.from_at for s in after.sessions]
    assert len(bookings(school, 2)) == 3
    assert len(bookings(school, 9)) == 3
    move_to(local(9, "17:00"))
    hold(school, after.sessions[3])


def bookings(school: School, number: int) -> list[str]:
    on = day(number)
    return [b.resource for b in school.office.do(ListBookings(from_on=on, to_on=on), as_=STAFF)]


@pytest.mark.clause("B-12a")
def test_a_session_interrupted_by_the_suspension_is_held_again_another_day(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    move_to(local(2, "09:00"))
    office.hear(a_suspension())
    office.hear(a_resumption())
    assert [s.on for s in found(school).sessions][2:4] == [day(9), day(9)]


@pytest.mark.clause("B-12a")
@pytest.mark.parametrize(("from_day", "moved"), [(3, 2), (1, 6)])
def test_a_suspension_from_another_day_counts_from_its_beginning(
    office: TestOffice, move_to: MoveTo, from_day: int, moved: int
) -> None:
    school = running(office)
    move_to(local(2, "12:00"))
    office.hear(a_suspension(from_day), a_resumption())
    assert sum(session.on > day(5) for session in found(school).sessions) == moved


@pytest.mark.clause("B-12a", "A-7.3.b")
def test_a_clash_after_the_move_is_told_shown_and_to_be_put_right(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    facts = OTHERS | {"class_id": "c2", "start_on": day(8), "end_on": day(12), "title": "c2"}
    office.hear(a_class_created(**facts))
    other_venue = school.vetted_venue("第二报告厅")
    draft = a_draft(10, course_id=school.course, teacher_ids=[school.teacher], venue_id=other_venue)
    office.do(AddSession(class_id="c2", session=draft), as_=STAFF)
    move_to(local(2, "12:00"))
    office.hear(a_suspension(), a_resumption())

    clashing = found(school).sessions[4]
    (conflict,) = school.told(ResourceConflictDetected)
    assert (conflict.class_id, conflict.resource, conflict.resource_id) == (
        "c1",
        "TEACHER",
        school.teacher,
    )
    assert conflict.session_ids == [clashing.session_id]
    assert "教师已用于" in clashing.problems[0]
    assert sorted(bookings(school, 10)) == [
        *["CLASS"] * 3,
        *["TEACHER"] * 2,
        *["VENUE"] * 3,
    ]
    move_to(local(12, "20:00"))
    with pytest.raises(Refusal, match="SESSION_CLASHES"):
        hold(school, clashing)
    move_to(local(9, "08:00"))
    free = a_draft(11, course_id=school.course, teacher_ids=[school.teacher], venue_id=school.venue)
    change = ChangeSession(
        class_id="c1", session_id=clashing.session_id, session=free, reason="避让其他班次"
    )
    assert found(school).sessions[4].problems != []
    changed = office.do(change, as_=STAFF)
    put_right = next(s for s in changed.sessions if s.session_id == clashing.session_id)
    assert not any("已用于" in problem for problem in put_right.problems)


@pytest.mark.clause("B-3.2e", "A-7.6.a")
def test_a_class_held_on_other_days_takes_its_sessions_along(office: TestOffice) -> None:
    school = a_contracted_class(office)
    before = found(school)
    office.hear(a_reschedule())
    assert school.told(TimetableRevised) == []
    school.publish()
    office.hear(a_reschedule(days=-3, old=8))
    after = found(school)
    assert {new.on - old.on for old, new in zip(before.sessions, after.sessions, strict=True)} == {
        timedelta(days=4)
    }
    (revised,) = school.told(TimetableRevised)
    assert revised.reason == "主办单位要求改期"
    assert bookings(school, 1) == []
    assert len(bookings(school, 5)) == 7


@pytest.mark.clause("A-7.6.a")
def test_sessions_that_no_longer_fit_a_shorter_class_are_gaps(office: TestOffice) -> None:
    school = a_contracted_class(office)
    office.hear(a_reschedule(length=2))
    outside = [session.problems for session in found(school).sessions[4:]]
    assert all("不在培训期间" in problems[0] for problems in outside)
    with pytest.raises(Refusal, match="TIMETABLE_GAPS"):
        school.publish()


@pytest.mark.clause("B-12a")
def test_news_out_of_order_waits_and_leads_to_the_same_timetable(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    move_to(local(2, "12:00"))
    office.hear(a_resumption())
    assert len(office.held) == 1
    office.hear(a_suspension())
    _retry(office)
    assert [s.on for s in found(school).sessions[3:]] == [day(9), day(10), day(10)]
    assert office.held == []


def _retry(office: TestOffice) -> None:
    """Try what is held again, whatever the clock says."""
    held = office.tables["held"]
    with office.database.writing() as session:
        session.execute(held.update().values(next_try_at=clock.wall() - timedelta(days=1)))
    office.hearing.retry_held()


@pytest.mark.clause("A-7.6.a")
def test_a_later_change_of_days_waits_for_the_earlier_one(office: TestOffice) -> None:
    school = a_contracted_class(office)
    office.hear(a_reschedule(days=-3, old=8))
    assert len(office.held) == 1
    office.hear(a_reschedule())
    _retry(office)
    assert office.held == []
    assert found(school).sessions[0].on == day(5)


@pytest.mark.clause("B-12a")
def test_a_second_suspension_waits_until_the_first_has_been_resumed(office: TestOffice) -> None:
    running(office)
    office.hear(a_suspension(), a_suspension(3))
    assert len(office.held) == 1
    office.hear(a_resumption())
    _retry(office)
    assert office.held == []


@pytest.mark.clause("A-7.6.a")
def test_a_class_that_only_ends_later_moves_nothing_and_tells_nothing(office: TestOffice) -> None:
    school = running(office)
    before = found(school).sessions
    office.hear(a_reschedule(days=0, length=8))
    assert found(school).sessions == before
    assert school.told(TimetableRevised) == []


@pytest.mark.clause("A-7.4.a", "B-12a")
def test_leave_is_judged_by_what_it_covers_after_the_move(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    request = RequestLeave(
        class_id="c1",
        trainee_id="t1",
        kind=LeaveKind.PERSONAL,
        from_at=local(3, "07:00"),
        to_at=local(3, "12:00"),
        reason="家中有事",
    )
    leave = office.do(request, as_=STAFF)
    decision = DecideLeave(class_id="c1", leave_id=leave.leave_id, decision=Decision.APPROVED)
    office.do(decision, as_=COUNSELOR)
    assert len(school.told(LeaveLimitExceeded)) == 1
    move_to(local(2, "12:00"))
    office.hear(a_suspension(), a_resumption())
    assert len(school.told(LeaveLimitRestored)) == 1
    totals = office.do(FindAttendance(class_id="c1"), as_=STAFF).totals
    assert [line.leave for line in totals] == [0, 0, 0]


@pytest.mark.clause("A-7.3.b", "B-12a")
def test_a_guest_goes_on_alone_when_the_host_class_stands_still(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running(office)
    office.hear(a_class_created(**(OTHERS | {"class_id": "c2", "title": "c2"})))
    host = found(school).sessions[5]
    draft = a_draft(
        3,
        HalfDay.PM,
        form=SessionForm.GUIDANCE,
        course_id=school.course,
        teacher_ids=[school.teacher],
        venue_id=school.venue,
        joint_with=host.session_id,
    )
    office.do(AddSession(class_id="c2", session=draft), as_=STAFF)
    move_to(local(2, "12:00"))
    office.hear(a_suspension(), a_resumption())
    (guest,) = found(school, "c2").sessions
    assert (guest.on, guest.joint_with) == (day(3), None)
    assert sorted(bookings(school, 3)) == ["CLASS", "TEACHER", "VENUE"]
    assert school.told(ResourceConflictDetected) == []
