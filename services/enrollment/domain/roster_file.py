"""The list a unit nominates with: the check of each row against the form of the class.

A row is refused for each thing wrong with it, waits when it is beyond the unit's seats, is left
alone when the person is nominated already, and is accepted otherwise. `row` counts the list's rows
from 1 below the header, as the column 序号 does; `sheet_row` is the number the sheet program shows.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from annotated_types import MaxLen

from contracts.base import field_marks
from contracts.enrollment import CandidateDraft, RowFault
from contracts.identity import (
    SEX_NAMES,
    IdFault,
    IdNumber,
    clean_id_number,
    compact,
    half_width,
    read_ethnicity,
    read_id_number,
    read_phone,
    read_sex,
    tidy_name,
)
from services.enrollment.domain.nomination_form import (
    ACTIVIST_ON,
    ETHNICITY,
    ID_NO,
    NAME,
    PHONE,
    POLITICAL_STATUS,
    POST,
    RANK,
    REMARK,
    SEX,
    STUDENT_NO,
    STUDENTS_GROUP,
    TARGET_ON,
    Column,
    Form,
)
from services.enrollment.domain.roster_faults import row_fault


class SheetCell(Protocol):
    """A cell as people read it, and whether the sheet program has rounded a long number in it."""

    @property
    def text(self) -> str: ...

    @property
    def lost_digits(self) -> bool: ...


class SheetRow(Protocol):
    """One row of the list; every column's key is among its cells."""

    @property
    def number(self) -> int: ...

    @property
    def sheet_row(self) -> int: ...

    @property
    def cells(self) -> Mapping[str, SheetCell]: ...


