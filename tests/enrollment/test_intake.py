"""A unit's list against the register of persons: whom the school knows otherwise is refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from contracts.values import Category, Profile
from services.enrollment.domain.intake import ListCell, ListRow, Register, check_list
from services.enrollment.domain.nomination_form import EVERY_COLUMN, form_of
from services.enrollment.domain.roster_file import Checked
from services.enrollment.domain.rules import RULE_SETS
from tests.enrollment.makers import MAN, TODAY, WOMAN
from tests.enrollment.school import an_id_number

GOOD = {
    "name": "张三",
    "activist_on": "2024-09-01",
    "target_on": "2025-09-01",
    "phone": "13800000001",
}
FORM = form_of(Profile.UNIVERSITY_PARTY_SCHOOL, Category.DEV_TARGET, RULE_SETS["ENR-2026-1"])
BARRED = Refusal("DATE_CLASH", "同期已参加另一班。", "Attends another class then.")


def a_row(number: int, id_no: str, **changes: str) -> ListRow:
    """A row without a fault."""
    written = GOOD | {"id_no": id_no} | changes
    cells = {column.key: ListCell(written.get(column.key, ""), False) for column in EVERY_COLUMN}
    return ListRow(number, number + 3, cells)


def check(rows: list[ListRow], *, seats_left: int = 10, **known: Any) -> Checked:
    values: dict[str, Any] = {"names": {}, "here": set(), "elsewhere": set(), "barred": {}}
    register = Register(**(values | known))
    return check_list(rows, FORM, register, today=TODAY, seats_left=seats_left, reserve_left=2)


def told(checked: Checked) -> list[tuple[int | None, str | None, str]]:
    return [(fault.row, fault.column, fault.code) for fault in checked.refused]


@pytest.mark.clause("A-6.6")
def test_a_number_known_under_another_name_is_refused_in_its_column() -> None:
    checked = check([a_row(1, MAN), a_row(2, WOMAN)], names={MAN: "李四", WOMAN: "张三"})

    assert told(checked) == [(1, "姓名", "NAME_DIFFERS")]
    assert [row.row for row in checked.accepted] == [2]


def test_who_may_not_come_is_refused_with_the_reason() -> None:
    checked = check([a_row(1, MAN)], names={MAN: "张三"}, barred={MAN: BARRED})

    assert told(checked) == [(1, "身份证号", "DATE_CLASH")]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"elsewhere": {MAN}}, [(1, "身份证号", "NOMINATED_BY_ANOTHER_UNIT")]),
        ({"here": {MAN}}, []),
    ],
)
def test_a_nomination_that_stands_comes_before_everything_else(
    known: Mapping[str, Any], expected: list[Any]
) -> None:
    checked = check([a_row(1, MAN)], names={MAN: "张三"}, barred={MAN: BARRED}, **known)

    assert told(checked) == expected
    assert checked.accepted == []


def test_faults_stand_in_the_order_of_the_rows() -> None:
    rows = [a_row(1, MAN[:-1] + "8"), a_row(2, MAN), a_row(3, WOMAN, phone="1")]
    checked = check(rows, names={MAN: "李四"})

    assert [fault.row for fault in checked.refused] == [1, 2, 3]


@given(st.integers(0, 12), st.integers(0, 12), st.sets(st.integers(0, 11)))
def test_the_refused_take_no_seat_from_the_others(count: int, seats: int, barred: set[int]) -> None:
    numbers = [an_id_number(at) for at in range(count)]
    against = {numbers[at]: BARRED for at in barred if at < count}
    checked = check(
        [a_row(at + 1, number) for at, number in enumerate(numbers)],
        seats_left=seats,
        names=dict.fromkeys(numbers, "张三"),
        barred=against,
    )
    good = count - len(against)

    assert len(checked.accepted) == min(good, seats)
    assert len(checked.waitlisted) == min(max(0, good - seats), 2)
