"""The portal: accounts and the duties they hold, the boards every department's events feed, the
policy library.
"""

from datetime import datetime
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Page, Query, Secret, Title, View
from contracts.enrollment import ClassState
from contracts.roles import Role
from contracts.values import Category, PageNo, PageSize

R = Role


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


class ListAccounts(Query[Page[AccountView]], rest="GET /accounts", by=(R.SYSTEM_ADMIN, R.AUDITOR)):
    """账户列表｜Accounts."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


class BoardLine(View):
    """班次看板｜A class as the boards show it, fed by events and readable while departments are
    down.
    """

    class_id: str
    code: str
    title: str
    category: Category
    state: ClassState
    start_on: str
    end_on: str
    seats: int
    nominated: int
    enrolled: int
    checked_in: int
    passed: int
    certificates: int


class ListBoard(
    Query[Page[BoardLine]],
    rest="GET /board",
    by=(
        R.PARTY_COMMITTEE,
        R.PRESIDENT,
        R.EVP,
        R.STAFF,
        R.ORG_DEPT,
        R.COLLEGE_LEADER,
        R.TEACHING_AFFAIRS,
        R.STUDENT_WORK,
        R.FIN_LOGISTICS,
        R.EXAM_ADMIN,
        R.AUDITOR,
    ),
    clauses=("A-5.p1",),
):
    """班次看板｜The board of all classes."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 50


class ActivityView(View):
    """动态｜One thing that happened, as the boards show it."""

    event_id: str
    name: str
    zh: str
    en: str
    at: datetime
    class_id: str | None
    by: str


class ListActivity(
    Query[list[ActivityView]],
    rest="GET /activity",
    by=(
        R.EVP,
        R.STAFF,
        R.ORG_DEPT,
        R.PARTY_COMMITTEE,
        R.TEACHING_AFFAIRS,
        R.COLLEGE_LEADER,
        R.PRESIDENT,
        R.AUDITOR,
    ),
):
    """最新动态｜What happened last, newest first."""

    class_id: str | None = None
    limit: Annotated[int, Ge(1), Le(200)] = 50


class PolicyView(View):
    """制度文件｜A document of the policy library."""

    number: str
    title: str
    repealed: bool


class ListPolicies(
    Query[list[PolicyView]],
    rest="GET /policies",
    by=(R.SIGNED_IN,),
    clauses=("A-8.a", "A-5.h4", "A-5.i1"),
):
    """制度文件库｜The policy library with its C3 numbers."""


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
