"""Trainees, their marks and leave; where an online class meets."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, String, Table

from contracts.scheduling import LeaveKind, Mark
from kit.columns import Encrypted, Id, Moment, Values, word
from services.scheduling.domain.attendance import Correction, Sheet, SheetState
from services.scheduling.domain.leave import Approval, Leave, LeaveState
from services.scheduling.domain.online_room import OnlineRoom, TeacherTest
from services.scheduling.domain.trainee import Presence, Standing, Trainee
from services.scheduling.store.tables.base import Person, tables

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

online_room = Table(
    "online_room",
    tables.metadata,
    Column("class_id", Id, ForeignKey("timetable.class_id"), primary_key=True),
    Column("platform", String(60), nullable=False),
    Column("group", String(100), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("document_name", String(100), nullable=False),
    Column("tests", Values(dict[str, TeacherTest]), nullable=False),
    Column("is_ready", Boolean, nullable=False),
    tables.version(),
)

tables.map(Trainee, trainee)
tables.map(Sheet, sheet)
tables.map(Leave, leave_request)
tables.map(OnlineRoom, online_room)
