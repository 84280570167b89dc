"""Accounts: who may sign in, as what."""

import secrets
from collections.abc import Mapping
from typing import Any

from contracts.base import Title
from contracts.enrollment import ListUnits
from contracts.portal import (
    AccountView,
    CloseAccount,
    EndSignIns,
    GrantRole,
    ListAccounts,
    OpenAccount,
    ReopenAccount,
    RevokeRole,
    SetFirstPassword,
)
from contracts.roles import Role
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Lookup, Page, Table
from kit.pages.visit import Visit

PASSWORD_BYTES = 9
MOST_UNITS = 200
HANDING_OVER = "首次登录时须修改；请当面或以密封方式交给本人。"
SCOPE_HINT = "范围填 *（全部），或“类别:编号”，如 unit:编号、class:编号。"


def _duties(account: AccountView) -> list[Role]:
    """What somebody holds, each once."""
    return list(dict.fromkeys(held.role for held in account.grants))


def _scopes(account: AccountView) -> list[str]:
    """Within what somebody holds it, where it is not everywhere."""
    return list(dict.fromkeys(held.scope for held in account.grants if held.scope != "*"))


async def _units(visit: Visit) -> Mapping[str, Any]:
    """What the units are called that duties are limited to."""
    found = (await visit.part(ListUnits(size=MOST_UNITS))).value
    return {"named": {f"unit:{one.unit_id}": one.name for one in found.items} if found else {}}


def _is_open(account: AccountView) -> bool:
    return account.active


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
                Column(name="grants", title=Title("岗位", "Duties"), how="list", of=_duties),
                Column(name="grants", title=Title("范围", "Scope"), how="names", of=_scopes),
                Column(name="active", title=Title("可登录", "May sign in")),
            ),
            actions=(Action(kind=OpenAccount, icon="plus", tone="primary"),),
            row_actions=(
                Action(kind=GrantRole, zh="授予岗位"),
                Action(kind=RevokeRole, zh="收回岗位", when=lambda account: bool(account.grants)),
                Action(kind=SetFirstPassword, when=_is_open),
                Action(kind=EndSignIns, when=_is_open),
                Action(kind=CloseAccount, tone="danger", when=_is_open),
                Action(kind=ReopenAccount, when=lambda account: not account.active),
            ),
            empty="没有符合条件的账户。",
        ),
    ),
    gather=_units,
)

OPENING = Look(
    begins=lambda _about, _known: {
        "password": secrets.token_urlsafe(PASSWORD_BYTES),
        "grants": [{"scope": "*"}],
    },
    # Whoever has no account yet is in no list of colleagues.
    choices={"person_id": Lookup(lambda _: None, "person_id", ("name",))},
    hints={
        "grants": SCOPE_HINT,
        "password": HANDING_OVER,
        "person_id": "与人事系统一致的编号，开通后不再改变。",
    },
    shows="portal/account_opened.html",
)
GRANTING = Look(hints={"scope": SCOPE_HINT})
RESETTING = Look(
    begins=lambda _about, _known: {"password": secrets.token_urlsafe(PASSWORD_BYTES)},
    hints={"password": HANDING_OVER},
    shows="portal/password_set.html",
)
