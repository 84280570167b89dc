"""What enrollment keeps, and the questions its records answer."""

from sqlalchemy import bindparam, select

from kit.store import Record, Store
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
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
from services.enrollment.store.tables import tables, training_class, unit
from services.enrollment.store.teams import TeamLookups
from services.enrollment.store.trainees import TraineeLookups

# Made once: it is asked at every nomination.
_CLASS_AND_UNIT = (
    select(TrainingClass, Unit)
    .join(Unit, unit.c.unit_id == bindparam("unit_id"))
    .where(training_class.c.class_id == bindparam("class_id"))
)


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

    def class_and_unit(self, class_id: str, unit_id: str) -> tuple[TrainingClass, Unit]:
        """A class and a unit by one question: nothing is done more often than a nomination."""
        wanted = {"class_id": class_id, "unit_id": unit_id}
        found = self.session.execute(_CLASS_AND_UNIT, wanted).first()
        if found is not None:
            return found.TrainingClass, found.Unit
        # The one that is missing says so in its own words.
        return self.training_class(class_id), self.unit(unit_id)

    def put_first(self, *records: object) -> None:
        """Write new records now, so that those that refer to them can follow."""
        self.add(*records)
        self.session.flush()

    def replace(self, record: Record) -> Record:
        """Write a record anew, over the one with the same key if there is one."""
        return self.session.merge(record)
