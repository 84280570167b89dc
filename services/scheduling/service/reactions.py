"""What scheduling does on the news of other departments."""

from contracts.assessment import ExamInfoChanged, ExamPlanned
from contracts.enrollment import (
    ClassClosed,
    ClassCreated,
    ClassOpened,
    RosterApproved,
    TraineeCheckedIn,
    TraineeWithdrawn,
)
from contracts.refusals import Refusal
from kit.department import reaction
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import take_roster
from services.scheduling.service.beds import end_stays
from services.scheduling.service.heard import known_class, known_trainee, read_trainees
from services.scheduling.store import SchedulingStore


class Reactions:
    """Classes, trainees and exam rooms."""

    @reaction
    def open_timetable(self, event: ClassCreated, store: SchedulingStore) -> None:
        if store.timetable_if_known(event.class_id) is None:
            store.add(Timetable.of_class(event))

    @reaction
    def lock_timetable(self, event: ClassClosed, store: SchedulingStore) -> None:
        known_class(event.class_id, store).close()

    @reaction
    def take_roster(self, event: RosterApproved, store: SchedulingStore) -> None:
        timetable = known_class(event.class_id, store)
        size = sum(map(len, event.trainees_by_unit.values()))
        if timetable.count_roster(version=event.version, size=size):
            known = store.trainees(event.class_id)
            store.add(*take_roster(known, event.trainees_by_unit, event.class_id))
            left = {trainee.trainee_id for trainee in known if not trainee.takes_part}
            stays = store.stays(event.class_id)
            end_stays([stay for stay in stays if stay.trainee_id in left], store)

    @reaction(ahead=read_trainees)
    def note_arrival(self, event: TraineeCheckedIn, store: SchedulingStore) -> None:
        known_trainee(event.trainee_id, store).note_arrival()

    @reaction
    def begin_class(self, event: ClassOpened, store: SchedulingStore) -> None:
        for trainee_id in event.present:
            known_trainee(trainee_id, store).note_arrival()
        for trainee_id in event.absent:
            known_trainee(trainee_id, store).note_absence()
        known_class(event.class_id, store).is_opened = True

    @reaction
    def let_trainee_go(self, event: TraineeWithdrawn, store: SchedulingStore) -> None:
        known_trainee(event.trainee_id, store).leave()

    @reaction
    def book_exam_rooms(self, event: ExamPlanned, store: SchedulingStore) -> None:
        self._book_exam(event, store)

    @reaction
    def rebook_exam_rooms(self, event: ExamInfoChanged, store: SchedulingStore) -> None:
        self._book_exam(event, store)

    def _book_exam(self, event: ExamPlanned | ExamInfoChanged, store: SchedulingStore) -> None:
        timetable = known_class(event.class_id, store)
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
