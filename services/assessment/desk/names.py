"""What the ids in assessment's records are called, asked of the departments that know."""

from collections.abc import Mapping
from typing import Any

from contracts.enrollment import ListClasses, ListUnits, UnitKind
from contracts.scheduling import ListTeachers, ListVenues
from kit.pages.visit import Visit

MOST = 200


async def named(visit: Visit) -> Mapping[str, Any]:
    """Names of departments, teachers and venues by their ids; an id without a name stays itself."""
    units, teachers, venues = await visit.asker.parts(
        ListUnits(kind=UnitKind.DEPT, size=MOST), ListTeachers(size=MOST), ListVenues(size=MOST)
    )
    return {
        "named": {
            **_names(units.value, "unit_id", "name"),
            **_names(teachers.value, "teacher_id", "name"),
            **_names(venues.value, "venue_id", "name"),
        }
    }


async def named_with_classes(visit: Visit) -> Mapping[str, Any]:
    """The same, and the titles of the classes."""
    found = await named(visit)
    classes = await visit.part(ListClasses(size=MOST))
    return {"named": {**found["named"], **_names(classes.value, "class_id", "title")}}


def _names(page: Any, key: str, name: str) -> dict[str, str]:
    return {getattr(one, key): getattr(one, name) for one in page.items} if page else {}
