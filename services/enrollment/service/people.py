"""People's data: the basis it is kept on, and its erasure on request."""

from contracts.enrollment import ConsentView, ErasePerson, RecordConsent
from kit.department import command
from services.enrollment.domain.erasure import Consent, erase
from services.enrollment.store import EnrollmentStore


class People:
    """What the law asks about people's data."""

    @command
    def record_consent(self, request: RecordConsent, store: EnrollmentStore) -> ConsentView:
        person = store.person(request.person_id)
        consent = store.consent(person.person_id)
        store.emit(consent.record(request.basis, by=store.actor.person_id, now=store.now))
        return _view(consent)

    @command
    def erase_person(self, request: ErasePerson, store: EnrollmentStore) -> ConsentView:
        person = store.person(request.person_id)
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
