"""Attendance: the sheet of one session, and what it all comes to for each trainee."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Refusal
from contracts.scheduling import AttendanceCorrected, Mark, MarkLine
from services.scheduling.domain.leave import Leave
from services.scheduling.domain.session import Session

# Late or early, the session was attended; what follows from lateness is not an hours matter.
ATTENDED = frozenset({Mark.PRESENT, Mark.LATE, Mark.EARLY_LEAVE})


class SheetState(StrEnum):
    """Whether a sheet still takes marks."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


SHEET = Lifecycle[SheetState](
    "考勤表",
    "attendance sheet",
    {
        "record": ({SheetState.OPEN}, SheetState.OPEN),
        "close": ({SheetState.OPEN}, SheetState.CLOSED),
        "correct": ({SheetState.CLOSED}, SheetState.CLOSED),
    },
    clause="A-7.4.a",
)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A mark changed after closing: old and new value, why, by whom."""

    trainee_id: str
    old: Mark
    new: Mark
    reason: str
    by: str
    at: datetime


@dataclass(eq=False, kw_only=True)
class Sheet:
    """The marks of one session by trainee id."""

    session_id: str
    class_id: str
    marks: dict[str, Mark] = field(default_factory=dict)
    recorder: str = ""
    closed_at: datetime | None = None
    corrections: list[Correction] = field(default_factory=list)
    state: SheetState = SheetState.OPEN

    def record(
        self,
        lines: Sequence[MarkLine],
        rest: Mark | None,
        *,
        active: Set[str],
        on_leave: Set[str],
        by: str,
    ) -> None:
        """Take marks; `rest` fills in whoever has none yet. Approved leave is never marked over."""
        state = SHEET.after("record", self.state)
        wanted = {line.trainee_id: line.mark for line in lines}
        _refuse_strangers(wanted, active)
        _refuse_marks_against_leave(wanted, on_leave)
        marks = {**self.marks, **wanted}
        if rest is not None:
            others = active - marks.keys() - on_leave
            _refuse_marks_against_leave(dict.fromkeys(others, rest), on_leave)
            marks |= dict.fromkeys(sorted(others), rest)
        self.state, self.marks, self.recorder = state, marks, by

    def sign_in(self, trainee_id: str, mark: Mark, *, active: Set[str], on_leave: Set[str]) -> Mark:
        """Take a mark by the trainee's own hand, and say which stands. It replaces nothing but an
        absence noted too soon.
        """
        state = SHEET.after("record", self.state)
        _refuse_strangers([trainee_id], active)
        _refuse_marks_against_leave({trainee_id: mark}, on_leave)
        standing = self.mark_of(trainee_id, on_leave=False)
        if standing is not None and standing is not Mark.ABSENT:
            return standing
        self.state, self.marks = state, {**self.marks, trainee_id: mark}
        return mark

    def mark_of(self, trainee_id: str, *, on_leave: bool) -> Mark | None:
        """The mark as it counts: while the sheet is open, approved leave stands by itself."""
        mark = self.marks.get(trainee_id)
        if self.state is SheetState.CLOSED:
            return mark
        if on_leave:
            return Mark.LEAVE
        # Leave that was granted and is no longer (an early return) leaves no mark behind.
        return None if mark is Mark.LEAVE else mark

    def standing_marks(self, on_leave: Set[str]) -> dict[str, Mark]:
        """Everybody's mark as it counts."""
        marks = {
            key: self.mark_of(key, on_leave=key in on_leave)
            for key in sorted(self.marks.keys() | on_leave)
        }
        return {key: mark for key, mark in marks.items() if mark is not None}

    def unmarked(self, *, active: Set[str], on_leave: Set[str]) -> list[str]:
        """Active trainees who have no mark yet."""
        return sorted(active - self.standing_marks(on_leave).keys())

    def close(self, *, active: Set[str], on_leave: Set[str], by: str, now: datetime) -> None:
        """Close the sheet; Refusal while an active trainee has no mark."""
        state = SHEET.after("close", self.state)
        missing = self.unmarked(active=active, on_leave=on_leave)
        if missing:
            raise Refusal(
                "MARKS_MISSING",
                f"还有 {len(missing)} 名学员没有考勤记录。",
                f"{len(missing)} trainees have no mark yet.",
                "A-7.4.a",
                faults=[Fault(key, "没有考勤记录", "has no mark") for key in missing],
            )
        self.marks = self.standing_marks(on_leave)
        self.state, self.recorder, self.closed_at = state, by, now

    def correct(
        self,
        *,
        trainee_id: str,
        mark: Mark,
        reason: str,
        on_leave: Set[str],
        by: str,
        now: datetime,
    ) -> AttendanceCorrected:
        """Change one mark of a closed sheet; what stood there before is kept."""
        state = SHEET.after("correct", self.state)
        _refuse_strangers([trainee_id], self.marks.keys())
        old = self.marks[trainee_id]
        if old is mark:
            raise Refusal(
                "NOTHING_TO_CORRECT",
                "更正后的记录与原记录相同。",
                "The mark is already that.",
                "A-7.4.a",
            )
        if mark is Mark.LEAVE and trainee_id not in on_leave:
            raise _leave_not_approved([trainee_id])
        self.state, self.marks = state, {**self.marks, trainee_id: mark}
        kept = Correction(trainee_id=trainee_id, old=old, new=mark, reason=reason, by=by, at=now)
        self.corrections = [*self.corrections, kept]
        return AttendanceCorrected(
            class_id=self.class_id,
            session_id=self.session_id,
            trainee_id=trainee_id,
            old=old,
            new=mark,
        )

    def heads(self, *kinds: Mark) -> int:
        """How many carry one of these marks."""
        return sum(mark in kinds for mark in self.marks.values())


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One trainee's hours in tenths. `leave` counts approved leave of sessions to come, too."""

    trainee_id: str
    total: int
    attended: int
    leave: int
    absent: int
    marks: Mapping[str, Mark]


