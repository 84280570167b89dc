"""Accounts: who may sign in, as what."""

import secrets
from collections.abc import Mapping
from typing import Any

from contracts.base import Command, Title
from contracts.lookups import SCOPES, UNITS, Lookup
from contracts.portal import (
    AccountView,
    CloseAccount,
    EndSignIns,
    EndTwoStep,
    GrantRole,
    ListAccounts,
    OpenAccount,
    ReopenAccount,
    RevokeRole,
    SetFirstPassword,
)
from contracts.roles import Role
from gateway.accounts import EVERYWHERE
from kit.pages.choosing import naming
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Table

PASSWORD_BYTES = 9
HANDING_OVER = "首次登录时须修改；请当面或以密封方式交给本人。"
SCOPE_HINT = (
    "全部（*），或从列表选单位；其他范围填“类别:编号”，如 trainee:编号。班次中的岗位在班次里指定。"
)


def _duties(account: AccountView) -> list[tuple[Role, str]]:
    """What somebody holds, each with the unit or class it is limited to."""
    return [(held.role, held.scope.partition(":")[2]) for held in account.grants]


def _only_duty(account: AccountView) -> Mapping[str, str]:
    """The duty to be taken back, where there is no choice."""
    if len(account.grants) != 1:
        return {}
    held = account.grants[0]
    return {"role": held.role, "scope": held.scope}


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
                Column(name="grants", title=Title("岗位", "Duties"), how="within", of=_duties),
                Column(name="active", title=Title("可登录", "May sign in")),
                Column(name="two_step", title=Title("两步验证", "Two steps")),
            ),
            actions=(Action(kind=OpenAccount, icon="plus", tone="primary"),),
            row_actions=(
                Action(kind=GrantRole, zh="授予岗位"),
                Action(
                    kind=RevokeRole,
                    zh="收回岗位",
                    when=lambda account: bool(account.grants),
                    given=_only_duty,
                ),
                Action(kind=SetFirstPassword, when=_is_open),
                Action(kind=EndTwoStep, when=lambda account: account.two_step),
                Action(kind=EndSignIns, when=_is_open),
                Action(kind=CloseAccount, tone="danger", when=_is_open),
                Action(kind=ReopenAccount, when=lambda account: not account.active),
            ),
            empty="没有符合条件的账户。",
        ),
    ),
    gather=naming(UNITS),
)

OPENING = Look(
    begins=lambda _about, _known: {
        "password": secrets.token_urlsafe(PASSWORD_BYTES),
        "grants": [{"scope": EVERYWHERE}],
    },
    # Whoever has no account yet is in no list of colleagues.
    choices={"person_id": Lookup(lambda _: None, "person_id", ("name",)), "scope": SCOPES},
    hints={
        "grants": SCOPE_HINT,
        "password": HANDING_OVER,
        "person_id": "与人事系统一致的编号，开通后不再改变。",
    },
    shows="portal/account_opened.html",
)
GRANTING = Look(choices={"scope": SCOPES}, hints={"scope": SCOPE_HINT})
RESETTING = Look(
    begins=lambda _about, _known: {"password": secrets.token_urlsafe(PASSWORD_BYTES)},
    hints={"password": HANDING_OVER},
    shows="portal/password_set.html",
)
ENDING = Look(note="此人的所有登录和访问令牌立即失效；密码和岗位不变。")
ONE_STEP = Look(
    note="请先当面或通过可靠途径核实身份。此人的所有登录立即失效，之后仅凭密码登录，可重新开启两步验证。"
)
CLOSING = Look(note="此人立即不能再登录；记录和岗位保留，以后可以恢复。")
REOPENING = Look(note="此人可用原来的密码和岗位重新登录。")
LOOKS: Mapping[type[Command[Any]], Look] = {
    OpenAccount: OPENING,
    GrantRole: GRANTING,
    RevokeRole: GRANTING,
    SetFirstPassword: RESETTING,
    EndSignIns: ENDING,
    EndTwoStep: ONE_STEP,
    CloseAccount: CLOSING,
    ReopenAccount: REOPENING,
}
