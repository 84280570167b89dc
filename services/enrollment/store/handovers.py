"""Hand-overs of papers: their tables and look-ups."""

from collections.abc import Sequence

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import relationship

from contracts.enrollment import ClassRole, HandOverState, UnitKind
from contracts.roles import Role
from kit.columns import Id, Moment, word
from kit.store import Store
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.handover import IN_TIME, UNSIGNED, HandOver, HandOverPaper
from services.enrollment.store.tables import Actor, tables, unit
from services.enrollment.store.teams import role_assignment

hand_over = Table(
    "hand_over",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("end_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("asked_until", Date, nullable=False),
    Column("latest_on", Date, nullable=False),
    Column("settles", Boolean, nullable=False),
    Column("hands", JSON, nullable=False),
    Column("state", word(HandOverState), nullable=False, index=True),
    Column("receipts", Integer, nullable=False),
    Column("extension_reason", String(500), nullable=False),
    Column("extended_by", Actor, nullable=False),
    Column("settled_at", Moment),
    Column("signed_at", Moment),
    Column("on_time", Boolean),
    tables.version(),
    CheckConstraint("due_on <= latest_on", name="no_extension_beyond_the_tenth_day"),
    CheckConstraint(
        "(state = 'SIGNED') = (signed_at IS NOT NULL)", name="signed_hand_overs_know_when"
    ),
)

hand_over_line = Table(
    "hand_over_line",
    tables.metadata,
    Column("line_id", Id, primary_key=True),
    Column("class_id", ForeignKey("hand_over.class_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("doc_type", String(60), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("for_settlement", Boolean, nullable=False),
    Column("received", Integer, nullable=False),
    Column("received_by", Actor, nullable=False),
    Column("received_at", Moment),
    Column("remark", Text, nullable=False),
    UniqueConstraint(
        "class_id", "unit_id", "doc_type", name="a_department_receives_a_kind_of_papers_once"
    ),
    CheckConstraint(
        "(received_at IS NULL) = (received_by = '')", name="a_receipt_names_who_received"
    ),
)

tables.map(HandOverPaper, hand_over_line)
tables.map(
    HandOver,
    hand_over,
    lines=relationship(
        HandOverPaper,
        order_by=hand_over_line.c.position,
        cascade="all, delete-orphan",
        lazy="selectin",
    ),
)


KEEPERS = (ClassRole.LEAD, ClassRole.COUNSELOR)


class HandOverLookups(Store):
    """Hand-overs, who kept the papers and which departments receive them."""

    def hand_over(self, class_id: str) -> HandOver:
        """The hand-over of a class."""
        return self.get(HandOver, class_id, ("材料移交", "hand-over"))

    def hand_overs_past_their_day(self) -> Sequence[str]:
        """The classes of those unsigned whose time has run out and of which that was not told
        yet.
        """
        columns, today = hand_over.c, self.today
        due = columns.state.in_(IN_TIME) & (columns.due_on < today)
        latest = (columns.state == HandOverState.OVERDUE) & (columns.latest_on < today)
        return self.session.scalars(
            select(columns.class_id).where(due | latest).order_by(columns.class_id)
        ).all()

    def hand_overs_overdue(self) -> int:
        """How many are not signed though their day has passed, told already or not."""
        columns = hand_over.c
        late = columns.state.in_(UNSIGNED) & (columns.due_on < self.today)
        return self.session.scalar(select(func.count()).where(late)) or 0

    def departments_by_function(self) -> dict[Role, str]:
        """The unit id of the active department with each function; of two the first by code."""
        rows = self.session.execute(
            select(unit.c.function, unit.c.unit_id)
            .where(unit.c.kind == UnitKind.DEPT, unit.c.active, unit.c.function.is_not(None))
            .order_by(unit.c.code.desc())
        )
        return dict(rows.all())

    def keepers_of_papers(self, class_id: str) -> Sequence[Assignment]:
        """Everybody who has been lead or counselor of a class, in the order they began."""
        columns = role_assignment.c
        return self.session.scalars(
            select(Assignment)
            .where(columns.class_id == class_id, columns.role.in_(KEEPERS))
            .order_by(columns.from_at, columns.assignment_id)
        ).all()
