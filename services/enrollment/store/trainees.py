"""Look-ups of trainees."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, case, func, select

from contracts.enrollment import TraineeState, UnitArrivals
from contracts.refusals import Unknown
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person
from services.enrollment.domain.person_search import Sought
from services.enrollment.domain.trainee import Trainee
from services.enrollment.domain.unit import Unit
from services.enrollment.store.nominations import NominationLookups
from services.enrollment.store.tables import nomination, person, trainee, unit

TraineeRow = tuple[Trainee, Person, Nomination, Unit]


# Made once: it is asked at every check-in. Each trainee has all three; joined from outside, they
# are left out where trainees are only counted.
WITH_PEOPLE: Any = (
    select(Trainee, Person, Nomination, Unit)
    .outerjoin(Person, person.c.person_id == trainee.c.person_id)
    .outerjoin(Nomination, nomination.c.nomination_id == trainee.c.nomination_id)
    .outerjoin(Unit, unit.c.unit_id == trainee.c.unit_id)
)
_ONE: Any = WITH_PEOPLE.where(
    trainee.c.class_id == bindparam("of_class"), trainee.c.trainee_id == bindparam("of_trainee")
)
_SEVERAL: Any = WITH_PEOPLE.where(trainee.c.trainee_id.in_(bindparam("those", expanding=True)))


class TraineeLookups(NominationLookups):
    """Trainees."""

    def trainee(self, class_id: str, trainee_id: str) -> Trainee:
        """One trainee of a class."""
        found = self.session.get(Trainee, trainee_id)
        if found is None or found.class_id != class_id:
            raise Unknown("学员", "trainee")
        return found

    def trainee_row(self, class_id: str, trainee_id: str) -> TraineeRow:
        """One trainee of a class with person, nomination and unit."""
        wanted = {"of_class": class_id, "of_trainee": trainee_id}
        found: TraineeRow | None = self.read_before(
            (TraineeRow, class_id, trainee_id), lambda: self.session.execute(_ONE, wanted).first()
        )
        if found is None:
            raise Unknown("学员", "trainee")
        return found

    def read_trainee_rows(self, trainee_ids: Collection[str]) -> None:
        """Read several at once, for `trainee_row`."""
        rows = self.session.execute(_SEVERAL, {"those": trainee_ids})
        self.keep_read({(TraineeRow, row[0].class_id, row[0].trainee_id): row for row in rows})

    def own_trainee_row(self, trainee_id: str) -> TraineeRow:
        """One trainee, of whichever class, with person, nomination and unit."""
        found: TraineeRow | None = self.session.execute(
            WITH_PEOPLE.where(trainee.c.trainee_id == trainee_id)
        ).first()
        if found is None:
            raise Unknown("学员", "trainee")
        return found

    def trainees(self, class_id: str) -> Sequence[Trainee]:
        """Everybody with a place in a class, by number."""
        return self.session.scalars(
            select(Trainee).where(trainee.c.class_id == class_id).order_by(trainee.c.trainee_no)
        ).all()

    def trainees_among(self, class_id: str, trainee_ids: Iterable[str]) -> list[Trainee]:
        """Those trainees of a class whose ids are given."""
        wanted = set(trainee_ids)
        return [record for record in self.trainees(class_id) if record.trainee_id in wanted]

    def trainee_rows(
        self,
        class_id: str,
        *,
        state: TraineeState | None = None,
        unit_id: str | None = None,
        wanted: Sought | None = None,
        checked_in: bool | None = None,
        page: int,
        size: int,
    ) -> tuple[Sequence[TraineeRow], int]:
        """Trainees with person, nomination and unit, by number."""
        statement = WITH_PEOPLE.where(trainee.c.class_id == class_id)
        if state is not None:
            statement = statement.where(trainee.c.state == state)
        if unit_id is not None:
            statement = statement.where(trainee.c.unit_id == unit_id)
        if checked_in is not None:
            statement = statement.where(trainee.c.checked_in_at.is_not(None) == checked_in)
        if wanted is not None:
            statement = self._sought(statement, wanted)
        return self.page(statement.order_by(trainee.c.trainee_no), page, size)

    def _sought(self, statement: Any, wanted: Sought) -> Any:
        """Whoever is meant; first those whose own number or id number ends in what was typed."""
        named = person.c.name.contains(wanted.text, autoescape=True)
        numbered = trainee.c.trainee_no.contains(wanted.text, autoescape=True)
        at_school = nomination.c.student_no.contains(wanted.text, autoescape=True)
        ends_in_it = trainee.c.trainee_no.endswith(wanted.text, autoescape=True)
        if wanted.tail is not None:
            ends_in_it |= person.c.tail_index == self.tail_index(wanted.tail)
        found = statement.where(named | numbered | at_school | ends_in_it)
        return found.order_by(case((ends_in_it, 0), else_=1))

    def all_trainee_rows(self, class_id: str) -> list[TraineeRow]:
        """Everybody of a class with person, nomination and unit, by number."""
        rows = self.session.execute(
            WITH_PEOPLE.where(trainee.c.class_id == class_id).order_by(trainee.c.trainee_no)
        )
        return [(record, who, made_by, holder) for record, who, made_by, holder in rows]

    def latest_arrivals(self, class_id: str, at_most: int) -> list[TraineeRow]:
        """Who checked in last, the latest first."""
        arrived = (trainee.c.class_id == class_id) & trainee.c.checked_in_at.is_not(None)
        order = (trainee.c.checked_in_at.desc(), trainee.c.trainee_id.desc())
        rows = self.session.execute(WITH_PEOPLE.where(arrived).order_by(*order).limit(at_most))
        return [(record, who, made_by, holder) for record, who, made_by, holder in rows]

    def arrivals_by_unit(self, class_id: str) -> list[UnitArrivals]:
        """How far each unit's people have come, by unit code; without who was withdrawn."""
        columns = trainee.c
        begun = columns.checked_in_at.is_(None) & columns.check_in_method.is_not(None)
        rows = self.session.execute(
            select(
                unit.c.unit_id,
                unit.c.name,
                func.count(),
                func.count(columns.checked_in_at),
                func.count().filter(begun),
            )
            .join(unit, unit.c.unit_id == columns.unit_id)
            .where(columns.class_id == class_id, columns.state != TraineeState.WITHDRAWN)
            .group_by(unit.c.unit_id, unit.c.name, unit.c.code)
            .order_by(unit.c.code)
        )
        return [
            UnitArrivals(
                unit_id=unit_id,
                unit_name=name,
                expected=expected,
                checked_in=checked_in,
                begun=begun_only,
            )
            for unit_id, name, expected, checked_in, begun_only in rows
        ]

    def count_uncertified(self, class_id: str) -> int:
        """How many have completed a class but hold no certificate."""
        waiting = (
            (trainee.c.class_id == class_id)
            & (trainee.c.state == TraineeState.COMPLETED)
            & trainee.c.certificate_no.is_(None)
        )
        return self.session.scalar(select(func.count()).select_from(trainee).where(waiting)) or 0
