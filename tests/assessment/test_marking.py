"""Anonymous marking: first mark, another's recheck, arbitration; what is looked at twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.assessment.domain.rules import RULE_SETS, rules_named, rules_on
from services.assessment.domain.script import (
    Script,
    ScriptState,
    code_from,
    recheck_due,
    require_complete,
)
from tests.assessment.makers import STARTS, a_marked_script, a_script

RULES = rules_on(STARTS.date())
SCORES = st.integers(0, 100)


def test_a_marker_may_change_the_own_mark_and_the_old_one_is_kept() -> None:
    script = a_marked_script(1, 70)
    script.mark(by="marker-1", score=72)
    assert script.score == 72
    assert [mark.score for mark in script.overwritten] == [70]


def test_nobody_overwrites_another_markers_mark() -> None:
    script = a_marked_script(1, 70)
    with pytest.raises(Refusal) as refused:
        script.mark(by="marker-2", score=90)
    assert (refused.value.code, script.score) == ("MARKED_BY_ANOTHER", 70)


@pytest.mark.clause("A-7.10.g")
def test_nobody_rechecks_the_own_mark() -> None:
    script = a_marked_script(1, 70)
    with pytest.raises(Refusal) as refused:
        script.recheck(by="marker-1", score=70, tolerance=5)
    assert refused.value.code == "SAME_MARKER"
    assert script.state is ScriptState.MARKED


@pytest.mark.clause("A-7.10.g")
@pytest.mark.clause("A-5.p3")
@given(first=SCORES, second=SCORES)
def test_marks_within_the_tolerance_agree_and_others_are_disputed(first: int, second: int) -> None:
    script = a_marked_script(1, first)
    apart = script.recheck(by="marker-2", score=second, tolerance=RULES.mark_tolerance)
    assert apart is (abs(first - second) > 5)
    assert script.state is (ScriptState.DISPUTED if apart else ScriptState.RECHECKED)
    assert script.is_rechecked is not apart
    score = script.score
    assert score is not None
    assert min(first, second) <= score <= max(first, second)
    if not apart:
        assert 2 * score - first - second in {0, 1}


@pytest.mark.clause("A-7.10.g")
@given(third=SCORES)
def test_a_third_person_settles_a_dispute(third: int) -> None:
    script = a_marked_script(1, 50)
    script.recheck(by="marker-2", score=70, tolerance=5)
    for involved in ("marker-1", "marker-2"):
        with pytest.raises(Refusal):
            script.recheck(by=involved, score=60, tolerance=5)
    assert script.recheck(by="marker-3", score=third, tolerance=5) is False
    assert (script.state, script.score) == (ScriptState.ARBITRATED, third)


def test_an_unmarked_script_has_no_score() -> None:
    assert a_script().score is None


@pytest.mark.parametrize(
    ("scripts", "size"), [(0, 0), (1, 1), (10, 1), (11, 2), (36, 4), (5000, 500)]
)
def test_a_tenth_is_drawn_and_never_none(scripts: int, size: int) -> None:
    assert RULES.sample_size(scripts) == size


def marked(scores: list[int]) -> list[Script]:
    return [a_marked_script(number, score) for number, score in enumerate(scores)]


@pytest.mark.clause("A-7.10.g")
@given(st.lists(SCORES, max_size=60))
def test_the_sample_and_every_borderline_mark_are_due(scores: list[int]) -> None:
    scripts = marked(scores)
    due = recheck_due(scripts, RULES)
    borderline = {
        script.anon_code for script, score in zip(scripts, scores, strict=True) if 55 <= score <= 64
    }
    drawn = {script.anon_code for script in scripts[: RULES.sample_size(len(scripts))]}
    assert due == borderline | drawn


def test_nothing_is_drawn_while_a_script_is_unmarked() -> None:
    assert recheck_due([*marked([60, 61]), a_script(9)], RULES) == set()


@pytest.mark.clause("A-7.8.a")
def test_marking_is_not_complete_with_a_script_unmarked() -> None:
    with pytest.raises(Refusal) as refused:
        require_complete([*marked([90]), a_script(9)], RULES)
    assert refused.value.code == "SCRIPTS_UNMARKED"
    assert [fault.field for fault in refused.value.faults] == ["CODE000009"]


@pytest.mark.clause("A-7.10.g")
def test_marking_is_not_complete_with_a_recheck_or_a_dispute_open() -> None:
    scripts = marked([90, 58, 95])
    with pytest.raises(Refusal) as refused:
        require_complete(scripts, RULES)
    assert [fault.field for fault in refused.value.faults] == ["CODE000000", "CODE000001"]
    scripts[0].recheck(by="marker-2", score=91, tolerance=5)
    scripts[1].recheck(by="marker-2", score=66, tolerance=5)
    with pytest.raises(Refusal) as refused:
        require_complete(scripts, RULES)
    assert [fault.field for fault in refused.value.faults] == ["CODE000001"]
    scripts[1].recheck(by="marker-3", score=62, tolerance=5)
    require_complete(scripts, RULES)


@given(st.lists(st.uuids(), unique=True, max_size=50))
def test_codes_tell_neither_order_nor_origin(ids: list[object]) -> None:
    codes = [code_from(str(one)) for one in ids]
    assert len(set(codes)) == len(ids)
    assert all(len(code) == 10 for code in codes)


def test_every_rule_set_is_found_by_name_and_names_its_source() -> None:
    for rules in RULE_SETS:
        assert rules_named(rules.rule_set) is rules
        assert rules.source
        assert rules_on(rules.in_force_from) is rules
