"""Rooms and beds 宿舍床位, and what the property firm 物业服务单位 is asked to do."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.scheduling.access import READERS, R

LODGERS = (R.COUNSELOR, R.STUDENT_WORK, R.FIN_LOGISTICS)


class DormRoomView(View):
    """宿舍｜A room of the residence and how its beds are taken between two days."""

    room_id: str
    building: str
    number: str
    beds: int
    taken: int
    sex: str


class RegisterDormRooms(
    Command[list[DormRoomView]],
    rest="POST /dorm-rooms",
    by=(R.FIN_LOGISTICS,),
    clauses=("B-3.3c",),
):
    """登记宿舍｜Register dorm rooms: register rooms of the residence."""

    building: Annotated[str, Title("楼栋", "Building"), MinLen(1), MaxLen(40)]
    numbers: Annotated[list[str], Title("房号", "Room numbers"), MinLen(1), MaxLen(500)]
    beds: Annotated[int, Title("床位数", "Beds"), Ge(1), Le(12)]


class ListDormRooms(Query[list[DormRoomView]], rest="GET /dorm-rooms", by=READERS):
    """宿舍列表｜The rooms and how they are taken between two days, both included."""

    from_on: date
    to_on: date


class BedView(View):
    """床位｜A trainee's bed for the nights from one day until another."""

    trainee_id: str
    class_id: str
    room_id: str
    room: str
    bed: int
    from_on: date
    to_on: date
    nights: int


class AllocateBed(
    Command[BedView],
    rest="PUT /classes/{class_id}/trainees/{trainee_id}/bed",
    by=LODGERS,
    clauses=("B-8.4a",),
):
    """分配床位｜Give a trainee a bed: never one that is taken, never in a room of the other sex."""

    class_id: str
    trainee_id: str
    room_id: str
    bed: Annotated[int, Title("床号", "Bed"), Ge(1), Le(12)]


class AllocateBeds(
    Command[list[BedView]],
    rest="POST /classes/{class_id}/beds",
    by=LODGERS,
    clauses=("B-8.4a",),
    patience=60,
):
    """自动分配床位｜Allocate beds: to everybody on the roster who has none, unit by unit."""

    class_id: str


class ReleaseBed(
    Command[BedView],
    rest="POST /classes/{class_id}/trainees/{trainee_id}/bed/release",
    by=LODGERS,
    clauses=("B-8.4a",),
):
    """退还床位｜Release bed: take a bed back from today on."""

    class_id: str
    trainee_id: str


class ListBeds(Query[list[BedView]], rest="GET /classes/{class_id}/beds", by=READERS):
    """床位分配｜The beds of a class."""

    class_id: str


class ServiceKind(StrEnum):
    """What the property firm does (B-3.3c)."""

    MEALS = "MEALS"
    LODGING = "LODGING"
    VENUE = "VENUE"
    CLEANING = "CLEANING"
    FACILITIES = "FACILITIES"
    PARKING = "PARKING"
    GATE = "GATE"
    TRANSPORT = "TRANSPORT"


class ServiceOrderView(View):
    """服务单｜An order to the property firm: `quantity` ordered, `delivered` in the end (heads for
    meals).
    """

    order_id: str
    class_id: str
    kind: ServiceKind
    what: str
    on: date
    quantity: int
    delivered: int | None
    state: str
    ordered_by: str
    confirmed_by: str
    accepted_by: str


class OrderService(
    Command[ServiceOrderView],
    rest="POST /classes/{class_id}/service-orders",
    by=LODGERS,
    clauses=("B-3.3c",),
):
    """下达服务单｜Order meals, placing and cleaning of venues, parking, gate from the property
    firm.
    """

    class_id: str
    kind: ServiceKind
    what: Annotated[str, Title("内容", "What"), MinLen(1), MaxLen(200)]
    on: Annotated[date, Title("日期", "Date")]
    quantity: Annotated[int, Title("数量（用餐为人数）", "Quantity"), Ge(1), Le(100_000)]


class ReportService(
    Command[ServiceOrderView],
    rest="POST /classes/{class_id}/service-orders/{order_id}/delivery",
    by=(R.PROPERTY_FIRM, R.FIN_LOGISTICS),
    clauses=("B-3.3c",),
):
    """报告服务完成｜Report service: say how much of an order was delivered."""

    class_id: str
    order_id: str
    delivered: Annotated[int, Title("实际数量", "Delivered"), Ge(0), Le(100_000)]


class AcceptService(
    Command[ServiceOrderView],
    rest="POST /classes/{class_id}/service-orders/{order_id}/acceptance",
    by=(R.COUNSELOR, R.STUDENT_WORK, R.FIN_LOGISTICS),
    clauses=("B-3.3c", "B-8.8b"),
):
    """验收服务｜Accept what was delivered; never who reported it. It counts as used from now on."""

    class_id: str
    order_id: str


class ListServiceOrders(
    Query[list[ServiceOrderView]],
    rest="GET /classes/{class_id}/service-orders",
    by=(*READERS, R.PROPERTY_FIRM),
):
    """服务单｜The orders of a class."""

    class_id: str


class RoomAllocated(Event, about="trainee_id"):
    """床位已分配｜A trainee has a bed."""

    class_id: str
    trainee_id: str
    room: str
    bed: int
    from_on: date
    to_on: date


class RoomReleased(Event, about="trainee_id"):
    """床位已退还｜A trainee has left a bed; the nights were those before `to_on`."""

    class_id: str
    trainee_id: str
    room: str
    from_on: date
    to_on: date


class ServiceAccepted(Event, about="order_id"):
    """服务已验收｜What the property firm delivered was accepted."""

    class_id: str
    order_id: str
    kind: ServiceKind
    what: str
    on: date
    quantity: int
