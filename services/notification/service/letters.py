"""What is told when something happens: to units, trainees and duty holders."""

from collections import defaultdict
from collections.abc import Iterable

from contracts.assessment import (
    Duty,
    ExamDutiesAssigned,
    ExamInfoChanged,
    ExamPlanned,
    ResultsPublished,
)
from contracts.base import Page
from contracts.enrollment import (
    AnnualPlanIssued,
    ClassCancelled,
    ListTrainees,
    NominationRejected,
    TraineeView,
    TraineeWithdrawn,
)
from contracts.scheduling import (
    LeaveLimitExceeded,
    LeaveLimitRestored,
    TimetablePublished,
    TimetableRevised,
)
from kit.department import NotYet, reaction
from services.notification.domain import wording
from services.notification.domain.delivery import to_person, to_unit
from services.notification.domain.wording import Letter
from services.notification.service.items import end_items
from services.notification.service.sending import send, send_to_class, send_to_unit
from services.notification.store import NotificationStore


class Letters:
    """The notices the system writes by itself."""

    @reaction
    def issue_plan_to_units(self, event: AnnualPlanIssued, store: NotificationStore) -> None:
        letter = wording.plan_issued(plan_id=event.plan_id, year=event.year)
        send(store, letter, None, dict.fromkeys(map(to_unit, event.unit_ids)))

    @reaction
    def tell_unit_of_rejection(self, event: NominationRejected, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.nomination_rejected(
            nomination_id=event.nomination_id, class_title=known.title, reason=event.reason
        )
        send_to_unit(store, letter, event.class_id, event.unit_id, None)

    @reaction
    def tell_class_of_timetable(self, event: TimetablePublished, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.timetable_published(
            class_id=event.class_id,
            class_title=known.title,
            version=event.version,
            sessions=event.sessions,
        )
        send_to_class(store, letter, known)

    @reaction
    def tell_class_of_change(self, event: TimetableRevised, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.timetable_revised(
            class_id=event.class_id,
            class_title=known.title,
            version=event.version,
            reason=event.reason,
            sessions=event.sessions,
        )
        send_to_class(store, letter, known)

    @reaction
    def tell_class_of_exam(self, event: ExamPlanned, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.exam_planned(
            exam_id=event.exam_id,
            class_title=known.title,
            from_at=event.from_at,
            to_at=event.to_at,
        )
        send_to_class(store, letter, known)

    @reaction
    def tell_everyone_of_exam_change(
        self, event: ExamInfoChanged, store: NotificationStore
    ) -> None:
        known, watch = store.class_in_hand(event.class_id), store.exam_watch(event.exam_id)
        watch.changes += 1
        letter = wording.exam_changed(
            exam_id=event.exam_id,
            change=watch.changes,
            class_title=known.title,
            from_at=event.from_at,
            to_at=event.to_at,
            reason=event.reason,
        )
        send_to_class(store, letter, known, also=map(to_person, watch.invigilators))

    @reaction
    def tell_duty_holders(self, event: ExamDutiesAssigned, store: NotificationStore) -> None:
        known, watch = store.class_in_hand(event.class_id), store.exam_watch(event.exam_id)
        watch.invigilators = event.duties.get(Duty.INVIGILATOR, [])
        letter = wording.exam_duties(exam_id=event.exam_id, class_title=known.title)
        holders = {person_id for holders in event.duties.values() for person_id in holders}
        send(store, letter, event.class_id, dict.fromkeys(map(to_person, sorted(holders))))

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id, size=5000))
    def tell_results(
        self, event: ResultsPublished, store: NotificationStore, listed: Page[TraineeView]
    ) -> None:
        known = store.class_in_hand(event.class_id)
        outcome = dict.fromkeys(event.passed, True) | dict.fromkeys(event.failed, False)
        judged = [trainee for trainee in listed.items if trainee.trainee_id in outcome]
        own = {
            to_unit(unit_id): wording.results_of(people, outcome)
            for unit_id, people in _by_unit(judged).items()
        } | {
            to_person(trainee.person_id): wording.own_result(passed=outcome[trainee.trainee_id])
            for trainee in judged
        }
        letter = wording.results_published(exam_id=event.exam_id, class_title=known.title)
        send(store, letter, event.class_id, dict(own))

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id, size=5000))
    def tell_unit_of_leave_limit(
        self, event: LeaveLimitExceeded, store: NotificationStore, listed: Page[TraineeView]
    ) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.leave_limit_exceeded(class_title=known.title)
        _send_about(store, letter, event.trainee_id, listed.items)

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id, size=5000))
    def tell_unit_of_leave_restored(
        self, event: LeaveLimitRestored, store: NotificationStore, listed: Page[TraineeView]
    ) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.leave_limit_restored(class_title=known.title)
        _send_about(store, letter, event.trainee_id, listed.items)

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id, size=5000))
    def tell_unit_of_withdrawal(
        self, event: TraineeWithdrawn, store: NotificationStore, listed: Page[TraineeView]
    ) -> None:
        known = store.class_in_hand(event.class_id)
        store.trainee(event.trainee_id).is_active = False
        letter = wording.trainee_withdrawn(
            trainee_id=event.trainee_id, class_title=known.title, kind=event.kind
        )
        _send_about(store, letter, event.trainee_id, listed.items)

    @reaction
    def tell_class_of_cancellation(self, event: ClassCancelled, store: NotificationStore) -> None:
        known = store.class_in_hand(event.class_id)
        letter = wording.class_cancelled(
            class_id=event.class_id, class_title=known.title, reason=event.reason
        )
        send_to_class(store, letter, known)
        end_items(store, known)
        known.is_over = True


def _by_unit(trainees: Iterable[TraineeView]) -> dict[str, list[TraineeView]]:
    units: dict[str, list[TraineeView]] = defaultdict(list)
    for trainee in trainees:
        units[trainee.unit_id].append(trainee)
    return units


def _send_about(
    store: NotificationStore, letter: Letter, trainee_id: str, listed: Iterable[TraineeView]
) -> None:
    """Send a letter about one trainee to that trainee's unit; nobody else learns the name."""
    about = [trainee for trainee in listed if trainee.trainee_id == trainee_id]
    if not about:
        raise NotYet(f"trainee {trainee_id} is not listed yet")
    send_to_unit(store, letter, about[0].class_id, about[0].unit_id, wording.people(about))
