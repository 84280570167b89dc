"""Supplies 备品 drawn for a class and brought back, and the venue set up with them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.enrollment import SuppliesDrawn, SupplyLine
from contracts.refusals import Fault, Invalid


@dataclass(frozen=True, kw_only=True)
class SupplyReturn:
    """What somebody brought back at one time."""

    lines: tuple[SupplyLine, ...]
    by: str
    at: datetime
    override_reason: str = ""


@dataclass(eq=False, kw_only=True)
class SupplyIssue:
    """One slip 备品领用单: what was drawn, and every return of it."""

    issue_id: str
    class_id: str
    purpose: str
    lines: list[SupplyLine]
    drawn_by: str
    drawn_at: datetime
    override_reason: str = ""
    returns: list[SupplyReturn] = field(default_factory=list)

    @property
    def returned(self) -> list[SupplyLine]:
        """What came back so far, by item."""
        return _lines(_totals(line for each in self.returns for line in each.lines))

    @property
    def outstanding(self) -> list[SupplyLine]:
        """What was lent and has not come back."""
        lent = _totals(line for line in self.lines if line.returnable)
        back = _totals(self.returned)
        return _lines(lent - back, returnable=True)

    def drawn(self) -> SuppliesDrawn:
        """The fact that these supplies were drawn."""
        items = dict(_totals(self.lines))
        return SuppliesDrawn(class_id=self.class_id, issue_id=self.issue_id, items=items)

    def take_back(
        self, lines: Sequence[SupplyLine], *, by: str, now: datetime, override_reason: str = ""
    ) -> None:
        """Record a return; Invalid (422) for more of an item than was drawn (B-3.2b)."""
        drawn, back = _totals(self.lines), _totals([*self.returned, *lines])
        too_many = back - drawn
        if too_many:
            names = "、".join(too_many)
            raise Invalid(
                "MORE_THAN_DRAWN",
                f"归还数量超过领用数量：{names}。",
                f"More came back than was drawn: {names}.",
                "B-3.2b",
                faults=[
                    Fault("lines", f"{item}多 {number}", f"{item}: {number} too many")
                    for item, number in too_many.items()
                ],
            )
        made = SupplyReturn(lines=tuple(lines), by=by, at=now, override_reason=override_reason)
        self.returns = [*self.returns, made]


@dataclass(eq=False, kw_only=True)
class VenueSetUp:
    """That a venue is set for the class (B-8.3a)."""

    set_up_id: str
    class_id: str
    place: str
    note: str
    set_by: str
    set_at: datetime
    override_reason: str = ""


def _totals(lines: Iterable[SupplyLine]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for line in lines:
        totals[line.item.strip()] += line.quantity
    return totals


def _lines(totals: Counter[str], *, returnable: bool = False) -> list[SupplyLine]:
    return [
        SupplyLine(item=item, quantity=quantity, returnable=returnable)
        for item, quantity in totals.items()
    ]
