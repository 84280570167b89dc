"""What notification does: one entry per request it answers and per fact it reacts to."""

from kit.department import Department
from services.notification.service.classes import Classes
from services.notification.service.letters import Letters
from services.notification.service.notices import Notices
from services.notification.service.todos import Todos
from services.notification.store import NotificationStore


class NotificationService(Notices, Classes, Letters, Todos, Department):
    """Who was told what, and what waits for whom."""

    name = "notification"
    store_type = NotificationStore
