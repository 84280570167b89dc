"""Classes put straight into a state, for tests of what comes after the way there."""

from contracts.enrollment import ClassState
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.makers import NOW
from tests.enrollment.school import School


def put_into(school: School, class_id: str, state: ClassState, *facts: Fact) -> None:
    """Let a class stand in a state with these facts known, whatever comes before it."""
    with school.office.database.writing() as session:
        found = session.get_one(TrainingClass, class_id)
        found.state = state
        found.facts = {**found.facts, **dict.fromkeys(facts, NOW.isoformat())}


def give_duty(school: School, *duties: Assignment) -> None:
    """Let people hold duties in a class, whoever appoints to them."""
    with school.office.database.writing() as session:
        session.add_all(duties)
