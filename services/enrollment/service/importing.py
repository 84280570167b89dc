"""Taking in a unit's list: checked against the records, good rows nominated, bad ones kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from contracts.enrollment import ImportNominations, NominationState
from contracts.refusals import Refusal
from contracts.values import FileRef
from kit.apart import render_apart
from services.enrollment.domain.candidate import clash, listed_candidate
from services.enrollment.domain.intake import (
    ListCell,
    ListRow,
    NominationImport,
    Register,
    check_list,
)
from services.enrollment.domain.nomination import nominate
from services.enrollment.domain.nomination_form import Form, form_of_class
from services.enrollment.domain.nominator import refuse_other_unit, refuse_strange_unit
from services.enrollment.domain.person import Person
from services.enrollment.domain.quota import Quota
from services.enrollment.domain.roster_file import (
    Checked,
    GoodRow,
    id_numbers_in,
    unreadable,
    without_columns,
)
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.papers.lists import errors_workbook
from services.enrollment.store import EnrollmentStore


def take_in(
    store: EnrollmentStore, request: ImportNominations, upload: Mapping[str, Any]
) -> NominationImport:
    """Take the good rows and remember the file; nothing is taken twice."""
    quota = store.lock_quota(request.class_id, request.unit_id)
    training_class = store.training_class(request.class_id)
    training_class.may_nominate(now=store.now)
    refuse_other_unit(store.actor, request.unit_id, training_class)
    refuse_strange_unit(store.unit(request.unit_id), training_class)
    checked = _check(store, training_class, quota, upload)
    errors = _errors_file(store, request.upload, checked)
    return NominationImport(
        import_id=store.new_id(),
        class_id=request.class_id,
        unit_id=request.unit_id,
        file_hash=request.upload.file_id,
        file_name=request.upload.name,
        accepted=len(checked.accepted),
        waitlisted=len(checked.waitlisted),
        unchanged=len(checked.unchanged),
        refused=[asdict(fault) for fault in checked.refused],
        errors_file_id=errors.file_id if errors else None,
        errors_file_name=errors.name if errors else None,
        imported_by=store.actor.person_id,
        imported_at=store.now,
    )


def _check(
    store: EnrollmentStore,
    training_class: TrainingClass,
    quota: Quota,
    upload: Mapping[str, Any],
) -> Checked:
    """What becomes of the list; the good rows are taken at once."""
    if "unreadable" in upload:
        return unreadable(*upload["unreadable"])
    form = form_of_class(training_class)
    if missing := form.missing_from(upload["headings"]):
        return without_columns(missing)
    return _take_rows(store, training_class, form, quota, upload["rows"])


def _take_rows(
    store: EnrollmentStore,
    training_class: TrainingClass,
    form: Form,
    quota: Quota,
    listed: Sequence[Any],
) -> Checked:
    rows = [_row(*values) for values in listed]
    known = store.persons_with(id_numbers_in(rows, today=store.today))
    checked = check_list(
        rows,
        form,
        _register(store, training_class, quota.unit_id, known),
        today=store.today,
        seats_left=quota.seats - quota.used,
        reserve_left=quota.reserve - quota.waiting,
    )
    quota.take(len(checked.accepted) + len(checked.waitlisted))
    seated = [(row, NominationState.ELIGIBLE) for row in checked.accepted]
    waiting = [(row, NominationState.WAITLISTED) for row in checked.waitlisted]
    _nominate_all(store, training_class, quota.unit_id, known, [*seated, *waiting])
    return checked


def _nominate_all(
    store: EnrollmentStore,
    training_class: TrainingClass,
    unit_id: str,
    known: Mapping[str, Person],
    rows: Sequence[tuple[GoodRow, NominationState]],
) -> None:
    newcomers, nominations = [], []
    for row, state in rows:
        candidate = listed_candidate(row.draft)
        person = known.get(candidate.id_no)
        if person is None:
            person = store.new_person(candidate)
            newcomers.append(person)
        else:
            person.refresh(candidate)
        nominations.append(
            nominate(
                candidate,
                nomination_id=store.new_id(),
                class_id=training_class.class_id,
                unit_id=unit_id,
                person_id=person.person_id,
                state=state,
                by=store.actor.person_id,
                now=store.now,
            )
        )
    store.put_first(*newcomers)
    store.add(*nominations)


def _register(
    store: EnrollmentStore,
    training_class: TrainingClass,
    unit_id: str,
    known: Mapping[str, Person],
) -> Register:
    number_of = {person.person_id: number for number, person in known.items()}
    units = store.nominating_units(training_class.class_id, number_of)
    return Register(
        names={number: person.name for number, person in known.items()},
        here={number_of[who] for who, nominated_by in units.items() if nominated_by == unit_id},
        elsewhere={
            number_of[who] for who, nominated_by in units.items() if nominated_by != unit_id
        },
        barred=_barred(store, training_class, number_of),
    )


def _barred(
    store: EnrollmentStore, training_class: TrainingClass, number_of: Mapping[str, str]
) -> dict[str, Refusal]:
    barred = {}
    places = store.places_elsewhere(training_class.class_id, number_of)
    for person_id, held in places.items():
        against = clash(
            held,
            start_on=training_class.start_on,
            end_on=training_class.end_on,
            category=training_class.category,
            rules=RULE_SETS[training_class.rule_set],
        )
        if against is not None:
            barred[number_of[person_id]] = against
    return barred


def _errors_file(store: EnrollmentStore, upload: FileRef, checked: Checked) -> FileRef | None:
    problems = checked.sentences()
    if not problems:
        return None
    task = {"file_id": upload.file_id, "name": upload.name, "problems": problems}
    return render_apart(errors_workbook, task, store.files)


def _row(number: int, sheet_row: int, cells: Mapping[str, Sequence[Any]]) -> ListRow:
    read = {key: ListCell(text, lost_digits) for key, (text, lost_digits) in cells.items()}
    return ListRow(number, sheet_row, read)
