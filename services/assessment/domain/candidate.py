"""A trainee as a candidate of the exam: barred or not, the seat, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.assessment import RoomDraft
from contracts.enrollment import TraineeView
from contracts.refusals import Fault, Invalid, Refusal


class Bar(StrEnum):
    """Why a trainee may not sit the exam."""

    LEAVE_LIMIT = "LEAVE_LIMIT"
    NO_SHOW = "NO_SHOW"
    WITHDRAWN = "WITHDRAWN"


class Attendance(StrEnum):
    """What became of the seat."""

    UNSEATED = "UNSEATED"
    SEATED = "SEATED"
    PRESENT = "PRESENT"
    ABSENT = "ABSENT"
    CHEATED = "CHEATED"


@dataclass(kw_only=True, eq=False)
class Candidate:
    """One trainee of a class. Only here do a name and an anonymous code stand side by side."""

    trainee_id: str
    class_id: str
    person_id: str
    trainee_no: str
    name: str
    unit_id: str
    unit_name: str
    bars: list[Bar] = field(default_factory=list)
    attendance: Attendance = Attendance.UNSEATED
    room: str = ""
    seat_no: int = 0
    anon_code: str | None = None
    leave_told: int = 0

    @classmethod
    def from_trainee(cls, trainee: TraineeView) -> "Candidate":
        """The candidate that a trainee on the approved roster is."""
        return cls(
            trainee_id=trainee.trainee_id,
            class_id=trainee.class_id,
            person_id=trainee.person_id,
            trainee_no=trainee.trainee_no,
            name=trainee.name,
            unit_id=trainee.unit_id,
            unit_name=trainee.unit_name,
        )

    @property
    def is_barred(self) -> bool:
        """Whether any bar stands."""
        return bool(self.bars)

    @property
    def has_left(self) -> bool:
        """Whether the trainee never came, or left before the end."""
        return Bar.NO_SHOW in self.bars or Bar.WITHDRAWN in self.bars

    @property
    def sat(self) -> bool:
        """Whether the candidate was in the room, honestly or not."""
        return self.attendance in {Attendance.PRESENT, Attendance.CHEATED}

    def bar(self, reason: Bar) -> None:
        """Bar from the exam; the same reason twice is one bar."""
        if reason not in self.bars:
            self.bars = [*self.bars, reason]

    def lift(self, reason: Bar) -> None:
        """Lift one bar; others stay."""
        self.bars = [bar for bar in self.bars if bar is not reason]

    def take_leave(self, *, exceeded: bool, told: int) -> bool:
        """Leave went over its limit or came back within it; False for news older than the last.

        `told` is the place of the news among all that its department ever told.
        """
        if told <= self.leave_told:
            return False
        self.leave_told = told
        if exceeded:
            self.bar(Bar.LEAVE_LIMIT)
        else:
            self.lift(Bar.LEAVE_LIMIT)
        return True

    def unseat(self) -> None:
        """Give the seat up."""
        self.attendance, self.room, self.seat_no = Attendance.UNSEATED, "", 0


def seat_everyone(candidates: Iterable[Candidate], rooms: Sequence[RoomDraft]) -> int:
    """Seat whoever is not barred, by trainee number, room by room; returns how many (A-5.r3).

    Refusal NOT_ENOUGH_SEATS, NO_CANDIDATES.
    """
    everyone = sorted(candidates, key=lambda candidate: candidate.trainee_no)
    eligible = [candidate for candidate in everyone if not candidate.is_barred]
    seats = [(room.name, number) for room in rooms for number in range(1, room.seats + 1)]
    if not eligible:
        raise Refusal(
            "NO_CANDIDATES",
            "还没有可以参加考试的学员。",
            "There is nobody yet who may sit the exam.",
            "A-6.9",
        )
    if len(eligible) > len(seats):
        raise Refusal(
            "NOT_ENOUGH_SEATS",
            f"考场共有座位 {len(seats)} 个，应考学员 {len(eligible)} 人，座位不足。",
            f"The rooms have {len(seats)} seats for {len(eligible)} candidates.",
            "A-5.r3",
        )
    for candidate in everyone:
        candidate.unseat()
    for candidate, (room, seat_no) in zip(eligible, seats, strict=False):
        candidate.attendance, candidate.room, candidate.seat_no = Attendance.SEATED, room, seat_no
    return len(eligible)


def record_attendance(
    candidates: Iterable[Candidate], *, absent: Sequence[str], cheated: Sequence[str]
) -> list[Candidate]:
    """Note who was there, who was not, who was caught; returns whose scripts are to be marked.

    Invalid (422) when a name is on both lists or has no seat. A bar that came after the seats
    were fixed wins.
    """
    seated = {c.trainee_id: c for c in candidates if c.attendance is Attendance.SEATED}
    _check_names("absent", absent, seated)
    _check_names("cheated", cheated, seated)
    if both := sorted(set(absent) & set(cheated)):
        raise Invalid(
            "ABSENT_AND_CHEATED",
            "同一学员不能既缺考又违纪。",
            "Nobody can be absent and caught cheating at once.",
            "A-7.10.g",
            faults=[
                Fault("cheated", f"{one} 同时列为缺考", f"{one} is also listed as absent")
                for one in both
            ],
        )
    for candidate in seated.values():
        candidate.attendance = Attendance.PRESENT
    for trainee_id in absent:
        seated[trainee_id].attendance = Attendance.ABSENT
    for trainee_id in cheated:
        seated[trainee_id].attendance = Attendance.CHEATED
    present = [c for c in seated.values() if c.attendance is Attendance.PRESENT]
    for candidate in present:
        if candidate.is_barred:
            candidate.attendance = Attendance.UNSEATED
    return [candidate for candidate in present if not candidate.is_barred]


def _check_names(field_name: str, trainee_ids: Sequence[str], seated: dict[str, Candidate]) -> None:
    strangers = [trainee_id for trainee_id in trainee_ids if trainee_id not in seated]
    if strangers:
        raise Invalid(
            "NOT_SEATED",
            "名单中有未安排座位的学员。",
            "The list names somebody who has no seat in this exam.",
            "A-5.k3",
            faults=[
                Fault(field_name, f"{one} 没有座位", f"{one} has no seat") for one in strangers
            ],
        )
