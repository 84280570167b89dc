"""What scheduling keeps, and the questions its records answer."""

from services.scheduling.store.bookings import BookingLookups
from services.scheduling.store.calendar import CalendarLookups
from services.scheduling.store.classes import ClassLookups
from services.scheduling.store.invariants import INVARIANTS
from services.scheduling.store.lodging import LodgingLookups
from services.scheduling.store.reviews import ReviewLookups
from services.scheduling.store.safety import SafetyLookups
from services.scheduling.store.tables import tables

__all__ = ["SchedulingStore", "tables"]


class SchedulingStore(
    ClassLookups, BookingLookups, CalendarLookups, SafetyLookups, LodgingLookups, ReviewLookups
):
    """One transaction on the scheduling database."""

    tables = tables
    invariants = INVARIANTS
