"""What enrollment keeps, and the questions its records answer."""

from kit.store import Store
from services.enrollment.store.classes import ClassLookups
from services.enrollment.store.nominations import NominationLookups
from services.enrollment.store.plans import PlanLookups
from services.enrollment.store.tables import tables
from services.enrollment.store.trainees import TraineeLookups


class EnrollmentStore(PlanLookups, ClassLookups, NominationLookups, TraineeLookups, Store):
    """One transaction on the enrollment database."""

    tables = tables

    def put_first(self, *records: object) -> None:
        """Write new records now, so that those that refer to them can follow."""
        self.add(*records)
        self.session.flush()
