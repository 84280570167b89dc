"""The college with its people: classes are given a team and brought as far as a test needs."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.base import Event
from contracts.enrollment import (
    AppointCounselors,
    AppointLead,
    AppointMentors,
    CallMentors,
    ClassRole,
    ClassState,
    DraftImplementationPlan,
    FindTeam,
    IssueImplementationPlan,
    NameParticipants,
    RecordAdjustment,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
    SetDutyRoster,
    SetMentorRota,
    ShiftDraft,
    ShiftKind,
    SupplyLine,
    TeamView,
    TraineeState,
    UnitKind,
    UnitView,
)
from contracts.roles import Actor, Role
from contracts.values import Severity
from kit import clock
from kit.testing import an_actor
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.staff import Staff
from services.enrollment.domain.trainee import Trainee
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.college import (
    AFFAIRS,
    CHECK_IN_FROM,
    FIRST_DAY,
    LAST_DAY_OF_CLASS,
    College,
)
from tests.enrollment.makers import NOW, a_nomination, a_person, a_trainee

PLANNED_FOR = (Role.TEACHING_AFFAIRS, Role.STUDENT_WORK, Role.FIN_LOGISTICS)
STUDENTS = an_actor(Role.STUDENT_WORK, person="head of students")
CHECK_IN_TO = datetime(2026, 4, 19, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class StaffedCollege(College):
    """A college whose people can be given duties; three departments send mentors by turns."""

    def __init__(self, url: str | None = None) -> None:
        super().__init__(url)
        self.law = self.departments[Role.TEACHING_DEPT]
        self.marxism = self.a_unit("T02", UnitKind.DEPT, "马克思主义教研部", Role.TEACHING_DEPT)
        self.management = self.a_unit("T03", UnitKind.DEPT, "公共管理教研部", Role.TEACHING_DEPT)
        students, affairs, finance = self.codes(
            (Role.STUDENT_WORK, Role.TEACHING_AFFAIRS, Role.FIN_LOGISTICS)
        )
        with self.office.database.writing() as session:
            session.add_all(a_member(person, students) for person in ("wang", "li", "sun"))
            session.add(a_member("lead", affairs, section="培训科"))
            session.add(a_member("clerk", affairs, section="教务科"))
            session.add(a_member("bursar", finance))
            session.add_all(
                a_member(f"{unit.code}-{number}", unit.unit_id)
                for unit in (self.law, self.marxism, self.management)
                for number in (1, 2, 3)
            )

    # -- The team --------------------------------------------------------------------------------

    def appoint_lead(
        self, class_id: str, person_id: str = "lead", *, reason: str = "", as_: Actor = AFFAIRS
    ) -> TeamView:
        """Give a class its lead."""
        request = AppointLead(class_id=class_id, person_id=person_id, reason=reason)
        team: TeamView = self.do(request, as_)
        return team

    def appoint_counselors(
        self, class_id: str, *people: str, reason: str = "", as_: Actor = STUDENTS
    ) -> TeamView:
        """Give a class its counselors."""
        request = AppointCounselors(class_id=class_id, person_ids=list(people), reason=reason)
        team: TeamView = self.do(request, as_)
        return team

    def name(
        self, class_id: str, function: Role, *people: str, as_: Actor | None = None
    ) -> TeamView:
        """Let a department name its participants."""
        request = NameParticipants(
            class_id=class_id,
            unit_id=self.departments[function].unit_id,
            person_ids=list(people),
        )
        team: TeamView = self.do(request, as_ or self.of(function))
        return team

    def name_all(self, class_id: str) -> TeamView:
        """Let every department of the plan name somebody."""
        self.name(class_id, Role.TEACHING_AFFAIRS, "clerk")
        self.name(class_id, Role.STUDENT_WORK, "wang")
        return self.name(class_id, Role.FIN_LOGISTICS, "bursar")

    def set_rota(self, *units: UnitView) -> Any:
        """Set whose turn it is after whom."""
        order = [unit.unit_id for unit in units or (self.law, self.marxism, self.management)]
        return self.do(SetMentorRota(unit_ids=order), AFFAIRS)

    def call(self, class_id: str, skip_reason: str = "") -> TeamView:
        """Call the department whose turn it is."""
        request = CallMentors(class_id=class_id, skip_reason=skip_reason)
        team: TeamView = self.do(request, self.lead_of(class_id))
        return team

    def send_mentors(self, class_id: str, unit: UnitView, *people: str) -> TeamView:
        """Let a teaching department send mentors."""
        request = AppointMentors(class_id=class_id, unit_id=unit.unit_id, person_ids=list(people))
        team: TeamView = self.do(request, teachers_of(unit))
        return team

    def complete_team(self, class_id: str) -> None:
        """Give a class everybody it needs but the departments' participants, and their shifts."""
        self.appoint_counselors(class_id, "wang")
        self.set_rota()
        unit_id = self.call(class_id).mentor_unit_id
        [unit] = [
            one for one in (self.law, self.marxism, self.management) if one.unit_id == unit_id
        ]
        self.send_mentors(class_id, unit, f"{unit.code}-1")
        self.set_duty(class_id)

    def set_duty(
        self,
        class_id: str,
        *shifts: ShiftDraft,
        contact: str = "值班室 0451-00000000",
        as_: Actor = STUDENTS,
    ) -> Any:
        """Set the shifts; without any given wang does it all."""
        request = SetDutyRoster(
            class_id=class_id,
            shifts=list(shifts) or [at_desk("wang"), *with_class("wang")],
            contact=contact,
        )
        return self.do(request, as_)

    def team(self, class_id: str) -> TeamView:
        """The team as it is now."""
        found: TeamView = self.do(FindTeam(class_id=class_id), AFFAIRS)
        return found

    def duty_of(self, class_id: str, person_id: str, role: ClassRole | None = None) -> str:
        """The id of somebody's duty."""
        return next(
            one.assignment_id
            for one in self.team(class_id).members
            if one.person_id == person_id and role in (None, one.role)
        )

    # -- Classes ---------------------------------------------------------------------------------

    def a_class_in_preparation(self, code: str = "ZB2601", **changes: Any) -> str:
        """A class of the college's own whose plan was issued to three departments."""
        class_id = self.an_own_class(code, **changes).class_id
        self.appoint_lead(class_id)
        self.issue_plan(class_id, *PLANNED_FOR)
        return class_id

    def issue_plan(self, class_id: str, *functions: Role) -> None:
        """Issue the implementation plan to these departments."""
        draft = DraftImplementationPlan(class_id=class_id, unit_ids=self.codes(functions))
        self.do(draft, AFFAIRS)
        self.do(IssueImplementationPlan(class_id=class_id), AFFAIRS)

    def a_class_in(self, state: ClassState, **changes: Any) -> str:
        """A class of the college's own, put into a state by hand."""
        return self.lay(self.an_own_class(**changes).class_id, state)

    def lay(self, class_id: str, state: ClassState, *facts: Fact) -> str:
        """Put a class into a state by hand, with facts that are known of it."""
        with self.office.database.writing() as session:
            found = session.get_one(TrainingClass, class_id)
            found.state = state
            found.facts = {**found.facts, **{str(fact): NOW.isoformat() for fact in facts}}
        return class_id

    def lay_trainee(self, class_id: str, trainee_id: str = "t1") -> str:
        """Put a trainee who is expected into a class by hand."""
        unit_id = self.host.unit_id
        with self.office.database.writing() as session:
            person, nomination = f"p-{trainee_id}", f"n-{trainee_id}"
            session.add(a_person(person_id=person, id_index=person))
            session.flush()
            session.add(
                a_nomination(
                    nomination_id=nomination, class_id=class_id, unit_id=unit_id, person_id=person
                )
            )
            session.flush()
            session.add(
                a_trainee(
                    TraineeState.ENROLLED,
                    trainee_id=trainee_id,
                    trainee_no=f"no-{trainee_id}",
                    class_id=class_id,
                    nomination_id=nomination,
                    person_id=person,
                    unit_id=unit_id,
                )
            )
        return trainee_id

    def trainee(self, trainee_id: str = "t1") -> Trainee:
        """A trainee as on record."""
        with self.office.database.reading() as session:
            return session.get_one(Trainee, trainee_id)

    def retry_held(self) -> None:
        """Let events that were held try again now."""
        held = self.office.tables["held"]
        with self.office.database.writing() as session:
            session.execute(held.update().values(next_try_at=clock.wall() - DAY))
        self.office.hearing.retry_held()

    def told(self, *kinds: type[Event]) -> list[tuple[str, str, str]]:
        """Who was told of which duty, in order: (event, role, person)."""
        return [
            (type(event).__name__, event.role, event.person_id)
            for event in self.emitted(*(kinds or (RoleAssigned, RoleReplaced, RoleEnded)))
        ]

    def met(self, class_id: str, fact: Fact) -> bool:
        """Whether a condition for being ready is met."""
        return next(item.met for item in self.find(class_id).readiness if item.code == fact)


