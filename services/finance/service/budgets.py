"""Fee standards and budgets."""

from contracts.enrollment import ProjectConfirmed
from contracts.finance import (
    BudgetView,
    ClearBudget,
    DraftBudget,
    FindBudget,
    ListStandards,
    RejectBudget,
    StandardView,
)
from kit.department import command, query, reaction
from services.finance.domain.standard import BOOK
from services.finance.service.views import budget_view, standard_view
from services.finance.store import FinanceStore


class Budgets:
    """What a class may cost, and what it is planned to."""

    @query
    def list_standards(self, request: ListStandards, store: FinanceStore) -> list[StandardView]:  # noqa: ARG002 – every entry has both
        return [standard_view(standard) for standard in BOOK.newest_first()]

    @command
    def draft_budget(self, request: DraftBudget, store: FinanceStore) -> BudgetView:
        account, budget = store.open_account(request.class_id), store.budget(request.class_id)
        event = budget.draft(
            lines=request.lines,
            staff=request.staff,
            by=store.actor.person_id,
            standard=BOOK.by_id(budget.standard_id),
        )
        store.emit(event)
        return budget_view(budget, account)

    @command
    def clear_budget(self, request: ClearBudget, store: FinanceStore) -> BudgetView:
        account, budget = store.open_account(request.class_id), store.budget(request.class_id)
        store.emit(budget.clear(by=store.actor.person_id, note=request.note))
        return budget_view(budget, account)

    @command
    def reject_budget(self, request: RejectBudget, store: FinanceStore) -> BudgetView:
        account, budget = store.open_account(request.class_id), store.budget(request.class_id)
        store.emit(budget.reject(by=store.actor.person_id, note=request.note))
        return budget_view(budget, account)

    @query
    def find_budget(self, request: FindBudget, store: FinanceStore) -> BudgetView:
        return budget_view(store.budget(request.class_id), store.account(request.class_id))

    @reaction
    def agree_budget(self, event: ProjectConfirmed, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.host_id = event.host_id
        store.budget(event.class_id).agree()
