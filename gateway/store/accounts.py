"""Look-ups of accounts and of the duties they follow."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from contracts.enrollment import ClassRole
from contracts.roles import Role
from gateway.accounts import EVERYWHERE, Account
from gateway.duties import Duty
from gateway.store.tables import account, api_token, authenticator, class_over, duty, grant, session
from kit.store import Store


class AccountLookups(Store):
    """Accounts and duties."""

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

    def holders(
        self, roles: Sequence[Role], *, q: str, page: int, size: int
    ) -> tuple[Sequence[Account], int]:
        """Who can sign in and holds one of these roles anywhere, by name."""
        holding = select(grant.c.person_id).where(grant.c.role.in_(roles))
        columns = account.c
        statement = (
            select(Account)
            .where(columns.active.is_(True), columns.person_id.in_(holding))
            .order_by(columns.name, columns.person_id)
        )
        if q:
            statement = statement.where(columns.name.contains(q, autoescape=True))
        return self.page(statement, page, size)

    def names(self) -> dict[str, str]:
        """What everybody who has an account is called."""
        everybody = select(account.c.person_id, account.c.name)
        return {row.person_id: row.name for row in self.session.execute(everybody)}

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

    def end_sign_ins(self, person_id: str) -> None:
        """End a person's sessions and tokens."""
        for table in (session, api_token):
            self.session.execute(delete(table).where(table.c.person_id == person_id))

    def has_authenticator(self, person_id: str) -> bool:
        """Whether somebody signs in by two steps."""
        theirs = authenticator.c.person_id == person_id
        found = select(authenticator.c.person_id).where(theirs, authenticator.c.confirmed.is_(True))
        return self.session.execute(found).first() is not None

    def forget_authenticator(self, account: Account) -> None:
        """Have the password alone sign somebody in again."""
        theirs = authenticator.c.person_id == account.person_id
        self.session.execute(delete(authenticator).where(theirs))
        self.session.expire(account, ["two_step"])

    # -- duties in classes

    def alone_with(self, record_id: str) -> None:
        """Wait for whoever else decides about the same person or class; until the transaction
        ends.
        """
        # A duty and its account, or a duty and the end of its class, may come at the same moment:
        # each would look for the other before it is there. SQLite has one writer anyway.
        if self.is_postgres:
            self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(record_id))))

    def account_of(self, person_id: str) -> Account | None:
        """One person's account; None while there is none."""
        return self.session.get(Account, person_id)

    def duty(self, class_id: str, role: ClassRole, person_id: str) -> Duty | None:
        """What is known of somebody's duty in a class."""
        return self.session.get(Duty, (class_id, role, person_id))

    def duties_of(self, person_id: str) -> Sequence[Duty]:
        """The duties somebody holds in classes that are not over."""
        running = duty.c.class_id.not_in(select(class_over.c.class_id))
        mine = (duty.c.person_id == person_id) & duty.c.held
        return self.session.scalars(select(Duty).where(mine, running)).all()

    def duties_in(self, class_id: str) -> Sequence[Duty]:
        """The duties held in a class."""
        held = (duty.c.class_id == class_id) & duty.c.held
        return self.session.scalars(select(Duty).where(held)).all()

    def class_is_over(self, class_id: str) -> bool:
        """Whether a class was closed or cancelled."""
        over = select(class_over.c.class_id).where(class_over.c.class_id == class_id)
        return self.session.execute(over).first() is not None

    def note_class_over(self, class_id: str) -> None:
        """Keep that a class was closed or cancelled."""
        self.session.execute(class_over.insert().values(class_id=class_id))
