"""Look-ups of plans and units."""

from collections.abc import Sequence

from sqlalchemy import select

from contracts.enrollment import UnitKind
from contracts.refusals import Unknown
from contracts.values import Profile
from kit.store import Store
from services.enrollment.domain.plan import AnnualPlan
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
from services.enrollment.store.tables import plan, plan_item, unit


class PlanLookups(Store):
    """Plans and units."""

    def plan(self, plan_id: str) -> AnnualPlan:
        """One plan with its items."""
        return self.get(AnnualPlan, plan_id, ("培训计划", "annual plan"))

    def plan_of_item(self, item_id: str) -> AnnualPlan:
        """The plan that lists this class."""
        holds_item = plan_item.c.plan_id == plan.c.plan_id
        found = self.session.scalar(
            select(AnnualPlan).join(plan_item, holds_item).where(plan_item.c.item_id == item_id)
        )
        if found is None:
            raise Unknown("计划班次", "plan item")
        return found

    def plans(self, year: int | None, page: int, size: int) -> tuple[Sequence[AnnualPlan], int]:
        """Plans, newest first."""
        statement = select(AnnualPlan).order_by(plan.c.year.desc(), plan.c.plan_id.desc())
        if year is not None:
            statement = statement.where(plan.c.year == year)
        return self.page(statement, page, size)

    def unit(self, unit_id: str) -> Unit:
        """One unit."""
        return self.get(Unit, unit_id, ("单位", "unit"))

    def host_unit(self, unit_id: str) -> str:
        """The id of a unit that orders classes; Unknown when it is none."""
        if self.unit(unit_id).kind is not UnitKind.HOST:
            raise Unknown("主办单位", "host")
        return unit_id

    def unit_with_code(self, code: str) -> Unit | None:
        """The unit that has this code."""
        return self.session.scalar(select(Unit).where(unit.c.code == code))

    def units(
        self, kind: UnitKind | None, of_class: TrainingClass | None, page: int, size: int
    ) -> tuple[Sequence[Unit], int]:
        """Units by code; of a class those that may nominate for it."""
        statement = select(Unit).order_by(unit.c.code)
        if kind is not None:
            statement = statement.where(unit.c.kind == kind)
        if of_class is not None:
            ordered_it = (unit.c.kind == UnitKind.HOST) & (unit.c.unit_id == of_class.host_id)
            nominates = (unit.c.kind == UnitKind.GRASSROOTS_PARTY) | ordered_it
            statement = statement.where(unit.c.active & nominates)
        return self.page(statement, page, size)

    def receivers_of_plans(self, profile: Profile) -> list[str]:
        """Every unit in being that an approved plan goes to, by code: grass-roots organisations,
        in the college its departments.
        """
        college = profile is Profile.CADRE_COLLEGE
        kind = UnitKind.DEPT if college else UnitKind.GRASSROOTS_PARTY
        mine = (unit.c.kind == kind) & unit.c.active
        return list(self.session.scalars(select(unit.c.unit_id).where(mine).order_by(unit.c.code)))
