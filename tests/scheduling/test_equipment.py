"""Every multimedia venue of a class is checked and signed for before the class uses it."""

from typing import Any

import pytest

from contracts.refusals import Refusal
from contracts.scheduling import (
    ChangeSession,
    EquipmentChecked,
    ListEquipmentChecks,
    RemoveSession,
    SignEquipmentCheck,
    TimetableRevised,
    VenueKind,
)
from contracts.values import HalfDay, SessionForm
from kit.testing import TestOffice
from tests.scheduling.college import IT, a_contracted_class
from tests.scheduling.makers import a_draft
from tests.scheduling.school import SAFETY, STAFF, School


def sign(school: School, venue_id: str, **failed: bool) -> Any:
    facts = {"projection": True, "sound": True, "network": True} | failed
    check = SignEquipmentCheck(class_id="c1", venue_id=venue_id, remark="", **facts)
    return school.office.do(check, as_=IT)


def checked(school: School) -> list[tuple[str, bool, bool]]:
    return [(e.venue_id, e.passed, e.complete) for e in school.told(EquipmentChecked)]


def move_last(school: School, venue_id: str, **changes: Any) -> None:
    """Hold the last session, a discussion, at another venue."""
    facts: dict[str, Any] = {
        "form": SessionForm.DISCUSSION,
        "course_id": None,
        "teacher_ids": [],
        "venue_id": venue_id,
    }
    draft = a_draft(3, HalfDay.PM, **(facts | changes))
    change = ChangeSession(
        class_id="c1", session_id=school.sessions[-1], session=draft, reason="场地调整"
    )
    school.office.do(change, as_=STAFF)
    school.review(school.sessions[-1])


@pytest.mark.clause("B-3.7a", "B-8.3b")
def test_equipment_is_complete_once_every_multimedia_venue_of_the_timetable_passed(
    office: TestOffice,
) -> None:
    school = a_contracted_class(office)
    discussion = school.vetted_venue("研讨室", kind=VenueKind.DISCUSSION)
    move_last(school, discussion)
    school.publish()
    sign(school, school.venue)
    sign(school, discussion)
    assert checked(school) == [(school.venue, True, False), (discussion, True, True)]
    listed = office.do(ListEquipmentChecks(class_id="c1"), as_=STAFF)
    assert [(c.venue_name, c.passed, c.signed_by) for c in listed] == [
        ("第一报告厅", True, "engineer"),
        ("研讨室", True, "engineer"),
    ]


@pytest.mark.clause("B-3.7a", "B-8.3b")
@pytest.mark.parametrize("item", ["projection", "sound", "network"])
def test_a_failed_check_opens_it_again_until_it_passes(office: TestOffice, item: str) -> None:
    school = a_contracted_class(office)
    school.publish()
    sign(school, school.venue)
    sign(school, school.venue, **{item: False})
    sign(school, school.venue)
    assert checked(school) == [
        (school.venue, True, True),
        (school.venue, False, False),
        (school.venue, True, True),
    ]


@pytest.mark.clause("B-8.3b")
def test_checks_before_publication_count_from_publication_on(office: TestOffice) -> None:
    school = a_contracted_class(office)
    sign(school, school.venue)
    assert checked(school) == [(school.venue, True, False)]
    school.publish()
    assert checked(school)[1:] == [(school.venue, True, True)]


@pytest.mark.clause("B-8.3b")
def test_another_venue_after_publication_waits_for_its_own_check(office: TestOffice) -> None:
    school = a_contracted_class(office)
    school.publish()
    sign(school, school.venue)
    field = school.vetted_venue("实践教学点", kind=VenueKind.FIELD_SITE)
    move_last(school, field)
    assert len(checked(school)) == 1
    room = school.vetted_venue("研讨室", kind=VenueKind.DISCUSSION)
    move_last(school, room)
    assert checked(school)[1:] == [(room, False, False)]
    assert len(school.told(TimetableRevised)) == 2
    remove = RemoveSession(class_id="c1", session_id=school.sessions[-1], reason="取消研讨")
    office.do(remove, as_=STAFF)
    assert checked(school)[2:] == [(school.venue, True, True)]


@pytest.mark.clause("B-8.3b")
def test_a_class_without_multimedia_venues_has_nothing_to_be_checked(office: TestOffice) -> None:
    school = a_contracted_class(office)
    sites = [school.vetted_venue(f"教学点{n}", kind=VenueKind.FIELD_SITE) for n in range(1)]
    for session_id in school.sessions[:-1]:
        office.do(RemoveSession(class_id="c1", session_id=session_id), as_=STAFF)
    lecture: dict[str, Any] = {
        "form": SessionForm.PARTY_LECTURE,
        "course_id": school.course,
        "teacher_ids": [school.teacher],
        "mobilization_leader_id": school.leader,
    }
    move_last(school, sites[0], **lecture)
    school.publish()
    assert checked(school) == [("", True, True)]


@pytest.mark.clause("B-3.7a")
def test_the_information_centre_signs_and_only_for_venues_the_class_uses(
    office: TestOffice,
) -> None:
    school = a_contracted_class(office)
    elsewhere = school.vetted_venue("别的报告厅")
    with pytest.raises(Refusal, match="VENUE_NOT_USED"):
        sign(school, elsewhere)
    check = SignEquipmentCheck(
        class_id="c1", venue_id=school.venue, projection=True, sound=True, network=True
    )
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(check, as_=SAFETY)
