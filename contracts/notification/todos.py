"""To-do items 待办: what waits for whom, and that it began or ended to wait."""

from datetime import datetime
from typing import Annotated

from contracts.base import Classification, Event, Page, Query, Title, View
from contracts.notification.access import R
from contracts.roles import Role
from contracts.values import PageNo, PageSize


class TodoView(View):
    """待办｜Something waiting for whoever holds a role (in a scope). `subject` is the id of the
    record it is about, `action` the request that settles it (`assessment.confirm_results`), empty
    where no single one does.
    """

    todo_id: str
    kind: str
    zh: str
    en: str
    class_id: str | None
    role: Role
    scope: str
    due_at: datetime | None
    created_at: datetime
    subject: Annotated[str, Title("事项编号", "Record")] = ""
    action: Annotated[str, Title("办理操作", "Action")] = ""


class ListTodos(Query[Page[TodoView]], rest="GET /todos", by=(R.SIGNED_IN,)):
    """我的待办｜What waits for the person who asks, by the duties they hold, soonest due first; of
    one class when given.
    """

    class_id: Annotated[str | None, Title("班次", "Class")] = None
    page: PageNo = 1
    size: PageSize = 50


class TodoCount(View):
    """待办数量｜How many items wait, and when the latest of them began to."""

    waiting: int
    latest: datetime | None


class CountTodos(Query[TodoCount], rest="GET /todos/count", by=(R.SIGNED_IN,)):
    """待办数量｜How much waits for the person who asks."""


class TodoOpened(Event, about="todo_id", classification=Classification.CONFIDENTIAL):
    """待办已产生｜Something waits, or waits otherwise than before; addressed as TodoView is: to
    `person:<id>`, to the people of `unit:<id>` (and whoever holds its function, `role`, anywhere),
    or to the holders of `role` in `scope`.
    """

    todo_id: str
    role: Role
    scope: str
    class_id: str | None
    due_at: datetime | None


class TodoClosed(Event, about="todo_id", classification=Classification.CONFIDENTIAL):
    """待办已了结｜Something waits no more for whom it was addressed to."""

    todo_id: str
    role: Role
    scope: str
    class_id: str | None
