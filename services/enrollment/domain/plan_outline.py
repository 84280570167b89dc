"""What a version of the implementation plan says, and what one changes of another, line by line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.enrollment import Element, ElementName
from services.enrollment.domain.element import ELEMENT_TITLES
from services.enrollment.domain.tasks import PlannedTask

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Who leads the class."""

    person_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What a version says."""

    unit_ids: list[str]
    notes: str
    tasks: list[PlannedTask]
    elements: list[Element]
    lead: Lead | None


def differences(before: Outline, after: Outline, unit_names: Mapping[str, str]) -> Iterator[str]:
    """What a version changes, line by line in the words of the staff."""
    if before.lead != after.lead:
        yield f"项目负责人：{_lead_name(before)} → {_lead_name(after)}"
    yield from _changed_elements(before.elements, after.elements)
    for unit_id in after.unit_ids:
        if unit_id not in before.unit_ids:
            yield f"增加部门：{unit_names[unit_id]}"
    for unit_id in before.unit_ids:
        if unit_id not in after.unit_ids:
            yield f"减少部门：{unit_names[unit_id]}"
    yield from _changed_tasks(before.tasks, after.tasks, unit_names)
    if before.notes != after.notes:
        yield f"组织要求：{before.notes or '（无）'} → {after.notes or '（无）'}"


def _changed_elements(before: Iterable[Element], after: Iterable[Element]) -> Iterator[str]:
    old, new = ({one.name: one for one in elements} for elements in (before, after))
    for name in ElementName:
        if old.get(name) != new.get(name):
            yield f"{ELEMENT_TITLES[name].zh}：{_agreed(old.get(name))} → {_agreed(new.get(name))}"


def _changed_tasks(
    before: Iterable[PlannedTask], after: Iterable[PlannedTask], unit_names: Mapping[str, str]
) -> Iterator[str]:
    old, new = ({task.task_id: task for task in tasks} for tasks in (before, after))
    for task_id, task in new.items():
        named = f"{unit_names[task.unit_id]}「{task.title}」"
        known = old.get(task_id)
        if known is None:
            yield f"增加任务：{named}，{_local(task.due_at)}前"
        elif known.due_at != task.due_at:
            yield f"调整时限：{named}，{_local(known.due_at)} → {_local(task.due_at)}"
        elif known.clause != task.clause:
            yield f"调整依据：{named}，{known.clause or '（无）'} → {task.clause or '（无）'}"
    for task_id, task in old.items():
        if task_id not in new:
            yield f"取消任务：{unit_names[task.unit_id]}「{task.title}」"


def _lead_name(outline: Outline) -> str:
    return outline.lead.name if outline.lead else "（无）"


def _agreed(element: Element | None) -> str:
    if element is None:
        return "（无）"
    return f"{element.agreed}（{element.special}）" if element.special else element.agreed


def _local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
