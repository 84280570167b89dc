"""The budget of a class against the ceiling of its fee standard, and the clearance beyond it."""

from dataclasses import dataclass, field
from enum import StrEnum

from contracts.base import Event
from contracts.finance import (
    BudgetClearanceRequested,
    BudgetCleared,
    BudgetLine,
    BudgetRejected,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import MOST_FEN
from services.finance.domain.standard import FeeStandard


class BudgetState(StrEnum):
    """Where a budget stands: DRAFT has no lines yet, CHECKED is within the ceiling, AGREED with
    the host by the written confirmation.
    """

    DRAFT = "DRAFT"
    CHECKED = "CHECKED"
    CLEARANCE_REQUIRED = "CLEARANCE_REQUIRED"
    CLEARED = "CLEARED"
    REJECTED = "REJECTED"
    AGREED = "AGREED"


S = BudgetState
DRAWN_UP = (S.CHECKED, S.CLEARANCE_REQUIRED, S.CLEARED, S.AGREED)

LIFE = Lifecycle(
    "班次预算",
    "budget",
    {
        "draft": (tuple(S), S.DRAFT),
        "pass": ((S.DRAFT, *DRAWN_UP), S.CHECKED),
        "exceed": ((S.DRAFT, *DRAWN_UP), S.CLEARANCE_REQUIRED),
        "clear": ((S.CLEARANCE_REQUIRED,), S.CLEARED),
        "reject": ((S.CLEARANCE_REQUIRED,), S.REJECTED),
        "agree": ((S.CHECKED, S.CLEARED), S.AGREED),
    },
)


def _ensure_plausible(lines: list[BudgetLine]) -> None:
    if sum(line.amount_fen for line in lines) > MOST_FEN:
        raise Invalid(
            "BUDGET_TOO_LARGE",
            "预算总额超出一百亿元，请核对数量与单价。",
            "The budget exceeds ten billion yuan; please check quantities and prices.",
            faults=[Fault("lines", "总额过大", "is too large in all")],
        )


@dataclass(eq=False, kw_only=True)
class Budget:
    """What a class is planned to cost. `cleared_over_fen` is the excess finance has agreed to."""

    class_id: str
    standard_id: str
    headcount: int
    days: int
    staff: int = 0
    lines: list[BudgetLine] = field(default_factory=list)
    ceiling_fen: int = 0
    state: BudgetState = S.DRAFT
    drafted_by: str = ""
    cleared_by: str = ""
    cleared_over_fen: int = 0
    note: str = ""

    @property
    def total_fen(self) -> int:
        """All lines together."""
        return sum(line.amount_fen for line in self.lines)

    @property
    def counted_fen(self) -> int:
        """The lines that the ceiling bounds; teachers' cost does not count."""
        return sum(line.amount_fen for line in self.lines if line.within_ceiling)

    @property
    def over_by_fen(self) -> int:
        """How far the lines that count go beyond the ceiling."""
        return max(0, self.counted_fen - self.ceiling_fen)

    def draft(
        self, *, lines: list[BudgetLine], staff: int, by: str, standard: FeeStandard
    ) -> Event:
        """Draw the budget up anew; an earlier clearance does not carry over to new lines."""
        _ensure_plausible(lines)
        self.state = LIFE.after("draft", self.state)
        self.lines, self.staff, self.drafted_by = list(lines), staff, by
        self.cleared_by, self.cleared_over_fen, self.note = "", 0, ""
        self.ceiling_fen = self._ceiling(standard)
        return self._weighed()

    def recount(self, *, headcount: int, days: int, standard: FeeStandard) -> list[Event]:
        """Take the roster's headcount and the class's days; a budget that was right for more is
        weighed again.
        """
        self.headcount, self.days = headcount, days
        self.ceiling_fen = self._ceiling(standard)
        return [self._weighed()] if self.state in DRAWN_UP else []

    def clear(self, *, by: str, note: str) -> BudgetCleared:
        """Finance agrees to what goes beyond the ceiling (B-6.1c)."""
        state = LIFE.after("clear", self.state)
        self._ensure_another(by)
        self.state, self.cleared_by, self.note = state, by, note
        self.cleared_over_fen = self.over_by_fen
        return self._cleared()

    def reject(self, *, by: str, note: str) -> BudgetRejected:
        """Finance does not agree to what goes beyond the ceiling; the budget is drafted anew."""
        state = LIFE.after("reject", self.state)
        self._ensure_another(by)
        self.state, self.note = state, note
        return BudgetRejected(class_id=self.class_id, over_by_fen=self.over_by_fen, note=note)

    def agree(self) -> None:
        """The project is confirmed in writing. A budget changed since is not what was agreed, and
        stays as it is.
        """
        if self.state in LIFE.moves["agree"][0]:
            self.state = LIFE.after("agree", self.state)

    def _ceiling(self, standard: FeeStandard) -> int:
        staff = standard.staff_counted(headcount=self.headcount, staff=self.staff)
        return standard.ceiling_fen([self.headcount + staff] * self.days)

    def _ensure_another(self, by: str) -> None:
        # Consultation needs two: who drew the budget up does not decide on its excess.
        if by == self.drafted_by:
            raise Refusal(
                "OWN_BUDGET",
                "超标准预算不得由编制人本人核准，请由财务后勤处其他人员核准。",
                "Nobody clears a budget of their own making; ask a colleague in finance.",
                "B-6.1c",
            )

    def _weighed(self) -> Event:
        if self.state is S.AGREED and self.over_by_fen <= self.cleared_over_fen:
            return self._cleared()
        if self.over_by_fen == 0:
            self.state = LIFE.after("pass", self.state)
            return self._cleared()
        if self.state is S.CLEARED and self.over_by_fen <= self.cleared_over_fen:
            return self._cleared()
        self.state = LIFE.after("exceed", self.state)
        self.cleared_by = ""
        return BudgetClearanceRequested(class_id=self.class_id, over_by_fen=self.over_by_fen)

    def _cleared(self) -> BudgetCleared:
        return BudgetCleared(
            class_id=self.class_id, total_fen=self.total_fen, ceiling_fen=self.ceiling_fen
        )
