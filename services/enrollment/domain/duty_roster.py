"""The duty roster 值班表: check-in without a gap, somebody with the class on every day of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.enrollment import ClassRole, DutyRosterSet, ShiftDraft, ShiftKind
from contracts.refusals import Fault, Invalid
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.spans import Span, gaps, overlap, without
from services.enrollment.domain.training_class import TrainingClass

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A time nobody covers, in the words of whoever has to fill it."""

    zh: str
    en: str


@dataclass(eq=False, kw_only=True)
class DutyRoster:
    """The shifts of one class and whom trainees reach out of hours."""

    class_id: str
    shifts: list[ShiftDraft] = field(default_factory=list)
    contact: str = ""
    set_by: str = ""

    def set_shifts(
        self,
        shifts: Sequence[ShiftDraft],
        *,
        contact: str,
        training_class: TrainingClass,
        team: Iterable[Assignment],
        by: str,
    ) -> DutyRosterSet:
        """Set the shifts; Invalid (422) with every gap, with shifts that end before they begin, or
        without anybody to reach out of hours (B-8.4c).

        During check-in a counselor or substitute is there all the time (B-8.4b), with the class
        on every day one of them, or the manager its host has sent (B-8.5a, B-8.5b).
        """
        _refuse_backward(shifts)
        _refuse_unreachable(contact)
        missing = gaps_of(shifts, training_class, team)
        if missing:
            raise Invalid(
                "DUTY_GAPS",
                f"值班有空档：{'；'.join(gap.zh for gap in missing)}。",
                f"Nobody is on duty: {'; '.join(gap.en for gap in missing)}.",
                "B-8.4b",
                faults=[Fault("shifts", gap.zh, gap.en) for gap in missing],
            )
        self.shifts, self.contact, self.set_by = list(shifts), contact.strip(), by
        return DutyRosterSet(class_id=self.class_id)

    def covers(self, training_class: TrainingClass, team: Iterable[Assignment]) -> bool:
        """Whether the shifts still cover what they must, with the team as it is now."""
        return bool(self.shifts) and not gaps_of(self.shifts, training_class, team)

    def hand_over(self, absent_id: str, substitute_id: str, away: Span) -> None:
        """Give the shifts of somebody who is away to the substitute, for that time."""
        self.shifts = [
            part for shift in self.shifts for part in _split(shift, absent_id, substitute_id, away)
        ]


def gaps_of(
    shifts: Sequence[ShiftDraft], training_class: TrainingClass, team: Iterable[Assignment]
) -> list[Gap]:
    """What the shifts leave open: times of check-in, and days of the class.

    `team` are all duties ever given in the class: what somebody served before leaving was served.
    """
    members = list(team)
    counselors = [one for one in members if one.role is ClassRole.COUNSELOR]
    at_desk = _served(shifts, ShiftKind.CHECK_IN, counselors)
    hosts = [one for one in members if one.role in (ClassRole.COUNSELOR, ClassRole.HOST_MANAGER)]
    with_class = _served(shifts, ShiftKind.CLASS, hosts)
    check_in = Span(training_class.checkin_from, training_class.checkin_to)
    return [
        *(_open_time(gap) for gap in gaps(check_in, at_desk)),
        *(
            Gap(zh=f"{day}无人坐班", en=f"{day}: nobody with the class")
            for day in _days(training_class.start_on, training_class.end_on)
            if not overlap(with_class, [_whole(day)])
        ),
    ]


def _served(
    shifts: Iterable[ShiftDraft], kind: ShiftKind, team: Sequence[Assignment]
) -> list[Span]:
    """The times of these shifts during which the person on them holds the duty and is there."""
    return [
        part
        for shift in shifts
        if shift.kind is kind
        for part in overlap([_span(shift)], _there(shift.person_id, _span(shift), team))
    ]


def _there(person_id: str, asked: Span, team: Sequence[Assignment]) -> list[Span]:
    """The part of a time in which somebody holds the duty and is not away."""
    own = [_term(one, asked) for one in team if one.person_id == person_id]
    away = [_term(one, asked) for one in team if one.substitute_for == person_id]
    return without(_real(own), _real(away))


def _term(one: Assignment, asked: Span) -> Span:
    """While somebody has or had a duty. In one's own right one has it for all of the class."""
    from_at = one.from_at if one.substitute_for else min(one.from_at, asked.from_at)
    return Span(from_at, one.to_at or max(asked.to_at, from_at))


def _real(spans: Iterable[Span]) -> list[Span]:
    # Who was dismissed before the time came has a term that ends before it begins.
    return [span for span in spans if span.from_at < span.to_at]


def _split(shift: ShiftDraft, absent_id: str, substitute_id: str, away: Span) -> list[ShiftDraft]:
    part = _span(shift).within(away)
    if shift.person_id != absent_id or part is None:
        return [shift]
    rest = [
        replace(shift, from_at=left.from_at, to_at=left.to_at)
        for left in gaps(_span(shift), [part])
    ]
    handed = replace(shift, person_id=substitute_id, from_at=part.from_at, to_at=part.to_at)
    return sorted([*rest, handed], key=lambda each: each.from_at)


def _refuse_backward(shifts: Sequence[ShiftDraft]) -> None:
    faults = [
        Fault(f"shifts[{number}]", "结束须晚于开始", "must end after it begins")
        for number, shift in enumerate(shifts)
        if shift.to_at <= shift.from_at
    ]
    if faults:
        raise Invalid(
            "SHIFTS",
            "值班时段有误：结束须晚于开始。",
            "A shift must end after it begins.",
            "B-8.4b",
            faults=faults,
        )


def _refuse_unreachable(contact: str) -> None:
    if not contact.strip():
        raise Invalid(
            "NO_CONTACT",
            "须写明报到时段之外如何联系临时接待人员。",
            "Trainees must be able to reach somebody out of hours.",
            "B-8.4c",
            faults=[Fault("contact", "须填写", "is needed")],
        )


def _open_time(gap: Span) -> Gap:
    from_at, to_at = _local(gap.from_at), _local(gap.to_at)
    return Gap(zh=f"报到 {from_at} 至 {to_at} 无人在场", en=f"check-in {from_at} to {to_at}")


def _local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _whole(day: date) -> Span:
    midnight = datetime.combine(day, time(), SHANGHAI)
    return Span(midnight, midnight + timedelta(days=1))


def _span(shift: ShiftDraft) -> Span:
    return Span(shift.from_at, shift.to_at)
