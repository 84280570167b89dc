"""What teaching draws on: courses, teachers, venues."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, String, Table

from contracts.scheduling import TeacherState, VenueKind
from contracts.values import SessionForm, TitleBand
from kit.columns import Encrypted, Id, Moment, Values, word
from services.scheduling.domain.course import ContentState, Course
from services.scheduling.domain.teacher import Teacher, Vote
from services.scheduling.domain.venue import Venue, VenueState
from services.scheduling.store.tables.base import Person, tables

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
    Column("research_item", String(100), nullable=False),
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
    Column("employed", Boolean, nullable=False),
    Column("last_score", Integer),
    Column("scored_at", Moment),
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

tables.map(Course, course)
tables.map(Teacher, teacher)
tables.map(Venue, venue)
