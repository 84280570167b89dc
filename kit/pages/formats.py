"""How days, moments, hours and money look on screen: 2026-03-06, 03-06 14:30, 2.5, 1,234.50."""

from datetime import date, datetime

from kit.clock import SHANGHAI

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
TENTHS = 10
FEN = 100


def day(value: date | datetime | str | None) -> str:
    """A calendar day in Asia/Shanghai."""
    if value is None:
        return "—"
    if isinstance(value, str):
        return value
    return _local(value).strftime("%Y-%m-%d")


def long_day(value: date, language: str) -> str:
    """A day as papers write it: 2026年3月6日."""
    on = _local(value)
    return f"{on.year}年{on.month}月{on.day}日" if language == "zh" else f"{on:%-d %B %Y}"


def moment(value: datetime | None) -> str:
    """A day and time in Asia/Shanghai."""
    return "—" if value is None else f"{_local(value):%Y-%m-%d %H:%M}"


def typed_moment(value: datetime | None) -> str:
    """A day and time in Asia/Shanghai as a field for it holds them."""
    return "" if value is None else f"{_local(value):%Y-%m-%dT%H:%M}"


def clock(value: datetime) -> str:
    """A time of day in Asia/Shanghai."""
    return f"{_local(value):%H:%M}"


def hours(tenths: int) -> str:
    """Tenths of an hour as hours: 245 is 24.5."""
    whole, rest = divmod(tenths, TENTHS)
    return f"{whole}.{rest}" if rest else str(whole)


def tenths(value: int | None) -> str:
    """Tenths of a percent or of a point, with their decimal: 970 is 97.0."""
    return "—" if value is None else f"{value / TENTHS:.1f}"


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    whole, rest = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def _local(value: date | datetime) -> date:
    return value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
