"""A unit's list: eight real-shaped files matched exactly, and each rule by itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import CandidateDraft
from contracts.identity import id_check_character
from contracts.values import Category, Profile
from kit.sheets import UnreadableSheet, hand_back, read_table
from services.enrollment.domain import roster_file
from services.enrollment.domain.nomination_form import EVERY_COLUMN, Form, form_of
from services.enrollment.domain.roster_faults import SENTENCES
from services.enrollment.domain.roster_file import Checked, check_rows
from services.enrollment.domain.rules import RULE_SETS

FOLDER = Path(__file__).parents[1] / "data" / "rosters-2026-1"
EXPECTED: Mapping[str, Any] = json.loads((FOLDER / "expected.json").read_text("utf-8"))
TODAY = date(2026, 3, 9)
RULES = RULE_SETS["ENR-2026-1"]
FORM = form_of(Profile.UNIVERSITY_PARTY_SCHOOL, Category.DEV_TARGET, RULES)

# -- The eight files -------------------------------------------------------------


class Nominations:
    """Who is nominated for the class so far, by unit."""

    def __init__(self) -> None:
        self.of_unit: dict[str, set[str]] = {}
        self.seats_taken: dict[str, int] = {}

    def take_in(self, file_name: str, data: bytes) -> Checked:
        unit = EXPECTED["files"][file_name]["unit"]
        here = self.of_unit.setdefault(unit, set())
        try:
            rows = read_table(data, file_name, EVERY_COLUMN).rows
        except UnreadableSheet as raised:
            return roster_file.unreadable(raised.code, raised.zh, raised.en)
        checked = check_rows(
            rows,
            FORM,
            today=TODAY,
            nominated_here=frozenset(here),
            nominated_elsewhere=set().union(*self.of_unit.values()) - here,
            seats_left=EXPECTED["quota"][unit] - self.seats_taken.get(unit, 0),
        )
        here |= {taken.draft.id_no for taken in checked.accepted + checked.waitlisted}
        self.seats_taken[unit] = self.seats_taken.get(unit, 0) + len(checked.accepted)
        return checked


def outcome(checked: Checked) -> dict[str, object]:
    """The result in the words of expected.json."""
    return {
        "accepted": len(checked.accepted),
        "refused": [
            {"row": fault.row, "column": fault.column, "reason": fault.code}
            for fault in checked.refused
        ],
    }


def contents(file_name: str) -> bytes:
    return (FOLDER / file_name).read_bytes()


@pytest.mark.clause("A-6.6")
def test_the_eight_lists_are_taken_and_refused_exactly_as_expected() -> None:
    nominations = Nominations()
    for file_name, expected in EXPECTED["files"].items():
        found = outcome(nominations.take_in(file_name, contents(file_name)))
        assert {"unit": expected["unit"], **found} == expected, file_name


@pytest.mark.clause("A-6.6")
def test_taking_a_list_in_twice_changes_nothing() -> None:
    nominations = Nominations()
    once = {name: nominations.take_in(name, contents(name)) for name in EXPECTED["files"]}
    before = {unit: set(numbers) for unit, numbers in nominations.of_unit.items()}
    for name, first in once.items():
        again = nominations.take_in(name, contents(name))
        assert again.accepted == again.waitlisted == []
        assert {one.row for one in again.unchanged} == {
            one.row for one in first.accepted + first.waitlisted
        }
        waiting = {one.row for one in first.waitlisted}
        assert again.refused == [fault for fault in first.refused if fault.row not in waiting]
    assert nominations.of_unit == before


@pytest.mark.clause("A-6.6")
def test_people_over_the_quota_wait_in_their_order() -> None:
    name = "07-外国语学院.xlsx"
    checked = Nominations().take_in(name, contents(name))
    assert [(one.row, one.draft.name) for one in checked.waitlisted] == [
        (13, "王彤宁"),
        (14, "袁书龙"),
    ]
    assert checked.sentences() == {}


def test_bad_rows_come_back_and_are_refused_again_for_the_same_reasons() -> None:
    name = "04-物流工程学院.xlsx"
    nominations = Nominations()
    nominations.take_in("01-商船学院.xlsx", contents("01-商船学院.xlsx"))
    first = nominations.take_in(name, contents(name))
    returned = hand_back(contents(name), name, EVERY_COLUMN, first.sentences())
    again = nominations.take_in(name, returned)
    assert again.accepted == []
    # The twin was accepted from the first file, so its second row is simply known by now.
    assert [one.draft.name for one in again.unchanged] == ["董轩娟"]
    assert [fault.code for fault in again.refused] == [
        fault.code for fault in first.refused if fault.code != "DUPLICATE_IN_FILE"
    ]


def test_every_row_is_found_in_the_sheet_by_its_sheet_row() -> None:
    name = "02-交通运输学院.xlsx"
    checked = Nominations().take_in(name, contents(name))
    assert [(one.row, one.sheet_row) for one in checked.accepted] == [
        (row, row + 3) for row in range(1, 23)
    ]


# -- Single rows -----------------------------------------------------------------


@dataclass(frozen=True)
class FakeCell:
    text: str
    lost_digits: bool = False


@dataclass(frozen=True)
class FakeRow:
    number: int
    cells: Mapping[str, FakeCell]

    @property
    def sheet_row(self) -> int:
        return self.number + 10


def an_id_number(serial: int = 1, *, born: str = "20030527", woman: bool = False) -> str:
    first_17 = f"310115{born}{2 * serial + (not woman):03}"
    return first_17 + id_check_character(first_17)


def a_row(number: int = 1, **texts: str) -> FakeRow:
    values = {
        "name": "周晓行",
        "sex": "男",
        "ethnicity": "汉族",
        "id_no": an_id_number(number),
        "political_status": "共青团员",
        "group_name": "轮机工程221班",
        "student_no": "202210794447",
        "post": "",
        "activist_on": "2024-06-17",
        "target_on": "2025-10-24",
        "phone": "13800138000",
        "remark": "",
        "rank": "",
    }
    return FakeRow(number, {key: FakeCell(text) for key, text in (values | texts).items()})


def check(*rows: FakeRow, form: Form = FORM, seats: int = 100, **more: Any) -> Checked:
    known: dict[str, Any] = {"nominated_here": (), "nominated_elsewhere": ()} | more
    return check_rows(rows, form, today=TODAY, seats_left=seats, **known)


def faults(checked: Checked) -> Sequence[tuple[str | None, str]]:
    return [(fault.column, fault.code) for fault in checked.refused]


@pytest.mark.clause("A-6.6")
def test_a_good_row_becomes_a_candidate_in_standard_form() -> None:
    row = a_row(
        name="孙\u3000楷",
        ethnicity="维吾尔",
        id_no=" ３１０１１５ ２００３０５２７ ００３" + an_id_number()[17:],
        student_no="２０２２ 1079",
        activist_on="2024年6月17日",
        target_on="20251024",
        phone="138-0013-8000",
        remark="转专业，已批准",
    )
    [taken] = check(row).accepted
    assert taken.draft == CandidateDraft(
        name="孙楷",
        id_no=an_id_number(),
        phone="13800138000",
        sex="男",
        ethnicity="维吾尔族",
        political_status="共青团员",
        student_no="20221079",
        group_name="轮机工程221班",
        activist_on=date(2024, 6, 17),
        target_on=date(2025, 10, 24),
        remark="转专业，已批准",
    )


@pytest.mark.parametrize(
    ("texts", "column", "code"),
    [
        ({"name": " \u3000 "}, "姓名", "NAME_MISSING"),
        ({"id_no": ""}, "身份证号", "ID_MISSING"),
        ({"id_no": "31011520030527003"}, "身份证号", "ID_LENGTH"),
        ({"id_no": an_id_number()[:17] + "0"}, "身份证号", "ID_CHECKSUM"),
        ({"id_no": an_id_number(born="20030229")}, "身份证号", "ID_DATE"),
        ({"id_no": an_id_number(born="20260310")}, "身份证号", "ID_DATE"),
        ({"id_no": "310115200305270000"}, "身份证号", "ID_PRECISION_LOST"),
        ({"sex": "女"}, "性别", "SEX_DIFFERS_FROM_ID"),
        ({"sex": "不详"}, "性别", "SEX_DIFFERS_FROM_ID"),
        ({"ethnicity": "华族"}, "民族", "ETHNICITY"),
        ({"activist_on": ""}, "列为入党积极分子时间", "ACTIVIST_DATE_MISSING"),
        ({"target_on": ""}, "确定为发展对象时间", "TARGET_DATE_MISSING"),
        ({"target_on": "2025年10月"}, "确定为发展对象时间", "DATE_UNREADABLE"),
        ({"target_on": "2025-02-30"}, "确定为发展对象时间", "DATE_UNREADABLE"),
        ({"target_on": "2026-03-10"}, "确定为发展对象时间", "DATE_IN_FUTURE"),
        ({"target_on": "2024-06-16"}, "确定为发展对象时间", "TARGET_BEFORE_ACTIVIST"),
        ({"phone": ""}, "联系电话", "PHONE"),
        ({"phone": "021-38282000"}, "联系电话", "PHONE"),
        ({"remark": "长" * 201}, "备注", "TOO_LONG"),
    ],
)
def test_a_row_is_refused_for_what_is_wrong_with_it(
    texts: Mapping[str, str], column: str, code: str
) -> None:
    checked = check(a_row(1, **texts))
    assert faults(checked) == [(column, code)]
    assert checked.accepted == []


@pytest.mark.parametrize(
    "texts",
    [
        {"sex": ""},
        {"ethnicity": ""},
        {"target_on": "2024-06-17"},
        {"target_on": "2026-03-09"},
        {"target_on": "2025/9/18 00:00"},
        {"target_on": "2025．09．18"},
        {"target_on": "2025 年 9 月 18 日"},
        {"remark": "长" * 200},
    ],
)
def test_a_row_is_taken_when_nothing_is_wrong_with_it(texts: Mapping[str, str]) -> None:
    assert check(a_row(1, **texts)).refused == []


def test_a_missing_sex_is_told_by_the_id_number() -> None:
    [taken] = check(a_row(sex="", id_no=an_id_number(woman=True))).accepted
    assert taken.draft.sex == "女"


def test_a_number_the_sheet_program_rounded_is_never_trusted() -> None:
    row = a_row()
    rounded = replace(row, cells={**row.cells, "id_no": FakeCell(an_id_number(), True)})
    assert faults(check(rounded)) == [("身份证号", "ID_PRECISION_LOST")]


def test_a_sound_number_that_ends_in_zeros_is_not_taken_for_a_rounded_one() -> None:
    sound = next(
        number
        for born in range(20030101, 20030128)
        if (number := f"310115{born}100" + id_check_character(f"310115{born}100")).endswith("000")
    )
    assert check(a_row(id_no=sound, sex="")).refused == []


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    checked = check(a_row(name="", phone="1", target_on=""))
    assert faults(checked) == [
        ("姓名", "NAME_MISSING"),
        ("确定为发展对象时间", "TARGET_DATE_MISSING"),
        ("联系电话", "PHONE"),
    ]
    assert checked.sentences()[11].count("\n") == 2


def test_the_second_row_of_one_person_is_refused_even_if_the_first_was() -> None:
    twin = an_id_number(7)
    checked = check(a_row(1, id_no=twin, phone="1"), a_row(2, id_no=twin), a_row(3))
    assert [(fault.row, fault.code) for fault in checked.refused] == [
        (1, "PHONE"),
        (2, "DUPLICATE_IN_FILE"),
    ]
    assert "第 11 行" in checked.refused[1].zh
    assert [one.row for one in checked.accepted] == [3]


def test_somebody_another_unit_nominated_is_refused_without_naming_that_unit() -> None:
    checked = check(a_row(), nominated_elsewhere={an_id_number()})
    assert faults(checked) == [("身份证号", "NOMINATED_BY_ANOTHER_UNIT")]


def test_people_nominated_before_take_no_further_seat() -> None:
    rows = [a_row(number) for number in range(1, 4)]
    checked = check(*rows, nominated_here={an_id_number(1)}, seats=1)
    assert [one.row for one in checked.unchanged] == [1]
    assert [one.row for one in checked.accepted] == [2]
    assert [one.row for one in checked.waitlisted] == [3]


@pytest.mark.clause("A-6.6")
def test_behind_a_full_waiting_list_nobody_waits() -> None:
    rows = [a_row(number) for number in range(1, 5)]
    checked = check(*rows, seats=1, reserve_left=2)
    assert [one.row for one in checked.accepted] == [1]
    assert [one.row for one in checked.waitlisted] == [2, 3]
    assert [(fault.row, fault.code) for fault in checked.refused] == [
        (2, "OVER_QUOTA_WAITLISTED"),
        (3, "OVER_QUOTA_WAITLISTED"),
        (4, "OVER_QUOTA"),
    ]
    assert set(checked.sentences()) == {14}


def test_the_sound_id_numbers_of_a_list_can_be_looked_up_at_once() -> None:
    rows = [a_row(1), a_row(2, id_no="1"), a_row(3, id_no=f" {an_id_number(3)} ")]
    expected = {an_id_number(1), an_id_number(3)}
    assert roster_file.id_numbers_in(rows, today=TODAY) == expected


def test_a_file_without_a_list_is_refused_as_a_whole() -> None:
    [fault] = roster_file.unreadable("NOT_A_WORKBOOK", "中文。", "English.").refused
    assert (fault.row, fault.sheet_row, fault.column) == (None, None, None)


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_has_a_full_sentence_in_both_languages(code: str) -> None:
    zh, en = SENTENCES[code]
    assert zh.endswith("。")
    assert en.endswith(".")
    assert en.isascii() or "汉族" in en


@st.composite
def lists(draw: st.DrawFn) -> list[FakeRow]:
    """Lists with twins, faults and known people in any order."""
    serials = draw(st.lists(st.integers(1, 12), max_size=20))
    phones = st.sampled_from(["13800138000", "13800138000", "1"])
    return [
        a_row(number, id_no=an_id_number(serial), phone=draw(phones))
        for number, serial in enumerate(serials, 1)
    ]


@given(lists(), st.integers(0, 12), st.sets(st.integers(1, 12)), st.sets(st.integers(1, 12)))
def test_every_row_has_one_fate_and_no_seat_is_given_twice(
    rows: list[FakeRow], seats: int, here: set[int], elsewhere: set[int]
) -> None:
    checked = check(
        *rows,
        seats=seats,
        nominated_here={an_id_number(serial) for serial in here},
        nominated_elsewhere={an_id_number(serial) for serial in elsewhere},
    )
    good = [*checked.accepted, *checked.waitlisted, *checked.unchanged]
    waiting = {one.row for one in checked.waitlisted}
    bad = {fault.row for fault in checked.refused} - waiting
    fates = [*bad, *(one.row for one in good)]
    assert len(fates) == len(rows)
    assert set(fates) == {row.number for row in rows}
    assert len(checked.accepted) <= seats
    assert not checked.waitlisted or len(checked.accepted) == seats
    assert len({one.draft.id_no for one in good}) == len(good)
    assert bad == {sheet_row - 10 for sheet_row in checked.sentences()}
