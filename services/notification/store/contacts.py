"""Look-ups of contacts, and of who is meant by a role, a unit or a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import Select, delete, or_, select

from contracts.notification import ListUnitDeliveries, Medium
from contracts.roles import Actor, Grant, Role
from services.notification.domain.contact import Contact, HeldRole
from services.notification.domain.delivery import to_person, unit_of
from services.notification.domain.todo import Address
from services.notification.store.classes import ClassLookups
from services.notification.store.tables import contact, held_role

# The people of a unit are those who may read what was sent to it.
OF_UNITS = ListUnitDeliveries.ask.roles
WANTS_ANYTHING = contact.c.by_email | contact.c.by_sms
# Databases take only so many values in one question.
AT_ONCE = 500


class ContactLookups(ClassLookups):
    """Who can be told by which medium."""

    def contact(self, person_id: str) -> Contact:
        """A person's contact; an empty one where nothing was kept yet."""
        return self.session.get(Contact, person_id) or Contact(person_id=person_id)

    def erase_contact(self, person_id: str) -> None:
        """Keep no address of a person any more; what waits for them is then not sent."""
        self.session.execute(delete(contact).where(contact.c.person_id == person_id))

    def held_role(self, person_id: str, role: Role, scope: str) -> HeldRole:
        """What is known of somebody's role; made when it is first spoken of."""
        found = self.session.get(HeldRole, (person_id, role, scope))
        if found is None:
            found = HeldRole(person_id=person_id, role=role, scope=scope)
            self.add(found)
        return found

    def media_of(self, person_ids: Iterable[str]) -> list[tuple[str, frozenset[Medium]]]:
        """The media each of these persons wants; whoever wants none is left out."""
        wanted, found = sorted(set(person_ids)), []
        flags = select(contact.c.person_id, contact.c.by_email, contact.c.by_sms)
        for begin in range(0, len(wanted), AT_ONCE):
            mine = contact.c.person_id.in_(wanted[begin : begin + AT_ONCE])
            for person_id, by_email, by_sms in self.session.execute(
                flags.where(mine, WANTS_ANYTHING)
            ):
                chosen = {Medium.EMAIL: by_email, Medium.SMS: by_sms}
                found.append((person_id, frozenset(m for m, is_on in chosen.items() if is_on)))
        return found

    def people_behind(self, recipients: Iterable[str]) -> set[str]:
        """The persons meant by recipients: themselves, or those who act for a unit."""
        people: set[str] = set()
        units = []
        for recipient in recipients:
            if unit_of(recipient) is None:
                people.add(recipient.removeprefix(to_person("")))
            else:
                units.append(recipient)
        return people | self._acting_for(units)

    def people_meant(self, address: Address, class_id: str | None) -> set[str]:
        """The persons who hold what an address names, of those who want to be told outside."""
        function = self._function(address.scope)
        perhaps = or_(
            held_role.c.role.in_({address.role, function} - {None}),
            held_role.c.scope == address.scope,
        )
        actors = self._actors(self._reachable().where(perhaps))
        return {
            actor.person_id
            for actor in actors
            if address.reaches(
                actor, class_id=class_id, units=_units(actor, address.scope, function)
            )
        }

    def _acting_for(self, units: Collection[str]) -> set[str]:
        functions = {function for unit in units if (function := self._function(unit)) is not None}
        found: set[str] = set()
        for begin in range(0, len(units), AT_ONCE):
            of_unit = held_role.c.scope.in_(list(units)[begin : begin + AT_ONCE])
            acting = self._reachable().where(of_unit, held_role.c.role.in_(OF_UNITS))
            found |= set(self.session.scalars(acting))
        everywhere = (held_role.c.scope == "*") & held_role.c.role.in_(functions)
        return found | set(self.session.scalars(self._reachable().where(everywhere)))

    def _function(self, scope: str) -> Role | None:
        unit_id = unit_of(scope)
        unit = self.unit_in_hand(unit_id) if unit_id else None
        return unit.function if unit else None

    def _reachable(self) -> Select[tuple[str]]:
        return (
            select(held_role.c.person_id)
            .join(contact, contact.c.person_id == held_role.c.person_id)
            .where(held_role.c.is_held, WANTS_ANYTHING)
        )

    def _actors(self, person_ids: Select[tuple[str]]) -> list[Actor]:
        """These persons with every role they hold."""
        held: dict[str, list[Grant]] = defaultdict(list)
        rows = self.session.execute(
            select(held_role.c.person_id, held_role.c.role, held_role.c.scope).where(
                held_role.c.is_held, held_role.c.person_id.in_(person_ids)
            )
        )
        for person_id, role, scope in rows:
            held[person_id].append(Grant(role, scope))
        return [Actor(person_id=each, grants=tuple(grants)) for each, grants in held.items()]


def _units(actor: Actor, scope: str, function: Role | None) -> frozenset[str]:
    """The scope, if the actor holds the function of its department everywhere."""
    everywhere = any(g.role is function and g.scope == "*" for g in actor.grants)
    return frozenset({scope}) if function and everywhere else frozenset()
