"""Which of an actor's duties reaches a class, and what people may ask about themselves only."""

from collections.abc import Iterable

from contracts.refusals import Forbidden
from contracts.roles import ROLE_TITLES, Actor, Role
from contracts.scheduling import READERS


def duty_within(actor: Actor, roles: Iterable[Role], class_id: str) -> Role | None:
    """The first of these roles the actor holds everywhere or for this class, if any."""
    held = actor.duties_in(class_id)
    return next((role for role in sorted(roles) if role in held), None)


def require_duty(actor: Actor, roles: Iterable[Role], class_id: str, clause: str) -> Role:
    """The duty in which the actor acts; Forbidden (403) when it is none of these."""
    wanted = sorted(roles)
    role = duty_within(actor, wanted, class_id)
    if role is None:
        raise Forbidden(
            "NOT_YOUR_DUTY",
            f"此项现由{'、'.join(ROLE_TITLES[role][0] for role in wanted)}办理。",
            f"This is now for: {', '.join(ROLE_TITLES[role][1] for role in wanted)}.",
            clause,
        )
    return role


def require_oneself(actor: Actor, trainee_id: str) -> None:
    """Forbidden (403) unless the actor is this very trainee, however far the grant reaches."""
    if trainee_id not in actor.scopes("trainee"):
        raise Forbidden(
            "NOT_YOURSELF",
            "学员只能查看和办理本人的事项。",
            "Trainees see and do what is their own only.",
            "A-7.4.a",
        )


def require_teacher_or_reader(actor: Actor, teacher_id: str) -> None:
    """Forbidden (403) for a teacher who asks about another one."""
    reads_all = not actor.duties_in("").isdisjoint(READERS)
    if not reads_all and teacher_id not in actor.scopes("teacher"):
        raise Forbidden(
            "NOT_YOURSELF",
            "教师只能查看本人的日程。",
            "Teachers see their own timetable only.",
            "A-7.3.b",
        )


def require_own(actor: Actor, trainee_id: str, class_id: str) -> None:
    """Forbidden (403) when somebody acts as a trainee for another trainee."""
    others = {grant.role for grant in actor.grants} - {Role.TRAINEE}
    if duty_within(actor, others, class_id) or trainee_id in actor.scopes("trainee"):
        return
    raise Forbidden(
        "NOT_YOUR_LEAVE",
        "学员只能办理本人的请假。",
        "A trainee's own leave only.",
        "A-7.4.a",
    )
