"""Who may ask for what, and within which bounds: found by letting every role try every request.

`python -m tests.security.rights` writes rights.csv anew. What changes in it is to be read: it is
the decision, not a cache.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from contracts.base import REQUESTS, Request, department_of, wire_name
from contracts.roles import Actor, Grant, Role
from deploy.departments import department
from kit.database import Database
from kit.files import FileStore
from kit.office import Office
from kit.rights import NOBODY
from kit.testing import PreparedColleagues
from tests.contracts.samples import FOLDER, sample_of
from tests.contracts.test_messages import MESSAGES

TABLE = Path(__file__).with_name("rights.csv")
COLUMNS = ["request", "who", "reach"]
KINDS = ("unit", "class", "person", "trainee")
OWN, FOREIGN = "own", "foreign"
FORBIDDEN, UNAUTHENTICATED = "NOT_YOUR_DUTY", "SIGN_IN"
GIVEN = [role for role in Role if role not in {Role.PUBLIC, Role.SIGNED_IN}]

# A request, who asks, and how far it goes: "everywhere" with a role held everywhere; "unit" in the
# own unit alone; "any unit" in every unit whichever is the own one.
Row = tuple[str, str, str]


class Threshold(Office):
    """A department that lets in or refuses, and does nothing."""

    def _look(self, *_: Any) -> None:
        return None

    def _change(self, *_: Any) -> None:
        return None

    def _tell(self, *_: Any) -> None:
        return None

    def _record_refusal(self, *_: Any) -> None:
        return None


@cache
def threshold(name: str) -> Threshold:
    """The office of a department, as far as its threshold."""
    files, database = FileStore(Path("nowhere")), Database("sqlite:///never-opened.db")
    return Threshold(department(name)(), database, files, PreparedColleagues())


def is_let_in(kind: Any, actor: Actor) -> bool:
    """Whether this actor passes; the request is about everything that is the actor's own."""
    answer = threshold(department_of(kind)).answer(wire_name(kind), about_own(kind), actor)
    refused = answer.get("refused")
    assert refused is None or refused["code"] in {FORBIDDEN, UNAUTHENTICATED}, answer
    return refused is None


@cache
def about_own(kind: Any) -> Any:
    """A valid request, of which each `<kind>_id` is the own one."""
    kept = FOLDER / f"{department_of(kind)}.{wire_name(kind)}.json"
    # One declared a moment ago has no sample yet.
    sample = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else sample_of(kind)
    own = {f"{one}_id": OWN for one in KINDS if f"{one}_id" in kind.__dataclass_fields__}
    return {**sample, **own}


def holder(role: Role, scope: str = "*") -> Actor:
    """Somebody with one role."""
    return Actor(person_id="somebody", grants=(Grant(role, scope),))


def reach_of(kind: type[Request[Any]], role: Role) -> str:
    """How far a role reaches with this request, "" for not at all."""
    return " + ".join(_reaches(kind, role))


def _reaches(kind: type[Request[Any]], role: Role) -> Iterator[str]:
    if is_let_in(kind, holder(role)):
        yield "everywhere"
    for about in KINDS:
        own = is_let_in(kind, holder(role, f"{about}:{OWN}"))
        foreign = is_let_in(kind, holder(role, f"{about}:{FOREIGN}"))
        if own or foreign:
            yield f"any {about}" if own and foreign else about if own else f"foreign {about} only"


def rows() -> list[Row]:
    """Everything anybody may."""
    assert set(MESSAGES) >= set(REQUESTS)
    return [row for name in sorted(REQUESTS) for row in _rows_of(name, REQUESTS[name])]


def _rows_of(name: str, kind: type[Request[Any]]) -> Iterable[Row]:
    if is_let_in(kind, NOBODY):
        return [(name, Role.PUBLIC.value, "everywhere")]
    if is_let_in(kind, Actor(person_id="somebody")):
        return [(name, Role.SIGNED_IN.value, "everywhere")]
    found = ((name, role.value, reach_of(kind, role)) for role in GIVEN)
    return [row for row in found if row[2]]


def decided() -> list[Row]:
    """What was decided: the table as it is committed."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [(row["request"], row["who"], row["reach"]) for row in csv.DictReader(lines)]


def main() -> None:
    """Write the table."""
    found = rows()
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(found)


if __name__ == "__main__":
    main()
