"""Where people are reached, and which roles they hold as far as the portal has told."""

from contracts.enrollment import PersonalDataErased
from contracts.notification import ContactView, FindContact, KeepContact
from contracts.portal import RoleGranted, RoleRevoked
from contracts.refusals import Forbidden
from contracts.roles import Actor, Grant, Role
from kit.department import command, query, reaction
from services.notification.service.facts import place
from services.notification.service.views import contact_view
from services.notification.store import NotificationStore


class Contacts:
    """Who can be told outside the portal."""

    @command
    def keep_contact(self, request: KeepContact, store: NotificationStore) -> ContactView:
        _ensure_own(store.actor, request.person_id)
        contact = store.contact(request.person_id)
        contact.keep(
            email=request.email,
            phone=request.phone,
            by_email=request.by_email,
            by_sms=request.by_sms,
            now=store.now,
        )
        store.add(contact)
        return contact_view(contact)

    @query
    def find_contact(self, request: FindContact, store: NotificationStore) -> ContactView:
        _ensure_own(store.actor, request.person_id)
        return contact_view(store.contact(request.person_id))

    @reaction
    def erase_contact(self, event: PersonalDataErased, store: NotificationStore) -> None:
        store.erase_contact(event.person_id)

    @reaction
    def learn_role(self, event: RoleGranted, store: NotificationStore) -> None:
        held = store.held_role(event.person_id, event.role, event.scope)
        held.learn(is_held=True, as_of=place(store))

    @reaction
    def forget_role(self, event: RoleRevoked, store: NotificationStore) -> None:
        held = store.held_role(event.person_id, event.role, event.scope)
        held.learn(is_held=False, as_of=place(store))


def _ensure_own(actor: Actor, person_id: str) -> None:
    if person_id != actor.person_id and Grant(Role.SYSTEM_ADMIN) not in actor.grants:
        raise Forbidden(
            "NOT_YOUR_CONTACT",
            "只能登记和查看本人的联系方式。",
            "Only your own contact can be kept and shown.",
        )
