"""Arithmetic of times: half-open intervals, joined, cut out and searched for gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, order=True)
class Span:
    """A time from its first moment to just before its last."""

    from_at: datetime
    to_at: datetime

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a moment."""
        return self.from_at < other.to_at and other.from_at < self.to_at

    def within(self, other: "Span") -> "Span | None":
        """The part of it that lies in the other."""
        if not self.overlaps(other):
            return None
        return Span(max(self.from_at, other.from_at), min(self.to_at, other.to_at))


def overlap(one: Iterable[Span], other: Iterable[Span]) -> list[Span]:
    """Every part two sets of times have in common."""
    others = list(other)
    parts = (span.within(bound) for span in one for bound in others)
    return [part for part in parts if part is not None]


def gaps(whole: Span, covered: Iterable[Span]) -> list[Span]:
    """The parts of a time nothing covers, in their order."""
    left, at = [], whole.from_at
    for span in sorted(overlap(covered, [whole])):
        if at < span.from_at:
            left.append(Span(at, span.from_at))
        at = max(at, span.to_at)
    if at < whole.to_at:
        left.append(Span(at, whole.to_at))
    return left


def without(times: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Times with others cut out of them."""
    cut = list(taken)
    return [part for span in times for part in gaps(span, cut)]
