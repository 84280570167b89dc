"""A unit as scheduling knows one: by name."""

from dataclasses import dataclass


@dataclass(eq=False, kw_only=True)
class Unit:
    """A department or organisation that enrollment has registered."""

    unit_id: str
    name: str
