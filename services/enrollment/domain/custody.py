"""Who keeps which papers of a class: in the college the lead until check-in, the counselor until
the class leaves (B-6.7, B-8.7), elsewhere the staff.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from contracts.enrollment import ROLE_OF_DUTY, ClassState
from contracts.refusals import Forbidden
from contracts.roles import Actor, Role
from services.enrollment.domain.archive import ArchiveItem
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.checklist import DocType, Line, Segment
from services.enrollment.domain.duty import holds
from services.enrollment.domain.training_class import TrainingClass

S = ClassState


class Custody(StrEnum):
    """Whose segment of the file it is. What comes before the written confirmation the lead takes
    over with it; after departure the lead again, who settles the class (C9).
    """

    LEAD = "LEAD"
    COUNSELOR = "COUNSELOR"
    POST = "POST"


CUSTODY_OF = {
    Segment.PREPARATION: Custody.LEAD,
    Segment.TEACHING: Custody.COUNSELOR,
    Segment.RESULTS: Custody.POST,
}
CUSTODIAN_OF = {
    Custody.LEAD: Role.PROJECT_LEAD,
    Custody.COUNSELOR: Role.COUNSELOR,
    Custody.POST: Role.PROJECT_LEAD,
}
CLAUSE_OF = {Custody.LEAD: "B-6.7", Custody.COUNSELOR: "B-8.7", Custody.POST: "B-6.7"}


def custody_on(moment: datetime, steps: Sequence[Sequence[str]]) -> Custody:
    """Whose segment a moment lies in, by the steps (state, ISO moment) the class has taken."""
    checked_in, departed = _entered(S.CHECKING_IN, steps), _entered(S.DEPARTED, steps)
    if departed is not None and moment >= departed:
        return Custody.POST
    if checked_in is not None and moment >= checked_in:
        return Custody.COUNSELOR
    return Custody.LEAD


def custody_of(line: Line, item: ArchiveItem | None, steps: Sequence[Sequence[str]]) -> Custody:
    """In whose segment a paper of the file lies.

    A record bears the moment of its fact, and other papers that of their filing; a form of the
    checklist belongs where it arises, however late it is filed, and so does one that is missing.
    """
    dated = item is not None and (not item.is_upload or line.doc_type is DocType.OTHER)
    if item is None or not dated:
        return CUSTODY_OF[line.segment]
    return custody_on(item.filed_at, steps)


def keepers(role: Role, duties: Sequence[Assignment], at: datetime) -> list[str]:
    """Who answers in this role for papers of a moment, by the duties of the class in the order
    they began: what came before anybody held the role goes to the first, what came after to the
    last.
    """
    own = [duty for duty in duties if ROLE_OF_DUTY[duty.role] is role and not duty.substitute_for]
    then = [duty.person_id for duty in own if _holds_at(duty, at)]
    if then or not own:
        return then
    return [own[0].person_id] if at < own[0].from_at else [own[-1].person_id]


def refuse_other_hands(
    actor: Actor, line: Line, training_class: TrainingClass, *, now: datetime
) -> None:
    """Forbidden (403) to file papers of somebody else's segment; the staff file any."""
    if not training_class.nature.college or holds(actor, (Role.STAFF,), training_class.class_id):
        return
    custody = (
        custody_on(now, training_class.steps)
        if line.doc_type is DocType.OTHER
        else CUSTODY_OF[line.segment]
    )
    if holds(actor, (CUSTODIAN_OF[custody],), training_class.class_id):
        return
    clause = CLAUSE_OF[custody]
    if custody is Custody.COUNSELOR:
        raise Forbidden(
            "NOT_YOUR_SEGMENT",
            "学员报到至撤场期间的材料由辅导员归档。",
            "Papers from check-in to departure are filed by the counselor.",
            clause,
        )
    raise Forbidden(
        "NOT_YOUR_SEGMENT",
        "报到前及撤场后的材料由项目负责人归档。",
        "Papers from before check-in and after departure are filed by the lead.",
        clause,
    )


def _holds_at(duty: Assignment, at: datetime) -> bool:
    return duty.from_at <= at and (duty.to_at is None or at < duty.to_at)


def _entered(state: ClassState, steps: Sequence[Sequence[str]]) -> datetime | None:
    return next((datetime.fromisoformat(at) for known, at in steps if known == state), None)
