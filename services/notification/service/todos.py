"""The facts that open and close to-do items; which ones they are, the table of duties says."""

from contracts.base import Event, Page
from contracts.notification import CountTodos, ListTodos, TodoCount, TodoView
from kit.department import query
from services.notification.domain.todo import HEEDED, closings, openings
from services.notification.service.facts import hears, place
from services.notification.service.items import close, open_at
from services.notification.service.views import todo_view
from services.notification.store import NotificationStore


def heed(event: Event, store: NotificationStore) -> None:
    """Close what the fact closes, then open what it opens."""
    as_of = place(store)
    for closing in closings(event):
        for todo in store.todos_about(closing):
            close(store, todo, as_of=as_of)
    for opening in openings(event):
        open_at(store, opening, as_of=as_of)


@hears(HEEDED, "move_items_on", heed)
class Todos:
    """What waits for whom."""

    @query
    def list_todos(self, request: ListTodos, store: NotificationStore) -> Page[TodoView]:
        found, total = store.todos_for(
            store.actor, class_id=request.class_id, page=request.page, size=request.size
        )
        functions = store.functions(todo.scope for todo, _, _ in found)
        items = [
            todo_view(todo, title, due_at, functions.get(todo.scope))
            for todo, title, due_at in found
        ]
        return Page(items=items, total=total)

    @query
    def count_todos(self, request: CountTodos, store: NotificationStore) -> TodoCount:  # noqa: ARG002 – every entry has both
        waiting, latest = store.count_todos_for(store.actor)
        return TodoCount(waiting=waiting, latest=latest)
