"""What the forms of finance begin with, and while a class is in which states they are offered."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.base import Query
from contracts.enrollment import ClassState
from kit.pages.desk import Known

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


def of_class(kind: type[Query[Any]]) -> Callable[[Known], Query[Any] | None]:
    """Asks for the record of the class the form is about."""

    def asks(known: Known) -> Query[Any] | None:
        made: Any = kind
        return made(class_id=known["class_id"]) if "class_id" in known else None

    return asks


def blank(*_: Any) -> Mapping[str, Any]:
    """The form shows its record beside it, and begins empty."""
    return {}
