"""What waits for somebody: by when, and where it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from string import Formatter
from typing import Any

from contracts.base import REQUESTS, Command
from contracts.notification import TodoView
from gateway.pages.desks import may_open
from gateway.pages.looks import look_of, nearest_first
from kit.clock import SHANGHAI
from kit.pages.desk import AnyKind, Desk, Known, Page
from kit.pages.forms import asked_beyond
from kit.pages.visit import Visit, address
from kit.rights import may_here

# Which group a thing belongs to, in the order people work them off.
OVERDUE, TODAY, LATER = "已逾期", "今天到期", "以后"
# Scopes that name no record a request could be about.
NO_RECORD = frozenset({"*", "person"})


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing to do; `does` where the link opens the form that settles it."""

    zh: str
    en: str
    due_at: datetime | None
    path: str
    does: bool


def grouped(
    todos: Sequence[TodoView], visit: Visit, desks: Sequence[Desk], now: datetime
) -> list[tuple[str, list[Waiting]]]:
    """What waits, overdue first, then what is due today, then the rest; each soonest first."""
    groups: dict[str, list[Waiting]] = {OVERDUE: [], TODAY: [], LATER: []}
    far = datetime.max.replace(tzinfo=SHANGHAI)
    for todo in sorted(todos, key=lambda one: one.due_at or far):
        groups[_group(todo.due_at, now)].append(_waiting(todo, visit, desks))
    return [(name, waiting) for name, waiting in groups.items() if waiting]


def _group(due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return LATER
    if due_at < now:
        return OVERDUE
    same_day = due_at.astimezone(SHANGHAI).date() == now.astimezone(SHANGHAI).date()
    return TODAY if same_day else LATER


def _waiting(todo: TodoView, visit: Visit, desks: Sequence[Desk]) -> Waiting:
    form = form_of(todo, visit, desks)
    return Waiting(
        zh=todo.zh,
        en=todo.en,
        due_at=todo.due_at,
        path=form or page_of(todo, visit, desks),
        does=bool(form),
    )


def form_of(todo: TodoView, visit: Visit, desks: Sequence[Desk]) -> str:
    """Where the form stands that settles it; empty where no single one does, where this person may
    not, or where the form needs what only a page can tell it: an id, or what it does not ask.
    """
    kind = _command_of(todo)
    ids = None if kind is None else _ids(kind, todo, visit.known)
    if kind is None or ids is None or not may_here(visit.actor, kind, ids):
        return ""
    look = look_of(desks, kind, visit.actor, ids)
    if any(one.required and one.name in look.hides for one in asked_beyond(kind, ids)):
        return ""
    return address("do", kind, ids, back="/")


def page_of(todo: TodoView, visit: Visit, desks: Sequence[Desk]) -> str:
    """The page it is settled on, as far as this person may open it; else that of its class, where
    it is about one. What takes many steps names no command but the question its page asks.
    """
    of_class = f"/classes/{todo.class_id}" if todo.class_id else ""
    kind, known = REQUESTS.get(todo.action), _known(todo, visit.known)
    if kind is None:
        return of_class
    there = replace(visit, here=known)
    nearest = nearest_first(desks, kind, visit.actor, known)
    pages = ((path, page) for desk in nearest for path, page in _paths(desk))
    paths = (
        path.format_map(known)
        for path, page in pages
        if (kind in page.offered or kind in page.asks)
        and _ids_in(path) <= known.keys()
        and may_open(page, there)
    )
    return next(paths, of_class)


def _paths(desk: Desk) -> Iterator[tuple[str, Page]]:
    """The pages of a desk with their addresses, those of a class first."""
    yield from ((f"/classes/{{class_id}}/{page.path}", page) for page in desk.class_pages)
    yield from ((f"/{desk.name}/{page.path}".rstrip("/"), page) for page in desk.pages)


def _ids_in(path: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(path) if name}


def _command_of(todo: TodoView) -> type[Command[Any]] | None:
    kind = REQUESTS.get(todo.action)
    return kind if kind is not None and issubclass(kind, Command) else None


def _ids(kind: AnyKind, todo: TodoView, known: Known) -> dict[str, str] | None:
    """The ids in the address of a request: the class, the record it is waited for within, the
    person's own, and the one record the thing to do is about.
    """
    given = _known(todo, known)
    needed = [name for name in kind.__dataclass_fields__ if "{" + name + "}" in kind.ask.path]
    missing = [name for name in needed if name not in given]
    if len(missing) > 1 or (missing and not todo.subject):
        return None
    return {name: given.get(name, todo.subject) for name in needed}


def _known(todo: TodoView, known: Known) -> dict[str, str]:
    """What the thing to do names goes before what is the person's own: somebody may have several
    places in classes.
    """
    within, _, record = todo.scope.partition(":")
    named = {f"{within}_id": record} if within not in NO_RECORD else {}
    return {**known, **named, **({"class_id": todo.class_id} if todo.class_id else {})}
