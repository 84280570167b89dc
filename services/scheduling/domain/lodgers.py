"""Which trainees of a class need a bed, from when until when, and what they are to be housed by."""

from collections.abc import Iterable, Sequence
from datetime import date

from contracts.enrollment import TraineeView
from contracts.identity import read_sex
from contracts.refusals import Fault, Refusal, Unknown
from services.scheduling.domain.lodging import Lodger, Nights
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Trainee


def nights_ahead(timetable: Timetable, today: date) -> Nights:
    """The nights of a class still to come: from check-in, or from today, to its last day."""
    nights = Nights(from_on=max(timetable.checkin_on, today), to_on=timetable.end_on)
    if not nights:
        raise Refusal(
            "NO_NIGHTS",
            "本班没有（剩余）住宿天数，无须分配床位。",
            "The class has no nights (left); nobody needs a bed.",
            "B-8.4a",
        )
    return nights


def lodger_of(trainee: Trainee, views: Iterable[TraineeView]) -> Lodger:
    """One trainee as somebody to be housed; Refusal for who does not take part."""
    (lodger,) = lodgers_of([trainee], views)
    return lodger


def lodgers_of(trainees: Iterable[Trainee], views: Iterable[TraineeView]) -> list[Lodger]:
    """These trainees as people to be housed; Refusal when one does not take part, or when it is
    not known whether somebody is a man or a woman.
    """
    known = {view.trainee_id: view for view in views}
    lodgers, unknown = [], []
    for trainee in trainees:
        view = known.get(trainee.trainee_id)
        if view is None:
            raise Unknown("学员", "trainee")
        _refuse_stranger(trainee)
        sex = read_sex(view.sex)
        if sex is None:
            unknown.append(view.trainee_no)
            continue
        lodger = Lodger(
            trainee_id=trainee.trainee_id,
            trainee_no=view.trainee_no,
            unit_id=trainee.unit_id,
            sex=sex,
        )
        lodgers.append(lodger)
    _refuse_unknown_sex(unknown)
    return lodgers


def _refuse_stranger(trainee: Trainee) -> None:
    if not trainee.takes_part:
        raise Refusal(
            "NOT_IN_CLASS",
            "该学员不在班，不分配床位。",
            "The trainee does not take part in the class.",
            "B-8.4a",
        )


def _refuse_unknown_sex(numbers: Sequence[str]) -> None:
    if numbers:
        raise Refusal(
            "SEX_UNKNOWN",
            f"学员 {'、'.join(numbers[:10])} 性别信息不明，不能分配床位。",
            f"It is not known whether trainees {', '.join(numbers[:10])} are men or women.",
            "B-8.4a",
            faults=[Fault(number, "性别不明", "sex not known") for number in numbers],
        )
