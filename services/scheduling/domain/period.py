"""The days a calendar is asked for."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts.refusals import Fault, Invalid
from services.scheduling.domain.session import SHANGHAI, Span

# Nothing is older than the school, and no calendar reaches back for ever.
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Period:
    """From one local day to another, both included."""

    since: date
    until: date

    @classmethod
    def within(cls, since: date, until: date, *, days: int) -> "Period":
        """A period of at most so many days; Invalid when it is longer, or ends before it begins."""
        if since <= until and (until - since).days < days:
            return cls(since=since, until=until)
        zh, en = f"须不早于起始日且最多 {days} 天", f"must follow the first day within {days} days"
        raise Invalid(
            "PERIOD", f"结束日{zh}。", f"The last day {en}.", faults=[Fault("until", zh, en)]
        )

    @property
    def span(self) -> Span:
        """From the first instant of the first day to the last of the last one."""
        return Span(
            from_at=datetime.combine(max(self.since, EARLIEST), time(), tzinfo=SHANGHAI),
            to_at=datetime.combine(max(self.until, EARLIEST), time.max, tzinfo=SHANGHAI),
        )

    @property
    def days(self) -> list[date]:
        """Each of its days."""
        count = (self.until - self.since).days + 1
        return [self.since + timedelta(days=number) for number in range(count)]
