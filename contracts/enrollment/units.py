"""Units 单位: grass-roots Party organisations, departments, hosts."""

from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.values import Name, PageNo, PageSize


class UnitKind(StrEnum):
    """What kind of organisation a unit is."""

    GRASSROOTS_PARTY = "GRASSROOTS_PARTY"
    DEPT = "DEPT"
    HOST = "HOST"


class UnitView(View):
    """单位｜A unit."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    active: bool


class RegisterUnit(
    Command[UnitView], rest="POST /units", by=(R.ORG_DEPT, R.SYSTEM_ADMIN), clauses=("A-5.w1",)
):
    """登记单位｜Register a unit."""

    code: Annotated[str, Title("单位代码", "Code"), MinLen(1), MaxLen(20)]
    name: Name
    kind: UnitKind = UnitKind.GRASSROOTS_PARTY


class ListUnits(Query[Page[UnitView]], rest="GET /units", by=(*READERS, R.SYSTEM_ADMIN)):
    """单位列表｜Units."""

    kind: UnitKind | None = None
    page: PageNo = 1
    size: PageSize = 50
