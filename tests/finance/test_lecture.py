"""Payable hours and fee caps."""

from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import HalfDay, TitleBand
from services.finance.domain.lecture import Lecture, net_cap_fen, payable_hours
from services.finance.domain.standard import BOOK

CAP = 40
STANDARD = BOOK.by_id("CN-2016-540-3")


def a_lecture(
    session_id: str = "s1",
    *,
    class_id: str = "c1",
    teacher_id: str = "t1",
    on: date = date(2026, 3, 9),
    half_day: HalfDay = HalfDay.AM,
    hours: int = 40,
    begins: int | None = None,
) -> Lecture:
    """A lecture; `begins` is the hour at which it starts."""
    return Lecture(
        session_id=session_id,
        class_id=class_id,
        teacher_id=teacher_id,
        on=on,
        half_day=half_day,
        hours=hours,
        begins_at=None if begins is None else datetime(2026, 3, 9, begins, tzinfo=UTC),
    )


@st.composite
def lecture_lists(draw: st.DrawFn) -> list[Lecture]:
    return [
        a_lecture(
            f"s{n}",
            class_id=draw(st.sampled_from(["c1", "c2"])),
            teacher_id=draw(st.sampled_from(["t1", "t2"])),
            half_day=draw(st.sampled_from(list(HalfDay))),
            hours=draw(st.integers(0, 60)),
            begins=draw(st.none() | st.integers(1, 3)),
        )
        for n in range(draw(st.integers(0, 8)))
    ]


def test_five_hours_in_one_half_day_pay_four() -> None:
    five = a_lecture(hours=50)
    assert payable_hours([five], half_day_cap=CAP) == {five: 40}


def test_two_sessions_of_a_half_day_share_the_cap() -> None:
    first, second = a_lecture("s1", hours=30, begins=1), a_lecture("s2", hours=30, begins=4)
    assert payable_hours([second, first], half_day_cap=CAP) == {first: 30, second: 10}


def test_a_lecture_to_two_classes_together_is_paid_once() -> None:
    one = a_lecture("s1", class_id="c1", hours=20, begins=1)
    same = a_lecture("s2", class_id="c2", hours=20, begins=1)
    assert sum(payable_hours([one, same], half_day_cap=CAP).values()) == 20


def test_two_teachers_of_one_session_are_each_paid() -> None:
    one, other = a_lecture(teacher_id="t1", hours=30), a_lecture(teacher_id="t2", hours=30)
    assert payable_hours([one, other], half_day_cap=CAP) == {one: 30, other: 30}


@given(lecture_lists())
def test_nobody_is_paid_more_than_taught_nor_more_than_the_cap(lectures: list[Lecture]) -> None:
    paid = payable_hours(lectures, half_day_cap=CAP)
    assert set(paid) == set(lectures)
    assert all(0 <= hours <= lecture.hours for lecture, hours in paid.items())
    by_half_day: dict[tuple[str, HalfDay], int] = defaultdict(int)
    for lecture, hours in paid.items():
        by_half_day[lecture.teacher_id, lecture.half_day] += hours
    assert all(hours <= CAP for hours in by_half_day.values())


@given(lecture_lists(), st.randoms())
def test_the_order_in_which_sessions_are_reported_does_not_matter(lectures, random) -> None:  # type: ignore[no-untyped-def]  # hypothesis' Random has no public type
    shuffled = random.sample(lectures, len(lectures))
    assert payable_hours(lectures, half_day_cap=CAP) == payable_hours(shuffled, half_day_cap=CAP)


@given(lecture_lists())
def test_without_clashes_the_whole_time_up_to_the_cap_is_paid(lectures: list[Lecture]) -> None:
    apart = [lecture for lecture in lectures if lecture.begins_at is None]
    taught: dict[tuple[str, HalfDay], int] = defaultdict(int)
    for lecture in apart:
        taught[lecture.teacher_id, lecture.half_day] += lecture.hours
    paid = payable_hours(apart, half_day_cap=CAP)
    assert sum(paid.values()) == sum(min(hours, CAP) for hours in taught.values())


@pytest.mark.parametrize(
    ("band", "net_yuan"),
    [
        (TitleBand.ASSOC_SENIOR, 2000),
        (TitleBand.INTERMEDIATE_AND_BELOW, 2000),
        (TitleBand.FULL_SENIOR, 4000),
        (TitleBand.ACADEMICIAN_OR_NATIONAL_EXPERT, 6000),
    ],
)
def test_four_hours_pay_at_most_the_cap_of_the_title_after_tax(
    band: TitleBand, net_yuan: int
) -> None:
    assert net_cap_fen(STANDARD, band, 40) == net_yuan * 100
