"""Scheduling's tables, and which record each of them keeps."""

from services.scheduling.store.tables.attendance import (
    leave_request,
    online_room,
    sheet,
    trainee,
)
from services.scheduling.store.tables.base import tables
from services.scheduling.store.tables.catalogue import course, teacher, venue
from services.scheduling.store.tables.lodging import (
    bed_night,
    dorm_room,
    room_night,
    service_order,
    stay,
)
from services.scheduling.store.tables.reviews import dispatch, improvement, review_ledger, unit
from services.scheduling.store.tables.safety import equipment_check, incident, safety_plan
from services.scheduling.store.tables.timetables import booking, exam_rooms, session, timetable

__all__ = [
    "bed_night",
    "booking",
    "course",
    "dispatch",
    "dorm_room",
    "equipment_check",
    "exam_rooms",
    "improvement",
    "incident",
    "leave_request",
    "online_room",
    "review_ledger",
    "room_night",
    "safety_plan",
    "service_order",
    "session",
    "sheet",
    "stay",
    "tables",
    "teacher",
    "timetable",
    "trainee",
    "unit",
    "venue",
]
