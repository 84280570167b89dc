"""Passwords that are too easily guessed, and those that are not."""

import pytest

from contracts.refusals import Invalid
from gateway.easy_passwords import HOUSE_WORDS, WELL_KNOWN, refuse_easy
from gateway.identity import PASSWORD_CHARACTERS


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop",
        "QwertyUiop",
        "1qaz2wsx3edc",
        "a123456789",
        "5845201314",
        "wang123456",
        "zhang520520",
        "woaini1314520",
        "washington2024!",
        "aaaaaaaaaaaaaaaa",
        "abababababab",
        "abcdefghijklmnop",
        "zyxwvutsrqponm",
        "98765432109876",
        "1234qwerasdf",
    ],
)
def test_what_many_people_would_try_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="EASY_PASSWORD"):
        refuse_easy(password)


@pytest.mark.parametrize("word", HOUSE_WORDS)
def test_no_password_holds_a_name_of_the_house(word: str) -> None:
    with pytest.raises(Invalid, match="EASY_PASSWORD"):
        refuse_easy(f"my-{word.upper()}-horse")


def test_no_password_holds_the_institutions_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAIBAN_INSTITUTION", "Harbour Academy")
    with pytest.raises(Invalid, match="EASY_PASSWORD"):
        refuse_easy("the harbour academy of mine")


@pytest.mark.parametrize("password", ["zhaoliu-at-work", "我是赵六我是赵六我是", "2024zl!!!2024"])
def test_no_password_holds_the_login_or_the_name_of_its_owner(password: str) -> None:
    refuse_easy(password)
    with pytest.raises(Invalid, match="EASY_PASSWORD"):
        refuse_easy(password, "zhaoliu", "赵六", "zl")


@pytest.mark.parametrize(
    "password",
    [
        "a long enough password",
        "四月的海风吹过十二级台阶",
        "nine horses 520 miles",
        "MzlXk2Q-tJ6w",
        "83920174650192",
    ],
)
def test_any_other_password_is_taken_whatever_it_is_made_of(password: str) -> None:
    refuse_easy(password, "staff", "Staff", "zl")


def test_a_short_login_may_stand_in_a_long_password_by_chance() -> None:
    refuse_easy("Mzl7k2Q-tJ6w", "zl")


def test_the_list_holds_what_the_rules_of_length_let_through() -> None:
    lines = WELL_KNOWN.read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if not line.startswith("#")]
    least, most = PASSWORD_CHARACTERS
    assert len(words) > 2500
    assert words == sorted({word.lower() for word in words})
    assert all(least <= len(word) <= most for word in words)
