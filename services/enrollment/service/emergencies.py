"""Special events, and classes that stand still, go on or take place on other days."""

from contracts.enrollment import (
    ClassView,
    DeclareEmergency,
    EmergencyView,
    ListEmergencies,
    RescheduleClass,
    ResumeClass,
    SuspendClass,
)
from kit.department import command, query
from services.enrollment.domain.emergency import Emergency
from services.enrollment.service.team_facts import hold_team_facts
from services.enrollment.service.views_running import class_now, emergency_view
from services.enrollment.store import EnrollmentStore


class Emergencies:
    """What no plan foresaw (B-12)."""

    @command
    def declare_emergency(self, request: DeclareEmergency, store: EnrollmentStore) -> EmergencyView:
        store.training_class(request.class_id).refuse_ended()
        emergency = Emergency(
            emergency_id=store.new_id(),
            class_id=request.class_id,
            kind=request.kind,
            policy_ref=request.policy_ref,
            text=request.text,
            declared_by=store.actor.person_id,
            declared_at=store.now,
        )
        store.add(emergency)
        store.emit(emergency.declared())
        return emergency_view(emergency)

    @query
    def list_emergencies(
        self, request: ListEmergencies, store: EnrollmentStore
    ) -> list[EmergencyView]:
        return [emergency_view(each) for each in store.emergencies(request.class_id)]

    @command
    def suspend_class(self, request: SuspendClass, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        stopped = training_class.suspend(
            reason=request.reason,
            policy_ref=request.policy_ref,
            today=store.today,
            now=store.now,
        )
        store.emit(*stopped)
        return class_now(store, training_class)

    @command
    def resume_class(self, request: ResumeClass, store: EnrollmentStore) -> ClassView:
        training_class, team = store.lock_team(request.class_id)
        store.emit(*training_class.resume(resume_on=request.resume_on, now=store.now))
        hold_team_facts(store, training_class, team)
        return class_now(store, training_class)

    @command
    def reschedule_class(self, request: RescheduleClass, store: EnrollmentStore) -> ClassView:
        training_class, team = store.lock_team(request.class_id)
        moved = training_class.reschedule(
            start_on=request.start_on,
            end_on=request.end_on,
            checkin_from=request.checkin_from,
            checkin_to=request.checkin_to,
            reason=request.reason,
        )
        store.emit(moved)
        hold_team_facts(store, training_class, team)
        return class_now(store, training_class)
