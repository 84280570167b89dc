"""The withholding of a month: reckoned lecturer by lecturer, filed by the 15th of the next."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from contracts.base import Title
from contracts.finance import FileTaxMonth, FindTaxMonth, TaxMonthView
from kit import clock
from kit.pages.columns import Column
from kit.pages.desk import Action, Page, Table
from kit.pages.visit import Visit

FILE = Action(kind=FileTaxMonth, icon="check", tone="primary")


def _month(visit: Visit) -> FindTaxMonth | None:
    """The month of the address; without one the last that has ended, which is the one to file."""
    given = visit.query(FindTaxMonth, "rows.")
    if isinstance(given, FindTaxMonth):
        return given
    return FindTaxMonth(month=f"{_before(clock.today()):%Y-%m}")


def _before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _after(day: date) -> date:
    return day.replace(day=1) + timedelta(days=31)


async def _about(visit: Visit) -> Mapping[str, Any]:
    asked = _month(visit)
    found = await visit.part(asked) if asked else None
    month: TaxMonthView | None = found.value if found else None
    return {
        "tax": month,
        "refused": found.refusal if found else None,
        "asked_month": asked.month if asked else "",
        "around": _around(month),
        "may_file": visit.offers((FILE,), month) if month and _is_due(month) else [],
    }


def _around(month: TaxMonthView | None) -> tuple[str, str] | None:
    """The months before and after."""
    if month is None:
        return None
    first = date.fromisoformat(f"{month.month}-01")
    return f"{_before(first):%Y-%m}", f"{_after(first):%Y-%m}"


def _is_due(month: TaxMonthView) -> bool:
    return month.filed_on is None and month.month < f"{clock.today():%Y-%m}"


TAX = Page(
    path="tax",
    zh="扣缴申报",
    icon="coin",
    template="finance/tax.html",
    kind=FindTaxMonth,
    gather=_about,
    offers=(FileTaxMonth,),
    sections=(
        Table(
            name="rows",
            zh="扣缴明细",
            icon="people",
            asks=_month,
            items="rows",
            filters=(),
            columns=(
                "teacher_name",
                Column(name="payments", title=Title("笔数", "Payments"), how="number"),
                "gross_fen",
                "tax_fen",
                "net_fen",
            ),
            empty="本月没有须扣缴的讲课费。",
        ),
    ),
)
