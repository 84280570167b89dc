"""Scheduling's tables, and which record each of them keeps."""

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

from contracts.scheduling import LeaveKind, Mark, TeacherState, VenueKind
from contracts.values import Category, HalfDay, SessionForm, TitleBand
from kit.columns import Encrypted, Id, Moment, Values, word
from kit.tables import Tables
from services.scheduling.domain.attendance import Correction, Sheet, SheetState
from services.scheduling.domain.booking import Booking, Resource
from services.scheduling.domain.course import ContentState, Course
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.leave import Approval, Leave, LeaveState
from services.scheduling.domain.session import Review, ReviewNote, Session, SessionState
from services.scheduling.domain.teacher import Teacher, Vote
from services.scheduling.domain.timetable import Change, Timetable, TimetableState
from services.scheduling.domain.trainee import Presence, Standing, Trainee
from services.scheduling.domain.venue import Venue, VenueState

tables = Tables("scheduling")

Person = String(64)


course = Table(
    "course",
    tables.metadata,
    Column("course_id", Id, primary_key=True),
    Column("title", String(100), nullable=False),
    Column("form", word(SessionForm), nullable=False),
    Column("owner_dept", String(60), nullable=False),
    Column("hours", Integer, nullable=False),
    Column("material_id", String(64), nullable=False),
    Column("material_name", String(100), nullable=False),
    Column("content_state", word(ContentState), nullable=False),
    Column("submitted_by", Person, nullable=False),
    Column("reviewed_by", Person, nullable=False),
    Column("opinion", String(500), nullable=False),
    tables.version(),
    CheckConstraint(
        "content_state <> 'APPROVED' OR material_id <> ''",
        name="only_material_handed_in_is_approved",
    ),
    CheckConstraint(
        "reviewed_by = '' OR reviewed_by <> submitted_by",
        name="nobody_reviews_their_own_material",
    ),
)

teacher = Table(
    "teacher",
    tables.metadata,
    Column("teacher_id", Id, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("external", Boolean, nullable=False),
    Column("employer", String(100), nullable=False),
    Column("title_band", word(TitleBand), nullable=False),
    Column("expertise", String(200), nullable=False),
    Column("qualification", String(500), nullable=False),
    Column("is_leader", Boolean, nullable=False),
    Column("bank_account", Encrypted("teacher.bank_account"), nullable=False),
    Column("proposed_by", Person, nullable=False),
    Column("state", word(TeacherState), nullable=False),
    Column("votes", Values(list[Vote]), nullable=False),
    Column("decided_by", Person, nullable=False),
    Column("valid_until", Date),
    Column("suspension", String(500), nullable=False),
    tables.version(),
    CheckConstraint(
        "state <> 'APPROVED' OR valid_until IS NOT NULL", name="an_approved_teacher_has_a_validity"
    ),
    CheckConstraint(
        "NOT external OR qualification <> ''", name="an_external_expert_has_a_qualification_record"
    ),
    CheckConstraint("decided_by <> proposed_by", name="nobody_decides_on_their_own_proposal"),
)

venue = Table(
    "venue",
    tables.metadata,
    Column("venue_id", Id, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("kind", word(VenueKind), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("state", word(VenueState), nullable=False),
    Column("valid_until", Date),
    Column("inspected_by", Person, nullable=False),
    Column("opinion", String(500), nullable=False),
    tables.version(),
    CheckConstraint("capacity >= 1", name="a_venue_holds_somebody"),
    CheckConstraint(
        "state <> 'PASSED' OR valid_until IS NOT NULL", name="a_passed_venue_has_a_validity"
    ),
)

timetable = Table(
    "timetable",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("title", String(100), nullable=False),
    Column("category", word(Category), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("planned_headcount", Integer, nullable=False),
    Column("rule_set", String(40), nullable=False),
    Column("roster_version", Integer, nullable=False),
    Column("roster_size", Integer, nullable=False),
    Column("is_opened", Boolean, nullable=False),
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
    Column("state", word(SessionState), nullable=False),
    tables.version(),
    CheckConstraint("from_at < to_at", name="a_session_begins_before_it_ends"),
    CheckConstraint("hours >= 0", name="a_session_has_no_negative_hours"),
    CheckConstraint(
        "state <> 'CLOSED' OR (content_review = 'APPROVED' AND venue_review = 'APPROVED')",
        name="only_a_reviewed_session_is_held",
    ),
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
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("title", String(200), nullable=False),
    Index("ix_booking_resource_time", "resource", "resource_id", "from_at"),
    CheckConstraint("from_at < to_at", name="a_booking_begins_before_it_ends"),
    CheckConstraint(
        "(session_id = '') <> (exam_id = '')", name="a_booking_is_for_a_session_or_for_an_exam"
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

trainee = Table(
    "trainee",
    tables.metadata,
    Column("trainee_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("unit_id", Id, nullable=False),
    Column("presence", word(Presence), nullable=False),
    Column("standing", word(Standing), nullable=False),
    tables.version(),
)

sheet = Table(
    "sheet",
    tables.metadata,
    Column("session_id", Id, ForeignKey("session.session_id"), primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("marks", Values(dict[str, Mark]), nullable=False),
    Column("recorder", Person, nullable=False),
    Column("closed_at", Moment),
    Column("corrections", Values(list[Correction]), nullable=False),
    Column("state", word(SheetState), nullable=False),
    tables.version(),
    CheckConstraint(
        "(state = 'CLOSED') = (closed_at IS NOT NULL)", name="a_closed_sheet_says_since_when"
    ),
)

leave_request = Table(
    "leave_request",
    tables.metadata,
    Column("leave_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("timetable.class_id"), nullable=False, index=True),
    Column("trainee_id", Id, ForeignKey("trainee.trainee_id"), nullable=False, index=True),
    Column("kind", word(LeaveKind), nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("to_at", Moment, nullable=False),
    Column("reason", Encrypted("leave_request.reason"), nullable=False),
    Column("requested_by", Person, nullable=False),
    Column("approvals", Values(list[Approval]), nullable=False),
    Column("returned_at", Moment),
    Column("state", word(LeaveState), nullable=False),
    tables.version(),
    CheckConstraint("from_at < to_at", name="a_leave_begins_before_it_ends"),
)

tables.map(Course, course)
tables.map(Teacher, teacher)
tables.map(Venue, venue)
tables.map(Session, session)
tables.map(
    Timetable,
    timetable,
    sessions=relationship(Session, order_by=session.c.from_at, lazy="selectin"),
)
tables.map(Booking, booking)
tables.map(ExamRooms, exam_rooms)
tables.map(Trainee, trainee)
tables.map(Sheet, sheet)
tables.map(Leave, leave_request)
