"""What finance does: one entry per request it answers and per fact it reacts to."""

from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassDeparted,
    ClassOpened,
    RosterApproved,
    TraineeCheckedIn,
    TraineeWithdrawn,
)
from contracts.finance import (
    AccountView,
    BudgetView,
    ClearBudget,
    DraftBudget,
    FindAccount,
    FindBudget,
    ListStandards,
    StandardView,
)
from contracts.scheduling import (
    PublishedSession,
    SessionClosed,
    TeachingFinished,
    TimetablePublished,
    TimetableRevised,
)
from kit.clock import local_day
from kit.department import Department, command, query, reaction
from services.finance.domain.account import ClassAccount
from services.finance.domain.budget import Budget
from services.finance.domain.standard import BOOK
from services.finance.domain.usage import Arrival, HeldSession
from services.finance.service.views import account_view, budget_view, standard_view
from services.finance.store import FinanceStore


class FinanceService(Department):
    """Finance and logistics."""

    name = "finance"
    store_type = FinanceStore

    # -- standards and budgets -------------------------------------------------------------------

    @query
    def list_standards(self, request: ListStandards, store: FinanceStore) -> list[StandardView]:  # noqa: ARG002 – every entry has both
        return [standard_view(standard) for standard in BOOK.newest_first()]

    @command
    def draft_budget(self, request: DraftBudget, store: FinanceStore) -> BudgetView:
        account, budget = store.account(request.class_id), store.budget(request.class_id)
        account.ensure_open()
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
        account, budget = store.account(request.class_id), store.budget(request.class_id)
        account.ensure_open()
        store.emit(budget.clear(by=store.actor.person_id, note=request.note))
        return budget_view(budget, account)

    @query
    def find_budget(self, request: FindBudget, store: FinanceStore) -> BudgetView:
        return budget_view(store.budget(request.class_id), store.account(request.class_id))

    # -- the account of a class ------------------------------------------------------------------

    @query
    def find_account(self, request: FindAccount, store: FinanceStore) -> AccountView:
        account = store.account(request.class_id)
        cap = _half_day_cap(store, account)
        return account_view(
            account, account.figures(store.usage(account.class_id), half_day_cap=cap)
        )

    @reaction
    def open_account(self, event: ClassCreated, store: FinanceStore) -> None:
        if store.knows_class(event.class_id):
            return
        standard = BOOK.standard_of(
            category=event.category, profile=event.profile, on=event.start_on
        )
        account = ClassAccount(
            class_id=event.class_id,
            class_title=event.title,
            category=event.category,
            profile=event.profile,
            hosted_externally=event.hosted_externally,
            start_on=event.start_on,
            end_on=event.end_on,
            checkin_on=local_day(event.checkin_from),
            headcount=event.planned_headcount,
            planned_hours=event.planned_hours,
        )
        budget = Budget(
            class_id=event.class_id,
            standard_id=standard.standard_id,
            headcount=event.planned_headcount,
            days=account.days,
        )
        store.add(account, budget)

    @reaction
    def take_roster(self, event: RosterApproved, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        headcount = sum(map(len, event.trainees_by_unit.values()))
        if account.take_roster(version=event.version, headcount=headcount):
            budget = store.budget(event.class_id)
            standard = BOOK.by_id(budget.standard_id)
            store.emit(*budget.recount(headcount=headcount, standard=standard))

    @reaction
    def take_timetable(self, event: TimetablePublished, store: FinanceStore) -> None:
        _keep_timetable(event.class_id, event.version, event.hours_total, event.sessions, store)

    @reaction
    def take_revised_timetable(self, event: TimetableRevised, store: FinanceStore) -> None:
        _keep_timetable(event.class_id, event.version, event.hours_total, event.sessions, store)

    @reaction
    def count_arrival(self, event: TraineeCheckedIn, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        if store.arrival(event.trainee_id) is None:
            arrived_on = local_day(event.at)
            store.add(
                Arrival(trainee_id=event.trainee_id, class_id=event.class_id, arrived_on=arrived_on)
            )
        _bring_forward(account, store)

    @reaction
    def note_opening(self, event: ClassOpened, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.present = event.present
        _bring_forward(account, store)

    @reaction
    def note_leaving(self, event: TraineeWithdrawn, store: FinanceStore) -> None:
        stay = store.arrival(event.trainee_id)
        if stay is not None:
            stay.left_on = store.fact_day

    @reaction
    def count_session(self, event: SessionClosed, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        if not store.knows_session(event.session_id):
            session = HeldSession(
                session_id=event.session_id,
                class_id=event.class_id,
                on=event.on,
                half_day=event.half_day,
                hours=event.hours,
                venue_id=event.venue_id,
                teacher_ids=event.teacher_ids,
            )
            store.add(session)
        _bring_forward(account, store)

    @reaction
    def note_end_of_teaching(self, event: TeachingFinished, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.taught_hours = event.hours_total
        _bring_forward(account, store)

    @reaction
    def settle_class(self, event: ClassDeparted, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.departed = True
        _bring_forward(account, store)

    @reaction
    def close_account(self, event: ClassClosed, store: FinanceStore) -> None:
        store.account_in_hand(event.class_id).close()

    @reaction
    def cancel_account(self, event: ClassCancelled, store: FinanceStore) -> None:
        store.account_in_hand(event.class_id).cancel()


def _keep_timetable(
    class_id: str, version: int, hours: int, sessions: list[PublishedSession], store: FinanceStore
) -> None:
    account = store.account_in_hand(class_id)
    if account.take_timetable(version=version, hours=hours):
        store.plan_sessions(class_id, [(each.session_id, each.from_at) for each in sessions])


def _bring_forward(account: ClassAccount, store: FinanceStore) -> None:
    """Take every step that is due by itself."""
    if not account.has_been_taught:
        return
    events = account.advance(
        store.usage(account.class_id),
        half_day_cap=_half_day_cap(store, account),
        budget_fen=store.budget(account.class_id).total_fen,
    )
    store.emit(*events)


def _half_day_cap(store: FinanceStore, account: ClassAccount) -> int:
    return BOOK.by_id(store.budget(account.class_id).standard_id).half_day_hours_cap
