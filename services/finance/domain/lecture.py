"""Hours a teacher is paid for, and the most a lecture may pay."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from contracts.values import HalfDay, TitleBand
from services.finance.domain.standard import FeeStandard


@dataclass(frozen=True, kw_only=True)
class Lecture:
    """What one teacher taught in one session; hours in tenths, `begins_at` if it is known."""

    session_id: str
    class_id: str
    teacher_id: str
    on: date
    half_day: HalfDay
    hours: int
    begins_at: datetime | None = None
    joint_with: str | None = None

    @property
    def occasion(self) -> frozenset[datetime | str]:
        """What tells that it is one lecture given to several classes: when it began, or the
        session it was joined with.
        """
        marks = (self.begins_at, self.session_id, self.joint_with)
        return frozenset(mark for mark in marks if mark)


def payable_hours(
    lectures: Iterable[Lecture],
    *,
    half_day_cap: int,
    settled: Mapping[tuple[str, str], int] = MappingProxyType({}),
) -> dict[Lecture, int]:
    """The tenths of an hour each lecture is paid for.

    A teacher is paid for at most the cap in one half-day, whatever the number of classes, and once
    for a lecture given to several classes together (MOF 540, 2016). Earlier lectures come first,
    and before them those whose fee is `settled`, by session and teacher: that does not change.
    """
    half_days: dict[tuple[str, date, HalfDay], list[Lecture]] = defaultdict(list)
    for lecture in lectures:
        half_days[lecture.teacher_id, lecture.on, lecture.half_day].append(lecture)
    paid: dict[Lecture, int] = {}
    for given in half_days.values():
        paid |= _paid_in_half_day(given, half_day_cap, settled)
    return paid


def _paid_in_half_day(
    given: list[Lecture], cap: int, settled: Mapping[tuple[str, str], int]
) -> dict[Lecture, int]:
    left = cap
    occasions: set[datetime | str] = set()
    paid = {}
    for lecture in sorted(given, key=lambda one: (_key(one) not in settled, _order(one))):
        merged = bool(lecture.occasion & occasions)
        due = 0 if merged else min(lecture.hours, left)
        paid[lecture] = settled.get(_key(lecture), due)
        left = max(0, left - paid[lecture])
        if paid[lecture]:
            occasions |= lecture.occasion
    return paid


def _key(lecture: Lecture) -> tuple[str, str]:
    return lecture.session_id, lecture.teacher_id


def _order(lecture: Lecture) -> tuple[bool, float, int, str]:
    # Of classes taught together the longest counts; the id decides the rest, the same each time.
    begins = lecture.begins_at.timestamp() if lecture.begins_at else 0.0
    return lecture.begins_at is None, begins, -lecture.hours, lecture.session_id


def net_cap_fen(standard: FeeStandard, band: TitleBand, hours: int) -> int:
    """The most a teacher of a title band may receive after tax for that many tenths of an hour."""
    return standard.lecture_caps_fen[band] * hours // 10
