"""How an id a request asks for is chosen: from which list, and by which words people know it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.base import Query, Title
from contracts.enrollment import (
    ListClasses,
    ListTrainees,
    ListUnits,
    UnitKind,
)
from contracts.finance import ListPurchases
from contracts.portal import ListColleagues, ListHostPeople
from contracts.scheduling import (
    FindTimetable,
    ListCourses,
    ListTeachers,
    ListVenues,
)

Known = Mapping[str, str]

# How many a page holds at most; a roster is had whole.
MOST = 200
ROSTER = 5000


def _any(_: Any) -> bool:
    return True


@dataclass(frozen=True)
class Lookup:
    """A list to choose from. `items` is the path of the list within the reply, empty where the
    reply is the list or a page of it; `words` are the fields an item is known by. `asks` is given
    the ids that are known already and answers None while one is missing; `where` leaves out items
    that cannot be chosen; `before` can be chosen too and is in no list. With `more` the list only
    suggests: something else may be typed.
    """

    asks: Callable[[Known], Query[Any] | None]
    value: str
    words: tuple[str, ...]
    items: str = ""
    where: Callable[[Any], bool] = _any
    before: Mapping[str, Title] = field(default_factory=dict)
    more: bool = False


def _within_class(kind: Callable[..., Query[Any]], **more: Any) -> Callable[[Known], Any]:
    return lambda known: kind(class_id=known["class_id"], **more) if "class_id" in known else None


TEACHERS = Lookup(lambda _: ListTeachers(size=MOST), "teacher_id", ("name", "employer"))
VENUES = Lookup(lambda _: ListVenues(size=MOST), "venue_id", ("name", "capacity"))
UNITS = Lookup(lambda _: ListUnits(size=MOST), "unit_id", ("name",))
# Within what a duty is held: everywhere, for one unit; seldom for another record.
SCOPES = Lookup(
    lambda _: ListUnits(size=MOST),
    "scope",
    ("name",),
    before={"*": Title("全部", "Everywhere")},
    more=True,
)
HOSTS = Lookup(lambda _: ListUnits(kind=UnitKind.HOST, size=MOST), "unit_id", ("name",))
DEPARTMENTS = Lookup(lambda _: ListUnits(kind=UnitKind.DEPT, size=MOST), "unit_id", ("name",))
TRAINEES = Lookup(
    _within_class(ListTrainees, size=ROSTER), "trainee_id", ("trainee_no", "name", "unit_name")
)
COLLEAGUES = Lookup(lambda _: ListColleagues(size=MOST), "person_id", ("name",))
HOST_PEOPLE = Lookup(_within_class(ListHostPeople, size=MOST), "person_id", ("name",))
SESSIONS = Lookup(
    _within_class(FindTimetable), "session_id", ("on", "half_day", "title"), items="sessions"
)

# By the name of the field; a list of ids is named in the plural.
LOOKUPS: Mapping[str, Lookup] = {
    "class_id": Lookup(lambda _: ListClasses(size=MOST), "class_id", ("code", "title")),
    "person_id": COLLEAGUES,
    "person_ids": COLLEAGUES,
    "owner_id": COLLEAGUES,
    "substitute_id": COLLEAGUES,
    "venue_id": VENUES,
    "teacher_id": TEACHERS,
    "teacher_ids": TEACHERS,
    "course_id": Lookup(lambda _: ListCourses(size=MOST), "course_id", ("title",)),
    "unit_id": UNITS,
    "unit_ids": UNITS,
    "mentor_unit_id": DEPARTMENTS,
    "host_id": HOSTS,
    "trainee_id": TRAINEES,
    "trainee_ids": TRAINEES,
    "session_id": SESSIONS,
    "purchase_id": Lookup(
        lambda _: ListPurchases(size=MOST), "purchase_id", ("supplier", "approval_ref")
    ),
}
