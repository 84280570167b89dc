"""How a machine of random steps is run against an office, and on which database."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from contracts.refusals import Refusal
from kit.testing import TestOffice
from services.assessment.service import AssessmentService

Done = TypeVar("Done")
FAILED = 500


def run(machine: type[RuleBasedStateMachine], *, examples: int, steps: int) -> None:
    """Found failures are shown as they are: making them smaller takes minutes on a database."""
    calm = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
        deadline=None,
    )
    run_state_machine_as_test(machine, settings=calm)


def an_office_on(url: str | None) -> TestOffice:
    """An office that knows nothing: on a database of its own, or on an emptied one."""
    office = TestOffice(AssessmentService, url)
    if url:
        office.tables.metadata.drop_all(office.database.engine)
        office.tables.metadata.create_all(office.database.engine)
    return office


def attempted(step: Callable[[], Done]) -> Done | None:
    """What a step came to; None when it was refused."""
    try:
        return step()
    except Refusal as refusal:
        if refusal.status == FAILED:
            raise
        return None
