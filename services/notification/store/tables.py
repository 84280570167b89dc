"""The tables of notification."""

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
    false,
    text,
)

from contracts.enrollment import ClassRole, UnitKind
from contracts.notification import (
    BlockReason,
    DeadlineKind,
    DeadlineState,
    DispatchTopic,
    DispatchTry,
    InstructedTask,
    Medium,
    NoticeKind,
    SendState,
    Topic,
    Trigger,
)
from contracts.notification import Channel as PublicityChannel
from contracts.roles import Role
from contracts.values import FileRef, Profile, Track
from kit.columns import Encrypted, Id, Moment, Values, word
from kit.tables import Tables
from services.notification.domain.contact import Contact, HeldRole
from services.notification.domain.deadline import Deadline
from services.notification.domain.delivery import Channel, Delivery
from services.notification.domain.dispatch import Dispatch
from services.notification.domain.escalation import Escalation, EscalationState, Level
from services.notification.domain.group_message import GroupMessage
from services.notification.domain.notice import Audience, Notice, NoticeState
from services.notification.domain.publicity import Material, Piece, PieceState
from services.notification.domain.team import Member
from services.notification.domain.todo import Todo
from services.notification.domain.training_class import (
    ExamWatch,
    Shift,
    Trainee,
    TrainingClass,
    Unit,
)
from services.notification.domain.work_group import GroupHead, WorkGroup

Recipient = String(80)
WAITS = text("done_at IS NULL")
tables = Tables("notification")

training_class = Table(
    "training_class",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("title", String(100), nullable=False),
    Column("code", String(30), nullable=False),
    Column("profile", word(Profile), nullable=False),
    Column("start_on", Date, nullable=False),
    Column("end_on", Date, nullable=False),
    Column("checkin_from", Moment, nullable=False),
    Column("seats", JSON, nullable=False),
    Column("deadline", Moment),
    Column("roster_version", Integer, nullable=False),
    Column("is_over", Boolean, nullable=False),
    Column("track", word(Track), nullable=False, server_default=Track.MEMBER),
    Column("hosted_externally", Boolean, nullable=False, server_default=false()),
    Column("host_id", Id),
    Column("mentor_required", Boolean, nullable=False, server_default=false()),
    Column("is_confirmed", Boolean, nullable=False, server_default=false()),
    Column("plan_units", JSON, nullable=False, server_default="[]"),
    Column("plan_as_of", BigInteger, nullable=False, server_default="0"),
    Column("shifts", Values(list[Shift]), nullable=False, server_default="[]"),
    Column("told_days_as_of", BigInteger, nullable=False, server_default="0"),
    tables.version(),
)

