"""While a class is in which states the forms of finance are offered."""

from contracts.enrollment import ClassState

S = ClassState
BEFORE = (
    S.PLANNED,
    S.NEGOTIATING,
    S.CONFIRMED,
    S.PREPARING,
    S.NOTIFIED,
    S.ENROLLING,
    S.ROSTER_APPROVED,
    S.READY,
)
RUNNING = (S.CHECKING_IN, S.IN_PROGRESS, S.SUSPENDED, S.ASSESSING)
AFTER = (S.DATA_CONFIRMED, S.DEPARTED, S.HANDED_OVER)
SETTLED = (S.SETTLED, S.ARCHIVED, S.EVALUATED)
