"""Accounts 账户 and the duties people hold."""

from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Page, Query, Secret, Title, View
from contracts.portal.access import R
from contracts.roles import Role
from contracts.values import PageNo, PageSize


class GrantView(View):
    """岗位｜A role somebody holds, everywhere ("*") or within "<kind>:<id>"."""

    role: Role
    scope: str


class AccountView(View):
    """账户｜A person who can sign in."""

    person_id: str
    login: str
    name: str
    unit_id: str | None
    grants: list[GrantView]
    active: bool
    two_step: bool = False


class OpenAccount(Command[AccountView], rest="POST /accounts", by=(R.SYSTEM_ADMIN,)):
    """开通账户｜Open an account; the person changes the password at first sign-in."""

    person_id: Annotated[str, Title("人员编号", "Person id"), MinLen(1), MaxLen(64)]
    login: Annotated[str, Title("登录名", "Login"), MinLen(2), MaxLen(40)]
    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    password: Annotated[str, Title("初始密码", "First password"), Secret(), MinLen(10), MaxLen(128)]
    grants: Annotated[list[GrantView], Title("岗位", "Roles"), MaxLen(20)]


class GrantRole(
    Command[AccountView], rest="POST /accounts/{person_id}/grants", by=(R.SYSTEM_ADMIN,)
):
    """授予岗位｜Give a person a role."""

    person_id: str
    role: Role
    scope: Annotated[str, Title("范围", "Scope"), MaxLen(80)] = "*"


class RevokeRole(
    Command[AccountView], rest="DELETE /accounts/{person_id}/grants", by=(R.SYSTEM_ADMIN,)
):
    """收回岗位｜Take a role back."""

    person_id: str
    role: Role
    scope: Annotated[str, Title("范围", "Scope"), MaxLen(80)] = "*"


class EndSignIns(
    Command[AccountView], rest="DELETE /accounts/{person_id}/sign-ins", by=(R.SYSTEM_ADMIN,)
):
    """结束登录｜End sign-ins: end every session and every access token of a person, at once and
    everywhere.
    """

    person_id: str


class SetFirstPassword(
    Command[AccountView], rest="PUT /accounts/{person_id}/password", by=(R.SYSTEM_ADMIN,)
):
    """重设密码｜Reset password: give whoever has forgotten the password a first one again; all
    sign-ins end.
    """

    person_id: str
    password: Annotated[str, Title("初始密码", "First password"), Secret(), MinLen(10), MaxLen(128)]


class EndTwoStep(
    Command[AccountView], rest="DELETE /accounts/{person_id}/two-step", by=(R.SYSTEM_ADMIN,)
):
    """取消两步验证｜End two-step sign-in: for whoever has lost the phone, once it is certain who
    asks; the password alone signs in again, and all sign-ins end.
    """

    person_id: str


class CloseAccount(
    Command[AccountView], rest="POST /accounts/{person_id}/closure", by=(R.SYSTEM_ADMIN,)
):
    """停用账户｜Close account: let somebody who has left sign in no more, at once and everywhere.
    Records and duties keep the person; nothing is deleted.
    """

    person_id: str


class ReopenAccount(
    Command[AccountView], rest="DELETE /accounts/{person_id}/closure", by=(R.SYSTEM_ADMIN,)
):
    """恢复账户｜Let somebody sign in again, with the password and the duties of before."""

    person_id: str


class ListAccounts(Query[Page[AccountView]], rest="GET /accounts", by=(R.SYSTEM_ADMIN, R.AUDITOR)):
    """账户列表｜Accounts."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


class AccountOpened(Event, about="person_id"):
    """账户已开通｜An account was opened."""

    person_id: str


class RoleGranted(Event, about="person_id"):
    """岗位已授予｜A person was given a role."""

    person_id: str
    role: Role
    scope: str


class RoleRevoked(Event, about="person_id"):
    """岗位已收回｜A role was taken back."""

    person_id: str
    role: Role
    scope: str
