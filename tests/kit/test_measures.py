"""Figures are counted when asked for: none stands still, and none outlives its database."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY, generate_latest
from sqlalchemy import update

from contracts.enrollment import RegisterUnit, UnitKind
from contracts.roles import Actor
from kit import clock
from kit.database import Database
from kit.measures import Measures
from kit.testing import TestOffice
from tests.kit.test_hearing import a_plan, a_unit
from tests.watching.figures import figures

AGE = ("kaiban_outbox_oldest_unsent_age_seconds",)


def register(school: TestOffice, actor: Actor) -> None:
    school.do(RegisterUnit(code="A1", name="院党委", kind=UnitKind.GRASSROOTS_PARTY), actor)


def test_an_unsent_event_grows_older_though_no_clerk_looks_at_it(
    school: TestOffice, officer: Actor
) -> None:
    register(school, officer)
    written = school.tables["outbox"].c.written_at
    with school.database.writing() as session:
        session.execute(
            update(school.tables["outbox"]).values({written: clock.wall() - timedelta(minutes=5)})
        )
    first = figures(school)
    assert first["kaiban_outbox_waiting_events",] == 1
    assert 300 <= first[AGE] < figures(school)[AGE]


def test_what_was_sent_waits_no_more(school: TestOffice, officer: Actor) -> None:
    register(school, officer)
    with school.database.writing() as session:
        session.execute(update(school.tables["outbox"]).values(sent_at=clock.wall()))
    counted = figures(school)
    assert (counted["kaiban_outbox_waiting_events",], counted[AGE]) == (0, 0)


def test_what_is_tried_again_and_what_is_put_aside_are_told_apart(school: TestOffice) -> None:
    type(school.office.department).ready = False
    school.hear(a_plan("p1"), a_plan("p2"))
    school.hearing.park("{", "not an event")
    counted = figures(school)
    assert (counted["kaiban_held_events",], counted["kaiban_parked_events",]) == (2, 1)


def test_without_its_database_a_department_shows_that_and_no_old_figure(school: TestOffice) -> None:
    assert figures(school)["kaiban_database_up",] == 1
    with school.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox")
    assert figures(school) == {("kaiban_database_up",): 0}


def test_departments_of_one_process_share_a_family_each_under_its_name(school: TestOffice) -> None:
    other = TestOffice(type(school.office.department))
    other.office.name = "other"
    measures = Measures()
    for office in (school, other):
        measures.add(office.office, office.database)
    families = list(measures.collect())
    assert len({family.name for family in families}) == len(families)
    for family in families:
        assert [sample.labels["service"] for sample in family.samples] == ["enrollment", "other"]
    measures.remove(other.office)
    other.close()
    assert all(len(family.samples) == 1 for family in measures.collect())


def test_a_pool_shows_what_it_has_lent_and_what_it_lends_at_most(school: TestOffice) -> None:
    database = Database(str(school.database.engine.url), pool_size=3)
    database.show_as("shown")

    def shown() -> tuple[float | None, float | None]:
        labels = {"database": "shown", "pool": "both"}
        return (
            REGISTRY.get_sample_value("kaiban_db_pool_connections_in_use", labels),
            REGISTRY.get_sample_value("kaiban_db_pool_connections_max", labels),
        )

    assert shown() == (0, 6)
    with database.reading() as one, database.reading() as other:
        one.connection(), other.connection()
        assert shown() == (2, 6)
    assert shown() == (0, 6)
    database.close()
    assert shown() == (0, 6)


def test_a_first_failure_is_seen_as_a_rise_from_zero(school: TestOffice) -> None:
    for kind, message, outcome in (
        ("request", "register_unit", "failed"),
        ("event", "count_unit", "held"),
    ):
        labels = {"service": "enrollment", "kind": kind, "message": message, "outcome": outcome}
        assert REGISTRY.get_sample_value("kaiban_messages_handled_total", labels) is not None


@pytest.mark.parametrize("kind", ["request", "event"])
def test_each_message_s_time_is_measured(school: TestOffice, officer: Actor, kind: str) -> None:
    message = "register_unit" if kind == "request" else "count_unit"
    labels = {"service": "enrollment", "kind": kind, "message": message}

    def observed() -> float:
        name = "kaiban_message_handling_seconds_count"
        return REGISTRY.get_sample_value(name, labels) or 0

    before = observed()
    register(school, officer)
    school.hear(a_unit(), times=3)
    assert observed() == before + 1


def test_the_moment_a_counter_was_made_is_not_shown() -> None:
    assert b"_created" not in generate_latest()
