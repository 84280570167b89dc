"""The custody of paper and scripts, look by look; what breaks the rules counts as a breach."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.assessment import Duty


class CustodyKind(StrEnum):
    """What happened."""

    PAPER_SEALED = "PAPER_SEALED"
    PAPER_READ = "PAPER_READ"
    GUIDE_READ = "GUIDE_READ"
    READING_REFUSED = "READING_REFUSED"
    PAPER_PRINTED = "PAPER_PRINTED"
    PAPER_ISSUED = "PAPER_ISSUED"
    SCRIPTS_SEALED = "SCRIPTS_SEALED"
    LEAK_SUSPECTED = "LEAK_SUSPECTED"
    DUTY_CONFLICT = "DUTY_CONFLICT"
    MARKS_APART = "MARKS_APART"
    CODES_READ = "CODES_READ"
    SEAL_INTACT = "SEAL_INTACT"
    SEAL_BROKEN = "SEAL_BROKEN"
    SEAL_UNKNOWN = "SEAL_UNKNOWN"


BREACHES = frozenset(
    {
        CustodyKind.READING_REFUSED,
        CustodyKind.LEAK_SUSPECTED,
        CustodyKind.DUTY_CONFLICT,
        CustodyKind.MARKS_APART,
        CustodyKind.SEAL_BROKEN,
        CustodyKind.SEAL_UNKNOWN,
    }
)


@dataclass(kw_only=True, eq=False)
class CustodyEntry:
    """One line of the custody log; written once, never changed, and never with any content."""

    entry_id: str
    class_id: str
    exam_id: str
    at: datetime
    kind: CustodyKind
    by: str
    seal_no: str = ""
    note: str = ""
    is_breach: bool = False


def note_of_conflict(held: Duty, proposed: Duty) -> str:
    """How the log notes that somebody with one duty was proposed for another."""
    return f"{held}/{proposed}"


def read_conflict(note: str) -> tuple[Duty, ...]:
    """The duty held and the one proposed, as noted."""
    return tuple(Duty(name) for name in note.split("/"))


def custody_entry(
    *,
    entry_id: str,
    class_id: str,
    exam_id: str,
    at: datetime,
    kind: CustodyKind,
    by: str,
    seal_no: str = "",
    note: str = "",
) -> CustodyEntry:
    """A line of the log; its kind decides whether it counts against integrity (A-5.p3)."""
    return CustodyEntry(
        entry_id=entry_id,
        class_id=class_id,
        exam_id=exam_id,
        at=at,
        kind=kind,
        by=by,
        seal_no=seal_no,
        note=note,
        is_breach=kind in BREACHES,
    )
