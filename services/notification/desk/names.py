"""Whom notification's records are about, for its pages."""

from collections.abc import Mapping

from contracts.lookups import UNITS
from kit.pages.choosing import naming
from kit.pages.visit import Visit

named_units = naming(UNITS)


async def own_id(visit: Visit) -> Mapping[str, str]:
    """Whoever looks, for what is asked about oneself."""
    return {"person_id": visit.actor.person_id}
