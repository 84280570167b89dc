"""Accounts: who may sign in, as what."""

import secrets

from contracts.base import Title
from contracts.portal import AccountView, GrantRole, ListAccounts, OpenAccount, RevokeRole
from contracts.roles import ROLE_TITLES
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Table

PASSWORD_BYTES = 9


def _duties(account: AccountView) -> list[str]:
    """What somebody holds, with where where it is not everywhere."""
    return [
        ROLE_TITLES[held.role][0] + ("" if held.scope == "*" else f"（{held.scope}）")
        for held in account.grants
    ]


ACCOUNTS = Page(
    path="accounts",
    zh="账户管理",
    icon="key",
    sections=(
        Table(
            name="accounts",
            zh="账户",
            icon="person",
            asks=ListAccounts,
            columns=(
                "name",
                Column(name="login", title=Title("登录名", "Login"), how="code"),
                Column(name="person_id", title=Title("人员编号", "Person id"), how="code"),
                Column(name="grants", title=Title("岗位", "Duties"), how="duties"),
                Column(name="active", title=Title("可登录", "May sign in")),
            ),
            actions=(Action(kind=OpenAccount, icon="plus", tone="primary"),),
            row_actions=(
                Action(kind=GrantRole, zh="授予岗位"),
                Action(kind=RevokeRole, zh="收回岗位", when=lambda account: bool(account.grants)),
            ),
            empty="没有符合条件的账户。",
        ),
    ),
)

OPENING = Look(
    begins=lambda _about, _known: {"password": secrets.token_urlsafe(PASSWORD_BYTES)},
    hints={
        "password": "首次登录时须修改；请当面或以密封方式交给本人。",
        "person_id": "与人事系统一致的编号，开通后不再改变。",
    },
    shows="portal/account_opened.html",
)
