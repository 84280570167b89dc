"""Timetables with their sessions, and what is taken when."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)
from sqlalchemy.orm import relationship

from contracts.values import Category, HalfDay, Profile, SessionForm
from kit.columns import Id, Moment, Values, word
from services.scheduling.domain.booking import Booking, Resource
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.session import Clash, Review, ReviewNote, Session, SessionState
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.timetable_life import Change, TimetableState
from services.scheduling.store.tables.base import tables

timetable = Table(
    "timetable",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("code", String(30), nullable=False),
    Column("title", String(100), nullable=False),
    Column("category", word(Category), nullable=False),
    Column("profile", word(Profile), nullable=False),
    Column("is_online", Boolean, nullable=False),
    Column("checkin_on", Date, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("planned_headcount", Integer, nullable=False),
    Column("rule_set", String(40), nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("roster_size", Integer, nullable=False),
    Column("is_opened", Boolean, nullable=False),
    Column("still_from", Moment),
    Column("equipment_works", Boolean, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("touched", Integer, nullable=False),
    Column("pending", Values(dict[str, str]), nullable=False),
    Column("engaged", Values(dict[str, list[str]]), nullable=False),
    Column("changes", Values(list[Change]), nullable=False),
    Column("state", word(TimetableState), nullable=False),
    tables.version(),
    CheckConstraint("start_on <= end_on", name="a_class_begins_before_it_ends"),
    CheckConstraint(
        "state NOT IN ('PUBLISHED', 'FINISHED') OR edition >= 1",
        name="a_published_timetable_has_an_edition",
    ),
)

session = Table(
    "session",
    tables.metadata,
    Column("session_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("form", word(SessionForm), nullable=False),
    Column("title", String(100), nullable=False),
    Column("on", Date, nullable=False),
    Column("half_day", word(HalfDay), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("course_id", Id, index=True),
    Column("teacher_ids", Values(list[str]), nullable=False),
    Column("venue_id", Id, index=True),
    Column("mobilization_leader_id", Id),
    Column("counts_attendance", Boolean, nullable=False),
    Column("content_review", word(Review), nullable=False),
    Column("venue_review", word(Review), nullable=False),
    Column("reviews", Values(list[ReviewNote]), nullable=False),
    Column("joint_with", Id, index=True),
    Column("clashes", Values(list[Clash]), nullable=False),
    Column("state", word(SessionState), nullable=False),
    tables.version(),
    CheckConstraint("from_at < to_at", name="a_session_begins_before_it_ends"),
    CheckConstraint("hours >= 0", name="a_session_has_no_negative_hours"),
    CheckConstraint(
        "state <> 'CLOSED' OR (content_review = 'APPROVED' AND venue_review = 'APPROVED')",
        name="only_a_reviewed_session_is_held",
    ),
    CheckConstraint("joint_with <> session_id", name="no_session_is_taught_together_with_itself"),
)

# On PostgreSQL the migration adds the exclusion constraint `nothing_is_taken_twice_at_once`; on
# SQLite there is one writer at a time, and the look for clashes in its transaction is enough.
booking = Table(
    "booking",
    tables.metadata,
    Column("booking_id", Id, primary_key=True),
    Column("resource", word(Resource), nullable=False),
    Column("resource_id", Id, nullable=False),
    Column("class_id", Id, nullable=False, index=True),
    Column("session_id", Id, nullable=False, index=True),
    Column("exam_id", Id, nullable=False, index=True),
    Column("dispatch_id", Id, nullable=False, index=True),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("title", String(200), nullable=False),
    Index("ix_booking_resource_time", "resource", "resource_id", "from_at"),
    CheckConstraint("from_at < to_at", name="a_booking_begins_before_it_ends"),
    CheckConstraint(
        "CASE WHEN session_id = '' THEN 0 ELSE 1 END + CASE WHEN exam_id = '' THEN 0 ELSE 1 END"
        " + CASE WHEN dispatch_id = '' THEN 0 ELSE 1 END = 1",
        name="a_booking_is_for_a_session_an_exam_or_a_dispatch",
    ),
)

exam_rooms = Table(
    "exam_rooms",
    tables.metadata,
    Column("exam_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("rooms", Values(dict[str, int]), nullable=False),
    Column("heard", Integer, nullable=False),
    Column("is_booked", Boolean, nullable=False),
    tables.version(),
)

tables.map(Session, session)
tables.map(
    Timetable,
    timetable,
    sessions=relationship(Session, order_by=session.c.from_at, lazy="selectin"),
)
tables.map(Booking, booking)
tables.map(ExamRooms, exam_rooms)
