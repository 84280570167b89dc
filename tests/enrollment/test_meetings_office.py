"""Coordination meetings through the office."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.enrollment import (
    CallMeeting,
    CoordinationMeetingCalled,
    ListMeetings,
    MeetingMinuted,
    RecordMinutes,
)
from contracts.roles import Actor, Role
from kit import clock
from kit.testing import an_actor
from tests.enrollment.college import AFFAIRS, College
from tests.enrollment.makers import NOW, refused

AT = NOW + timedelta(days=3)


def call(college: College, class_id: str, as_: Actor, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "class_id": class_id,
        "at": AT,
        "place": "行政楼201",
        "agenda": "落实实施方案",
        "unit_ids": college.codes([Role.OFFICE, Role.FIN_LOGISTICS, Role.OFFICE]),
    }
    return college.do(CallMeeting(**(values | changes)), as_)


def minute(college: College, class_id: str, meeting_id: str, as_: Actor) -> Any:
    request = RecordMinutes(
        class_id=class_id,
        meeting_id=meeting_id,
        attended=["高远", "崔建军"],
        minutes="各部门汇报准备情况",
        decisions="用车由财务后勤处落实",
    )
    return college.do(request, as_)


@pytest.mark.clause("B-5.3")
def test_the_lead_calls_the_departments_and_keeps_the_minutes(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    lead = college.lead_of(class_id)
    meeting = call(college, class_id, lead)
    with refused("TOO_EARLY"):
        minute(college, class_id, meeting.meeting_id, lead)
    clock.move_to(AT + timedelta(hours=2))
    minuted = minute(college, class_id, meeting.meeting_id, lead)

    (told,) = college.emitted(CoordinationMeetingCalled)
    assert (told.unit_ids, told.at) == (college.codes([Role.OFFICE, Role.FIN_LOGISTICS]), AT)
    assert [event.meeting_id for event in college.emitted(MeetingMinuted)] == [meeting.meeting_id]
    assert (minuted.attended, minuted.decisions) == (["高远", "崔建军"], "用车由财务后勤处落实")
    listed = college.do(ListMeetings(class_id=class_id), college.of(Role.OFFICE))
    assert listed == [minuted]


@pytest.mark.clause("B-5.3")
def test_a_meeting_is_of_one_class_and_called_by_those_who_run_it(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    meeting = call(college, class_id, AFFAIRS)
    counselor = an_actor(Role.COUNSELOR, person="counselor", within=f"class:{class_id}")
    call(college, class_id, counselor, at=AT - timedelta(days=1))

    for stranger in (college.of(Role.OFFICE), college.lead_of("another class")):
        with refused("NOT_YOUR_DUTY"):
            call(college, class_id, stranger)
    with refused("UNKNOWN"):
        call(college, class_id, AFFAIRS, unit_ids=[college.host.unit_id])
    with refused("MEETING_TIME"):
        call(college, class_id, AFFAIRS, at=NOW)
    other = college.an_ordered_class("KJ2602").class_id
    with refused("UNKNOWN"):
        minute(college, other, meeting.meeting_id, AFFAIRS)
    times = [one.at for one in college.do(ListMeetings(class_id=class_id), AFFAIRS)]
    assert times == [AT - timedelta(days=1), AT]
