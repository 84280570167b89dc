"""The five duties of an exam: who holds one, and how long it can still be given (A-7.10.e)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from contracts.assessment import Duty, ExamState

S = ExamState

BEFORE_START = (S.PLANNED, S.STAFFED, S.PAPER_SEALED, S.PRINTED, S.READY)
# A duty can be given to one more person until its work is done.
ASSIGNABLE: Mapping[Duty, Collection[ExamState]] = {
    Duty.SETTER: (S.PLANNED, S.STAFFED),
    Duty.PRINTER: (S.PLANNED, S.STAFFED, S.PAPER_SEALED),
    Duty.INVIGILATOR: BEFORE_START,
    Duty.MARKER: (*BEFORE_START, S.IN_PROGRESS, S.SCRIPTS_SEALED, S.MARKING),
    Duty.CUSTODIAN: (*BEFORE_START, S.IN_PROGRESS, S.SCRIPTS_SEALED, S.MARKING),
}
# And taken back until the paper is sealed.
RELEASABLE = (S.PLANNED, S.STAFFED)
DUTY_TITLES: Mapping[Duty, tuple[str, str]] = {
    Duty.SETTER: ("命题", "setter"),
    Duty.PRINTER: ("印制", "printer"),
    Duty.INVIGILATOR: ("监考", "invigilator"),
    Duty.MARKER: ("阅卷", "marker"),
    Duty.CUSTODIAN: ("保管", "custodian"),
}


@dataclass(frozen=True)
class Holding:
    """A duty somebody holds, and whether the secrecy pledge is signed."""

    duty: Duty
    pledged: bool = False
