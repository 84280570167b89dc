"""What is told of the answers, and what would tell who gave them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessment import AnswerLine, Aspect, Grade, Respondent
from services.assessment.domain.evaluation import AnswerSheet
from services.assessment.domain.rules import EVALUATION_RULE_SETS
from services.assessment.domain.tally import (
    comments_of,
    mean_of,
    overall_score,
    score_views,
    tellable,
    turnout,
)
from tests.assessment.makers import a_class

RULES = EVALUATION_RULE_SETS[0]
COUNTS = st.dictionaries(st.sampled_from(Respondent), st.integers(1, 40), min_size=1)


def sheet(respondent: Respondent, score: int, comment: str = "") -> AnswerSheet:
    return AnswerSheet(
        sheet_id="s",
        evaluation_id="e",
        respondent=respondent,
        answers=[AnswerLine(aspect=Aspect.LOGISTICS, score=score, comment=comment)],
    )


SHEETS = st.lists(
    st.builds(
        sheet,
        st.sampled_from(Respondent),
        st.integers(0, 100),
    ),
    max_size=40,
)


@pytest.mark.clause("B-6.5b")
@given(counts=COUNTS)
def test_nobody_few_is_shown_or_left_over_by_subtraction(counts: dict[Respondent, int]) -> None:
    least = RULES.least_answers
    shown = tellable(counts, least)
    if sum(counts.values()) < least:
        assert shown == set()
        return
    for size in range(len(shown) + 1):
        for some in combinations(sorted(shown), size):
            left = sum(counts.values()) - sum(counts[kind] for kind in some)
            assert left == 0 or left >= least
    assert all(counts[kind] >= least for kind in shown)


def test_large_groups_are_shown_by_themselves() -> None:
    counts = {Respondent.TRAINEE: 30, Respondent.STUDENT_WORK: 5}
    assert tellable(counts, 5) == set(counts)
    assert tellable({**counts, Respondent.HOST: 1}, 5) == {Respondent.TRAINEE}


@pytest.mark.clause("B-6.5b")
@given(sheets=SHEETS)
def test_means_bands_and_counts_are_those_of_the_answers(sheets: list[AnswerSheet]) -> None:
    views = {view.respondent: view for view in score_views(sheets, RULES)}
    assert bool(views) == bool(sheets)
    for respondent, view in views.items():
        scores = [one.answers[0].score for one in sheets if respondent in (None, one.respondent)]
        assert view.answers == len(scores)
        if view.mean is None:
            assert view.bands == {}
        else:
            assert len(scores) >= RULES.least_answers
            assert abs(view.mean / 10 - sum(scores) / len(scores)) <= 0.05
            assert sum(view.bands.values()) == len(scores)
            assert view.bands["EXCELLENT"] == sum(score >= 90 for score in scores)
            assert view.bands["FAIL"] == sum(score < 60 for score in scores)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (100, Grade.EXCELLENT),
        (90, Grade.EXCELLENT),
        (89, Grade.GOOD),
        (80, Grade.GOOD),
        (79, Grade.PASS),
        (60, Grade.PASS),
        (59, Grade.FAIL),
        (0, Grade.FAIL),
    ],
)
def test_bands_begin_at_90_80_and_60(score: int, band: Grade) -> None:
    assert RULES.band(score) is band


@pytest.mark.clause("B-6.5b")
def test_below_the_least_number_neither_mean_nor_remark_is_told() -> None:
    four = [sheet(Respondent.TRAINEE, 80, f"意见{number}") for number in range(4)]
    assert overall_score(four, RULES) is None
    assert comments_of(four, RULES) == []
    assert {(view.answers, view.mean) for view in score_views(four, RULES)} == {(4, None)}
    five = [*four, sheet(Respondent.TRAINEE, 85, " 很好 ")]
    assert overall_score(five, RULES) == 810
    assert comments_of(five, RULES) == ["很好", "意见0", "意见1", "意见2", "意见3"]


def test_a_mean_is_rounded_half_up_and_of_nothing_is_nothing() -> None:
    assert mean_of([80, 81, 81, 81]) == 808
    assert mean_of([]) == 0


def test_more_tickets_than_expected_are_as_many_asked() -> None:
    course = a_class()
    counted = turnout(
        course,
        trainees=10,
        taken={Respondent.HOST: 2, Respondent.STUDENT_WORK: 3, Respondent.TRAINEE: 4},
        answered={Respondent.HOST: 2, Respondent.TRAINEE: 4},
    )
    assert counted.asked == {
        Respondent.TRAINEE: 10,
        Respondent.HOST: 2,
        Respondent.STUDENT_WORK: 3,
    }
    assert (counted.answers, counted.response_rate) == (6, 400)