def tally(
    trainee_id: str,
    sessions: Sequence[Session],
    sheets: Mapping[str, Sheet],
    leaves: Sequence[Leave],
) -> Tally:
    """Add up what the sheets say of a trainee, and the leave granted for what is still to come."""
    attended = leave = absent = 0
    marks = {}
    for session in sessions:
        on_leave = any(request.covers(session) for request in leaves)
        sheet = sheets.get(session.session_id)
        planned = Mark.LEAVE if on_leave else None
        mark = sheet.mark_of(trainee_id, on_leave=on_leave) if sheet else planned
        if mark is None:
            continue
        marks[session.session_id] = mark
        attended += session.planned_hours if mark in ATTENDED else 0
        leave += session.planned_hours if mark is Mark.LEAVE else 0
        absent += session.planned_hours if mark is Mark.ABSENT else 0
    return Tally(
        trainee_id=trainee_id,
        total=sum(session.planned_hours for session in sessions),
        attended=attended,
        leave=leave,
        absent=absent,
        marks=marks,
    )


def person_hours(tallies: Iterable[Tally]) -> int:
    """The hours attended by everybody together, in tenths (A-5.p2)."""
    return sum(tally.attended for tally in tallies)


def _refuse_strangers(trainee_ids: Iterable[str], known: Set[str]) -> None:
    strangers = [trainee_id for trainee_id in trainee_ids if trainee_id not in known]
    if strangers:
        raise Refusal(
            "NOT_IN_CLASS",
            f"有 {len(strangers)} 人不是本班在学学员，不能登记考勤。",
            f"{len(strangers)} of them do not take part in the class.",
            "A-7.4.a",
            faults=[Fault(key, "不是本班在学学员", "does not take part") for key in strangers],
        )


def _refuse_marks_against_leave(wanted: Mapping[str, Mark], on_leave: Set[str]) -> None:
    unapproved = [key for key, mark in wanted.items() if mark is Mark.LEAVE and key not in on_leave]
    if unapproved:
        raise _leave_not_approved(unapproved)
    against = [key for key, mark in wanted.items() if mark is not Mark.LEAVE and key in on_leave]
    if against:
        raise Refusal(
            "LEAVE_STANDS",
            f"有 {len(against)} 名学员请假已批准；提前返回的，请先办理销假。",
            f"{len(against)} of them are on approved leave; who is back early reports back first.",
            "A-7.4.a",
            faults=[Fault(key, "请假已批准", "is on approved leave") for key in against],
        )


def _leave_not_approved(trainee_ids: Sequence[str]) -> Refusal:
    return Refusal(
        "LEAVE_NOT_APPROVED",
        f"有 {len(trainee_ids)} 名学员没有获批的请假，不能记为请假。",
        f"{len(trainee_ids)} of them have no approved leave; they cannot be marked as on leave.",
        "A-7.4.a",
        faults=[Fault(key, "没有获批的请假", "has no approved leave") for key in trainee_ids],
    )
