"""The staff of the departments: the duties of a class are given to these people (B-5.1a)."""

from dataclasses import dataclass

from contracts.enrollment import UnitKind
from contracts.identity import tidy_name
from contracts.refusals import Fault, Invalid
from services.enrollment.domain.unit import Unit


@dataclass(eq=False, kw_only=True)
class Staff:
    """Somebody of a department; `section` is the part of it, such as the training section."""

    person_id: str
    name: str
    unit_id: str
    section: str = ""
    is_head: bool = False
    active: bool = True


def staff_of(
    unit: Unit, *, person_id: str, name: str, section: str, is_head: bool, active: bool
) -> Staff:
    """Somebody who works in this unit; Invalid (422) when it is no department (B-3.0)."""
    if unit.kind is not UnitKind.DEPT:
        raise Invalid(
            "NOT_A_DEPARTMENT",
            "部门人员只能登记在部门名下。",
            "Staff belong to a department.",
            "B-3.0",
            faults=[Fault("unit_id", "不是部门", "is no department")],
        )
    return Staff(
        person_id=person_id,
        name=tidy_name(name),
        unit_id=unit.unit_id,
        section=section.strip(),
        is_head=is_head,
        active=active,
    )
