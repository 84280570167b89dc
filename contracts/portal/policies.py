"""The policy library 制度文件库: what the institution's work follows, and who interprets it."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.portal.access import R
from contracts.values import FileRef, Reason


class PolicyState(StrEnum):
    """How a version of a document stands today; one to come waits for its day of effect."""

    TO_COME = "TO_COME"
    IN_FORCE = "IN_FORCE"
    REPEALED = "REPEALED"


class PolicyView(View):
    """制度文件｜A document of the policy library: one of its versions; `until` is the first day the
    next one holds instead. `renewable` where whoever asks may renew or repeal the document; of
    several versions the newest says so.
    """

    number: str
    title: str
    repealed: bool
    version: int = 1
    effective_on: date | None = None
    interpreted_by: str = ""
    document: FileRef | None = None
    until: date | None = None
    repeal_reason: str = ""
    state: PolicyState = PolicyState.IN_FORCE
    renewable: bool = False


class ListPolicies(
    Query[list[PolicyView]],
    rest="GET /policies",
    by=(R.SIGNED_IN,),
    clauses=("A-8.a", "A-5.h4", "A-5.i1"),
):
    """制度文件库｜The policy library with its C3 numbers, the versions in force."""

    all_versions: Annotated[bool, Title("含旧版", "Older versions")] = False


class KeepPolicy(
    Command[PolicyView],
    rest="POST /policies",
    by=(R.TEACHING_AFFAIRS, R.ORG_DEPT, R.SYSTEM_ADMIN),
    clauses=("B-14", "A-5.i1"),
):
    """发布制度文件｜Keep policy document: put a document into the library, or its next version; the
    one before is repealed with it.
    """

    number: Annotated[str, Title("文号", "Number"), MinLen(2), MaxLen(60)]
    title: Annotated[str, Title("标题", "Title"), MinLen(2), MaxLen(200)]
    effective_on: Annotated[date, Title("施行日期", "Effective on")]
    interpreted_by: Annotated[str, Title("解释部门", "Interpreted by"), MaxLen(60)] = "教务处"
    document: FileRef | None = None


class RepealPolicy(
    Command[PolicyView],
    rest="POST /policies/repeal",
    by=(R.TEACHING_AFFAIRS, R.ORG_DEPT, R.SYSTEM_ADMIN),
    clauses=("B-14",),
):
    """废止制度文件｜Repeal a document; it stays to be read."""

    number: Annotated[str, Title("文号", "Number"), MinLen(2), MaxLen(60)]
    reason: Reason


class PolicyKept(Event, about="number"):
    """制度文件已发布｜A version of a document is in the library."""

    number: str
    version: int


class PolicyRepealed(Event, about="number"):
    """制度文件已废止｜A document was repealed."""

    number: str
