"""Whom the pages of one's own are for: trainees and teachers by their own record, and the hosts'
representatives.
"""

from contracts.roles import Actor, Role


def is_trainee(actor: Actor) -> bool:
    """Whether there is a training of the person's own."""
    return bool(own_trainings(actor))


def is_teacher(actor: Actor) -> bool:
    """Whether the person stands in the pool of teachers, beyond being some teacher."""
    return bool(own_records(actor))


def is_host(actor: Actor) -> bool:
    """Whether the person acts for a host."""
    return actor.has(Role.HOST_REP)


def own_trainings(actor: Actor) -> list[str]:
    """The person's places in classes; ids grow with time, so the latest stands first."""
    return _within(actor, Role.TRAINEE, "trainee")


def own_records(actor: Actor) -> list[str]:
    """The person's records in the pool of teachers, the latest first."""
    return _within(actor, Role.TEACHER, "teacher")


def hosted_classes(actor: Actor) -> list[str]:
    """The classes in which the person acts for the host, the latest first."""
    return _within(actor, Role.HOST_REP, "class")


def host_units(actor: Actor) -> list[str]:
    """The hosts the person acts for."""
    return _within(actor, Role.HOST_REP, "unit")


def _within(actor: Actor, role: Role, kind: str) -> list[str]:
    start = f"{kind}:"
    found = {
        grant.scope.removeprefix(start)
        for grant in actor.grants
        if grant.role is role and grant.scope.startswith(start)
    }
    return sorted(found, reverse=True)
