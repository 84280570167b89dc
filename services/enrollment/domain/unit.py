"""Units: grass-roots Party organisations, departments and hosts."""

from dataclasses import dataclass

from contracts.enrollment import UnitKind, UnitRegistered


@dataclass(eq=False, kw_only=True)
class Unit:
    """A unit; its code is unique and orders rosters."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    active: bool = True

    @property
    def may_nominate(self) -> bool:
        """Grass-roots Party organisations in being nominate (A-5.w1)."""
        return self.active and self.kind is UnitKind.GRASSROOTS_PARTY

    def registered(self) -> UnitRegistered:
        """The fact that this unit is now known."""
        return UnitRegistered(unit_id=self.unit_id, code=self.code, name=self.name, kind=self.kind)
