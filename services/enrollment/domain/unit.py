"""Units: grass-roots Party organisations, departments and hosts."""

from dataclasses import dataclass

from contracts.enrollment import UnitKind, UnitRegistered
from contracts.refusals import Fault, Invalid
from contracts.roles import COLLEGE_DEPARTMENTS, Role


@dataclass(eq=False, kw_only=True)
class Unit:
    """A unit; its code is unique and orders rosters."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    active: bool = True
    function: Role | None = None

    def may_nominate_for(self, host_id: str | None) -> bool:
        """Grass-roots Party organisations nominate (A-5.w1), a host for the classes it orders."""
        ordered = self.kind is UnitKind.HOST and self.unit_id == host_id
        return self.active and (ordered or self.kind is UnitKind.GRASSROOTS_PARTY)

    def registered(self) -> UnitRegistered:
        """The fact that this unit is now known."""
        return UnitRegistered(
            unit_id=self.unit_id,
            code=self.code,
            name=self.name,
            kind=self.kind,
            function=self.function,
        )


def register(*, unit_id: str, code: str, name: str, kind: UnitKind, function: Role | None) -> Unit:
    """A new unit; Invalid when a function is given to anything but a department (B-3.0)."""
    if function is not None and (kind is not UnitKind.DEPT or function not in COLLEGE_DEPARTMENTS):
        raise Invalid(
            "UNIT_FUNCTION",
            "只有学院部门可以设定职能。",
            "Only a department of the college has a function.",
            "B-3.0",
            faults=[Fault("function", "不适用于该单位", "does not apply to this unit")],
        )
    return Unit(unit_id=unit_id, code=code, name=name, kind=kind, function=function)
