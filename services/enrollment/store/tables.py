"""The tables of enrollment and how the domain's classes lie in them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import relationship

from contracts.enrollment import (
    CheckInMethod,
    ClassState,
    NominationState,
    TraineeState,
    UnitKind,
    WithdrawalKind,
)
from contracts.identity import Sex
from contracts.roles import Role
from contracts.values import Category, ClassLevel, OrgMode, Profile
from kit.columns import Encrypted, Id, Moment, Values, word
from kit.tables import Tables
from services.enrollment.domain.archive import Archive, ArchiveItem
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.intake import NominationImport
from services.enrollment.domain.nature import Nature
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person
from services.enrollment.domain.plan import AnnualPlan, PlanItem, PlanState
from services.enrollment.domain.quota import Quota
from services.enrollment.domain.roster import Roster, RosterState
from services.enrollment.domain.trainee import Trainee
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit

Actor = String(64)
tables = Tables("enrollment")

plan = Table(
    "plan",
    tables.metadata,
    Column("plan_id", Id, primary_key=True),
    Column("year", Integer, nullable=False, index=True),
    Column("profile", word(Profile), nullable=False),
    Column("basis", Text, nullable=False),
    Column("policy_refs", JSON, nullable=False),
    Column("drafted_by", Actor, nullable=False),
    Column("drafted_by_role", word(Role), nullable=False),
    Column("hands", JSON, nullable=False),
    Column("state", word(PlanState), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("opinion", Text, nullable=False),
    Column("doc_no", String(60), nullable=False),
    Column("approved_at", Moment),
    Column("issued_at", Moment),
    Column("issued_to", Integer, nullable=False),
    tables.version(),
)

plan_item = Table(
    "plan_item",
    tables.metadata,
    Column("item_id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.plan_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("category", word(Category), nullable=False),
    Column("title", String(100), nullable=False),
    Column("session_no", Integer, nullable=False),
    Column("planned_start", Date, nullable=False),
    Column("planned_end", Date, nullable=False),
    Column("planned_headcount", Integer, nullable=False),
    Column("planned_hours", Integer, nullable=False),
    Column("est_budget_fen", BigInteger, nullable=False),
    Column("approval_ref", String(60), nullable=False),
    Column("class_id", Id),
)

unit = Table(
    "unit",
    tables.metadata,
    Column("unit_id", Id, primary_key=True),
    Column("code", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("kind", word(UnitKind), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("function", word(Role)),
    UniqueConstraint("code", name="no_two_units_share_a_code"),
)

training_class = Table(
    "training_class",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("code", String(30), nullable=False),
    Column("title", String(100), nullable=False),
    Column("category", word(Category), nullable=False),
    Column("profile", word(Profile), nullable=False),
    Column("org_mode", word(OrgMode), nullable=False),
    Column("issues_certificate", Boolean, nullable=False),
    Column("plan_id", ForeignKey("plan.plan_id"), nullable=False),
    Column("plan_item_id", ForeignKey("plan_item.item_id"), nullable=False),
    Column("session_no", Integer, nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("checkin_from", Moment, nullable=False),
    Column("checkin_to", Moment, nullable=False),
    Column("planned_headcount", Integer, nullable=False),
    Column("planned_hours", Integer, nullable=False),
    Column("rule_set", String(40), nullable=False),
    Column("host_id", ForeignKey("unit.unit_id")),
    Column("level", word(ClassLevel), nullable=False),
    Column("is_online", Boolean, nullable=False),
    Column("mentor_required", Boolean, nullable=False),
    Column("left_out", JSON, nullable=False),
    Column("left_out_reason", String(500), nullable=False),
    Column("suspended_from", word(ClassState)),
    Column("suspended_on", Date),
    Column("nominate_until", Moment),
    Column("leader", String(50), nullable=False),
    Column("closing_leader", String(50), nullable=False, server_default=text("''")),
    Column("state", word(ClassState), nullable=False, index=True),
    Column("facts", JSON, nullable=False),
    Column("steps", JSON, nullable=False),
    tables.version(),
    UniqueConstraint("plan_item_id", name="one_class_per_plan_item"),
    UniqueConstraint("code", name="no_two_classes_share_a_code"),
    CheckConstraint(
        "(org_mode = 'CONTRACTED') = (host_id IS NOT NULL)", name="contracted_classes_have_a_host"
    ),
)

quota = Table(
    "quota",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.unit_id"), primary_key=True),
    Column("seats", Integer, nullable=False),
    Column("reserve", Integer, nullable=False),
    Column("used", Integer, nullable=False),
    Column("waiting", Integer, nullable=False),
    CheckConstraint("used >= 0 AND used <= seats", name="no_more_people_than_seats"),
    CheckConstraint("waiting >= 0 AND waiting <= reserve", name="no_more_wait_than_may"),
    Index("ix_quota_unit", "unit_id"),
)

person = Table(
    "person",
    tables.metadata,
    Column("person_id", Id, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("id_no", Encrypted("person.id_no"), nullable=False),
    Column("id_index", String(64), nullable=False),
    Column("sex", word(Sex), nullable=False),
    Column("phone", Encrypted("person.phone"), nullable=False),
    Column("ethnicity", String(20), nullable=False),
    Column("political_status", String(20), nullable=False),
    Column("tail_index", String(64), nullable=False, server_default=text("''")),
    tables.version(),
    UniqueConstraint("id_index", name="one_person_per_id_number"),
    Index("ix_person_name", "name", "person_id"),
    Index("ix_person_tail", "tail_index"),
)

# By which part of a name somebody is found among a million.
name_pair = Table(
    "name_pair",
    tables.metadata,
    Column("pair", String(2), primary_key=True),
    Column("person_id", ForeignKey("person.person_id"), primary_key=True, index=True),
)

STANDS = text("state <> 'WITHDRAWN_BY_UNIT'")
nomination = Table(
    "nomination",
    tables.metadata,
    Column("nomination_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("person_id", ForeignKey("person.person_id"), nullable=False),
    Column("student_no", String(30), nullable=False),
    Column("group_name", String(60), nullable=False),
    Column("post", String(60), nullable=False),
    Column("rank", String(40), nullable=False),
    Column("activist_on", Date),
    Column("target_on", Date),
    Column("remark", String(200), nullable=False),
    Column("state", word(NominationState), nullable=False),
    Column("nominated_by", Actor, nullable=False),
    Column("nominated_at", Moment, nullable=False),
    Column("reason", String(500), nullable=False),
    tables.version(),
    Index(
        "nobody_is_nominated_twice_for_a_class",
        "class_id",
        "person_id",
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    ),
    Index("ix_nomination_unit", "class_id", "unit_id", "state"),
    Index("ix_nomination_person", "person_id", "nomination_id"),
    # A class's list in its order: else it is sought among everybody's, in theirs.
    Index("ix_nomination_class", "class_id", "nomination_id"),
    # Found by how it begins.
    Index(
        "ix_nomination_student_no",
        "student_no",
        postgresql_ops={"student_no": "varchar_pattern_ops"},
    ),
)

nomination_import = Table(
    "nomination_import",
    tables.metadata,
    Column("import_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("file_hash", String(64), nullable=False),
    Column("file_name", String(100), nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("waitlisted", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("refused", JSON, nullable=False),
    Column("errors_file_id", String(64)),
    Column("errors_file_name", String(100)),
    Column("imported_by", Actor, nullable=False),
    Column("imported_at", Moment, nullable=False),
    UniqueConstraint("class_id", "unit_id", "file_hash", name="a_file_is_taken_in_once"),
)

roster = Table(
    "roster",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("state", word(RosterState), nullable=False),
    Column("nomination_ids", JSON, nullable=False),
    Column("submitted_by", Actor, nullable=False),
    Column("submitted_at", Moment),
    Column("decided_by", Actor, nullable=False),
    Column("opinion", Text, nullable=False),
    tables.version(),
)

trainee = Table(
    "trainee",
    tables.metadata,
    Column("trainee_id", Id, primary_key=True),
    Column("trainee_no", String(40), nullable=False),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False),
    Column("nomination_id", ForeignKey("nomination.nomination_id"), nullable=False),
    Column("person_id", ForeignKey("person.person_id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("state", word(TraineeState), nullable=False),
    Column("checked_in_at", Moment),
    Column("checked_in_by", Actor, nullable=False),
    Column("check_in_method", word(CheckInMethod)),
    Column("parts", JSON, nullable=False),
    Column("lodges", Boolean, nullable=False),
    Column("room", String(60), nullable=False),
    Column("leave_limit_exceeded", Boolean, nullable=False),
    Column("withdrawal_kind", word(WithdrawalKind)),
    Column("withdrawal_reason", Encrypted("trainee.withdrawal_reason")),
    Column("withdrawn_by", Actor, nullable=False),
    Column("certificate_no", String(60)),
    tables.version(),
    UniqueConstraint("class_id", "trainee_no", name="no_two_trainees_share_a_number"),
    UniqueConstraint("class_id", "person_id", name="one_place_per_person_and_class"),
    UniqueConstraint("nomination_id", name="one_place_per_nomination"),
)

archive = Table(
    "archive",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("nature", Values(Nature), nullable=False),
    Column("filings", Integer, nullable=False),
    Column("sealed_at", Moment),
    Column("sealed_by", Actor, nullable=False),
    Column("manifest_hash", String(64), nullable=False),
    tables.version(),
)

ONE_OF_A_KIND = text("doc_type <> 'OTHER'")
archive_item = Table(
    "archive_item",
    tables.metadata,
    Column("item_id", Id, primary_key=True),
    Column("class_id", ForeignKey("archive.class_id"), nullable=False),
    Column("doc_type", word(DocType), nullable=False),
    Column("source", String(120), nullable=False),
    Column("file_id", String(64), nullable=False),
    Column("file_name", String(100), nullable=False),
    Column("filed_by", Actor, nullable=False),
    Column("filed_at", Moment, nullable=False),
    Index(
        "one_paper_of_each_kind",
        "class_id",
        "doc_type",
        unique=True,
        sqlite_where=ONE_OF_A_KIND,
        postgresql_where=ONE_OF_A_KIND,
    ),
    Index("ix_archive_item_latest", "filed_at", "item_id"),
)

tables.map(PlanItem, plan_item)
tables.map(
    AnnualPlan,
    plan,
    items=relationship(
        PlanItem, order_by=plan_item.c.position, cascade="all, delete-orphan", lazy="selectin"
    ),
)
tables.map(Unit, unit)
tables.map(TrainingClass, training_class, online=training_class.c.is_online)
tables.map(Quota, quota)
tables.map(Person, person)
tables.map(Nomination, nomination)
tables.map(NominationImport, nomination_import)
tables.map(Roster, roster)
tables.map(Trainee, trainee)
tables.map(ArchiveItem, archive_item)
tables.map(
    Archive,
    archive,
    items=relationship(
        ArchiveItem, order_by=archive_item.c.item_id, cascade="all, delete-orphan", lazy="selectin"
    ),
)