@dataclass(frozen=True, kw_only=True)
class GoodRow:
    """A row without a fault, and the person it nominates in standard form."""

    row: int
    sheet_row: int
    draft: CandidateDraft


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What becomes of a list. Waiting rows stand in `refused` too, with their own reason."""

    accepted: list[GoodRow] = field(default_factory=list)
    waitlisted: list[GoodRow] = field(default_factory=list)
    unchanged: list[GoodRow] = field(default_factory=list)
    refused: list[RowFault] = field(default_factory=list)

    def sentences(self) -> dict[int, str]:
        """What to write beside each bad row, by sheet row; a waiting row is not a bad one."""
        waiting = {good.sheet_row for good in self.waitlisted}
        faults: dict[int, list[str]] = {}
        for fault in self.refused:
            if fault.sheet_row is not None and fault.sheet_row not in waiting:
                faults.setdefault(fault.sheet_row, []).append(f"{fault.zh} {fault.en}")
        return {sheet_row: "\n".join(lines) for sheet_row, lines in faults.items()}


def unreadable(code: str, zh: str, en: str) -> Checked:
    """What becomes of a file that holds no list at all."""
    fault = RowFault(row=None, sheet_row=None, column=None, code=code, zh=zh, en=en)
    return Checked(refused=[fault])


def without_columns(missing: Sequence[Column]) -> Checked:
    """What becomes of a list that lacks columns of its form."""
    titles = [column.title for column in missing]
    return unreadable(
        "HEADER_NOT_FOUND",
        f"没有找到表头，缺少以下各列：{'、'.join(titles)}。请使用模板，并保留表头一行。",
        f"These columns are missing: {', '.join(titles)}. Please use the template and keep its "
        "header row.",
    )


def id_numbers_in(rows: Iterable[SheetRow], *, today: date) -> frozenset[str]:
    """The sound id numbers of a list, to look up at once who is nominated already."""
    numbers = (read_id_number(row.cells[ID_NO.key].text, today=today) for row in rows)
    return frozenset(number.text for number in numbers if isinstance(number, IdNumber))


def check_rows(
    rows: Iterable[SheetRow],
    form: Form,
    *,
    today: date,
    nominated_here: Container[str],
    nominated_elsewhere: Container[str],
    seats_left: int,
    reserve_left: int | None = None,
) -> Checked:
    """Check a unit's list against the form, the class's other nominations and the unit's seats.

    The two containers hold id numbers nominated for this class by this unit and by others. Seats
    go to good rows in their order; behind them `reserve_left` may wait, or any number if it is
    None. A repeated list changes nothing: its people are `unchanged` and take no seat.
    """
    checked = Checked()
    first_seen: dict[str, int] = {}
    for row in rows:
        reading = _Reading(row, form, today)
        reading.check_against(first_seen, nominated_here, nominated_elsewhere)
        if reading.faults:
            checked.refused.extend(reading.faults)
            continue
        good = reading.good_row()
        if good.draft.id_no in nominated_here:
            checked.unchanged.append(good)
        elif len(checked.accepted) < seats_left:
            checked.accepted.append(good)
        elif reserve_left is None or len(checked.waitlisted) < reserve_left:
            checked.waitlisted.append(good)
            checked.refused.append(_over_quota(row, "OVER_QUOTA_WAITLISTED"))
        else:
            checked.refused.append(_over_quota(row, "OVER_QUOTA"))
    return checked


def _over_quota(row: SheetRow, code: str) -> RowFault:
    return row_fault(row.number, row.sheet_row, "", code)


class _Reading:
    """One row being read: the values it gives, and what is wrong with them."""

    def __init__(self, row: SheetRow, form: Form, today: date) -> None:
        self.row, self.form, self.today = row, form, today
        self.faults: list[RowFault] = []
        self.name = self._name()
        self.id_number = self._id_number()
        self.sex = self._sex()
        self.ethnicity = self._ethnicity()
        self._check_status()
        self._check_filled(POST, RANK)
        self.activist_on = self._date(ACTIVIST_ON, "ACTIVIST_DATE_MISSING")
        self.target_on = self._date(TARGET_ON, "TARGET_DATE_MISSING")
        self._check_order()
        self.phone = self._phone()
        self._check_lengths()

    def good_row(self) -> GoodRow:
        """The person a faultless row nominates."""
        draft = CandidateDraft(
            name=self.name,
            id_no=self.id_number.text if self.id_number else "",
            phone=self.phone,
            sex=self.sex,
            ethnicity=self.ethnicity,
            political_status=self._text(POLITICAL_STATUS),
            student_no=compact(self._text(STUDENT_NO)),
            group_name=self._text(STUDENTS_GROUP),
            post=self._text(POST),
            rank=self._text(RANK),
            activist_on=self.activist_on,
            target_on=self.target_on,
            remark=self._text(REMARK),
        )
        return GoodRow(row=self.row.number, sheet_row=self.row.sheet_row, draft=draft)

    def check_against(
        self, first_seen: dict[str, int], here: Container[str], elsewhere: Container[str]
    ) -> None:
        """Refuse the second row of one person, and anyone another unit has nominated.

        The first row stays the first even if it is refused: which of the two is right, only the
        unit can say.
        """
        if self.id_number is None:
            return
        number = self.id_number.text
        first = first_seen.setdefault(number, self.row.sheet_row)
        if first != self.row.sheet_row:
            self._refuse(ID_NO, "DUPLICATE_IN_FILE", first=first)
        elif number in elsewhere and number not in here:
            self._refuse(ID_NO, "NOMINATED_BY_ANOTHER_UNIT")

    def _text(self, column: Column) -> str:
        """What stands in a column, if the form has it."""
        asked = self.form.column(column.key) is not None
        return self.row.cells[column.key].text.strip() if asked else ""

    def _requires(self, column: Column) -> bool:
        asked = self.form.column(column.key)
        return asked is not None and asked.required

    def _refuse(self, column: Column, code: str, *, first: int = 0, most: int = 0) -> None:
        number, sheet_row = self.row.number, self.row.sheet_row
        self.faults.append(row_fault(number, sheet_row, column.title, code, first=first, most=most))

    def _name(self) -> str:
        name = tidy_name(self._text(NAME))
        if not name:
            self._refuse(NAME, "NAME_MISSING")
        return name

    def _id_number(self) -> IdNumber | None:
        cell = self.row.cells[ID_NO.key]
        number = read_id_number(cell.text, today=self.today)
        if isinstance(number, IdNumber) and not cell.lost_digits:
            return number
        self._refuse(ID_NO, _id_fault(cell, number))
        return None

    def _sex(self) -> str:
        if self.id_number is None:
            return ""
        written = self._text(SEX)
        if written and read_sex(written) is not self.id_number.sex:
            self._refuse(SEX, "SEX_DIFFERS_FROM_ID")
        return SEX_NAMES[self.id_number.sex]

    def _ethnicity(self) -> str:
        written = self._text(ETHNICITY)
        group = read_ethnicity(written)
        if written and group is None:
            self._refuse(ETHNICITY, "ETHNICITY")
        return group.name if group else ""

    def _check_status(self) -> None:
        if self.form.status_fault(self._text(POLITICAL_STATUS)) is not None:
            self._refuse(POLITICAL_STATUS, "NOT_A_PARTY_MEMBER")

    def _check_filled(self, *columns: Column) -> None:
        for column in columns:
            if self._requires(column) and not self._text(column):
                self._refuse(column, "FIELD_MISSING")

    def _date(self, column: Column, missing_code: str) -> date | None:
        written = self._text(column)
        if not written:
            if self._requires(column):
                self._refuse(column, missing_code)
            return None
        day = _read_date(half_width(written))
        if day is None:
            self._refuse(column, "DATE_UNREADABLE")
        elif day > self.today:
            self._refuse(column, "DATE_IN_FUTURE")
        return day

    def _check_order(self) -> None:
        if self.activist_on and self.target_on and self.target_on < self.activist_on:
            self._refuse(TARGET_ON, "TARGET_BEFORE_ACTIVIST")

    def _phone(self) -> str:
        phone = read_phone(self._text(PHONE))
        if phone is None:
            self._refuse(PHONE, "PHONE")
        return phone or ""

    def _check_lengths(self) -> None:
        for column in self.form.columns:
            most = _MOST_CHARACTERS.get(column.key)
            if most is not None and len(self._text(column)) > most:
                self._refuse(column, "TOO_LONG", most=most)


# Numbers and phones have bounds of their own.
_MOST_CHARACTERS = {
    key: mark.max_length
    for key, mark in field_marks(CandidateDraft, MaxLen).items()
    if key not in {ID_NO.key, PHONE.key, SEX.key}
}
_DATE = re.compile(
    r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+[\d:]+)?"
    r"|((?:19|20)\d\d)(\d\d)(\d\d)",
    re.ASCII,
)


def _read_date(text: str) -> date | None:
    """A day written 2025-09-18, 2025/9/18, 2025.09.18, 2025年9月18日 or 20250918."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _id_fault(cell: SheetCell, number: IdNumber | IdFault) -> str:
    if not cell.text:
        return "ID_MISSING"
    if cell.lost_digits or _looks_rounded(cell.text, number):
        return "ID_PRECISION_LOST"
    return f"ID_{number}"


def _looks_rounded(text: str, number: IdNumber | IdFault) -> bool:
    """A number that had been rounded before it became text: its last three digits are zeros."""
    return number is IdFault.CHECKSUM and clean_id_number(text).endswith("000")
