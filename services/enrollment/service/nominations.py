"""Nominations: one by one, by workbook, withdrawn, rejected, accepted."""

from collections.abc import Sequence
from typing import Any

from contracts.base import Page
from contracts.enrollment import (
    AcceptNominations,
    ClassView,
    ExportNominationForm,
    ImportNominations,
    ImportView,
    ListNominations,
    ListOwnNominations,
    Nominate,
    NominationState,
    NominationView,
    RejectNomination,
    WithdrawNomination,
)
from contracts.refusals import Unknown
from kit.department import command, query
from services.enrollment.domain.candidate import check_candidate, clash
from services.enrollment.domain.nomination import already_nominated, no_seat_left, nominate
from services.enrollment.domain.nomination_form import form_of_class
from services.enrollment.domain.nominator import refuse_other_unit, refuse_strange_unit
from services.enrollment.domain.person import Person
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.papers.lists import (
    nomination_form,
    parse_upload,
    print_nomination_form,
)
from services.enrollment.service.importing import take_in
from services.enrollment.service.seats import end
from services.enrollment.service.views import class_view, import_view, nomination_view
from services.enrollment.store import EnrollmentStore


def _read_people(requests: Sequence[Nominate], store: EnrollmentStore) -> None:
    store.read_people([request.candidate.id_no for request in requests])


class Nominations:
    """Who is nominated by whom (A-6.6)."""

    @command(together=True, ahead=_read_people)
    def nominate(self, request: Nominate, store: EnrollmentStore) -> NominationView:
        # The seat comes first: it waits for a roster just being submitted, the class then shows it.
        state = store.take_seat(request.class_id, request.unit_id)
        training_class, unit = store.training_class(request.class_id), store.unit(request.unit_id)
        refuse_other_unit(store.actor, unit.unit_id, training_class)
        training_class.may_nominate(now=store.now)
        refuse_strange_unit(unit, training_class)
        if state is None:
            raise no_seat_left()
        form = form_of_class(training_class)
        candidate = check_candidate(request.candidate, form, today=store.today)
        person = store.person_with(candidate.id_no)
        if person is None:
            person = store.new_person(candidate)
            store.put_first(person)
        else:
            _refuse_known(store, person, training_class, unit.unit_id)
            person.refresh(candidate)
        nomination = nominate(
            candidate,
            nomination_id=store.new_id(),
            class_id=training_class.class_id,
            unit_id=unit.unit_id,
            person_id=person.person_id,
            state=state,
            by=store.actor.person_id,
            now=store.now,
        )
        store.add(nomination)
        store.emit(nomination.submitted())
        return nomination_view(nomination, person, unit)

    @command(apart=parse_upload)
    def import_nominations(
        self, request: ImportNominations, store: EnrollmentStore, upload: dict[str, Any]
    ) -> ImportView:
        file_hash = request.upload.file_id
        done = store.import_of(request.class_id, request.unit_id, file_hash)
        if done is None:
            done = take_in(store, request, upload)
            store.add(done)
            store.emit(done.imported())
        return import_view(done)

    @command
    def withdraw_nomination(
        self, request: WithdrawNomination, store: EnrollmentStore
    ) -> NominationView:
        nomination = store.nomination(request.nomination_id)
        if nomination.unit_id != request.unit_id:
            raise Unknown("提名", "nomination")
        end(store, nomination, lambda: nomination.withdraw(reason=request.reason))
        return nomination_view(*store.nomination_row(nomination.nomination_id))

    @command
    def reject_nomination(
        self, request: RejectNomination, store: EnrollmentStore
    ) -> NominationView:
        nomination = store.nomination(request.nomination_id)
        end(store, nomination, lambda: nomination.reject(reason=request.reason))
        return nomination_view(*store.nomination_row(nomination.nomination_id))

    @command
    def accept_nominations(self, request: AcceptNominations, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        training_class.may_decide_nominations()
        for nomination in store.nominations_in(request.class_id, NominationState.ELIGIBLE):
            nomination.accept()
        counts = store.counts([request.class_id])
        return class_view(training_class, counts[request.class_id])

    @query(renders=print_nomination_form)
    def export_nomination_form(
        self, request: ExportNominationForm, store: EnrollmentStore
    ) -> dict[str, Any]:
        training_class = store.training_class(request.class_id)
        return nomination_form(training_class, store.unit(request.unit_id).name)

    @query
    def list_nominations(
        self, request: ListNominations, store: EnrollmentStore
    ) -> Page[NominationView]:
        rows, total = store.nomination_rows(
            request.class_id,
            state=request.state,
            q=request.q,
            page=request.page,
            size=request.size,
        )
        return Page(items=[nomination_view(*row) for row in rows], total=total)

    @query
    def list_own_nominations(
        self, request: ListOwnNominations, store: EnrollmentStore
    ) -> Page[NominationView]:
        training_class = store.training_class(request.class_id)
        refuse_other_unit(store.actor, request.unit_id, training_class)
        rows, total = store.nomination_rows(
            request.class_id, unit_id=request.unit_id, page=request.page, size=request.size
        )
        return Page(items=[nomination_view(*row) for row in rows], total=total)


def _refuse_known(
    store: EnrollmentStore, person: Person, training_class: TrainingClass, unit_id: str
) -> None:
    """Refuse who is nominated for the class already, or may not come because of another class."""
    class_id, person_id = training_class.class_id, person.person_id
    nominated_by = store.nominating_units(class_id, [person_id]).get(person_id)
    if nominated_by is not None:
        raise already_nominated(by_same_unit=nominated_by == unit_id)
    against = clash(
        store.places_elsewhere(class_id, [person_id]).get(person_id, ()),
        start_on=training_class.start_on,
        end_on=training_class.end_on,
        category=training_class.category,
        rules=RULE_SETS[training_class.rule_set],
    )
    if against is not None:
        raise against
