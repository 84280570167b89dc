"""The paper and its marking guide: who may read which of them at which moment."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.assessment import Duty, ExamState, PaperReadingRefused, PaperSealed
from contracts.lifecycle import Lifecycle
from contracts.refusals import Forbidden
from services.assessment.domain.exam import Exam


class PaperState(StrEnum):
    """What became of one version of the paper."""

    SEALED = "SEALED"
    PRINTED = "PRINTED"
    ISSUED = "ISSUED"
    USED = "USED"
    WITHDRAWN = "WITHDRAWN"


P = PaperState
LIFE = Lifecycle(
    "试卷",
    "paper",
    {
        "print": ([P.SEALED, P.PRINTED], P.PRINTED),
        "issue": ([P.PRINTED], P.ISSUED),
        "retire": ([P.ISSUED], P.USED),
        "withdraw": ([P.SEALED, P.PRINTED], P.WITHDRAWN),
    },
    "A-5.k3",
)


@dataclass(kw_only=True, eq=False)
class ExamPaper:
    """One version of the paper, as sealed. Its content enters no event, log or custody entry."""

    paper_id: str
    exam_id: str
    class_id: str
    paper_version: int
    content: str
    marking_guide: str
    sha256: str
    seal_no: str
    state: PaperState = PaperState.SEALED
    copies: int = 0

    @classmethod
    def handed_in(
        cls, sealed: PaperSealed, *, paper_id: str, content: str, marking_guide: str
    ) -> "ExamPaper":
        """The version that was just sealed."""
        return cls(
            paper_id=paper_id,
            exam_id=sealed.exam_id,
            class_id=sealed.class_id,
            paper_version=sealed.version,
            content=content,
            marking_guide=marking_guide,
            sha256=sealed.sha256,
            seal_no=sealed.seal_no,
        )

    def print_copies(self, copies: int, seal_no: str) -> None:
        """So many more copies were printed and sealed."""
        self.state = LIFE.after("print", self.state)
        self.copies += copies
        self.seal_no = seal_no

    def issue(self) -> None:
        """The copies are handed out in the rooms."""
        self.state = LIFE.after("issue", self.state)

    def retire(self) -> None:
        """The exam is over."""
        self.state = LIFE.after("retire", self.state)

    def withdraw(self) -> None:
        """A leak is suspected; this version is never used."""
        self.state = LIFE.after("withdraw", self.state)

    def read(self, exam: Exam, *, by: str, now: datetime) -> str:
        """What the holder of the duty of the moment may read; others are Forbidden, on record."""
        part = self._part_for(exam, by=by, now=now)
        if part:
            return str(getattr(self, part))
        raise Forbidden(
            "PAPER_NOT_YOURS_TO_READ",
            "您此刻无权阅读试卷，本次尝试已记录在案。",
            "You may not read the paper at this moment; the attempt has been recorded.",
            "A-5.k3",
            leaves=[
                PaperReadingRefused(
                    class_id=self.class_id, exam_id=self.exam_id, person_id=by, at=now
                )
            ],
        )

    def may_be_read(self, exam: Exam, *, by: str, now: datetime) -> bool:
        """Whether somebody may look at it, or its marking guide, at this moment."""
        return bool(self._part_for(exam, by=by, now=now))

    def _part_for(self, exam: Exam, *, by: str, now: datetime) -> str:
        held = exam.duties.get(by)
        if held is None or not held.pledged or self.state is PaperState.WITHDRAWN:
            return ""
        may_read, part = _READABLE.get(held.duty, (_never, ""))
        return part if may_read(exam, now) else ""


def paper_hash(content: str, marking_guide: str) -> str:
    """The fingerprint by which an altered paper is found out."""
    return hashlib.sha256(f"{len(content)}\0{content}\0{marking_guide}".encode()).hexdigest()


def _never(exam: Exam, now: datetime) -> bool:  # noqa: ARG001 – one shape for all rules of reading
    return False


def _while_printing(exam: Exam, now: datetime) -> bool:  # noqa: ARG001 – one shape for all rules of reading
    return exam.state is ExamState.PAPER_SEALED


def _around_the_exam(exam: Exam, now: datetime) -> bool:
    opens_at = exam.from_at - exam.rules.paper_out_before_start
    return exam.state in {ExamState.READY, ExamState.IN_PROGRESS} and now >= opens_at


def _while_marking(exam: Exam, now: datetime) -> bool:  # noqa: ARG001 – one shape for all rules of reading
    return exam.state in {ExamState.SCRIPTS_SEALED, ExamState.MARKING}


# The setter is not here: what is handed in is no longer the setter's to read (A-7.10.e).
_READABLE: Mapping[Duty, tuple[Callable[[Exam, datetime], bool], str]] = {
    Duty.PRINTER: (_while_printing, "content"),
    Duty.INVIGILATOR: (_around_the_exam, "content"),
    Duty.MARKER: (_while_marking, "marking_guide"),
}
