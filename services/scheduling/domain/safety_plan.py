"""Safety plans: what a venue needs in force (B-3.3b), and how long ago each was drilled (B-12b)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from contracts.refusals import Fault, Invalid
from contracts.scheduling import KeepSafetyPlan, SafetyPlanKind
from services.scheduling.domain.rules import Rules

PLAN_TITLES = {
    SafetyPlanKind.INFRASTRUCTURE: ("基础设施", "infrastructure"),
    SafetyPlanKind.CAMPUS: ("校园", "campus"),
    SafetyPlanKind.FOOD: ("食品", "food"),
    SafetyPlanKind.PUBLIC_HEALTH: ("公共卫生", "public health"),
}


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A drill of a plan: when, with how many, what it showed."""

    held_on: date
    participants: int
    findings: str


@dataclass(eq=False, kw_only=True)
class SafetyPlan:
    """A plan for one venue, or for all when `venue_id` is None; both its days included."""

    plan_id: str
    kind: SafetyPlanKind
    title: str
    venue_id: str | None
    document_id: str
    document_name: str
    valid_from: date
    valid_until: date
    kept_by: str
    drills: list[Drill] = field(default_factory=list)

    @classmethod
    def keep(cls, request: KeepSafetyPlan, *, plan_id: str, by: str) -> "SafetyPlan":
        """A plan put in force; Invalid when its last day lies before its first."""
        if request.valid_until < request.valid_from:
            zh, en = "有效期至不得早于生效日期", "must not lie before the first day"
            raise Invalid(
                "VALIDITY_BACKWARDS",
                f"{zh}。",
                f"The last day {en}.",
                "B-3.3b",
                faults=[Fault("valid_until", zh, en)],
            )
        return cls(
            plan_id=plan_id,
            kind=request.kind,
            title=request.title,
            venue_id=request.venue_id,
            document_id=request.document.file_id if request.document else "",
            document_name=request.document.name if request.document else "",
            valid_from=request.valid_from,
            valid_until=request.valid_until,
            kept_by=by,
        )

    def is_in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on <= self.valid_until

    def is_stale(self, on: date, rules: Rules) -> bool:
        """Whether it has gone undrilled for longer than the rules allow."""
        last = max((drill.held_on for drill in self.drills), default=self.valid_from)
        return (on - last).days > rules.safety_plans.drill_days

    def record_drill(self, *, held_on: date, participants: int, findings: str, today: date) -> None:
        """Keep that it was drilled; Invalid for a day still to come."""
        if held_on > today:
            zh, en = "演练日期不得晚于今日", "must not lie in the future"
            raise Invalid(
                "DRILL_TO_COME",
                f"{zh}。",
                f"The day of a drill {en}.",
                "B-12b",
                faults=[Fault("held_on", zh, en)],
            )
        drill = Drill(held_on=held_on, participants=participants, findings=findings)
        self.drills = sorted([*self.drills, drill], key=lambda drill: drill.held_on)


def plans_missing(
    plans: Iterable[SafetyPlan], venue_id: str, on: date
) -> tuple[SafetyPlanKind, ...]:
    """The kinds of plan that nothing in force covers for a venue on a day."""
    covered = {
        plan.kind for plan in plans if plan.venue_id in (None, venue_id) and plan.is_in_force(on)
    }
    return tuple(kind for kind in SafetyPlanKind if kind not in covered)
