"""Before check-in: supplies, the venue, the rehearsal."""

from contracts.enrollment import (
    ClassView,
    DrawSupplies,
    ListSupplies,
    RecordRehearsal,
    ReturnSupplies,
    SetUpVenue,
    SupplyIssueView,
    WaiveRehearsal,
)
from kit.department import command, query
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.narrowing import refuse_narrowed_lead
from services.enrollment.domain.rehearsal import Rehearsal, refuse_future, refuse_unneeded
from services.enrollment.domain.supplies import SupplyIssue, VenueSetUp
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.service.filing import file_record
from services.enrollment.service.views_running import class_now, supply_issue_view
from services.enrollment.store import EnrollmentStore

ServiceCommand = DrawSupplies | ReturnSupplies | SetUpVenue


class Preparing:
    """What a class needs before it arrives (B-8.3, B-11)."""

    @command
    def draw_supplies(self, request: DrawSupplies, store: EnrollmentStore) -> SupplyIssueView:
        training_class = _served(store, request, "make_ready")
        slip = SupplyIssue(
            issue_id=store.new_id(),
            class_id=request.class_id,
            purpose=request.purpose,
            lines=request.lines,
            drawn_by=store.actor.person_id,
            drawn_at=store.now,
            override_reason=request.override_reason,
        )
        store.add(slip)
        store.emit(slip.drawn(), *training_class.note(Fact.SUPPLIES_DRAWN, now=store.now))
        file_record(store, request.class_id, DocType.SUPPLIES, f"SuppliesDrawn {slip.issue_id}")
        return supply_issue_view(slip)

    @command
    def return_supplies(self, request: ReturnSupplies, store: EnrollmentStore) -> SupplyIssueView:
        _served(store, request, "serve")
        slip = store.supply_issue(request.class_id, request.issue_id)
        slip.take_back(
            request.lines,
            by=store.actor.person_id,
            now=store.now,
            override_reason=request.override_reason,
        )
        return supply_issue_view(slip)

    @query
    def list_supplies(self, request: ListSupplies, store: EnrollmentStore) -> list[SupplyIssueView]:
        return [supply_issue_view(slip) for slip in store.supply_issues(request.class_id)]

    @command
    def set_up_venue(self, request: SetUpVenue, store: EnrollmentStore) -> ClassView:
        training_class = _served(store, request, "make_ready")
        store.add(
            VenueSetUp(
                set_up_id=store.new_id(),
                class_id=request.class_id,
                place=request.place,
                note=request.note,
                set_by=store.actor.person_id,
                set_at=store.now,
                override_reason=request.override_reason,
            )
        )
        store.emit(*training_class.note(Fact.VENUE_SET_UP, now=store.now))
        return class_now(store, training_class)

    @command
    def record_rehearsal(self, request: RecordRehearsal, store: EnrollmentStore) -> ClassView:
        refuse_future(request.held_on, today=store.today)
        rehearsal = Rehearsal(
            rehearsal_id=store.new_id(),
            class_id=request.class_id,
            recorded_by=store.actor.person_id,
            recorded_at=store.now,
            held_on=request.held_on,
            unit_ids=[store.unit(unit_id).unit_id for unit_id in request.unit_ids],
            findings=request.findings,
        )
        return _keep_rehearsal(store, rehearsal)

    @command
    def waive_rehearsal(self, request: WaiveRehearsal, store: EnrollmentStore) -> ClassView:
        rehearsal = Rehearsal(
            rehearsal_id=store.new_id(),
            class_id=request.class_id,
            recorded_by=store.actor.person_id,
            recorded_at=store.now,
            waived_for=request.reason,
        )
        return _keep_rehearsal(store, rehearsal)


def _served(store: EnrollmentStore, request: ServiceCommand, duty: str) -> TrainingClass:
    """The class, if it may be served now and by whoever asks."""
    training_class = store.training_class(request.class_id)
    training_class.may(duty)
    refuse_narrowed_lead(
        store.actor,
        type(request).ask.roles,
        training_class,
        override_reason=request.override_reason,
    )
    return training_class


def _keep_rehearsal(store: EnrollmentStore, rehearsal: Rehearsal) -> ClassView:
    training_class = store.training_class(rehearsal.class_id)
    refuse_unneeded(training_class.nature)
    training_class.may("rehearse")
    store.add(rehearsal)
    store.emit(rehearsal.recorded(), *training_class.note(Fact.REHEARSED, now=store.now))
    return class_now(store, training_class)
