"""Who nominates for a class: the units concerned, each its own people only (A-5.w1)."""

from contracts.refusals import Forbidden, Refusal
from contracts.roles import Actor, Role
from services.enrollment.domain.duty import holds
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit

DESK = (Role.STAFF, Role.STUDENT_WORK, Role.COUNSELOR)
UNITS_OWN = (Role.GRASSROOTS_ORG, Role.HOST_REP)


def refuse_strange_unit(unit: Unit, training_class: TrainingClass) -> None:
    """Refusal NOT_ITS_CLASS for a unit that does not nominate, and for a host that did not order
    the class.
    """
    if not unit.may_nominate_for(training_class.host_id):
        raise Refusal(
            "NOT_ITS_CLASS",
            f"「{unit.name}」不能为本班提名学员。",
            f"{unit.name} does not nominate for this class.",
            "A-6.6",
        )


def refuse_other_unit(actor: Actor, unit_id: str, training_class: TrainingClass) -> None:
    """Forbidden (403) to act for a unit that is not one's own; who manages a class for its host
    acts for the host.
    """
    if holds(actor, DESK, training_class.class_id):
        return
    own = {"*", f"unit:{unit_id}"}
    if unit_id == training_class.host_id:
        own.add(f"class:{training_class.class_id}")
    if not any(grant.role in UNITS_OWN and grant.scope in own for grant in actor.grants):
        raise Forbidden(
            "NOT_YOUR_UNIT",
            "只能办理本单位的人员。",
            "You may act for people of your own unit only.",
            "A-5.w1",
        )
