"""The portal's own records: accounts and sessions, the board every department's events feed, the
policy library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import relationship

from contracts.enrollment import ClassState
from contracts.roles import Role
from contracts.values import Category
from gateway.accounts import EVERYWHERE, Account, HeldRole
from kit.columns import Id, Moment, Serial, word
from kit.envelope import Envelope
from kit.hearing import NotYet
from kit.store import Store
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
)

grant = Table(
    "grant",
    tables.metadata,
    Column("person_id", ForeignKey("account.person_id"), primary_key=True),
    Column("role", word(Role), primary_key=True),
    Column("scope", String(80), primary_key=True),
)

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
    # The producer's sequence of the event each fact came from: an older one that comes late is
    # let be.
    Column("state_seq", Integer, nullable=False),
    Column("seats_seq", Integer, nullable=False),
    Column("enrolled_seq", Integer, nullable=False),
    Column("passed_seq", Integer, nullable=False),
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

policy = Table(
    "policy",
    tables.metadata,
    Column("number", String(60), primary_key=True),
    Column("title", Text, nullable=False),
    Column("repealed", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
)

tables.map(HeldRole, grant)
tables.map(
    Account,
    account,
    held=relationship(
        HeldRole,
        cascade="all, delete-orphan",
        lazy="selectin",
        order_by=(grant.c.role, grant.c.scope),
    ),
)

COUNTERS = ("seats", "nominated", "enrolled", "checked_in", "passed", "certificates")
SEQUENCES = ("state_seq", "seats_seq", "enrolled_seq", "passed_seq")


@dataclass(frozen=True)
class Totals:
    """What the tiles of the home page show, over all classes that are not over."""

    classes: int
    under_way: int
    nominated: int
    enrolled: int
    checked_in: int
    certificates: int


class PortalStore(Store):
    """Accounts, the board, the activity list, the policy library."""

    tables = tables

    @property
    def cause(self) -> Envelope:
        """What the event in hand came in; only a reaction has one."""
        if self.envelope is None:
            raise RuntimeError("There is an event in hand only in a reaction.")
        return self.envelope

    # -- accounts

    def account(self, person_id: str) -> Account:
        """One person's account."""
        return self.get(Account, person_id, ("账户", "account"))

    def account_known(self, *, person_id: str, login: str) -> bool:
        """Whether the person or the login has an account already."""
        taken = (account.c.person_id == person_id) | (account.c.login == login)
        return self.session.execute(select(account.c.person_id).where(taken)).first() is not None

    def account_with(self, login: str) -> Account | None:
        """The account that signs in with this login."""
        return self.session.scalar(select(Account).where(account.c.login == login))

    def accounts(self, *, q: str, page: int, size: int) -> tuple[Sequence[Account], int]:
        """Accounts by login."""
        statement = select(Account).order_by(account.c.login)
        if q:
            named = account.c.name.contains(q, autoescape=True)
            statement = statement.where(
                named | account.c.login.contains(q.lower(), autoescape=True)
            )
        return self.page(statement, page, size)

    def any_account(self) -> bool:
        """Whether anybody can sign in at all."""
        return self.session.execute(select(account.c.person_id).limit(1)).first() is not None

    def administrators(self) -> int:
        """How many active accounts may administer the system; locked until the transaction ends."""
        held = (
            select(account.c.person_id)
            .join(grant, grant.c.person_id == account.c.person_id)
            .where(
                grant.c.role == Role.SYSTEM_ADMIN,
                grant.c.scope == EVERYWHERE,
                account.c.active.is_(True),
            )
            .with_for_update()
        )
        return len(self.session.execute(held).all())

    def end_sessions(self, person_id: str) -> None:
        """Sign a person out everywhere."""
        self.session.execute(delete(session).where(session.c.person_id == person_id))

    def names_of(self, person_ids: Sequence[str]) -> dict[str, str]:
        """The names of those of these persons who have accounts."""
        known = select(account.c.person_id, account.c.name).where(
            account.c.person_id.in_(set(person_ids))
        )
        return {row.person_id: row.name for row in self.session.execute(known)}

    # -- the board

    def open_line(self, **columns: Any) -> None:
        """Put a new class on the board."""
        zeros = dict.fromkeys((*COUNTERS, *SEQUENCES), 0)
        self.session.execute(insert(board_line).values(**zeros, **columns))

    def count(self, class_id: str, counter: str, change: int) -> None:
        """Change one counter of a class; NotYet while the class is not on the board."""
        column = board_line.c[counter]
        line = update(board_line).where(board_line.c.class_id == class_id)
        if self._touched(line.values({counter: column + change})) == 0:
            raise NotYet(f"class {class_id} is not on the board")

    def note(self, class_id: str, fact: str, value: Any) -> None:
        """Write a fact on the line of a class, unless a later event already has; NotYet while the
        class is not on the board.
        """
        sequence = board_line.c[f"{fact}_seq"]
        line = update(board_line).where(board_line.c.class_id == class_id)
        newer = line.where(sequence < self.cause.sequence)
        written = newer.values({fact: value, sequence.name: self.cause.sequence})
        if self._touched(written) == 0 and self.line(class_id) is None:
            raise NotYet(f"class {class_id} is not on the board")

    def _touched(self, statement: Any) -> int:
        return len(self.session.execute(statement.returning(board_line.c.class_id)).all())

    def line(self, class_id: str) -> Any:
        """The line of one class; None when the board does not have it."""
        return self.session.execute(
            select(board_line).where(board_line.c.class_id == class_id)
        ).first()

    def lines(
        self, *, q: str = "", without: Sequence[ClassState] = (), page: int, size: int
    ) -> tuple[Sequence[Any], int]:
        """The board without the classes in some states, the class that starts last first."""
        statement = select(board_line).order_by(
            board_line.c.start_on.desc(), board_line.c.class_id.desc()
        )
        if without:
            statement = statement.where(board_line.c.state.not_in(without))
        if q:
            named = board_line.c.title.contains(q, autoescape=True)
            statement = statement.where(named | board_line.c.code.contains(q, autoescape=True))
        return self.page(statement, page, size)

    def totals(self, over: Sequence[ClassState], under_way: Sequence[ClassState]) -> Totals:
        """Sums over the classes that are not over."""
        running = board_line.c.state.in_(under_way)
        sums = [
            func.coalesce(func.sum(board_line.c[name]), 0)
            for name in ("nominated", "enrolled", "checked_in", "certificates")
        ]
        row = self.session.execute(
            select(func.count(), func.count().filter(running), *sums).where(
                board_line.c.state.not_in(over)
            )
        ).one()
        return Totals(*(int(value) for value in row))

    def states(self) -> dict[ClassState, int]:
        """How many classes are in each state."""
        counted = select(board_line.c.state, func.count()).group_by(board_line.c.state)
        return {row[0]: row[1] for row in self.session.execute(counted)}

    # -- activity and policies

    def record(self, *, zh: str, en: str) -> None:
        """Note the event in hand as one line of the activity list."""
        envelope = self.cause
        self.session.execute(
            insert(activity).values(
                event_id=envelope.event_id,
                name=envelope.name,
                zh=zh,
                en=en,
                at=envelope.occurred_at,
                class_id=envelope.class_id,
                by=envelope.actor,
            )
        )

    def latest(self, *, class_id: str | None, limit: int) -> Sequence[Any]:
        """The last lines of the activity list, newest first, of one class or of all."""
        statement: Select[Any] = select(activity).order_by(
            activity.c.at.desc(), activity.c.event_id.desc()
        )
        if class_id is not None:
            statement = statement.where(activity.c.class_id == class_id)
        return self.session.execute(statement.limit(limit)).all()

    def policies(self) -> Sequence[Any]:
        """The policy library, in the order of the norms."""
        return self.session.execute(select(policy).order_by(policy.c.position)).all()
