"""How people, works and places are judged: by departments, by evaluations; and who is sent out."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
)

from contracts.assessment import Target
from kit.columns import Id, Moment, Values, word
from services.scheduling.domain.department_review import DepartmentReview, ReviewLedger
from services.scheduling.domain.dispatch import Dispatch, DispatchState
from services.scheduling.domain.improvement import Improvement
from services.scheduling.domain.unit import Unit
from services.scheduling.store.tables.base import Person, tables

unit = Table(
    "unit",
    tables.metadata,
    Column("unit_id", Id, primary_key=True),
    Column("name", String(100), nullable=False),
)

review_ledger = Table(
    "review_ledger",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("plan_version", Integer, nullable=False),
    Column("unit_ids", Values(list[str]), nullable=False),
    Column("reviews", Values(list[DepartmentReview]), nullable=False),
    Column("is_complete", Boolean, nullable=False),
    tables.version(),
)

dispatch = Table(
    "dispatch",
    tables.metadata,
    Column("dispatch_id", Id, primary_key=True),
    Column("teacher_id", Id, ForeignKey("teacher.teacher_id"), nullable=False, index=True),
    Column("destination", String(100), nullable=False),
    Column("topic", String(200), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("policy_ref", String(100), nullable=False),
    Column("requested_by", Person, nullable=False),
    Column("decided_by", Person, nullable=False),
    Column("opinion", String(500), nullable=False),
    Column("decided_at", Moment),
    Column("state", word(DispatchState), nullable=False),
    tables.version(),
    CheckConstraint("from_on <= to_on", name="a_dispatch_begins_before_it_ends"),
    CheckConstraint("policy_ref <> ''", name="a_dispatch_cites_its_rule"),
    CheckConstraint(
        "decided_by = '' OR decided_by <> requested_by",
        name="nobody_decides_on_their_own_dispatch",
    ),
)

improvement = Table(
    "improvement",
    tables.metadata,
    Column("action_id", Id, primary_key=True),
    Column("target", word(Target), nullable=False),
    Column("target_id", String(64), nullable=False, index=True),
    Column("is_open", Boolean, nullable=False),
    Column("heard", BigInteger, nullable=False),
    tables.version(),
)

tables.map(Unit, unit)
tables.map(ReviewLedger, review_ledger)
tables.map(Dispatch, dispatch)
tables.map(Improvement, improvement)
