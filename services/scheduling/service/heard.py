"""What a reaction counts on having been heard of before."""

from collections.abc import Sequence

from contracts.enrollment import TraineeCheckedIn
from kit.department import NotYet
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Trainee
from services.scheduling.store import SchedulingStore


def known_class(class_id: str, store: SchedulingStore) -> Timetable:
    """The timetable of a class; NotYet before its creation has been heard of."""
    timetable = store.timetable_if_known(class_id)
    if timetable is None:
        raise NotYet("the class has not been heard of")
    return timetable


def read_trainees(events: Sequence[TraineeCheckedIn], store: SchedulingStore) -> None:
    """Read at once whom several events are about, for `known_trainee`."""
    store.look_ahead(Trainee, [event.trainee_id for event in events])


def known_trainee(trainee_id: str, store: SchedulingStore) -> Trainee:
    """A trainee; NotYet before the roster has been heard of."""
    trainee = store.trainee_if_known(trainee_id)
    if trainee is None:
        raise NotYet("the roster has not been heard of")
    return trainee
