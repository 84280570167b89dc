"""A script under its code: first mark, another marker's recheck, arbitration if far apart."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Refusal
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.rules import AssessmentRules


class ScriptState(StrEnum):
    """How far a script has come."""

    UNMARKED = "UNMARKED"
    MARKED = "MARKED"
    RECHECKED = "RECHECKED"
    DISPUTED = "DISPUTED"
    ARBITRATED = "ARBITRATED"


T = ScriptState
LIFE = Lifecycle(
    "答卷",
    "script",
    {
        "mark": ([T.UNMARKED, T.MARKED], T.MARKED),
        "agree": ([T.MARKED], T.RECHECKED),
        "dispute": ([T.MARKED], T.DISPUTED),
        "arbitrate": ([T.DISPUTED], T.ARBITRATED),
    },
    "A-7.10.g",
)


@dataclass(frozen=True)
class Mark:
    """A mark and who gave it."""

    by: str
    score: int


@dataclass(kw_only=True, eq=False)
class Script:
    """One script. It knows its code and its lot in the draw for the recheck, not whose it is."""

    script_id: str
    class_id: str
    exam_id: str
    anon_code: str
    lot: str
    state: ScriptState = ScriptState.UNMARKED
    marks: list[Mark] = field(default_factory=list)
    overwritten: list[Mark] = field(default_factory=list)

    def mark(self, *, by: str, score: int) -> None:
        """Give the first mark, or change one's own; somebody else's stands (recheck it instead)."""
        following = LIFE.after("mark", self.state)
        if self.marks and self.marks[0].by != by:
            raise Refusal(
                "MARKED_BY_ANOTHER",
                "该答卷已由另一名阅卷人评分；如有异议请复核。",
                "Another marker has marked this script; recheck it if you disagree.",
                "A-7.10.g",
            )
        self.overwritten = [*self.overwritten, *self.marks]
        self.marks = [Mark(by, score)]
        self.state = following

    def recheck(self, *, by: str, score: int, tolerance: int) -> bool:
        """Mark it a second time, or settle a dispute the third time; each time another person.

        Returns whether this mark lies farther than the tolerance from the first one.
        """
        if self.state is ScriptState.DISPUTED:
            following = LIFE.after("arbitrate", self.state)
            apart = False
        else:
            apart = bool(self.marks) and abs(score - self.marks[0].score) > tolerance
            following = LIFE.after("dispute" if apart else "agree", self.state)
        if any(mark.by == by for mark in self.marks):
            raise Refusal(
                "SAME_MARKER",
                "复核须由另一名阅卷人进行。",
                "A script is rechecked by somebody who has not marked it before.",
                "A-7.10.g",
            )
        self.marks = [*self.marks, Mark(by, score)]
        self.state = following
        return apart

    @property
    def score(self) -> int | None:
        """As it stands: the first mark, the mean of two that agree (half up), or the arbiter's."""
        if not self.marks:
            return None
        if self.state is ScriptState.RECHECKED:
            return (sum(mark.score for mark in self.marks) + 1) // 2
        if self.state is ScriptState.ARBITRATED:
            return self.marks[-1].score
        return self.marks[0].score

    @property
    def is_rechecked(self) -> bool:
        """Whether a recheck, and arbitration if it came to that, is done."""
        return self.state in {ScriptState.RECHECKED, ScriptState.ARBITRATED}


def recheck_due(scripts: Sequence[Script], rules: AssessmentRules) -> set[str]:
    """Codes still to be rechecked: the drawn sample, every borderline mark, every open dispute.

    Nothing is drawn before every script has its first mark, so that no marker knows which ones
    will be looked at.
    """
    if any(script.state is ScriptState.UNMARKED for script in scripts):
        return set()
    drawn = sorted(scripts, key=lambda script: script.lot)[: rules.sample_size(len(scripts))]
    borderline = [script for script in scripts if rules.is_borderline(script.marks[0].score)]
    disputed = [script for script in scripts if script.state is ScriptState.DISPUTED]
    return {
        script.anon_code for script in (*drawn, *borderline, *disputed) if not script.is_rechecked
    }


def require_complete(scripts: Sequence[Script], rules: AssessmentRules) -> None:
    """Refuse while a script is unmarked or a recheck is due (A-7.8.a, A-7.10.g)."""
    unmarked = sorted(
        script.anon_code for script in scripts if script.state is ScriptState.UNMARKED
    )
    if unmarked:
        raise Refusal(
            "SCRIPTS_UNMARKED",
            f"还有 {len(unmarked)} 份答卷未评分。",
            f"{len(unmarked)} scripts have no mark yet.",
            "A-7.8.a",
            faults=[Fault(code, "未评分", "no mark yet") for code in unmarked],
        )
    if due := sorted(recheck_due(scripts, rules)):
        raise Refusal(
            "RECHECK_INCOMPLETE",
            f"还有 {len(due)} 份答卷需要复核或仲裁。",
            f"{len(due)} scripts still need a recheck or arbitration.",
            "A-7.10.g",
            faults=[Fault(code, "待复核", "recheck due") for code in due],
        )


def make_anonymous(
    present: Iterable[Candidate], *, exam_id: str, fresh_id: Callable[[], str]
) -> list[Script]:
    """Give each script a code in place of a name; the name stays with the candidate."""
    scripts = []
    for candidate in present:
        candidate.anon_code = code_from(fresh_id())
        scripts.append(
            Script(
                script_id=fresh_id(),
                class_id=candidate.class_id,
                exam_id=exam_id,
                anon_code=candidate.anon_code,
                lot=code_from(fresh_id()),
            )
        )
    return scripts


CODE_LENGTH = 10


def code_from(fresh_id: str) -> str:
    """A code that tells nothing: neither the order of its making nor whose it is."""
    digest = hashlib.sha256(f"script\0{fresh_id}".encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:CODE_LENGTH]
