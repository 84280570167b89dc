"""From check-in on the lead receives information and coordinates, no longer serves (B-6.4b)."""

from collections.abc import Collection

from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from services.enrollment.domain.duty import holds
from services.enrollment.domain.training_class import TrainingClass


def refuse_narrowed_lead(
    actor: Actor, roles: Collection[Role], training_class: TrainingClass, *, override_reason: str
) -> None:
    """Refusal LEAD_ONLY_COORDINATES for somebody who once check-in has opened acts by no other
    role than the lead's, and does not say why.

    `roles` are those the command belongs to.
    """
    if not training_class.checking_in_begun or override_reason.strip():
        return
    others = tuple(set(roles) - {Role.PROJECT_LEAD})
    if not holds(actor, others, training_class.class_id):
        raise Refusal(
            "LEAD_ONLY_COORDINATES",
            "学员报到进场后，项目负责人原则上只接收信息、协调承办部门；确需办理的，请说明理由。",
            "After check-in the lead only receives information and coordinates; give a reason to "
            "act all the same.",
            "B-6.4b",
        )
