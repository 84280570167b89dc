"""What the data sheet counts, and where each line comes from."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.finance import DataGroup
from contracts.scheduling import ServiceKind
from contracts.values import HalfDay, SessionForm
from services.finance.domain.counting import Counted, Service, Stay, count_lines
from services.finance.domain.usage import Arrival, HeldSession

MONDAY = date(2026, 4, 20)
FRIDAY = MONDAY + timedelta(days=4)


def an_arrival(trainee_id: str = "t1", *, on: date = MONDAY, left: date | None = None) -> Arrival:
    return Arrival(trainee_id=trainee_id, class_id="c1", arrived_on=on, left_on=left)


def a_stay(
    trainee_id: str = "t1",
    room: str = "A-101",
    *,
    from_on: date = MONDAY,
    to_on: date = FRIDAY,
    heard: int = 1,
) -> Stay:
    return Stay(
        trainee_id=trainee_id,
        room=room,
        from_on=from_on,
        class_id="c1",
        bed=1,
        to_on=to_on,
        heard=heard,
    )


def a_service(
    order_id: str, kind: ServiceKind, what: str, quantity: int, *, on: date = MONDAY
) -> Service:
    return Service(order_id=order_id, class_id="c1", kind=kind, what=what, on=on, quantity=quantity)


def a_session(
    session_id: str,
    *,
    half_day: HalfDay = HalfDay.AM,
    form: SessionForm = SessionForm.PARTY_LECTURE,
    venue_id: str | None = "v1",
    title: str = "党课",
) -> HeldSession:
    return HeldSession(
        session_id=session_id,
        class_id="c1",
        on=MONDAY,
        half_day=half_day,
        hours=40,
        venue_id=venue_id,
        teacher_ids=["anna"],
        form=form,
        title=title,
        present_n=38,
    )


def counted(**facts: object) -> list[Counted]:
    given_facts: dict[str, object] = {
        "arrivals": [],
        "stays": [],
        "services": [],
        "sessions": [],
        "venue_names": {"v1": "大会议室"},
    }
    return count_lines(**given_facts | facts)  # type: ignore[arg-type]  # the parameters by name


def nights(*stays: Stay, arrivals: tuple[Arrival, ...] = (an_arrival(),)) -> int:
    return sum(line.quantity for line in counted(stays=stays, arrivals=arrivals))


@pytest.mark.clause("B-8.8b")
def test_a_class_that_used_nothing_has_no_lines() -> None:
    assert counted() == []


@pytest.mark.clause("B-8.8b")
def test_lodging_is_counted_in_bed_nights_with_each_bed_as_its_source() -> None:
    arrivals = (an_arrival("t1"), an_arrival("t2"))
    lines = counted(stays=[a_stay("t1"), a_stay("t2", "A-102")], arrivals=arrivals)
    assert lines == [
        Counted(
            key="LODGING",
            group=DataGroup.LODGING,
            label="住宿",
            unit="床·夜",
            quantity=8,
            sources=("房间 A-101 1床 04-20→04-24", "房间 A-102 1床 04-20→04-24"),
        )
    ]


@pytest.mark.clause("B-8.8b")
def test_nobody_pays_for_the_bed_of_somebody_who_never_came() -> None:
    assert nights(a_stay("t1"), a_stay("t2", "A-102")) == 4


def test_who_comes_late_or_leaves_early_sleeps_fewer_nights() -> None:
    arrivals = (
        an_arrival("t1", on=MONDAY + timedelta(days=1)),
        an_arrival("t2", left=MONDAY + timedelta(days=1)),
    )
    assert nights(a_stay("t1"), a_stay("t2", "A-102"), arrivals=arrivals) == 3 + 1


def test_who_moves_to_another_room_sleeps_in_one_bed_a_night() -> None:
    moved = a_stay("t1", "B-201", from_on=MONDAY + timedelta(days=2), heard=5)
    [line] = counted(stays=[a_stay("t1", heard=1), moved], arrivals=[an_arrival()])
    assert line.quantity == 4
    assert line.sources == ("房间 A-101 1床 04-20→04-22", "房间 B-201 1床 04-22→04-24")


def test_a_bed_given_back_counts_to_that_day_whichever_is_heard_first() -> None:
    wednesday = MONDAY + timedelta(days=2)
    late = a_stay("t1", to_on=FRIDAY, heard=1)
    late.take(bed=0, to_on=wednesday, heard=2)
    early = Stay(
        trainee_id="t1",
        room="A-101",
        from_on=MONDAY,
        class_id="c1",
        bed=0,
        to_on=wednesday,
        heard=2,
    )
    early.take(bed=1, to_on=FRIDAY, heard=1)
    assert (late.bed, late.to_on) == (early.bed, early.to_on) == (1, wednesday)


@pytest.mark.clause("B-8.8b")
def test_each_kind_of_meal_has_a_line_of_heads() -> None:
    services = [
        a_service("o1", ServiceKind.MEALS, "早餐", 40),
        a_service("o2", ServiceKind.MEALS, "早餐 ", 38, on=MONDAY + timedelta(days=1)),
        a_service("o3", ServiceKind.MEALS, "晚餐", 12),
    ]
    lines = {line.label: line for line in counted(services=services)}
    assert {label: line.quantity for label, line in lines.items()} == {"早餐": 78, "晚餐": 12}
    assert lines["早餐"].sources == ("04-20 早餐 40人次", "04-21 早餐 38人次")


@pytest.mark.clause("B-8.8b")
def test_a_venue_is_used_once_a_half_day_and_a_field_study_is_an_activity() -> None:
    sessions = [
        a_session("s1"),
        a_session("s2"),
        a_session("s3", half_day=HalfDay.PM),
        a_session("s4", half_day=HalfDay.EVE, venue_id=None),
        a_session("s5", form=SessionForm.FIELD_STUDY, venue_id="v9", title="烈士纪念馆"),
    ]
    found = {(line.group, line.label): line for line in counted(sessions=sessions)}
    assert {key: line.quantity for key, line in found.items()} == {
        (DataGroup.VENUE, "大会议室"): 2,
        (DataGroup.ACTIVITY, "现场教学：烈士纪念馆"): 1,
    }
    assert found[DataGroup.ACTIVITY, "现场教学：烈士纪念馆"].sources == (
        "课次 04-20 上午 烈士纪念馆（38人）",
    )


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        (ServiceKind.MEALS, DataGroup.MEALS),
        (ServiceKind.LODGING, DataGroup.LODGING),
        (ServiceKind.VENUE, DataGroup.VENUE),
        (ServiceKind.PARKING, DataGroup.ACTIVITY),
        (ServiceKind.TRANSPORT, DataGroup.ACTIVITY),
        (ServiceKind.CLEANING, DataGroup.ACTIVITY),
        (ServiceKind.FACILITIES, DataGroup.ACTIVITY),
        (ServiceKind.GATE, DataGroup.ACTIVITY),
    ],
)
def test_every_service_stands_in_one_of_the_four_groups(
    kind: ServiceKind, group: DataGroup
) -> None:
    assert [line.group for line in counted(services=[a_service("o1", kind, "大巴", 2)])] == [group]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 4), st.integers(0, 5)
        ),
        max_size=6,
    ),
    st.integers(0, 10**6),
)
def test_no_order_of_reports_changes_the_count_and_no_night_counts_twice(
    rows: list[tuple[str, str, int, int]], seed: int
) -> None:
    stays = [
        a_stay(
            who,
            room,
            from_on=MONDAY + timedelta(days=first),
            to_on=MONDAY + timedelta(days=first + length),
            heard=place,
        )
        for place, (who, room, first, length) in enumerate(rows)
    ]
    arrivals = (an_arrival("a"), an_arrival("b"))
    shuffled = random.Random(seed).sample(stays, len(stays))
    assert counted(stays=stays, arrivals=arrivals) == counted(stays=shuffled, arrivals=arrivals)
    slept = {(stay.trainee_id, night) for stay in stays for night in stay.nights}
    assert nights(*stays, arrivals=arrivals) == len(slept)
