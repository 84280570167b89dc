"""What evaluations ask of teachers and venues, until somebody has checked that it helped (B-6.5).

News of an improvement comes in any order: that it was asked for, and each time it was checked.
"""

from dataclasses import dataclass

from contracts.assessment import EvaluationFedBack, ImprovementChecked, Target

# Whose improvements are shown when they are chosen next.
CHOSEN = frozenset({Target.TEACHER, Target.VENUE})


@dataclass(eq=False, kw_only=True)
class Improvement:
    """An improvement of a teacher or venue; `heard` orders the news of its checks."""

    action_id: str
    target: Target
    target_id: str
    is_open: bool = True
    heard: int = 0

    @classmethod
    def of(cls, event: EvaluationFedBack | ImprovementChecked) -> "Improvement":
        """One heard of for the first time."""
        return cls(action_id=event.action_id, target=event.target, target_id=event.target_id)

    def note_check(self, event: ImprovementChecked, *, heard: int) -> None:
        """Checked: what did not help stays open. Older news than is known says nothing."""
        if heard > self.heard:
            self.is_open, self.heard = not event.effective, heard
