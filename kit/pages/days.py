"""Days as addresses name them; anybody may write anything there."""

from datetime import date

# Far enough from the ends of the calendar that months before and after can be reckoned.
FIRST = date(1900, 1, 1)
LAST = date(2999, 12, 31)


def day_named(text: str | None) -> date | None:
    """The day a text names, as 2026-05-18; None for none, or one nobody can mean."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None
