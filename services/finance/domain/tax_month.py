"""The withholding of a month 扣缴申报: filed once the month has ended, by the 15th of the next."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.finance import TaxFiled
from contracts.refusals import Fault, Invalid, Refusal
from services.finance.domain.rules import rules_on

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_LONGEST_MONTH = timedelta(days=31)


@dataclass(eq=False, kw_only=True)
class TaxMonth:
    """A month, written YYYY-MM, and whether its withholding was filed."""

    month: str
    filed_on: date | None = None
    filed_by: str = ""
    tax_fen: int = 0

    @property
    def next_month(self) -> date:
        """The first day after it."""
        return (date.fromisoformat(f"{self.month}-01") + _LONGEST_MONTH).replace(day=1)

    @property
    def due_on(self) -> date:
        """The last day to file."""
        return self.next_month.replace(day=rules_on(self.next_month).withholding_due_day)

    def is_late(self, *, today: date) -> bool:
        """Whether it was filed after its last day, or is still not filed by then."""
        return (self.filed_on or today) > self.due_on

    def ensure_open(self) -> None:
        """Refusal MONTH_FILED: nothing more is paid in a month that was filed."""
        if self.filed_on is not None:
            raise Refusal(
                "MONTH_FILED",
                f"{self.month} 的个人所得税已申报，不能再登记该月发放。",
                f"The tax of {self.month} is filed; nothing more is paid in that month.",
                "B-3.3a",
            )

    def file(self, *, tax_fen: int, today: date, by: str) -> TaxFiled:
        """File it; Refusal MONTH_NOT_OVER before the month has ended."""
        self.ensure_open()
        if today < self.next_month:
            raise Refusal(
                "MONTH_NOT_OVER",
                f"{self.month} 尚未结束，次月方可申报。",
                f"{self.month} has not ended; it is filed in the month after.",
                "B-3.3a",
            )
        self.filed_on, self.filed_by, self.tax_fen = today, by, tax_fen
        return TaxFiled(month=self.month, tax_fen=tax_fen, on_time=not self.is_late(today=today))


def read_month(text: str) -> str:
    """A month as YYYY-MM; Invalid when it is none."""
    if not _MONTH.fullmatch(text) or text.startswith("0000"):
        raise Invalid(
            "MONTH",
            "月份应写作 YYYY-MM。",
            "A month is written YYYY-MM.",
            faults=[Fault("month", "应写作 YYYY-MM", "is written YYYY-MM")],
        )
    return text
