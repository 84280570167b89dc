"""People found across classes, with every class they were on the roster of."""

from collections.abc import Sequence

from sqlalchemy import Select, select

from contracts.enrollment import TrainingLine
from services.enrollment.domain.person import Person
from services.enrollment.domain.person_search import Sought
from services.enrollment.store.nominations import NominationLookups
from services.enrollment.store.tables import nomination, person, trainee, training_class, unit


class PeopleLookups(NominationLookups):
    """People across the years."""

    def find_people(
        self, wanted: Sought, *, class_id: str | None, page: int, size: int
    ) -> tuple[Sequence[Person], int]:
        """People by name, those of one class's roster if it is given."""
        at_school = select(nomination.c.person_id).where(
            nomination.c.student_no.contains(wanted.text, autoescape=True)
        )
        matches = person.c.name.contains(wanted.text, autoescape=True)
        matches |= person.c.person_id.in_(at_school)
        if wanted.tail is not None:
            matches |= person.c.tail_index == self.tail_index(wanted.tail)
        statement: Select[Person] = select(Person).where(matches)
        if class_id is not None:
            on_roster = select(trainee.c.person_id).where(trainee.c.class_id == class_id)
            statement = statement.where(person.c.person_id.in_(on_roster))
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
