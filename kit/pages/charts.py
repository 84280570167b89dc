"""Charts: what they are made of, and where their parts stand. Templates draw them (charts.html).

Every figure stands beside its picture in words, so nothing is told by colour or length alone.
Places along a line are in percent of its length.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

Kind = TypeVar("Kind")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar. `of` is the whole it is measured against, where it has one of its own; `shown` the
    figure as it is written, where that is not the bare number.
    """

    label: str
    value: float
    tone: str = "blue"
    of: float | None = None
    shown: str = ""
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One part of a whole."""

    label: str
    value: float
    tone: str = "blue"


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days on a calendar line, both included."""

    from_on: date
    to_on: date
    tone: str = "blue"
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a calendar: a class, a room, a person."""

    label: str
    spans: Sequence[Span]
    path: str = ""
    note: str = ""


def bars(rows: Sequence[Any]) -> list[Bar]:
    """Bars, also from mappings of the same names."""
    return _as(Bar, rows)


def slices(rows: Sequence[Any]) -> list[Slice]:
    """Slices, also from mappings of the same names."""
    return _as(Slice, rows)


def lines(rows: Sequence[Any]) -> list[Line]:
    """Lines with their spans, also from mappings of the same names."""
    found = _as(Line, rows)
    return [replace(line, spans=_as(Span, line.spans)) for line in found]


def _as(kind: type[Kind], rows: Sequence[Any]) -> list[Kind]:
    return [kind(**row) if isinstance(row, Mapping) else row for row in rows]


def share(part: float, whole: float | None) -> float:
    """How much of the whole, in percent from 0 to 100."""
    return round(min(max(part / whole, 0), 1) * 100, 2) if whole else 0.0


def most(rows: Sequence[Bar]) -> float:
    """The largest value among rows; 1 where there is none, so that shares can be taken of it."""
    return max((row.value for row in rows), default=0) or 1


def total(rows: Sequence[Slice]) -> float:
    """What the values of rows come to."""
    return sum(row.value for row in rows)


def arcs(rows: Sequence[Slice]) -> Iterator[tuple[Slice, float, float]]:
    """Each part with the length of its arc and where it begins, in percent of the circle."""
    whole, begun = total(rows), 0.0
    for row in rows:
        length = share(row.value, whole)
        yield row, length, round(begun, 2)
        begun += length


def place(span: Span, first: date, last: date) -> tuple[float, float]:
    """Where days stand on the line from `first` to `last`: (left, width); width 0 when outside."""
    days = (last - first).days + 1
    begins, ends = max(span.from_on, first), min(span.to_on, last)
    length = max(0, (ends - begins).days + 1)
    return round((begins - first).days / days * 100, 3), round(length / days * 100, 3)


def day_at(on: date, first: date, last: date) -> float:
    """Where a day begins on the line."""
    return place(Span(from_on=on, to_on=on), first, last)[0]


def months(first: date, last: date) -> Iterator[tuple[float, float, date]]:
    """Each month of the line: where it begins, how long it is, and its first day shown."""
    on = first
    while on <= last:
        after = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
        span = Span(from_on=on, to_on=min(after - timedelta(days=1), last))
        yield (*place(span, first, last), on)
        on = after
