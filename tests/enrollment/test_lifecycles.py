"""A-1.a: no step of any life can be skipped or reordered."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from contracts.enrollment import CheckInMethod, CheckInPart, ClassState, WithdrawalKind
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.values import OrgMode, Profile
from services.enrollment.desk import awaiting
from services.enrollment.domain.class_life import CLASS_DUTIES, CLASS_LIFE
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.nomination import NOMINATION_LIFE, Nomination
from services.enrollment.domain.plan import PLAN_LIFE, AnnualPlan
from services.enrollment.domain.roster import ROSTER_LIFE, Roster
from services.enrollment.domain.trainee import TRAINEE_LIFE, Trainee
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.makers import (
    NOW,
    TODAY,
    a_class,
    a_nomination,
    a_plan,
    a_roster,
    a_trainee,
)

# What the desk shows a class's buttons by, and the duty the service asks for.
ON_THE_DESK: Mapping[str, Collection[ClassState]] = {
    "negotiate_elements": awaiting.NEGOTIATING,
    "appoint": awaiting.APPOINTING,
    "name_participants": awaiting.NAMING,
    "rehearse": awaiting.NAMING,
    "set_duty": awaiting.PREPARING,
    "make_ready": awaiting.PREPARING,
    "serve": awaiting.SERVING,
    "run": awaiting.MEETING_PEOPLE,
    "hold_closing": awaiting.CLOSING,
    "reschedule": awaiting.BEFORE_CHECK_IN,
    "allocate_quotas": awaiting.ALLOCATING,
    "nominate": awaiting.ENROLLING,
    "decide_nominations": awaiting.ENROLLING,
    "submit_roster": awaiting.ENROLLING,
    "withdraw_trainee": awaiting.LEAVING,
    "cancel": awaiting.BEFORE_TEACHING,
    "suspend": awaiting.SUSPENDABLE,
    "approve_roster": awaiting.ENROLLING,
    # A class of the institution's own is planned as soon as it is founded.
    "plan_implementation": set(awaiting.PLANNING) - {ClassState.PLANNED},
}


@pytest.mark.parametrize("duty", ON_THE_DESK)
def test_a_button_stands_while_the_service_takes_it(duty: str) -> None:
    moves = {verb: states for verb, (states, _) in CLASS_LIFE.moves.items()}
    known = {**moves, **CLASS_DUTIES}
    assert set(ON_THE_DESK[duty]) == set(known[duty])


PLAN_VERBS: Mapping[str, Callable[[AnnualPlan], object]] = {
    "revise": lambda plan: plan.revise(by="x", basis="新依据", policy_refs=[], items=[]),
    "submit": lambda plan: plan.submit(by="x"),
    "return": lambda plan: plan.give_back(opinion="再议"),
    "approve": lambda plan: plan.approve(by="x", doc_no="1号", opinion="", now=NOW),
    "issue": lambda plan: plan.issue(unit_ids=["u1"], now=NOW),
}
ROSTER_VERBS: Mapping[str, Callable[[Roster], object]] = {
    "submit": lambda roster: roster.submit(accepted=["n1"], undecided=0, by="x", now=NOW),
    "return": lambda roster: roster.give_back(by="x", opinion="再议"),
    "approve": lambda roster: roster.approve(by="x", opinion=""),
}
NOMINATION_VERBS: Mapping[str, Callable[[Nomination], object]] = {
    "move_up": lambda nomination: nomination.move_up(),
    "accept": lambda nomination: nomination.accept(),
    "enroll": lambda nomination: nomination.enroll(),
    "reject": lambda nomination: nomination.reject(reason="不符"),
    "withdraw": lambda nomination: nomination.withdraw(reason="出差"),
}
TRAINEE_VERBS: Mapping[str, Callable[[Trainee], object]] = {
    "check_in": lambda trainee: trainee.check_in(
        parts=[CheckInPart.SIGN_IN],
        lodges=True,
        needed=frozenset({CheckInPart.SIGN_IN}),
        method=CheckInMethod.DESK,
        by="x",
        now=NOW,
    ),
    "miss": lambda trainee: trainee.miss(),
    "complete": lambda trainee: trainee.complete(),
    "fail": lambda trainee: trainee.fail(),
    "withdraw": lambda trainee: trainee.withdraw(kind=WithdrawalKind.HEALTH, reason="住院", by="x"),
}


def contracted(found: TrainingClass) -> TrainingClass:
    """The same class, ordered by a host."""
    return replace(found, org_mode=OrgMode.CONTRACTED, profile=Profile.CADRE_COLLEGE, host_id="h1")


CLASS_VERBS: Mapping[str, Callable[[TrainingClass], object]] = {
    "negotiate": lambda found: found.begin_negotiation(now=NOW),
    "confirm": lambda found: found.confirm_project(now=NOW),
    "begin_preparation": lambda found: found.begin_preparation(now=NOW),
    "carry_out": lambda found: contracted(found).carry_out(now=NOW),
    "approve_roster": lambda found: found.approve_roster(now=NOW),
    "confirm_readiness": lambda found: found.confirm_readiness(now=NOW),
    "open_check_in": lambda found: found.open_check_in(now=NOW),
    "record_opening": lambda found: found.record_opening(
        leader="书记", present=["t1"], absent=[], now=NOW
    ),
    "record_departure": lambda found: found.record_departure(today=TODAY, now=NOW),
    "seal_archive": lambda found: found.seal_archive(now=NOW),
    "close": lambda found: found.close(uncertified=0, now=NOW),
    "cancel": lambda found: found.cancel(reason="疫情", now=NOW),
    "suspend": lambda found: found.suspend(
        reason="疫情", policy_ref="防控规定", today=TODAY, now=NOW
    ),
}
LIVES: list[tuple[Lifecycle[Any], Callable[[Any], Any], Mapping[str, Callable[[Any], object]]]] = [
    (PLAN_LIFE, a_plan, PLAN_VERBS),
    (ROSTER_LIFE, a_roster, ROSTER_VERBS),
    (NOMINATION_LIFE, a_nomination, NOMINATION_VERBS),
    (TRAINEE_LIFE, a_trainee, TRAINEE_VERBS),
    (CLASS_LIFE, a_class, CLASS_VERBS),
]


def states_of(life: Lifecycle[Any]) -> list[StrEnum]:
    """Every state of a life."""
    kind: type[StrEnum] = type(next(iter(life.moves.values()))[1])
    return list(kind)


def wrong_attempts() -> list[Any]:
    """Every verb in every state it does not apply to."""
    return [
        pytest.param(make, state, verbs[verb], id=f"{life.en}: {verb} when {state}")
        for life, make, verbs in LIVES
        for verb, (sources, _) in life.moves.items()
        for state in states_of(life)
        # Checking in twice is the same check-in: no second move, and no refusal either.
        if state not in sources
    ]


@pytest.mark.parametrize("life", [life for life, _, _ in LIVES], ids=lambda life: life.en)
def test_every_verb_of_a_life_is_driven_here(life: Lifecycle[Any]) -> None:
    verbs = next(verbs for known, _, verbs in LIVES if known is life)

    assert set(verbs) == set(life.moves)


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(("make", "state", "attempt"), wrong_attempts())
def test_a_step_out_of_turn_is_refused_and_changes_nothing(
    make: Callable[[Any], Any], state: StrEnum, attempt: Callable[[Any], object]
) -> None:
    record = make(state)
    before = repr(record)

    with pytest.raises(Refusal) as refused:
        attempt(record)

    assert refused.value.code == "WRONG_STATE"
    assert repr(record) == before


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize("duty", CLASS_DUTIES)
def test_a_duty_belongs_to_the_states_it_names(duty: str) -> None:
    for state in ClassState:
        training_class = a_class(state)
        if state in CLASS_DUTIES[duty]:
            training_class.may(duty)
        else:
            with pytest.raises(Refusal) as refused:
                training_class.may(duty)
            assert refused.value.code == "WRONG_STATE"


@pytest.mark.clause("A-1.a")
def test_facts_alone_never_carry_a_class_past_a_duty() -> None:
    training_class = a_class()
    for fact in Fact:
        training_class.note(fact, now=NOW)

    assert training_class.state is ClassState.PLANNED
