"""Steps that more than one matter takes."""

from services.finance.domain.account import ClassAccount
from services.finance.domain.standard import BOOK
from services.finance.store import FinanceStore


def bring_forward(account: ClassAccount, store: FinanceStore) -> None:
    """Take every step that is due by itself."""
    if not account.has_been_taught:
        return
    events = account.advance(
        store.usage(account.class_id),
        half_day_cap=half_day_cap(store, account),
        budget_fen=store.budget(account.class_id).total_fen,
    )
    store.emit(*events)


def half_day_cap(store: FinanceStore, account: ClassAccount) -> int:
    """The most tenths of an hour that are paid in a half-day of this class."""
    return BOOK.by_id(store.budget(account.class_id).standard_id).half_day_hours_cap
