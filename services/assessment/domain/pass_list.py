"""The pass list of a class: frozen over a hash of its rows, numbered, its certificates issued."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.assessment import Grade, PassListFrozen
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from services.assessment.domain.verdict import Decided, passers


class PassListState(StrEnum):
    """How far the list has come; DRAFT is a list nobody has frozen yet."""

    DRAFT = "DRAFT"
    FROZEN = "FROZEN"
    NUMBERED = "NUMBERED"
    ISSUED = "ISSUED"


L = PassListState
LIFE = Lifecycle(
    "合格名单",
    "pass list",
    {
        "freeze": ([L.DRAFT], L.FROZEN),
        "number": ([L.FROZEN], L.NUMBERED),
        "issue": ([L.NUMBERED], L.ISSUED),
    },
    "A-6.10",
)


@dataclass(frozen=True, kw_only=True)
class PassEntry:
    """One who passed: the score of the exam, or the grade of the summary."""

    trainee_no: str
    trainee_id: str
    score: int | None = None
    grade: Grade | None = None

    @property
    def mark(self) -> int | str:
        """What stands beside the name."""
        return self.grade or self.score or 0


@dataclass(kw_only=True, eq=False)
class PassList:
    """The qualified trainees of a class (A-3.3.b); once frozen, its rows never change.

    `exam_id` is empty where summaries decided.
    """

    class_id: str
    exam_id: str
    state: PassListState = PassListState.DRAFT
    entries: list[PassEntry] = field(default_factory=list)
    frozen_hash: str = ""
    frozen_by: str = ""
    frozen_at: datetime | None = None

    def freeze(
        self, decided: Sequence[Decided], *, candidates: Collection[str], by: str, now: datetime
    ) -> PassListFrozen:
        """Sign and freeze; everybody must be decided."""
        following = LIFE.after("freeze", self.state)
        undecided = set(candidates) - {one.trainee_id for one in decided}
        if undecided or not candidates:
            raise Refusal(
                "CANDIDATES_UNDECIDED",
                f"还有 {len(undecided)} 名学员成绩未定，不能锁定合格名单。",
                f"{len(undecided)} candidates are not decided; the pass list cannot be frozen yet.",
                "A-6.10",
            )
        self.entries = [
            PassEntry(
                trainee_no=one.trainee_no,
                trainee_id=one.trainee_id,
                score=one.score,
                grade=one.grade,
            )
            for one in passers(decided)
        ]
        self.frozen_hash, self.frozen_by, self.frozen_at = self.current_hash(), by, now
        self.state = following
        return PassListFrozen(
            class_id=self.class_id, count=self.count, frozen_hash=self.frozen_hash
        )

    def number(self) -> list[PassEntry]:
        """The entries in the order of their numbers, if the list is still what was signed."""
        following = LIFE.after("number", self.state)
        if self.current_hash() != self.frozen_hash:
            raise Refusal(
                "PASS_LIST_ALTERED",
                "合格名单与锁定时不一致，已停止编号，请查明原因。",
                "The pass list is no longer what was signed; this must be explained first.",
                "A-6.10",
            )
        if not self.entries:
            raise Refusal(
                "NOBODY_PASSED",
                "合格名单上没有学员，无需编制证书号。",
                "Nobody is on the pass list; there is nothing to number.",
                "A-7.8.c",
            )
        self.state = following
        return list(self.entries)

    def issue(self) -> None:
        """The certificates are handed out."""
        self.state = LIFE.after("issue", self.state)

    @property
    def count(self) -> int:
        """How many passed."""
        return len(self.entries)

    @property
    def is_frozen(self) -> bool:
        """Whether the rows stand for good."""
        return self.state is not PassListState.DRAFT

    def current_hash(self) -> str:
        """SHA-256 over class, exam and the rows, one per line."""
        rows = [f"{entry.trainee_no}|{entry.trainee_id}|{entry.mark}" for entry in self.entries]
        return hashlib.sha256("\n".join([self.class_id, self.exam_id, *rows]).encode()).hexdigest()
