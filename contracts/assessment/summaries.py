"""Training summaries 培训小结: what cadres and members hand in instead of an exam."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.assessment.access import READERS, R
from contracts.base import Command, Event, Query, Secret, Title, View
from contracts.values import Opinion


class SummaryState(StrEnum):
    """How a summary stands."""

    DUE = "DUE"
    OVERDUE = "OVERDUE"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"


class Grade(StrEnum):
    """优、良、合格、不合格."""

    EXCELLENT = "EXCELLENT"
    GOOD = "GOOD"
    PASS = "PASS"  # noqa: S105 – a grade
    FAIL = "FAIL"


class SummaryKind(StrEnum):
    """The three summaries of the norm (A-5.o2, A-5.o3, A-6.8)."""

    SECTION_CADRE = "SECTION_CADRE"
    DIVISION_CADRE = "DIVISION_CADRE"
    MEMBER = "MEMBER"


class SummaryView(View):
    """培训小结｜A trainee's summary. `similarity` is the greatest to any other of the class, in
    tenths of a percent; whose that is, only the list for reviewers says. `awaited`: it may be
    handed in now; `concludable`: nothing keeps the summaries of the class from being concluded.
    """

    class_id: str
    trainee_id: str
    trainee_no: str
    name: str
    kind: SummaryKind
    due_on: date
    state: SummaryState
    submitted_at: datetime | None
    length: int
    similarity: int
    flagged: bool
    grade: Grade | None
    reviewed_by: str
    opinion: str
    closest_id: str = ""
    awaited: bool = False
    concludable: bool = False


class SummaryText(SummaryView):
    """培训小结｜A summary with its text."""

    text: Annotated[str, Secret()]


class SubmitSummary(
    Command[SummaryView],
    rest="PUT /classes/{class_id}/trainees/{trainee_id}/summary",
    by=(R.TRAINEE, R.STAFF, R.COUNSELOR),
    clauses=("A-6.8", "A-5.o2", "A-5.o3"),
):
    """提交培训小结｜Hand a summary in, or once more after it was returned."""

    class_id: str
    trainee_id: str
    text: Annotated[str, Title("小结正文", "Summary"), Secret(), MinLen(100), MaxLen(20_000)]


class ReviewSummary(
    Command[SummaryView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/summary/review",
    by=(R.STAFF, R.TEACHING_AFFAIRS, R.MENTOR),
    clauses=("A-6.8",),
):
    """评阅培训小结｜Review summary: accept a summary with a grade, or return it with what to do."""

    class_id: str
    trainee_id: str
    accepted: Annotated[bool, Title("通过", "Accepted")]
    grade: Annotated[Grade | None, Title("等次", "Grade")] = None
    opinion: Opinion = ""


class ReadSummary(
    Query[SummaryText],
    rest="GET /classes/{class_id}/trainees/{trainee_id}/summary",
    by=(R.TRAINEE, R.STAFF, R.COUNSELOR, R.TEACHING_AFFAIRS, R.MENTOR),
):
    """培训小结｜One summary with its text."""

    class_id: str
    trainee_id: str


class ListSummaries(
    Query[list[SummaryView]],
    rest="GET /classes/{class_id}/summaries",
    by=(*READERS, R.COUNSELOR, R.MENTOR, R.PROJECT_LEAD),
):
    """培训小结｜The summaries of a class."""

    class_id: str


class ConcludeSummaries(
    Command[list[SummaryView]],
    rest="POST /classes/{class_id}/summaries/conclusion",
    by=(R.STAFF, R.TEACHING_AFFAIRS),
    clauses=("A-6.8",),
):
    """小结考核结束｜Conclude summaries: close the assessment by summary: who has none accepted does
    not complete the class; refused while any waits for review.
    """

    class_id: str


class SummarySubmitted(Event, about="trainee_id"):
    """培训小结已提交｜A summary was handed in."""

    class_id: str
    trainee_id: str


class SummaryAccepted(Event, about="trainee_id"):
    """培训小结已通过｜A summary was accepted."""

    class_id: str
    trainee_id: str
    grade: Grade


class SummaryReturned(Event, about="trainee_id"):
    """培训小结被退回｜A summary was returned."""

    class_id: str
    trainee_id: str
