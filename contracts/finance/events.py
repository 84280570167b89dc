"""What finance tells the others."""

from contracts.base import Event


class BudgetClearanceRequested(Event):
    """预算超标准待核准｜A budget is above its ceiling."""

    class_id: str
    over_by_fen: int


class BudgetCleared(Event):
    """预算已核准｜A budget is within its ceiling or was cleared."""

    class_id: str
    total_fen: int
    ceiling_fen: int


class BudgetRejected(Event):
    """预算未核准｜A budget above its ceiling was refused."""

    class_id: str
    over_by_fen: int
    note: str


class ServiceDataConfirmed(Event):
    """数据已确认｜What the class used is confirmed; for a class of the institution's own, by
    itself once teaching has ended.
    """

    class_id: str
    person_days: int
    venue_half_days: int
    teaching_hours: int
    by_itself: bool
    version: int = 1
    document_hash: str = ""


class SettlementFinalised(Event):
    """决算已完成｜The class is settled; a class of the institution's own has no invoice."""

    class_id: str
    total_fen: int
    invoiced: bool
