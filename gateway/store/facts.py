"""The log of facts by which classes are judged."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from contracts.enrollment import ClassState
from gateway.performance import Fact, values_of
from gateway.store.tables import board_line, fact
from kit.envelope import Envelope
from kit.store import Store


class FactLookups(Store):
    """Facts of classes."""

    def keep_fact(self, envelope: Envelope) -> None:
        """Keep what an event says of a class, or of the plan a class comes from."""
        plan_id = None if envelope.class_id else envelope.payload.get("plan_id")
        if envelope.class_id is None and plan_id is None:
            return
        self.append(
            fact,
            event_id=envelope.event_id,
            name=envelope.name,
            class_id=envelope.class_id,
            plan_id=plan_id,
            at=envelope.occurred_at,
            sequence=envelope.sequence,
            details=values_of(envelope.name, envelope.payload),
        )

    def facts_of(self, class_id: str) -> Sequence[Fact]:
        """Everything known of a class and of its plan; nothing before its creation was told."""
        return self.whole_facts_of([class_id])[class_id]

    def whole_facts_of(self, class_ids: Collection[str]) -> Mapping[str, Sequence[Fact]]:
        """The same of several classes, by class, in two look-ups however many they are."""
        known = self._facts_by("class_id", fact.c.class_id.in_(class_ids))
        plans = {class_id: _plans_in(known[class_id]) for class_id in class_ids}
        plan_ids = {plan_id for some in plans.values() for plan_id in some}
        of_plans = self._facts_by("plan_id", fact.c.plan_id.in_(plan_ids))
        return {
            class_id: [*known[class_id], *(one for plan in some for one in of_plans[plan])]
            if some
            else []
            for class_id, some in plans.items()
        }

    def facts_of_classes(
        self, class_ids: Collection[str], names: Collection[str]
    ) -> Mapping[str, Sequence[Fact]]:
        """The facts of these names, by class."""
        which = fact.c.class_id.in_(class_ids) & fact.c.name.in_(names)
        return self._facts_by("class_id", which)

    def _facts_by(self, key: str, which: ColumnElement[bool]) -> Mapping[str, Sequence[Fact]]:
        found: defaultdict[str, list[Fact]] = defaultdict(list)
        for row in self.session.execute(select(fact).where(which)):
            found[getattr(row, key)].append(_fact(row))
        return found

    def states_of_year(self, year: int) -> dict[str, ClassState]:
        """The classes that start in a year, with the state of each."""
        days = board_line.c.start_on.between(date(year, 1, 1), date(year, 12, 31))
        rows = self.session.execute(select(board_line.c.class_id, board_line.c.state).where(days))
        return {row.class_id: row.state for row in rows}


def _plans_in(facts: Sequence[Fact]) -> list[str]:
    return [one.values["plan_id"] for one in facts if one.name == "class_created"]


def _fact(row: Any) -> Fact:
    return Fact(name=row.name, at=row.at, sequence=row.sequence, values=row.details)
