"""People found across classes; the basis their data is kept on, and its erasure on request."""

from contracts.base import Page
from contracts.enrollment import (
    ConsentView,
    ErasePerson,
    FindPeople,
    PersonFoundView,
    RecordConsent,
)
from contracts.identity import mask_id_number, mask_phone
from kit.department import command, query
from services.enrollment.domain.erasure import Consent, erase
from services.enrollment.domain.person_search import sought
from services.enrollment.store import EnrollmentStore


class People:
    """People across the years, and what the law asks about their data."""

    @query
    def find_people(self, request: FindPeople, store: EnrollmentStore) -> Page[PersonFoundView]:
        people, total = store.find_people(
            sought(request.q), class_id=request.class_id, page=request.page, size=request.size
        )
        units = store.nominating_unit_names(people, request.class_id)
        trainings = store.trainings(people, request.class_id)
        views = [
            PersonFoundView(
                person_id=person.person_id,
                name=person.name,
                unit_name=units.get(person.person_id, ""),
                id_no_masked=mask_id_number(person.id_no),
                phone_masked=mask_phone(person.phone),
                trainings=trainings.get(person.person_id, []),
            )
            for person in people
        ]
        return Page(items=views, total=total)

    @command
    def record_consent(self, request: RecordConsent, store: EnrollmentStore) -> ConsentView:
        person = store.person(request.person_id)
        consent = store.consent(person.person_id)
        store.emit(consent.record(request.basis, by=store.actor.person_id, now=store.now))
        return _view(consent)

    @command
    def erase_person(self, request: ErasePerson, store: EnrollmentStore) -> ConsentView:
        person = store.person(request.person_id)
        store.forget_name(person.person_id)
        store.emit(
            erase(
                person,
                store.nominations_of(person.person_id),
                enrolled=store.had_a_place(person.person_id),
                by=store.actor.person_id,
            )
        )
        return _view(store.consent(person.person_id))


def _view(consent: Consent) -> ConsentView:
    return ConsentView(
        person_id=consent.person_id,
        basis=consent.basis,
        recorded_at=consent.recorded_at,
        recorded_by=consent.recorded_by,
    )
