"""The board of limits: what is overdue first, by class or by department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.notification import DeadlineState, DeadlineView, ListDeadlines
from kit import clock
from kit.pages.desk import Page, Picture
from kit.pages.forms import fields_of
from kit.pages.visit import Visit
from services.notification.desk.names import named

RUNNING = (DeadlineState.OVERDUE, DeadlineState.WARNED, DeadlineState.ARMED)
ORDER = (*RUNNING, DeadlineState.LATE, DeadlineState.MET, DeadlineState.DROPPED)
MOST = 200
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit, how many others are just like it, and how far it is off: in whole days, or hours
    when it is less than one.
    """

    view: DeadlineView
    times: int
    days: int
    hours: int

    @property
    def is_over(self) -> bool:
        """Whether it passed without what it asks for."""
        return self.view.state is DeadlineState.OVERDUE

    @property
    def unit_id(self) -> str | None:
        """The department it is for, where it is for one."""
        return _unit(self.view)

    @property
    def runs(self) -> bool:
        """Whether what it asks for is still to be done."""
        return self.view.state in RUNNING


def board(found: Sequence[DeadlineView], visit: Visit) -> Mapping[str, Any]:
    """The limits that run, or those in the state asked for, in groups, the most pressing first."""
    state = visit.params.get("deadlines.state", "")
    shown = [one for one in found if state or one.state in RUNNING]
    shown.sort(key=lambda one: (ORDER.index(one.state), one.due_at))
    by_department = visit.params.get("by", "") == "department"
    fields = [field for field in fields_of(ListDeadlines) if field.name == "state"]
    return {
        "counts": [(one, sum(each.state is one for each in found)) for one in RUNNING],
        "groups": _grouped(shown[:MOST], by_department=by_department),
        "by_department": by_department,
        "filters": [(field, state) for field in fields],
        "left_out": max(0, len(shown) - MOST),
    }


def _grouped(
    found: Sequence[DeadlineView], *, by_department: bool
) -> list[tuple[str, str | None, list[Limit]]]:
    """Each group with what names it (a duty, or a class, or neither) and its limits."""
    groups: dict[tuple[str, str | None], list[DeadlineView]] = {}
    for one in found:
        name = (one.role, _unit(one)) if by_department else ("", one.class_id)
        groups.setdefault(name, []).append(one)
    return [(role, other, _limits(limits)) for (role, other), limits in groups.items()]


def _limits(found: Sequence[DeadlineView]) -> list[Limit]:
    """Those that read the same stand as one."""
    same: dict[tuple[object, ...], list[DeadlineView]] = {}
    for one in found:
        reads = (one.class_id, one.zh, one.role, one.scope, one.state, one.due_at, one.met_at)
        same.setdefault(reads, []).append(one)
    now = clock.now()
    return [_limit(ones, now) for ones in same.values()]


def _unit(one: DeadlineView) -> str | None:
    kind, _, record = one.scope.partition(":")
    return record if kind == "unit" else None


def _limit(same: Sequence[DeadlineView], now: datetime) -> Limit:
    one = same[0]
    seconds = abs(int((one.due_at - now).total_seconds()))
    return Limit(view=one, times=len(same), days=seconds // DAY, hours=seconds // HOUR)


def _board(note: str) -> Picture:
    return Picture(
        name="deadlines",
        zh="时限",
        icon="alarm",
        asks=ListDeadlines,
        template="notification/deadlines.html",
        data=board,
        empty="目前没有时限。",
        note=note,
    )


OF_CLASS = _board("本班次未完成的时限，逾期的在前；已完成的按状态查询。")
DEADLINES = Page(
    path="deadlines",
    zh="时限台账",
    icon="alarm",
    gather=named,
    sections=(_board("各班次各部门未完成的时限，逾期的在前；已完成的按状态查询。"),),
)
