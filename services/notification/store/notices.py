"""Look-ups of notices and their deliveries."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, literal, select, true, update

from contracts.notification import NoticeKind
from contracts.refusals import Unknown
from kit.store import Store
from services.notification.domain.delivery import Delivery
from services.notification.domain.notice import Audience, Notice, NoticeState
from services.notification.store.tables import delivery, notice, trainee

NOTICE = ("通知", "notice")


class NoticeLookups(Store):
    """Notices, and whom they reached."""

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

    def units_reached(self, notice_ids: Iterable[str]) -> dict[str, int]:
        """How many units each of these notices has reached; none is left out as zero."""
        rows = self.session.execute(
            select(delivery.c.notice_id, func.count())
            .where(
                delivery.c.notice_id.in_(list(notice_ids)), delivery.c.recipient.startswith("unit:")
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
        self, recipient: str, *, unread: bool = False, page: int, size: int
    ) -> tuple[Sequence[tuple[Delivery, Notice]], int]:
        """What a recipient was sent, newest first."""
        wanted: Any = (
            select(Delivery, Notice)
            .join(Notice, notice.c.notice_id == delivery.c.notice_id)
            .where(delivery.c.recipient == recipient)
            .order_by(delivery.c.delivery_id.desc())
        )
        if unread:
            wanted = wanted.where(delivery.c.read_at.is_(None))
        return self.page(wanted, page, size)

    def note_read(self, recipient: str, delivery_ids: Sequence[str]) -> None:
        """A recipient has read these deliveries of its own, or all when none is named."""
        # At once, without loading them: an inbox may be long, and reading overtakes nothing.
        mine = (delivery.c.recipient == recipient) & delivery.c.read_at.is_(None)
        named = delivery.c.delivery_id.in_(delivery_ids) if delivery_ids else true()
        self.session.execute(update(delivery).where(mine, named).values(read_at=self.now))

    def unread(self, recipient: str) -> int:
        """How many deliveries to a recipient are unread."""
        mine = (delivery.c.recipient == recipient) & delivery.c.read_at.is_(None)
        return self.session.scalar(select(func.count()).where(mine)) or 0

    def readers(self, notice_id: str, class_id: str | None) -> dict[str, tuple[int, int]]:
        """Of each unit with people on the class's roster: how many of them a notice has reached,
        and how many have read it.
        """
        person = literal("person:").concat(trainee.c.person_id)
        rows = self.session.execute(
            select(trainee.c.unit_id, func.count(), func.count(delivery.c.read_at))
            .join(delivery, delivery.c.recipient == person)
            .where(delivery.c.notice_id == notice_id, trainee.c.class_id == class_id)
            .group_by(trainee.c.unit_id)
        )
        return {unit_id: (reached, read) for unit_id, reached, read in rows}

    def receipts(self, notice_id: str) -> tuple[int, int, list[Delivery]]:
        """How many a notice has reached, how many of them have read it, and its deliveries to
        units.
        """
        of_notice = delivery.c.notice_id == notice_id
        counts = select(func.count(), func.count(delivery.c.read_at)).where(of_notice)
        reached, read = self.session.execute(counts).one()
        to_units = select(Delivery).where(of_notice, delivery.c.recipient.startswith("unit:"))
        return reached, read, list(self.session.scalars(to_units))

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