def a_member(person_id: str, unit_id: str, section: str = "") -> Staff:
    """Somebody of a department."""
    return Staff(person_id=person_id, name=f"{person_id}同志", unit_id=unit_id, section=section)


def teachers_of(unit: UnitView) -> Actor:
    """Who acts for a teaching department, and for no other."""
    return an_actor(
        Role.TEACHING_DEPT, person=f"head of {unit.code}", within=f"unit:{unit.unit_id}"
    )


def counselor(class_id: str, person: str = "wang") -> Actor:
    """A counselor of a class, and of no other."""
    return an_actor(Role.COUNSELOR, person=person, within=f"class:{class_id}")


def at_desk(
    person_id: str, from_at: datetime = CHECK_IN_FROM, to_at: datetime = CHECK_IN_TO
) -> ShiftDraft:
    """A shift at the check-in desk."""
    return ShiftDraft(person_id=person_id, kind=ShiftKind.CHECK_IN, from_at=from_at, to_at=to_at)


def with_class(person_id: str) -> list[ShiftDraft]:
    """A shift with the class on every day of it."""
    days = (LAST_DAY_OF_CLASS - FIRST_DAY).days + 1
    mornings = [datetime(2026, 4, 20, tzinfo=UTC) + number * DAY for number in range(days)]
    return [
        ShiftDraft(
            person_id=person_id,
            kind=ShiftKind.CLASS,
            from_at=morning,
            to_at=morning + timedelta(hours=10),
        )
        for morning in mornings
    ]


def lent(**quantities: int) -> list[SupplyLine]:
    """Supplies that have to come back."""
    return [
        SupplyLine(item=item, quantity=quantity, returnable=True)
        for item, quantity in quantities.items()
    ]


def an_adjustment(
    college: StaffedCollege, class_id: str, severity: Severity, **fields: Any
) -> RecordAdjustment:
    """A change from the plan that concerns two departments."""
    values: dict[str, Any] = {
        "class_id": class_id,
        "severity": severity,
        "what": "室外教学改为室内",
        "reason": "暴雨预警",
        "unit_ids": college.codes([Role.FIN_LOGISTICS, Role.STUDENT_WORK]),
    }
    return RecordAdjustment(**(values | fields))
