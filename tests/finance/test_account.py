"""What a class used, and how its account is confirmed and settled by itself."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import Event
from contracts.finance import ServiceDataConfirmed, SettlementFinalised, SettlementState
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.values import Category, HalfDay, Profile
from services.finance.domain.account import (
    DATA_LIFE,
    LIFE,
    SETTLEMENT_LIFE,
    ClassAccount,
    DataState,
    Figures,
    Standing,
)
from services.finance.domain.usage import Arrival, HeldSession, PlannedSession, Usage, lectures_of
from tests.finance.makers import content

MONDAY = date(2026, 3, 9)


def an_account(**changes: Any) -> ClassAccount:
    """The account of a class of the institution's own, Monday to Wednesday, check-in on Sunday."""
    fields: dict[str, Any] = {
        "class_id": "c1",
        "class_title": "发展对象培训班",
        "category": Category.DEV_TARGET,
        "profile": Profile.UNIVERSITY_PARTY_SCHOOL,
        "hosted_externally": False,
        "start_on": MONDAY,
        "end_on": MONDAY + timedelta(days=2),
        "checkin_on": MONDAY - timedelta(days=1),
        "headcount": 40,
        "planned_hours": 240,
    }
    return ClassAccount(**fields | changes)


def an_arrival(trainee_id: str = "t1", *, on: date = MONDAY, left: date | None = None) -> Arrival:
    """A trainee's stay."""
    return Arrival(trainee_id=trainee_id, class_id="c1", arrived_on=on, left_on=left)


def a_session(
    session_id: str = "s1",
    *,
    on: date = MONDAY,
    half_day: HalfDay = HalfDay.AM,
    hours: int = 40,
    venue_id: str | None = "v1",
    teachers: tuple[str, ...] = ("anna",),
) -> HeldSession:
    """A session that took place."""
    return HeldSession(
        session_id=session_id,
        class_id="c1",
        on=on,
        half_day=half_day,
        hours=hours,
        venue_id=venue_id,
        teacher_ids=list(teachers),
    )


def a_usage(arrivals: tuple[Arrival, ...] = (), sessions: tuple[HeldSession, ...] = ()) -> Usage:
    """What is known of the class."""
    return Usage(class_id="c1", arrivals=arrivals, sessions=sessions, planned=())


FULL = a_usage(
    (an_arrival("t1"), an_arrival("t2")), (a_session("s1"), a_session("s2", half_day=HalfDay.PM))
)


def test_arrival_counts_for_one_day_at_most_however_early_check_in_opens() -> None:
    assert an_account().days == 4
    assert an_account(checkin_on=MONDAY).days == 3
    assert an_account(checkin_on=MONDAY - timedelta(days=5)).days == 4


def test_person_days_run_from_arrival_to_the_end_or_to_leaving() -> None:
    account = an_account()
    usage = a_usage(
        (
            an_arrival("t1", on=MONDAY - timedelta(days=1)),
            an_arrival("t2", on=MONDAY),
            an_arrival("t3", on=MONDAY, left=MONDAY + timedelta(days=1)),
        )
    )
    assert usage.person_days(account.first_day, account.end_on) == 4 + 3 + 2


@given(st.integers(-9, 9), st.none() | st.integers(-9, 9))
def test_no_stay_counts_for_less_than_nothing_or_more_than_the_class(
    arrived: int, left: int | None
) -> None:
    account = an_account()
    stay = an_arrival(
        on=MONDAY + timedelta(days=arrived),
        left=None if left is None else MONDAY + timedelta(days=left),
    )
    assert 0 <= a_usage((stay,)).person_days(account.first_day, account.end_on) <= account.days


def test_two_sessions_of_one_half_day_use_their_venue_once() -> None:
    usage = a_usage(
        (),
        (
            a_session("s1"),
            a_session("s2"),
            a_session("s3", half_day=HalfDay.PM),
            a_session("s4", venue_id="v2"),
            a_session("s5", venue_id=None),
        ),
    )
    assert usage.venue_half_days == 3


def test_a_teacher_is_paid_for_four_hours_of_a_half_day_across_classes() -> None:
    other = a_session("s0", hours=30)
    usage = Usage(
        class_id="c1",
        arrivals=(),
        sessions=(a_session("s1", hours=30),),
        planned=(
            PlannedSession(
                session_id="s1", class_id="c1", begins_at=datetime(2026, 3, 9, 2, tzinfo=UTC)
            ),
        ),
        elsewhere=lectures_of(other, {"s0": datetime(2026, 3, 9, 0, tzinfo=UTC)}),
    )
    assert usage.payable_by_teacher(half_day_cap=40) == {"anna": 10}


