"""When in the life of a class its commands are given; the service refuses them at other times."""

from collections.abc import Callable
from typing import Any

from contracts.enrollment import ClassState, ListStaff
from contracts.lookups import Lookup
from contracts.roles import COLLEGE_DEPARTMENTS, Role
from kit.pages.visit import Visit

S = ClassState
LINE = tuple(state for state in S if state not in (S.CANCELLED, S.SUSPENDED))


def _from(first: ClassState, last: ClassState) -> tuple[ClassState, ...]:
    return LINE[LINE.index(first) : LINE.index(last) + 1]


NEGOTIATING = (S.NEGOTIATING,)
APPOINTING = _from(S.PLANNED, S.DATA_CONFIRMED)
PLANNING = (S.PLANNED, *_from(S.CONFIRMED, S.IN_PROGRESS))
NAMING = _from(S.PREPARING, S.READY)
PREPARING = _from(S.PREPARING, S.DATA_CONFIRMED)
SERVING = _from(S.PREPARING, S.DEPARTED)
MEETING_PEOPLE = (S.CHECKING_IN, S.IN_PROGRESS, S.ASSESSING, S.DATA_CONFIRMED)
SUSPENDABLE = (S.CHECKING_IN, S.IN_PROGRESS, S.ASSESSING)
CLOSING = (S.IN_PROGRESS, S.ASSESSING, S.DATA_CONFIRMED)
BEFORE_CHECK_IN = _from(S.PLANNED, S.READY)
BEFORE_TEACHING = _from(S.PLANNED, S.CHECKING_IN)
ALLOCATING = (S.PLANNED, S.CONFIRMED, *_from(S.PREPARING, S.ENROLLING))
ENROLLING = (S.ENROLLING,)
LEAVING = _from(S.ROSTER_APPROVED, S.ASSESSING)

COLLEGE = (
    *COLLEGE_DEPARTMENTS,
    Role.PROJECT_LEAD,
    Role.COUNSELOR,
    Role.MENTOR,
    Role.PARTICIPANT,
    Role.HOST_REP,
    Role.COLLEGE_LEADER,
    Role.AUDITOR,
)
STAFF = Lookup(lambda _: ListStaff(), "person_id", ("name", "unit_name", "section"))
OWN_STAFF = Lookup(
    lambda known: ListStaff(unit_id=known.get("unit_id")), "person_id", ("name", "section")
)


def in_states(*states: str) -> Callable[[Any], bool]:
    """Whether a record stands in one of these states."""
    return lambda record: record.state in states


def of_college(visit: Visit) -> bool:
    """Whether somebody works by the college's norm: only its classes are negotiated and have a
    team.
    """
    return any(visit.actor.has(role) for role in COLLEGE)
