"""Teams, the mentor rota and the duty roster: their tables and look-ups."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    select,
    text,
)

from contracts.enrollment import OVER, ClassRole, ShiftDraft
from contracts.refusals import Unknown
from kit.columns import Id, Moment, Values, word
from kit.store import Store
from services.enrollment.domain.appointing import Appointee, appointee_of
from services.enrollment.domain.assignment import STANDING, Assignment, AssignmentState
from services.enrollment.domain.duty_roster import DutyRoster
from services.enrollment.domain.rota import THE_ROTA, MentorCall, MentorRota
from services.enrollment.domain.staff import Staff
from services.enrollment.domain.team import LateDepartment, Team
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
from services.enrollment.store.hosts import staff
from services.enrollment.store.tables import Actor, tables, training_class, unit

HELD = "state = 'ACTIVE_DUTY' AND substitute_for = ''"
THE_LEAD = text(f"role = 'LEAD' AND {HELD}")
OWN_RIGHT = text(HELD)

role_assignment = Table(
    "role_assignment",
    tables.metadata,
    Column("assignment_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("role", word(ClassRole), nullable=False),
    Column("person_id", Actor, nullable=False),
    Column("name", String(50), nullable=False),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("appointed_by", Actor, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("fallback", Boolean, nullable=False),
    Column("substitute_for", Actor, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment),
    Column("state", word(AssignmentState), nullable=False),
    tables.version(),
    CheckConstraint(
        "substitute_for = '' OR to_at IS NOT NULL", name="substitutes_stand_in_for_a_time"
    ),
    CheckConstraint(
        "state <> 'PROPOSED' OR substitute_for <> ''", name="only_substitutes_wait_for_their_time"
    ),
    Index(
        "one_lead_for_each_class",
        "class_id",
        unique=True,
        sqlite_where=THE_LEAD,
        postgresql_where=THE_LEAD,
    ),
    Index(
        "nobody_holds_a_duty_twice",
        "class_id",
        "role",
        "unit_id",
        "person_id",
        unique=True,
        sqlite_where=OWN_RIGHT,
        postgresql_where=OWN_RIGHT,
    ),
    Index("ix_role_assignment_class", "class_id", "state"),
)

mentor_rota = Table(
    "mentor_rota",
    tables.metadata,
    Column("rota_id", String(20), primary_key=True),
    Column("unit_ids", JSON, nullable=False),
    Column("next_unit_id", Id),
    Column("owed", JSON, nullable=False),
    tables.version(),
)

mentor_call = Table(
    "mentor_call",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("owed_place", Integer),
    Column("skipped", JSON, nullable=False),
    Column("called_by", Actor, nullable=False),
    Column("called_at", Moment, nullable=False, index=True),
    tables.version(),
)

duty_roster = Table(
    "duty_roster",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("shifts", Values(list[ShiftDraft]), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("set_by", Actor, nullable=False),
    tables.version(),
)

late_department = Table(
    "late_department",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.unit_id"), primary_key=True),
    Column("told_at", Moment, nullable=False),
)

tables.map(Assignment, role_assignment)
tables.map(MentorRota, mentor_rota)
tables.map(MentorCall, mentor_call)
tables.map(DutyRoster, duty_roster)
tables.map(LateDepartment, late_department)


class TeamLookups(Store):
    """Who serves a class, whose turn it is to send mentors, who is on duty when."""

    def team(self, class_id: str) -> Team:
        """The duties of a class that stand, in the order they were given."""
        columns = role_assignment.c
        standing = self.session.scalars(
            select(Assignment)
            .where(columns.class_id == class_id, columns.state.in_(STANDING))
            .order_by(columns.from_at, columns.assignment_id)
        )
        return Team(class_id=class_id, assignments=list(standing))

    def lock_team(self, class_id: str) -> tuple[TrainingClass, Team]:
        """A class and its team; nobody else changes who serves it until this transaction ends."""
        found = self.session.get(
            TrainingClass, class_id, with_for_update=True, populate_existing=True
        )
        if found is None:
            raise Unknown("班次", "class")
        return found, self.team(class_id)

    def keep_team(self, team: Team) -> None:
        """Write who leaves before who comes, so that no duty is held twice for a moment."""
        self.session.flush()
        self.add(*team.newcomers)
        self.session.flush()
        team.newcomers = []

    def duties(self, class_id: str) -> Sequence[Assignment]:
        """Every duty ever given in a class."""
        return self.session.scalars(
            select(Assignment)
            .where(role_assignment.c.class_id == class_id)
            .order_by(role_assignment.c.from_at, role_assignment.c.assignment_id)
        ).all()

    def lead_of(self, class_id: str) -> Assignment | None:
        """The project lead of a class."""
        return next(iter(self.team(class_id).members(ClassRole.LEAD)), None)

    def leading_at_once(self, found: TrainingClass) -> set[str]:
        """Who leads another class that shares a day with this one and is not over."""
        columns, at = training_class.c, role_assignment.c
        return set(
            self.session.scalars(
                select(at.person_id)
                .join(training_class, columns.class_id == at.class_id)
                .where(
                    at.role == ClassRole.LEAD,
                    at.state == AssignmentState.ACTIVE_DUTY,
                    columns.class_id != found.class_id,
                    columns.start_on <= found.end_on,
                    columns.end_on >= found.start_on,
                    columns.state.not_in(OVER),
                )
            )
        )

    def section_of(self, unit_id: str, section: str) -> set[str]:
        """Who is in service in a section of a department."""
        columns = staff.c
        return set(
            self.session.scalars(
                select(columns.person_id).where(
                    columns.unit_id == unit_id, columns.section == section, columns.active
                )
            )
        )

    def known_appointee(self, person_id: str) -> Appointee | None:
        """Somebody of the staff who is to be given a duty, if known at all."""
        found = self.session.execute(
            select(Staff, Unit)
            .join(Unit, unit.c.unit_id == staff.c.unit_id)
            .where(staff.c.person_id == person_id)
        ).first()
        return appointee_of(*found) if found is not None else None

    def appointees(self, person_ids: Iterable[str]) -> list[Appointee]:
        """People of the staff who are to be given a duty; Unknown when one is not on it."""
        found = [self.known_appointee(person_id) for person_id in person_ids]
        known = [person for person in found if person is not None]
        if len(known) < len(found):
            raise Unknown("部门人员", "member of staff")
        return known

    def teams_to_relieve(self) -> list[str]:
        """Classes with a substitute whose time has begun or ended."""
        columns, now = role_assignment.c, self.now
        begins = (columns.state == AssignmentState.PROPOSED) & (columns.from_at <= now)
        ends = (
            (columns.state == AssignmentState.ACTIVE_DUTY)
            & (columns.substitute_for != "")
            & (columns.to_at <= now)
        )
        return list(self.session.scalars(select(columns.class_id).where(begins | ends).distinct()))

    def mentor_rota(self) -> MentorRota:
        """The rota of the teaching departments; an empty one before the first was set."""
        return self.session.get(MentorRota, THE_ROTA) or MentorRota()

    def mentor_call(self, class_id: str) -> MentorCall | None:
        """Which department a class has called."""
        return self.session.get(MentorCall, class_id)

    def mentor_calls(self, at_most: int) -> Sequence[MentorCall]:
        """The latest calls, the oldest of them first."""
        newest = select(MentorCall).order_by(mentor_call.c.called_at.desc()).limit(at_most)
        return list(reversed(self.session.scalars(newest).all()))

    def duty_roster(self, class_id: str) -> DutyRoster | None:
        """The shifts of a class."""
        return self.session.get(DutyRoster, class_id)

    def late_departments(self, class_id: str) -> set[str]:
        """The departments that were told they are late to name participants."""
        at = late_department.c
        return set(self.session.scalars(select(at.unit_id).where(at.class_id == class_id)))