class_member = Table(
    "class_member",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("role", word(ClassRole), primary_key=True),
    Column("person_id", String(64), primary_key=True),
    Column("unit_id", String(64), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    tables.version(),
)

unit = Table(
    "unit",
    tables.metadata,
    Column("unit_id", Id, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("kind", word(UnitKind), nullable=False, server_default=UnitKind.GRASSROOTS_PARTY),
    Column("function", word(Role)),
)

trainee = Table(
    "trainee",
    tables.metadata,
    Column("trainee_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("unit_id", Id, nullable=False),
    Column("person_id", String(64), nullable=False),
    Column("is_active", Boolean, nullable=False),
)

exam_watch = Table(
    "exam_watch",
    tables.metadata,
    Column("exam_id", Id, primary_key=True),
    Column("invigilators", JSON, nullable=False),
    Column("changes", Integer, nullable=False),
)

notice = Table(
    "notice",
    tables.metadata,
    Column("notice_id", Id, primary_key=True),
    Column("kind", word(NoticeKind), nullable=False),
    Column("class_id", Id, index=True),
    Column("source", String(120), nullable=False),
    Column("audience", word(Audience), nullable=False),
    Column("title", String(200), nullable=False),
    Column("body", Text, nullable=False),
    Column("contact", String(200), nullable=False),
    Column("drafted_by", String(64), nullable=False),
    Column("state", word(NoticeState), nullable=False),
    Column("published_at", Moment),
    Column("addressed", Integer, nullable=False),
    Column("chased_at", Moment),
    Column("chases", Integer, nullable=False, server_default="0"),
    tables.version(),
    UniqueConstraint("source", name="one_notice_per_reason"),
    CheckConstraint(
        "(state = 'PUBLISHED') = (published_at IS NOT NULL)", name="released_notices_say_since_when"
    ),
)

delivery = Table(
    "delivery",
    tables.metadata,
    Column("delivery_id", Id, primary_key=True),
    Column("notice_id", Id, ForeignKey("notice.notice_id"), nullable=False),
    Column("recipient", Recipient, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("own_text", Text),
    Column("sent_at", Moment, nullable=False),
    Column("acknowledged_at", Moment),
    Column("acknowledged_by", String(64), nullable=False),
    Column("read_at", Moment),
    tables.version(),
    UniqueConstraint(
        "notice_id", "recipient", "channel", name="one_delivery_per_notice_recipient_and_channel"
    ),
    Index("ix_delivery_newest", "recipient", "delivery_id"),
)

todo = Table(
    "todo",
    tables.metadata,
    Column("todo_id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("subject", Id, nullable=False),
    Column("role", word(Role), nullable=False),
    Column("scope", Recipient, nullable=False),
    Column("person_id", String(64), nullable=False),
    Column("class_id", Id),
    Column("due_at", Moment),
    Column("detail", String(200), nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    tables.version(),
    UniqueConstraint("kind", "subject", "role", "scope", name="one_item_per_duty_and_subject"),
    # What waits: by whom it may wait for, and of a class. What was done piles up beside it.
    Index("ix_todo_waiting", "role", "scope", sqlite_where=WAITS, postgresql_where=WAITS),
    Index("ix_todo_waiting_person", "person_id", sqlite_where=WAITS, postgresql_where=WAITS),
    Index("ix_todo_waiting_class", "class_id", sqlite_where=WAITS, postgresql_where=WAITS),
)

escalation = Table(
    "escalation",
    tables.metadata,
    Column("escalation_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("source", String(120), nullable=False),
    Column("trigger", word(Trigger), nullable=False),
    Column("text", Text, nullable=False),
    Column("raised_by", String(64), nullable=False),
    Column("known_at", Moment, nullable=False),
    Column("levels", Values(list[Level]), nullable=False),
    Column("remind_at", Moment, index=True),
    Column("instruction", Text, nullable=False),
    Column("instructed_by", String(64), nullable=False),
    Column("tasks", Values(list[InstructedTask]), nullable=False),
    Column("done", JSON, nullable=False),
    Column("state", word(EscalationState), nullable=False),
    tables.version(),
    UniqueConstraint("source", name="one_escalation_per_reason"),
    CheckConstraint(
        "remind_at IS NULL OR state = 'RAISED'", name="only_who_has_not_acknowledged_is_reminded"
    ),
)

work_group = Table(
    "work_group",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("created_by", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("robot_url", Encrypted("work_group.robot_url"), nullable=False),
    tables.version(),
)

group_head = Table(
    "group_head",
    tables.metadata,
    Column("class_id", Id, primary_key=True),
    Column("person_id", String(64), primary_key=True),
    Column("unit_id", Id, nullable=False),
)

group_message = Table(
    "group_message",
    tables.metadata,
    Column("message_id", Id, primary_key=True),
    Column("class_id", Id, ForeignKey("work_group.class_id"), nullable=False),
    Column("topic", word(Topic), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("text", Text),
    Column("text_hash", String(64), nullable=False),
    Column("reason", word(BlockReason)),
    Column("contact", String(100), nullable=False),
    Column("contact_by", String(64), nullable=False),
    tables.version(),
    CheckConstraint(
        "(reason IS NULL) = (text IS NOT NULL)", name="a_blocked_message_leaves_no_text"
    ),
    Index("ix_group_message_newest", "class_id", "message_id"),
)

contact = Table(
    "contact",
    tables.metadata,
    Column("person_id", String(64), primary_key=True),
    Column("email", Encrypted("contact.email"), nullable=False),
    Column("phone", Encrypted("contact.phone"), nullable=False),
    Column("by_email", Boolean, nullable=False),
    Column("by_sms", Boolean, nullable=False),
    Column("kept_at", Moment, nullable=False),
    tables.version(),
)

held_role = Table(
    "held_role",
    tables.metadata,
    Column("person_id", String(64), primary_key=True),
    Column("role", word(Role), primary_key=True),
    Column("scope", Recipient, primary_key=True),
    Column("is_held", Boolean, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    tables.version(),
    Index("ix_held_role_holders", "role", "scope"),
    Index("ix_held_role_scope", "scope"),
)

dispatch = Table(
    "dispatch",
    tables.metadata,
    Column("dispatch_id", Id, primary_key=True),
    Column("medium", word(Medium), nullable=False),
    Column("topic", word(DispatchTopic), nullable=False),
    Column("source", String(120), nullable=False),
    Column("subject_id", Id, nullable=False, index=True),
    Column("class_id", Id),
    Column("recipient", Recipient, nullable=False),
    Column("title", String(400), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("next_at", Moment, index=True),
    Column("attempts", Integer, nullable=False),
    Column("renewed_at", Integer, nullable=False),
    Column("leased_until", Moment),
    Column("last_error", String(200), nullable=False),
    Column("sent_at", Moment),
    Column("tries", Values(list[DispatchTry]), nullable=False),
    Column("state", word(SendState), nullable=False),
    tables.version(),
    UniqueConstraint(
        "source", "medium", "recipient", name="one_dispatch_per_message_medium_and_recipient"
    ),
    CheckConstraint(
        "(state IN ('WAITING', 'FAILED')) = (next_at IS NOT NULL)",
        name="only_what_waits_is_sent_again",
    ),
    CheckConstraint("(state = 'SENT') = (sent_at IS NOT NULL)", name="sent_dispatches_say_when"),
    Index("ix_dispatch_newest", "class_id", "dispatch_id"),
    Index("ix_dispatch_state", "state", "dispatch_id"),
)

deadline = Table(
    "deadline",
    tables.metadata,
    Column("deadline_id", Id, primary_key=True),
    Column("kind", word(DeadlineKind), nullable=False),
    Column("matter", Recipient, nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("class_id", Id, index=True),
    Column("role", word(Role), nullable=False),
    Column("scope", Recipient, nullable=False),
    Column("detail", String(200), nullable=False),
    Column("base_at", Moment),
    Column("armed_at", Moment),
    Column("due_at", Moment, index=True),
    Column("next_at", Moment, index=True),
    Column("met_at", Moment),
    Column("state", word(DeadlineState), nullable=False),
    Column("set_by", String(80), nullable=False),
    Column("as_of", BigInteger, nullable=False),
    tables.version(),
    UniqueConstraint("kind", "matter", name="one_deadline_per_kind_and_matter"),
    CheckConstraint(
        "state NOT IN ('MET', 'LATE') OR met_at IS NOT NULL", name="what_was_met_says_when"
    ),
    CheckConstraint(
        "next_at IS NULL OR state IN ('ARMED', 'WARNED')", name="what_is_over_rings_no_more"
    ),
)

publicity_material = Table(
    "publicity_material",
    tables.metadata,
    Column("material_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("photos", Values(list[FileRef]), nullable=False),
    Column("supplied_by", String(64), nullable=False),
    Column("supplied_at", Moment, nullable=False),
)

publicity_piece = Table(
    "publicity_piece",
    tables.metadata,
    Column("piece_id", Id, primary_key=True),
    Column("class_id", Id, nullable=False, index=True),
    Column("channel", word(PublicityChannel), nullable=False),
    Column("title", String(120), nullable=False),
    Column("body", Text, nullable=False),
    Column("photos", Values(list[FileRef]), nullable=False),
    Column("drafted_by", String(64), nullable=False),
    Column("reviewed_by", String(64), nullable=False),
    Column("opinion", String(500), nullable=False),
    Column("published_at", Moment),
    Column("published_by", String(64), nullable=False),
    Column("state", word(PieceState), nullable=False),
    tables.version(),
    CheckConstraint("reviewed_by <> drafted_by", name="nobody_reviews_their_own_piece"),
    CheckConstraint(
        "(state = 'PUBLISHED') = (published_at IS NOT NULL)", name="released_pieces_say_since_when"
    ),
    CheckConstraint(
        "state <> 'PUBLISHED' OR reviewed_by <> ''", name="nothing_is_released_unreviewed"
    ),
)

tables.map(TrainingClass, training_class)
tables.map(Unit, unit)
tables.map(Trainee, trainee)
tables.map(Member, class_member)
tables.map(ExamWatch, exam_watch)
tables.map(Notice, notice)
tables.map(Delivery, delivery)
tables.map(Todo, todo)
tables.map(Escalation, escalation)
tables.map(WorkGroup, work_group)
tables.map(GroupHead, group_head)
tables.map(GroupMessage, group_message)
tables.map(Contact, contact)
tables.map(HeldRole, held_role)
tables.map(Dispatch, dispatch)
tables.map(Deadline, deadline)
tables.map(Material, publicity_material)
tables.map(Piece, publicity_piece)
