"""The timetable board: what a cell says is what arranging the session there would say."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    AddSession,
    ChangeSession,
    CheckSession,
    FindTimetable,
    ListBookings,
    SlotsView,
    SlotView,
    SuspendTeacher,
    TimetableView,
)
from contracts.values import HalfDay, SessionForm
from kit.testing import TestOffice, an_actor
from tests.scheduling.makers import START, a_class_created, local
from tests.scheduling.school import AFFAIRS, STAFF, School, as_trainee, refused
from tests.scheduling.test_service import an_exam

BEFORE, END = START - timedelta(days=1), START + timedelta(days=4)


@pytest.fixture
def school(office: TestOffice) -> School:
    return School(office)


def check(school: School, **wish: Any) -> SlotsView:
    facts: dict[str, Any] = {"class_id": "c1", "since": BEFORE, "until": END} | wish
    return school.office.do(CheckSession(**facts), as_=STAFF)


def cells(view: SlotsView) -> dict[tuple[date, HalfDay], SlotView]:
    return {(slot.on, slot.half_day): slot for slot in view.slots}


def codes(slot: SlotView) -> set[str]:
    return {reason.code for reason in slot.reasons if reason.blocks}


def timetable(school: School, class_id: str = "c1") -> TimetableView:
    return school.office.do(FindTimetable(class_id=class_id), as_=STAFF)


def outcome(school: School, slot: SlotView, session_id: str, **draft: Any) -> str:
    """What is said when the session is really put there."""
    session = next(one for one in timetable(school).sessions if one.session_id == session_id)
    there = school.draft(
        form=session.form,
        title=session.title,
        on=slot.on,
        half_day=slot.half_day,
        starts=slot.starts,
        ends=slot.ends,
        mobilization_leader_id=session.mobilization_leader_id,
        **draft,
    )
    change = ChangeSession(class_id="c1", session_id=session_id, session=there, reason="调整")
    try:
        school.office.do(change, as_=STAFF)
    except Refusal as refusal:
        return refusal.code
    return ""


def a_busy_week(school: School) -> None:
    """A neighbour holds the hall, another class the teacher, an exam the class itself."""
    school.prepare().lay_out()
    school.office.hear(a_class_created(class_id="c2", code="2026-2", title="第二期"))
    other = school.vetted_teacher("陈老师")
    room = school.vetted_venue("第二教室")
    for draft in (
        school.draft(day=4, teacher_ids=[other], title="占用报告厅"),
        school.draft(day=5, half_day=HalfDay.PM, venue_id=room, title="占用教师"),
    ):
        school.office.do(AddSession(class_id="c2", session=draft), as_=STAFF)
    school.office.hear(an_exam(room, from_at=local(5, "08:00"), to_at=local(5, "10:00")))


# -- The same as arranging -----------------------------------------------------------------------


@pytest.mark.clause("A-7.3.b")
@pytest.mark.parametrize("published", [False, True])
def test_a_cell_is_free_exactly_when_the_session_may_be_put_there(
    school: School, published: bool
) -> None:
    a_busy_week(school)
    if published:
        school.publish()
    moving = school.sessions[-1]
    view = check(school, session_id=moving)
    assert len(view.slots) == 6 * 3
    for slot in view.slots:
        said = outcome(school, slot, moving)
        assert slot.free == (said == ""), (slot, said)
    assert {slot.free for slot in view.slots} == {True, False}


@pytest.mark.clause("A-7.3.b")
def test_each_cell_says_why_it_refuses(school: School) -> None:
    a_busy_week(school)
    found = cells(check(school, session_id=school.sessions[-1]))
    own = found[START + timedelta(days=2), HalfDay.PM]
    assert (own.free, own.starts, own.ends) == (True, "13:30", "16:50")
    assert codes(found[BEFORE, HalfDay.AM]) == {"OUTSIDE_CLASS"}
    hall = found[START + timedelta(days=3), HalfDay.AM]
    teacher = found[START + timedelta(days=4), HalfDay.PM]
    exam = found[START + timedelta(days=4), HalfDay.AM]
    for slot, taken in ((hall, "场地"), (teacher, "教师"), (exam, "班级")):
        (reason,) = [one for one in slot.reasons if one.blocks]
        assert (reason.code, reason.clause) == ("CLASH", "A-7.3.b")
        assert reason.zh.startswith(f"{taken}已用于")
        assert "is taken by" in reason.en
    evening = found[START + timedelta(days=4), HalfDay.EVE]
    assert (evening.free, evening.starts, evening.ends) == (True, "18:30", "21:50")


def test_nothing_is_changed_by_asking(school: School) -> None:
    a_busy_week(school)
    before = timetable(school), school.office.do(ListBookings(from_on=START, to_on=END), as_=STAFF)
    told = len(school.office.events)
    check(school, session_id=school.sessions[-1], venue_id=school.vetted_venue("第三教室"))
    after = timetable(school), school.office.do(ListBookings(from_on=START, to_on=END), as_=STAFF)
    assert after == before
    # Only the new room's inspection was told of.
    assert len(school.office.events) == told + 1


# -- Other people, other places ------------------------------------------------------------------


@pytest.mark.clause("A-7.3.c", "A-7.3.d")
def test_an_unvetted_teacher_blocks_every_cell_and_another_one_frees_them(school: School) -> None:
    school.prepare().lay_out()
    moving = school.sessions[-1]
    other = school.vetted_teacher("陈老师")
    school.office.do(SuspendTeacher(teacher_id=school.teacher, reason="评估不合格"), as_=AFFAIRS)
    refusing = check(school, session_id=moving, since=START)
    assert all("TEACHER_UNVETTED" in codes(slot) for slot in refusing.slots)
    with_other = cells(check(school, session_id=moving, since=START, teacher_ids=(other,)))
    evening = with_other[START, HalfDay.EVE]
    assert evening.free
    assert {reason.code for reason in evening.reasons} == {"CONTENT_UNREVIEWED"}


@pytest.mark.clause("A-7.3.b", "A-7.10.c")
def test_a_hall_too_small_is_missing_in_a_draft_and_blocks_once_published(school: School) -> None:
    school.prepare().lay_out()
    small = school.vetted_venue("小教室", capacity=10)
    wish: dict[str, Any] = {"session_id": school.sessions[-1], "venue_id": small, "since": START}
    drafted = cells(check(school, **wish))[START, HalfDay.EVE]
    assert drafted.free
    assert {reason.code for reason in drafted.reasons} == {"VENUE_TOO_SMALL", "VENUE_UNREVIEWED"}
    school.publish()
    told = cells(check(school, **wish))[START, HalfDay.EVE]
    assert codes(told) == {"VENUE_TOO_SMALL"}
    assert outcome(school, told, school.sessions[-1], venue_id=small) == "TIMETABLE_GAPS"


@pytest.mark.clause("A-7.3.c")
def test_a_vetting_that_ends_within_the_week_blocks_the_days_after_it(school: School) -> None:
    school.prepare().lay_out()
    short = school.vetted_teacher("周老师", until=START + timedelta(days=1))
    view = cells(check(school, session_id=school.sessions[-1], teacher_ids=(short,)))
    assert view[START + timedelta(days=1), HalfDay.EVE].free
    assert codes(view[START + timedelta(days=2), HalfDay.EVE]) == {"TEACHER_UNVETTED"}


@pytest.mark.clause("A-7.3.b")
def test_a_session_taught_together_stays_where_its_host_is(school: School) -> None:
    school.prepare().lay_out()
    school.office.hear(a_class_created(class_id="c2", code="2026-2", title="第二期"))
    joined = school.draft(joint_with=school.sessions[0], title="合班")
    guest = school.office.do(AddSession(class_id="c2", session=joined), as_=STAFF).sessions[0]
    found = cells(check(school, class_id="c2", session_id=guest.session_id))
    assert found[START, HalfDay.AM].free
    assert codes(found[START, HalfDay.EVE]) == {"NOT_TOGETHER"}


# -- A session that is to be new -----------------------------------------------------------------


@pytest.mark.clause("A-7.3.b")
def test_a_new_session_is_checked_by_what_it_would_need(school: School) -> None:
    a_busy_week(school)
    wish: dict[str, Any] = {
        "form": SessionForm.PARTY_LECTURE,
        "course_id": school.course,
        "teacher_ids": (school.teacher,),
        "venue_id": school.venue,
        "starts": "09:00",
        "ends": "11:00",
    }
    found = cells(check(school, **wish))
    assert codes(found[START, HalfDay.AM]) == {"CLASH"}
    evening = found[START, HalfDay.EVE]
    assert (evening.free, evening.starts, evening.ends) == (True, "18:30", "20:30")
    assert {reason.code for reason in evening.reasons} == {
        "CONTENT_UNREVIEWED",
        "VENUE_UNREVIEWED",
    }
    morning = found[START + timedelta(days=3), HalfDay.AM]
    assert (morning.starts, codes(morning)) == ("09:00", {"CLASH"})
    with refused("NO_TIME"):
        check(school, form=SessionForm.OTHER)
    with refused("UNKNOWN"):
        check(school, **(wish | {"venue_id": "nowhere"}))


@pytest.mark.clause("A-6.3")
def test_what_is_too_long_for_a_half_day_does_not_fit_there(school: School) -> None:
    school.prepare().lay_out()
    found = cells(check(school, starts="06:30", ends="12:30", form=SessionForm.FIELD_STUDY))
    assert "OUTSIDE_HALF_DAY" not in codes(found[START, HalfDay.AM])
    assert codes(found[START, HalfDay.PM]) == {"OUTSIDE_HALF_DAY"}
    assert codes(found[START, HalfDay.EVE]) == {"OUTSIDE_HALF_DAY"}


# -- Who and when --------------------------------------------------------------------------------


def test_what_can_no_longer_be_arranged_is_refused_as_a_whole(school: School) -> None:
    school.prepare().lay_out()
    with refused("UNKNOWN"):
        check(school, session_id="s9")
    with refused("PERIOD"):
        check(school, session_id=school.sessions[0], until=BEFORE + timedelta(days=31))
    with refused("NOT_YOUR_DUTY"):
        asked = CheckSession(class_id="c1", session_id=school.sessions[0], since=START, until=START)
        school.office.do(asked, as_=as_trainee("t1"))
    with refused("NOT_YOUR_DUTY"):
        school.office.do(asked, as_=an_actor(Role.COUNSELOR, within="class:c2"))


# -- Both languages ------------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.c")
def test_what_is_missing_is_told_in_each_language_by_itself(school: School) -> None:
    school.prepare().lay_out()
    bare = school.draft(day=4, form=SessionForm.GUIDANCE, course_id=None, venue_id=None)
    school.office.do(AddSession(class_id="c1", session=bare), as_=STAFF)
    found = timetable(school).sessions[-1]
    assert [gap.code for gap in found.gaps] == [
        "NO_COURSE",
        "NO_VENUE",
        "CONTENT_UNREVIEWED",
        "VENUE_UNREVIEWED",
    ]
    assert [f"{gap.zh}（{gap.clause}）｜{gap.en} ({gap.clause})" for gap in found.gaps] == (
        found.problems
    )
    assert all("｜" not in gap.zh for gap in found.gaps)
    school.office.hear(a_class_created(class_id="c2", code="2026-2"))
    whole = timetable(school, "c2")
    assert [gap.code for gap in whole.gaps] == ["TOO_FEW_HOURS", "NO_MOBILIZATION"]
    assert [f"{gap.zh}（{gap.clause}）｜{gap.en} ({gap.clause})" for gap in whole.gaps] == (
        whole.problems
    )
