"""The tables of evaluation, laid out so that no answer leads to whoever gave it.

Who has taken a ticket, which tickets were used and what was answered stand in three tables that
share nothing but the form. No answer keeps its place in an order of arrival: SQLite sorts them by
keys that chance has made instead of numbering the rows, and with each answer all those of its form
are written afresh, so that PostgreSQL's hidden columns are the same for all.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from contracts.assessment import AnswerLine, Aspect, EvaluationForm, Respondent, Target
from kit.columns import Id, Values, word
from services.assessment.domain.evaluation import AnswerSheet, Evaluation, EvaluationState
from services.assessment.domain.improvement import Improvement, ImprovementState
from services.assessment.domain.ticket import TicketTaken, TicketUsed
from services.assessment.store.tables import Actor, tables

evaluation = Table(
    "evaluation",
    tables.metadata,
    Column("evaluation_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("form", word(EvaluationForm), nullable=False),
    Column("rule_set", String(40), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("ticket_salt", String(32), nullable=False, server_default=text("''")),
    Column("state", word(EvaluationState), nullable=False),
    Column("closed_on", Date),
    tables.version(),
    UniqueConstraint("class_id", "form", name="each_form_is_issued_once_per_class"),
)

ticket_taken = Table(
    "ticket_taken",
    tables.metadata,
    Column("evaluation_id", ForeignKey("evaluation.evaluation_id"), nullable=False),
    Column("taker", Actor, nullable=False),
    Column("respondent", word(Respondent), nullable=False),
    Column("taken_on", Date, nullable=False),
    PrimaryKeyConstraint("evaluation_id", "taker", name="nobody_takes_two_tickets_for_a_form"),
    sqlite_with_rowid=False,
)

ticket_used = Table(
    "ticket_used",
    tables.metadata,
    Column("ticket_hash", String(64), nullable=False),
    PrimaryKeyConstraint("ticket_hash", name="a_ticket_answers_once"),
    sqlite_with_rowid=False,
)

answer_sheet = Table(
    "answer_sheet",
    tables.metadata,
    Column("sheet_id", Id, primary_key=True),
    Column("evaluation_id", ForeignKey("evaluation.evaluation_id"), nullable=False, index=True),
    Column("respondent", word(Respondent), nullable=False),
    Column("answers", Values(list[AnswerLine]), nullable=False),
    sqlite_with_rowid=False,
)

improvement = Table(
    "improvement",
    tables.metadata,
    Column("action_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False, index=True),
    Column("form", word(EvaluationForm), nullable=False),
    Column("unit_id", Id, nullable=False, index=True),
    Column("aspect", word(Aspect), nullable=False),
    Column("target", word(Target), nullable=False),
    Column("target_id", String(64), nullable=False),
    Column("what", Text, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("score", Integer),
    Column("state", word(ImprovementState), nullable=False),
    Column("done", Text, nullable=False),
    Column("done_by", Actor, nullable=False),
    Column("checked_by", Actor, nullable=False),
    tables.version(),
    CheckConstraint(
        "checked_by = '' OR checked_by <> done_by", name="nobody_checks_what_they_did_themselves"
    ),
    Index("ix_improvement_target_id", "target_id"),
)

for record, table in {
    Evaluation: evaluation,
    TicketTaken: ticket_taken,
    TicketUsed: ticket_used,
    AnswerSheet: answer_sheet,
    Improvement: improvement,
}.items():
    tables.map(record, table)
