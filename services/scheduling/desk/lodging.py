"""Beds, the property firm's orders, and what keeps a class safe and running."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.base import Command, Query, Title
from contracts.enrollment import GOING_ON, ListTrainees, TraineeState, TraineeView
from contracts.lookups import Lookup
from contracts.scheduling import (
    AcceptService,
    AllocateBed,
    AllocateBeds,
    BedView,
    CloseIncident,
    DormRoomView,
    FindOnlineRoom,
    FindTimetable,
    ListBeds,
    ListDormRooms,
    ListEquipmentChecks,
    ListIncidents,
    ListServiceOrders,
    ListVenues,
    OnlineRoomView,
    OrderService,
    PrepareOnlineRoom,
    RecordTeacherTest,
    ReleaseBed,
    ReportIncident,
    ReportService,
    SignEquipmentCheck,
)
from kit import clock
from kit.pages.columns import Column
from kit.pages.days import day_named
from kit.pages.desk import Action, Go, Known, Look, Page, Paper, Picture, Table
from kit.pages.visit import Ready, Visit
from services.scheduling.desk.reviews import REVIEWS
from services.scheduling.desk.roll import Roll, roll_of

MOST = 200
LODGING_STATES = frozenset({TraineeState.ENROLLED, TraineeState.ACTIVE})


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room with those of the class who sleep in it; `beds` is none where nobody can tell."""

    name: str
    beds: int | None
    taken: Sequence[tuple[BedView, Sequence[Ready]]]


def rooms_of(
    beds: Sequence[BedView], rooms: Sequence[DormRoomView], visit: Visit | None = None
) -> list[Room]:
    """The rooms this class has, each with its people by bed."""
    sizes = {room.room_id: room.beds for room in rooms}
    found: dict[str, list[BedView]] = {}
    for bed in sorted(beds, key=lambda one: (one.room, one.bed)):
        found.setdefault(bed.room_id, []).append(bed)
    return [
        Room(
            name=held[0].room,
            beds=sizes.get(room_id),
            taken=[(bed, _bed_offers(bed, visit) if visit else ()) for bed in held],
        )
        for room_id, held in found.items()
    ]


def without_bed(roll: Roll, beds: Sequence[BedView]) -> list[TraineeView]:
    """Who lodges here and has no bed."""
    have = {bed.trainee_id for bed in beds}
    return [
        one
        for one in roll
        if one.lodges and one.state in LODGING_STATES and one.trainee_id not in have
    ]


def _days(visit: Visit) -> dict[str, str]:
    """Between which days the form looks for a free bed."""
    bar = visit.class_bar
    return {"from_on": bar.start_on.isoformat(), "to_on": bar.end_on.isoformat()}


def _bed_offers(bed: BedView, visit: Visit) -> Sequence[Ready]:
    about: dict[str, Any] = {
        "class_id": bed.class_id,
        "trainee_id": bed.trainee_id,
        "room_id": bed.room_id,
        "bed": bed.bed,
        "held": bed.to_on > clock.today(),
    }
    return visit.offers(HELD_BED, {**about, **_days(visit)})


def _new_bed(visit: Visit, one: TraineeView) -> Sequence[Ready]:
    ids = {"class_id": one.class_id, "trainee_id": one.trainee_id}
    return visit.offers(NEW_BED, {**ids, **_days(visit)})


async def _gather(visit: Visit) -> Mapping[str, Any]:
    """The beds with everybody's name, and the names of rooms and teachers the rest speaks of."""
    class_id, bar = visit.known["class_id"], visit.class_bar
    beds, rooms, venues, timetable, roll = await asyncio.gather(
        visit.part(ListBeds(class_id=class_id)),
        visit.part(ListDormRooms(from_on=bar.start_on, to_on=bar.end_on)),
        visit.part(ListVenues(size=MOST)),
        visit.part(FindTimetable(class_id=class_id)),
        roll_of(visit),
    )
    held = beds.value or []
    return {
        "beds": beds,
        "rooms": rooms_of(held, rooms.value or [], visit),
        "bedless": [(one, _new_bed(visit, one)) for one in without_bed(roll, held)],
        "bed_offers": visit.offers(BED_OFFERS),
        "roll": roll,
        "venue_names": {v.venue_id: v.name for v in venues.value.items} if venues.value else {},
        "teacher_names": _teacher_names(timetable.value.sessions if timetable.value else ()),
    }


def _teacher_names(sessions: Any) -> Mapping[str, str]:
    return {
        teacher_id: name
        for session in sessions
        for teacher_id, name in zip(session.teacher_ids, session.teacher_names, strict=True)
    }


