"""What a department counts in its database whenever Prometheus asks.

    @measure("kaiban_classes", "Classes by the state they are in", label="state")
    def count_classes(self, store: EnrollmentStore) -> Mapping[str, float]: ...

Counted at the scrape, so that no figure stands still because its clerk does, and none outlives the
database it came from. Every replica counts, whichever clerk leads: replicas show the same figures,
and whoever adds up services takes the `max by (service)` of each first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from contracts.roles import Actor
from kit import clock
from kit.database import Database
from kit.office import Office

log = structlog.get_logger()

Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True)
class Gauge:
    """A figure: its name, what it tells, and the label its parts are told apart by."""

    name: str
    about: str
    label: str = ""


@dataclass(frozen=True)
class Figure:
    """What was counted: the parts by the value of the gauge's label; "" where it has none."""

    gauge: Gauge
    parts: Mapping[str, float]


DATABASE_UP = Gauge("kaiban_database_up", "Whether the database answered this scrape: 1 or 0")
OUTBOX_WAITING = Gauge(
    "kaiban_outbox_waiting_events", "Events written and not yet confirmed by the broker"
)
OUTBOX_OLDEST = Gauge(
    "kaiban_outbox_oldest_unsent_age_seconds", "Age of the oldest event not yet confirmed"
)
HELD = Gauge("kaiban_held_events", "Events waiting for their next try")
PARKED = Gauge("kaiban_parked_events", "Events put aside after every try failed")


def measure(name: str, about: str, *, label: str = "") -> Callable[[Method], Method]:
    """Marks a method that counts something cheap to count: it returns a number, or with a `label`
    one for each of that label's values, which are bounded words and all there even at zero.
    """

    def mark(method: Method) -> Method:
        method._gauge = Gauge(name, about, label)  # type: ignore[attr-defined]  # read by _measured
        return method

    return mark


class Measures(Collector):
    """The figures of the departments that live in this process."""

    def __init__(self) -> None:
        self._departments: dict[str, tuple[Office, Database]] = {}

    def add(self, office: Office, database: Database) -> None:
        """Count for a department from now on, by connections that its work does not wait for."""
        self._departments[office.name] = (office, database)

    def remove(self, office: Office) -> None:
        """The department closes."""
        self._departments.pop(office.name, None)

    def describe(self) -> Sequence[GaugeMetricFamily]:
        """Nothing beforehand: registering asks no database."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure there is now. Of a department without its database only that."""
        families: dict[Gauge, GaugeMetricFamily] = {}
        for service, department in list(self._departments.items()):
            for figure in _figures(*department):
                family = families.setdefault(figure.gauge, _family(figure.gauge))
                for part, number in figure.parts.items():
                    family.add_metric([service, part][: 1 + bool(figure.gauge.label)], number)
        yield from families.values()


MEASURES = Measures()
REGISTRY.register(MEASURES)


def _family(gauge: Gauge) -> GaugeMetricFamily:
    labels = ["service", gauge.label] if gauge.label else ["service"]
    return GaugeMetricFamily(gauge.name, gauge.about, labels=labels)


def _figures(office: Office, database: Database) -> list[Figure]:
    try:
        return [*_of_books(office, database), *_of_department(office, database), _up(1)]
    except Exception as problem:
        # A scrape tells what it can, whatever happens.
        log.warning("not measured", service=office.name, why=repr(problem)[:200])
        return [_up(0)]


def _up(number: int) -> Figure:
    return Figure(DATABASE_UP, {"": number})


def _of_books(office: Office, database: Database) -> list[Figure]:
    outbox, held = office.books.outbox, office.books.held
    unsent = select(func.count(), func.min(outbox.c.written_at)).where(outbox.c.sent_at.is_(None))
    with database.reading() as session:
        waiting, oldest = session.execute(unsent).one()
        # count() of a column leaves out what is parked: that has no next try.
        total, again = session.execute(
            select(func.count(), func.count(held.c.next_try_at)).select_from(held)
        ).one()
    age = (clock.wall() - oldest).total_seconds() if oldest else 0
    counted = {OUTBOX_WAITING: waiting, OUTBOX_OLDEST: age, HELD: again, PARKED: total - again}
    return [Figure(gauge, {"": number}) for gauge, number in counted.items()]


def _of_department(office: Office, database: Database) -> list[Figure]:
    """The department's own figures, each in a transaction of its own that only looks."""
    figures = []
    for method, gauge in _measured(type(office.department)):
        with database.reading() as session:
            store = office.store(session, office.itself(Actor(person_id="")))
            counted = getattr(office.department, method)(store)
        figures.append(Figure(gauge, counted if gauge.label else {"": counted}))
    return figures


def _measured(department: type) -> Iterator[tuple[str, Gauge]]:
    for base in reversed(department.__mro__):
        for name, member in vars(base).items():
            if hasattr(member, "_gauge"):
                yield name, member._gauge
