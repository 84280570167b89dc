"""What the forms of finance begin with."""

from collections.abc import Callable, Mapping
from typing import Any

from contracts.base import Query
from kit.pages.desk import Known


def of_class(kind: type[Query[Any]]) -> Callable[[Known], Query[Any] | None]:
    """Asks for the record of the class the form is about."""

    def asks(known: Known) -> Query[Any] | None:
        made: Any = kind
        return made(class_id=known["class_id"]) if "class_id" in known else None

    return asks


def blank(*_: Any) -> Mapping[str, Any]:
    """The form shows its record beside it, and begins empty."""
    return {}
