"""Events put aside are listed with their reason, and tried again on request."""

from contracts.enrollment import AnnualPlanIssued, UnitKind, UnitRegistered
from kit.parked import parked, replay
from kit.testing import TestOffice
from tests.kit.school import School


def plan_issued() -> AnnualPlanIssued:
    return AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[])


def poison() -> UnitRegistered:
    return UnitRegistered(unit_id="u", code="POISON", name="n", kind=UnitKind.DEPT)


def test_what_was_put_aside_is_listed_with_its_reason(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued(), poison())
    waiting = parked(school.database, school.tables)
    assert [(event.consumer, event.attempts) for event in waiting] == [
        ("wait_for_readiness", 1),
        ("count_unit", 1),
    ]
    assert "the school is not ready" in waiting[0].reason
    assert "no department can take this" in waiting[1].reason


def test_a_replayed_event_takes_effect_at_the_next_try(school: TestOffice) -> None:
    School.ready = False
    school.hear(plan_issued())
    School.ready = True
    assert school.hearing.retry_held() == 0
    assert replay(school.database, school.tables) == 1
    assert school.hearing.retry_held() == 1
    assert parked(school.database, school.tables) == []


def test_one_event_can_be_replayed_without_the_others(school: TestOffice) -> None:
    school.hear(poison())
    School.ready = False
    school.hear(plan_issued())
    chosen = parked(school.database, school.tables)[1]
    School.ready = True
    assert replay(school.database, school.tables, chosen.held_id) == 1
    assert replay(school.database, school.tables, "nobody-knows-it") == 0
    assert school.hearing.retry_held() == 1
    assert [event.consumer for event in parked(school.database, school.tables)] == ["count_unit"]
