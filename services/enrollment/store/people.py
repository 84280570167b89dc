"""People found across classes, with every class they were on the roster of."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select, union

from contracts.enrollment import TrainingLine
from services.enrollment.domain.person import Person
from services.enrollment.domain.person_search import Sought, pairs_of
from services.enrollment.store.nominations import NominationLookups
from services.enrollment.store.tables import (
    name_pair,
    nomination,
    person,
    trainee,
    training_class,
    unit,
)


class PeopleLookups(NominationLookups):
    """People across the years."""

    def find_people(
        self, wanted: Sought, *, class_id: str | None, page: int, size: int
    ) -> tuple[Sequence[Person], int]:
        """People by part of the name, the student number or the end of the id number; those of one
        class's roster if it is given, else a student number by how it begins.
        """
        tails = [] if wanted.tail is None else [person.c.tail_index == self.tail_index(wanted.tail)]
        if class_id is None:
            found = _anywhere(wanted, tails)
        else:
            found = _on_roster(class_id, wanted, tails)
        statement: Select[Person] = select(Person).where(found)
        return self.page(statement.order_by(person.c.name, person.c.person_id), page, size)

    def nominating_unit_names(
        self, people: Sequence[Person], class_id: str | None
    ) -> dict[str, str]:
        """The name of the unit that nominated each of these people last."""
        statement = (
            select(nomination.c.person_id, unit.c.name)
            .join(unit, unit.c.unit_id == nomination.c.unit_id)
            .where(nomination.c.person_id.in_([one.person_id for one in people]))
            .order_by(nomination.c.nomination_id)
        )
        if class_id is not None:
            statement = statement.where(nomination.c.class_id == class_id)
        return {row.person_id: row.name for row in self.session.execute(statement)}

    def trainings(
        self, people: Sequence[Person], class_id: str | None
    ) -> dict[str, list[TrainingLine]]:
        """The classes of each of these people, the latest first."""
        columns = training_class.c
        statement = (
            select(
                trainee.c.person_id,
                columns.class_id,
                columns.code.label("class_code"),
                columns.title.label("class_title"),
                columns.state.label("class_state"),
                columns.start_on,
                columns.end_on,
                trainee.c.trainee_id,
                trainee.c.trainee_no,
                trainee.c.state,
                unit.c.name.label("unit_name"),
                trainee.c.certificate_no,
            )
            .join(training_class, columns.class_id == trainee.c.class_id)
            .join(unit, unit.c.unit_id == trainee.c.unit_id)
            .where(trainee.c.person_id.in_([one.person_id for one in people]))
            .order_by(columns.start_on.desc(), columns.class_id.desc())
        )
        if class_id is not None:
            statement = statement.where(trainee.c.class_id == class_id)
        found: dict[str, list[TrainingLine]] = {}
        for row in self.session.execute(statement).mappings():
            line = TrainingLine(**{name: row[name] for name in TrainingLine.__dataclass_fields__})
            found.setdefault(row["person_id"], []).append(line)
        return found


def _anywhere(wanted: Sought, tails: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Each way by an index of its own: among a million nobody is looked at in vain."""
    with_pair = (
        select(name_pair.c.person_id).where(name_pair.c.pair == pair)
        for pair in pairs_of(wanted.text)
    )
    named = select(person.c.person_id).where(
        *(person.c.person_id.in_(bearers) for bearers in with_pair), _is_named(wanted)
    )
    at_school = select(nomination.c.person_id).where(
        nomination.c.student_no.startswith(wanted.text, autoescape=True)
    )
    ended = [select(person.c.person_id).where(tail) for tail in tails]
    return person.c.person_id.in_(union(named, at_school, *ended))


def _on_roster(
    class_id: str, wanted: Sought, tails: Sequence[ColumnElement[bool]]
) -> ColumnElement[bool]:
    on_roster = select(trainee.c.person_id).where(trainee.c.class_id == class_id)
    at_school = select(nomination.c.person_id).where(
        nomination.c.student_no.contains(wanted.text, autoescape=True),
        nomination.c.person_id.in_(on_roster),
    )
    matches = or_(_is_named(wanted), person.c.person_id.in_(at_school), *tails)
    return person.c.person_id.in_(on_roster) & matches


def _is_named(wanted: Sought) -> ColumnElement[bool]:
    return person.c.name.contains(wanted.text, autoescape=True)
