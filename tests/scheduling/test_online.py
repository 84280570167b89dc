"""Online classes: platform, group, document, a test with every teacher, and what was counted."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.enrollment import ClassOpened
from contracts.refusals import Refusal
from contracts.scheduling import (
    ChangeSession,
    DecideLeave,
    Decision,
    FindOnlineRoom,
    LeaveKind,
    Mark,
    OnlineRoomReady,
    OnlineRoomView,
    ParticipationLine,
    PrepareOnlineRoom,
    RecordTeacherTest,
    RequestLeave,
    ReturnParticipation,
    SheetView,
    VenueKind,
)
from contracts.values import FileRef, HalfDay
from kit.testing import TestOffice
from services.scheduling.domain.participation import marks_of
from tests.scheduling.college import IT, a_contracted_class, day
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import a_draft, a_session, local, the_rules
from tests.scheduling.school import (
    COUNSELOR,
    STAFF,
    TRAINEES,
    School,
    a_roster,
    a_trainee_view,
)


def prepare(office: TestOffice, platform: str = "腾讯会议") -> OnlineRoomView:
    document = office.office.files.put("技术文件".encode(), "线上培训技术文件.pdf")
    room = PrepareOnlineRoom(
        class_id="c1", platform=platform, group="科级班企业微信群", document=document
    )
    return office.do(room, as_=IT)


def tried_with(office: TestOffice, teacher_id: str, *, passed: bool = True) -> OnlineRoomView:
    test = RecordTeacherTest(class_id="c1", teacher_id=teacher_id, passed=passed)
    return office.do(test, as_=IT)


@pytest.mark.clause("B-3.7b", "B-3.7c")
def test_an_online_class_is_ready_with_its_room_and_every_teacher_of_it_tested(
    office: TestOffice,
) -> None:
    school = a_contracted_class(office, online=True)
    assert prepare(office).untested == [school.teacher]
    tried_with(office, school.teacher, passed=False)
    school.publish()
    assert school.told(OnlineRoomReady) == []
    ready = tried_with(office, school.teacher)
    assert (ready.ready, ready.tested, ready.untested) == (True, [school.teacher], [])
    assert len(school.told(OnlineRoomReady)) == 1
    assert office.do(FindOnlineRoom(class_id="c1"), as_=STAFF) == ready


@pytest.mark.clause("B-3.7c")
def test_a_new_teacher_or_another_platform_needs_a_new_test(office: TestOffice) -> None:
    school = a_contracted_class(office, online=True)
    prepare(office)
    tried_with(office, school.teacher)
    school.publish()
    assert len(school.told(OnlineRoomReady)) == 1
    newcomer = school.vetted_teacher("赵老师")
    draft = a_draft(
        on=day(3),
        half_day=HalfDay.PM,
        course_id=school.course,
        teacher_ids=[newcomer],
        venue_id=school.venue,
    )
    change = ChangeSession(
        class_id="c1", session_id=school.sessions[-1], session=draft, reason="换教师"
    )
    office.do(change, as_=STAFF)
    assert office.do(FindOnlineRoom(class_id="c1"), as_=STAFF).untested == [newcomer]
    assert tried_with(office, newcomer).ready
    assert len(school.told(OnlineRoomReady)) == 2
    assert prepare(office).ready
    moved = prepare(office, "钉钉")
    assert (moved.ready, moved.untested) == (False, sorted([school.teacher, newcomer]))


@pytest.mark.clause("B-3.7b")
def test_only_an_online_class_has_a_room_and_its_document_is_there(office: TestOffice) -> None:
    a_contracted_class(office)
    with pytest.raises(Refusal, match="NOT_ONLINE"):
        prepare(office)
    with pytest.raises(Refusal, match="UNKNOWN"):
        tried_with(office, "nobody")
    missing = FileRef(file_id="0" * 64, name="没有.pdf")
    room = PrepareOnlineRoom(class_id="c1", platform="p", group="g", document=missing)
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(room, as_=IT)


# -- Participation --------------------------------------------------------------------------------


def lines(**minutes: int) -> list[ParticipationLine]:
    return [ParticipationLine(trainee_no=key, minutes=value) for key, value in minutes.items()]


@pytest.mark.clause("B-3.7c")
@given(minutes=st.integers(0, 1440))
@example(minutes=119)
@example(minutes=120)
def test_who_took_part_in_less_than_sixty_per_cent_is_absent(minutes: int) -> None:
    session = a_session()  # 08:00 to 11:20, two hundred minutes
    (line,) = marks_of(lines(n1=minutes), {"n1": "t1"}, session, on_leave=set(), rules=the_rules())
    assert line.mark is (Mark.PRESENT if minutes >= 120 else Mark.ABSENT)


def running_online(office: TestOffice, move_to: MoveTo, **facts: Any) -> School:
    school = a_contracted_class(office, **facts)
    school.publish()
    opening = ClassOpened(class_id="c1", present=["t1", "t2", "t3"], absent=[])
    office.hear(a_roster(), opening)
    school.know(*(a_trainee_view(key) for keys in TRAINEES.values() for key in keys))
    move_to(local(1, "12:00"))
    return school


def return_data(school: School, *found: ParticipationLine) -> SheetView:
    data = ReturnParticipation(class_id="c1", session_id=school.sessions[0], lines=list(found))
    return school.office.do(data, as_=IT)


@pytest.mark.clause("B-3.7c")
def test_what_the_platform_counted_becomes_marks_and_approved_leave_stands(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running_online(office, move_to, online=True)
    request = RequestLeave(
        class_id="c1",
        trainee_id="t3",
        kind=LeaveKind.SICK,
        from_at=local(1, "07:00"),
        to_at=local(1, "12:30"),
        reason="急性肠胃炎",
    )
    leave = office.do(request, as_=STAFF)
    decision = DecideLeave(class_id="c1", leave_id=leave.leave_id, decision=Decision.APPROVED)
    office.do(decision, as_=COUNSELOR)
    counted = lines(**{"2026-1-001": 200, "2026-1-003": 190})
    sheet = return_data(school, *counted)
    assert {line.trainee_id: line.mark for line in sheet.marks} == {
        "t1": Mark.PRESENT,
        "t3": Mark.LEAVE,
    }
    assert (sheet.unmarked, sheet.recorder) == (["t2"], "engineer")
    sheet = return_data(school, *lines(**{"2026-1-002": 119}))
    assert {line.trainee_id: line.mark for line in sheet.marks}["t2"] is Mark.ABSENT


@pytest.mark.clause("B-3.7c")
def test_a_wrong_or_repeated_number_is_shown_line_by_line(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running_online(office, move_to, online=True)
    first = lines(**{"2026-1-001": 200})
    with pytest.raises(Refusal, match="WRONG_TRAINEE_NUMBERS") as refused:
        return_data(school, *first, *lines(**{"2026-1-009": 3}), *first)
    assert [fault.field for fault in refused.value.faults] == [
        "lines.1.trainee_no",
        "lines.2.trainee_no",
    ]


@pytest.mark.clause("B-3.7c")
def test_participation_is_returned_only_for_what_is_held_online(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = running_online(office, move_to)
    with pytest.raises(Refusal, match="NOT_ONLINE"):
        return_data(school, *lines(**{"2026-1-001": 200}))
    studio = school.vetted_venue("线上直播间", kind=VenueKind.ONLINE)
    draft = a_draft(
        on=day(3),
        half_day=HalfDay.PM,
        course_id=school.course,
        teacher_ids=[school.teacher],
        venue_id=studio,
    )
    last = school.sessions[-1]
    office.do(
        ChangeSession(class_id="c1", session_id=last, session=draft, reason="改为线上"), as_=STAFF
    )
    move_to(local(3, "17:00"))
    data = ReturnParticipation(class_id="c1", session_id=last, lines=lines(**{"2026-1-001": 200}))
    assert office.do(data, as_=IT).marks[0].mark is Mark.PRESENT
