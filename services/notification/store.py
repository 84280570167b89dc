"""The tables of notification, and the questions asked of them."""

from collections.abc import Iterable, Sequence
from typing import Any

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
    func,
    or_,
    select,
)

from contracts.notification import NoticeKind
from contracts.refusals import Unknown
from contracts.roles import Actor, Role
from contracts.values import Profile
from kit.columns import Id, Moment, word
from kit.department import NotYet
from kit.store import Store
from kit.tables import Tables
from services.notification.domain.delivery import Channel, Delivery
from services.notification.domain.notice import Audience, Notice, NoticeState
from services.notification.domain.todo import EVERYWHERE, Address, Todo, a_todo
from services.notification.domain.training_class import ExamWatch, Trainee, TrainingClass, Unit

Recipient = String(80)
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
    tables.version(),
)

unit = Table(
    "unit",
    tables.metadata,
    Column("unit_id", Id, primary_key=True),
    Column("name", String(100), nullable=False),
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
    Column("detail", String(200), nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    tables.version(),
    UniqueConstraint("kind", "subject", "role", "scope", name="one_item_per_duty_and_subject"),
    Index("ix_todo_waiting", "role", "done_at"),
)

tables.map(TrainingClass, training_class)
tables.map(Unit, unit)
tables.map(Trainee, trainee)
tables.map(ExamWatch, exam_watch)
tables.map(Notice, notice)
tables.map(Delivery, delivery)
tables.map(Todo, todo)

CLASS = ("班次", "class")
NOTICE = ("通知", "notice")


class NotificationStore(Store):
    """Notices, deliveries and to-do items, and what is known of classes and units."""

    tables = tables

    # -- classes, units, people ------------------------------------------------------------------

    def training_class(self, class_id: str) -> TrainingClass:
        """A class; Unknown (404) when it has not been heard of."""
        return self.get(TrainingClass, class_id, CLASS)

    def class_in_hand(self, class_id: str) -> TrainingClass:
        """A class, held until the transaction ends; NotYet when it has not been heard of.

        Whoever joins the audience and whatever is sent to it at once must see each other.
        """
        found = self.session.get(TrainingClass, class_id, with_for_update=True)
        if found is None:
            raise NotYet(f"class {class_id} is not known here yet")
        return found

    def knows_class(self, class_id: str) -> bool:
        """Whether the class was heard of before."""
        return self.session.get(TrainingClass, class_id) is not None

    def knows_unit(self, unit_id: str) -> bool:
        """Whether the unit was heard of before."""
        return self.session.get(Unit, unit_id) is not None

    def trainees(self, class_id: str) -> Sequence[Trainee]:
        """Everybody who was ever on the class's roster."""
        return self.session.scalars(select(Trainee).where(trainee.c.class_id == class_id)).all()

    def trainee(self, trainee_id: str) -> Trainee:
        """Somebody on a roster; NotYet when the roster has not been heard of."""
        found = self.session.get(Trainee, trainee_id)
        if found is None:
            raise NotYet(f"trainee {trainee_id} is not known here yet")
        return found

    def exam_watch(self, exam_id: str) -> ExamWatch:
        """What is kept of an exam; made when it is first asked for."""
        found = self.session.get(ExamWatch, exam_id)
        if found is None:
            found = ExamWatch(exam_id=exam_id, invigilators=[])
            self.add(found)
        return found

    def names(self, recipients: Iterable[str]) -> dict[str, str]:
        """The names of those recipients that are units."""
        ids = {recipient.removeprefix("unit:") for recipient in recipients}
        rows = self.session.execute(
            select(unit.c.unit_id, unit.c.name).where(unit.c.unit_id.in_(ids))
        )
        return {f"unit:{unit_id}": name for unit_id, name in rows}

    # -- notices and deliveries ------------------------------------------------------------------

    def notice(self, notice_id: str) -> Notice:
        """A notice; Unknown (404) when there is none."""
        return self.get(Notice, notice_id, NOTICE)

    def draft_of(self, class_id: str) -> Notice | None:
        """The training notice of a class that is still being drafted."""
        return self.session.scalars(
            select(Notice).where(notice.c.class_id == class_id, notice.c.state == NoticeState.DRAFT)
        ).first()

    def was_told(self, source: str) -> bool:
        """Whether a notice was already made for this reason."""
        made = self.session.scalar(select(notice.c.notice_id).where(notice.c.source == source))
        return made is not None

    def growing_notices(self, class_id: str) -> Sequence[Notice]:
        """The released notices of a class that reach whoever joins later, oldest first."""
        return self.session.scalars(
            select(Notice)
            .where(
                notice.c.class_id == class_id,
                notice.c.state == NoticeState.PUBLISHED,
                notice.c.audience != Audience.NAMED,
            )
            .order_by(notice.c.notice_id)
        ).all()

    def reached(self, notice_id: str) -> set[str]:
        """The recipients a notice has reached."""
        return set(
            self.session.scalars(
                select(delivery.c.recipient).where(delivery.c.notice_id == notice_id)
            )
        )

    def acknowledged(self, notice_ids: Iterable[str]) -> dict[str, int]:
        """How many recipients have acknowledged each of these notices; none is left out as zero."""
        rows = self.session.execute(
            select(delivery.c.notice_id, func.count())
            .where(
                delivery.c.notice_id.in_(list(notice_ids)), delivery.c.acknowledged_at.is_not(None)
            )
            .group_by(delivery.c.notice_id)
        )
        return dict(rows.all())

    def notices(
        self, *, class_id: str | None, kind: NoticeKind | None, page: int, size: int
    ) -> tuple[Sequence[Notice], int]:
        """Notices, newest first."""
        wanted = select(Notice).order_by(notice.c.notice_id.desc())
        if class_id is not None:
            wanted = wanted.where(notice.c.class_id == class_id)
        if kind is not None:
            wanted = wanted.where(notice.c.kind == kind)
        return self.page(wanted, page, size)

    def delivery_to(self, recipient: str, delivery_id: str) -> tuple[Delivery, Notice]:
        """A recipient's delivery; Unknown (404) for anybody else's."""
        found = self.session.get(Delivery, delivery_id)
        if found is None or found.recipient != recipient:
            raise Unknown(*NOTICE)
        return found, self.notice(found.notice_id)

    def deliveries_to(
        self, recipient: str, *, page: int, size: int
    ) -> tuple[Sequence[tuple[Delivery, Notice]], int]:
        """What a recipient was sent, newest first."""
        wanted: Any = (
            select(Delivery, Notice)
            .join(Notice, notice.c.notice_id == delivery.c.notice_id)
            .where(delivery.c.recipient == recipient)
            .order_by(delivery.c.delivery_id.desc())
        )
        return self.page(wanted, page, size)

    def deliveries_of(
        self, notice_id: str, *, page: int, size: int
    ) -> tuple[Sequence[Delivery], int]:
        """Whom a notice reached, by recipient."""
        wanted = (
            select(Delivery)
            .where(delivery.c.notice_id == notice_id)
            .order_by(delivery.c.recipient, delivery.c.delivery_id)
        )
        return self.page(wanted, page, size)

    # -- to-do items -----------------------------------------------------------------------------

    def todo_at(self, address: Address) -> Todo:
        """The item at an address; made when it is first asked for."""
        found = self.session.scalars(
            _todos_about(address).where(todo.c.scope == address.scope)
        ).first()
        return found or self.new_todo(address)

    def todos_about(self, address: Address) -> Sequence[Todo]:
        """The items at an address whatever their scope; one is made when there is none."""
        return self.session.scalars(_todos_about(address)).all() or [self.new_todo(address)]

    def todos_for(self, actor: Actor) -> list[tuple[Todo, TrainingClass | None]]:
        """What waits for somebody, with the class it is about, oldest first."""
        waiting = (
            select(Todo, TrainingClass)
            .outerjoin(TrainingClass, training_class.c.class_id == todo.c.class_id)
            .where(
                todo.c.done_at.is_(None),
                or_(training_class.c.is_over.is_(None), training_class.c.is_over.is_(False)),
                _perhaps_for(actor),
            )
            .order_by(todo.c.created_at, todo.c.todo_id)
        )
        rows = self.session.execute(waiting)
        return [(item, known) for item, known in rows if item.waits_for(actor)]

    def new_todo(self, address: Address) -> Todo:
        """An item at an address where there is none yet."""
        made = a_todo(address, todo_id=self.new_id(), now=self.now)
        self.add(made)
        return made


def _todos_about(address: Address) -> Any:
    return select(Todo).where(
        todo.c.kind == address.kind,
        todo.c.subject == address.subject,
        todo.c.role == address.role,
    )


def _perhaps_for(actor: Actor) -> Any:
    """Keeps other units' items out of the look-up; whom one waits for is the domain's to say."""
    everywhere = {grant.role for grant in actor.grants if grant.scope == EVERYWHERE}
    scopes = {EVERYWHERE, *(grant.scope for grant in actor.grants)}
    return or_(
        todo.c.person_id == actor.person_id,
        todo.c.role.in_(everywhere),
        todo.c.role.in_({grant.role for grant in actor.grants}) & todo.c.scope.in_(scopes),
    )
