"""A class 班次, its states and the seats of the units."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Page, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.values import (
    Category,
    ClassLevel,
    Hours,
    Name,
    OrgMode,
    PageNo,
    PageSize,
    Profile,
    Reason,
    Track,
    Year,
)


class ClassState(StrEnum):
    """The one linear life of a class; external steps are skipped for classes of the institution's
    own.
    """

    PLANNED = "PLANNED"
    NEGOTIATING = "NEGOTIATING"
    CONFIRMED = "CONFIRMED"
    PREPARING = "PREPARING"
    NOTIFIED = "NOTIFIED"
    ENROLLING = "ENROLLING"
    ROSTER_APPROVED = "ROSTER_APPROVED"
    READY = "READY"
    CHECKING_IN = "CHECKING_IN"
    IN_PROGRESS = "IN_PROGRESS"
    ASSESSING = "ASSESSING"
    DATA_CONFIRMED = "DATA_CONFIRMED"
    DEPARTED = "DEPARTED"
    HANDED_OVER = "HANDED_OVER"
    SETTLED = "SETTLED"
    ARCHIVED = "ARCHIVED"
    EVALUATED = "EVALUATED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"
    SUSPENDED = "SUSPENDED"


# Of a class that is over nothing more is written down; buttons for it stand while it goes on.
OVER = (ClassState.CLOSED, ClassState.CANCELLED)
GOING_ON = tuple(state for state in ClassState if state not in OVER)


class ReadinessItem(View):
    """就绪条件｜One condition for the class to be ready, by clause."""

    code: str
    zh: str
    en: str
    clause: str
    met: bool


class ClassView(View):
    """班次｜A training class; `readiness` is what it needs to be ready, `closing` to be closed.
    `nominate_until` is when nominations end, once seats have been given.
    """

    class_id: str
    code: str
    title: str
    category: Category
    track: Track
    profile: Profile
    org_mode: OrgMode
    hosted_externally: bool
    issues_certificate: bool
    plan_id: str
    plan_item_id: str
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    planned_headcount: int
    planned_hours: Hours
    rule_set: str
    state: ClassState
    seats: int
    nominated: int
    enrolled: int
    checked_in: int
    readiness: list[ReadinessItem]
    host_id: str | None = None
    level: ClassLevel = ClassLevel.REGULAR
    online: bool = False
    mentor_required: bool = False
    left_out: tuple[ClassState, ...] = ()
    left_out_reason: str = ""
    suspended_from: ClassState | None = None
    opening_leader: str = ""
    closing_leader: str = ""
    closing: tuple[ReadinessItem, ...] = ()
    nominate_until: datetime | None = None


class CreateClass(
    Command[ClassView],
    rest="POST /classes",
    by=(R.EVP, R.ORG_DEPT, R.TEACHING_AFFAIRS),
    clauses=("A-3.3.a", "A-2.a", "B-1.1", "B-1.2", "B-5.0", "B-11", "B-3.4b"),
):
    """创建班次｜Create class: of an approved plan item."""

    plan_item_id: str
    code: Annotated[str, Title("班次代码", "Class code"), MinLen(2), MaxLen(30)]
    title: Name
    start_on: Annotated[date, Title("开班日期", "Start")]
    end_on: Annotated[date, Title("结班日期", "End")]
    checkin_from: Annotated[datetime, Title("报到开始", "Check-in from")]
    checkin_to: Annotated[datetime, Title("报到截止", "Check-in until")]
    org_mode: OrgMode = OrgMode.HOSTED
    issues_certificate: bool = True
    host_id: Annotated[str | None, Title("主办单位", "Host")] = None
    level: Annotated[ClassLevel, Title("班次级别", "Level")] = ClassLevel.REGULAR
    online: Annotated[bool, Title("线上班次", "Held online")] = False
    mentor_required: Annotated[bool, Title("派学业导师", "Has mentors")] = True
    left_out: Annotated[
        tuple[ClassState, ...],
        Title("不适用的环节（分基地、联办、外派）", "Steps that do not apply"),
        MaxLen(12),
    ] = ()
    left_out_reason: Annotated[str, Title("个案说明", "Why"), MaxLen(500)] = ""


class BeginPreparation(
    Command[ClassView],
    rest="POST /classes/{class_id}/preparation",
    by=(R.EVP, R.STAFF, R.TEACHING_AFFAIRS),
    clauses=("A-4.2.a",),
):
    """开始筹备｜Begin to prepare the class (a contracted class needs its implementation plan
    first).
    """

    class_id: str


class QuotaLine(View):
    """名额｜Seats of one unit: `reserve` more may wait."""

    unit_id: Annotated[str, Title("单位", "Unit")]
    seats: Annotated[int, Title("名额", "Seats"), Ge(0), Le(5000)]
    reserve: Annotated[int, Title("候补名额", "Waiting list"), Ge(0), Le(500)] = 0


class QuotaView(QuotaLine):
    """名额｜Seats of one unit and how many are taken."""

    unit_name: str
    used: int
    waiting: int


class AllocateQuotas(
    Command[list[QuotaView]],
    rest="PUT /classes/{class_id}/quotas",
    by=(R.EVP, R.STAFF, R.ORG_DEPT, R.TEACHING_AFFAIRS, R.STUDENT_WORK, R.PROJECT_LEAD),
    clauses=("A-6.6",),
):
    """分配名额｜Allocate seats: to the units; none may fall below what it has used."""

    class_id: str
    deadline: Annotated[datetime, Title("报名截止", "Nominations until")]
    quotas: Annotated[list[QuotaLine], Title("名额", "Quotas"), MinLen(1), MaxLen(500)]


class ListQuotas(Query[list[QuotaView]], rest="GET /classes/{class_id}/quotas", by=READERS):
    """名额使用情况｜Seats of each unit of a class."""

    class_id: str


class FindClass(Query[ClassView], rest="GET /classes/{class_id}", by=READERS):
    """班次｜One class."""

    class_id: str


class ListClasses(Query[Page[ClassView]], rest="GET /classes", by=READERS):
    """班次列表｜Classes, newest first."""

    state: ClassState | None = None
    year: Year | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


class CancelClass(
    Command[ClassView], rest="POST /classes/{class_id}/cancellation", by=(R.EVP, R.TEACHING_AFFAIRS)
):
    """取消班次｜Cancel class: one that has not begun."""

    class_id: str
    reason: Reason
