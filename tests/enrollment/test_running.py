"""What is recorded of a class in its days: supplies, adjustments, issues, officials and more."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import ClassState, DisciplineKind, DrawSupplies, IssueSource, SupplyLine
from contracts.refusals import Invalid
from contracts.roles import Actor, Grant, Role
from contracts.values import ClassLevel, Profile, Severity
from services.enrollment.domain.adjustment import Adjustment
from services.enrollment.domain.class_life import LINE
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.discipline import refuse_nobody
from services.enrollment.domain.issue import Issue, owner_of, refuse_past
from services.enrollment.domain.latest import Heard
from services.enrollment.domain.narrowing import refuse_narrowed_lead
from services.enrollment.domain.nature import Nature
from services.enrollment.domain.official_visit import is_reportable, leads_host
from services.enrollment.domain.rehearsal import Rehearsal, refuse_future, refuse_unneeded
from services.enrollment.domain.supplies import SupplyIssue
from tests.enrollment.makers import NOW, TODAY, a_class, refused
from tests.enrollment.test_second_norm import a_college_class, own

HOUR = timedelta(hours=1)


# -- The lead after check-in -----------------------------------------------------------------------

LEAD_OF_C1 = Actor(person_id="lead", grants=(Grant(Role.PROJECT_LEAD, "class:c1"),))


def acts(actor: Actor, state: ClassState, reason: str = "") -> None:
    refuse_narrowed_lead(actor, DrawSupplies.ask.roles, a_class(state), override_reason=reason)


@pytest.mark.clause("B-6.4b")
@pytest.mark.parametrize("state", LINE)
def test_after_check_in_has_opened_the_lead_acts_only_for_a_reason(state: ClassState) -> None:
    acts(LEAD_OF_C1, state, "辅导员途中受阻")
    if LINE.index(state) < LINE.index(ClassState.CHECKING_IN):
        acts(LEAD_OF_C1, state)
        return
    with refused("LEAD_ONLY_COORDINATES"):
        acts(LEAD_OF_C1, state, " ")


@pytest.mark.clause("B-6.4b")
@pytest.mark.parametrize(
    "grant",
    [
        Grant(Role.COUNSELOR, "class:c1"),
        Grant(Role.STUDENT_WORK, "unit:students"),
        Grant(Role.STUDENT_WORK),
    ],
)
def test_a_lead_who_serves_the_class_by_another_role_too_may_act(grant: Grant) -> None:
    both = Actor(person_id="lead", grants=(*LEAD_OF_C1.grants, grant))

    acts(both, ClassState.IN_PROGRESS)


@pytest.mark.clause("B-6.4b")
def test_a_role_in_another_class_does_not_help_the_lead() -> None:
    elsewhere = Grant(Role.COUNSELOR, "class:c2")
    both = Actor(person_id="lead", grants=(*LEAD_OF_C1.grants, elsewhere))

    with refused("LEAD_ONLY_COORDINATES"):
        acts(both, ClassState.IN_PROGRESS)


@pytest.mark.clause("B-6.4b")
def test_the_lead_only_coordinates_while_the_class_stands_still_too() -> None:
    found = a_college_class(ClassState.SUSPENDED, suspended_from=ClassState.IN_PROGRESS)

    with refused("LEAD_ONLY_COORDINATES"):
        refuse_narrowed_lead(LEAD_OF_C1, DrawSupplies.ask.roles, found, override_reason="")
    assert found.checking_in_begun


# -- Supplies --------------------------------------------------------------------------------------


def a_line(item: str, quantity: int, *, returnable: bool = True) -> SupplyLine:
    return SupplyLine(item=item, quantity=quantity, returnable=returnable)


def a_slip(*lines: SupplyLine) -> SupplyIssue:
    return SupplyIssue(
        issue_id="s1",
        class_id="c1",
        purpose="开班",
        lines=list(lines),
        drawn_by="counselor",
        drawn_at=NOW,
    )


@pytest.mark.clause("B-3.2b", "B-8.3a")
def test_what_was_lent_is_outstanding_until_it_is_back() -> None:
    slip = a_slip(a_line("话筒", 4), a_line("话筒", 2), a_line("签字笔", 50, returnable=False))

    assert slip.drawn().items == {"话筒": 6, "签字笔": 50}
    assert slip.outstanding == [a_line("话筒", 6)]
    slip.take_back([a_line("话筒", 5)], by="counselor", now=NOW)
    slip.take_back([a_line("签字笔", 10)], by="counselor", now=NOW)
    assert slip.outstanding == [a_line("话筒", 1)]
    assert [(line.item, line.quantity) for line in slip.returned] == [("话筒", 5), ("签字笔", 10)]


@pytest.mark.clause("B-3.2b")
def test_never_more_comes_back_than_was_drawn() -> None:
    slip = a_slip(a_line("话筒", 4))
    slip.take_back([a_line("话筒", 3)], by="counselor", now=NOW)

    for too_many in ([a_line("话筒", 2)], [a_line("话筒", 1), a_line("激光笔", 1)]):
        with pytest.raises(Invalid, match="MORE_THAN_DRAWN"):
            slip.take_back(too_many, by="counselor", now=NOW)
    assert slip.outstanding == [a_line("话筒", 1)]


LINES = st.lists(
    st.builds(a_line, st.sampled_from(["话筒", "激光笔"]), st.integers(1, 5)),
    min_size=1,
    max_size=4,
)


@given(drawn=LINES, returns=st.lists(LINES, max_size=6))
@pytest.mark.clause("B-3.2b")
def test_drawn_is_always_what_came_back_and_what_is_out(
    drawn: list[SupplyLine], returns: list[list[SupplyLine]]
) -> None:
    slip = a_slip(*drawn)
    for lines in returns:
        try:
            slip.take_back(lines, by="counselor", now=NOW)
        except Invalid:
            continue

    def total(lines: list[SupplyLine], item: str) -> int:
        return sum(line.quantity for line in lines if line.item == item)

    for item in ("话筒", "激光笔"):
        assert total(slip.returned, item) + total(slip.outstanding, item) == total(drawn, item)


# -- Rehearsal -------------------------------------------------------------------------------------


@pytest.mark.clause("B-11")
def test_only_classes_above_the_regular_level_are_rehearsed() -> None:
    for level in (ClassLevel.IMPORTANT, ClassLevel.HIGH_END, ClassLevel.EXTRA_LARGE):
        refuse_unneeded(Nature(profile=Profile.CADRE_COLLEGE, level=level))
    with refused("NOT_NEEDED"):
        refuse_unneeded(Nature(profile=Profile.CADRE_COLLEGE))
    with refused("NOT_NEEDED"):
        refuse_unneeded(Nature(level=ClassLevel.IMPORTANT))


@pytest.mark.clause("B-11")
def test_a_rehearsal_is_recorded_once_it_was_held() -> None:
    refuse_future(TODAY, today=TODAY)
    with pytest.raises(Invalid, match="REHEARSAL_DATE"):
        refuse_future(TODAY + timedelta(days=1), today=TODAY)
    made = Rehearsal(
        rehearsal_id="r1", class_id="c1", recorded_by="x", recorded_at=NOW, held_on=TODAY
    )
    assert made.recorded().class_id == "c1"


# -- Adjustments and issues ------------------------------------------------------------------------


def an_adjustment(severity: Severity) -> Adjustment:
    return Adjustment(
        adjustment_id="a1",
        class_id="c1",
        severity=severity,
        what="室外教学改为室内",
        reason="暴雨",
        unit_ids=["u1"],
        made_by="counselor",
        made_at=NOW,
    )


@pytest.mark.clause("B-8.2b")
def test_the_lead_acknowledges_a_major_adjustment_once_and_no_minor_one() -> None:
    major = an_adjustment(Severity.MAJOR)
    first, again = (
        major.acknowledge(by=by, now=at) for by, at in (("lead", NOW), ("x", NOW + HOUR))
    )

    assert (len(first), again) == (1, [])
    assert (major.acknowledged_by, major.acknowledged_at) == ("lead", NOW)
    with refused("NOT_MAJOR"):
        an_adjustment(Severity.MINOR).acknowledge(by="lead", now=NOW)


def an_issue(**fields: Any) -> Issue:
    values: dict[str, Any] = {
        "issue_id": "i1",
        "class_id": "c1",
        "severity": Severity.MINOR,
        "source": IssueSource.HOST,
        "what": "投影不清晰",
        "owner_id": "lead",
        "due_at": NOW + HOUR,
        "raised_by": "host",
        "raised_at": NOW,
    }
    return Issue(**(values | fields))


@pytest.mark.clause("B-6.4a")
def test_an_issue_is_somebodys_the_leads_if_nobody_else_is_named() -> None:
    assert owner_of("x", "lead") == "x"
    assert owner_of(None, "lead") == "lead"
    with pytest.raises(Invalid, match="NO_OWNER"):
        owner_of(None, None)


@pytest.mark.clause("B-3.2f")
def test_an_issue_is_late_from_the_moment_after_it_is_due() -> None:
    found = an_issue()

    assert not found.late(now=NOW + HOUR)
    assert found.late(now=NOW + 2 * HOUR)
    assert not found.resolve("已更换灯泡", by="it", now=NOW + 2 * HOUR).on_time
    assert found.late(now=NOW + 3 * HOUR)
    in_time = an_issue()
    assert in_time.resolve("已更换灯泡", by="it", now=NOW + HOUR).on_time
    assert not in_time.late(now=NOW + 9 * HOUR)


@pytest.mark.clause("B-3.2f")
def test_an_issue_is_resolved_once_and_due_after_it_was_raised() -> None:
    found = an_issue()
    found.resolve("已更换灯泡", by="it", now=NOW)

    with refused("RESOLVED_ALREADY"):
        found.resolve("再次办结", by="x", now=NOW)
    refuse_past(NOW + HOUR, now=NOW)
    with pytest.raises(Invalid, match="DUE"):
        refuse_past(NOW, now=NOW)


@pytest.mark.clause("B-3.2c")
def test_a_matter_of_discipline_names_the_trainee() -> None:
    refuse_nobody(DisciplineKind.ACTIVITY, None)
    refuse_nobody(DisciplineKind.DISCIPLINE, "t1")
    with pytest.raises(Invalid, match="NO_TRAINEE"):
        refuse_nobody(DisciplineKind.DISCIPLINE, None)


# -- Officials -------------------------------------------------------------------------------------


@pytest.mark.clause("B-8.6b")
@pytest.mark.parametrize(
    ("rank", "leads", "reported"),
    [(111, False, True), (122, False, True), (131, False, False), (131, True, True)],
)
def test_officials_from_deputy_department_rank_and_leaders_of_the_host_are_reported(
    rank: int, leads: bool, reported: bool
) -> None:
    assert is_reportable(rank, host_leadership=leads, senior_rank_code=122) is reported


@pytest.mark.clause("B-8.6b")
def test_who_is_on_the_hosts_list_leads_it_whatever_was_said() -> None:
    assert leads_host("李 明", said=False, leadership=["李明", "王强"])
    assert leads_host("赵刚", said=True, leadership=[])
    assert not leads_host("赵刚", said=False, leadership=["李明"])


# -- Additions to the class ------------------------------------------------------------------------


@pytest.mark.clause("B-3.4b", "B-9.2")
def test_a_department_is_called_for_mentors_once_the_project_is_fixed() -> None:
    found = a_college_class(ClassState.CONFIRMED, mentor_required=True)

    with refused("PROJECT_OPEN"):
        found.may_call_mentors()
    found.note(Fact.PROJECT_CONFIRMED, now=NOW)
    found.may_call_mentors()
    own(mentor_required=True).may_call_mentors()
    with refused("NO_MENTORS"):
        own().may_call_mentors()


@pytest.mark.parametrize(
    "order",
    [
        (Fact.SETTLEMENT_FINALISED, Fact.INVOICE_ISSUED),
        (Fact.INVOICE_ISSUED, Fact.SETTLEMENT_FINALISED),
    ],
)
@pytest.mark.clause("B-6.6")
def test_a_contracted_class_is_settled_with_its_settlement_and_its_invoice(
    order: tuple[Fact, Fact],
) -> None:
    found = a_college_class(ClassState.HANDED_OVER)

    found.note_settlement(order[0], now=NOW)
    assert (found.state, found.knows(Fact.SETTLED)) == (ClassState.HANDED_OVER, False)
    found.note_settlement(order[1], now=NOW)
    assert found.state is ClassState.SETTLED


def test_a_class_of_ones_own_is_settled_without_an_invoice() -> None:
    found = own(ClassState.HANDED_OVER)
    found.note_settlement(Fact.SETTLEMENT_FINALISED, now=NOW)

    assert found.state is ClassState.SETTLED


def test_of_two_events_about_one_matter_the_later_holds() -> None:
    heard = Heard(matter="bed", record_id="t1", sequence=5)

    assert [heard.supersede(number) for number in (4, 6, 6, 5)] == [False, True, True, False]
