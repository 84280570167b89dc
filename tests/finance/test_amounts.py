"""Amounts in words, as vouchers and invoices write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.domain.amounts import in_words

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"仟": 1000, "佰": 100, "拾": 10}


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (100, "壹元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元叁角贰分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (1_000_000, "壹万元整"),
        (10_000_100, "壹拾万零壹元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (10_001_000_000, "壹亿零壹万元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (1_000_000_000_000, "壹佰亿元整"),
        (-2300_00, "负贰仟叁佰元整"),
    ],
)
def test_amounts_are_written_as_the_rules_for_vouchers_show(fen: int, words: str) -> None:
    assert in_words(fen) == words


@given(st.integers(0, 10**13))
def test_the_words_say_the_amount_and_nothing_can_be_added(fen: int) -> None:
    words = in_words(fen)
    assert read(words) == fen
    assert "零零" not in words
    assert words.endswith("分") or words.endswith("整")


def read(words: str) -> int:
    """The amount that words say, read the way a cashier does."""
    found = re.fullmatch(r"(?:(.*)元)?零?(?:(.)角)?零?(?:(.)分)?整?", words)
    assert found is not None
    yuan, jiao, cents = found.groups()
    small = 10 * DIGITS[jiao or "零"] + DIGITS[cents or "零"]
    return 100 * read_whole(yuan or "零") + small


def read_whole(text: str) -> int:
    high, _, low = text.rpartition("亿")
    thousands, _, rest = low.rpartition("万")
    return (
        10**8 * (read_group(high) if high else 0)
        + 10**4 * (read_group(thousands) if thousands else 0)
        + read_group(rest)
    )


def read_group(text: str) -> int:
    total = 0
    for digit, unit in re.findall(r"([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", text):
        total += DIGITS[digit] * UNITS.get(unit, 1)
    return total
