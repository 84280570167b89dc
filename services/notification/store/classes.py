"""Look-ups of classes, units and people."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from contracts.enrollment import ClassRole, UnitKind
from contracts.roles import Role
from kit.department import NotYet
from kit.store import Store
from services.notification.domain.screening import ClassName
from services.notification.domain.team import Member
from services.notification.domain.training_class import ExamWatch, Trainee, TrainingClass, Unit
from services.notification.store.tables import class_member, trainee, training_class, unit

CLASS = ("班次", "class")


class ClassLookups(Store):
    """What is known of classes, of units, and of who belongs to them."""

    def training_class(self, class_id: str) -> TrainingClass:
        """A class; Unknown (404) when it has not been heard of."""
        return self.get(TrainingClass, class_id, CLASS)

    def classes(self, class_ids: Iterable[str]) -> dict[str, TrainingClass]:
        """Those of these classes that have been heard of."""
        wanted = list(class_ids)
        if not wanted:
            return {}
        found = self.session.scalars(
            select(TrainingClass).where(training_class.c.class_id.in_(wanted))
        )
        return {known.class_id: known for known in found}

    def class_in_hand(self, class_id: str) -> TrainingClass:
        """A class, held until the transaction ends; NotYet when it has not been heard of.

        Whoever joins the audience and whatever is sent to it at once must see each other.
        """
        found = self.hold(TrainingClass, class_id)
        if found is None:
            raise NotYet(f"class {class_id} is not known here yet")
        return found

    def knows_class(self, class_id: str) -> bool:
        """Whether the class was heard of before."""
        return self.session.get(TrainingClass, class_id) is not None

    def class_if_known(self, class_id: str | None) -> TrainingClass | None:
        """A class, if it has been heard of."""
        return self.session.get(TrainingClass, class_id) if class_id else None

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

    def unit_kind(self, unit_id: str) -> UnitKind:
        """What kind of unit it is; one that has not been heard of is taken for a sending one."""
        found = self.session.get(Unit, unit_id)
        return found.kind if found else UnitKind.GRASSROOTS_PARTY

    def unit_in_hand(self, unit_id: str) -> Unit | None:
        """A unit, if it has been heard of."""
        return self.session.get(Unit, unit_id)

    def functions(self, scopes: Iterable[str]) -> dict[str, Role]:
        """What the departments among these scopes are there for."""
        ids = {scope.removeprefix("unit:") for scope in scopes if scope.startswith("unit:")}
        if not ids:
            return {}
        rows = self.session.execute(
            select(unit.c.unit_id, unit.c.function).where(
                unit.c.unit_id.in_(ids), unit.c.function.is_not(None)
            )
        )
        return {f"unit:{unit_id}": function for unit_id, function in rows}

    def team(self, class_id: str) -> Sequence[Member]:
        """Everybody who ever had a duty in the class."""
        return self.session.scalars(select(Member).where(class_member.c.class_id == class_id)).all()

    def member(self, class_id: str, role: ClassRole, person_id: str) -> Member:
        """A person's duty in a class; made when it is first spoken of."""
        found = self.session.get(Member, (class_id, role, person_id))
        if found is None:
            found = Member(class_id=class_id, role=role, person_id=person_id)
            self.add(found)
        return found

    def other_classes(self, class_id: str) -> list[ClassName]:
        """How every other class is named."""
        rows = self.session.execute(
            select(training_class.c.code, training_class.c.title).where(
                training_class.c.class_id != class_id
            )
        )
        return [ClassName(code=code, title=title) for code, title in rows]
