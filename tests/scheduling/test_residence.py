"""Who gets which bed: everybody who can, never two in one bed, never a mixed room, always alike."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.identity import Sex
from contracts.refusals import Refusal
from services.scheduling.domain.lodgers import lodgers_of, nights_ahead
from services.scheduling.domain.lodging import DormRoom, Lodger, Nights, Stay, nights_between
from services.scheduling.domain.residence import Residence, share_out
from tests.scheduling.college import day
from tests.scheduling.makers import a_timetable, a_trainee
from tests.scheduling.school import a_trainee_view

M, F = Sex.MALE, Sex.FEMALE
WEEK = Nights(from_on=day(1), to_on=day(5))


def a_room(number: int, beds: int = 2) -> DormRoom:
    return DormRoom(room_id=f"r{number}", building="学员楼", number=f"{number:03}", beds=beds)


def a_lodger(number: int, sex: Sex = M, unit: str = "u1") -> Lodger:
    return Lodger(trainee_id=f"t{number:03}", trainee_no=f"{number:03}", unit_id=unit, sex=sex)


def a_stay(room: str = "r1", bed: int = 1, sex: Sex = M, **changes: Any) -> Stay:
    facts: dict[str, Any] = {"from_on": day(1), "to_on": day(5), "class_id": "c9"}
    return Stay(
        stay_id=f"{room}-{bed}",
        trainee_id=f"x-{room}-{bed}",
        room_id=room,
        bed=bed,
        sex=sex,
        **(facts | changes),
    )


@st.composite
def residences(draw: st.DrawFn) -> Residence:
    """A few rooms of up to three beds, some of which others sleep in during some of the nights."""
    rooms = [a_room(n, draw(st.integers(1, 3))) for n in range(draw(st.integers(0, 5)))]
    stays = []
    for room in rooms:
        sex = draw(st.sampled_from([M, F]))
        for bed in draw(st.sets(st.integers(1, room.beds), max_size=room.beds)):
            if draw(st.booleans()):
                begins = draw(st.sampled_from([day(-2), day(2), day(5)]))
                until = begins + timedelta(days=draw(st.integers(1, 4)))
                stays.append(a_stay(room.room_id, bed, sex, from_on=begins, to_on=until))
    return Residence.over(WEEK, rooms, stays)


LODGERS = st.lists(
    st.tuples(st.sampled_from([M, F]), st.sampled_from(["u1", "u2", "u3"])), max_size=7
).map(lambda kinds: [a_lodger(n, sex, unit) for n, (sex, unit) in enumerate(kinds)])


def can_all_be_housed(residence: Residence, lodgers: Sequence[Lodger]) -> bool:
    """Trying every way of giving the empty rooms to men or to women."""
    needed = Counter(lodger.sex for lodger in lodgers)
    whose = [residence.sexes(room) or {M, F} for room in residence.rooms]
    free = [room.beds - len(residence.taken(room)) for room in residence.rooms]
    return any(
        all(
            sum(beds for beds, owner in zip(free, owners, strict=True) if owner is sex)
            >= needed[sex]
            for sex in (M, F)
        )
        for owners in product(*whose)
    )


@pytest.mark.clause("B-8.4a")
@given(residences(), LODGERS)
def test_everybody_is_housed_exactly_when_there_is_a_way_at_all(
    residence: Residence, lodgers: list[Lodger]
) -> None:
    if can_all_be_housed(residence, lodgers):
        assert residence.house(lodgers).keys() == {lodger.trainee_id for lodger in lodgers}
    else:
        with pytest.raises(Refusal, match="TOO_FEW_BEDS"):
            residence.house(lodgers)


@pytest.mark.clause("B-8.4a")
@given(residences(), LODGERS)
def test_no_bed_is_given_twice_and_no_room_is_mixed(
    residence: Residence, lodgers: list[Lodger]
) -> None:
    try:
        places = residence.house(lodgers)
    except Refusal:
        return
    given_beds = [(place.room.room_id, place.bed) for place in places.values()]
    assert len(set(given_beds)) == len(given_beds)
    for lodger in lodgers:
        place = places[lodger.trainee_id]
        assert 1 <= place.bed <= place.room.beds
        assert place.bed not in residence.taken(place.room)
        beside = {one.sex for one in lodgers if places[one.trainee_id].room is place.room}
        assert residence.sexes(place.room) | beside == {lodger.sex}


@pytest.mark.clause("B-8.4a")
@given(residences(), LODGERS, st.randoms(use_true_random=False))
def test_the_same_people_get_the_same_beds_in_whatever_order_they_come(
    residence: Residence, lodgers: list[Lodger], chance: Any
) -> None:
    shuffled = sorted(lodgers, key=lambda _: chance.random())
    rooms = sorted(residence.rooms, key=lambda _: chance.random())
    other = Residence.over(WEEK, rooms, residence.stays)
    try:
        places = residence.house(lodgers)
    except Refusal:
        return
    assert other.house(shuffled) == places


@pytest.mark.clause("B-8.4a")
def test_a_units_people_lie_side_by_side() -> None:
    residence = Residence.over(WEEK, [a_room(n, 3) for n in range(4)], [])
    mixed = [a_lodger(n, M, f"u{n % 3}") for n in range(9)]
    places = residence.house(mixed)
    units = [
        {one.unit_id for one in mixed if places[one.trainee_id].room is room}
        for room in residence.rooms
    ]
    assert units == [{"u0"}, {"u1"}, {"u2"}, set()]


@pytest.mark.clause("B-8.4a")
def test_a_large_room_is_left_to_those_who_need_it() -> None:
    residence = Residence.over(WEEK, [a_room(1, 3), a_room(2, 1)], [])
    people = [a_lodger(1, M), *(a_lodger(n, F) for n in (2, 3, 4))]
    places = residence.house(people)
    assert places["t001"].room.room_id == "r2"
    with pytest.raises(Refusal, match="TOO_FEW_BEDS") as refused:
        residence.house([*people, a_lodger(5, M)])
    assert {fault.field for fault in refused.value.faults} == {"beds.male", "beds.female"}


@given(st.lists(st.integers(1, 6), max_size=8), st.integers(0, 20), st.integers(0, 20))
def test_rooms_are_shared_out_with_as_few_opened_as_their_order_allows(
    beds: list[int], men: int, women: int
) -> None:
    owners = share_out(beds, men, women)
    if owners is None:
        assert not any(enough(beds, way, men, women) for way in product((M, F), repeat=len(beds)))
        return
    assert enough(beds, owners, men, women)
    fewer = len(owners) - 1
    assert fewer < 0 or not any(
        enough(beds, way, men, women) for way in product((M, F), repeat=fewer)
    )


def enough(beds: Sequence[int], owners: Sequence[Sex], men: int, women: int) -> bool:
    room_for: Counter[Sex] = Counter()
    for size, owner in zip(beds, owners, strict=False):
        room_for[owner] += size
    return room_for[M] >= men and room_for[F] >= women


# -- One bed --------------------------------------------------------------------------------------


@pytest.mark.clause("B-8.4a")
@pytest.mark.parametrize(
    ("stay", "bed", "sex", "code"),
    [
        (a_stay(bed=1), 1, M, "BED_TAKEN"),
        (a_stay(bed=1), 2, M, None),
        (a_stay(bed=1), 2, F, "ROOM_OF_OTHER_SEX"),
        (a_stay(bed=1), 3, M, "NO_SUCH_BED"),
        (a_stay(bed=1, from_on=day(-3), to_on=day(1)), 1, F, None),
        (a_stay(bed=1, from_on=day(5), to_on=day(9)), 1, F, None),
        (a_stay(bed=1, from_on=day(4), to_on=day(9)), 2, F, "ROOM_OF_OTHER_SEX"),
        (a_stay(bed=1, from_on=day(-3), to_on=day(2)), 1, M, "BED_TAKEN"),
    ],
)
def test_a_bed_is_given_only_free_and_among_ones_own_sex_for_all_the_nights(
    stay: Stay, bed: int, sex: Sex, code: str | None
) -> None:
    room = a_room(1)
    residence = Residence.over(WEEK, [room], [stay])
    if code is None:
        assert residence.place(room, bed, a_lodger(1, sex)).bed == bed
    else:
        with pytest.raises(Refusal, match=code):
            residence.place(room, bed, a_lodger(1, sex))


@pytest.mark.clause("B-8.4a")
@given(st.integers(-3, 9))
def test_the_nights_slept_are_those_before_the_bed_was_given_back(on: int) -> None:
    stay = a_stay()
    released = stay.end(day(on), a_room(1))
    slept = [night for night in WEEK if night < day(on)]
    assert len(stay.nights) == len(slept)
    assert (released.from_on, released.to_on) == (stay.from_on, stay.to_on)


# -- Who needs a bed, and when --------------------------------------------------------------------


@pytest.mark.clause("B-8.4a")
def test_a_bed_is_for_the_nights_from_check_in_or_today_to_the_last_day() -> None:
    timetable = a_timetable(checkin_on=day(0))
    assert nights_ahead(timetable, day(-9)) == Nights(from_on=day(0), to_on=day(5))
    assert nights_ahead(timetable, day(3)) == Nights(from_on=day(3), to_on=day(5))
    with pytest.raises(Refusal, match="NO_NIGHTS"):
        nights_ahead(timetable, day(5))
    with pytest.raises(Refusal, match="NO_NIGHTS"):
        nights_ahead(a_timetable(end_on=day(1)), day(1))


@pytest.mark.clause("B-8.4a")
def test_nobody_is_housed_whose_sex_is_not_known() -> None:
    views = [a_trainee_view("t1", sex="女"), a_trainee_view("t2", sex="未知")]
    trainees = [a_trainee("t1"), a_trainee("t2")]
    assert lodgers_of(trainees[:1], views)[0].sex is F
    with pytest.raises(Refusal, match="SEX_UNKNOWN") as refused:
        lodgers_of(trainees, views)
    assert [fault.field for fault in refused.value.faults] == ["2026-1-002"]
    with pytest.raises(Refusal, match="UNKNOWN"):
        lodgers_of([a_trainee("t3")], views)


@given(st.dates(), st.dates())
def test_nights_end_with_the_calendar(first: date, last: date) -> None:
    nights = nights_between(first, last)
    assert len(nights) == max(0, (min(last, date.max - timedelta(days=1)) - first).days + 1)
