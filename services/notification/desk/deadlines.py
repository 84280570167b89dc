"""The board of limits: what is overdue first, by class or by department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.base import Query
from contracts.notification import (
    RUNNING,
    CountDeadlines,
    DeadlineState,
    DeadlineView,
    ListDeadlines,
)
from kit import clock
from kit.pages.desk import Page, Picture
from kit.pages.forms import fields_of
from kit.pages.sections import Filter
from kit.pages.visit import Visit
from services.notification.desk.names import named_units

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


def _asked(visit: Visit) -> Query[Any] | None:
    """The limits in the state asked for, else those that run."""
    is_running = not visit.params.get("deadlines.state", "")
    return visit.query(ListDeadlines, "deadlines.", running=is_running, most=MOST)


async def counted(visit: Visit) -> Mapping[str, Any]:
    """How many limits run, whatever the list is narrowed to, and how many it leaves out."""
    asked: Any = _asked(visit)
    found = (await visit.part(CountDeadlines(class_id=asked.class_id))).value or []
    count = {one.state: one.count for one in found}
    shown = (asked.state,) if asked.state else RUNNING
    total = sum(count.get(state, 0) for state in shown)
    return {
        "counts": [(state, count.get(state, 0)) for state in RUNNING],
        "left_out": max(0, total - asked.most),
    }


async def gathered(visit: Visit) -> Mapping[str, Any]:
    """What the board needs beside the limits themselves."""
    return {**await named_units(visit), "limits": await counted(visit)}


def board(found: Sequence[DeadlineView], visit: Visit) -> Mapping[str, Any]:
    """The limits in groups, the most pressing first."""
    shown = sorted(found, key=lambda one: (ORDER.index(one.state), one.due_at))
    by_department = visit.params.get("by", "") == "department"
    state = visit.params.get("deadlines.state", "")
    fields = [field for field in fields_of(ListDeadlines) if field.name == "state"]
    return {
        "groups": _grouped(shown, by_department=by_department),
        "by_department": by_department,
        "filters": [Filter(field=field, value=state) for field in fields],
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
        asks=_asked,
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
    gather=gathered,
    kind=ListDeadlines,
    sections=(_board("各班次各部门未完成的时限，逾期的在前；已完成的按状态查询。"),),
)
