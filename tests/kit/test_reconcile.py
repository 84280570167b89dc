"""What a department restored to an earlier moment has forgotten is sent again, found, and numbered
past.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, select

from contracts.enrollment import UnitKind, UnitRegistered
from contracts.roles import Actor
from kit import clock, reconcile
from kit.testing import TestOffice
from tests.kit.school import School
from tests.kit.test_hearing import a_plan, an_envelope
from tests.servers import RealServers


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def school(request: pytest.FixtureRequest) -> Iterator[TestOffice]:
    """The small department on each kind of database; what it emits it also hears."""
    url = None
    if request.param == "postgresql":
        servers: RealServers = request.getfixturevalue("servers")
        url = servers.fresh().database_url.format(service="enrollment")
    School.ready = True
    office = TestOffice(School, url)
    yield office
    office.close()


def outbox(school: TestOffice) -> dict[str, int]:
    """The events in the outbox, with their numbers."""
    table = school.tables["outbox"]
    with school.database.reading() as session:
        return {row.event_id: row.seq for row in session.execute(select(table))}


def forget(school: TestOffice, table: str) -> None:
    """As a database does that is restored to a moment before all this."""
    with school.database.writing() as session:
        session.execute(delete(school.tables[table]))


def test_what_a_reaction_emits_once_more_has_the_ids_it_had(school: TestOffice) -> None:
    plan = an_envelope(a_plan(), 1)
    school.hearing.hear([plan])
    before = outbox(school)
    forget(school, "inbox")
    forget(school, "outbox")
    school.hearing.hear([plan])
    assert len(before) == 1
    assert outbox(school).keys() == before.keys()


def test_two_reactions_never_give_their_events_the_same_id() -> None:
    cause = clock.new_id()
    ids = {clock.id_after(cause, part) for part in ("a.one.0", "a.one.1", "a.two.0", "b.one.0")}
    assert len(ids) == 4
    assert all(cause < found and len(found) == 32 for found in ids)


def test_an_event_its_producer_has_forgotten_is_named(school: TestOffice) -> None:
    known, lost = a_registered("A1"), a_registered("A2")
    school.hearing.hear([an_envelope(known, 1), an_envelope(lost, 2)])
    write_outbox(school, "e1", known)
    (orphan,) = reconcile.orphans([School], {"enrollment": school.database})
    assert orphan.event_id == "e2"
    assert (orphan.producer, orphan.name) == ("enrollment", "unit_registered")
    assert orphan.handled_by == ["enrollment.count_unit", "enrollment.count_everything"]


def test_an_event_that_has_taken_effect_nowhere_is_sent_again(school: TestOffice) -> None:
    write_outbox(school, "e1", a_registered("A1"))
    databases = {"enrollment": school.database}
    school.hearing.hear([an_envelope(a_registered("A1"), 1)])
    assert reconcile.send_unhandled_again([School], databases) == 0
    forget(school, "inbox")
    assert reconcile.send_unhandled_again([School], databases) == 1
    assert reconcile.send_unhandled_again([School], databases) == 0


def test_the_next_event_is_numbered_above_all_that_were_forgotten(school: TestOffice) -> None:
    school.hearing.hear([an_envelope(a_plan("p1"), 1)])
    (last,) = outbox(school).values()
    reconcile.leap(School, school.database)
    school.hearing.hear([an_envelope(a_plan("p2"), 2)])
    assert max(outbox(school).values()) > last + reconcile.LEAP - 1
    assert len(outbox(school)) == 2


def a_registered(code: str) -> UnitRegistered:
    return UnitRegistered(unit_id=code, code=code, name="院党委", kind=UnitKind.GRASSROOTS_PARTY)


def write_outbox(school: TestOffice, event_id: str, event: UnitRegistered) -> None:
    """Into the outbox under this id, as sent."""
    with school.database.writing() as session:
        books = school.office.books
        books.write_outbox(session, [event], Actor(person_id="ann"), "")
        waiting = books.outbox.c.sent_at.is_(None)
        session.execute(
            books.outbox.update().where(waiting).values(event_id=event_id, sent_at=clock.wall())
        )
