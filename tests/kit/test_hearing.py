"""An event takes effect once, in every reaction; what fails waits aside."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from contracts.base import Page
from contracts.enrollment import (
    AnnualPlanIssued,
    ClassAdvanced,
    ClassState,
    ListTrainees,
    UnitKind,
    UnitRegistered,
)
from contracts.refusals import Silent
from contracts.roles import Actor
from kit import clock
from kit.envelope import Envelope, from_json, to_json, wrap
from kit.testing import TestOffice
from tests.kit.school import School
from tests.kit.test_office import times


def a_unit(code: str = "A1") -> UnitRegistered:
    return UnitRegistered(unit_id="u1", code=code, name="院党委", kind=UnitKind.GRASSROOTS_PARTY)


def a_plan(plan_id: str = "p1") -> AnnualPlanIssued:
    return AnnualPlanIssued(plan_id=plan_id, year=2026, unit_ids=[])


def a_step() -> ClassAdvanced:
    return ClassAdvanced(class_id="c1", state=ClassState.READY, at=clock.now())


def an_envelope(event: object, number: int) -> Envelope:
    actor = Actor(person_id="elsewhere")
    wall = clock.wall()
    made = wrap(
        event,  # type: ignore[arg-type]  # any event will do
        event_id=f"e{number}",
        at=wall,
        wall=wall,
        actor=actor,
        causation_id="",
    )
    return from_json(to_json(made), sequence=number)


@pytest.mark.clause("A-1.a")
@settings(max_examples=25)
@given(order=st.permutations([0, 1, 2, 0, 1, 2, 0, 1, 2]), cut=st.integers(1, 9))
def test_repeated_and_reordered_deliveries_have_the_effect_of_one(
    order: list[int], cut: int
) -> None:
    school = TestOffice(School)
    envelopes = [an_envelope(a_unit(f"A{number}"), number) for number in range(3)]
    deliveries = [envelopes[number] for number in order]

    school.hearing.hear(deliveries[:cut])
    school.hearing.hear(deliveries[cut:])

    assert times(school, "unit") == 3
    assert times(school, "everything") == 3
    school.close()


def test_a_poison_event_blocks_none_of_its_neighbours(school: TestOffice) -> None:
    events = [a_unit("A1"), a_unit("POISON"), a_unit("A2")]
    school.hearing.hear([an_envelope(event, number) for number, event in enumerate(events)])

    assert times(school, "unit") == 2
    assert times(school, "everything") == 3
    assert [(row.consumer, row.event_id) for row in school.held] == [("count_unit", "e1")]
    assert "no department can take this" in school.held[0].reason


def test_an_event_that_comes_too_early_takes_effect_later(school: TestOffice) -> None:
    School.ready = False
    school.hear(a_plan())
    assert len(school.held) == 1
    assert school.events == []

    School.ready = True
    let_time_pass(school)
    assert school.hearing.retry_held() == 1

    assert school.held == []
    assert times(school, "plan") == 1
    assert len(school.events) == 1


def test_after_the_last_try_an_event_is_parked_with_its_reason(school: TestOffice) -> None:
    School.ready = False
    school.hear(a_plan())
    for _ in range(4):
        let_time_pass(school)
        assert school.hearing.retry_held() == 0

    (parked,) = school.held
    assert parked.next_try_at is None
    assert "the school is not ready" in parked.reason
    let_time_pass(school)
    assert school.hearing.retry_held() == 0


def test_a_held_event_delivered_again_still_has_one_effect(school: TestOffice) -> None:
    School.ready = False
    envelope = an_envelope(a_plan(), 1)
    school.hearing.hear([envelope])
    School.ready = True
    school.hearing.hear([envelope])
    let_time_pass(school)
    school.hearing.retry_held()

    assert times(school, "plan") == 1
    assert school.held == []


def test_another_department_is_asked_before_the_transaction(school: TestOffice) -> None:
    school.answers[ListTrainees] = Page(items=[], total=7)
    school.hear(a_step(), times=2)
    assert times(school, "asked:7") == 1
    assert len(school.colleagues.asked) == 1


def test_when_the_asked_department_is_silent_the_event_waits(school: TestOffice) -> None:
    def silent(_: object) -> None:
        raise Silent("enrollment")

    school.answers[ListTrainees] = silent
    school.hear(a_step())
    assert [row.consumer for row in school.held] == ["ask_first"]


def test_a_reaction_carries_on_who_began_it_and_why(school: TestOffice) -> None:
    school.hear(a_plan())
    (envelope,) = school.envelopes
    assert envelope.actor == "service:enrollment"
    assert envelope.causation_id
    assert envelope.sequence == 1


def test_an_unreadable_message_is_kept_for_people_to_look_at(school: TestOffice) -> None:
    school.hearing.park("{not json", "not an event")
    (parked,) = school.held
    assert (parked.consumer, parked.body, parked.next_try_at) == ("unreadable", "{not json", None)


def test_an_event_survives_the_wire_unchanged() -> None:
    envelope = an_envelope(a_plan(), 5)
    again = from_json(json.loads(json.dumps(to_json(envelope))))
    assert again == envelope
    assert again.event == a_plan()


def let_time_pass(school: TestOffice) -> None:
    held = school.tables["held"]
    with school.database.writing() as session:
        session.execute(
            update(held)
            .where(held.c.next_try_at.is_not(None))
            .values(next_try_at=clock.wall() - timedelta(seconds=1))
        )
