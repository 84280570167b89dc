"""Look-ups of class accounts, budgets, and what was reported about each class."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, delete, func, select

from contracts.enrollment import AnnualPlanApproved
from contracts.refusals import Unknown
from contracts.roles import Role
from contracts.values import FileRef
from kit.clock import local_day
from kit.department import NotYet
from kit.store import Store
from services.finance.domain.account import ClassAccount
from services.finance.domain.budget import Budget
from services.finance.domain.lecture import Lecture
from services.finance.domain.usage import Arrival, HeldSession, PlannedSession, Usage, lectures_of
from services.finance.store.tables import arrival, held_session, plan_approval, planned_session

CLASS = ("班次账户", "class account")


class ClassLookups(Store):
    """Accounts, budgets, and what was reported about each class."""

    def account(self, class_id: str) -> ClassAccount:
        """The account of a class; Unknown (404) when there is none."""
        return self.get(ClassAccount, class_id, CLASS)

    def open_account(self, class_id: str) -> ClassAccount:
        """The account of a class that may still be written to; Refusal CLASS_CLOSED."""
        found = self.account(class_id)
        found.ensure_open()
        return found

    def hosted_account(self, class_id: str) -> ClassAccount:
        """The open account of a class with a host; Refusal NO_HOST for one without."""
        found = self.open_account(class_id)
        found.ensure_hosted()
        return found

    def knows_class(self, class_id: str) -> bool:
        """Whether the class has an account."""
        return self.session.get(ClassAccount, class_id) is not None

    def account_in_hand(self, class_id: str) -> ClassAccount:
        """The account, held until the transaction ends; NotYet when the class is not known so far.

        Two facts that arrive at once must see each other, or neither would notice it was the last.
        """
        found = self.hold(ClassAccount, class_id)
        if found is None:
            raise NotYet(f"class {class_id} is not known here yet")
        return found

    @property
    def fact_day(self) -> date:
        """The day in Asia/Shanghai on which the fact at hand happened, however late it is heard."""
        return local_day(self.envelope.occurred_at if self.envelope else self.now)

    @property
    def fact_order(self) -> int:
        """Where the fact at hand stands among its producer's facts."""
        return self.envelope.sequence if self.envelope else 0

    def duties(self, class_id: str) -> frozenset[Role]:
        """The duties the actor holds in this class."""
        return self.actor.duties_in(class_id)

    def require_file(self, file: FileRef | None) -> None:
        """Unknown (404) when nothing is stored under a file's id."""
        if file is not None and not self.files.path(file.file_id).exists():
            raise Unknown("文件", "file")

    def budget(self, class_id: str) -> Budget:
        """The budget of a class; Unknown (404) when there is none."""
        return self.get(Budget, class_id, ("班次预算", "budget"))

    def keep_plan_approval(self, event: AnnualPlanApproved) -> None:
        """The number under which a plan was approved; that of its newest revision."""
        own = plan_approval.c.plan_id == event.plan_id
        known = self.session.scalar(select(plan_approval.c.revision).where(own))
        if known is None or known <= event.revision:
            self.session.execute(delete(plan_approval).where(own))
            row = {"plan_id": event.plan_id, "doc_no": event.doc_no, "revision": event.revision}
            self.session.execute(plan_approval.insert().values(row))

    def plan_no(self, plan_id: str | None) -> str:
        """The number under which a plan was approved; empty while it is not known."""
        own = plan_approval.c.plan_id == plan_id
        return self.session.scalar(select(plan_approval.c.doc_no).where(own)) or ""

    # -- What was reported ----------------------------------------------------

    def arrival(self, trainee_id: str) -> Arrival | None:
        """A trainee's stay, if the trainee has arrived."""
        return self.find(Arrival, trainee_id)

    def knows_session(self, session_id: str) -> bool:
        """Whether this session was reported before."""
        return self.session.get(HeldSession, session_id) is not None

    def sessions(self, class_id: str) -> Sequence[HeldSession]:
        """The sessions of a class that took place, the earliest first."""
        columns = held_session.c
        own = select(HeldSession).where(columns.class_id == class_id)
        return self.session.scalars(own.order_by(columns.held_on, columns.session_id)).all()

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
        sessions = self.of_class(HeldSession, held_session, class_id)
        return Usage(
            class_id=class_id,
            arrivals=self.of_class(Arrival, arrival, class_id),
            sessions=sessions,
            planned=self.of_class(PlannedSession, planned_session, class_id),
            elsewhere=self._elsewhere(class_id, sessions),
        )

    def count_arrivals(self, class_id: str) -> int:
        """How many trainees have come."""
        counted = select(func.count()).where(arrival.c.class_id == class_id)
        return self.session.scalar(counted) or 0

    def of_class(self, record: type[Any], table: Table, class_id: str) -> Sequence[Any]:
        """Every record of a kind that belongs to a class."""
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
