"""What waits for somebody: by when, and where it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.base import REQUESTS, Command
from contracts.notification import TodoView
from contracts.roles import Actor
from kit.clock import SHANGHAI
from kit.pages.desk import AnyKind
from kit.pages.visit import address
from kit.rights import may_here

# Which group a thing belongs to, in the order people work them off.
OVERDUE, TODAY, LATER = "已逾期", "今天到期", "以后"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing to do; `does` where the link opens the form that settles it."""

    zh: str
    en: str
    due_at: datetime | None
    path: str
    does: bool


def grouped(
    todos: Sequence[TodoView], actor: Actor, known: Mapping[str, str], now: datetime
) -> list[tuple[str, list[Waiting]]]:
    """What waits, overdue first, then what is due today, then the rest; each soonest first."""
    groups: dict[str, list[Waiting]] = {OVERDUE: [], TODAY: [], LATER: []}
    far = datetime.max.replace(tzinfo=SHANGHAI)
    for todo in sorted(todos, key=lambda one: one.due_at or far):
        groups[_group(todo.due_at, now)].append(_waiting(todo, actor, known))
    return [(name, waiting) for name, waiting in groups.items() if waiting]


def _group(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return LATER
    if due_at < now:
        return OVERDUE
    same_day = due_at.astimezone(SHANGHAI).date() == now.astimezone(SHANGHAI).date()
    return TODAY if same_day else LATER


def _waiting(todo: TodoView, actor: Actor, known: Mapping[str, str]) -> Waiting:
    form = form_of(todo, actor, known)
    path = form or (f"/classes/{todo.class_id}" if todo.class_id else "")
    return Waiting(zh=todo.zh, en=todo.en, due_at=todo.due_at, path=path, does=bool(form))


def form_of(todo: TodoView, actor: Actor, known: Mapping[str, str]) -> str:
    """Where the form stands that settles it; empty where no single one does, where this person may
    not, or where the form needs an id nobody has told.
    """
    kind = REQUESTS.get(todo.action)
    if kind is None or not issubclass(kind, Command):
        return ""
    ids = _ids(kind, todo, known)
    if ids is None or not may_here(actor, kind, ids):
        return ""
    return address("do", kind, ids, back="/")


def _ids(kind: AnyKind, todo: TodoView, known: Mapping[str, str]) -> dict[str, str] | None:
    """The ids in the address of a request: the class, the person's own, and the one record the
    thing to do is about.
    """
    given = {**known, **({"class_id": todo.class_id} if todo.class_id else {})}
    if todo.scope.startswith("unit:"):
        given["unit_id"] = todo.scope.removeprefix("unit:")
    needed = [name for name in kind.__dataclass_fields__ if "{" + name + "}" in kind.ask.path]
    missing = [name for name in needed if name not in given]
    if len(missing) > 1 or (missing and not todo.subject):
        return None
    return {name: given.get(name, todo.subject) for name in needed}
