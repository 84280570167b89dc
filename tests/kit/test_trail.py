"""How a piece of work went through a department is found by its class, its request or its trace."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from contracts.enrollment import (
    AnnualPlanIssued,
    ClassAdvanced,
    ClassState,
    ListTraces,
    RegisterUnit,
    ShowSteps,
)
from contracts.operations import Step, StepKind, StepState
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from kit import clock, tracing
from kit.testing import TestOffice, an_actor
from tests.kit.school import School

AUDITOR = an_actor(Role.AUDITOR, person="auditor")
TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


def found(school: TestOffice, **asked: Any) -> list[str]:
    return [head.trace_id for head in school.do(ListTraces(**asked), AUDITOR)]


def steps(school: TestOffice, *trace_ids: str, events: Sequence[str] = ()) -> list[Step]:
    asked = ShowSteps(trace_ids=trace_ids, event_ids=tuple(events))
    return school.do(asked, AUDITOR).items


def somebody(request_id: str) -> Actor:
    return Actor(person_id="ann", request_id=request_id, grants=an_actor(Role.ORG_DEPT).grants)


def tell_of(school: TestOffice, class_id: str) -> str:
    """An event of a class, by a request of its own; the trace it belongs to."""
    advanced = ClassAdvanced(class_id=class_id, state=ClassState.PREPARING, at=clock.now())
    with tracing.span("work", trace_id=clock.new_id()) as span:
        with school.database.writing() as session:
            school.office.books.write_outbox(session, [advanced], somebody("r"), "r")
        return span.trace_id


def test_the_work_that_touched_a_class_is_found_the_latest_first(school: TestOffice) -> None:
    first, second = tell_of(school, "c1"), tell_of(school, "c1")
    other = tell_of(school, "c2")
    assert found(school, class_id="c1") == [second, first]
    assert found(school, class_id="c1", size=1) == [second]
    [latest, earlier] = school.do(ListTraces(class_id="c1"), AUDITOR)
    assert found(school, class_id="c1", until=latest.at) == [first]
    assert found(school, class_id="c1", since=earlier.at + timedelta(microseconds=1)) == [second]
    assert found(school, class_id="c2") == [other]


def test_work_is_found_by_its_request_and_by_its_trace(school: TestOffice) -> None:
    with tracing.span("browser", parent=PARENT):
        school.do(RegisterUnit(code="A1", name="n"), somebody("my-own-id"))
    assert found(school, reference="my-own-id") == [TRACE]
    assert found(school, reference=TRACE) == [TRACE]
    assert found(school, reference="nobody's") == []


def test_something_must_say_which_work_is_meant(school: TestOffice) -> None:
    with pytest.raises(Refusal, match="NAME_ONE"):
        found(school)


def test_a_command_and_its_event_are_told_with_their_cause(school: TestOffice) -> None:
    with tracing.span("browser", parent=PARENT):
        school.do(RegisterUnit(code="A1", name="n"), somebody("r1"))
    told = {step.kind: step for step in steps(school, TRACE)}
    command, event = told[StepKind.COMMAND], told[StepKind.EVENT]
    assert (command.state, command.step_id) == (StepState.DONE, "r1")
    assert (command.person_id, command.zh) == ("ann", RegisterUnit.heading.zh)
    assert (event.state, event.cause) == (StepState.UNSENT, "r1")


def test_a_refusal_and_what_it_left_are_told_too(school: TestOffice) -> None:
    with tracing.span("browser", parent=PARENT), pytest.raises(Refusal):
        school.do(RegisterUnit(code="A1", name="恶名"), somebody("r1"))
    told = {step.kind: step for step in steps(school, TRACE)}
    command, event = told[StepKind.COMMAND], told[StepKind.EVENT]
    assert (command.state, command.why) == (StepState.REFUSED, "BAD_NAME")
    assert (event.name, event.cause) == ("notice_acknowledged", "r1")


def test_reactions_are_told_by_the_events_they_answer(school: TestOffice) -> None:
    School.ready = False
    with tracing.span("elsewhere", parent=PARENT):
        school.hear(AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[]))
    held = school.held[0].event_id
    told = {step.name: step for step in steps(school, events=[held])}
    assert {name: step.state for name, step in told.items()} == {
        "count_everything": StepState.DONE,
        "wait_for_readiness": StepState.WAITING,
    }
    assert "not ready" in told["wait_for_readiness"].why
    assert {step.step_id for step in told.values()} == {held}


def test_an_event_a_reaction_left_names_the_event_as_its_cause(school: TestOffice) -> None:
    with tracing.span("elsewhere", parent=PARENT):
        school.hear(AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[]))
    [left] = steps(school, TRACE)
    reactions = steps(school, events=[left.cause])
    assert {step.name for step in reactions} == {"count_everything", "wait_for_readiness"}


def test_only_auditors_and_the_administrator_see_it(school: TestOffice) -> None:
    for role in set(Role) - {Role.AUDITOR, Role.SYSTEM_ADMIN}:
        asked_for: Sequence[Any] = (ListTraces(class_id="c1"), ShowSteps())
        for asked in asked_for:
            with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
                school.do(asked, an_actor(role))
