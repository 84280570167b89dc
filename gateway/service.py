"""The portal department: accounts and roles, and the boards that every department's events feed."""

from collections.abc import Sequence
from typing import Any

from contracts.assessment import (
    AssessmentFinished,
    CertificateIssued,
    CertificateRevoked,
    PassListFrozen,
    ResultsConfirmed,
)
from contracts.base import Classification, Event, Page
from contracts.enrollment import (
    ClassAdvanced,
    ClassCancelled,
    ClassCreated,
    ClassState,
    NominationRejected,
    NominationsImported,
    NominationSubmitted,
    NominationWithdrawn,
    QuotasAllocated,
    RosterApproved,
    TraineeCheckedIn,
)
from contracts.portal import (
    AccountView,
    ActivityView,
    BoardLine,
    GrantRole,
    GrantView,
    ListAccounts,
    ListActivity,
    ListBoard,
    ListPolicies,
    OpenAccount,
    PolicyView,
    RevokeRole,
)
from contracts.refusals import Refusal
from gateway.accounts import Account, tidy_login
from gateway.store import COUNTERS, PortalStore
from kit.department import Department, command, query, reaction
from kit.pages import english
from kit.pages.words import CLASS_STATES
from kit.passwords import hash_password


class PortalService(Department):
    """Who may sign in, as what; and what all departments together have to show."""

    name = "portal"
    store_type = PortalStore

    # -- accounts and roles

    @command
    def open_account(self, request: OpenAccount, store: PortalStore) -> AccountView:
        login = tidy_login(request.login)
        if store.account_known(person_id=request.person_id, login=login):
            raise Refusal(
                "ACCOUNT_KNOWN",
                "此人员编号或登录名已有账户。",
                "This person or this login already has an account.",
            )
        account = Account(
            person_id=request.person_id,
            login=login,
            name=request.name,
            # Here and not aside: whoever let others run inside a transaction would hold up every
            # writer of an SQLite file, and an account is opened rarely.
            password_hash=hash_password(request.password),
        )
        granted = [account.give(grant.role, grant.scope) for grant in request.grants]
        store.add(account)
        store.emit(account.opened(), *granted)
        return account_view(account)

    @command
    def grant_role(self, request: GrantRole, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        store.emit(account.give(request.role, request.scope))
        return account_view(account)

    @command
    def revoke_role(self, request: RevokeRole, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        administrators = store.administrators()
        store.emit(account.take_back(request.role, request.scope, administrators=administrators))
        return account_view(account)

    @query
    def list_accounts(self, request: ListAccounts, store: PortalStore) -> Page[AccountView]:
        found, total = store.accounts(q=request.q, page=request.page, size=request.size)
        return Page(items=[account_view(account) for account in found], total=total)

    # -- boards

    @query
    def list_board(self, request: ListBoard, store: PortalStore) -> Page[BoardLine]:
        lines, total = store.lines(q=request.q, page=request.page, size=request.size)
        return Page(items=[board_view(line) for line in lines], total=total)

    @query
    def list_activity(self, request: ListActivity, store: PortalStore) -> list[ActivityView]:
        lines = store.latest(class_id=request.class_id, limit=request.limit)
        return activity_views(lines, store)

    @query
    def list_policies(self, _: ListPolicies, store: PortalStore) -> list[PolicyView]:
        return [
            PolicyView(number=row.number, title=row.title, repealed=row.repealed)
            for row in store.policies()
        ]

    # -- what feeds them

    @reaction
    def put_on_board(self, event: ClassCreated, store: PortalStore) -> None:
        store.open_line(
            class_id=event.class_id,
            code=event.code,
            title=event.title,
            category=event.category,
            state=ClassState.PLANNED,
            start_on=event.start_on,
            end_on=event.end_on,
        )

    @reaction
    def show_state(self, event: ClassAdvanced, store: PortalStore) -> None:
        store.note(event.class_id, "state", event.state)

    @reaction
    def show_cancelled(self, event: ClassCancelled, store: PortalStore) -> None:
        store.note(event.class_id, "state", ClassState.CANCELLED)

    @reaction
    def show_seats(self, event: QuotasAllocated, store: PortalStore) -> None:
        store.note(event.class_id, "seats", sum(event.seats.values()))

    @reaction
    def count_nomination(self, event: NominationSubmitted, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", 1)

    @reaction
    def count_imported(self, event: NominationsImported, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", event.accepted + event.waitlisted)

    @reaction
    def count_withdrawn(self, event: NominationWithdrawn, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", -1)

    @reaction
    def count_rejected(self, event: NominationRejected, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", -1)

    @reaction
    def show_enrolled(self, event: RosterApproved, store: PortalStore) -> None:
        enrolled = sum(len(trainees) for trainees in event.trainees_by_unit.values())
        store.note(event.class_id, "enrolled", enrolled)

    @reaction
    def count_arrival(self, event: TraineeCheckedIn, store: PortalStore) -> None:
        store.count(event.class_id, "checked_in", 1)

    @reaction
    def show_passed(self, event: ResultsConfirmed, store: PortalStore) -> None:
        store.note(event.class_id, "passed", event.passed)

    @reaction
    def show_pass_list(self, event: PassListFrozen, store: PortalStore) -> None:
        store.note(event.class_id, "passed", event.count)

    @reaction
    def show_completed(self, event: AssessmentFinished, store: PortalStore) -> None:
        store.note(event.class_id, "passed", len(event.completed))

    @reaction
    def count_certificate(self, event: CertificateIssued, store: PortalStore) -> None:
        store.count(event.class_id, "certificates", 1)

    @reaction
    def count_revoked(self, event: CertificateRevoked, store: PortalStore) -> None:
        store.count(event.class_id, "certificates", -1)

    @reaction
    def tell(self, event: Event, store: PortalStore) -> None:
        """Everything that happened becomes one line for the boards; confidential facts do not."""
        if event.classification is Classification.CONFIDENTIAL:
            return
        zh, en = event.heading.zh, event.heading.en
        if isinstance(event, ClassAdvanced):
            state = CLASS_STATES[event.state][0]
            zh, en = f"{zh}：{state}", f"{en}: {english()[state]}"
        store.record(zh=zh, en=en)


def account_view(account: Account) -> AccountView:
    """An account as its administrators see it."""
    return AccountView(
        person_id=account.person_id,
        login=account.login,
        name=account.name,
        unit_id=account.unit_id,
        grants=[GrantView(role=held.role, scope=held.scope) for held in account.held],
        active=account.active,
    )


def board_view(line: Any) -> BoardLine:
    """A class as the boards show it."""
    return BoardLine(
        class_id=line.class_id,
        code=line.code,
        title=line.title,
        category=line.category,
        state=line.state,
        start_on=line.start_on.isoformat(),
        end_on=line.end_on.isoformat(),
        **{name: getattr(line, name) for name in COUNTERS},
    )


def activity_views(lines: Sequence[Any], store: PortalStore) -> list[ActivityView]:
    """Activity lines, with the name of whoever acted; what a service did by itself has none."""
    names = store.names_of([line.by for line in lines])
    return [
        ActivityView(
            event_id=line.event_id,
            name=line.name,
            zh=line.zh,
            en=line.en,
            at=line.at,
            class_id=line.class_id,
            by=names.get(line.by, ""),
        )
        for line in lines
    ]
