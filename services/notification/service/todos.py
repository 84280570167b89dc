"""The facts that open and close to-do items; which ones they are, the table of duties says."""

from contracts.base import Event
from contracts.notification import ListTodos, TodoView
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
    def list_todos(self, request: ListTodos, store: NotificationStore) -> list[TodoView]:  # noqa: ARG002 – every entry has both
        waiting = store.todos_for(store.actor)
        functions = store.functions(todo.scope for todo, _ in waiting)
        return [todo_view(todo, known, functions.get(todo.scope)) for todo, known in waiting]
