"""The portal's tables and how its records lie in them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    exists,
    false,
    text,
)
from sqlalchemy.orm import column_property, relationship

from contracts.enrollment import ClassRole, ClassState
from contracts.portal import SealPurpose
from contracts.roles import Role
from contracts.values import Category, FileRef
from gateway.accounts import Account, HeldRole
from gateway.authenticators import Authenticator
from gateway.duties import Duty
from gateway.policies import PolicyVersion
from gateway.seals import SealState, SealUse
from kit.columns import Encrypted, Id, Moment, Serial, Values, word
from kit.tables import Tables

Person = String(64)
Digest = String(64)
tables = Tables("portal")

account = Table(
    "account",
    tables.metadata,
    Column("person_id", Person, primary_key=True),
    Column("login", String(40), nullable=False, unique=True),
    Column("name", String(50), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
    tables.version(),
    Index("ix_account_name", "name", "person_id"),
)

grant = Table(
    "grant",
    tables.metadata,
    Column("person_id", ForeignKey("account.person_id"), primary_key=True),
    Column("role", word(Role), primary_key=True),
    Column("scope", String(80), primary_key=True),
    Column("by_duty", Boolean, nullable=False),
)

# Separate from the account, so that a list of accounts reads no key.
authenticator = Table(
    "authenticator",
    tables.metadata,
    Column("person_id", ForeignKey("account.person_id"), primary_key=True),
    Column("key", Encrypted("authenticator.key"), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("used_step", BigInteger, nullable=False),
)

# What the events say of duties in classes, for those without an account too.
duty = Table(
    "duty",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("role", word(ClassRole), primary_key=True),
    Column("person_id", Person, primary_key=True),
    Column("held", Boolean, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Index("ix_duty_person_id", "person_id"),
)

# A duty that is told of after its class is over gives nothing any more.
class_over = Table("class_over", tables.metadata, Column("class_id", Id, primary_key=True))

# Only digests are kept: whoever reads this table cannot sign in with it.
session = Table(
    "session",
    tables.metadata,
    Column("session_hash", Digest, primary_key=True),
    Column("person_id", ForeignKey("account.person_id"), nullable=False, index=True),
    Column("created_at", Moment, nullable=False, index=True),
    Column("seen_at", Moment, nullable=False),
)

api_token = Table(
    "api_token",
    tables.metadata,
    Column("token_id", Id, primary_key=True),
    Column("token_hash", Digest, nullable=False, unique=True),
    Column("person_id", ForeignKey("account.person_id"), nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

# A sliding window that several gateways share; who or where from is a keyed fingerprint.
attempt = Table(
    "attempt",
    tables.metadata,
    Column("attempt_id", Serial, primary_key=True, autoincrement=True),
    Column("who", Digest, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_attempt_window", "who", "at"),
    Index("ix_attempt_at", "at"),
)

board_line = Table(
    "board_line",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("code", String(30), nullable=False),
    Column("title", String(100), nullable=False),
    Column("category", word(Category), nullable=False),
    Column("state", word(ClassState), nullable=False),
    Column("start_on", Date, nullable=False, index=True),
    Column("end_on", Date, nullable=False),
    Column("seats", Integer, nullable=False),
    Column("nominated", Integer, nullable=False),
    Column("enrolled", Integer, nullable=False),
    Column("checked_in", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("certificates", Integer, nullable=False),
    Column("hosted_externally", Boolean, nullable=False, server_default=false()),
    # The producer's sequence of the event each fact came from: an older one that comes late is
    # let be.
    Column("state_seq", Integer, nullable=False),
    Column("seats_seq", Integer, nullable=False),
    Column("enrolled_seq", Integer, nullable=False),
    Column("passed_seq", Integer, nullable=False),
    Column("days_seq", Integer, nullable=False),
)

activity = Table(
    "activity",
    tables.metadata,
    Column("event_id", Id, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("zh", String(200), nullable=False),
    Column("en", String(300), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("class_id", Id),
    Column("by", Person, nullable=False),
    Index("ix_activity_of_class", "class_id", "at"),
)

# The log of events a class is judged by, with only the values gateway.performance names.
fact = Table(
    "fact",
    tables.metadata,
    Column("event_id", Id, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("class_id", Id),
    # The plan, where the fact is about one.
    Column("plan_id", Id, index=True),
    Column("at", Moment, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("details", JSON, nullable=False),
    Index("ix_fact_of_class", "class_id", "name"),
)

OPEN = text("until IS NULL AND NOT repealed")
policy_version = Table(
    "policy_version",
    tables.metadata,
    Column("number", String(60), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("effective_on", Date),
    Column("until", Date),
    Column("interpreted_by", String(60), nullable=False),
    Column("document", Values(FileRef | None)),
    Column("repealed", Boolean, nullable=False),
    Column("repeal_reason", Text, nullable=False),
    Column("position", Integer, nullable=False),
    tables.version(),
    Index(
        "one_version_of_a_policy_is_open",
        "number",
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    ),
)

seal_use = Table(
    "seal_use",
    tables.metadata,
    Column("seal_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("purpose", word(SealPurpose), nullable=False),
    Column("document", Values(FileRef), nullable=False),
    Column("document_hash", Digest, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("requested_by", Person, nullable=False),
    Column("requested_at", Moment, nullable=False),
    Column("approved_by", Person, nullable=False),
    Column("approved_at", Moment),
    Column("used_by", Person, nullable=False),
    Column("used_at", Moment),
    Column("state", word(SealState), nullable=False),
    tables.version(),
    CheckConstraint("approved_by <> requested_by", "nobody_approves_their_own_use_of_the_seal"),
    CheckConstraint("used_by = '' OR approved_by <> ''", "nothing_is_sealed_before_it_is_approved"),
)

tables.map(HeldRole, grant)
tables.map(
    Account,
    account,
    two_step=column_property(
        exists().where(
            authenticator.c.person_id == account.c.person_id, authenticator.c.confirmed.is_(True)
        )
    ),
    held=relationship(
        HeldRole,
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by=(grant.c.role, grant.c.scope),
    ),
)
tables.map(Authenticator, authenticator)
tables.map(Duty, duty)
tables.map(PolicyVersion, policy_version)
tables.map(SealUse, seal_use)
