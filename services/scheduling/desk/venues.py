"""Venues and their inspection, safety plans and their drills, the rooms of the residence."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from contracts.base import Query, Title
from contracts.scheduling import (
    DormRoomView,
    FindVenue,
    KeepSafetyPlan,
    ListCalendar,
    ListDormRooms,
    ListSafetyPlans,
    ListVenues,
    RecordDrill,
    RegisterDormRooms,
    RegisterVenue,
    RevokeVenue,
    SafetyPlanKind,
    VenueView,
    VetVenue,
)
from kit import clock
from kit.pages.columns import Column
from kit.pages.days import day_named
from kit.pages.desk import Action, Go, Page, Picture, Record, Table
from kit.pages.visit import Visit

AHEAD = timedelta(days=30)
MOST = 200


def _plans_missing(venue: VenueView) -> list[SafetyPlanKind]:
    return [SafetyPlanKind(kind) for kind in venue.plans_missing]


PLANS_MISSING = Column(
    name="plans_missing", title=Title("缺少预案", "Plans missing"), of=_plans_missing
)
INSPECTION = (
    Action(kind=VetVenue, zh="安全审查"),
    Action(kind=RevokeVenue, tone="danger", when=lambda one: one.state == "PASSED"),
)

VENUES = Page(
    path="venues",
    zh="场地库",
    icon="home",
    sections=(
        Table(
            name="venues",
            zh="场地库",
            icon="home",
            asks=ListVenues,
            columns=(
                Column(name="name", title=Title("场地", "Venue")),
                "kind",
                "capacity",
                "state",
                "valid_until",
                PLANS_MISSING,
                "inspected_by",
                "improvements_open",
            ),
            row_link="/scheduling/venues/{venue_id}",
            row_actions=INSPECTION,
            actions=(Action(kind=RegisterVenue, icon="plus", tone="primary"),),
            empty="还没有登记场地。",
        ),
    ),
)


def _coming(visit: Visit) -> Query[Any] | None:
    since = clock.today()
    return ListCalendar(since=since, until=since + AHEAD, venue_id=visit.known["venue_id"])


def _plans(found: Any, visit: Visit) -> Mapping[str, Any]:
    return {"plans": [(plan, visit.offers(DRILL, plan)) for plan in found]}


DRILL = (Action(kind=RecordDrill),)
PLANS = Picture(
    name="plans",
    zh="安全预案与演练",
    icon="shield",
    asks=ListSafetyPlans,
    template="scheduling/plans.html",
    data=_plans,
    actions=(Action(kind=KeepSafetyPlan, icon="plus", tone="primary"),),
    offers=DRILL,
    empty="还没有制定安全预案。",
)


async def _venue_names(visit: Visit) -> Mapping[str, Any]:
    found = await visit.part(ListVenues(size=MOST))
    venues = found.value.items if found.value else []
    return {"venue_names": {one.venue_id: one.name for one in venues}}


VENUE = Page(
    path="venues/{venue_id}",
    zh="场地",
    icon="home",
    gather=_venue_names,
    sections=(
        Record(
            name="venue",
            zh="场地档案",
            icon="home",
            asks=FindVenue,
            facts=(
                Column(name="name", title=Title("场地", "Venue")),
                "kind",
                "capacity",
                "state",
                "valid_until",
                "inspected_by",
                PLANS_MISSING,
                "improvements_open",
            ),
            actions=(
                Go(
                    path="/scheduling/calendar?venue_id={venue_id}&view=month",
                    zh="占用月历",
                    icon="calendar",
                    kind=ListCalendar,
                ),
                *INSPECTION,
            ),
            empty="没有找到这个场地。",
        ),
        PLANS,
        Table(
            name="bookings",
            zh="今后一个月的占用",
            icon="calendar",
            asks=_coming,
            columns=(
                "on",
                "half_day",
                "from_at",
                "to_at",
                "kind",
                Column(name="title", title=Title("课程", "Session")),
                "class_title",
                "teacher_names",
            ),
            filters=(),
            empty="今后一个月没有安排。",
        ),
    ),
)


SAFETY = Page(path="safety", zh="安全预案", icon="shield", sections=(PLANS,), gather=_venue_names)


def _rooms_asked(visit: Visit) -> ListDormRooms:
    """Between the two days the address gives; today where it gives none that make sense."""
    today = clock.today()
    from_on, to_on = (day_named(visit.params.get(name)) or today for name in ("from_on", "to_on"))
    return ListDormRooms(from_on=from_on, to_on=to_on)


def _buildings(found: list[DormRoomView], visit: Visit) -> Mapping[str, Any]:
    buildings: dict[str, list[DormRoomView]] = {}
    for room in sorted(found, key=lambda one: (one.building, one.number)):
        buildings.setdefault(room.building, []).append(room)
    query = _rooms_asked(visit)
    return {
        "buildings": buildings,
        "beds": sum(room.beds for room in found),
        "taken": sum(room.taken for room in found),
        "asked": query,
    }


ROOMS = Page(
    path="rooms",
    zh="宿舍",
    icon="bed",
    kind=ListDormRooms,
    sections=(
        Picture(
            name="rooms",
            zh="宿舍与入住",
            icon="bed",
            asks=_rooms_asked,
            template="scheduling/rooms.html",
            data=_buildings,
            actions=(Action(kind=RegisterDormRooms, icon="plus", tone="primary"),),
            empty="还没有登记宿舍。",
        ),
    ),
)
