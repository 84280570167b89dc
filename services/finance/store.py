"""The tables of finance, and the questions asked of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

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
    delete,
    select,
)

from contracts.finance import BudgetLine
from contracts.values import Category, HalfDay, Profile
from kit.clock import local_day
from kit.columns import Id, Moment, Values, word
from kit.department import NotYet
from kit.store import Store
from kit.tables import Tables
from services.finance.domain.account import ClassAccount, DataState, SettlementState, Standing
from services.finance.domain.budget import Budget, BudgetState
from services.finance.domain.lecture import Lecture
from services.finance.domain.usage import Arrival, HeldSession, PlannedSession, Usage, lectures_of

tables = Tables("finance")

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
    Column("drafted_by", String(64), nullable=False),
    Column("cleared_by", String(64), nullable=False),
    Column("cleared_over_fen", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    tables.version(),
    CheckConstraint(
        "state <> 'CLEARED' OR cleared_by <> drafted_by", name="nobody_clears_their_own_budget"
    ),
)

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
)

planned_session = Table(
    "planned_session",
    tables.metadata,
    Column("session_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("begins_at", Moment, nullable=False),
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

CLASS = ("班次账户", "class account")


class FinanceStore(Store):
    """Accounts, budgets, and what was reported about each class."""

    tables = tables

    def account(self, class_id: str) -> ClassAccount:
        """The account of a class; Unknown (404) when there is none."""
        return self.get(ClassAccount, class_id, CLASS)

    def knows_class(self, class_id: str) -> bool:
        """Whether the class has an account."""
        return self.session.get(ClassAccount, class_id) is not None

    def account_in_hand(self, class_id: str) -> ClassAccount:
        """The account, held until the transaction ends; NotYet when the class is not known so far.

        Two facts that arrive at once must see each other, or neither would notice it was the last.
        """
        found = self.session.get(ClassAccount, class_id, with_for_update=True)
        if found is None:
            raise NotYet(f"class {class_id} is not known here yet")
        return found

    @property
    def fact_day(self) -> date:
        """The day in Asia/Shanghai on which the fact at hand happened, however late it is heard."""
        return local_day(self.envelope.occurred_at if self.envelope else self.now)

    def budget(self, class_id: str) -> Budget:
        """The budget of a class; Unknown (404) when there is none."""
        return self.get(Budget, class_id, ("班次预算", "budget"))

    def arrival(self, trainee_id: str) -> Arrival | None:
        """A trainee's stay, if the trainee has arrived."""
        return self.session.get(Arrival, trainee_id)

    def knows_session(self, session_id: str) -> bool:
        """Whether this session was reported before."""
        return self.session.get(HeldSession, session_id) is not None

    def plan_sessions(self, class_id: str, begins: Iterable[tuple[str, datetime]]) -> None:
        """Keep the sessions of the timetable in force instead of those kept before."""
        self.session.execute(delete(PlannedSession).where(planned_session.c.class_id == class_id))
        self.add(
            *(
                PlannedSession(session_id=session_id, class_id=class_id, begins_at=begins_at)
                for session_id, begins_at in begins
            )
        )

    def usage(self, class_id: str) -> Usage:
        """Everything that was reported about a class."""
        sessions = self._all(HeldSession, held_session, class_id)
        return Usage(
            class_id=class_id,
            arrivals=self._all(Arrival, arrival, class_id),
            sessions=sessions,
            planned=self._all(PlannedSession, planned_session, class_id),
            elsewhere=self._elsewhere(class_id, sessions),
        )

    def _all(self, record: type[Any], table: Table, class_id: str) -> Sequence[Any]:
        return self.session.scalars(select(record).where(table.c.class_id == class_id)).all()

    def _elsewhere(self, class_id: str, sessions: Sequence[HeldSession]) -> list[Lecture]:
        """What the teachers of these sessions taught to other classes on the same days."""
        teachers = {teacher_id for session in sessions for teacher_id in session.teacher_ids}
        others = self.session.execute(
            select(HeldSession, planned_session.c.begins_at)
            .outerjoin(planned_session, planned_session.c.session_id == held_session.c.session_id)
            .where(
                held_session.c.held_on.in_({session.on for session in sessions}),
                held_session.c.class_id != class_id,
            )
        )
        return [
            lecture
            for session, begins_at in others
            for lecture in lectures_of(
                session, {session.session_id: begins_at} if begins_at else {}
            )
            if lecture.teacher_id in teachers
        ]
