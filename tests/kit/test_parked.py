"""Messages put aside are listed with their history, tried again, and given up; and what was sent is
sent once more. Nothing of it happens twice.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from contracts.audit import AuditLog
from contracts.base import EVENTS
from contracts.enrollment import (
    AnnualPlanIssued,
    DiscardHeld,
    ListAudit,
    ListHeld,
    RegisterUnit,
    ReplayAllHeld,
    ReplayHeld,
    ResendEvents,
    UnitKind,
    UnitRegistered,
)
from contracts.operations import HeldEvent, HeldState
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from kit import clock
from kit.envelope import to_json
from kit.testing import TestOffice, an_actor, from_elsewhere
from tests.kit.school import School, heard

OPERATOR = an_actor(Role.SYSTEM_ADMIN, person="operator")


def plan_issued() -> AnnualPlanIssued:
    return AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[])


def poison() -> UnitRegistered:
    return UnitRegistered(unit_id="u", code="POISON", name="n", kind=UnitKind.DEPT)


def put_aside(school: TestOffice, **asked: Any) -> list[HeldEvent]:
    return school.do(ListHeld(**asked), OPERATOR).items


def replay(school: TestOffice, held_id: str = "", **when: Any) -> int:
    asked = ReplayHeld(held_id=held_id) if held_id else ReplayAllHeld(**when)
    return school.do(asked, OPERATOR).count


def counted(school: TestOffice) -> dict[str, int]:
    with school.database.reading() as session:
        return {row.name: row.times for row in session.execute(select(heard))}


def park_everything(school: TestOffice) -> None:
    """As after the last try of each."""
    with school.database.writing() as session:
        session.execute(text("UPDATE held SET next_try_at = NULL"))


def a_body(event: Any, **changed: Any) -> str:
    return json.dumps(to_json(from_elsewhere(event)) | changed)


def test_what_was_put_aside_is_listed_with_its_title_and_its_reason(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued(), poison())
    waiting, failed = put_aside(school)
    assert (waiting.reaction, failed.reaction) == ("wait_for_readiness", "count_unit")
    assert (waiting.name, waiting.zh, waiting.known) == (
        "annual_plan_issued",
        AnnualPlanIssued.heading.zh,
        True,
    )
    assert waiting.state is HeldState.WAITING
    assert "the school is not ready" in waiting.tries[0].why
    assert "no department can take this" in failed.tries[0].why


def test_every_try_is_told_with_its_moment(
    school: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    School.ready = False
    school.hear(plan_issued())
    later = clock.wall() + timedelta(days=1)
    monkeypatch.setattr(clock, "wall", lambda: later)
    school.hearing.retry_held()
    [event] = put_aside(school)
    assert [one.at == later for one in event.tries] == [False, True]
    for _ in range(3):
        later += timedelta(days=1)
        school.hearing.retry_held()
    assert put_aside(school)[0].state is HeldState.PARKED
    assert len(put_aside(school, state=HeldState.PARKED)[0].tries) == 5
    assert put_aside(school, state=HeldState.WAITING) == []


def test_a_reason_quotes_nobodys_number(school: TestOffice) -> None:
    school.hearing.park("{", "no such person: 11010519491231002X")
    assert "11010519491231002X" not in put_aside(school)[0].tries[0].why


def test_a_replayed_event_takes_effect_at_the_next_try(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued())
    park_everything(school)
    School.ready = True
    assert school.hearing.retry_held() == 0
    assert replay(school) == 1
    assert school.hearing.retry_held() == 1
    assert put_aside(school) == []


def test_one_event_can_be_replayed_without_the_others(school: TestOffice) -> None:
    school.hear(poison())
    School.ready = False
    school.hear(plan_issued())
    park_everything(school)
    chosen = put_aside(school)[1]
    School.ready = True
    assert replay(school, held_id=chosen.held_id) == 1
    with pytest.raises(Refusal, match="UNKNOWN"):
        replay(school, held_id="nobody-knows-it")
    assert school.hearing.retry_held() == 1
    assert [event.reaction for event in put_aside(school)] == ["count_unit"]


def test_those_of_a_time_are_replayed_without_earlier_and_later_ones(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued(), plan_issued(), plan_issued())
    park_everything(school)
    _, second, third = put_aside(school)
    assert replay(school, since=second.held_at, until=third.held_at) == 1
    assert [event.state is HeldState.WAITING for event in put_aside(school)] == [
        False,
        True,
        False,
    ]
    assert [one.held_id for one in put_aside(school, since=third.held_at)] == [third.held_id]


def test_a_replay_of_something_done_has_no_second_effect(school: TestOffice) -> None:
    School.ready = False
    body = a_body(plan_issued())
    envelope = school.hearing.read(body)
    school.hearing.hear([envelope])
    School.ready = True
    # The broker delivers it once more, and this time it takes effect; the held one is left behind.
    school.hearing.hear([envelope])
    before = counted(school)
    assert replay(school) == 1
    assert school.hearing.retry_held() == 1
    assert counted(school) == before
    assert put_aside(school) == []


def test_an_event_delivered_again_while_it_is_held_is_held_once(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued(), times=3)
    [event] = put_aside(school)
    assert len(event.tries) == 3


@pytest.mark.parametrize("body", ["{not json", "[]", "\x80\x04\x95", '{"name": "nobody_knows"}'])
def test_what_nobody_can_read_is_shown_without_its_text_and_survives_a_replay(
    school: TestOffice, body: str
) -> None:
    school.hearing.park(body, "not an event", {"exchange": "x.events", "routing_key": "y"})
    [event] = put_aside(school, state=HeldState.UNREADABLE)
    assert (event.reaction, event.known, event.came_by) == ("", False, "x.events y")
    assert event.characters == len(body)
    assert replay(school) == 1
    assert school.hearing.retry_held() == 0
    assert len(put_aside(school)[0].tries) == 2


def test_names_in_an_unreadable_message_are_not_repeated(school: TestOffice) -> None:
    school.hearing.park(json.dumps({"name": "王小明 <b>", "class_id": 7}), "not an event")
    [event] = put_aside(school)
    assert (event.name, event.class_id, event.zh) == ("", None, "无法识别的消息")


def test_an_event_of_a_later_version_takes_effect_once_this_one_knows_it(
    school: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = UnitRegistered(unit_id="u", code="A1", name="n", kind=UnitKind.DEPT)
    body = a_body(event)
    with monkeypatch.context() as before_the_upgrade:
        before_the_upgrade.delitem(EVENTS, "unit_registered")
        school.hearing.park(body, "not an event: KeyError('unit_registered')")
        replay(school)
        assert school.hearing.retry_held() == 0
        assert [one.known for one in put_aside(school)] == [False]
    replay(school)
    assert school.hearing.retry_held() == 1
    assert counted(school) == {"unit": 1, "everything": 1}
    assert put_aside(school) == []


def test_what_the_broker_gave_up_on_is_handled_like_any_other_event(school: TestOffice) -> None:
    School.ready = False
    school.hearing.park(a_body(plan_issued()), "put aside by the broker: delivery_limit")
    replay(school)
    school.hearing.retry_held()
    [event] = put_aside(school)
    assert (event.reaction, event.state) == ("wait_for_readiness", HeldState.WAITING)


def test_a_reaction_this_version_no_longer_has_keeps_its_event(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued())
    with school.database.writing() as session:
        session.execute(text("UPDATE held SET consumer = 'gone'"))
    replay(school)
    assert school.hearing.retry_held() == 0
    assert "this version has no gone" in put_aside(school)[0].tries[-1].why


def test_a_message_given_up_is_gone_for_good(school: TestOffice) -> None:
    envelope = school.hearing.read(a_body(poison()))
    school.hearing.hear([envelope])
    [event] = put_aside(school)
    with pytest.raises(Refusal, match="STILL_TRIED"):
        school.do(DiscardHeld(held_id=event.held_id, reason="wrong code"), OPERATOR)
    park_everything(school)
    school.do(DiscardHeld(held_id=event.held_id, reason="wrong code"), OPERATOR)
    assert put_aside(school) == []
    # Sent once more, nothing brings it back.
    school.hearing.hear([envelope])
    assert put_aside(school) == []


def test_what_the_broker_gave_up_on_can_be_given_up_too(school: TestOffice) -> None:
    body = a_body(poison())
    school.hearing.park(body, "put aside by the broker: delivery_limit")
    [event] = put_aside(school)
    school.do(DiscardHeld(held_id=event.held_id, reason="wrong code"), OPERATOR)
    school.hearing.hear([school.hearing.read(body)])
    assert put_aside(school) == []
    assert counted(school) == {}


def test_every_step_of_an_operator_is_a_line_of_the_audit_log(school: TestOffice) -> None:
    school.hearing.park("{", "not an event")
    [event] = put_aside(school)
    school.do(DiscardHeld(held_id=event.held_id, reason="a scanner's probe"), OPERATOR)
    replay(school)
    log: AuditLog = school.do(ListAudit(), OPERATOR)
    assert [(line.request, line.person_id) for line in log.items] == [
        ("replay_all_held", "operator"),
        ("discard_held", "operator"),
    ]
    assert {field.value for field in log.items[1].fields} == {event.held_id, "a scanner's probe"}


def test_the_events_of_a_time_are_sent_once_more_and_dropped_by_who_knows_them(
    school: TestOffice, officer: Actor
) -> None:
    school.do(RegisterUnit(code="A1", name="n"), officer)
    outbox = school.tables["outbox"]
    with school.database.writing() as session:
        session.execute(outbox.update().values(sent_at=clock.wall()))
    [envelope] = school.envelopes
    school.hearing.hear([envelope])
    before = counted(school)

    tomorrow = clock.wall() + timedelta(days=1)
    assert school.do(ResendEvents(since=tomorrow), OPERATOR).count == 0
    assert school.do(ResendEvents(since=envelope.written_at), OPERATOR).count == 1
    with school.database.reading() as session:
        assert session.execute(select(outbox.c.sent_at)).scalars().all() == [None]
    school.hearing.hear([envelope])
    assert counted(school) == before


@pytest.mark.parametrize(
    "asked",
    [ListHeld(), ReplayAllHeld(), ReplayHeld(held_id="h"), DiscardHeld(held_id="h", reason="no")],
)
def test_only_the_administrator_sees_and_moves_them(school: TestOffice, asked: Any) -> None:
    for role in set(Role) - {Role.SYSTEM_ADMIN}:
        with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
            school.do(asked, an_actor(role))
