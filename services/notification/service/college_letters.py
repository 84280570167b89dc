"""What those who serve a class of the college, its departments and its host are told."""

from collections.abc import Iterable

from contracts.assessment import EvaluationFedBack
from contracts.enrollment import (
    AdjustmentMade,
    ClassRescheduled,
    ClassResumed,
    ClassRole,
    ClassSuspended,
    CoordinationMeetingCalled,
    HandbookIssued,
    ImplementationPlanIssued,
    MentorRotaAdvanced,
    ParticipantNamed,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
)
from contracts.finance import InvoiceIssued, ServiceDataProposed, SettlementSent
from contracts.scheduling import ResourceConflictDetected
from contracts.values import Severity
from kit.department import reaction
from services.notification.domain import college_wording
from services.notification.domain.delivery import to_person, to_unit
from services.notification.domain.team import active
from services.notification.domain.training_class import TrainingClass
from services.notification.domain.wording import Letter
from services.notification.service.facts import place
from services.notification.service.sending import send, send_to_class, send_to_unit
from services.notification.store import NotificationStore


class CollegeLetters:
    """The notices the system writes for classes of the college."""

    # -- the team and its work ----------------------------------------------------------------

    @reaction
    def tell_departments_of_plan(
        self, event: ImplementationPlanIssued, store: NotificationStore
    ) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.plan_issued(
            class_id=event.class_id,
            class_title=known.title,
            version=event.version,
            participants_until=event.participants_until,
        )
        own = {
            to_unit(unit_id): college_wording.tasks_of(
                task for task in event.tasks if task.unit_id == unit_id
            )
            for unit_id in event.unit_ids
        }
        send(store, letter, event.class_id, dict(own))

    @reaction
    def tell_executors_of_handbook(self, event: HandbookIssued, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.handbook_issued(class_title=known.title)
        _send_to_departments(store, letter, known, event.unit_ids)

    @reaction
    def call_to_meeting(self, event: CoordinationMeetingCalled, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.meeting_called(
            meeting_id=event.meeting_id, class_title=known.title, at_=event.at, place=event.place
        )
        _send_to_departments(store, letter, known, event.unit_ids, ClassRole.LEAD)

    @reaction
    def tell_of_adjustment(self, event: AdjustmentMade, store: NotificationStore) -> None:
        known, major = store.class_in_hand(event.class_id), event.severity is Severity.MAJOR
        letter = college_wording.adjusted(
            adjustment_id=event.adjustment_id,
            class_title=known.title,
            what=event.what,
            major=major,
        )
        also = (ClassRole.LEAD,) if major else ()
        _send_to_departments(store, letter, known, event.unit_ids, *also)

    @reaction
    def tell_of_duty(self, event: RoleAssigned, store: NotificationStore) -> None:
        _give_duty(store, event)

    @reaction
    def tell_of_replacement(self, event: RoleReplaced, store: NotificationStore) -> None:
        _give_duty(store, event)
        _end_duty(store, event.class_id, event.role, event.replaced_id)

    @reaction
    def tell_of_end_of_duty(self, event: RoleEnded, store: NotificationStore) -> None:
        _end_duty(store, event.class_id, event.role, event.person_id)

    @reaction
    def tell_lead_of_participant(self, event: ParticipantNamed, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        recipient = to_unit(event.unit_id)
        letter = college_wording.participant_named(
            class_id=event.class_id,
            class_title=known.title,
            unit=store.names([recipient]).get(recipient, ""),
            unit_id=event.unit_id,
        )
        send(store, letter, event.class_id, dict.fromkeys(_people(store, known, ClassRole.LEAD)))

    @reaction
    def call_department_for_mentors(
        self, event: MentorRotaAdvanced, store: NotificationStore
    ) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.mentors_called(class_title=known.title)
        send_to_unit(store, letter, event.class_id, event.unit_id, None)

    @reaction
    def tell_lead_of_conflict(
        self, event: ResourceConflictDetected, store: NotificationStore
    ) -> None:
        known = store.class_in_hand(event.class_id)
        leads = _people(store, known, ClassRole.LEAD)
        letter = college_wording.resource_in_conflict(
            class_title=known.title, sessions=len(event.session_ids)
        )
        if leads:
            send(store, letter, event.class_id, dict.fromkeys(leads))

    # -- the class itself ---------------------------------------------------------------------

    @reaction
    def tell_of_suspension(self, event: ClassSuspended, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.class_suspended(
            class_title=known.title,
            reason=event.reason,
            policy_ref=event.policy_ref,
            from_on=event.from_on,
            source=f"{event.class_id}:{place(store)}",
        )
        _send_to_everybody(store, letter, known)

    @reaction
    def tell_of_resumption(self, event: ClassResumed, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.class_resumed(
            class_title=known.title,
            resume_on=event.resume_on,
            end_on=event.end_on,
            days=event.days,
            source=f"{event.class_id}:{place(store)}",
        )
        _send_to_everybody(store, letter, known)

    @reaction
    def tell_of_new_days(self, event: ClassRescheduled, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.class_rescheduled(
            class_title=known.title,
            start_on=event.start_on,
            end_on=event.end_on,
            checkin_from=event.checkin_from,
            reason=event.reason,
            source=f"{event.class_id}:{place(store)}",
        )
        _send_to_everybody(store, letter, known)

    # -- the end ------------------------------------------------------------------------------

    @reaction
    def tell_host_of_data(self, event: ServiceDataProposed, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.data_proposed(
            class_id=event.class_id, class_title=known.title, version=event.version
        )
        _send_to_host(store, letter, known)

    @reaction
    def tell_host_of_settlement(self, event: SettlementSent, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.settlement_sent(class_title=known.title, total_fen=event.total_fen)
        _send_to_host(store, letter, known)

    @reaction
    def tell_host_of_invoice(self, event: InvoiceIssued, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.invoice_issued(
            invoice_id=event.invoice_id,
            class_title=known.title,
            number=event.number,
            total_fen=event.total_fen,
        )
        _send_to_host(store, letter, known)

    @reaction
    def feed_back_to_department(self, event: EvaluationFedBack, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = college_wording.evaluation_fed_back(
            action_id=event.action_id,
            class_title=known.title,
            score=event.score,
            due_on=event.due_on,
        )
        send_to_unit(store, letter, event.class_id, event.unit_id, None)


def _give_duty(store: NotificationStore, event: RoleAssigned | RoleReplaced) -> None:
    known = store.class_in_hand(event.class_id)
    letter = college_wording.duty_given(
        class_title=known.title,
        role=event.role,
        source=f"{event.assignment_id}:{event.person_id}"[:100],
    )
    send(store, letter, event.class_id, {to_person(event.person_id): None})


def _end_duty(store: NotificationStore, class_id: str, role: ClassRole, person_id: str) -> None:
    known = store.class_in_hand(class_id)
    letter = college_wording.duty_ended(
        class_title=known.title, role=role, source=f"{class_id}:{place(store)}"
    )
    send(store, letter, class_id, {to_person(person_id): None})


def _send_to_departments(
    store: NotificationStore,
    letter: Letter,
    known: TrainingClass,
    unit_ids: Iterable[str],
    *also: ClassRole,
) -> None:
    """Send to departments, to their participants in the class, and to some duties besides."""
    units = list(unit_ids)
    serving = active(store.team(known.class_id), ClassRole.PARTICIPANT)
    people = [to_person(each.person_id) for each in serving if each.unit_id in units]
    holders = _people(store, known, *also) if also else []
    send(store, letter, known.class_id, dict.fromkeys([*map(to_unit, units), *people, *holders]))


def _send_to_everybody(store: NotificationStore, letter: Letter, known: TrainingClass) -> None:
    """Send to units and trainees, to the departments that take part, to all who serve the class,
    and to the host.
    """
    host = [to_unit(known.host_id)] if known.host_id else []
    also = [*map(to_unit, known.plan_units), *_people(store, known), *host]
    send_to_class(store, letter, known, also)


def _send_to_host(store: NotificationStore, letter: Letter, known: TrainingClass) -> None:
    if known.host_id:
        send_to_unit(store, letter, known.class_id, known.host_id, None)


def _people(store: NotificationStore, known: TrainingClass, *roles: ClassRole) -> list[str]:
    serving = active(store.team(known.class_id), *roles)
    return list(dict.fromkeys(to_person(each.person_id) for each in serving))
