"""Taking in a unit's list: its rows against the form, the class and the register of persons."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.enrollment import NominationsImported, RowFault
from contracts.identity import IdNumber, read_id_number, tidy_name
from contracts.refusals import Refusal
from services.enrollment.domain.nomination_form import ID_NO, NAME, Form
from services.enrollment.domain.person import name_differs
from services.enrollment.domain.roster_file import Checked, check_rows


@dataclass(frozen=True, slots=True)
class ListCell:
    """A cell as people read it, and whether the sheet program has rounded a number in it."""

    text: str
    lost_digits: bool


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of an uploaded list; `number` counts its own rows, `sheet_row` those of the sheet."""

    number: int
    sheet_row: int
    cells: Mapping[str, ListCell]


@dataclass(frozen=True, kw_only=True)
class Register:
    """What is known of the people on a list, each under the id number.

    `here` and `elsewhere` are nominated for the class already, by this unit and by others; `barred`
    may not come for the reason given.
    """

    names: Mapping[str, str]
    here: Collection[str]
    elsewhere: Collection[str]
    barred: Mapping[str, Refusal]


@dataclass(eq=False, kw_only=True)
class NominationImport:
    """What became of one file; the same file of the same unit is never taken in twice."""

    import_id: str
    class_id: str
    unit_id: str
    file_hash: str
    file_name: str
    accepted: int
    waitlisted: int
    unchanged: int
    refused: list[dict[str, Any]]
    errors_file_id: str | None
    errors_file_name: str | None
    imported_by: str
    imported_at: datetime

    def imported(self) -> NominationsImported:
        """The fact that a list was taken in; waiting rows are not among the refused."""
        return NominationsImported(
            class_id=self.class_id,
            unit_id=self.unit_id,
            import_id=self.import_id,
            accepted=self.accepted,
            waitlisted=self.waitlisted,
            refused=len(self.refused) - self.waitlisted,
        )


def check_list(
    rows: Sequence[ListRow],
    form: Form,
    register: Register,
    *,
    today: date,
    seats_left: int,
    reserve_left: int,
) -> Checked:
    """Check every row; people the register speaks against are refused before seats are given."""
    against = list(_faults_from_register(rows, register, today)) if register.names else []
    bad_rows = {fault.row for fault in against}
    checked = check_rows(
        [row for row in rows if row.number not in bad_rows],
        form,
        today=today,
        nominated_here=register.here,
        nominated_elsewhere=register.elsewhere,
        seats_left=seats_left,
        reserve_left=reserve_left,
    )
    checked.refused.extend(against)
    checked.refused.sort(key=lambda fault: fault.row or 0)
    return checked


def _faults_from_register(
    rows: Iterable[ListRow], register: Register, today: date
) -> Iterable[RowFault]:
    for row in rows:
        number = read_id_number(row.cells[ID_NO.key].text, today=today)
        if not isinstance(number, IdNumber) or number.text in register.elsewhere:
            continue
        known_as, name = register.names.get(number.text), tidy_name(row.cells[NAME.key].text)
        if known_as and name and name != known_as:
            yield _fault(row, NAME.title, name_differs())
        elif number.text in register.barred and number.text not in register.here:
            yield _fault(row, ID_NO.title, register.barred[number.text])


def _fault(row: ListRow, column: str, refusal: Refusal) -> RowFault:
    return RowFault(
        row=row.number,
        sheet_row=row.sheet_row,
        column=column,
        code=refusal.code,
        zh=refusal.zh,
        en=refusal.en,
    )
