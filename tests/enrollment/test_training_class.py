"""A class: its one life, in whatever order facts arrive."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Event
from contracts.enrollment import (
    OVER,
    ClassAdvanced,
    ClassClosed,
    ClassDeparted,
    ClassOpened,
    ClassState,
)
from contracts.refusals import Refusal
from contracts.values import Category, OrgMode, Profile
from services.enrollment.domain.conditions import READY_WHEN, Fact, applying
from services.enrollment.domain.founding import create_class
from services.enrollment.domain.plan import PlanState
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.makers import CHECK_IN, NOW, TODAY, a_class, a_plan, refused

S = ClassState
LAST_DAY = date(2026, 3, 22)
WAY = [
    S.PREPARING,
    S.NOTIFIED,
    S.ENROLLING,
    S.ROSTER_APPROVED,
    S.READY,
    S.CHECKING_IN,
    S.IN_PROGRESS,
    S.ASSESSING,
    S.DATA_CONFIRMED,
    S.DEPARTED,
    S.HANDED_OVER,
    S.SETTLED,
    S.ARCHIVED,
    S.EVALUATED,
    S.CLOSED,
]
# What other departments report, and what is noted on the way.
REPORTED = [
    Fact.NOTICE_PUBLISHED,
    Fact.QUOTAS_ALLOCATED,
    Fact.TIMETABLE_PUBLISHED,
    Fact.MATERIALS_PREPARED,
    Fact.EXAM_PLANNED,
    Fact.PAPER_SEALED,
    Fact.TEACHING_FINISHED,
    Fact.DATA_CONFIRMED,
    Fact.SETTLED,
    Fact.PASS_LIST_FROZEN,
    Fact.ASSESSMENT_FINISHED,
    Fact.PERFORMANCE_EVALUATED,
    Fact.WORK_SUMMARY_APPROVED,
]


def states(events: list[Event]) -> list[ClassState]:
    return [event.state for event in events if isinstance(event, ClassAdvanced)]


def do_what_can_be_done(found: TrainingClass) -> list[Event]:
    """Every duty of people, each tried once in its order."""
    duties: list[Callable[[], list[Event]]] = [
        lambda: found.begin_preparation(now=NOW),
        lambda: found.approve_roster(now=NOW),
        lambda: found.confirm_readiness(now=NOW),
        lambda: found.open_check_in(now=CHECK_IN),
        lambda: found.record_opening(leader="书记", present=["t1"], absent=[], now=CHECK_IN),
        lambda: found.record_departure(today=LAST_DAY, now=NOW),
        lambda: found.seal_archive(now=NOW),
        lambda: found.close(uncertified=0, now=NOW),
    ]
    events: list[Event] = []
    for duty in duties:
        with suppress(Refusal):
            events += duty()
    return events


@pytest.mark.clause("A-1.a")
@given(st.permutations(REPORTED))
def test_the_order_in_which_facts_arrive_never_matters(order: list[Fact]) -> None:
    training_class = a_class()
    taken = []
    for fact in order:
        taken += states(training_class.note(fact, now=NOW))
        taken += states(do_what_can_be_done(training_class))

    assert training_class.state is S.CLOSED
    assert taken == WAY


@given(st.lists(st.sampled_from(REPORTED), max_size=30))
def test_a_repeated_fact_changes_nothing(facts: list[Fact]) -> None:
    once, twice = a_class(S.PREPARING), a_class(S.PREPARING)
    for fact in facts:
        once.note(fact, now=NOW)
        twice.note(fact, now=NOW)
        assert twice.note(fact, now=NOW + timedelta(hours=1)) == []

    assert (once.state, once.facts, once.steps) == (twice.state, twice.facts, twice.steps)


@pytest.mark.parametrize("state", sorted(OVER))
def test_a_class_that_has_ended_takes_no_more_facts(state: ClassState) -> None:
    training_class = a_class(state)

    assert training_class.note(Fact.SETTLED, now=NOW) == []
    assert training_class.facts == {}
    with refused("CLASS_ENDED"):
        training_class.refuse_ended()


@pytest.mark.clause("A-7.3.a", "A-7.3.b", "A-7.7.a")
@pytest.mark.parametrize(
    "absent",
    [Fact.TIMETABLE_PUBLISHED, Fact.MATERIALS_PREPARED, Fact.EXAM_PLANNED, Fact.PAPER_SEALED],
)
def test_a_class_is_not_ready_while_anything_is_missing(absent: Fact) -> None:
    training_class = a_class(S.ENROLLING)
    training_class.approve_roster(now=NOW)
    for fact in REPORTED:
        if fact is not absent:
            training_class.note(fact, now=NOW)

    with refused("NOT_READY") as problem:
        training_class.confirm_readiness(now=NOW)

    assert [fault.field for fault in problem.value.faults] == [absent]
    assert [item.code for item in training_class.readiness() if not item.met] == [absent]
    assert training_class.state is S.ROSTER_APPROVED


@pytest.mark.clause("A-6.8", "A-6.5b")
def test_a_cadre_class_waits_for_no_exam() -> None:
    training_class = a_class(S.ENROLLING, category=Category.CADRE_SECTION)

    assert Fact.EXAM_PLANNED not in {item.code for item in training_class.readiness()}


def test_check_in_opens_with_its_window() -> None:
    training_class = a_class(S.READY)
    for condition in applying(READY_WHEN, training_class.nature):
        training_class.note(condition.fact, now=NOW)

    with refused("TOO_EARLY"):
        training_class.open_check_in(now=CHECK_IN - timedelta(seconds=1))
    training_class.open_check_in(now=CHECK_IN)

    assert training_class.state is S.CHECKING_IN


@pytest.mark.clause("A-7.5.a", "A-6.4")
def test_the_opening_tells_who_came_and_who_did_not() -> None:
    training_class = a_class(S.CHECKING_IN)
    opened = training_class.record_opening(leader="王书记", present=["t1"], absent=["t2"], now=NOW)

    assert opened[0] == ClassOpened(class_id="c1", present=["t1"], absent=["t2"])
    assert (training_class.state, training_class.leader) == (S.IN_PROGRESS, "王书记")


def test_a_class_does_not_open_without_anybody() -> None:
    training_class = a_class(S.CHECKING_IN)

    with refused("NOBODY_CAME"):
        training_class.record_opening(leader="王书记", present=[], absent=["t1"], now=NOW)

    assert (training_class.state, training_class.leader) == (S.CHECKING_IN, "")


@pytest.mark.clause("B-8.8a")
def test_an_own_class_leaves_on_its_last_day_and_hands_nothing_over() -> None:
    training_class = a_class(S.DATA_CONFIRMED)

    with refused("TOO_EARLY"):
        training_class.record_departure(today=LAST_DAY - timedelta(days=1), now=NOW)
    left = training_class.record_departure(today=LAST_DAY, now=NOW)

    assert left[0] == ClassDeparted(class_id="c1", end_on=LAST_DAY)
    assert states(left) == [S.DEPARTED, S.HANDED_OVER]


def test_a_contracted_class_waits_for_its_papers_to_be_handed_over() -> None:
    training_class = a_class(
        S.DATA_CONFIRMED, org_mode=OrgMode.CONTRACTED, profile=Profile.CADRE_COLLEGE
    )
    left = training_class.record_departure(today=LAST_DAY, now=NOW)

    assert states(left) == [S.DEPARTED]


@pytest.mark.clause("A-3.3.b", "A-6.12", "A-5.o1")
@pytest.mark.parametrize(
    ("absent", "clause"),
    [
        (Fact.PASS_LIST_FROZEN, "A-3.3.b"),
        (Fact.WORK_SUMMARY_APPROVED, "A-6.12"),
        (Fact.ASSESSMENT_FINISHED, "A-5.o1"),
    ],
)
def test_a_class_is_not_closed_while_its_outputs_are_missing(absent: Fact, clause: str) -> None:
    training_class = a_class(S.EVALUATED)
    for fact in set(REPORTED) - {absent}:
        training_class.note(fact, now=NOW)

    with refused("CLASS_INCOMPLETE") as problem:
        training_class.close(uncertified=0, now=NOW)

    assert problem.value.clause == clause
    assert training_class.state is S.EVALUATED


@pytest.mark.clause("A-5.o1")
def test_a_class_is_not_closed_before_everyone_who_passed_has_a_certificate() -> None:
    training_class = a_class(S.EVALUATED)
    for fact in REPORTED:
        training_class.note(fact, now=NOW)

    with refused("CERTIFICATES_MISSING"):
        training_class.close(uncertified=1, now=NOW)
    closed = training_class.close(uncertified=0, now=NOW)

    assert closed[-1] == ClassClosed(class_id="c1")


def test_a_class_without_certificates_closes_without_them() -> None:
    training_class = a_class(S.EVALUATED, issues_certificate=False)
    for fact in REPORTED:
        training_class.note(fact, now=NOW)

    assert training_class.close(uncertified=3, now=NOW)


@pytest.mark.clause("A-6.6")
def test_nominations_are_taken_until_the_deadline() -> None:
    training_class = a_class(S.ENROLLING)
    until = training_class.nominate_until
    assert until is not None

    training_class.may_nominate(now=until)
    with refused("NOMINATIONS_CLOSED"):
        training_class.may_nominate(now=until + timedelta(seconds=1))


@pytest.mark.clause("A-7.2.a")
def test_nothing_moves_on_a_roster_that_is_being_decided() -> None:
    training_class = a_class(S.ENROLLING)
    training_class.roster_submitted(now=NOW)

    attempts: list[Callable[[], None]] = [
        lambda: training_class.may_nominate(now=NOW),
        training_class.may_decide_nominations,
        training_class.may_allocate,
    ]
    for attempt in attempts:
        with refused("ROSTER_SUBMITTED"):
            attempt()

    training_class.roster_returned()
    training_class.may_nominate(now=NOW)


@pytest.mark.parametrize("deadline", [NOW, CHECK_IN + timedelta(seconds=1)])
def test_the_deadline_lies_ahead_and_before_check_in(deadline: datetime) -> None:
    training_class = a_class(S.PREPARING)

    with refused("DEADLINE"):
        training_class.allocated(deadline=deadline, now=NOW)

    assert not training_class.knows(Fact.QUOTAS_ALLOCATED)


def made_from(plan_state: PlanState = PlanState.APPROVED, **changes: Any) -> TrainingClass:
    values: dict[str, Any] = {
        "class_id": "c1",
        "code": "FZ2601",
        "title": "第1期发展对象培训班",
        "start_on": date(2026, 3, 20),
        "end_on": LAST_DAY,
        "checkin_from": CHECK_IN,
        "checkin_to": datetime(2026, 3, 20, 2, tzinfo=UTC),
        "org_mode": OrgMode.HOSTED,
        "issues_certificate": True,
        "rule_set": "ENR-2026-1",
        "now": NOW,
    }
    plan = a_plan(plan_state)
    return create_class(plan, plan.take_item("i1", class_id="c1"), **(values | changes))


@pytest.mark.clause("A-3.3.a", "B-5.0")
def test_a_class_takes_its_kind_and_numbers_from_the_plan() -> None:
    created = made_from().created()

    assert (created.plan_item_id, created.category) == ("i1", Category.DEV_TARGET)
    assert (created.planned_headcount, created.planned_hours) == (160, 240)
    assert (created.session_no, created.rule_set) == (1, "ENR-2026-1")


@pytest.mark.parametrize(
    "changes", [{"end_on": date(2026, 3, 19)}, {"checkin_to": CHECK_IN}], ids=["end", "check-in"]
)
def test_days_that_do_not_fit_are_refused(changes: dict[str, Any]) -> None:
    with refused("DATES"):
        made_from(**changes)


def test_every_step_is_remembered_with_its_moment() -> None:
    training_class = made_from()
    training_class.begin_preparation(now=NOW)

    assert training_class.steps == [["PLANNED", NOW.isoformat()], ["PREPARING", NOW.isoformat()]]
    assert training_class.start_on > TODAY
