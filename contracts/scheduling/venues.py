"""Venues 场地, their inspection and occupation."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le

from contracts.base import Command, Page, Query, Title, View
from contracts.scheduling.access import READERS, SCHEDULERS, Decision, R
from contracts.values import Name, Opinion, PageNo, PageSize, Reason


class VenueKind(StrEnum):
    """What a venue is for."""

    CLASSROOM = "CLASSROOM"
    HALL = "HALL"
    DISCUSSION = "DISCUSSION"
    EXAM_ROOM = "EXAM_ROOM"
    FIELD_SITE = "FIELD_SITE"
    ONLINE = "ONLINE"


class VenueView(View):
    """场地｜A venue and the state of its vetting."""

    venue_id: str
    name: str
    kind: VenueKind
    capacity: int
    state: str
    valid_until: date | None
    inspected_by: str
    plans_missing: tuple[str, ...] = ()
    improvements_open: int = 0


class RegisterVenue(
    Command[VenueView], rest="POST /venues", by=(*SCHEDULERS, R.FIN_LOGISTICS), clauses=("A-5.r1",)
):
    """登记场地｜Register a venue."""

    name: Name
    kind: VenueKind
    capacity: Annotated[int, Title("容量", "Capacity"), Ge(1), Le(5000)]


class VetVenue(
    Command[VenueView],
    rest="POST /venues/{venue_id}/vetting",
    by=(R.FIN_LOGISTICS,),
    clauses=("A-7.10.c", "A-5.k1", "B-3.3b"),
):
    """场地安全审查｜Inspect a venue: structure, fire, power and first aid; a failed one blocks
    its sessions.
    """

    venue_id: str
    decision: Decision
    structure: Annotated[bool, Title("建筑设施安全", "Structure")]
    fire: Annotated[bool, Title("消防疏散", "Fire and exits")]
    power: Annotated[bool, Title("用电与设备", "Power and equipment")]
    health: Annotated[bool, Title("公共卫生", "Public health")]
    valid_until: Annotated[date, Title("有效期至", "Valid until")]
    opinion: Opinion = ""


class RevokeVenue(
    Command[VenueView],
    rest="POST /venues/{venue_id}/revocation",
    by=(R.FIN_LOGISTICS,),
    clauses=("A-5.k1",),
):
    """撤销场地｜Revoke a venue, for instance after an incident."""

    venue_id: str
    reason: Reason


class ListVenues(Query[Page[VenueView]], rest="GET /venues", by=READERS):
    """场地列表｜Venues."""

    kind: VenueKind | None = None
    page: PageNo = 1
    size: PageSize = 20


class FindVenue(Query[VenueView], rest="GET /venues/{venue_id}", by=READERS):
    """场地｜One venue."""

    venue_id: str


class BookingView(View):
    """占用｜When a room or a teacher is taken."""

    resource: str
    resource_id: str
    class_id: str
    session_id: str
    from_at: datetime
    to_at: datetime
    title: str


class ListBookings(Query[list[BookingView]], rest="GET /bookings", by=READERS):
    """场地与教师占用｜What is booked between two days, both included."""

    from_on: date
    to_on: date
    venue_id: str | None = None
    teacher_id: str | None = None
