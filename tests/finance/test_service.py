"""Finance as a department: what it answers, and what it makes of other departments' facts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from contracts.base import Event
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ClassDeparted,
    ClassRescheduled,
    ClassResumed,
    ConfirmationKind,
    ProjectConfirmed,
    TraineeWithdrawn,
    WithdrawalKind,
)
from contracts.finance import (
    BudgetClearanceRequested,
    BudgetCleared,
    BudgetRejected,
    ClearBudget,
    FindAccount,
    FindBudget,
    ListStandards,
    RejectBudget,
    ServiceDataConfirmed,
    SettlementFinalised,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import TimetableRevised
from contracts.values import HalfDay
from kit.testing import TestOffice, an_actor
from services.finance.service import FinanceService
from services.finance.store.tables import arrival
from tests.finance.makers import (
    a_class,
    a_closed_session,
    a_draft,
    a_roster,
    a_timetable,
    an_arrival,
    an_end_of_teaching,
    an_opening,
)

FINANCE = an_actor(Role.FIN_LOGISTICS, person="fin")
STAFF = an_actor(Role.STAFF, person="ann")
CEILING = 55_000 * 10 * 3
FACTS: list[Event] = [
    a_timetable("s1", "s2"),
    an_arrival("t1"),
    an_arrival("t2"),
    an_opening("t1", "t2"),
    a_closed_session("s1"),
    a_closed_session("s2", half_day=HalfDay.PM),
    an_end_of_teaching(),
    ClassDeparted(class_id="c1", end_on=a_class().end_on),
]


@pytest.fixture
def office() -> Iterator[TestOffice]:
    made = TestOffice(FinanceService)
    yield made
    made.close()


def last(office: TestOffice, kind: type[Event]) -> Event:
    return [event for event in office.events if isinstance(event, kind)][-1]


def test_the_standards_are_shown_with_source_and_first_day(office: TestOffice) -> None:
    shown = office.do(ListStandards(), as_=FINANCE)
    assert [standard.total_fen for standard in shown] == [76_000, 65_000, 55_000]
    assert all("540" in standard.source for standard in shown)


def test_a_new_class_has_an_empty_budget_for_the_planned_headcount(office: TestOffice) -> None:
    office.hear(a_class(), times=2)
    budget = office.do(FindBudget(class_id="c1"), as_=FINANCE)
    assert (budget.state, budget.headcount, budget.days, budget.lines) == ("DRAFT", 10, 3, [])


def test_there_is_no_budget_without_a_class(office: TestOffice) -> None:
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(FindBudget(class_id="c1"), as_=FINANCE)


def test_a_budget_above_the_ceiling_waits_for_finance(office: TestOffice) -> None:
    office.hear(a_class())
    drafted = office.do(a_draft(CEILING + 1), as_=STAFF)
    assert (drafted.state, drafted.over_by_fen) == ("CLEARANCE_REQUIRED", 1)
    assert office.events[-1] == BudgetClearanceRequested(class_id="c1", over_by_fen=1)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(ClearBudget(class_id="c1", note="同意"), as_=STAFF)
    cleared = office.do(ClearBudget(class_id="c1", note="加床费用"), as_=FINANCE)
    assert (cleared.state, cleared.cleared_by, cleared.note) == ("CLEARED", "fin", "加床费用")
    assert isinstance(office.events[-1], BudgetCleared)


@pytest.mark.clause("B-6.1c")
def test_a_budget_finance_refuses_is_told_with_the_reason(office: TestOffice) -> None:
    office.hear(a_class())
    office.do(a_draft(CEILING + 1), as_=STAFF)
    request = RejectBudget(class_id="c1", note="住宿超标准")
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(request, as_=STAFF)
    assert office.do(request, as_=FINANCE).state == "REJECTED"
    assert office.events[-1] == BudgetRejected(class_id="c1", over_by_fen=1, note="住宿超标准")
    with pytest.raises(Refusal, match="WRONG_STATE"):
        office.do(ClearBudget(class_id="c1", note="改变主意"), as_=FINANCE)


@pytest.mark.clause("B-6.1c", "B-3.3a")
def test_the_written_confirmation_makes_the_budget_the_agreed_one(office: TestOffice) -> None:
    confirmed = ProjectConfirmed(
        class_id="c1",
        host_id="h1",
        confirmation_id="k1",
        kind=ConfirmationKind.AGREEMENT,
        confirmed_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    office.hear(confirmed)
    assert [row.consumer for row in office.held] == ["agree_budget"]
    office.hear(a_class(hosted_externally=True))
    office.do(a_draft(CEILING), as_=STAFF)
    office.hear(confirmed, times=2)
    assert office.do(FindBudget(class_id="c1"), as_=FINANCE).state == "AGREED"
    office.do(a_draft(CEILING + 1), as_=STAFF)
    assert office.do(FindBudget(class_id="c1"), as_=FINANCE).state == "CLEARANCE_REQUIRED"


def test_a_class_on_other_days_is_weighed_by_those(office: TestOffice) -> None:
    office.hear(a_class())
    office.do(a_draft(CEILING), as_=STAFF)
    start = a_class().start_on + timedelta(days=7)
    moved = ClassRescheduled(
        class_id="c1",
        old_start_on=a_class().start_on,
        start_on=start,
        end_on=start + timedelta(days=1),
        checkin_from=a_class().checkin_from + timedelta(days=7),
        checkin_to=a_class().checkin_to + timedelta(days=7),
        reason="场地调整",
    )
    office.hear(moved, times=2)
    budget = office.do(FindBudget(class_id="c1"), as_=FINANCE)
    assert (budget.days, budget.state) == (2, "CLEARANCE_REQUIRED")


def test_whoever_is_told_of_twice_in_one_batch_has_come_once(office: TestOffice) -> None:
    office.hear(a_class())
    office.hear_together(an_arrival("t1"), an_arrival("t2"), an_arrival("t1"))
    assert office.held == []
    with office.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(arrival)) == len({"t1", "t2"})


def test_days_on_which_a_class_stood_still_are_not_budgeted(office: TestOffice) -> None:
    office.hear(a_class())
    end = a_class().end_on + timedelta(days=10)
    office.hear(
        ClassResumed(class_id="c1", days=10, resume_on=end - timedelta(days=1), end_on=end),
        times=2,
    )
    assert office.do(FindBudget(class_id="c1"), as_=FINANCE).days == 3


def test_who_drew_the_budget_up_does_not_clear_it(office: TestOffice) -> None:
    office.hear(a_class())
    office.do(a_draft(CEILING + 1), as_=FINANCE)
    with pytest.raises(Refusal, match="OWN_BUDGET"):
        office.do(ClearBudget(class_id="c1", note="同意"), as_=FINANCE)
    assert office.do(FindBudget(class_id="c1"), as_=FINANCE).state == "CLEARANCE_REQUIRED"


def test_the_same_key_drafts_once(office: TestOffice) -> None:
    office.hear(a_class())
    first = office.do(a_draft(1000), as_=STAFF, key="k1")
    assert office.do(a_draft(1000), as_=STAFF, key="k1") == first
    assert len(office.events) == 1


def test_a_smaller_roster_weighs_the_budget_again(office: TestOffice) -> None:
    office.hear(a_class())
    office.do(a_draft(CEILING), as_=STAFF)
    office.hear(a_roster(8, version=2), a_roster(10, version=1))
    assert last(office, BudgetClearanceRequested) == BudgetClearanceRequested(
        class_id="c1", over_by_fen=55_000 * 2 * 3
    )
    assert office.do(FindBudget(class_id="c1"), as_=FINANCE).headcount == 8


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(
    "end", [ClassClosed(class_id="c1"), ClassCancelled(class_id="c1", reason="疫情")]
)
def test_nothing_is_drafted_for_a_class_that_has_ended(office: TestOffice, end: Event) -> None:
    office.hear(a_class(), end)
    with pytest.raises(Refusal, match="CLASS_CLOSED"):
        office.do(a_draft(1000), as_=STAFF)


def test_the_account_counts_what_was_used(office: TestOffice) -> None:
    office.hear(a_class(), *FACTS[:5], a_closed_session("s2", hours=20), times=2)
    account = office.do(FindAccount(class_id="c1"), as_=FINANCE)
    assert {line.kind: line.quantity for line in account.usage} == {
        "PERSON_DAYS": 6,
        "VENUE_HALF_DAYS": 1,
        "TEACHING_HOURS": 40,
    }
    assert account.payable_hours == {"anna": 40}
    assert (account.data_state, account.planned_hours) == ("COLLECTING", 80)


def test_a_lecture_to_two_classes_together_is_paid_in_one_of_them(office: TestOffice) -> None:
    office.hear(a_class("c1"), a_class("c2"))
    for class_id, session_id in (("c1", "s1"), ("c2", "s2")):
        office.hear(
            a_timetable(session_id, class_id=class_id),
            a_closed_session(session_id, class_id=class_id, hours=30),
        )
    paid = [
        office.do(FindAccount(class_id=class_id), as_=FINANCE).payable_hours["anna"]
        for class_id in ("c1", "c2")
    ]
    assert paid == [30, 0]


def test_who_leaves_early_is_counted_to_that_day(office: TestOffice) -> None:
    office.hear(a_class(), an_arrival("t1"))
    leaving = TraineeWithdrawn(
        class_id="c1", trainee_id="t1", unit_id="u1", kind=WithdrawalKind.HEALTH
    )
    office.hear(leaving)
    account = office.do(FindAccount(class_id="c1"), as_=FINANCE)
    # The fact is told today, long after the class: presence still ends with the class.
    assert account.usage[0].quantity == 3


def test_an_own_class_is_confirmed_and_settled_by_itself(office: TestOffice) -> None:
    office.hear(a_class())
    office.do(a_draft(100_000), as_=STAFF)
    office.hear(*FACTS, times=2)
    assert office.events[-2:] == [
        ServiceDataConfirmed(
            class_id="c1", person_days=6, venue_half_days=2, teaching_hours=80, by_itself=True
        ),
        SettlementFinalised(class_id="c1", total_fen=100_000, invoiced=False),
    ]
    account = office.do(FindAccount(class_id="c1"), as_=FINANCE)
    assert (account.data_state, account.settlement_state) == ("CONFIRMED", "FINALISED")
    assert account.total_fen == 100_000


def test_the_order_of_the_last_facts_changes_nothing() -> None:
    for order in permutations(FACTS[-3:]):
        office = TestOffice(FinanceService)
        office.hear(a_class(), *FACTS[:-3], *order)
        assert [type(event) for event in office.events] == [
            ServiceDataConfirmed,
            SettlementFinalised,
        ]
        office.close()


def test_a_contracted_class_is_never_confirmed_by_itself(office: TestOffice) -> None:
    office.hear(a_class(hosted_externally=True), *FACTS)
    assert office.events == []


def test_facts_about_a_class_not_yet_known_are_kept_for_later(office: TestOffice) -> None:
    office.hear(an_opening("t1"))
    assert [row.consumer for row in office.held] == ["note_opening"]


def test_a_fact_under_another_id_changes_nothing(office: TestOffice) -> None:
    for _ in range(2):
        office.hear(a_class(), *FACTS)
    assert [type(event) for event in office.events] == [ServiceDataConfirmed, SettlementFinalised]


def test_a_revised_timetable_changes_what_is_planned(office: TestOffice) -> None:
    first = a_timetable("s1", "s2")
    revised = TimetableRevised(
        class_id="c1", version=2, reason="教师出差", sessions=first.sessions[:1], hours_total=40
    )
    office.hear(a_class(), revised, first)
    assert office.do(FindAccount(class_id="c1"), as_=FINANCE).planned_hours == 40


def test_who_never_came_leaves_nothing_behind(office: TestOffice) -> None:
    office.hear(
        a_class(),
        TraineeWithdrawn(
            class_id="c1", trainee_id="t1", unit_id="u1", kind=WithdrawalKind.UNIT_REQUEST
        ),
    )
    account = office.do(FindAccount(class_id="c1"), as_=FINANCE)
    assert account.usage[0].quantity == 0
