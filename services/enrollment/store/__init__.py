"""What enrollment keeps, and the questions its records answer."""

from kit.store import Record, Store
from services.enrollment.store.classes import ClassLookups
from services.enrollment.store.consents import ConsentLookups
from services.enrollment.store.handovers import HandOverLookups
from services.enrollment.store.hosts import HostLookups
from services.enrollment.store.implementations import ImplementationLookups
from services.enrollment.store.invariants import FACTS, INVARIANTS
from services.enrollment.store.people import PeopleLookups
from services.enrollment.store.plans import PlanLookups
from services.enrollment.store.projects import ProjectLookups
from services.enrollment.store.running import RunningLookups
from services.enrollment.store.tables import tables
from services.enrollment.store.teams import TeamLookups
from services.enrollment.store.trainees import TraineeLookups


class EnrollmentStore(
    PlanLookups,
    HostLookups,
    ProjectLookups,
    ImplementationLookups,
    ClassLookups,
    PeopleLookups,
    TraineeLookups,
    TeamLookups,
    RunningLookups,
    HandOverLookups,
    ConsentLookups,
    Store,
):
    """One transaction on the enrollment database."""

    tables = tables
    invariants = INVARIANTS
    facts = FACTS

    def put_first(self, *records: object) -> None:
        """Write new records now, so that those that refer to them can follow."""
        self.add(*records)
        self.session.flush()

    def replace(self, record: Record) -> Record:
        """Write a record anew, over the one with the same key if there is one."""
        return self.session.merge(record)
