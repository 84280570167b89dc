"""The implementation plan 实施方案 of a class, version by version: drafted, issued to the
departments, acknowledged by each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.enrollment import (
    ClassState,
    ImplementationPlanAcknowledged,
    ImplementationPlanIssued,
    UnitKind,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.roles import Role
from services.enrollment.domain.plan_outline import Outline, differences
from services.enrollment.domain.tasks import Task
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit


class PlanVersionState(StrEnum):
    """A version issued never changes; the next one is drafted beside it."""

    DRAFT = "DRAFT"
    ISSUED = "ISSUED"


S = PlanVersionState
LIFE = Lifecycle[PlanVersionState](
    "实施方案", "implementation plan", {"issue": ((S.DRAFT,), S.ISSUED)}, "B-3.1b"
)


@dataclass(eq=False, kw_only=True)
class PlanVersion:
    """One version of the plan of a class; `changes` tell what it changed of the one before."""

    class_id: str
    edition: int
    outline: Outline
    drafted_by: str
    drafted_at: datetime
    changes: list[str] = field(default_factory=list)
    issued_at: datetime | None = None
    state: PlanVersionState = S.DRAFT

    def redraft(self, outline: Outline, *, by: str, now: datetime) -> None:
        """Put another text in the place of the drafted one."""
        LIFE.after("issue", self.state)
        self.outline, self.drafted_by, self.drafted_at = outline, by, now

    def issue(
        self, before: Outline | None, *, unit_names: Mapping[str, str], now: datetime
    ) -> None:
        """Bring the version into force, with what it changes of the one `before` (B-3.1b).

        Refusal LEAD_MISSING before the class has its lead (B-5.1c), NOTHING_CHANGED.
        """
        state = LIFE.after("issue", self.state)
        if self.outline.lead is None:
            raise Refusal(
                "LEAD_MISSING",
                "项目确定后须将项目负责人纳入实施方案；请先指定项目负责人。",
                "The plan names the project lead; please have one appointed first.",
                "B-5.1c",
            )
        self.changes = list(differences(before, self.outline, unit_names)) if before else []
        if before and not self.changes:
            raise Refusal(
                "NOTHING_CHANGED",
                "新版方案与现行方案一致，无须下发。",
                "This version changes nothing of the one in force.",
                "B-6.3",
            )
        self.state, self.issued_at = state, now

    def issued(
        self, tasks: Iterable[Task], *, participants_until: datetime
    ) -> ImplementationPlanIssued:
        """The fact that the departments have the version, with what they still have to do."""
        return ImplementationPlanIssued(
            class_id=self.class_id,
            version=self.edition,
            lead_id=self.outline.lead.person_id if self.outline.lead else "",
            unit_ids=self.outline.unit_ids,
            tasks=[task.brief() for task in tasks],
            participants_until=participants_until,
        )

    def refuse_absent(self, unit: Unit) -> None:
        """Refusal NOT_IN_PLAN for a department that takes no part in the class (B-5.2)."""
        if unit.unit_id not in self.outline.unit_ids:
            raise Refusal(
                "NOT_IN_PLAN",
                f"{unit.name}不是该班次的参与部门。",
                f"{unit.name} takes no part in this class.",
                "B-5.2",
            )


@dataclass(eq=False, kw_only=True)
class PlanReceipt:
    """The last version a department has received."""

    class_id: str
    unit_id: str
    edition: int = 0
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""

    def acknowledge(
        self, edition: int, *, by: str, now: datetime
    ) -> list[ImplementationPlanAcknowledged]:
        """Receive the version in force; once is enough."""
        if edition == self.edition:
            return []
        self.edition, self.acknowledged_at, self.acknowledged_by = edition, now, by
        return [
            ImplementationPlanAcknowledged(
                class_id=self.class_id, unit_id=self.unit_id, version=edition
            )
        ]


def refuse_unplannable(training_class: TrainingClass) -> None:
    """Whether a plan may be drafted and issued now: for a class of the college, contracted ones
    once the project is confirmed (B-5.1c), until teaching has ended.
    """
    if not training_class.nature.college:
        raise Refusal(
            "NO_IMPLEMENTATION_PLAN",
            "党校班次按年度计划办理，不拟定实施方案。",
            "Classes of the Party school have no implementation plan.",
            "B-3.1b",
        )
    planned = training_class.state is ClassState.PLANNED
    if not planned or training_class.hosted_externally:
        training_class.may("plan_implementation")


def refuse_odd_departments(unit_ids: Sequence[str], known: Mapping[str, Unit]) -> None:
    """Invalid (422) unless these are departments of the college, each once, with teaching affairs
    among them, which coordinates (B-3.0).
    """
    faults = [
        Fault(f"unit_ids.{number}", zh, en)
        for number, unit_id in enumerate(unit_ids)
        for odd, zh, en in (
            (not _is_department(known.get(unit_id)), "不是学院部门", "is no department"),
            (unit_ids.index(unit_id) < number, "部门重复", "is given twice"),
        )
        if odd
    ]
    if not any(known[one].function is Role.TEACHING_AFFAIRS for one in unit_ids if one in known):
        faults.append(Fault("unit_ids", "缺少统筹部门教务处", "lacks teaching affairs"))
    if faults:
        raise Invalid(
            "DEPARTMENTS",
            f"参与部门有误：{'；'.join(fault.zh for fault in faults)}。",
            f"Not acceptable: {'; '.join(f'{fault.field} {fault.en}' for fault in faults)}.",
            "B-3.0",
            faults=faults,
        )


def _is_department(unit: Unit | None) -> bool:
    return (
        unit is not None
        and unit.kind is UnitKind.DEPT
        and unit.function is not None
        and unit.active
    )
