"""What the ids in notification's records are called, asked of the department that knows."""

from collections.abc import Mapping
from typing import Any

from contracts.enrollment import ListClasses, ListUnits
from kit.pages.visit import Visit

MOST = 200


async def named(visit: Visit) -> Mapping[str, Any]:
    """Names of classes and units by their ids; an id without a name stays itself."""
    classes, units = await visit.asker.parts(ListClasses(size=MOST), ListUnits(size=MOST))
    return {
        "named": {
            **_names(classes.value, "class_id", "title"),
            **_names(units.value, "unit_id", "name"),
        }
    }


async def named_units(visit: Visit) -> Mapping[str, Any]:
    """Names of units alone: on a page of a class its title stands above."""
    units = await visit.part(ListUnits(size=MOST))
    return {"named": _names(units.value, "unit_id", "name")}


async def own_id(visit: Visit) -> Mapping[str, str]:
    """Whoever looks, for what is asked about oneself."""
    return {"person_id": visit.actor.person_id}


def _names(page: Any, key: str, name: str) -> dict[str, str]:
    return {getattr(one, key): getattr(one, name) for one in page.items} if page else {}
