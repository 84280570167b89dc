"""What notification does: one entry per request it answers and per fact it reacts to."""

from kit.department import Department
from services.notification.service.classes import Classes
from services.notification.service.college_letters import CollegeLetters
from services.notification.service.contacts import Contacts
from services.notification.service.deadlines import Deadlines
from services.notification.service.dispatching import Dispatches
from services.notification.service.escalations import Escalations
from services.notification.service.groups import Groups
from services.notification.service.letters import Letters
from services.notification.service.notices import Notices
from services.notification.service.publicity import Publicity
from services.notification.service.todos import Todos
from services.notification.store import NotificationStore


class NotificationService(
    Notices,
    Escalations,
    Groups,
    Dispatches,
    Contacts,
    Publicity,
    Letters,
    CollegeLetters,
    Todos,
    Deadlines,
    # The rightmost part hears a fact first: what is known of the class, the others build on.
    Classes,
    Department,
):
    """Who was told what, and what waits for whom until when."""

    name = "notification"
    store_type = NotificationStore
