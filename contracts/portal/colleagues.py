"""Colleagues 同事: who can be picked for a duty."""

from typing import Annotated

from annotated_types import MaxLen

from contracts.base import Page, Query, Title, View
from contracts.roles import Role
from contracts.values import PageNo, PageSize

# Those the institution serves and those who serve it from outside are nobody's colleagues here.
OUTSIDERS = frozenset({Role.GRASSROOTS_ORG, Role.TRAINEE, Role.HOST_REP, Role.PROPERTY_FIRM})
NOBODYS = frozenset({Role.PUBLIC, Role.SIGNED_IN, Role.DEPARTMENT})
COLLEAGUES = tuple(role for role in Role if role not in OUTSIDERS | NOBODYS)
# Teachers are picked, and may come from outside themselves.
PICKERS = tuple(role for role in COLLEAGUES if role is not Role.TEACHER)


class DutyTitle(View):
    """岗位｜A role with its title."""

    role: Role
    zh: str
    en: str


class ColleagueView(View):
    """同事｜A person with an account, and the roles they hold anywhere."""

    person_id: str
    name: str
    roles: list[DutyTitle]


class ListColleagues(Query[Page[ColleagueView]], rest="GET /colleagues", by=PICKERS):
    """同事列表｜Who works here and can be picked for a duty, ordered by name."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    role: Annotated[Role | None, Title("岗位", "Role")] = None
    page: PageNo = 1
    size: PageSize = 50


class ListHostPeople(
    Query[Page[ColleagueView]],
    rest="GET /classes/{class_id}/host-people",
    by=(Role.PROJECT_LEAD, Role.COUNSELOR, Role.TEACHING_AFFAIRS),
    clauses=("B-8.5b",),
):
    """主办单位人员｜Who has an account for a host, by name: one may be sent to manage a class."""

    class_id: str
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 50
