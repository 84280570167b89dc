"""The days of a class, within which everything of it takes place."""

from dataclasses import dataclass
from datetime import date, datetime, time

from contracts.refusals import Fault, Invalid, Refusal
from services.scheduling.domain.session import SHANGHAI, Span


@dataclass(frozen=True, kw_only=True)
class ClassDays:
    """From the first day to the last, both included."""

    first: date
    last: date

    def require_day(self, on: date) -> None:
        """Invalid when a session's day is none of these."""
        if self.first <= on <= self.last:
            return
        zh = f"课次日期须在开班（{self.first}）与结班（{self.last}）之间"
        en = f"a session lies between the class's days {self.first} and {self.last}"
        raise Invalid(
            "OUTSIDE_CLASS", f"{zh}。", f"Here {en}.", "A-6.3", faults=[Fault("session.on", zh, en)]
        )

    def require_span(self, span: Span) -> None:
        """Refusal when a time reaches beyond these days."""
        opens = datetime.combine(self.first, time(), tzinfo=SHANGHAI)
        ends = datetime.combine(self.last, time.max, tzinfo=SHANGHAI)
        if opens <= span.from_at and span.to_at <= ends:
            return
        raise Refusal(
            "OUTSIDE_CLASS",
            f"时间须在本班培训期间（{self.first} 至 {self.last}）之内。",
            f"The time must lie within the days of the class ({self.first} to {self.last}).",
            "A-7.4.a",
        )
