"""Fee standards 费用标准, the budget 预算 and the account of a class."""

from datetime import date
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Query, Title, View
from contracts.finance.access import READERS, R
from contracts.values import Category, Fen, Hours, TitleBand


class StandardView(View):
    """费用标准｜A fee standard: fen per person and day, with its source and the days it is in
    force. Of the staff as many count as `staff_percent` of the trainees, never more than
    `staff_most`; after `full_days` a day counts `reduced_percent`.
    """

    standard_id: str
    source: str
    region: str
    class_level: int
    lodging_fen: int
    meals_fen: int
    venue_material_transport_fen: int
    other_fen: int
    total_fen: int
    full_days: int
    reduced_percent: int
    lecture_caps_fen: dict[TitleBand, int]
    half_day_hours_cap: int
    effective_from: date
    effective_to: date | None = None
    staff_percent: int = 0
    staff_most: int = 0


class ListStandards(Query[list[StandardView]], rest="GET /standards", by=READERS):
    """费用标准｜Fee standards in force, newest first."""


class BudgetLine(View):
    """预算明细｜One budget line: quantity × days × unit price in fen."""

    item: Annotated[str, Title("项目", "Item"), MinLen(1), MaxLen(60)]
    quantity: Annotated[int, Title("数量", "Quantity"), Ge(0), Le(1_000_000)]
    days: Annotated[int, Title("天数", "Days"), Ge(1), Le(366)] = 1
    unit_price_fen: Fen
    within_ceiling: Annotated[bool, Title("计入综合定额", "Counts towards the ceiling")] = True

    @property
    def amount_fen(self) -> int:
        """Quantity × days × unit price."""
        return self.quantity * self.days * self.unit_price_fen


class BudgetView(View):
    """班次预算｜The budget of a class against its ceiling; amounts in fen. The ceiling counts
    `headcount` trainees and `staff_counted` of the staff by the standard; `counted_fen` is what
    the lines within it come to.
    """

    class_id: str
    class_title: str
    category: Category
    standard_id: str
    headcount: int
    staff: int
    days: int
    lines: list[BudgetLine]
    total_fen: int
    ceiling_fen: int
    over_by_fen: int
    state: str
    cleared_by: str
    note: str
    staff_counted: int = 0
    standard: StandardView | None = None
    total_in_words: str = ""
    counted_fen: int = 0


class DraftBudget(
    Command[BudgetView],
    rest="PUT /classes/{class_id}/budget",
    by=(R.FIN_LOGISTICS, R.STAFF, R.PROJECT_LEAD),
    clauses=("B-3.3a", "B-6.1c"),
):
    """编制预算｜Draft the budget; above the ceiling it needs clearance."""

    class_id: str
    staff: Annotated[int, Title("工作人员", "Staff"), Ge(0), Le(1000)] = 0
    lines: Annotated[list[BudgetLine], Title("明细", "Lines"), MinLen(1), MaxLen(100)]


class ClearBudget(
    Command[BudgetView],
    rest="POST /classes/{class_id}/budget/clearance",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-6.1c",),
):
    """超标准核准｜Clear over-ceiling budget: clear a budget above its ceiling, with the reason."""

    class_id: str
    note: Annotated[str, Title("核准说明", "Note"), MinLen(2), MaxLen(500)]


class RejectBudget(
    Command[BudgetView],
    rest="POST /classes/{class_id}/budget/rejection",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-6.1c",),
):
    """不予核准预算｜Reject budget: refuse a budget above its ceiling, with the reason; it is
    drafted anew.
    """

    class_id: str
    note: Annotated[str, Title("不予核准说明", "Note"), MinLen(2), MaxLen(500)]


class FindBudget(Query[BudgetView], rest="GET /classes/{class_id}/budget", by=READERS):
    """班次预算｜The budget of a class."""

    class_id: str


class UsageLine(View):
    """使用情况｜What a class used, counted by the system: person-days, venue half-days, teaching
    hours (tenths).
    """

    kind: str
    label: str
    quantity: int


class AccountView(View):
    """班次账户｜What a class used and how it was settled. Hours in tenths, by teacher."""

    class_id: str
    usage: list[UsageLine]
    payable_hours: dict[str, int]
    data_state: str
    settlement_state: str
    total_fen: int
    headcount: int = 0
    planned_hours: Hours = 0
    hosted_externally: bool = False
    total_in_words: str = ""


class FindAccount(Query[AccountView], rest="GET /classes/{class_id}/account", by=READERS):
    """班次账户｜The account of a class."""

    class_id: str
