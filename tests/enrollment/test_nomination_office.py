"""Nominations through the office: seats exact, units apart, persons one."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from contracts.enrollment import (
    AcceptNominations,
    ListNominations,
    ListOwnNominations,
    ListOwnTrainees,
    ListQuotas,
    Nominate,
    NominationState,
    NominationSubmitted,
    NominationWithdrawn,
    RegisterUnit,
    RejectNomination,
    SubmitRoster,
    UnitKind,
    UnitView,
    WithdrawNomination,
)
from contracts.refusals import Refusal
from contracts.values import Category
from kit import clock
from services.enrollment.store.classes import ClassLookups
from tests.enrollment.makers import MAN, WOMAN, a_candidate_draft, refused
from tests.enrollment.school import DEADLINE, ORG, STAFF, School, an_id_number, secretary
from tests.servers import RealServers

S = NominationState


def quota_of(school: School, class_id: str, unit: UnitView) -> tuple[int, int]:
    """How many seats of a unit are used and how many wait."""
    lines = school.do(ListQuotas(class_id=class_id), STAFF)
    return next((line.used, line.waiting) for line in lines if line.unit_id == unit.unit_id)


def states(school: School, class_id: str) -> list[NominationState]:
    listed = school.do(ListNominations(class_id=class_id, size=200), STAFF)
    return [nomination.state for nomination in listed.items]


def withdraw(school: School, unit: UnitView, nomination_id: str) -> Any:
    request = WithdrawNomination(
        unit_id=unit.unit_id, nomination_id=nomination_id, reason="本人出差"
    )
    return school.do(request, secretary(unit))


@pytest.mark.clause("A-6.6")
def test_seats_are_given_in_turn_then_places_to_wait_then_none(school: School) -> None:
    class_id, unit = school.a_class_enrolling(seats=1, reserve=1).class_id, school.units[0]
    first, second = school.nominate(class_id, unit, 1), school.nominate(class_id, unit, 2)
    with refused("NO_SEAT_LEFT"):
        school.nominate(class_id, unit, 3)

    assert (first.state, second.state) == (S.ELIGIBLE, S.WAITLISTED)
    assert quota_of(school, class_id, unit) == (1, 1)
    assert [event.state for event in school.emitted(NominationSubmitted)] == [
        S.ELIGIBLE,
        S.WAITLISTED,
    ]


@pytest.mark.clause("A-6.6")
def test_a_withdrawal_moves_the_first_who_waits_up(school: School) -> None:
    class_id, unit = school.a_class_enrolling(seats=1, reserve=2).class_id, school.units[0]
    made = [school.nominate(class_id, unit, number) for number in range(3)]
    withdrawn = withdraw(school, unit, made[0].nomination_id)

    assert withdrawn.state is S.WITHDRAWN_BY_UNIT
    assert states(school, class_id) == [S.WITHDRAWN_BY_UNIT, S.ELIGIBLE, S.WAITLISTED]
    assert quota_of(school, class_id, unit) == (1, 1)
    assert len(school.emitted(NominationWithdrawn)) == 1


@pytest.mark.clause("A-6.6")
def test_whoever_waits_and_leaves_moves_nobody(school: School) -> None:
    class_id, unit = school.a_class_enrolling(seats=1, reserve=2).class_id, school.units[0]
    made = [school.nominate(class_id, unit, number) for number in range(3)]
    withdraw(school, unit, made[1].nomination_id)

    assert states(school, class_id) == [S.ELIGIBLE, S.WITHDRAWN_BY_UNIT, S.WAITLISTED]
    assert quota_of(school, class_id, unit) == (1, 1)


def test_who_was_withdrawn_may_be_nominated_again(school: School) -> None:
    class_id, (one, other) = school.a_class_enrolling().class_id, school.units
    first = school.nominate(class_id, one, 1)
    withdraw(school, one, first.nomination_id)
    again = school.nominate(class_id, other, 1)

    assert (again.person_id, again.state) == (first.person_id, S.ELIGIBLE)
    assert quota_of(school, class_id, one) == (0, 0)


def test_a_rejection_frees_the_seat_but_not_the_person(school: School) -> None:
    class_id, unit = school.a_class_enrolling(seats=1, reserve=1).class_id, school.units[0]
    first = school.nominate(class_id, unit, 1)
    school.nominate(class_id, unit, 2)
    rejected = school.do(
        RejectNomination(nomination_id=first.nomination_id, reason="不符合条件"), STAFF
    )

    assert (rejected.state, rejected.reason) == (S.REJECTED, "不符合条件")
    assert states(school, class_id) == [S.REJECTED, S.ELIGIBLE]
    with refused("ALREADY_NOMINATED"):
        school.nominate(class_id, unit, 1)


@pytest.mark.clause("A-6.6")
def test_the_same_id_number_is_the_same_person_nominated_once(school: School) -> None:
    class_id, (one, other) = school.a_class_enrolling().class_id, school.units
    school.nominate(class_id, one, id_no=MAN)

    with refused("ALREADY_NOMINATED"):
        school.nominate(class_id, one, id_no=MAN)
    with refused("NOMINATED_BY_ANOTHER_UNIT"):
        school.nominate(class_id, other, id_no=MAN)

    assert states(school, class_id) == [S.ELIGIBLE]
    assert quota_of(school, class_id, other) == (0, 0)


def test_a_known_number_under_another_name_is_refused(school: School) -> None:
    plan = school.an_issued_plan(Category.DEV_TARGET, Category.ACTIVIST)
    first = school.a_class_enrolling(item_id=plan.items[0].item_id)
    second = school.a_class_enrolling(item_id=plan.items[1].item_id, code="JJ2601")
    school.nominate(first.class_id, school.units[0], 1)

    with refused("NAME_DIFFERS"):
        school.nominate(second.class_id, school.units[0], 1, name="王五")


def test_nobody_is_taken_into_two_classes_on_one_day(school: School) -> None:
    plan = school.an_issued_plan(Category.DEV_TARGET, Category.ACTIVIST)
    school.a_class_with_trainees(item_id=plan.items[0].item_id)
    second = school.a_class_enrolling(item_id=plan.items[1].item_id, code="JJ2601")

    with refused("DATE_CLASH"):
        school.nominate(second.class_id, school.units[0], 0)


@pytest.mark.clause("A-5.w1")
def test_a_unit_acts_for_itself_only(school: School) -> None:
    class_id, (one, other) = school.a_class_enrolling().class_id, school.units
    made = school.nominate(class_id, one, 1)
    stranger = secretary(other)

    with refused("NOT_YOUR_DUTY"):
        school.do(
            Nominate(class_id=class_id, unit_id=one.unit_id, candidate=a_candidate_draft()),
            stranger,
        )
    with refused("NOT_YOUR_DUTY"):
        school.do(ListOwnNominations(unit_id=one.unit_id, class_id=class_id), stranger)
    with refused("UNKNOWN"):
        withdraw(school, other, made.nomination_id)

    own = ListOwnNominations(unit_id=other.unit_id, class_id=class_id)
    assert school.do(own, stranger).total == 0
    assert states(school, class_id) == [S.ELIGIBLE]


@pytest.mark.clause("A-5.w1", "A-7.2.b")
def test_a_unit_sees_its_own_people_only(school: School) -> None:
    class_id = school.a_class_with_trainees(5).class_id
    for unit, expected in zip(school.units, (3, 2), strict=True):
        trainees = school.do(
            ListOwnTrainees(unit_id=unit.unit_id, class_id=class_id), secretary(unit)
        )
        assert {one.unit_id for one in trainees.items} == {unit.unit_id}
        assert trainees.total == expected


def test_nominations_close_with_the_deadline(school: School) -> None:
    class_id = school.a_class_enrolling().class_id
    clock.move_to(DEADLINE)

    with refused("NOMINATIONS_CLOSED"):
        school.nominate(class_id, school.units[0], 1)


@pytest.mark.clause("A-6.6")
def test_new_seats_take_in_those_who_wait_and_used_ones_stay(school: School) -> None:
    class_id, (one, other) = school.a_class_enrolling(seats=1, reserve=2).class_id, school.units
    for number in range(3):
        school.nominate(class_id, one, number)
    with refused("SEATS_IN_USE"):
        school.allocate(class_id, (other, 5, 0))
    lines = school.allocate(class_id, (one, 2, 1))

    assert [(line.unit_id, line.used, line.waiting) for line in lines] == [(one.unit_id, 2, 1)]
    assert states(school, class_id) == [S.ELIGIBLE, S.ELIGIBLE, S.WAITLISTED]


def test_only_grass_roots_organisations_get_seats(school: School) -> None:
    class_id = school.a_class().class_id
    dept = school.do(RegisterUnit(code="D1", name="教务处", kind=UnitKind.DEPT), ORG)

    with refused("QUOTAS"):
        school.allocate(class_id, (dept, 5, 0))
    with refused("QUOTAS"):
        school.allocate(class_id, (school.units[0], 5, 0), (school.units[0], 6, 0))


@pytest.mark.clause("A-7.2.a")
def test_nominations_stand_still_while_the_roster_is_decided(school: School) -> None:
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    made = school.nominate(class_id, unit, 1)
    school.do(AcceptNominations(class_id=class_id), STAFF)
    school.do(SubmitRoster(class_id=class_id), STAFF)

    with refused("ROSTER_SUBMITTED"):
        school.nominate(class_id, unit, 2)
    with refused("ROSTER_SUBMITTED"):
        withdraw(school, unit, made.nomination_id)


@pytest.mark.clause("A-4.3.a")
def test_lists_are_found_by_name_and_number_and_always_masked(school: School) -> None:
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    school.nominate(class_id, unit, name="张三", id_no=MAN, student_no="2022001")
    school.nominate(class_id, unit, name="李四", id_no=WOMAN, sex="女", student_no="2022002")

    [found] = school.do(ListNominations(class_id=class_id, q="李"), STAFF).items
    [same] = school.do(ListNominations(class_id=class_id, q="2022002"), STAFF).items
    assert found == same
    waiting = ListNominations(class_id=class_id, state=S.WAITLISTED)
    assert school.do(waiting, STAFF).total == 0
    assert (found.sex, found.id_no_masked) == ("女", "230************120")
    assert found.phone_masked == "138****0001"


def all_at_once(attempts: list[Callable[[], Any]]) -> Counter[str]:
    """How many attempts made in parallel ended in which way."""

    def outcome(attempt: Callable[[], Any]) -> str:
        try:
            return str(attempt().state)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(attempts)) as pool:
        return Counter(pool.map(outcome, attempts))


def forty_for_ten(school: School) -> Counter[str]:
    """Forty nominations at once for ten seats and three places to wait."""
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]

    def attempt(number: int) -> Callable[[], Any]:
        return lambda: school.nominate(class_id, unit, number)

    ended = all_at_once([attempt(number) for number in range(40)])
    assert quota_of(school, class_id, unit) == (10, 3)
    return ended


@pytest.mark.clause("A-6.6")
def test_forty_nominations_at_once_for_ten_seats_take_exactly_ten(school: School) -> None:
    assert forty_for_ten(school) == {"ELIGIBLE": 10, "WAITLISTED": 3, "NO_SEAT_LEFT": 27}


@pytest.mark.usefixtures("moved_clock")
def test_forty_at_once_take_exactly_ten_on_postgresql(servers: RealServers) -> None:
    school = School(servers.fresh().database_url.format(service="enrollment"))

    assert forty_for_ten(school) == {"ELIGIBLE": 10, "WAITLISTED": 3, "NO_SEAT_LEFT": 27}
    school.office.close()


@pytest.mark.usefixtures("moved_clock")
def test_no_nomination_slips_in_beside_a_roster_on_postgresql(servers: RealServers) -> None:
    school = School(servers.fresh().database_url.format(service="enrollment"))
    class_id, unit = school.a_class_enrolling(seats=50).class_id, school.units[0]
    school.nominate(class_id, unit, 0)
    school.do(AcceptNominations(class_id=class_id), STAFF)

    def attempt(number: int) -> Callable[[], Any]:
        return lambda: school.nominate(class_id, unit, number)

    def submit() -> Any:
        return school.do(SubmitRoster(class_id=class_id), STAFF)

    ended = all_at_once([*map(attempt, range(1, 6)), submit, *map(attempt, range(6, 11))])

    undecided = states(school, class_id).count(S.ELIGIBLE)
    assert ended["SUBMITTED"] + ended["NOMINATIONS_UNDECIDED"] == 1
    assert ended["SUBMITTED"] == (undecided == 0)
    school.office.close()


@pytest.mark.usefixtures("moved_clock")
def test_without_the_guard_forty_at_once_overbook(
    servers: RealServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same forty, counted first and inserted afterwards."""

    def count_then_take(store: ClassLookups, class_id: str, unit_id: str) -> S | None:
        used, seats = store.session.execute(
            text("SELECT used, seats FROM quota WHERE class_id = :c AND unit_id = :u"),
            {"c": class_id, "u": unit_id},
        ).one()
        if used >= seats:
            return None
        store.session.execute(text("SELECT pg_sleep(0.05)"))
        store.session.execute(
            text("UPDATE quota SET used = :n WHERE class_id = :c AND unit_id = :u"),
            {"n": used + 1, "c": class_id, "u": unit_id},
        )
        return S.ELIGIBLE

    monkeypatch.setattr(ClassLookups, "take_seat", count_then_take)
    school = School(servers.fresh().database_url.format(service="enrollment"))
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    attempts: list[Callable[[], Any]] = [
        lambda number=number: school.nominate(class_id, unit, number)  # type: ignore[misc]
        for number in range(40)
    ]

    assert all_at_once(attempts)["ELIGIBLE"] > 10
    school.office.close()


@pytest.mark.clause("A-6.6")
def test_twenty_repeats_with_one_key_have_one_effect_and_one_answer(school: School) -> None:
    class_id, unit = school.a_class_enrolling().class_id, school.units[0]
    request = Nominate(
        class_id=class_id,
        unit_id=unit.unit_id,
        candidate=a_candidate_draft(id_no=an_id_number(1)),
    )
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: school.do(request, secretary(unit), key="k1"), range(20)))

    assert len({answer.nomination_id for answer in answers}) == 1
    assert quota_of(school, class_id, unit) == (1, 0)
