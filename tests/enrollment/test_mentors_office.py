"""Mentors in the office: whose turn it is, and whom that department sends."""

import pytest

from contracts.enrollment import (
    ClassState,
    ConfirmReadiness,
    FindMentorRota,
    MentorRotaAdvanced,
    SetMentorRota,
    TeamView,
)
from contracts.roles import Role
from services.enrollment.domain.conditions import READY_WHEN, Fact
from tests.enrollment.college import AFFAIRS
from tests.enrollment.makers import refused, with_status
from tests.enrollment.school import STAFF
from tests.enrollment.staffed import (
    StaffedCollege,
)

S = ClassState


@pytest.mark.clause("B-9.2")
def test_the_department_whose_turn_it_is_is_called_and_sends_its_mentors(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.set_rota()
    assert staffed.call(prepared).mentor_unit_id == staffed.law.unit_id

    with refused("NOT_CALLED"):
        staffed.send_mentors(prepared, staffed.marxism, "T02-1")
    with refused("NOT_OWN_STAFF"):
        staffed.send_mentors(prepared, staffed.law, "T02-1")
    for people in ([], [f"{staffed.law.code}-{number}" for number in (1, 2, 3)]):
        with with_status(422) as said:
            staffed.send_mentors(prepared, staffed.law, *people)
        assert (said.value.status, said.value.clause) == (422, "B-9.1")
    staffed.send_mentors(prepared, staffed.law, f"{staffed.law.code}-1")
    assert staffed.met(prepared, Fact.MENTORS_APPOINTED)
    assert staffed.told()[-1] == ("RoleAssigned", "MENTOR", f"{staffed.law.code}-1")
    with refused("MENTORS_SENT"):
        staffed.call(prepared, "另请他人")


@pytest.mark.clause("B-9.1")
def test_without_mentors_a_class_is_not_ready(staffed: StaffedCollege, prepared: str) -> None:
    others = [one.fact for one in READY_WHEN if one.fact is not Fact.MENTORS_APPOINTED]
    staffed.lay(prepared, S.ROSTER_APPROVED, *others)

    with refused("NOT_READY") as said:
        staffed.do(ConfirmReadiness(class_id=prepared), STAFF)
    assert said.value.clause == "B-9.1"


@pytest.mark.clause("B-9.2")
def test_a_skipped_department_is_the_first_the_next_class_calls(staffed: StaffedCollege) -> None:
    staffed.set_rota()
    first, second = (
        staffed.a_class_in_preparation("ZB2601"),
        staffed.an_own_class("ZB2602").class_id,
    )
    staffed.call(first)
    with refused("ALREADY_CALLED"):
        staffed.call(first)
    passed_over = staffed.call(first, "教师全部外出")
    assert passed_over.mentor_unit_id == staffed.marxism.unit_id

    law, marxism = staffed.law.unit_id, staffed.marxism.unit_id
    rota = staffed.do(FindMentorRota(), AFFAIRS)
    assert (rota.owed, rota.next_unit_id) == ([law], law)
    assert [(turn.unit_id, turn.is_next, turn.owed, turn.called) for turn in rota.turns[:2]] == [
        (law, True, 1, 0),
        (marxism, False, 0, 1),
    ]
    made_good = staffed.call(second)
    assert made_good.mentor_unit_id == law
    assert [(why(passed_over), why(made_good))] == [
        ((staffed.marxism.name, False, ["教师全部外出"]), (staffed.law.name, True, []))
    ]
    rota = staffed.do(FindMentorRota(), AFFAIRS)
    assert (rota.owed, rota.next_unit_id) == ([], staffed.management.unit_id)
    assert rota.history == [marxism, law]
    assert [(event.unit_id, event.skipped) for event in staffed.emitted(MentorRotaAdvanced)] == [
        (law, []),
        (marxism, [law]),
        (law, []),
    ]


def why(team: TeamView) -> tuple[str, bool, list[str]]:
    """Who is called, whether the turn was owed, and why others were passed over."""
    call = team.mentor_call
    assert call is not None
    return call.unit_name, call.was_owed, [turn.reason for turn in call.skipped]


@pytest.mark.clause("B-9.2")
def test_nobody_is_called_before_there_is_a_rota_or_a_project(staffed: StaffedCollege) -> None:
    own, ordered = (
        staffed.an_own_class("ZB2601").class_id,
        staffed.an_ordered_class("KJ2601").class_id,
    )

    with refused("NOBODY_ON_ROTA"):
        staffed.call(own)
    with refused("NOT_CALLED"):
        staffed.send_mentors(own, staffed.law, f"{staffed.law.code}-1")
    staffed.set_rota()
    with refused("PROJECT_OPEN"):
        staffed.call(ordered)


@pytest.mark.clause("B-3.4b")
def test_where_there_are_no_mentors_none_are_called_and_none_are_missing(
    staffed: StaffedCollege,
) -> None:
    staffed.set_rota()
    class_id = staffed.an_own_class(mentor_required=False).class_id

    with refused("NO_MENTORS"):
        staffed.call(class_id)
    assert Fact.MENTORS_APPOINTED not in {item.code for item in staffed.find(class_id).readiness}


def test_only_teaching_departments_are_on_the_rota(staffed: StaffedCollege) -> None:
    office = staffed.departments[Role.OFFICE].unit_id

    with with_status(422):
        staffed.do(SetMentorRota(unit_ids=[staffed.law.unit_id, office]), AFFAIRS)
