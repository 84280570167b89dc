"""Valid objects for tests of the portal: a class of either norm, and events as facts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.base import Event, wire_name
from contracts.enrollment import ClassCreated
from contracts.portal import ClauseLine, PerformanceReport
from contracts.roles import Role
from contracts.values import Category, ClassLevel, OrgMode, Profile, Track
from gateway.performance import Fact, report_of, values_of
from kit.clock import SHANGHAI
from kit.testing import an_actor
from kit.wire import encode

CLASS_ID = "0193a1c0ffee7000800000000000c1a5"
PLAN_ID = "0193a1c0ffee7000800000000000b1a4"
START = date(2026, 4, 13)
END = date(2026, 4, 17)
LONG_BEFORE = datetime(2026, 3, 1, tzinfo=UTC)

LEAD = an_actor(Role.PROJECT_LEAD, person="p-lead", within=f"class:{CLASS_ID}")
LEADER = an_actor(Role.COLLEGE_LEADER, person="p-leader")
OFFICER = an_actor(Role.OFFICE, person="p-office")
AFFAIRS = an_actor(Role.TEACHING_AFFAIRS, person="p-affairs")
ADMIN = an_actor(Role.SYSTEM_ADMIN, person="admin")


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of a day in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def a_class(**changes: Any) -> ClassCreated:
    """A development-target class of the university."""
    made = ClassCreated(
        class_id=CLASS_ID,
        plan_id=PLAN_ID,
        plan_item_id="item",
        code="DX2026-01",
        title="2026年第一期发展对象培训班",
        category=Category.DEV_TARGET,
        track=Track.PROSPECT,
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        org_mode=OrgMode.HOSTED,
        hosted_externally=False,
        issues_certificate=True,
        start_on=START,
        end_on=END,
        checkin_from=at(START, 7),
        checkin_to=at(START, 9),
        planned_headcount=40,
        planned_hours=240,
        rule_set="2026",
    )
    return replace(made, **changes)


def a_contracted_class(**changes: Any) -> ClassCreated:
    """A section-level cadre class the college holds for a host."""
    contracted = {
        "category": Category.CADRE_SECTION,
        "track": Track.CADRE,
        "profile": Profile.CADRE_COLLEGE,
        "org_mode": OrgMode.CONTRACTED,
        "hosted_externally": True,
        "issues_certificate": False,
        "host_id": "h1",
        "level": ClassLevel.REGULAR,
    }
    return a_class(**{**contracted, **changes})


def facts(events: Iterable[Event | tuple[Event, datetime]]) -> list[Fact]:
    """Events as the facts that are kept of them; without a moment an hour after one another."""
    kept = []
    for number, told in enumerate(events, start=1):
        event, moment = told if isinstance(told, tuple) else (told, _hours_later(number))
        name = wire_name(type(event))
        values = values_of(name, encode(event))
        kept.append(Fact(name=name, at=moment, sequence=number, values=values))
    return kept


def _hours_later(number: int) -> datetime:
    return LONG_BEFORE + timedelta(hours=number)


def reported(*events: Event | tuple[Event, datetime]) -> PerformanceReport:
    """The report these events lead to."""
    return report_of(CLASS_ID, facts(events))


def line(clause: str, *events: Event | tuple[Event, datetime]) -> ClauseLine:
    """How one clause stands after these events."""
    return next(one for one in reported(*events).clauses if one.clause == clause)
