"""The way of a class of the second norm: contracted, own, or run case by case."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.enrollment import (
    CheckInPart,
    ClassAdvanced,
    ClassDeparted,
    ClassResumed,
    ClassState,
    ClassSuspended,
)
from contracts.refusals import Invalid, Refusal
from contracts.values import Category, ClassLevel, OrgMode, Profile
from services.enrollment.domain.class_life import LINE
from services.enrollment.domain.conditions import READY_WHEN, Fact, applying
from services.enrollment.domain.nature import MAY_BE_LEFT_OUT, Nature, refuse_odd_route
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.makers import NOW, TODAY, a_class, refused

S = ClassState


def a_college_class(state: ClassState = S.PLANNED, **fields: Any) -> TrainingClass:
    """A contracted class of section-level cadres."""
    given: dict[str, Any] = {
        "profile": Profile.CADRE_COLLEGE,
        "category": Category.CADRE_SECTION,
        "org_mode": OrgMode.CONTRACTED,
        "host_id": "h1",
        **fields,
    }
    made = a_class(state)
    for name, value in given.items():
        setattr(made, name, value)
    return made


def own(state: ClassState = S.PLANNED, **fields: Any) -> TrainingClass:
    return a_college_class(state, **({"org_mode": OrgMode.HOSTED, "host_id": None} | fields))


@pytest.mark.clause("B-1.1", "B-6.1a")
def test_a_contracted_class_is_negotiated_confirmed_and_planned_before_it_is_prepared() -> None:
    found = a_college_class()

    with refused("WRONG_STATE"):
        found.carry_out(now=NOW)
    found.begin_negotiation(now=NOW)
    with refused("WRONG_STATE"):
        found.carry_out(now=NOW)
    found.confirm_project(now=NOW)
    found.carry_out(now=NOW)

    assert found.state is S.PREPARING


@pytest.mark.clause("B-3.1b")
@pytest.mark.parametrize("make", [a_college_class, own])
def test_no_class_of_the_college_is_prepared_without_its_implementation_plan(make: Any) -> None:
    found = make()

    with refused("PLAN_NEEDED"):
        found.begin_preparation(now=NOW)
    assert found.state is S.PLANNED


@pytest.mark.clause("B-1.1")
def test_an_own_class_of_the_college_has_nobody_to_negotiate_with() -> None:
    found = own()

    with refused("NO_HOST"):
        found.begin_negotiation(now=NOW)
    found.carry_out(now=NOW)
    assert found.state is S.PREPARING


def test_a_later_version_of_the_plan_moves_nothing() -> None:
    found = own()
    found.carry_out(now=NOW)
    found.note(Fact.NOTICE_PUBLISHED, now=NOW)

    assert found.carry_out(now=NOW) == []
    assert found.state is S.NOTIFIED


COLLEGE_FACTS = {
    Fact.COUNSELORS_APPOINTED,
    Fact.PARTICIPANTS_NAMED,
    Fact.EQUIPMENT_CHECKED,
    Fact.SUPPLIES_DRAWN,
    Fact.VENUE_SET_UP,
    Fact.DUTY_COVERED,
}


@pytest.mark.clause("B-5.2", "B-7.1", "B-8.3a", "B-8.3b", "B-8.4b")
@pytest.mark.parametrize("fact", sorted(COLLEGE_FACTS))
def test_nothing_the_second_norm_asks_for_may_be_missing_at_check_in(fact: Fact) -> None:
    found = a_college_class(S.READY, checkin_from=NOW, checkin_to=NOW + timedelta(hours=9))
    for condition in applying(READY_WHEN, found.nature):
        found.facts[condition.fact] = NOW.isoformat()
    found.withdraw_fact(fact)

    with pytest.raises(Refusal) as said:
        found.open_check_in(now=NOW)
    assert said.value.code == "NOT_READY"
    assert [fault.field for fault in said.value.faults] == [fact]
    assert said.value.clause.startswith("B-")


@pytest.mark.parametrize(
    ("fields", "extra"),
    [
        ({}, set()),
        ({"mentor_required": True}, {Fact.MENTORS_APPOINTED}),
        ({"level": ClassLevel.EXTRA_LARGE}, {Fact.REHEARSED}),
        ({"level": ClassLevel.IMPORTANT}, {Fact.REHEARSED}),
    ],
)
@pytest.mark.clause("B-9.1", "B-11", "B-3.4b")
def test_mentors_and_rehearsal_are_asked_of_the_classes_that_need_them(
    fields: dict[str, Any], extra: set[Fact]
) -> None:
    nature = a_college_class(**fields).nature
    needed = {condition.fact for condition in applying(READY_WHEN, nature)}

    assert needed >= COLLEGE_FACTS | extra
    assert needed & {Fact.MENTORS_APPOINTED, Fact.REHEARSED} == extra


@pytest.mark.clause("B-3.7b")
def test_a_class_held_online_needs_its_platform_instead_of_equipment() -> None:
    needed = {
        condition.fact for condition in applying(READY_WHEN, a_college_class(online=True).nature)
    }

    assert Fact.ONLINE_ROOM_READY in needed
    assert Fact.EQUIPMENT_CHECKED not in needed


def test_the_first_norm_asks_for_none_of_it() -> None:
    needed = {condition.fact for condition in applying(READY_WHEN, a_class(S.PLANNED).nature)}

    assert not needed & (COLLEGE_FACTS | {Fact.MENTORS_APPOINTED, Fact.REHEARSED})


@pytest.mark.clause("B-8.8a")
def test_a_contracted_class_does_not_leave_before_its_data_is_signed() -> None:
    found = a_college_class(S.ASSESSING, end_on=TODAY)

    with refused("DATA_NOT_CONFIRMED"):
        found.record_departure(today=TODAY, now=NOW)
    found.note(Fact.DATA_CONFIRMED, now=NOW)
    left = found.record_departure(today=TODAY, now=NOW)

    assert [type(event) for event in left] == [ClassDeparted, ClassAdvanced]
    assert found.state is S.DEPARTED


@pytest.mark.clause("B-12a")
@pytest.mark.parametrize("state", [S.CHECKING_IN, S.IN_PROGRESS, S.ASSESSING])
def test_a_suspended_class_goes_on_where_it_stood_and_ends_later(state: ClassState) -> None:
    found = a_college_class(state)
    ends = found.end_on
    stopped = found.suspend(reason="疫情", policy_ref="防控规定", today=TODAY, now=NOW)
    standing = found.state
    goes_on = found.resume(resume_on=TODAY + timedelta(days=3), now=NOW)

    assert (type(stopped[0]), standing) == (ClassSuspended, S.SUSPENDED)
    assert isinstance(goes_on[0], ClassResumed)
    assert (goes_on[0].days, found.end_on) == (3, ends + timedelta(days=3))
    assert (found.state, found.suspended_from) == (state, None)


@pytest.mark.clause("B-12a")
def test_what_is_heard_while_a_class_stands_still_counts_when_it_goes_on() -> None:
    found = a_college_class(S.IN_PROGRESS)
    found.suspend(reason="疫情", policy_ref="防控规定", today=TODAY, now=NOW)
    found.note(Fact.TEACHING_FINISHED, now=NOW)

    standing = found.state
    found.resume(resume_on=TODAY, now=NOW)

    assert [standing, found.state] == [S.SUSPENDED, S.ASSESSING]


def test_a_class_does_not_resume_before_it_stopped() -> None:
    found = a_college_class(S.IN_PROGRESS)
    found.suspend(reason="疫情", policy_ref="防控规定", today=TODAY, now=NOW)

    with refused("RESUME_BEFORE_SUSPENSION"):
        found.resume(resume_on=TODAY - timedelta(days=1), now=NOW)


@pytest.mark.clause("B-1.2")
def test_a_joint_class_passes_the_steps_left_out_by_itself() -> None:
    left_out = [S.NOTIFIED, S.ENROLLING, S.ROSTER_APPROVED]
    found = own(org_mode=OrgMode.JOINT, left_out=left_out, left_out_reason="联办单位自行招生")

    found.carry_out(now=NOW)

    assert found.state is S.ROSTER_APPROVED
    assert Fact.ROSTER_APPROVED not in {
        condition.fact for condition in applying(READY_WHEN, found.nature)
    }


@pytest.mark.clause("B-1.2")
@pytest.mark.parametrize("mode", [OrgMode.BRANCH, OrgMode.JOINT, OrgMode.DISPATCH])
def test_steps_are_left_out_case_by_case_and_with_a_reason(mode: OrgMode) -> None:
    refuse_odd_route(mode, [S.CHECKING_IN], "由分基地接待")

    with pytest.raises(Invalid) as said:
        refuse_odd_route(mode, [S.CHECKING_IN], " ")
    assert said.value.clause == "B-1.2"
    for essential in set(LINE) - MAY_BE_LEFT_OUT:
        with pytest.raises(Invalid):
            refuse_odd_route(mode, [essential], "个案")


@pytest.mark.clause("B-1.1")
@pytest.mark.parametrize("mode", [OrgMode.HOSTED, OrgMode.CONTRACTED])
def test_own_and_contracted_classes_take_every_step(mode: OrgMode) -> None:
    refuse_odd_route(mode, [], "")

    with pytest.raises(Invalid):
        refuse_odd_route(mode, [S.CHECKING_IN], "省事")


@pytest.mark.clause("B-8.4a")
def test_check_in_has_four_parts_in_the_college_and_two_online() -> None:
    assert Nature(profile=Profile.CADRE_COLLEGE).check_in_parts == frozenset(CheckInPart)
    assert Nature(profile=Profile.CADRE_COLLEGE, online=True).check_in_parts == {
        CheckInPart.SIGN_IN,
        CheckInPart.BRIEFING,
    }
    assert Nature().check_in_parts == {CheckInPart.SIGN_IN}


def test_a_class_that_has_not_begun_moves_to_other_days() -> None:
    found = a_college_class(S.PREPARING)
    moved = found.reschedule(
        start_on=date(2026, 5, 5),
        end_on=date(2026, 5, 9),
        checkin_from=NOW,
        checkin_to=NOW + timedelta(hours=1),
        reason="主办单位改期",
    )

    assert (moved.start_on, found.start_on, found.end_on) == (
        date(2026, 5, 5),
        date(2026, 5, 5),
        date(2026, 5, 9),
    )
    with refused("WRONG_STATE"):
        a_college_class(S.IN_PROGRESS).reschedule(
            start_on=TODAY, end_on=TODAY, checkin_from=NOW, checkin_to=NOW, reason="改期"
        )
