"""The exams a person works on, so that everybody finds their desk from the home page."""

from datetime import datetime
from enum import StrEnum

from contracts.assessment.access import R
from contracts.assessment.exam import Duty, ExamState
from contracts.base import Query, View


class DutyTask(StrEnum):
    """What waits for the holder of a duty."""

    SIGN_PLEDGE = "SIGN_PLEDGE"
    SEAL_PAPER = "SEAL_PAPER"
    PRINT_PAPER = "PRINT_PAPER"
    BEGIN_EXAM = "BEGIN_EXAM"
    SEAL_SCRIPTS = "SEAL_SCRIPTS"
    WRITE_CODES = "WRITE_CODES"
    MARK_SCRIPTS = "MARK_SCRIPTS"
    RECHECK_SCRIPTS = "RECHECK_SCRIPTS"


class ExamDutyView(View):
    """本人考务｜An exam in which one holds a duty, and what waits for one now. `may_read` says
    whether paper or marking guide may be looked at this very moment; any other look is on record
    as a breach.
    """

    exam_id: str
    class_id: str
    class_code: str
    class_title: str
    title: str
    from_at: datetime
    to_at: datetime
    state: ExamState
    duty: Duty
    pledged: bool
    waiting: list[DutyTask]
    may_read: bool = False


class ListMyDuties(
    Query[list[ExamDutyView]],
    rest="GET /people/{person_id}/exam-duties",
    by=(R.SIGNED_IN,),
    clauses=("A-7.10.e", "A-7.10.f"),
):
    """本人考务｜The exams one holds a duty in, until their results are published; one's own."""

    person_id: str
