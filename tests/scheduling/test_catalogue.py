"""One teacher and one venue looked up by themselves, and how the panel voted."""

import pytest

from contracts.scheduling import FindTeacher, FindVenue, ListVettingVotes
from kit.testing import TestOffice
from tests.scheduling.school import AFFAIRS, COUNSELOR, PANEL, STAFF, School, refused


@pytest.fixture
def school(office: TestOffice) -> School:
    return School(office)


def test_one_teacher_is_found_by_id(school: School) -> None:
    teacher_id = school.vetted_teacher("李老师")
    found = school.office.do(FindTeacher(teacher_id=teacher_id), as_=STAFF)
    assert (found.name, found.votes) == ("李老师", 3)
    with refused("UNKNOWN"):
        school.office.do(FindTeacher(teacher_id="nobody"), as_=STAFF)


@pytest.mark.clause("A-7.3.c")
def test_the_votes_of_a_vetting_are_listed_by_member(school: School) -> None:
    teacher_id = school.vetted_teacher("李老师")
    votes = school.office.do(ListVettingVotes(teacher_id=teacher_id), as_=AFFAIRS)
    assert [vote.member for vote in votes] == [member.person_id for member in PANEL]
    assert {"ETHICS", "POLITICAL"} <= set(votes[0].found)


@pytest.mark.clause("A-7.3.c")
def test_how_the_panel_voted_is_not_for_everybody(school: School) -> None:
    teacher_id = school.vetted_teacher("李老师")
    with refused("NOT_YOUR_DUTY"):
        school.office.do(ListVettingVotes(teacher_id=teacher_id), as_=COUNSELOR)


def test_one_venue_is_found_by_id(school: School) -> None:
    venue_id = school.vetted_venue("第一报告厅", capacity=120)
    found = school.office.do(FindVenue(venue_id=venue_id), as_=STAFF)
    assert (found.name, found.capacity, found.state) == ("第一报告厅", 120, "PASSED")
