"""Accounts, and the roles administrators give by hand."""

from contracts.base import Page
from contracts.portal import (
    AccountView,
    CloseAccount,
    EndSignIns,
    EndTwoStep,
    GrantRole,
    GrantView,
    ListAccounts,
    OpenAccount,
    ReopenAccount,
    RevokeRole,
    SetFirstPassword,
)
from contracts.refusals import Refusal
from gateway.accounts import Account, tidy_login
from gateway.easy_passwords import refuse_easy
from gateway.service.duties import take_on_duties
from gateway.store import PortalStore
from kit.department import command, query
from kit.passwords import hash_password


class Accounts:
    """Who may sign in, as what."""

    @command
    def open_account(self, request: OpenAccount, store: PortalStore) -> AccountView:
        login = tidy_login(request.login)
        store.alone_with(request.person_id)
        if store.account_known(person_id=request.person_id, login=login):
            raise Refusal(
                "ACCOUNT_KNOWN",
                "此人员编号或登录名已有账户。",
                "This person or this login already has an account.",
            )
        refuse_easy(request.password, login, request.name)
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
        store.emit(account.opened(), *granted, *take_on_duties(account, store))
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

    @command
    def end_sign_ins(self, request: EndSignIns, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        store.end_sign_ins(account.person_id)
        return account_view(account)

    @command
    def set_first_password(self, request: SetFirstPassword, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        refuse_easy(request.password, account.login, account.name)
        account.password_hash, account.must_change = hash_password(request.password), True
        store.end_sign_ins(account.person_id)
        return account_view(account)

    @command
    def end_two_step(self, request: EndTwoStep, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        if not account.two_step:
            raise Refusal(
                "NO_TWO_STEP", "此账户没有开启两步验证。", "This account has no second step."
            )
        store.forget_authenticator(account)
        store.end_sign_ins(account.person_id)
        return account_view(account)

    @command
    def close_account(self, request: CloseAccount, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        account.close(administrators=store.administrators())
        store.end_sign_ins(account.person_id)
        return account_view(account)

    @command
    def reopen_account(self, request: ReopenAccount, store: PortalStore) -> AccountView:
        account = store.account(request.person_id)
        account.reopen()
        return account_view(account)

    @query
    def list_accounts(self, request: ListAccounts, store: PortalStore) -> Page[AccountView]:
        found, total = store.accounts(q=request.q, page=request.page, size=request.size)
        return Page(items=[account_view(account) for account in found], total=total)


def account_view(account: Account) -> AccountView:
    """An account as its administrators see it."""
    return AccountView(
        person_id=account.person_id,
        login=account.login,
        name=account.name,
        unit_id=account.unit_id,
        grants=[GrantView(role=held.role, scope=held.scope) for held in account.held],
        active=account.active,
        two_step=account.two_step,
    )
