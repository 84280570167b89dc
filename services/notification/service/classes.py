"""What notification keeps of units, classes and their people."""

from contracts.base import Page
from contracts.enrollment import (
    ClassClosed,
    ClassCreated,
    ClassRescheduled,
    ClassResumed,
    ClassSuspended,
    ImplementationPlanIssued,
    ListTrainees,
    ProjectConfirmed,
    QuotasAllocated,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
    RosterApproved,
    TraineeView,
    UnitRegistered,
)
from kit.department import NotYet, reaction
from services.notification.domain import wording
from services.notification.domain.delivery import to_unit
from services.notification.domain.training_class import Trainee, TrainingClass, Unit
from services.notification.service.deadlines import move_all
from services.notification.service.facts import moment, place
from services.notification.service.groups import following_members
from services.notification.service.items import end_items
from services.notification.service.sending import catch_up, send
from services.notification.store import NotificationStore


class Classes:
    """Who belongs to a class's audience."""

    @reaction
    def keep_unit(self, event: UnitRegistered, store: NotificationStore) -> None:
        if not store.knows_unit(event.unit_id):
            store.add(
                Unit(
                    unit_id=event.unit_id,
                    name=event.name,
                    kind=event.kind,
                    function=event.function,
                )
            )

    @reaction
    def keep_class(self, event: ClassCreated, store: NotificationStore) -> None:
        if not store.knows_class(event.class_id):
            known = TrainingClass(
                class_id=event.class_id,
                title=event.title,
                code=event.code,
                profile=event.profile,
                start_on=event.start_on,
                end_on=event.end_on,
                checkin_from=event.checkin_from,
                track=event.track,
                hosted_externally=event.hosted_externally,
                host_id=event.host_id,
                mentor_required=event.mentor_required,
            )
            store.add(known)

    @reaction
    def keep_confirmation(self, event: ProjectConfirmed, store: NotificationStore) -> None:
        store.class_in_hand(event.class_id).is_confirmed = True

    @reaction
    def keep_plan(self, event: ImplementationPlanIssued, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        with following_members(store, event.class_id):
            known.take_plan(event.unit_ids, as_of=place(store))

    @reaction
    def keep_assigned(self, event: RoleAssigned, store: NotificationStore) -> None:
        with following_members(store, event.class_id):
            _begin(store, event)

    @reaction
    def keep_replaced(self, event: RoleReplaced, store: NotificationStore) -> None:
        with following_members(store, event.class_id):
            _begin(store, event)
            replaced = store.member(event.class_id, event.role, event.replaced_id)
            replaced.end(as_of=place(store))

    @reaction
    def keep_ended(self, event: RoleEnded, store: NotificationStore) -> None:
        with following_members(store, event.class_id):
            member = store.member(event.class_id, event.role, event.person_id)
            member.end(as_of=place(store))

    @reaction
    def keep_suspension(self, event: ClassSuspended, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        known.suspend(at=moment(store))
        move_all(store, known)

    @reaction
    def keep_resumption(self, event: ClassResumed, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        goes_on = known.resume(
            days=event.days, end_on=event.end_on, at=moment(store), as_of=place(store)
        )
        if not goes_on:
            raise NotYet(f"class {event.class_id} is not known to stand still")
        move_all(store, known)

    @reaction
    def keep_new_days(self, event: ClassRescheduled, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        known.reschedule(
            days=(event.start_on - event.old_start_on).days,
            start_on=event.start_on,
            end_on=event.end_on,
            checkin_from=event.checkin_from,
            at=moment(store),
            as_of=place(store),
        )
        move_all(store, known)

    @reaction
    def keep_quotas(self, event: QuotasAllocated, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        known.allocate(event.seats, event.deadline)
        catch_up(store, known)

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id, size=5000))
    def tell_units_their_people(
        self, event: RosterApproved, store: NotificationStore, listed: Page[TraineeView]
    ) -> None:
        known = store.class_in_hand(event.class_id)
        if not known.take_roster(event.version):
            return
        by_id = {trainee.trainee_id: trainee for trainee in listed.items}
        people = {
            unit_id: [_found(by_id, trainee_id) for trainee_id in trainee_ids]
            for unit_id, trainee_ids in event.trainees_by_unit.items()
        }
        _keep_trainees(store, event.class_id, people)
        letter = wording.roster_approved(
            class_id=event.class_id, class_title=known.title, version=event.version
        )
        own = {to_unit(unit_id): wording.own_people(own) for unit_id, own in people.items()}
        send(store, letter, event.class_id, dict(own))
        catch_up(store, known)

    @reaction
    def stop_writing(self, event: ClassClosed, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        end_items(store, known)
        known.is_over = True


def _begin(store: NotificationStore, event: RoleAssigned | RoleReplaced) -> None:
    member = store.member(event.class_id, event.role, event.person_id)
    member.begin(event.unit_id, as_of=place(store))


def _found(by_id: dict[str, TraineeView], trainee_id: str) -> TraineeView:
    if trainee_id not in by_id:
        raise NotYet(f"trainee {trainee_id} is not listed yet")
    return by_id[trainee_id]


def _keep_trainees(
    store: NotificationStore, class_id: str, people: dict[str, list[TraineeView]]
) -> None:
    """Keep who is on the roster; whoever no longer is stays known, but is not told any more."""
    kept = {trainee.trainee_id: trainee for trainee in store.trainees(class_id)}
    listed = {view.trainee_id: view for views in people.values() for view in views}
    for trainee_id, trainee in kept.items():
        trainee.is_active = trainee_id in listed
    fresh = [view for trainee_id, view in listed.items() if trainee_id not in kept]
    store.add(
        *(
            Trainee(
                trainee_id=view.trainee_id,
                class_id=class_id,
                unit_id=view.unit_id,
                person_id=view.person_id,
            )
            for view in fresh
        )
    )
