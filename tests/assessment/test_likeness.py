"""Likeness of texts: a share, the same from both sides, found fast in a whole class."""

import time
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Category
from services.assessment.domain.likeness import fingerprint_of, likeness
from services.assessment.domain.rules import SUMMARY_RULE_SETS
from services.assessment.domain.summary import Summary, compare
from tests.assessment.college import START_ON, a_text, on
from tests.assessment.makers import a_candidate, a_class

RULES = SUMMARY_RULE_SETS[0]
TEXTS = st.text(alphabet="党性修养理论学习干部培训，。 ab", max_size=400)


def alike(one: str, other: str) -> int:
    return likeness(fingerprint_of(one, RULES), fingerprint_of(other, RULES), RULES)


@given(one=TEXTS, other=TEXTS)
def test_it_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1000
    assert alike(one, other) == alike(other, one)


@given(text=TEXTS.filter(lambda text: any(sign.isalnum() for sign in text)))
def test_a_text_is_wholly_like_itself_however_it_is_punctuated(text: str) -> None:
    assert alike(text, text) == 1000
    assert alike(text, "　，".join(text)) == 1000


@given(text=TEXTS)
def test_nothing_is_like_nothing(text: str) -> None:
    assert alike(text, "。！？") == 0


@pytest.mark.parametrize("length", [200, 3000, 20_000])
@pytest.mark.parametrize("shared", [0.2, 0.5, 0.6, 0.9])
def test_it_is_about_the_share_of_text_in_common(length: int, shared: float) -> None:
    common = a_text(1, int(length * shared))
    rest = length - len(common)
    one, other = common + a_text(2, rest), common + a_text(3, rest)
    assert alike(one, other) / 1000 == pytest.approx(shared, abs=0.06)


def test_it_agrees_with_the_library_that_compares_sign_by_sign() -> None:
    one, other = a_text(1, 500), a_text(1, 500)[:400] + a_text(2, 100)
    exact = SequenceMatcher(None, one, other, autojunk=False).ratio()
    assert alike(one, other) / 1000 == pytest.approx(exact, abs=0.05)


def test_a_text_is_compared_with_a_class_of_two_hundred_in_less_than_a_second() -> None:
    course = a_class(category=Category.CADRE_SECTION)
    everyone = [Summary.due(course, a_candidate(number)) for number in range(201)]
    for number, summary in enumerate(everyone):
        summary.submit(a_text(number % 150, 2000), by="x", now=on(START_ON), rules=RULES)
    started = time.perf_counter()
    compare(everyone[-1], everyone, RULES)
    assert time.perf_counter() - started < 1
    assert everyone[-1].similarity == 1000
