"""The account of a class: opened, confirmed and settled by itself where there is no host."""

from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassCreated,
    ClassDeparted,
    ClassOpened,
    ClassRescheduled,
    ClassResumed,
    RosterApproved,
)
from contracts.finance import AccountView, FindAccount
from contracts.scheduling import (
    PublishedSession,
    TeachingFinished,
    TimetablePublished,
    TimetableRevised,
)
from kit.clock import local_day
from kit.department import query, reaction
from services.finance.domain.account import ClassAccount
from services.finance.domain.budget import Budget
from services.finance.domain.settlement import Settlement
from services.finance.domain.standard import BOOK
from services.finance.service.steps import bring_forward, half_day_cap
from services.finance.service.views import account_view
from services.finance.store import FinanceStore


class Accounts:
    """The life of an account."""

    @query
    def find_account(self, request: FindAccount, store: FinanceStore) -> AccountView:
        account = store.account(request.class_id)
        cap = half_day_cap(store, account)
        figures = account.figures(store.usage(account.class_id), half_day_cap=cap)
        return account_view(account, figures, store.settlement_if_open(account.class_id))

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
            plan_id=event.plan_id,
            host_id=event.host_id,
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
            _weigh_again(account, store)

    @reaction
    def move_class(self, event: ClassRescheduled, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.reschedule(
            start_on=event.start_on,
            end_on=event.end_on,
            checkin_on=local_day(event.checkin_from),
        )
        _weigh_again(account, store)

    @reaction
    def resume_class(self, event: ClassResumed, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.resume(days=event.days, end_on=event.end_on)
        _weigh_again(account, store)

    @reaction
    def take_timetable(self, event: TimetablePublished, store: FinanceStore) -> None:
        _keep_timetable(event.class_id, event.version, event.hours_total, event.sessions, store)

    @reaction
    def take_revised_timetable(self, event: TimetableRevised, store: FinanceStore) -> None:
        _keep_timetable(event.class_id, event.version, event.hours_total, event.sessions, store)

    @reaction
    def note_opening(self, event: ClassOpened, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.present = event.present
        bring_forward(account, store)

    @reaction
    def note_end_of_teaching(self, event: TeachingFinished, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.taught_hours = event.hours_total
        bring_forward(account, store)

    @reaction
    def settle_class(self, event: ClassDeparted, store: FinanceStore) -> None:
        account = store.account_in_hand(event.class_id)
        account.departed = True
        if account.hosted_externally and store.settlement_if_open(event.class_id) is None:
            store.add(Settlement(class_id=event.class_id))
        bring_forward(account, store)

    @reaction
    def close_account(self, event: ClassClosed, store: FinanceStore) -> None:
        store.account_in_hand(event.class_id).close()
        settlement = store.settlement_if_open(event.class_id)
        if settlement is not None:
            settlement.close()

    @reaction
    def cancel_account(self, event: ClassCancelled, store: FinanceStore) -> None:
        store.account_in_hand(event.class_id).cancel()
        settlement = store.settlement_if_open(event.class_id)
        if settlement is not None:
            settlement.cancel()


def _weigh_again(account: ClassAccount, store: FinanceStore) -> None:
    budget = store.budget(account.class_id)
    standard = BOOK.by_id(budget.standard_id)
    store.emit(*budget.recount(headcount=account.headcount, days=account.days, standard=standard))


def _keep_timetable(
    class_id: str, version: int, hours: int, sessions: list[PublishedSession], store: FinanceStore
) -> None:
    account = store.account_in_hand(class_id)
    if account.take_timetable(version=version, hours=hours):
        store.plan_sessions(class_id, [(each.session_id, each.from_at) for each in sessions])
