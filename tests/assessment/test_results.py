"""Results and the pass list that is frozen over them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.assessment.domain.candidate import Attendance, Bar
from services.assessment.domain.pass_list import PassList, PassListState
from services.assessment.domain.result import Decision, Result, decide
from services.assessment.domain.verdict import others, passers
from tests.assessment.makers import ENDS, a_candidate, a_frozen_list, a_result

MAYBE_SCORES = st.none() | st.integers(0, 100)


def result_of(
    attendance: Attendance, *, score: int | None, bars: list[Bar] | None = None
) -> Result:
    return Result.of(
        a_candidate(attendance=attendance, bars=bars),
        result_id="result-1",
        exam_id="exam-1",
        pass_mark=60,
        score=score,
    )


@pytest.mark.clause("A-7.8.c")
@pytest.mark.parametrize(
    ("score", "decision"), [(60, "PASS"), (59, "FAIL"), (100, "PASS"), (0, "FAIL")]
)
def test_the_pass_mark_itself_passes(score: int, decision: str) -> None:
    assert result_of(Attendance.PRESENT, score=score).decision == decision


@pytest.mark.parametrize("bar", list(Bar))
def test_the_barred_are_decided_barred(bar: Bar) -> None:
    assert result_of(Attendance.UNSEATED, score=None, bars=[bar]).decision is Decision.BARRED


def test_the_absent_are_decided_absent() -> None:
    result = result_of(Attendance.ABSENT, score=None)
    assert (result.decision, result.score) == (Decision.ABSENT, None)


def test_cheating_is_void_with_score_0() -> None:
    result = result_of(Attendance.CHEATED, score=None)
    assert (result.decision, result.score) == (Decision.VOID, 0)


@given(
    score=MAYBE_SCORES,
    attendance=st.sampled_from(Attendance),
    barred=st.booleans(),
    pass_mark=st.integers(1, 100),
)
def test_only_an_honest_unbarred_score_at_the_mark_passes(
    score: int | None, attendance: Attendance, barred: bool, pass_mark: int
) -> None:
    decision = decide(score=score, attendance=attendance, barred=barred, pass_mark=pass_mark)
    passes = (
        score is not None
        and score >= pass_mark
        and not barred
        and attendance is not Attendance.CHEATED
    )
    assert (decision is Decision.PASS) is passes


@pytest.mark.clause("A-7.10.g")
def test_a_correction_keeps_the_old_value() -> None:
    result = result_of(Attendance.PRESENT, score=58)
    result.correct(score=61, reason="加分漏计", by="evp", now=ENDS)
    assert (result.score, result.decision) == (61, Decision.PASS)
    (kept,) = result.corrections
    assert (kept.old_score, kept.old_decision, kept.by) == (58, Decision.FAIL, "evp")


@pytest.mark.parametrize("decision", [Decision.BARRED, Decision.VOID])
def test_no_score_lifts_a_bar_or_a_finding_of_cheating(decision: Decision) -> None:
    result = a_result(score=0, decision=decision)
    with pytest.raises(Refusal) as refused:
        result.correct(score=90, reason="申请更正", by="evp", now=ENDS)
    assert (refused.value.code, result.decision) == ("NOT_A_MATTER_OF_SCORE", decision)


def test_a_bar_that_comes_and_goes_judges_again_and_keeps_both_old_values() -> None:
    result = result_of(Attendance.PRESENT, score=75)
    result.judge_again(barred=True, reason="请假超限", by="scheduling", now=ENDS)
    assert result.decision is Decision.BARRED
    result.judge_again(barred=True, reason="请假超限", by="scheduling", now=ENDS)
    result.judge_again(barred=False, reason="考勤更正", by="scheduling", now=ENDS)
    assert (result.decision, result.score) == (Decision.PASS, 75)
    assert [kept.old_decision for kept in result.corrections] == [Decision.PASS, Decision.BARRED]


@given(st.lists(st.sampled_from(Decision), max_size=20))
def test_everybody_is_either_on_the_pass_list_or_not(decisions: list[Decision]) -> None:
    results = [a_result(number, decision=decision) for number, decision in enumerate(decisions)]
    on, off = passers(reversed(results)), others(reversed(results))
    assert {one.trainee_id for one in (*on, *off)} == {one.trainee_id for one in results}
    assert all(one.passed for one in on)
    assert [one.trainee_no for one in on] == sorted(one.trainee_no for one in on)


# -- The pass list ---------------------------------------------------------------------------------


@pytest.mark.clause("A-6.10")
def test_a_list_is_not_frozen_while_a_candidate_is_undecided() -> None:
    pass_list = PassList(class_id="class-1", exam_id="exam-1")
    with pytest.raises(Refusal) as refused:
        pass_list.freeze([a_result(1)], candidates=["trainee-1", "trainee-2"], by="evp", now=ENDS)
    assert refused.value.code == "CANDIDATES_UNDECIDED"
    assert not pass_list.is_frozen


def test_a_class_without_candidates_has_no_list_to_freeze() -> None:
    with pytest.raises(Refusal):
        PassList(class_id="class-1", exam_id="exam-1").freeze([], candidates=[], by="evp", now=ENDS)


@pytest.mark.clause("A-3.3.b")
def test_only_those_who_passed_are_on_the_frozen_list() -> None:
    pass_list = PassList(class_id="class-1", exam_id="exam-1")
    results = [
        a_result(2),
        a_result(1),
        a_result(3, decision=Decision.FAIL),
        a_result(4, score=None, decision=Decision.BARRED),
    ]
    frozen = pass_list.freeze(
        results, candidates=[one.trainee_id for one in results], by="evp", now=ENDS
    )
    assert [entry.trainee_id for entry in pass_list.number()] == ["trainee-1", "trainee-2"]
    assert frozen.count == 2
    assert frozen.frozen_hash == pass_list.current_hash() == pass_list.frozen_hash


@pytest.mark.clause("A-6.10")
def test_an_altered_list_gets_no_numbers() -> None:
    pass_list = a_frozen_list()
    pass_list.entries = pass_list.entries[:1]
    with pytest.raises(Refusal) as refused:
        pass_list.number()
    assert (refused.value.code, pass_list.state) == ("PASS_LIST_ALTERED", PassListState.FROZEN)
