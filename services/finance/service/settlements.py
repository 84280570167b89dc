"""Settlements with hosts, and the ledger they are kept in (B-6.6)."""

from collections.abc import Iterable

from contracts.base import Event
from contracts.enrollment import SettlementPapersReceived
from contracts.finance import (
    AgreeSettlement,
    DraftSettlement,
    FindSettlement,
    LedgerView,
    ListLedger,
    ReturnSettlement,
    SendSettlement,
    SettlementFinalised,
    SettlementView,
    SignSettlement,
)
from kit.department import command, query, reaction
from services.finance.domain.ledger import of_settlement
from services.finance.domain.settlement import Settlement
from services.finance.service.money_views import ledger_view, settlement_view
from services.finance.store import FinanceStore


class Settlements:
    """The settlement of a class with a host."""

    @command
    def draft_settlement(self, request: DraftSettlement, store: FinanceStore) -> SettlementView:
        settlement = _open(store, request.class_id)
        event = settlement.draft(
            store.confirmed_sheet(request.class_id),
            request.lines,
            budget_fen=store.budget(request.class_id).total_fen,
        )
        store.emit(event)
        return _view(store, settlement)

    @command
    def send_settlement(self, request: SendSettlement, store: FinanceStore) -> SettlementView:
        settlement = _open(store, request.class_id)
        store.emit(settlement.send())
        return _view(store, settlement)

    @command
    def return_settlement(self, request: ReturnSettlement, store: FinanceStore) -> SettlementView:
        settlement = _open(store, request.class_id)
        settlement.give_back(request.reason)
        return _view(store, settlement)

    @command
    def agree_settlement(self, request: AgreeSettlement, store: FinanceStore) -> SettlementView:
        settlement = _open(store, request.class_id)
        store.require_file(request.scan)
        event = settlement.agree(
            signer=request.signer,
            scan=request.scan,
            duties=store.duties(request.class_id),
        )
        store.emit(event)
        return _view(store, settlement)

    @command
    def sign_settlement(self, request: SignSettlement, store: FinanceStore) -> SettlementView:
        settlement = _open(store, request.class_id)
        duties = store.duties(request.class_id)
        _follow(store, settlement, settlement.sign(by=store.actor.person_id, duties=duties))
        return _view(store, settlement)

    @query
    def find_settlement(self, request: FindSettlement, store: FinanceStore) -> SettlementView:
        return _view(store, store.settlement(request.class_id))

    @query
    def list_ledger(self, request: ListLedger, store: FinanceStore) -> LedgerView:
        return ledger_view(
            store.postings(request.class_id, since=request.from_on, until=request.to_on)
        )

    @reaction
    def take_settlement_papers(self, event: SettlementPapersReceived, store: FinanceStore) -> None:
        if store.account_in_hand(event.class_id).hosted_externally:
            settlement = store.settlement_in_hand(event.class_id)
            _follow(store, settlement, settlement.receive_papers())


def _open(store: FinanceStore, class_id: str) -> Settlement:
    store.hosted_account(class_id)
    return store.settlement(class_id)


def _follow(store: FinanceStore, settlement: Settlement, events: Iterable[Event]) -> None:
    """Once it is final the class is settled, and the host owes the total."""
    for event in events:
        if isinstance(event, SettlementFinalised):
            store.account(settlement.class_id).settle(settlement.total_fen)
            store.post(of_settlement(settlement.class_id, total_fen=settlement.total_fen))
        store.emit(event)


def _view(store: FinanceStore, settlement: Settlement) -> SettlementView:
    class_id = settlement.class_id
    account, budget = store.account(class_id), store.budget(class_id)
    return settlement_view(settlement, account, budget, store.confirmed_sheet(class_id))
