"""Somebody's duty in one class 任职: for which department, from when until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.enrollment import ClassRole, RoleAssigned, RoleEnded, RoleReplaced
from contracts.lifecycle import Lifecycle


class AssignmentState(StrEnum):
    """How a duty stands; only a substitute waits for its time before it begins."""

    PROPOSED = "PROPOSED"
    ACTIVE_DUTY = "ACTIVE_DUTY"
    REPLACED = "REPLACED"
    ENDED = "ENDED"


S = AssignmentState
STANDING = (S.PROPOSED, S.ACTIVE_DUTY)

ASSIGNMENT_LIFE = Lifecycle[AssignmentState](
    "任职",
    "duty",
    {
        "begin": ((S.PROPOSED,), S.ACTIVE_DUTY),
        "be_absent": ((S.ACTIVE_DUTY,), S.ACTIVE_DUTY),
        "replace": (STANDING, S.REPLACED),
        "end": (STANDING, S.ENDED),
    },
    "B-5.0",
)


@dataclass(eq=False, kw_only=True)
class Assignment:
    """A duty. `substitute_for` is the person a substitute stands in for, until `to_at`."""

    assignment_id: str
    class_id: str
    role: ClassRole
    person_id: str
    name: str
    unit_id: str
    appointed_by: str
    from_at: datetime
    to_at: datetime | None = None
    reason: str = ""
    fallback: bool = False
    substitute_for: str = ""
    state: AssignmentState = AssignmentState.ACTIVE_DUTY

    @property
    def stands(self) -> bool:
        """Whether it is held, or will be."""
        return self.state in STANDING

    @property
    def held(self) -> bool:
        """Whether it is held now."""
        return self.state is S.ACTIVE_DUTY

    def begin(self) -> None:
        """The substitute's time has come."""
        self.state = ASSIGNMENT_LIFE.after("begin", self.state)

    def replace(self, *, now: datetime) -> None:
        """Somebody else takes it over."""
        self.state, self.to_at = ASSIGNMENT_LIFE.after("replace", self.state), now

    def end(self, *, now: datetime) -> None:
        """It is held no longer."""
        self.state, self.to_at = ASSIGNMENT_LIFE.after("end", self.state), now

    def assigned(self) -> RoleAssigned:
        """The fact that somebody holds it now."""
        return RoleAssigned(
            class_id=self.class_id,
            assignment_id=self.assignment_id,
            role=self.role,
            person_id=self.person_id,
            unit_id=self.unit_id,
        )

    def taken_over_from(self, replaced_id: str) -> RoleReplaced:
        """The fact that somebody holds it now in another's place."""
        return RoleReplaced(
            class_id=self.class_id,
            assignment_id=self.assignment_id,
            role=self.role,
            person_id=self.person_id,
            unit_id=self.unit_id,
            replaced_id=replaced_id,
        )

    def ended(self) -> RoleEnded:
        """The fact that nobody holds it any more."""
        return RoleEnded(
            class_id=self.class_id,
            assignment_id=self.assignment_id,
            role=self.role,
            person_id=self.person_id,
            unit_id=self.unit_id,
        )
