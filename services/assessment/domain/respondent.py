"""Who asks for an evaluation ticket, and for which of the three kinds of respondent (B-6.5a)."""

from contracts.assessment import Respondent
from contracts.refusals import Forbidden, Invalid
from contracts.roles import Actor, Role
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.summary_track import require_in_class


def respondent_of(actor: Actor, class_id: str, trainee: Candidate | None) -> tuple[str, Respondent]:
    """Under which id a ticket is noted as taken, and for which kind of respondent it counts.

    A trainee takes one's own ticket; whoever serves or orders the class, one as a person.
    """
    if trainee:
        _require_oneself(actor, trainee)
        require_in_class(trainee)
        return trainee.trainee_id, Respondent.TRAINEE
    if _holds(actor, class_id, Role.HOST_REP):
        return actor.person_id, Respondent.HOST
    if _holds(actor, class_id, Role.STUDENT_WORK, Role.COUNSELOR):
        return actor.person_id, Respondent.STUDENT_WORK
    raise Invalid(
        "WHOSE_TICKET",
        "请填写学员。",
        "Say which trainee the ticket is for.",
        "B-6.5b",
    )


def _require_oneself(actor: Actor, trainee: Candidate) -> None:
    if actor.person_id == trainee.person_id or trainee.trainee_id in actor.scopes("trainee"):
        return
    raise Forbidden(
        "NOT_YOUR_TICKET",
        "学员的评估票只能由本人领取。",
        "A trainee's ticket is taken by that trainee only.",
        "B-6.5b",
    )


def _holds(actor: Actor, class_id: str, *roles: Role) -> bool:
    return not actor.duties_in(class_id).isdisjoint(roles)