def advanced(account: ClassAccount, usage: Usage, *, budget_fen: int = 0) -> list[Event]:
    return account.advance(usage, half_day_cap=40, budget_fen=budget_fen)


def test_an_own_class_is_confirmed_by_itself_once_teaching_has_ended() -> None:
    account = an_account(taught_hours=80, present=["t1", "t2"])
    assert advanced(account, FULL) == [
        ServiceDataConfirmed(
            class_id="c1", person_days=6, venue_half_days=2, teaching_hours=80, by_itself=True
        )
    ]


def test_the_order_in_which_the_facts_arrive_does_not_matter() -> None:
    ends = []
    for order in permutations(["taught", "opened", "arrivals", "sessions", "departed"]):
        account = an_account()
        arrivals: tuple[Arrival, ...] = ()
        sessions: tuple[HeldSession, ...] = ()
        events: list[Event] = []
        for fact in order:
            if fact == "taught":
                account.taught_hours = 80
            elif fact == "opened":
                account.present = ["t1", "t2"]
            elif fact == "departed":
                account.departed = True
            elif fact == "arrivals":
                arrivals = tuple(FULL.arrivals)
            else:
                sessions = tuple(FULL.sessions)
            usage = a_usage(arrivals, sessions)
            events += advanced(account, usage, budget_fen=12_345)
        ends.append((content(account), events))
    assert all(end == ends[0] for end in ends)
    confirmed, finalised = ends[0][1]
    assert isinstance(confirmed, ServiceDataConfirmed)
    assert finalised == SettlementFinalised(class_id="c1", total_fen=12_345, invoiced=False)


@pytest.mark.parametrize(
    "missing",
    [
        {"taught_hours": None},
        {"present": None},
        {"present": ["t1", "t2", "t3"]},
        {"taught_hours": 120},
        {"hosted_externally": True},
        {"standing": Standing.CANCELLED},
    ],
)
def test_nothing_is_confirmed_while_something_is_missing(missing: dict[str, Any]) -> None:
    facts: dict[str, Any] = {"taught_hours": 80, "present": ["t1", "t2"]}
    account = an_account(departed=True, **facts | missing)
    assert advanced(account, FULL) == []
    assert account.settlement_state is SettlementState.OPEN


def test_confirmed_figures_never_change() -> None:
    account = an_account(taught_hours=80, present=["t1", "t2"])
    advanced(account, FULL)
    later = a_usage((an_arrival("t9"),))
    figures = account.figures(later, half_day_cap=40)
    assert (figures.person_days, figures.teaching_hours) == (6, 80)
    assert advanced(account, later) == []


def test_an_older_roster_or_timetable_never_overwrites_a_newer_one() -> None:
    account = an_account()
    assert account.take_roster(version=2, headcount=38)
    assert not account.take_roster(version=1, headcount=40)
    assert account.take_timetable(version=3, hours=260)
    assert not account.take_timetable(version=3, hours=240)
    assert (account.headcount, account.planned_hours) == (38, 260)


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize("standing", [Standing.CLOSED, Standing.CANCELLED])
def test_nothing_is_entered_for_a_class_that_has_ended(standing: Standing) -> None:
    with pytest.raises(Refusal, match="CLASS_CLOSED"):
        an_account(standing=standing).ensure_open()
    an_account().ensure_open()


VERBS: dict[str, Callable[[ClassAccount], object]] = {
    "close": ClassAccount.close,
    "cancel": ClassAccount.cancel,
    "confirm": lambda account: account._confirm(
        Figures(person_days=0, venue_half_days=0, payable={})
    ),
    "finalise": lambda account: account._finalise(0),
}
LIVES: list[tuple[str, Lifecycle[Any], type[Any]]] = [
    ("standing", LIFE, Standing),
    ("data_state", DATA_LIFE, DataState),
    ("settlement_state", SETTLEMENT_LIFE, SettlementState),
]


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(
    ("verb", "attribute", "state"),
    [
        (verb, attribute, state)
        for attribute, life, states in LIVES
        for verb, (sources, _) in life.moves.items()
        for state in states
        if state not in sources
    ],
)
def test_no_step_of_an_account_is_taken_out_of_turn(verb: str, attribute: str, state: Any) -> None:
    account = an_account(**{attribute: state})
    before = content(account)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        VERBS[verb](account)
    assert content(account) == before
