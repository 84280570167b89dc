"""Rosters, trainees and their personal data."""

from typing import Any

from contracts.base import Page
from contracts.enrollment import (
    ApproveRoster,
    ExportTraineeForm,
    FindRoster,
    ListOwnTrainees,
    ListTrainees,
    NominationState,
    PersonalDataUnmasked,
    PersonView,
    ReturnRoster,
    RevealPerson,
    RosterApproved,
    RosterView,
    SubmitRoster,
    TraineeView,
)
from kit.department import command, query
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.nominator import refuse_other_unit
from services.enrollment.domain.person_search import meant
from services.enrollment.domain.roster import Roster, refuse_other_decider
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.domain.trainee import Trainee, enrol
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.papers.forms import print_trainee_form, trainee_form
from services.enrollment.service.filing import file_record
from services.enrollment.service.views import person_view, roster_view, trainee_view
from services.enrollment.store import EnrollmentStore


class Rosters:
    """From the accepted nominations to the trainees of a class (A-7.2)."""

    @command
    def submit_roster(self, request: SubmitRoster, store: EnrollmentStore) -> RosterView:
        # Whoever is taking or giving back a seat at this moment is waited for.
        store.lock_quotas(request.class_id)
        training_class, roster = _class_and_roster(store, request.class_id)
        accepted = store.nominations_in(request.class_id, NominationState.ACCEPTED)
        submitted = roster.submit(
            accepted=[nomination.nomination_id for nomination in accepted],
            undecided=store.count_nominations(request.class_id, NominationState.ELIGIBLE),
            by=store.actor.person_id,
            now=store.now,
        )
        training_class.roster_submitted(now=store.now)
        store.emit(submitted)
        return roster_view(roster, training_class)

    @command
    def return_roster(self, request: ReturnRoster, store: EnrollmentStore) -> RosterView:
        training_class, roster = _class_and_roster(store, request.class_id)
        refuse_other_decider(store.actor, training_class)
        store.emit(roster.give_back(by=store.actor.person_id, opinion=request.opinion))
        training_class.roster_returned()
        return roster_view(roster, training_class)

    @command
    def approve_roster(self, request: ApproveRoster, store: EnrollmentStore) -> RosterView:
        training_class, roster = _class_and_roster(store, request.class_id)
        refuse_other_decider(store.actor, training_class)
        roster.approve(by=store.actor.person_id, opinion=request.opinion)
        trainees = _enrol(store, training_class, roster)
        by_unit: dict[str, list[str]] = {}
        for trainee in trainees:
            by_unit.setdefault(trainee.unit_id, []).append(trainee.trainee_id)
        approved = RosterApproved(
            class_id=request.class_id, version=roster.edition, trainees_by_unit=by_unit
        )
        store.emit(approved, *training_class.approve_roster(now=store.now))
        file_record(store, request.class_id, DocType.ROSTER, f"RosterApproved {roster.edition}")
        return roster_view(roster, training_class)

    @query
    def find_roster(self, request: FindRoster, store: EnrollmentStore) -> RosterView:
        training_class, roster = _class_and_roster(store, request.class_id)
        return roster_view(roster, training_class)

    @query
    def list_trainees(self, request: ListTrainees, store: EnrollmentStore) -> Page[TraineeView]:
        needed = store.training_class(request.class_id).nature.check_in_parts
        rows, total = store.trainee_rows(
            request.class_id,
            state=request.state,
            unit_id=request.unit_id,
            wanted=meant(request.q) if request.q else None,
            checked_in=request.checked_in,
            page=request.page,
            size=request.size,
        )
        return Page(items=[trainee_view(*row, needed=needed) for row in rows], total=total)

    @query
    def list_own_trainees(
        self, request: ListOwnTrainees, store: EnrollmentStore
    ) -> Page[TraineeView]:
        training_class = store.training_class(request.class_id)
        refuse_other_unit(store.actor, request.unit_id, training_class)
        rows, total = store.trainee_rows(
            request.class_id, unit_id=request.unit_id, page=request.page, size=request.size
        )
        return Page(items=[trainee_view(*row) for row in rows], total=total)

    @command
    def reveal_person(self, request: RevealPerson, store: EnrollmentStore) -> PersonView:
        person = store.person(request.person_id)
        store.emit(
            PersonalDataUnmasked(
                person_id=person.person_id, by=store.actor.person_id, reason=request.reason
            )
        )
        return person_view(person)

    @query(renders=print_trainee_form)
    def export_trainee_form(
        self, request: ExportTraineeForm, store: EnrollmentStore
    ) -> dict[str, Any]:
        training_class = store.training_class(request.class_id)
        rows = store.all_trainee_rows(request.class_id)
        return trainee_form(training_class, [trainee_view(*row) for row in rows])


def _class_and_roster(store: EnrollmentStore, class_id: str) -> tuple[TrainingClass, Roster]:
    return store.training_class(class_id), store.roster(class_id)


def _enrol(store: EnrollmentStore, training_class: TrainingClass, roster: Roster) -> list[Trainee]:
    trainees = enrol(
        store.nominated_people(roster.nomination_ids),
        class_code=training_class.code,
        digits=RULE_SETS[training_class.rule_set].trainee_no_digits,
        new_id=store.new_id,
    )
    store.add(*trainees)
    return trainees
