"""Which duties somebody holds where it matters: in one class, or in one's own department."""

from contracts.refusals import Forbidden
from contracts.roles import COLLEGE_DEPARTMENTS, Actor, Role
from services.enrollment.domain.unit import Unit


def holds(actor: Actor, roles: tuple[Role, ...], class_id: str) -> bool:
    """Whether somebody holds one of these duties for this class; the people of a department hold
    theirs for every class.
    """
    return not actor.duties_in(class_id).isdisjoint(roles)


def refuse_stranger(actor: Actor, unit: Unit) -> None:
    """Forbidden (403) to act in the name of a department one does not work in (B-3.0)."""
    own = f"unit:{unit.unit_id}"
    # A department without a function of its own is known by its people's scope alone.
    roles, scopes = (
        ((unit.function,), ("*", own)) if unit.function else (COLLEGE_DEPARTMENTS, (own,))
    )
    if not any(grant.role in roles and grant.scope in scopes for grant in actor.grants):
        raise Forbidden(
            "NOT_YOUR_DEPARTMENT",
            f"此事须由{unit.name}人员办理。",
            f"This is for the people of {unit.name}.",
            "B-3.0",
        )
