"""The states of a timetable, what leads from one to another, and what is kept of a change."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle


class TimetableState(StrEnum):
    """Where a timetable stands; FINISHED once every session has been held."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    FINISHED = "FINISHED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


S = TimetableState
TIMETABLE = Lifecycle[TimetableState](
    "日程安排",
    "timetable",
    {
        "arrange": ({S.DRAFT}, S.DRAFT),
        "revise": ({S.PUBLISHED}, S.PUBLISHED),
        "publish": ({S.DRAFT}, S.PUBLISHED),
        "hold": ({S.PUBLISHED}, S.PUBLISHED),
        "finish": ({S.PUBLISHED}, S.FINISHED),
        "close": ({S.DRAFT, S.PUBLISHED, S.FINISHED, S.CLOSED}, S.CLOSED),
        "call_off": ({S.DRAFT, S.PUBLISHED, S.CANCELLED}, S.CANCELLED),
    },
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of a published timetable: what was, what is, why, by whom (A-7.6.a), and which
    edition others knew when it was made.
    """

    session_id: str
    old: dict[str, str] | None
    new: dict[str, str]
    reason: str
    by: str
    at: datetime
    edition: int = 0
