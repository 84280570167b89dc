"""Who may ask for what: deny by default, from the roles a request's declaration names and the
scopes of the actor's grants.
"""

from collections.abc import Mapping
from typing import Any

from contracts.base import Request
from contracts.refusals import Forbidden, Unauthenticated
from contracts.roles import ROLE_TITLES, Actor, Grant, Role

NOBODY = Actor(person_id="")


def require(actor: Actor, request: Request[Any]) -> None:
    """Forbidden (403) unless one of the actor's grants reaches this request; Unauthenticated
    (401) when nobody is signed in.
    """
    roles = type(request).ask.roles
    if Role.PUBLIC in roles:
        return
    if not actor.person_id:
        raise Unauthenticated("SIGN_IN", "请先登录。", "Please sign in first.")
    if Role.SIGNED_IN in roles or any(
        _reaches(grant, type(request), vars(request))
        for grant in actor.grants
        if grant.role in roles
    ):
        return
    needed = sorted(roles - {Role.DEPARTMENT})
    raise Forbidden(
        "NOT_YOUR_DUTY",
        f"此操作须由以下岗位办理：{'、'.join(ROLE_TITLES[role][0] for role in needed)}。",
        f"This is for: {', '.join(ROLE_TITLES[role][1] for role in needed)}.",
        type(request).ask.clauses[0] if type(request).ask.clauses else "",
    )


def may_ever(actor: Actor, request: type[Request[Any]]) -> bool:
    """Whether the actor might ask for this at all; what pages show and hide by."""
    roles = request.ask.roles
    return bool(roles & {Role.PUBLIC, Role.SIGNED_IN}) or any(
        grant.role in roles for grant in actor.grants
    )


def may_here(actor: Actor, kind: type[Request[Any]], known: Mapping[str, Any]) -> bool:
    """Whether the actor might ask for this where these ids are known; an id that is not known yet
    may still turn out to be within reach.
    """
    roles = kind.ask.roles
    if Role.PUBLIC in roles or (Role.SIGNED_IN in roles and actor.person_id):
        return True
    return bool(grants_for(actor, kind, known))


def grants_for(actor: Actor, kind: type[Request[Any]], known: Mapping[str, Any]) -> list[Grant]:
    """The actor's grants by which this might be asked for where these ids are known."""
    held = [grant for grant in actor.grants if grant.role in kind.ask.roles]
    return [grant for grant in held if _may_reach(grant, kind, known)]


def _may_reach(grant: Grant, kind: type[Request[Any]], known: Mapping[str, Any]) -> bool:
    field = f"{grant.scope.partition(':')[0]}_id"
    open_yet = field in kind.__dataclass_fields__ and field not in known
    return open_yet or _reaches(grant, kind, known)


def _reaches(grant: Grant, kind: type[Request[Any]], values: Mapping[str, Any]) -> bool:
    """A grant within "unit:7" reaches only requests whose unit_id is 7.

    A department of the college is different: within its unit its people do all of its work, and
    only what is done in a department's name must be done in the name of their own.
    """
    if grant.scope == "*":
        return True
    about, _, record = grant.scope.partition(":")
    if grant.is_a_departments and not acts_for_a_unit(kind):
        return True
    return f"{about}_id" in kind.__dataclass_fields__ and values.get(f"{about}_id") == record


def acts_for_a_unit(kind: type[Request[Any]]) -> bool:
    """Whether it is done in the name of a unit, as its address says."""
    return "/units/{unit_id}/" in kind.ask.path
