"""What finance keeps, and the questions its records answer."""

from services.finance.store.fees import FeeLookups
from services.finance.store.invariants import FACTS, INVARIANTS
from services.finance.store.money import MoneyLookups
from services.finance.store.sheets import SheetLookups
from services.finance.store.tables import tables


class FinanceStore(SheetLookups, MoneyLookups, FeeLookups):
    """One transaction on the finance database."""

    tables = tables
    invariants = INVARIANTS
    facts = FACTS
