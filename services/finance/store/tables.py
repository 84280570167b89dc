"""The tables of classes: accounts, budgets, what was used, and what both parties signed."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    String,
    Table,
    Text,
)

from contracts.finance import (
    BudgetLine,
    SettlementState,
    SheetState,
)
from contracts.scheduling import ServiceKind
from contracts.values import Category, HalfDay, Profile, SessionForm, TitleBand
from kit.columns import Id, Moment, Values, word
from kit.tables import Tables
from services.finance.domain.account import ClassAccount, DataState, Standing
from services.finance.domain.budget import Budget, BudgetState
from services.finance.domain.counting import Service, Stay
from services.finance.domain.sheet import ConfirmedSheet, DataLine, DataSheet, Signature
from services.finance.domain.usage import Arrival, HeldSession, PlannedSession

tables = Tables("finance")
Person = String(64)


# -- classes and budgets ---------------------------------------------------------------------------

account = Table(
    "account",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("class_title", String(100), nullable=False),
    Column("category", word(Category), nullable=False),
    Column("profile", word(Profile), nullable=False),
    Column("is_hosted_externally", Boolean, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("checkin_on", Date, nullable=False),
    Column("headcount", Integer, nullable=False),
    Column("planned_hours", Integer, nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("timetable_version", Integer, nullable=False),
    Column("present", JSON(none_as_null=True)),
    Column("taught_hours", Integer),
    Column("has_departed", Boolean, nullable=False),
    Column("person_days", Integer, nullable=False),
    Column("venue_half_days", Integer, nullable=False),
    Column("payable", JSON, nullable=False),
    Column("total_fen", BigInteger, nullable=False),
    Column("data_state", word(DataState), nullable=False),
    Column("settlement_state", word(SettlementState), nullable=False),
    Column("standing", word(Standing), nullable=False),
    Column("plan_id", Id),
    Column("host_id", Id),
    Column("notice_id", Id),
    Column("suspended_days", Integer, nullable=False),
    tables.version(),
    CheckConstraint(
        "settlement_state = 'OPEN' OR data_state = 'CONFIRMED'",
        name="no_settlement_before_the_data_is_confirmed",
    ),
)

budget = Table(
    "budget",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("standard_id", String(40), nullable=False),
    Column("headcount", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("staff", Integer, nullable=False),
    Column("lines", Values(list[BudgetLine]), nullable=False),
    Column("ceiling_fen", BigInteger, nullable=False),
    Column("state", word(BudgetState), nullable=False),
    Column("drafted_by", Person, nullable=False),
    Column("cleared_by", Person, nullable=False),
    Column("cleared_over_fen", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    tables.version(),
    CheckConstraint(
        "state <> 'CLEARED' OR cleared_by <> drafted_by", name="nobody_clears_their_own_budget"
    ),
)

plan_approval = Table(
    "plan_approval",
    tables.metadata,
    Column("plan_id", Id, primary_key=True),
    Column("doc_no", String(60), nullable=False),
    Column("revision", Integer, nullable=False),
)

# -- what a class used -----------------------------------------------------------------------------

arrival = Table(
    "arrival",
    tables.metadata,
    Column("trainee_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("arrived_on", Date, nullable=False),
    Column("left_on", Date),
)

held_session = Table(
    "held_session",
    tables.metadata,
    Column("session_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("held_on", Date, nullable=False, index=True),
    Column("half_day", word(HalfDay), nullable=False),
    Column("hours", Integer, nullable=False),
    Column("venue_id", Id),
    Column("teacher_ids", JSON, nullable=False),
    Column("form", word(SessionForm), nullable=False),
    Column("title", String(100), nullable=False),
    Column("from_at", Moment),
    Column("title_bands", Values(dict[str, TitleBand]), nullable=False),
    Column("employed_ids", JSON, nullable=False),
    Column("joint_with", Id),
    Column("present_n", Integer, nullable=False),
    Column("leave_n", Integer, nullable=False),
    Column("absent_n", Integer, nullable=False),
)

planned_session = Table(
    "planned_session",
    tables.metadata,
    Column("session_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("begins_at", Moment, nullable=False),
)

stay = Table(
    "stay",
    tables.metadata,
    Column("trainee_id", Id, primary_key=True),
    Column("room", String(80), primary_key=True),
    Column("from_on", Date, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("bed", Integer, nullable=False),
    Column("to_on", Date, nullable=False),
    Column("heard", BigInteger, nullable=False),
)

service = Table(
    "service",
    tables.metadata,
    Column("order_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("kind", word(ServiceKind), nullable=False),
    Column("what", String(200), nullable=False),
    Column("served_on", Date, nullable=False),
    Column("quantity", Integer, nullable=False),
)

# -- the joint data confirmation -------------------------------------------------------------------

data_sheet = Table(
    "data_sheet",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("sheet_version", Integer, nullable=False),
    Column("state", word(SheetState), nullable=False),
    Column("lines", Values(list[DataLine]), nullable=False),
    Column("signatures", Values(list[Signature]), nullable=False),
    Column("dispute", Text, nullable=False),
    Column("link_hash", String(64), unique=True),
    Column("link_holder", String(50), nullable=False),
    Column("link_issued_by", Person, nullable=False),
    Column("link_expires_at", Moment),
    tables.version(),
)

confirmed_sheet = Table(
    "confirmed_sheet",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("sheet_version", Integer, primary_key=True),
    Column("document_hash", String(64), nullable=False),
    Column("lines", Values(list[DataLine]), nullable=False),
    Column("signatures", Values(list[Signature]), nullable=False),
    Column("college_signer", String(50), nullable=False),
    Column("host_signer", String(50), nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    CheckConstraint(
        "college_signer <> '' AND host_signer <> ''", name="both_parties_sign_what_is_confirmed"
    ),
    CheckConstraint("college_signer <> host_signer", name="nobody_signs_for_both_parties"),
)

tables.map(
    ClassAccount,
    account,
    hosted_externally=account.c.is_hosted_externally,
    departed=account.c.has_departed,
)
tables.map(Budget, budget)
tables.map(Arrival, arrival)
tables.map(HeldSession, held_session, on=held_session.c.held_on)
tables.map(PlannedSession, planned_session)
tables.map(Stay, stay)
tables.map(Service, service, on=service.c.served_on)
tables.map(DataSheet, data_sheet)
tables.map(ConfirmedSheet, confirmed_sheet)
