"""Look-ups of classes, their seats and their files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Update, bindparam, func, or_, select, update

from contracts.enrollment import ClassState, NominationState
from kit.store import Store
from services.enrollment.domain.archive import Archive, ArchiveItem
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.nomination import no_seat_left
from services.enrollment.domain.quota import Quota
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
from services.enrollment.store.tables import archive_item, quota, trainee, training_class, unit

TITLE = ("班次", "class")


def _taking(counter: str, limit: str) -> Update:
    own = (quota.c.class_id == bindparam("of_class")) & (quota.c.unit_id == bindparam("of_unit"))
    taken = quota.c[counter]
    free = update(quota).where(own, taken < quota.c[limit])
    return free.values({counter: taken + 1}).returning(quota.c.unit_id)


# Made once: they are asked at every nomination, and at every look at a class.
_SEATS = (
    (_taking("used", "seats"), NominationState.ELIGIBLE),
    (_taking("waiting", "reserve"), NominationState.WAITLISTED),
)
_THOSE: Any = bindparam("those", expanding=True)
_SEATS_OF = (
    select(quota.c.class_id, func.sum(quota.c.seats), func.sum(quota.c.used + quota.c.waiting))
    .where(quota.c.class_id.in_(_THOSE))
    .group_by(quota.c.class_id)
)
_PLACES_OF = (
    select(
        trainee.c.class_id, func.count(trainee.c.trainee_id), func.count(trainee.c.checked_in_at)
    )
    .where(trainee.c.class_id.in_(_THOSE))
    .group_by(trainee.c.class_id)
)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How full a class is."""

    seats: int = 0
    nominated: int = 0
    enrolled: int = 0
    checked_in: int = 0


class ClassLookups(Store):
    """Classes, their seats and their files."""

    def training_class(self, class_id: str) -> TrainingClass:
        """One class."""
        return self.get(TrainingClass, class_id, TITLE)

    def class_with_code(self, code: str) -> TrainingClass | None:
        """The class that has this code."""
        return self.session.scalar(select(TrainingClass).where(training_class.c.code == code))

    def classes_by_state(self) -> Mapping[str, int]:
        """How many classes are in each state."""
        state = training_class.c.state
        rows = self.session.execute(select(state, func.count()).group_by(state)).all()
        counted: dict[ClassState, int] = dict(rows)
        return {each.value: counted.get(each, 0) for each in ClassState}

    def classes(
        self, *, state: ClassState | None, year: int | None, q: str, page: int, size: int
    ) -> tuple[Sequence[TrainingClass], int]:
        """Classes, the latest to start first."""
        columns = training_class.c
        statement = select(TrainingClass).order_by(columns.start_on.desc(), columns.class_id.desc())
        if state is not None:
            statement = statement.where(columns.state == state)
        if year is not None:
            statement = statement.where(func.extract("year", columns.start_on) == year)
        if q:
            named = columns.title.contains(q, autoescape=True)
            statement = statement.where(named | columns.code.contains(q, autoescape=True))
        return self.page(statement, page, size)

    def counts(self, class_ids: Iterable[str]) -> Mapping[str, Counts]:
        """How full each of these classes is."""
        wanted = {"those": list(class_ids)}
        seats_of = {
            class_id: (int(total), int(nominated))
            for class_id, total, nominated in self.session.execute(_SEATS_OF, wanted)
        }
        places_of = {
            class_id: (enrolled, arrived)
            for class_id, enrolled, arrived in self.session.execute(_PLACES_OF, wanted)
        }
        return {
            class_id: _counts(seats_of.get(class_id, (0, 0)), places_of.get(class_id, (0, 0)))
            for class_id in wanted["those"]
        }

    def quotas(self, class_id: str) -> list[tuple[Quota, Unit]]:
        """The seats of a class with their units, by unit code."""
        rows = self.session.execute(
            select(Quota, Unit)
            .join(Unit, unit.c.unit_id == quota.c.unit_id)
            .where(quota.c.class_id == class_id)
            .order_by(unit.c.code)
        )
        return [(seats, holder) for seats, holder in rows]

    def quotas_of_unit(
        self, unit_id: str, page: int, size: int
    ) -> tuple[Sequence[tuple[Quota, TrainingClass]], int]:
        """The classes in which a unit has seats, the latest to start first."""
        columns = training_class.c
        statement: Any = (
            select(Quota, TrainingClass)
            .join(TrainingClass, columns.class_id == quota.c.class_id)
            .where(quota.c.unit_id == unit_id)
            .order_by(columns.start_on.desc(), columns.class_id.desc())
        )
        return self.page(statement, page, size)

    def lock_quotas(self, class_id: str) -> dict[str, Quota]:
        """The seats of a class by unit; nobody else takes one until this transaction ends."""
        rows = self.session.scalars(
            select(Quota)
            .where(quota.c.class_id == class_id)
            .order_by(quota.c.unit_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return {seats.unit_id: seats for seats in rows}

    def lock_quota(self, class_id: str, unit_id: str) -> Quota:
        """One unit's seats, held until this transaction ends; Refusal when it was given none."""
        held = self.session.get(
            Quota, (class_id, unit_id), with_for_update=True, populate_existing=True
        )
        if held is None:
            raise no_seat_left()
        return held

    def take_seat(self, class_id: str, unit_id: str) -> NominationState | None:
        """Take the next free seat, else a place to wait; None when both are gone.

        Conditional updates, so that any number of callers at once take exactly what is there.
        """
        whose = {"of_class": class_id, "of_unit": unit_id}
        for taking, state in _SEATS:
            if self.session.execute(taking, whose).first():
                return state
        return None

    def archive(self, class_id: str) -> Archive:
        """The file of a class."""
        return self.get(Archive, class_id, ("班次档案", "class file"))

    def documents(
        self,
        text: str,
        kinds: Sequence[DocType],
        *,
        class_id: str | None,
        page: int,
        size: int,
    ) -> tuple[Sequence[tuple[ArchiveItem, TrainingClass]], int]:
        """Filed papers of these kinds, or with a text in the name of the file or of the class; the
        latest filed first.
        """
        columns, named = archive_item.c, training_class.c
        texts = (columns.file_name, named.title, named.code)
        statement: Any = (
            select(ArchiveItem, TrainingClass)
            .join(TrainingClass, named.class_id == columns.class_id)
            .where(
                or_(
                    columns.doc_type.in_(kinds),
                    *(column.icontains(text, autoescape=True) for column in texts),
                )
            )
            .order_by(columns.filed_at.desc(), columns.item_id.desc())
        )
        if class_id is not None:
            statement = statement.where(columns.class_id == class_id)
        return self.page(statement, page, size)

    def remove(self, record: object) -> None:
        """Take a record out."""
        self.session.delete(record)


def _counts(seats: tuple[int, int], places: tuple[int, int]) -> Counts:
    return Counts(seats=seats[0], nominated=seats[1], enrolled=places[0], checked_in=places[1])
