"""What notification keeps, and the questions its records answer."""

from kit.store import Store
from services.notification.store.contacts import ContactLookups
from services.notification.store.deadlines import DeadlineLookups
from services.notification.store.dispatches import DispatchLookups
from services.notification.store.escalations import EscalationLookups
from services.notification.store.groups import GroupLookups
from services.notification.store.invariants import INVARIANTS
from services.notification.store.notices import NoticeLookups
from services.notification.store.publicity import PublicityLookups
from services.notification.store.tables import tables
from services.notification.store.todos import TodoLookups


class NotificationStore(
    NoticeLookups,
    TodoLookups,
    EscalationLookups,
    GroupLookups,
    DeadlineLookups,
    PublicityLookups,
    DispatchLookups,
    ContactLookups,
    Store,
):
    """One transaction on the notification database."""

    tables = tables
    invariants = INVARIANTS

    def put_first(self, *records: object) -> None:
        """Write new records now, so that those that refer to them can follow."""
        self.add(*records)
        self.session.flush()
