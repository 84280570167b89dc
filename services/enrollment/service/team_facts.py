"""What is true of a class as long as its team stands."""

from contracts.enrollment import ClassRole
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.team import Team
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.store import EnrollmentStore


def hold_team_facts(store: EnrollmentStore, training_class: TrainingClass, team: Team) -> None:
    """Look again whether counselors, mentors, participants and duty are complete; to be called
    whenever the team, the departments of the plan or the days of the class have changed.
    """
    class_id = training_class.class_id
    departments = store.departments_of_plan(class_id)
    roster = store.duty_roster(class_id)
    held = {
        Fact.COUNSELORS_APPOINTED: bool(team.members(ClassRole.COUNSELOR)),
        Fact.MENTORS_APPOINTED: bool(team.members(ClassRole.MENTOR)),
        Fact.PARTICIPANTS_NAMED: bool(departments) and not team.unnamed_of(departments),
        Fact.DUTY_COVERED: roster is not None
        and roster.covers(training_class, store.duties(class_id)),
    }
    for fact, true in held.items():
        store.emit(*training_class.hold(fact, true=true, now=store.now))
