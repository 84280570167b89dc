"""Duties in a class: who may be given one, taken over, stood in for, given back."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from contracts.base import Event
from contracts.enrollment import (
    ClassRole,
    ParticipantNamed,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
    UnitKind,
)
from contracts.refusals import Forbidden, Invalid, Unknown
from contracts.roles import Role
from kit.testing import an_actor
from services.enrollment.domain.appointing import (
    Appointee,
    appointee_of,
    is_short,
    lead_is_fallback,
    of_teaching_affairs,
    outside_of,
    refuse_other_appointer,
    refuse_other_staff,
    refuse_outside_counselor,
    refuse_wrong_number,
)
from services.enrollment.domain.assignment import ASSIGNMENT_LIFE, Assignment, AssignmentState
from services.enrollment.domain.staff import Staff
from services.enrollment.domain.team import Appointment, Team
from tests.enrollment.makers import NOW, a_unit, refused

LEAD, COUNSELOR, PARTICIPANT = ClassRole.LEAD, ClassRole.COUNSELOR, ClassRole.PARTICIPANT
S = AssignmentState
HOUR = timedelta(hours=1)
AFFAIRS = a_unit(
    unit_id="affairs", name="教务处", kind=UnitKind.DEPT, function=Role.TEACHING_AFFAIRS
)
STUDENTS = a_unit(
    unit_id="students", name="学员工作处", kind=UnitKind.DEPT, function=Role.STUDENT_WORK
)


def somebody(person_id: str, function: Role = Role.STUDENT_WORK, **fields: Any) -> Appointee:
    values: dict[str, Any] = {
        "person_id": person_id,
        "name": person_id,
        "unit_id": "students",
        "function": function,
    }
    return Appointee(**(values | fields))


def the_act(reason: str = "", now: Any = NOW) -> Appointment:
    numbers = count(1)
    return Appointment(
        by="head", now=now, new_id=lambda: f"{now:%H%M}-{next(numbers)}", reason=reason
    )


def a_team(*counselors: str) -> Team:
    team = Team(class_id="c1")
    team.appoint(COUNSELOR, [somebody(one) for one in counselors], act=the_act())
    return team


def kinds(events: list[Event]) -> list[tuple[type, str]]:
    return [
        (type(event), event.person_id)
        for event in events
        if isinstance(event, RoleAssigned | RoleReplaced | RoleEnded)
    ]


def held_by(team: Team, role: ClassRole = COUNSELOR) -> list[str]:
    return [one.person_id for one in team.assignments if one.role is role and one.held]


# -- Who may be given a duty -----------------------------------------------------------------------


@pytest.mark.clause("B-5.1b")
@pytest.mark.parametrize(
    "person", [None, somebody("x", Role.OFFICE), somebody("x", Role.STUDENT_WORK)]
)
def test_the_lead_comes_from_teaching_affairs(person: Appointee | None) -> None:
    with refused("NOT_TEACHING_AFFAIRS"):
        of_teaching_affairs(person)


@pytest.mark.clause("B-5.1a", "B-5.1b")
def test_the_lead_comes_from_the_training_section_unless_it_is_short_or_a_reason_is_given() -> None:
    def fallback(section: str, *, short: bool = False, reason: str = "") -> bool:
        person = somebody("x", Role.TEACHING_AFFAIRS, section=section)
        return lead_is_fallback(person, training_section="培训科", short=short, reason=reason)

    assert not fallback("培训科")
    with refused("FALLBACK_NEEDS_REASON"):
        fallback("教务科", reason=" ")
    assert fallback("教务科", short=True)
    assert fallback("教务科", reason="熟悉主办单位业务")


@pytest.mark.clause("B-5.1b")
def test_a_section_is_short_when_all_of_it_lead_classes_at_the_same_time() -> None:
    assert is_short({"a", "b"}, {"a", "b", "c"})
    assert not is_short({"a", "b"}, {"a"})
    assert is_short(set(), set())


@pytest.mark.clause("B-7.1", "B-9.1")
@pytest.mark.parametrize("role", [ClassRole.COUNSELOR, ClassRole.MENTOR])
def test_one_or_two_serve_a_class_never_none_three_or_one_twice(role: ClassRole) -> None:
    for people in (["a"], ["a", "b"]):
        refuse_wrong_number(role, people, (1, 2))
    for people in ([], ["a", "b", "c"], ["a", "a"]):
        with pytest.raises(Invalid) as said:
            refuse_wrong_number(role, people, (1, 2))
        assert said.value.clause == {COUNSELOR: "B-7.1"}.get(role, "B-9.1")


@pytest.mark.clause("B-7.2")
def test_a_counselor_of_another_department_needs_a_reason() -> None:
    outside = somebody("x", Role.LIBRARY_IT)

    refuse_outside_counselor([somebody("a")], "")
    with refused("OUTSIDE_NEEDS_REASON"):
        refuse_outside_counselor([somebody("a"), outside], "")
    refuse_outside_counselor([outside], "学员工作处人员另有任务")
    assert outside_of([somebody("a"), outside], Role.STUDENT_WORK) == [outside]


@pytest.mark.clause("B-5.2", "B-9.1")
def test_a_department_names_its_own_people() -> None:
    refuse_other_staff(PARTICIPANT, [somebody("a")], STUDENTS)
    with refused("NOT_OWN_STAFF"):
        refuse_other_staff(PARTICIPANT, [somebody("a"), somebody("x", unit_id="affairs")], STUDENTS)


def test_who_has_left_the_service_is_given_no_duty() -> None:
    staff = Staff(person_id="a", name="甲", unit_id="students")

    assert appointee_of(staff, STUDENTS).function is Role.STUDENT_WORK
    staff.active = False
    with refused("NOT_IN_SERVICE"):
        appointee_of(staff, STUDENTS)


@pytest.mark.clause("B-5.0")
@pytest.mark.parametrize(
    ("role", "unit", "appointer"),
    [
        (LEAD, AFFAIRS, Role.TEACHING_AFFAIRS),
        (COUNSELOR, AFFAIRS, Role.STUDENT_WORK),
        (PARTICIPANT, AFFAIRS, Role.TEACHING_AFFAIRS),
        (ClassRole.MENTOR, STUDENTS, Role.STUDENT_WORK),
        (ClassRole.HOST_MANAGER, STUDENTS, Role.TEACHING_AFFAIRS),
    ],
)
def test_every_duty_is_given_by_the_department_the_norm_names(
    role: ClassRole, unit: Any, appointer: Role
) -> None:
    refuse_other_appointer(an_actor(appointer), role, unit, class_id="c1")
    for other in {Role.TEACHING_AFFAIRS, Role.STUDENT_WORK, Role.OFFICE} - {appointer}:
        with pytest.raises(Forbidden):
            refuse_other_appointer(an_actor(other), role, unit, class_id="c1")


# -- Given -----------------------------------------------------------------------------------------


@pytest.mark.clause("B-5.1a")
def test_a_class_has_exactly_one_lead() -> None:
    team, person = Team(class_id="c1"), somebody("a", Role.TEACHING_AFFAIRS)

    [told] = team.appoint_lead(person, fallback=True, act=the_act("人手不足"))
    assert kinds([told]) == [(RoleAssigned, "a")]
    [lead] = team.members(LEAD)
    assert (lead.fallback, lead.reason, lead.appointed_by) == (True, "人手不足", "head")
    with refused("LEAD_APPOINTED"):
        team.appoint_lead(somebody("b"), fallback=False, act=the_act())


@pytest.mark.clause("B-7.1")
def test_appointing_counselors_anew_replaces_the_set() -> None:
    team = a_team("a", "b")
    told = team.appoint(COUNSELOR, [somebody("b"), somebody("c")], act=the_act(now=NOW + HOUR))

    assert kinds(told) == [(RoleEnded, "a"), (RoleAssigned, "c")]
    assert held_by(team) == ["b", "c"]


@pytest.mark.clause("B-5.2")
def test_each_participant_is_told_of_by_name_once() -> None:
    team = Team(class_id="c1")
    first = team.name_participants([somebody("a")], unit_id="students", act=the_act())
    again = team.name_participants(
        [somebody("a"), somebody("b")], unit_id="students", act=the_act(now=NOW + HOUR)
    )

    def named(events: list[Event]) -> list[str]:
        return [event.person_id for event in events if isinstance(event, ParticipantNamed)]

    assert (named(first), named(again)) == (["a"], ["b"])
    assert team.unnamed_of(["students", "affairs"]) == ["affairs"]


def test_a_person_of_two_departments_is_given_the_role_once_and_loses_it_last() -> None:
    team = Team(class_id="c1")
    first = team.appoint(PARTICIPANT, [somebody("a")], unit_id="students", act=the_act())
    moved = somebody("a", unit_id="affairs")
    second = team.appoint(PARTICIPANT, [moved], unit_id="affairs", act=the_act(now=NOW + HOUR))
    ended = team.appoint(
        PARTICIPANT, [somebody("b")], unit_id="students", act=the_act(now=NOW + 2 * HOUR)
    )

    assert [kinds(events) for events in (first, second, ended)] == [
        [(RoleAssigned, "a")],
        [],
        [(RoleAssigned, "b")],
    ]


# -- Taken over and stood in for -------------------------------------------------------------------


@pytest.mark.clause("B-5.0")
def test_a_duty_is_taken_over_by_somebody_who_has_it_not() -> None:
    team = a_team("a", "b")
    duty = team.members(COUNSELOR)[0]
    [told] = team.replace(duty, somebody("c"), fallback=False, act=the_act("调岗", NOW + HOUR))

    assert isinstance(told, RoleReplaced)
    assert (told.person_id, told.replaced_id, duty.state) == ("c", "a", S.REPLACED)
    assert held_by(team) == ["b", "c"]
    for holder in ("b", "c"):
        with refused("HOLDS_IT_ALREADY"):
            team.replace(
                team.members(COUNSELOR)[0], somebody(holder), fallback=False, act=the_act()
            )


@pytest.mark.clause("B-8.4d")
@pytest.mark.parametrize("substitute", [None, somebody("a")])
def test_nobody_leaves_a_duty_without_a_substitute(substitute: Appointee | None) -> None:
    team = a_team("a")

    with refused("SUBSTITUTE_NEEDED"):
        team.substitute(
            team.members(COUNSELOR)[0], substitute, from_at=NOW, to_at=NOW + HOUR, act=the_act()
        )


@pytest.mark.clause("B-8.4d")
def test_an_absence_ends_after_it_begins_and_lies_ahead() -> None:
    team = a_team("a")
    duty = team.members(COUNSELOR)[0]

    for from_at, to_at in ((NOW + HOUR, NOW + HOUR), (NOW - 2 * HOUR, NOW - HOUR)):
        with pytest.raises(Invalid, match="ABSENCE"):
            team.substitute(duty, somebody("b"), from_at=from_at, to_at=to_at, act=the_act())


def stands_in(team: Team, person_id: str, *, begins: int, ends: int) -> list[Event]:
    return team.substitute(
        team.members(COUNSELOR)[0],
        somebody(person_id),
        from_at=NOW + begins * HOUR,
        to_at=NOW + ends * HOUR,
        act=the_act("参加会议"),
    )


@pytest.mark.clause("B-8.4d")
def test_a_substitute_has_the_duty_for_the_time_of_the_absence() -> None:
    team = a_team("a")

    assert kinds(stands_in(team, "b", begins=2, ends=4)) == []
    assert held_by(team) == ["a"]
    assert kinds(team.keep_time(now=NOW + 2 * HOUR)) == [(RoleAssigned, "b")]
    assert team.keep_time(now=NOW + 3 * HOUR) == []
    assert held_by(team) == ["a", "b"]
    assert kinds(team.keep_time(now=NOW + 4 * HOUR)) == [(RoleEnded, "b")]
    assert held_by(team) == ["a"]


@pytest.mark.clause("B-8.4d")
def test_an_absence_that_begins_at_once_gives_the_duty_at_once() -> None:
    team = a_team("a")

    assert kinds(stands_in(team, "b", begins=0, ends=4)) == [(RoleAssigned, "b")]


def test_a_colleague_who_stands_in_keeps_the_duty_of_their_own() -> None:
    team = a_team("a", "b")

    assert kinds(stands_in(team, "b", begins=0, ends=1)) == []
    assert kinds(team.keep_time(now=NOW + HOUR)) == []
    assert held_by(team) == ["a", "b"]


def test_who_stood_in_is_dismissed_when_the_holder_leaves() -> None:
    team = a_team("a")
    stands_in(team, "b", begins=0, ends=4)
    told = team.appoint(COUNSELOR, [somebody("c")], act=the_act(now=NOW + HOUR))

    assert kinds(told) == [(RoleEnded, "b"), (RoleEnded, "a"), (RoleAssigned, "c")]


def test_another_substitute_takes_the_rest_of_the_time() -> None:
    team = a_team("a")
    stands_in(team, "b", begins=2, ends=4)
    waiting = next(one for one in team.assignments if one.substitute_for)
    assert team.replace(waiting, somebody("c"), fallback=False, act=the_act()) == []

    assert kinds(team.keep_time(now=NOW + 2 * HOUR)) == [(RoleAssigned, "c")]
    [standing] = [one for one in team.assignments if one.held and one.substitute_for]
    assert (standing.substitute_for, standing.to_at) == ("a", NOW + 4 * HOUR)


def test_who_is_replaced_but_still_stands_in_keeps_the_role() -> None:
    team = a_team("a", "b")
    stands_in(team, "b", begins=0, ends=4)
    own = next(one for one in team.members(COUNSELOR) if one.person_id == "b")
    told = team.replace(own, somebody("c"), fallback=False, act=the_act(now=NOW + HOUR))

    assert kinds(told) == [(RoleAssigned, "c")]


def test_only_duties_that_stand_are_found() -> None:
    with pytest.raises(Unknown):
        a_team("a").find("another")


# -- The life of a duty ----------------------------------------------------------------------------

VERBS: dict[str, Callable[[Assignment], object]] = {
    "begin": lambda duty: duty.begin(),
    "replace": lambda duty: duty.replace(now=NOW),
    "end": lambda duty: duty.end(now=NOW),
    "be_absent": lambda duty: Team(class_id="c1", assignments=[duty]).substitute(
        duty, somebody("b"), from_at=NOW, to_at=NOW + HOUR, act=the_act()
    ),
}


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize("verb", ASSIGNMENT_LIFE.moves)
@pytest.mark.parametrize("state", S)
def test_a_step_out_of_turn_is_refused_and_changes_nothing(verb: str, state: S) -> None:
    duty = Assignment(
        assignment_id="d1",
        class_id="c1",
        role=COUNSELOR,
        person_id="a",
        name="甲",
        unit_id="students",
        appointed_by="head",
        from_at=NOW,
        state=state,
    )
    before = repr(duty)

    if state in ASSIGNMENT_LIFE.moves[verb][0]:
        VERBS[verb](duty)
        return
    with refused("WRONG_STATE"):
        VERBS[verb](duty)
    assert repr(duty) == before
