"""Signing in by two steps 两步验证, as everybody sets it up for the own account."""

from sqlalchemy import delete, select

from contracts.refusals import Refusal
from gateway.authenticators import Authenticator, fresh_key
from gateway.identity import Identity, Person, audit
from gateway.store.tables import account, session
from kit import clock
from kit.green import off_loop


class TwoStep:
    """Offers a key, takes it into use with the first code, and gives it up again."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    async def authenticator(self, person: Person) -> Authenticator | None:
        """What the account shares with an app; not confirmed while the first code is awaited."""
        return await off_loop(self._authenticator, person)

    def _authenticator(self, person: Person) -> Authenticator | None:
        with self._identity.database.reading() as reading:
            return reading.get(Authenticator, person.person_id)

    async def begin(
        self, person: Person, password: str, address: str, request_id: str
    ) -> Authenticator:
        """A new key to be put into an app; the one before, never confirmed, is forgotten. Refusal
        WRONG_PASSWORD (409), or TWO_STEP_IN_USE (409) while a confirmed one serves.
        """
        await self._identity.prove(person, password, address, request_id)
        return await off_loop(self._begin, person, request_id)

    def _begin(self, person: Person, request_id: str) -> Authenticator:
        with self._identity.database.writing() as writing:
            # Where there is no key yet there is no row of it to wait for.
            own = select(account.c.person_id).where(account.c.person_id == person.person_id)
            writing.execute(own.with_for_update())
            held = writing.get(Authenticator, person.person_id)
            if held is not None and held.confirmed:
                raise Refusal(
                    "TWO_STEP_IN_USE",
                    "两步验证已开启；换手机时请先停用再开启。",
                    "Two-step sign-in is on; to change phones, turn it off first.",
                )
            offered = Authenticator(person_id=person.person_id, key=fresh_key())
            writing.merge(offered)
            audit(writing, person.person_id, request_id, "begin_two_step")
            return offered

    async def confirm(self, person: Person, code: str, request_id: str) -> None:
        """Take the key into use: the app has shown a code of it. Every other session of the person
        ends. Refusal WRONG_CODE (409), or NOT_BEGUN (409) where no key waits.
        """
        await off_loop(self._confirm, person, code, request_id)
        self._identity.look_again()

    def _confirm(self, person: Person, code: str, request_id: str) -> None:
        own = session.c.person_id == person.person_id
        with self._identity.database.writing() as writing:
            held = writing.get(Authenticator, person.person_id, with_for_update=True)
            if held is None or held.confirmed:
                raise Refusal(
                    "NOT_BEGUN", "没有待确认的验证器。", "No authenticator waits to be confirmed."
                )
            if not held.takes(code, clock.wall()):
                raise Refusal(
                    "WRONG_CODE",
                    "动态口令不正确，请核对手机时间后再试。",
                    "The code is wrong; please see that the phone's clock is right.",
                )
            held.confirmed = True
            writing.execute(delete(session).where(own, session.c.session_hash != person.session))
            audit(writing, person.person_id, request_id, "confirm_two_step")

    async def end(self, person: Person, password: str, address: str, request_id: str) -> None:
        """Give the authenticator up; the password alone signs in from then on, or a new one has to
        be set up where the house asks for it. Refusal WRONG_PASSWORD (409).
        """
        await self._identity.prove(person, password, address, request_id)
        await off_loop(self._end, person, request_id)
        self._identity.look_again()

    def _end(self, person: Person, request_id: str) -> None:
        with self._identity.database.writing() as writing:
            held = writing.get(Authenticator, person.person_id)
            if held is not None:
                writing.delete(held)
                audit(writing, person.person_id, request_id, "end_two_step")
