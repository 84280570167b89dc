"""Tax withheld from a lecturer's fee: amounts in fen, halves of a fen rounded up."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from services.finance.domain.amounts import half_up


@dataclass(frozen=True)
class Segment:
    """A stretch of gross amounts on which tax is one straight line: slope × gross − offset."""

    up_to: Fraction | None
    slope: Fraction
    offset: Fraction

    def tax(self, gross: Fraction) -> Fraction:
        """The exact tax on a gross amount of this stretch."""
        return self.slope * gross - self.offset

    def gross(self, net: Fraction) -> Fraction:
        """The exact gross amount of this stretch that leaves this much."""
        return (net - self.offset) / (1 - self.slope)

    def reaches(self, gross: Fraction) -> bool:
        """Whether the stretch extends to this gross amount."""
        return self.up_to is None or gross <= self.up_to


def read_segments(data: Mapping[str, Any]) -> tuple[Segment, ...]:
    """The rules of withholding, laid out as straight lines over the gross amount."""
    fixed = Fraction(data["fixed_deduction_fen"])
    fixed_up_to = Fraction(data["fixed_deduction_up_to_fen"])
    kept = 1 - Fraction(data["percent_deduction"], 100)
    first_rate = Fraction(data["brackets"][0]["rate_percent"], 100)
    segments = [
        Segment(fixed, Fraction(0), Fraction(0)),
        Segment(fixed_up_to, first_rate, first_rate * fixed),
    ]
    for bracket in data["brackets"]:
        ends = bracket["up_to_fen"]
        segments.append(
            Segment(
                None if ends is None else Fraction(ends) / kept,
                Fraction(bracket["rate_percent"], 100) * kept,
                Fraction(bracket["quick_deduction_fen"]),
            )
        )
    return tuple(segments)


SEGMENTS = read_segments(
    json.loads(Path(__file__).with_name("withholding.json").read_text(encoding="utf-8"))
)


def withheld_fen(gross_fen: int) -> int:
    """The tax to withhold from one payment, or from a lecturer's payments of a month together."""
    gross = Fraction(gross_fen)
    segment = next(s for s in SEGMENTS if s.reaches(gross))
    return half_up(segment.tax(gross))


def gross_fen(net_fen: int) -> int:
    """The gross amount that leaves a net amount; fee caps are stated after tax."""
    net = Fraction(net_fen)
    segment = next(s for s in SEGMENTS if s.reaches(s.gross(net)))
    return half_up(segment.gross(net))


def withheld_of_month_fen(earlier_gross_fen: Iterable[int], gross_fen: int) -> int:
    """The tax on one more payment to a lecturer in a month.

    The month counts as one payment: it is reckoned anew and what was withheld before is taken off.
    """
    earlier = sum(earlier_gross_fen)
    return withheld_fen(earlier + gross_fen) - withheld_fen(earlier)
