"""Look-ups of persons, nominations, imports and rosters."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, select

from contracts.enrollment import ClassState, NominationState
from kit.store import Store
from services.enrollment.domain.candidate import Candidate, Place
from services.enrollment.domain.intake import NominationImport
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person, person_of
from services.enrollment.domain.person_search import pairs_of, tail_of
from services.enrollment.domain.roster import Roster
from services.enrollment.domain.unit import Unit
from services.enrollment.store.tables import (
    name_pair,
    nomination,
    nomination_import,
    person,
    trainee,
    training_class,
    unit,
)

NominationRow = tuple[Nomination, Person, Unit]

# Both databases take this many values in one question.
AT_ONCE = 500

# Made once: it is asked at every nomination.
_PERSON_WITH = select(Person).where(person.c.id_index == bindparam("id_index"))


class NominationLookups(Store):
    """Persons, nominations, imports and rosters."""

    def person(self, person_id: str) -> Person:
        """One person in full."""
        return self.get(Person, person_id, ("人员", "person"))

    def person_with(self, id_no: str) -> Person | None:
        """The person with this id number."""
        index = self.id_index(id_no)
        return self.read_before(
            (Person, index), lambda: self.session.scalar(_PERSON_WITH, {"id_index": index})
        )

    def read_people(self, id_numbers: Collection[str]) -> None:
        """Read several at once, for `person_with`."""
        known = self.persons_with(id_numbers)
        self.keep_read({(Person, self.id_index(one)): known.get(one) for one in id_numbers})

    def persons_with(self, id_numbers: Iterable[str]) -> dict[str, Person]:
        """Those of these id numbers that are known, with whose they are."""
        number_of = {self.id_index(number): number for number in id_numbers}
        found: dict[str, Person] = {}
        for some in _batches(number_of):
            for record in self.session.scalars(select(Person).where(person.c.id_index.in_(some))):
                found[number_of[record.id_index]] = record
        return found

    def new_person(self, candidate: Candidate) -> Person:
        """Somebody seen for the first time, to be found again by the id number, by its end and by
        the name.
        """
        newcomer = person_of(
            candidate,
            person_id=self.new_id(),
            id_index=self.id_index(candidate.id_no),
            tail_index=self.tail_index(tail_of(candidate.id_no)),
        )
        for pair in pairs_of(newcomer.name):
            self.append(name_pair, pair=pair, person_id=newcomer.person_id)
        return newcomer

    def forget_name(self, person_id: str) -> None:
        """Have nobody find the person by the name any more."""
        self.session.execute(delete(name_pair).where(name_pair.c.person_id == person_id))

    def id_index(self, id_no: str) -> str:
        """The keyed fingerprint under which an id number is found again."""
        return self.blind("person.id_no", id_no)

    def tail_index(self, tail: str) -> str:
        """The keyed fingerprint under which the end of an id number is found."""
        return self.blind("person.tail", tail)

    def nomination(self, nomination_id: str) -> Nomination:
        """One nomination."""
        return self.get(Nomination, nomination_id, ("提名", "nomination"))

    def nominating_units(self, class_id: str, person_ids: Iterable[str]) -> dict[str, str]:
        """Which of these persons are nominated for a class, and by which unit."""
        found: dict[str, str] = {}
        for some in _batches(person_ids):
            rows = self.session.execute(
                select(nomination.c.person_id, nomination.c.unit_id).where(
                    nomination.c.class_id == class_id,
                    nomination.c.person_id.in_(some),
                    nomination.c.state != NominationState.WITHDRAWN_BY_UNIT,
                )
            )
            found.update((row.person_id, row.unit_id) for row in rows)
        return found

    def places_elsewhere(
        self, class_id: str, person_ids: Iterable[str]
    ) -> Mapping[str, list[Place]]:
        """The places these persons have or had in other classes that take place."""
        found: dict[str, list[Place]] = {}
        for some in _batches(person_ids):
            rows = self.session.execute(
                select(
                    trainee.c.person_id,
                    training_class.c.title,
                    training_class.c.category,
                    training_class.c.start_on,
                    training_class.c.end_on,
                    trainee.c.state,
                )
                .join(training_class, training_class.c.class_id == trainee.c.class_id)
                .where(
                    trainee.c.person_id.in_(some),
                    trainee.c.class_id != class_id,
                    training_class.c.state != ClassState.CANCELLED,
                )
            )
            for person_id, title, category, start_on, end_on, state in rows:
                place = Place(
                    title=title, category=category, start_on=start_on, end_on=end_on, state=state
                )
                found.setdefault(person_id, []).append(place)
        return found

    def first_waiting(self, class_id: str, unit_id: str, how_many: int) -> Sequence[Nomination]:
        """The first on a unit's waiting list, in the order of nomination."""
        return self.session.scalars(
            _of_class(class_id, NominationState.WAITLISTED)
            .where(nomination.c.unit_id == unit_id)
            .limit(how_many)
        ).all()

    def nominations_in(self, class_id: str, state: NominationState) -> Sequence[Nomination]:
        """The nominations of a class in one state, in the order of nomination."""
        return self.session.scalars(_of_class(class_id, state)).all()

    def count_nominations(self, class_id: str, state: NominationState) -> int:
        """How many nominations of a class are in one state."""
        own = (nomination.c.class_id == class_id) & (nomination.c.state == state)
        return self.session.scalar(select(func.count()).select_from(nomination).where(own)) or 0

    def nomination_rows(
        self,
        class_id: str,
        *,
        unit_id: str | None = None,
        state: NominationState | None = None,
        q: str = "",
        page: int,
        size: int,
    ) -> tuple[Sequence[NominationRow], int]:
        """Nominations with their persons and units, in the order of nomination."""
        statement = _with_people().where(nomination.c.class_id == class_id)
        if unit_id is not None:
            statement = statement.where(nomination.c.unit_id == unit_id)
        if state is not None:
            statement = statement.where(nomination.c.state == state)
        if q:
            named = person.c.name.contains(q, autoescape=True)
            numbered = nomination.c.student_no.contains(q, autoescape=True)
            statement = statement.where(named | numbered)
        return self.page(statement.order_by(nomination.c.nomination_id), page, size)

    def nomination_row(self, nomination_id: str) -> NominationRow:
        """One nomination with its person and unit."""
        record = self.nomination(nomination_id)
        return (
            record,
            self.person(record.person_id),
            self.get(Unit, record.unit_id, ("单位", "unit")),
        )

    def nominated_people(self, nomination_ids: Iterable[str]) -> list[NominationRow]:
        """These nominations with their persons and units."""
        found: list[NominationRow] = []
        for some in _batches(nomination_ids):
            rows = self.session.execute(_with_people().where(nomination.c.nomination_id.in_(some)))
            found.extend((record, who, holder) for record, who, holder in rows)
        return found

    def import_of(self, class_id: str, unit_id: str, file_hash: str) -> NominationImport | None:
        """What became of this file when the unit sent it in before."""
        return self.session.scalar(
            select(NominationImport).where(
                nomination_import.c.class_id == class_id,
                nomination_import.c.unit_id == unit_id,
                nomination_import.c.file_hash == file_hash,
            )
        )

    def roster(self, class_id: str) -> Roster:
        """The roster of a class."""
        return self.get(Roster, class_id, ("学员名单", "roster"))


def _of_class(class_id: str, state: NominationState) -> Select[Nomination]:
    return (
        select(Nomination)
        .where(nomination.c.class_id == class_id, nomination.c.state == state)
        .order_by(nomination.c.nomination_id)
    )


def _with_people() -> Any:
    # Each nomination has both; joined from outside, they are left out where nominations are only
    # counted.
    return (
        select(Nomination, Person, Unit)
        .outerjoin(Person, person.c.person_id == nomination.c.person_id)
        .outerjoin(Unit, unit.c.unit_id == nomination.c.unit_id)
    )


def _batches(values: Iterable[str]) -> Iterable[list[str]]:
    every = list(values)
    return (every[at : at + AT_ONCE] for at in range(0, len(every), AT_ONCE))
