"""Fee standards and the ceiling formula."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from contracts.values import Category, Profile
from services.finance.domain.standard import BOOK

THIRD_CLASS = BOOK.by_id("CN-2016-540-3")
people = st.lists(st.integers(0, 500), max_size=90)


@pytest.mark.parametrize(
    ("standard_id", "yuan"),
    [("CN-2016-540-1", 760), ("CN-2016-540-2", 650), ("CN-2016-540-3", 550)],
)
def test_the_central_table_stands_as_published(standard_id: str, yuan: int) -> None:
    assert BOOK.by_id(standard_id).total_fen == yuan * 100


def test_days_beyond_the_thirtieth_count_seventy_percent() -> None:
    thirty = THIRD_CLASS.ceiling_fen([40] * 30)
    assert thirty == 55_000 * 40 * 30
    assert THIRD_CLASS.ceiling_fen([40] * 31) - thirty == 55_000 * 40 * 70 // 100


@given(people)
def test_the_ceiling_is_the_sum_of_its_days(persons: list[int]) -> None:
    by_day = [55_000 * heads * (10 if day < 30 else 7) // 10 for day, heads in enumerate(persons)]
    assert THIRD_CLASS.ceiling_fen(persons) == sum(by_day)


@given(people, st.integers(1, 500))
def test_one_more_person_never_lowers_the_ceiling(persons: list[int], more: int) -> None:
    assert THIRD_CLASS.ceiling_fen([*persons, more]) > THIRD_CLASS.ceiling_fen(persons)


@pytest.mark.parametrize(
    ("headcount", "staff", "counted"), [(40, 3, 3), (40, 5, 4), (9, 1, 0), (300, 30, 10)]
)
def test_only_a_tenth_as_many_staff_and_at_most_ten_count(
    headcount: int, staff: int, counted: int
) -> None:
    assert THIRD_CLASS.staff_counted(headcount=headcount, staff=staff) == counted


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("profile", list(Profile))
def test_every_kind_of_class_finds_the_central_table_while_its_region_has_none(
    category: Category, profile: Profile
) -> None:
    found = BOOK.standard_of(category=category, profile=profile, on=date(2026, 3, 9))
    assert found.standard_id == "CN-2016-540-3"


def test_no_standard_holds_before_its_first_day() -> None:
    def find(day: date) -> str:
        return BOOK.standard_of(
            category=Category.DEV_TARGET, profile=Profile.UNIVERSITY_PARTY_SCHOOL, on=day
        ).standard_id

    assert find(date(2017, 1, 1)) == "CN-2016-540-3"
    with pytest.raises(Refusal, match="NO_STANDARD"):
        find(date(2016, 12, 31))


def test_each_standard_names_its_source_and_first_day() -> None:
    assert all("540" in s.source and s.effective_from for s in BOOK.newest_first())
    assert len(BOOK.newest_first()) == len(BOOK.standards)