NEW_BED = (
    Action(
        kind=AllocateBed,
        zh="分配床位",
        during=GOING_ON,
        given=lambda one: {name: one[name] for name in ("from_on", "to_on")},
    ),
)
HELD_BED = (
    Action(
        kind=AllocateBed,
        zh="换床位",
        during=GOING_ON,
        when=lambda bed: bool(bed["held"]),
        given=lambda bed: {name: bed[name] for name in ("from_on", "to_on", "room_id", "bed")},
    ),
    Action(kind=ReleaseBed, zh="退床位", when=lambda bed: bool(bed["held"])),
)
BED_OFFERS = (
    Action(kind=AllocateBeds, icon="bed", tone="primary", during=GOING_ON),
    Go(
        path="/papers/scheduling/beds?class_id={class_id}",
        zh="打印住宿安排表",
        icon="print",
        kind=ListBeds,
    ),
)
ORDERS = Table(
    name="orders",
    zh="服务单",
    icon="truck",
    asks=ListServiceOrders,
    columns=(
        "on",
        Column(name="kind", title=Title("种类", "Kind")),
        "what",
        "quantity",
        "delivered",
        "state",
        "ordered_by",
        Column(name="confirmed_by", title=Title("报告人", "Reported by")),
        "accepted_by",
    ),
    actions=(Action(kind=OrderService, icon="plus", during=GOING_ON),),
    row_actions=(
        Action(kind=ReportService, zh="报告完成", when=lambda one: one.state == "ORDERED"),
        Action(kind=AcceptService, zh="验收", when=lambda one: one.state == "DELIVERED"),
    ),
    filters=(),
    empty="还没有下达服务单。",
)
EQUIPMENT = Table(
    name="equipment",
    zh="设备调试",
    icon="board",
    asks=ListEquipmentChecks,
    columns=(
        "venue_name",
        Column(name="passed", title=Title("调试合格", "Passed")),
        "remark",
        "signed_by",
        "signed_at",
    ),
    actions=(Action(kind=SignEquipmentCheck, icon="pen", during=GOING_ON),),
    filters=(),
    empty="还没有设备调试记录。",
)


CLOSING = (Action(kind=CloseIncident, zh="办结", when=lambda one: one.closed_at is None),)
TESTING = (Action(kind=RecordTeacherTest, zh="登记测试"),)


def _incidents(found: Any, visit: Visit) -> Mapping[str, Any]:
    return {"incidents": [(one, visit.offers(CLOSING, one)) for one in found]}


INCIDENTS = Picture(
    name="incidents",
    zh="安全事件",
    icon="alarm",
    asks=ListIncidents,
    template="scheduling/incidents.html",
    data=_incidents,
    actions=(Action(kind=ReportIncident, icon="alarm", during=GOING_ON),),
    offers=CLOSING,
    empty="没有安全事件。",
)


def _online(found: OnlineRoomView, visit: Visit) -> Mapping[str, Any]:
    ids = {"class_id": found.class_id}
    teachers = [(key, False) for key in found.untested] + [(key, True) for key in found.tested]
    return {
        "teachers": [
            (key, tested, visit.offers(TESTING, {**ids, "teacher_id": key}))
            for key, tested in teachers
        ]
    }


ONLINE = Picture(
    name="online",
    zh="线上平台",
    icon="globe",
    asks=FindOnlineRoom,
    template="scheduling/online.html",
    data=_online,
    actions=(Action(kind=PrepareOnlineRoom, icon="pen", during=GOING_ON),),
    offers=TESTING,
    empty="本班没有线上平台；线上办班时由信息中心准备。",
)

LODGING = Page(
    path="lodging",
    zh="食宿后勤",
    icon="bed",
    kind=ListBeds,
    template="scheduling/lodging.html",
    gather=_gather,
    sections=(ORDERS, EQUIPMENT, ONLINE, INCIDENTS, REVIEWS),
    offers=(*BED_OFFERS, *NEW_BED, *HELD_BED),
)


# -- forms ---------------------------------------------------------------------------------


def _free_rooms(known: Known) -> Query[Any] | None:
    from_on, to_on = (day_named(known.get(name)) for name in ("from_on", "to_on"))
    return ListDormRooms(from_on=from_on, to_on=to_on) if from_on and to_on else None


LOOKS: Mapping[type[Command[Any]], Look] = {
    AllocateBed: Look(
        choices={"room_id": Lookup(_free_rooms, "room_id", ("building", "number", "sex"))},
        hints={"bed": "床号从 1 起"},
    ),
}


# -- on paper ------------------------------------------------------------------------------


def _on_paper(parts: Mapping[str, Any], _: Visit) -> Mapping[str, Any]:
    trainees = parts["trainees"]
    roll = Roll({one.trainee_id: one for one in trainees.items} if trainees else {})
    return {"rooms": rooms_of(parts["beds"] or [], []), "roll": roll}


PAPER = Paper(
    name="beds",
    zh="学员住宿安排表",
    template="scheduling/paper_beds.html",
    asks={"beds": ListBeds, "trainees": ListTrainees},
    data=_on_paper,
)
