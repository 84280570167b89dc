"""Implementation plans, tasks, handbooks and meetings: their tables and look-ups."""

from collections.abc import Sequence

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    select,
    text,
)

from contracts.enrollment import TaskSource
from contracts.refusals import Unknown
from kit.columns import Id, Moment, Values, word
from kit.store import Store
from services.enrollment.domain.handbook import Handbook
from services.enrollment.domain.implementation import PlanReceipt, PlanVersion, PlanVersionState
from services.enrollment.domain.meeting import Meeting
from services.enrollment.domain.plan_outline import Outline
from services.enrollment.domain.tasks import Task, TaskState
from services.enrollment.store.tables import Actor, tables

DRAFTED = text("state = 'DRAFT'")
implementation_plan = Table(
    "implementation_plan",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("outline", Values(Outline), nullable=False),
    Column("drafted_by", Actor, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("issued_at", Moment),
    Column("state", word(PlanVersionState), nullable=False),
    tables.version(),
    Index(
        "one_draft_of_a_plan_at_a_time",
        "class_id",
        unique=True,
        sqlite_where=DRAFTED,
        postgresql_where=DRAFTED,
    ),
)

plan_receipt = Table(
    "plan_receipt",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.unit_id"), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", Actor, nullable=False),
    tables.version(),
)

STANDING = text("source = 'PLAN' AND state <> 'CANCELLED'")
task = Table(
    "task",
    tables.metadata,
    Column("task_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("clause", String(20), nullable=False),
    Column("source", word(TaskSource), nullable=False),
    Column("origin_id", String(64), nullable=False),
    Column("assigned_by", Actor, nullable=False),
    Column("assigned_at", Moment, nullable=False),
    Column("state", word(TaskState), nullable=False),
    Column("done_by", Actor, nullable=False),
    Column("done_at", Moment),
    Column("note", String(500), nullable=False),
    tables.version(),
    Index("ix_task_class", "class_id", "due_at"),
    Index("ix_task_unit", "unit_id", "state", "due_at"),
    Index(
        "no_task_of_a_plan_is_given_twice",
        "class_id",
        "unit_id",
        "title",
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    ),
)

handbook = Table(
    "handbook",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("document_id", String(64), nullable=False),
    Column("document_name", String(100), nullable=False),
    Column("contact", String(200), nullable=False),
    Column("issued_by", Actor, nullable=False),
    Column("issued_at", Moment, nullable=False),
    tables.version(),
)

meeting = Table(
    "meeting",
    tables.metadata,
    Column("meeting_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("place", String(100), nullable=False),
    Column("agenda", Text, nullable=False),
    Column("unit_ids", JSON, nullable=False),
    Column("called_by", Actor, nullable=False),
    Column("attended", JSON, nullable=False),
    Column("minutes", Text, nullable=False),
    Column("decisions", Text, nullable=False),
    Column("minuted_by", Actor, nullable=False),
    tables.version(),
)

tables.map(PlanVersion, implementation_plan)
tables.map(PlanReceipt, plan_receipt)
tables.map(Task, task)
tables.map(Handbook, handbook)
tables.map(Meeting, meeting)


class ImplementationLookups(Store):
    """Plans of classes, and the tasks and meetings that carry them out."""

    def plan_in_force(self, class_id: str) -> PlanVersion | None:
        """The version issued last."""
        return self._latest_version(class_id, PlanVersionState.ISSUED)

    def plan_draft(self, class_id: str) -> PlanVersion | None:
        """The version that waits to be issued."""
        return self._latest_version(class_id, PlanVersionState.DRAFT)

    def plan_versions(self, class_id: str) -> Sequence[PlanVersion]:
        """Every version, the newest first."""
        columns = implementation_plan.c
        of_class = select(PlanVersion).where(columns.class_id == class_id)
        return self.session.scalars(of_class.order_by(columns.edition.desc())).all()

    def issued_plan(self, class_id: str) -> PlanVersion:
        """The version in force; Unknown before the first was issued."""
        found = self.plan_in_force(class_id)
        if found is None:
            raise Unknown("已下发的实施方案", "implementation plan in force")
        return found

    def departments_of_plan(self, class_id: str) -> list[str]:
        """The departments of the version in force; none before the first was issued."""
        found = self.plan_in_force(class_id)
        return found.outline.unit_ids if found else []

    def receipts(self, class_id: str) -> dict[str, PlanReceipt]:
        """What each department has acknowledged, by unit."""
        of_class = plan_receipt.c.class_id == class_id
        found = self.session.scalars(select(PlanReceipt).where(of_class))
        return {receipt.unit_id: receipt for receipt in found}

    def receipt(self, class_id: str, unit_id: str) -> PlanReceipt:
        """What one department has acknowledged."""
        known = self.session.get(PlanReceipt, (class_id, unit_id))
        if known is None:
            known = PlanReceipt(class_id=class_id, unit_id=unit_id)
            self.add(known)
        return known

    def task(self, class_id: str, unit_id: str, task_id: str) -> Task:
        """A department's task in a class."""
        found = self.session.get(Task, task_id)
        if found is None or (found.class_id, found.unit_id) != (class_id, unit_id):
            raise Unknown("本部门任务", "task of this department")
        return found

    def standing_tasks(self, class_id: str, source: TaskSource | None = None) -> Sequence[Task]:
        """The tasks of a class that are open or done, by due time; of one source if it is
        given.
        """
        columns = task.c
        statement = select(Task).where(
            columns.class_id == class_id, columns.state != TaskState.CANCELLED
        )
        if source is not None:
            statement = statement.where(columns.source == source)
        return self.session.scalars(statement.order_by(columns.due_at, columns.task_id)).all()

    def unit_tasks(self, unit_id: str, page: int, size: int) -> tuple[Sequence[Task], int]:
        """A department's tasks in all classes: open ones first, then by due time."""
        columns = task.c
        standing = (columns.unit_id == unit_id) & (columns.state != TaskState.CANCELLED)
        order = (columns.state != TaskState.OPEN, columns.due_at, columns.task_id)
        return self.page(select(Task).where(standing).order_by(*order), page, size)

    def handbook(self, class_id: str) -> Handbook | None:
        """The handbook trainees have in hand."""
        return self.session.get(Handbook, class_id)

    def meeting(self, class_id: str, meeting_id: str) -> Meeting:
        """One meeting about a class."""
        found = self.session.get(Meeting, meeting_id)
        if found is None or found.class_id != class_id:
            raise Unknown("协调会", "meeting")
        return found

    def meetings(self, class_id: str) -> Sequence[Meeting]:
        """The meetings about a class, in the order of their times."""
        of_class = meeting.c.class_id == class_id
        ordered = select(Meeting).where(of_class).order_by(meeting.c.at, meeting.c.meeting_id)
        return self.session.scalars(ordered).all()

    def _latest_version(self, class_id: str, state: PlanVersionState) -> PlanVersion | None:
        columns = implementation_plan.c
        return self.session.scalar(
            select(PlanVersion)
            .where(columns.class_id == class_id, columns.state == state)
            .order_by(columns.edition.desc())
            .limit(1)
        )
