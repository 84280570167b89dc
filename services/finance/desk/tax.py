"""The withholding of a month: reckoned lecturer by lecturer, filed by the 15th of the next."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from contracts.base import Title
from contracts.finance import FileTaxMonth, FindTaxMonth, TaxMonthView
from kit import clock
from kit.pages.columns import Column
from kit.pages.days import day_named
from kit.pages.desk import Action, Page, Table
from kit.pages.visit import Visit

FILE = Action(kind=FileTaxMonth, icon="check", tone="primary")


def _asked(visit: Visit) -> date:
    """The first day of the address's month; without one that of the last that has ended, which is
    the one to file.
    """
    named = day_named(f"{visit.params.get('rows.month', '')}-01")
    return named or _before(clock.today())


def _before(day: date) -> date:
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def _after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def _written(first: date) -> str:
    return f"{first:%Y-%m}"


def _month(visit: Visit) -> FindTaxMonth:
    return FindTaxMonth(month=_written(_asked(visit)))


async def _about(visit: Visit) -> Mapping[str, Any]:
    first, found = _asked(visit), await visit.part(_month(visit))
    month: TaxMonthView | None = found.value
    return {
        "tax": month,
        "refused": found.refusal,
        "asked_month": _written(first),
        "around": (_written(_before(first)), _written(_after(first))),
        "may_file": visit.offers((FILE,), month) if month and _is_due(month) else [],
    }


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
