"""Which desk's form a command has for somebody: two desks may ask for the same thing in their own
words.
"""

from collections.abc import Sequence
from typing import Any

from contracts.base import Command
from contracts.roles import Actor, Role
from kit.pages.desk import AnyKind, Desk, Known, Look
from kit.rights import grants_for

PLAIN_LOOK = Look()
# The pages of one's own, and whose they are.
OWN_DESK = "me"
OWN = frozenset({Role.TRAINEE, Role.TEACHER, Role.HOST_REP})


def look_of(
    desks: Sequence[Desk],
    kind: type[Command[Any]],
    actor: Actor,
    known: Known,
    back: str = "",
) -> Look:
    """As the desk has it that the form was opened from, else as that of whoever asks."""
    nearest = sorted(
        nearest_first(desks, kind, actor, known), key=lambda desk: not _is_from(desk, back)
    )
    return next((desk.looks[kind] for desk in nearest if kind in desk.looks), PLAIN_LOOK)


def _is_from(desk: Desk, back: str) -> bool:
    return back == f"/{desk.name}" or back.startswith(f"/{desk.name}/")


def nearest_first(
    desks: Sequence[Desk], kind: AnyKind, actor: Actor, known: Known
) -> Sequence[Desk]:
    """The pages of one's own first for those who may only as trainees, teachers or a host's people,
    last for everybody else.
    """
    roles = {grant.role for grant in grants_for(actor, kind, known)}
    is_own = bool(roles) and roles <= OWN
    return sorted(desks, key=lambda desk: (desk.name == OWN_DESK) is not is_own)
