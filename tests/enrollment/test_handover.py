"""The hand-over: five days, ten at most, line by line and never to oneself (B-8.9)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import (
    HandOverBreached,
    HandOverLineDraft,
    HandOverOverdue,
    HandOverSigned,
    HandOverState,
    SettlementPapersReceived,
)
from contracts.refusals import Invalid
from contracts.roles import COLLEGE_DEPARTMENTS, Role
from services.enrollment.domain.handover import HandOver, HandOverPaper, open_hand_over
from services.enrollment.domain.rules import RULE_SETS
from tests.enrollment.makers import NOW, refused

S = HandOverState
RULES = RULE_SETS["ENR-2026-1"]
END = date(2026, 3, 22)
UNIT_OF = {function: f"unit of {function}" for function in COLLEGE_DEPARTMENTS}
# Around ends of months and years and around leap days, where adding days goes wrong.
ENDS = st.one_of(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    st.sampled_from([date(2028, 2, 24), date(2028, 2, 29), date(2027, 2, 23), date(2026, 12, 27)]),
)


def a_hand_over(end_on: date = END, *, settles: bool = True, **changes: Any) -> HandOver:
    """The hand-over of a class that has just left, with the usual papers."""
    ids = (f"l{number}" for number in range(1000))
    opened = open_hand_over(
        class_id="c1",
        end_on=end_on,
        settles=settles,
        rules=RULES,
        departments=changes.pop("departments", UNIT_OF),
        new_id=lambda: next(ids),
        by="counselor",
    )
    for name, value in changes.items():
        setattr(opened, name, value)
    return opened


def sign(found: HandOver, line: HandOverPaper, today: date, **changes: Any) -> list[Any]:
    """A receipt for one line, by somebody of its department."""
    values: dict[str, Any] = {
        "unit_id": line.unit_id,
        "quantity": line.quantity,
        "remark": "",
        "by": "receiver",
    }
    return found.sign(line.line_id, today=today, now=NOW, **(values | changes))


def sign_all(found: HandOver, today: date) -> list[Any]:
    """Every receipt that is missing."""
    open_lines = [line for line in found.lines if line.received_at is None]
    return [event for line in open_lines for event in sign(found, line, today)]


def prepare(found: HandOver, *drafts: HandOverLineDraft, by: str = "counselor") -> list[Any]:
    """Another list."""
    ids = (f"new{number}" for number in range(100))
    return found.prepare(drafts, new_id=lambda: next(ids), by=by, today=END, now=NOW)


def a_draft(doc_type: str = "学员签到簿", **changes: Any) -> HandOverLineDraft:
    values: dict[str, Any] = {"quantity": 1, "unit_id": "u1", "for_settlement": True}
    return HandOverLineDraft(doc_type=doc_type, **(values | changes))


def kinds(events: list[Any]) -> list[str]:
    return [type(event).__name__ for event in events]


# -- The clock -------------------------------------------------------------------------------


@pytest.mark.clause("B-8.9a")
@given(ENDS, st.integers(0, 30))
def test_signed_by_the_fifth_day_is_on_time_and_later_is_not(end_on: date, days: int) -> None:
    found = a_hand_over(end_on)
    today = end_on + timedelta(days=days)
    events = sign_all(found, today)
    [signed] = [event for event in events if isinstance(event, HandOverSigned)]

    assert signed.on_time == found.on_time == (days <= 5)
    assert found.state is S.SIGNED
    assert kinds(events).count("HandOverOverdue") == (days > 5)
    assert kinds(events).count("HandOverBreached") == (days > 10)


@pytest.mark.clause("B-8.9a")
@given(ENDS, st.lists(st.integers(0, 20), max_size=12).map(sorted))
def test_what_has_passed_is_told_once_however_often_somebody_looks(
    end_on: date, looks: list[int]
) -> None:
    found = a_hand_over(end_on)
    told = [
        event for day in looks for event in found.look_at_clock(today=end_on + timedelta(days=day))
    ]
    latest = max(looks, default=0)

    expected_events: list[type] = [HandOverOverdue] if latest > 5 else []
    expected_events += [HandOverBreached] if latest > 10 else []
    assert [type(event) for event in told] == expected_events
    expected = S.OPEN if latest <= 5 else S.OVERDUE if latest <= 10 else S.BREACHED
    assert found.state is expected


@pytest.mark.clause("B-8.9b")
@given(ENDS, st.integers(0, 12), st.integers(-2, 15))
def test_more_time_is_asked_for_in_time_and_never_reaches_beyond_the_tenth_day(
    end_on: date, asked: int, until: int
) -> None:
    found = a_hand_over(end_on)
    today, day = end_on + timedelta(days=asked), end_on + timedelta(days=until)

    def extend() -> Any:
        return found.extend(until=day, reason="道路中断", by="head", today=today)

    if asked > 5:
        with refused("EXTENSION_TOO_LATE") as said:
            extend()
        assert (said.value.clause, found.due_on) == ("B-8.9b", end_on + timedelta(days=5))
    elif not 5 < until <= 10:
        with pytest.raises(Invalid) as problem:
            extend()
        assert (problem.value.clause, problem.value.status) == ("B-8.9b", 422)
        assert found.state is S.OPEN
    else:
        assert extend().until == found.due_on == day
        assert found.state is S.EXTENDED


@pytest.mark.clause("B-8.9b")
@given(ENDS, st.integers(6, 10), st.integers(0, 15))
def test_within_the_extended_time_it_is_on_time(end_on: date, until: int, signed: int) -> None:
    found = a_hand_over(end_on)
    found.extend(until=end_on + timedelta(days=until), reason="道路中断", by="head", today=end_on)
    sign_all(found, end_on + timedelta(days=signed))

    assert found.on_time == (signed <= until)


@pytest.mark.clause("B-8.9b")
def test_time_given_is_never_taken_back() -> None:
    found = a_hand_over()
    found.extend(until=END + timedelta(days=8), reason="道路中断", by="head", today=END)

    for until in (7, 8):
        with refused("EXTENSION"):
            found.extend(until=END + timedelta(days=until), reason="改主意", by="head", today=END)
    found.extend(until=END + timedelta(days=10), reason="仍中断", by="head", today=END)
    assert found.due_on == found.latest_on


@pytest.mark.clause("B-8.9b")
def test_more_time_needs_a_special_reason() -> None:
    with refused("EXTENSION") as said:
        a_hand_over().extend(until=END + timedelta(days=7), reason="  ", by="head", today=END)

    assert [fault.field for fault in said.value.faults] == ["reason"]


# -- The lines -------------------------------------------------------------------------------


@pytest.mark.clause("B-8.9c")
def test_the_usual_papers_go_to_the_departments_there_are() -> None:
    found = a_hand_over()
    settling = {line.doc_type for line in found.lines if line.for_settlement}
    smaller = a_hand_over(departments={Role.PUBLICITY: "u9"})

    assert settling == {"学员签到簿", "数据确认书"}
    assert {line.unit_id for line in found.lines} <= set(UNIT_OF.values())
    assert [line.doc_type for line in smaller.lines] == ["照片及影像资料"]


@pytest.mark.clause("B-8.9a")
def test_papers_are_signed_for_by_their_own_department_and_once() -> None:
    found = a_hand_over()
    line = found.lines[0]

    with refused("UNKNOWN"):
        sign(found, line, END, unit_id="another unit")
    sign(found, line, END)
    with refused("ALREADY_RECEIVED"):
        sign(found, line, END)
    assert (found.state, line.received_by, line.received_at) == (S.PARTIAL, "receiver", NOW)


@pytest.mark.clause("B-8.9a")
def test_nobody_signs_for_papers_they_hand_over() -> None:
    found = a_hand_over()
    prepare(found, a_draft(), by="other counselor")

    for hand in ("counselor", "other counselor"):
        with refused("FOUR_EYES"):
            sign(found, found.lines[0], END, by=hand)
    assert found.receipts == 0


@pytest.mark.clause("B-8.9a")
def test_another_number_of_copies_is_explained() -> None:
    found = a_hand_over()
    line = found.lines[0]

    with refused("QUANTITY_DIFFERS"):
        sign(found, line, END, quantity=3)
    sign(found, line, END, quantity=3, remark="含副本两份")
    assert (line.quantity, line.received, line.remark) == (1, 3, "含副本两份")


@pytest.mark.clause("B-8.9c")
def test_the_settlement_waits_for_its_own_papers_only() -> None:
    found = a_hand_over()
    first, *others = [line for line in found.lines if line.for_settlement]
    early = sign(found, first, END)
    settled = [event for line in others for event in sign(found, line, END)]
    rest = sign_all(found, END)

    assert early == []
    assert settled == [SettlementPapersReceived(class_id="c1")]
    assert kinds(rest) == ["HandOverSigned"]


@pytest.mark.clause("B-8.9c")
def test_a_contracted_class_lists_papers_for_its_settlement() -> None:
    found, own = a_hand_over(), a_hand_over(settles=False)

    with refused("HAND_OVER_LINES"):
        prepare(found, a_draft(for_settlement=False))
    prepare(own, a_draft(for_settlement=False))
    assert kinds(sign_all(own, END)) == ["HandOverSigned"]


@pytest.mark.clause("B-8.9c")
def test_without_papers_for_the_settlement_it_is_never_complete() -> None:
    found = a_hand_over(departments={Role.PUBLICITY: "u9"})

    assert sign_all(found, END) == []
    assert found.state is S.PARTIAL


def test_a_new_list_keeps_what_was_signed() -> None:
    found = a_hand_over()
    signed, untouched = found.lines[0], found.lines[1]
    sign(found, signed, END)
    again = a_draft(untouched.doc_type, unit_id=untouched.unit_id, quantity=4)
    prepare(found, again, a_draft("其他材料"))

    assert [line.doc_type for line in found.lines] == [
        signed.doc_type,
        untouched.doc_type,
        "其他材料",
    ]
    assert (found.lines[1].line_id, found.lines[1].quantity) == (untouched.line_id, 4)
    assert [line.position for line in found.lines] == [0, 1, 2]


def test_a_shorter_list_may_be_complete_at_once() -> None:
    found = a_hand_over()
    for line in [line for line in found.lines if line.for_settlement]:
        sign(found, line, END)
    kept = [line for line in found.lines if line.received_at]
    events = prepare(found, a_draft(kept[0].doc_type, unit_id=kept[0].unit_id))

    assert kinds(events) == ["HandOverSigned"]
    assert found.lines == kept


def test_a_line_listed_twice_is_refused() -> None:
    with refused("HAND_OVER_LINES"):
        prepare(a_hand_over(), a_draft(), a_draft())
