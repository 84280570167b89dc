"""Who the people of a class are: scheduling knows trainees by their ids, people know names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.enrollment import ListTrainees, TraineeView
from kit.pages.visit import Visit

MOST = 5000


@dataclass(frozen=True)
class Roll:
    """The roster of a class by trainee id, in the order of its numbers. Whoever may not see it, or
    while enrollment is silent, is left with the ids.
    """

    people: Mapping[str, TraineeView]

    def name(self, trainee_id: str) -> str:
        """The name, or what is left of the id."""
        known = self.people.get(trainee_id)
        return known.name if known else trainee_id[-6:]

    def number(self, trainee_id: str) -> str:
        """The trainee number; empty where nobody can tell."""
        known = self.people.get(trainee_id)
        return known.trainee_no if known else ""

    def unit(self, trainee_id: str) -> str:
        """Where somebody comes from."""
        known = self.people.get(trainee_id)
        return known.unit_name if known else ""

    def in_order(self, found: Iterable[Any]) -> list[Any]:
        """Records about trainees in the order of the roster; those it does not know come last."""
        places = {trainee_id: place for place, trainee_id in enumerate(self.people)}
        last = len(places)
        return sorted(found, key=lambda one: (places.get(one.trainee_id, last), one.trainee_id))

    def __iter__(self) -> Iterator[TraineeView]:
        return iter(self.people.values())


async def roll_of(visit: Visit) -> Roll:
    """The roster of the class this page is about."""
    found = await visit.part(ListTrainees(class_id=visit.known["class_id"], size=MOST))
    people = found.value.items if found.value else []
    return Roll({one.trainee_id: one for one in people})
