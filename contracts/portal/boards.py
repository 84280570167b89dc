"""The boards every department's events feed, and the performance of a class by its events."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen

from contracts.base import Page, Query, Title, View
from contracts.enrollment import ClassState
from contracts.portal.access import R
from contracts.values import Category, Hours, PageNo, PageSize, Year


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
    hosted_externally: bool = False


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
    """班次看板｜The board of all classes, or of those that touch a year."""

    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    year: Year | None = None
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


class ClauseState(StrEnum):
    """Whether a clause was kept in one class; BROKEN where something happened that it forbids."""

    KEPT = "KEPT"
    LATE = "LATE"
    SKIPPED = "SKIPPED"
    PENDING = "PENDING"
    BROKEN = "BROKEN"


class ClauseLine(View):
    """条款执行｜One clause in one class: kept by which fact, late, skipped with a reason, or to
    come. `fact` is the event's name; completeness counts the `mandatory` ones.
    """

    clause: str
    zh: str
    en: str
    state: ClauseState
    at: datetime | None
    due_at: datetime | None
    fact: str
    mandatory: bool = True
    reason_zh: str = ""
    reason_en: str = ""


class LeadTime(View):
    """环节用时｜A step of the class and the hours it took since the one before."""

    state: ClassState
    at: datetime
    hours: int


class PerformanceReport(View):
    """培训绩效｜The performance of a class from its events. Hours in tenths, rates in tenths of a
    percent; a rate nobody can give yet is none.
    """

    class_id: str
    clauses: list[ClauseLine]
    completeness: int
    lead_times: list[LeadTime]
    notice_to_roster_hours: int | None
    end_to_hand_over_hours: int | None
    end_to_settlement_hours: int | None
    end_to_invoice_hours: int | None
    enrolled: int
    person_times: int
    session_heads: int
    person_hours: Hours
    sat: int
    passed: int
    pass_rate_of_sat: int | None
    pass_rate_of_enrolled: int | None
    hand_over_on_time: bool | None
    deadlines_met: int
    deadlines_late: int
    on_time_rate: int | None
    start_delay_days: int | None
    exam_breaches: int
    duty_conflicts: int
    incidents: int
    messages_blocked: int
    satisfaction: int | None


LOOKERS = (
    R.PARTY_COMMITTEE,
    R.PRESIDENT,
    R.EVP,
    R.STAFF,
    R.ORG_DEPT,
    R.COLLEGE_LEADER,
    R.TEACHING_AFFAIRS,
    R.STUDENT_WORK,
    R.FIN_LOGISTICS,
    R.PROJECT_LEAD,
    R.AUDITOR,
)


class FindPerformanceReport(
    Query[PerformanceReport],
    rest="GET /classes/{class_id}/performance",
    by=LOOKERS,
    clauses=("A-5.p1", "A-5.p2", "A-5.p3", "A-7.10.b"),
):
    """培训绩效｜The performance of a class, from the log of its events."""

    class_id: str


class KeyFigures(View):
    """关键指标｜The key figures of a year's classes."""

    year: int
    classes: int
    by_state: dict[str, int]
    person_times: int
    person_hours: Hours
    pass_rate: int | None
    on_time_rate: int | None
    overdue: int
    exam_breaches: int
    incidents: int


class FindKeyFigures(
    Query[KeyFigures], rest="GET /key-figures", by=LOOKERS, clauses=("A-5.p1", "A-5.p2")
):
    """关键指标｜The key figures of a year."""

    year: Year


class ClauseTally(View):
    """条款执行汇总｜In how many of a year's classes a clause was kept, late, broken, is still to
    come, or did not apply or was waived (`skipped`).
    """

    clause: str
    zh: str
    en: str
    kept: int
    late: int
    broken: int
    pending: int
    skipped: int


class ConformityView(View):
    """条款执行情况｜How the classes that begin in a year kept the clauses that stand for them."""

    year: int
    classes: int
    clauses: list[ClauseTally]


class FindConformity(
    Query[ConformityView],
    rest="GET /conformity",
    by=(
        R.PARTY_COMMITTEE,
        R.PRESIDENT,
        R.EVP,
        R.ORG_DEPT,
        R.COLLEGE_LEADER,
        R.TEACHING_AFFAIRS,
        R.AUDITOR,
    ),
    clauses=("A-5.p1", "A-5.p2"),
):
    """条款执行情况｜How each clause was kept by the classes of a year, the least kept first."""

    year: Year
