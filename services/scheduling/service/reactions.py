"""What scheduling does on the news of other departments."""

from contracts.assessment import ExamInfoChanged, ExamPlanned
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassOpened,
    RosterApproved,
    TraineeCheckedIn,
    TraineeWithdrawn,
)
from contracts.refusals import Refusal
from kit.department import NotYet, reaction
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Trainee, take_roster
from services.scheduling.store import SchedulingStore


class Reactions:
    """Classes, trainees and exam rooms."""

    @reaction
    def open_timetable(self, event: ClassCreated, store: SchedulingStore) -> None:
        if store.timetable_if_known(event.class_id) is None:
            store.add(Timetable.of_class(event))

    @reaction
    def call_off_timetable(self, event: ClassCancelled, store: SchedulingStore) -> None:
        self._heard_of(event.class_id, store).call_off()
        store.release_class(event.class_id)

    @reaction
    def lock_timetable(self, event: ClassClosed, store: SchedulingStore) -> None:
        self._heard_of(event.class_id, store).close()

    @reaction
    def take_roster(self, event: RosterApproved, store: SchedulingStore) -> None:
        timetable = self._heard_of(event.class_id, store)
        size = sum(map(len, event.trainees_by_unit.values()))
        if timetable.count_roster(version=event.version, size=size):
            known = store.trainees(event.class_id)
            store.add(*take_roster(known, event.trainees_by_unit, event.class_id))

    @reaction
    def note_arrival(self, event: TraineeCheckedIn, store: SchedulingStore) -> None:
        self._trainee(event.trainee_id, store).note_arrival()

    @reaction
    def begin_class(self, event: ClassOpened, store: SchedulingStore) -> None:
        for trainee_id in event.present:
            self._trainee(trainee_id, store).note_arrival()
        for trainee_id in event.absent:
            self._trainee(trainee_id, store).note_absence()
        self._heard_of(event.class_id, store).is_opened = True

    @reaction
    def let_trainee_go(self, event: TraineeWithdrawn, store: SchedulingStore) -> None:
        self._trainee(event.trainee_id, store).leave()

    @reaction
    def book_exam_rooms(self, event: ExamPlanned, store: SchedulingStore) -> None:
        self._book_exam(event, store)

    @reaction
    def rebook_exam_rooms(self, event: ExamInfoChanged, store: SchedulingStore) -> None:
        self._book_exam(event, store)

    def _book_exam(self, event: ExamPlanned | ExamInfoChanged, store: SchedulingStore) -> None:
        timetable = self._heard_of(event.class_id, store)
        exam = store.exam_rooms(event)
        if exam is None:
            return
        gaps = exam.gaps(store.venues_by_id(exam.rooms))
        store.release_exam(exam.exam_id)
        if gaps:
            store.emit(exam.refused("；".join(gaps)))
            return
        try:
            store.book_exam(exam, f"{timetable.title}结业考试")
        except Refusal as clash:
            store.emit(exam.refused(clash.zh))
            return
        store.emit(exam.booked())

    def _heard_of(self, class_id: str, store: SchedulingStore) -> Timetable:
        timetable = store.timetable_if_known(class_id)
        if timetable is None:
            raise NotYet("the class has not been heard of")
        return timetable

    def _trainee(self, trainee_id: str, store: SchedulingStore) -> Trainee:
        trainee = store.trainee_if_known(trainee_id)
        if trainee is None:
            raise NotYet("the roster has not been heard of")
        return trainee
