"""Messages survive the wire; what does not fit is explained in both languages."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import AllocateQuotas, CreateClass, DraftPlan, PlanItemDraft
from contracts.finance import DraftBudget, RecordReceipt
from contracts.refusals import Fault, Forbidden, Invalid, Refusal
from contracts.values import Category
from kit.wire import decode, encode, refusal_from_wire, refusal_to_wire


def an_item(**changes: Any) -> dict[str, Any]:
    return {
        "category": "DEV_TARGET",
        "title": "发展对象培训班",
        "session_no": 1,
        "planned_start": "2026-03-06",
        "planned_end": "2026-03-10",
        "planned_headcount": 162,
        "planned_hours": 240,
        **changes,
    }


def test_a_message_comes_back_as_it_went() -> None:
    item: PlanItemDraft = decode(PlanItemDraft, an_item())
    assert item.category is Category.DEV_TARGET
    assert item.planned_start == date(2026, 3, 6)
    assert decode(PlanItemDraft, encode(item)) == item


@pytest.mark.clause("A-2.a")
@given(word=st.text().filter(lambda word: word not in Category.__members__))
def test_an_unknown_category_is_refused_by_name(word: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode(PlanItemDraft, an_item(category=word))
    assert [fault.field for fault in refused.value.faults] == ["category"]
    assert "班次类别" in refused.value.zh


@pytest.mark.parametrize(
    ("kind", "data", "field", "zh"),
    [
        (PlanItemDraft, an_item(planned_headcount=0), "planned_headcount", "「人数」不得小于 1"),
        (
            PlanItemDraft,
            an_item(planned_start="2026-02-30"),
            "planned_start",
            "「计划开班」应为有效的日期",
        ),
        (PlanItemDraft, an_item(session_no="许多"), "session_no", "「期次」应为整数"),
        (
            DraftPlan,
            {"year": 2026, "basis": "据", "policy_refs": [], "items": []},
            "basis",
            "至少需要 4",
        ),
        (CreateClass, {}, "plan_item_id", "必须填写"),
        (
            AllocateQuotas,
            {"class_id": "c", "deadline": "x", "quotas": []},
            "quotas",
            "至少需要 1 项",
        ),
    ],
)
def test_each_fault_names_its_field_and_says_what_to_do(
    kind: type, data: Any, field: str, zh: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decode(kind, data)
    by_field = {fault.field: fault for fault in refused.value.faults}
    assert zh in by_field[field].zh
    assert by_field[field].en


def test_a_fault_is_called_as_the_form_calls_its_field_and_bounded_in_what_the_wire_counts() -> (
    None
):
    with pytest.raises(Invalid) as refused:
        decode(RecordReceipt, {"amount_fen": 0})
    by_field = {fault.field: fault for fault in refused.value.faults}
    assert by_field["amount_fen"].zh == "「金额」不得小于 1（分）"
    assert by_field["amount_fen"].en == "'Amount' must not be below 1 (fen)"
    line = {"item": "胸卡", "quantity": 1, "unit_price_fen": -1, "within_ceiling": "?"}
    with pytest.raises(Invalid) as refused:
        decode(DraftBudget, {"class_id": "c", "lines": [line]})
    by_field = {fault.field: fault for fault in refused.value.faults}
    assert by_field["lines.0.unit_price_fen"].zh == "「单价」不得小于 0（分）"
    assert by_field["lines.0.within_ceiling"].zh.startswith("「计入综合定额」")


def test_a_refusal_keeps_its_status_clause_and_faults_across_the_wire() -> None:
    sent = Forbidden("NO", "不可。", "No.", "A-3.1.a", faults=[Fault("f", "错", "wrong")])
    came = refusal_from_wire(refusal_to_wire(sent))
    assert isinstance(came, Refusal)
    assert (came.status, came.code, came.clause, came.faults) == (403, "NO", "A-3.1.a", sent.faults)
