"""A class in its days: tables and look-ups of what is recorded while it is prepared and runs."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    select,
)

from contracts.enrollment import DisciplineKind, EmergencyKind, IssueSource, SupplyLine
from contracts.refusals import Unknown
from contracts.values import Severity
from kit.columns import Encrypted, Id, Moment, Values, word
from kit.store import Store
from services.enrollment.domain.adjustment import Adjustment
from services.enrollment.domain.discipline import DisciplineRecord
from services.enrollment.domain.emergency import Emergency
from services.enrollment.domain.issue import Issue
from services.enrollment.domain.latest import Heard
from services.enrollment.domain.official_visit import OfficialVisit
from services.enrollment.domain.rehearsal import Rehearsal
from services.enrollment.domain.supplies import SupplyIssue, SupplyReturn, VenueSetUp
from services.enrollment.store.tables import Actor, tables

OfClass = TypeVar("OfClass", SupplyIssue, Adjustment, Issue)


def _of_class() -> "Column[str]":
    return Column("class_id", ForeignKey("training_class.class_id"), nullable=False, index=True)


supply_issue = Table(
    "supply_issue",
    tables.metadata,
    Column("issue_id", Id, primary_key=True),
    _of_class(),
    Column("purpose", String(100), nullable=False),
    Column("lines", Values(list[SupplyLine]), nullable=False),
    Column("drawn_by", Actor, nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Column("override_reason", String(500), nullable=False),
    Column("returns", Values(list[SupplyReturn]), nullable=False),
    tables.version(),
)

venue_set_up = Table(
    "venue_set_up",
    tables.metadata,
    Column("set_up_id", Id, primary_key=True),
    _of_class(),
    Column("place", String(100), nullable=False),
    Column("note", String(500), nullable=False),
    Column("set_by", Actor, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("override_reason", String(500), nullable=False),
)

rehearsal = Table(
    "rehearsal",
    tables.metadata,
    Column("rehearsal_id", Id, primary_key=True),
    _of_class(),
    Column("recorded_by", Actor, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("held_on", Date),
    Column("unit_ids", JSON, nullable=False),
    Column("findings", String(2000), nullable=False),
    Column("waived_for", String(500), nullable=False),
    CheckConstraint(
        "(held_on IS NULL) = (waived_for <> '')", name="rehearsed_or_waived_for_a_reason"
    ),
)

adjustment = Table(
    "adjustment",
    tables.metadata,
    Column("adjustment_id", Id, primary_key=True),
    _of_class(),
    Column("severity", word(Severity), nullable=False),
    Column("what", String(1000), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("unit_ids", JSON, nullable=False),
    Column("made_by", Actor, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("override_reason", String(500), nullable=False),
    Column("acknowledged_by", Actor, nullable=False),
    Column("acknowledged_at", Moment),
    tables.version(),
    CheckConstraint(
        "acknowledged_at IS NULL OR severity = 'MAJOR'", name="only_major_changes_are_acknowledged"
    ),
)

issue = Table(
    "issue",
    tables.metadata,
    Column("issue_id", Id, primary_key=True),
    _of_class(),
    Column("severity", word(Severity), nullable=False),
    Column("source", word(IssueSource), nullable=False),
    Column("what", String(1000), nullable=False),
    Column("owner_id", Actor, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("raised_by", Actor, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("resolution", String(1000), nullable=False),
    Column("resolved_by", Actor, nullable=False),
    Column("resolved_at", Moment),
    tables.version(),
    CheckConstraint("(resolved_at IS NULL) = (resolution = '')", name="what_is_resolved_says_how"),
    CheckConstraint("owner_id <> ''", name="every_issue_is_somebodys"),
)

discipline_record = Table(
    "discipline_record",
    tables.metadata,
    Column("record_id", Id, primary_key=True),
    _of_class(),
    Column("kind", word(DisciplineKind), nullable=False),
    Column("text", Encrypted("discipline_record.text"), nullable=False),
    Column("recorded_by", Actor, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("trainee_id", ForeignKey("trainee.trainee_id")),
    Column("override_reason", String(500), nullable=False),
    CheckConstraint(
        "kind <> 'DISCIPLINE' OR trainee_id IS NOT NULL", name="discipline_is_about_a_trainee"
    ),
)

official_visit = Table(
    "official_visit",
    tables.metadata,
    Column("visit_id", Id, primary_key=True),
    _of_class(),
    Column("name", String(50), nullable=False),
    Column("rank_code", Integer, nullable=False),
    Column("host_leadership", Boolean, nullable=False),
    Column("activity", String(200), nullable=False),
    Column("expected_at", Moment, nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("recorded_by", Actor, nullable=False),
    Column("reportable", Boolean, nullable=False),
    CheckConstraint("NOT host_leadership OR reportable", name="leaders_of_the_host_are_reported"),
)

emergency = Table(
    "emergency",
    tables.metadata,
    Column("emergency_id", Id, primary_key=True),
    _of_class(),
    Column("kind", word(EmergencyKind), nullable=False),
    Column("policy_ref", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("declared_by", Actor, nullable=False),
    Column("declared_at", Moment, nullable=False),
)

heard = Table(
    "heard",
    tables.metadata,
    Column("matter", String(20), primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    tables.version(),
)

tables.map(SupplyIssue, supply_issue)
tables.map(VenueSetUp, venue_set_up)
tables.map(Rehearsal, rehearsal)
tables.map(Adjustment, adjustment)
tables.map(Issue, issue)
tables.map(DisciplineRecord, discipline_record)
tables.map(OfficialVisit, official_visit)
tables.map(Emergency, emergency)
tables.map(Heard, heard)


class RunningLookups(Store):
    """What is recorded of a class while it is prepared and runs."""

    def supply_issue(self, class_id: str, issue_id: str) -> SupplyIssue:
        """One slip of supplies."""
        return self._of_class(SupplyIssue, class_id, issue_id, ("备品领用单", "supplies slip"))

    def supply_issues(self, class_id: str) -> Sequence[SupplyIssue]:
        """What was drawn for a class, in its order."""
        return self.session.scalars(
            select(SupplyIssue)
            .where(supply_issue.c.class_id == class_id)
            .order_by(supply_issue.c.issue_id)
        ).all()

    def adjustment(self, class_id: str, adjustment_id: str) -> Adjustment:
        """One change from the plan."""
        return self._of_class(Adjustment, class_id, adjustment_id, ("调整记录", "adjustment"))

    def adjustments(self, class_id: str) -> Sequence[Adjustment]:
        """The changes from the plan, the latest first."""
        return self.session.scalars(
            select(Adjustment)
            .where(adjustment.c.class_id == class_id)
            .order_by(adjustment.c.adjustment_id.desc())
        ).all()

    def issue(self, class_id: str, issue_id: str) -> Issue:
        """One issue."""
        return self._of_class(Issue, class_id, issue_id, ("问题", "issue"))

    def issues(self, class_id: str) -> Sequence[Issue]:
        """The issues of a class: open ones first, by when they are due."""
        columns = issue.c
        return self.session.scalars(
            select(Issue)
            .where(columns.class_id == class_id)
            .order_by(columns.resolved_at.is_not(None), columns.due_at, columns.issue_id)
        ).all()

    def discipline_records(self, class_id: str) -> Sequence[DisciplineRecord]:
        """Class activities and matters of trainees, in their order."""
        return self.session.scalars(
            select(DisciplineRecord)
            .where(discipline_record.c.class_id == class_id)
            .order_by(discipline_record.c.record_id)
        ).all()

    def official_visits(self, class_id: str) -> Sequence[OfficialVisit]:
        """Officials who attend a class, by when they are expected."""
        columns = official_visit.c
        return self.session.scalars(
            select(OfficialVisit)
            .where(columns.class_id == class_id)
            .order_by(columns.expected_at, columns.visit_id)
        ).all()

    def emergencies(self, class_id: str) -> Sequence[Emergency]:
        """Special events of a class, in their order."""
        return self.session.scalars(
            select(Emergency)
            .where(emergency.c.class_id == class_id)
            .order_by(emergency.c.emergency_id)
        ).all()

    def is_latest(self, matter: str, record_id: str) -> bool:
        """In a reaction: whether this event is the latest about the matter; if so it is noted."""
        sequence = self.envelope.sequence if self.envelope else 0
        known = self.session.get(Heard, (matter, record_id))
        if known is None:
            self.add(Heard(matter=matter, record_id=record_id, sequence=sequence))
            return True
        return known.supersede(sequence)

    def _of_class(
        self, kind: type[OfClass], class_id: str, record_id: str, title: tuple[str, str]
    ) -> OfClass:
        found = self.get(kind, record_id, title)
        if found.class_id != class_id:
            raise Unknown(*title)
        return found
