"""The one linear life of a class: which verb leads where, and what leads on by itself."""

from collections.abc import Mapping

from contracts.enrollment import ClassState
from contracts.lifecycle import Lifecycle
from services.enrollment.domain.conditions import Fact

S = ClassState

LINE = (
    S.PLANNED,
    S.NEGOTIATING,
    S.CONFIRMED,
    S.PREPARING,
    S.NOTIFIED,
    S.ENROLLING,
    S.ROSTER_APPROVED,
    S.READY,
    S.CHECKING_IN,
    S.IN_PROGRESS,
    S.ASSESSING,
    S.DATA_CONFIRMED,
    S.DEPARTED,
    S.HANDED_OVER,
    S.SETTLED,
    S.ARCHIVED,
    S.EVALUATED,
    S.CLOSED,
)
BEFORE_TEACHING = LINE[: LINE.index(S.IN_PROGRESS)]
BEFORE_CHECK_IN = LINE[: LINE.index(S.CHECKING_IN)]
STANDS_STILL = (S.CHECKING_IN, S.IN_PROGRESS, S.ASSESSING)

CLASS_LIFE = Lifecycle[ClassState](
    "班次",
    "class",
    {
        "negotiate": ((S.PLANNED,), S.NEGOTIATING),
        "confirm": ((S.NEGOTIATING,), S.CONFIRMED),
        "begin_preparation": ((S.PLANNED,), S.PREPARING),
        "carry_out": ((S.CONFIRMED,), S.PREPARING),
        "approve_roster": ((S.ENROLLING,), S.ROSTER_APPROVED),
        "confirm_readiness": ((S.ROSTER_APPROVED,), S.READY),
        "open_check_in": ((S.READY,), S.CHECKING_IN),
        "record_opening": ((S.CHECKING_IN,), S.IN_PROGRESS),
        "record_departure": ((S.DATA_CONFIRMED,), S.DEPARTED),
        "seal_archive": ((S.SETTLED,), S.ARCHIVED),
        "close": ((S.EVALUATED,), S.CLOSED),
        "cancel": (BEFORE_TEACHING, S.CANCELLED),
        "suspend": (STANDS_STILL, S.SUSPENDED),
    },
)
# What is done while a class stays in its state.
CLASS_DUTIES: Mapping[str, tuple[ClassState, ...]] = {
    "negotiate_elements": (S.NEGOTIATING,),
    "plan_implementation": LINE[LINE.index(S.CONFIRMED) : LINE.index(S.ASSESSING)],
    "appoint": LINE[: LINE.index(S.DEPARTED)],
    "name_participants": LINE[LINE.index(S.PREPARING) : LINE.index(S.CHECKING_IN)],
    "set_duty": LINE[LINE.index(S.PREPARING) : LINE.index(S.DEPARTED)],
    "make_ready": LINE[LINE.index(S.PREPARING) : LINE.index(S.DEPARTED)],
    "rehearse": LINE[LINE.index(S.PREPARING) : LINE.index(S.CHECKING_IN)],
    "run": (*STANDS_STILL, S.DATA_CONFIRMED),
    "serve": LINE[LINE.index(S.PREPARING) : LINE.index(S.HANDED_OVER)],
    "allocate_quotas": (S.PLANNED, S.CONFIRMED, S.PREPARING, S.NOTIFIED, S.ENROLLING),
    "nominate": (S.ENROLLING,),
    "decide_nominations": (S.ENROLLING,),
    "submit_roster": (S.ENROLLING,),
    "check_in": (S.CHECKING_IN,),
    "withdraw_trainee": (S.ROSTER_APPROVED, S.READY, S.CHECKING_IN, S.IN_PROGRESS, S.ASSESSING),
    "reschedule": BEFORE_CHECK_IN,
    "resume": (S.SUSPENDED,),
    "hold_closing": (S.IN_PROGRESS, S.ASSESSING, S.DATA_CONFIRMED),
}
# From a state, once the fact is there, by itself into the next.
BY_ITSELF: Mapping[ClassState, tuple[Fact, ClassState]] = {
    S.PREPARING: (Fact.NOTICE_PUBLISHED, S.NOTIFIED),
    S.NOTIFIED: (Fact.QUOTAS_ALLOCATED, S.ENROLLING),
    S.IN_PROGRESS: (Fact.TEACHING_FINISHED, S.ASSESSING),
    S.ASSESSING: (Fact.DATA_CONFIRMED, S.DATA_CONFIRMED),
    S.DEPARTED: (Fact.PAPERS_HANDED_OVER, S.HANDED_OVER),
    S.HANDED_OVER: (Fact.SETTLED, S.SETTLED),
    S.ARCHIVED: (Fact.PERFORMANCE_EVALUATED, S.EVALUATED),
}


def following(state: ClassState) -> ClassState | None:
    """The next state of the line; None at its end and beside it."""
    if state not in LINE[:-1]:
        return None
    return LINE[LINE.index(state) + 1]
