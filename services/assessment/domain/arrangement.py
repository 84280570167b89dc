"""When and where an exam may take place."""

from collections.abc import Sequence
from datetime import datetime

from contracts.assessment import RoomDraft
from contracts.refusals import Fault, Invalid
from services.assessment.domain.rules import SCHOOL_ZONE
from services.assessment.domain.training_class import TrainingClass


def check_arrangement(
    course: TrainingClass, from_at: datetime, to_at: datetime, rooms: Sequence[RoomDraft]
) -> None:
    """Refuse (422) what lies outside the class, ends before it begins, or lists a room twice."""
    faults = [*_window_faults(course, from_at, to_at), *_room_faults(rooms)]
    if faults:
        raise Invalid(
            "EXAM_ARRANGEMENT",
            f"考试安排不正确：{'；'.join(fault.zh for fault in faults)}。",
            f"The exam cannot be arranged like this: {'; '.join(fault.en for fault in faults)}.",
            "A-7.7.a",
            faults=faults,
        )


def _window_faults(course: TrainingClass, from_at: datetime, to_at: datetime) -> list[Fault]:
    if from_at.tzinfo is None or to_at.tzinfo is None:
        return [Fault("from_at", "时间须带时区", "the times need a time zone")]
    faults = []
    if to_at <= from_at:
        faults.append(Fault("to_at", "结束时间须晚于开始时间", "the end must be after the start"))
    if to_at.astimezone(SCHOOL_ZONE).date() > course.end_on:
        faults.append(
            Fault(
                "to_at",
                f"考试须在班次结束（{course.end_on}）前举行",
                f"the exam must be before the class ends on {course.end_on}",
            )
        )
    if from_at.astimezone(SCHOOL_ZONE).date() < course.start_on:
        faults.append(
            Fault(
                "from_at",
                f"考试不得早于开班日期 {course.start_on}",
                f"the exam cannot be before the class begins on {course.start_on}",
            )
        )
    return faults


def _room_faults(rooms: Sequence[RoomDraft]) -> list[Fault]:
    faults = []
    if len({room.venue_id for room in rooms}) < len(rooms):
        faults.append(Fault("rooms", "同一考场只能列一次", "a room can be listed once only"))
    if len({room.name for room in rooms}) < len(rooms):
        faults.append(Fault("rooms", "考场名称不能重复", "rooms need different names"))
    return faults
