"""What may be said in a work group: a text is looked at as it reads, however it is written."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from contracts.base import Classification
from contracts.identity import IdNumber, read_id_number
from contracts.notification import BlockReason

LIST = Path(__file__).with_name("data") / "screening-2026-1.json"

# Letters by their Unicode category, but nothing anybody can see.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})

# Windows, not whole runs of digits: a digit more on either side hides nothing.
_ID_NUMBER = re.compile(r"(?=([1-9]\d{16}[\dX]))")
_PHONE = re.compile(r"1[3-9]\d-?\d{4}-?\d{4}")
_CARD = re.compile(r"(?=([3-6]\d{3}(?:-?\d{4}){3}(?:-?\d{1,3})?))")
_CARD_LENGTHS = range(16, 20)

Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class ClassName:
    """How people name a class."""

    code: str
    title: str


@dataclass(frozen=True, kw_only=True)
class WordList:
    """One edition of the words that keep a message out of the group, as they read normalised."""

    id: str
    confidential: Sequence[str]
    harmless: Sequence[str]
    unsuitable: Sequence[str]
    unrelated: Sequence[str]
    shortest_name: int


@cache
def the_words() -> WordList:
    """The word list in force."""
    given: dict[str, Any] = json.loads(LIST.read_text(encoding="utf-8"))
    kinds = ("confidential", "harmless", "unsuitable", "unrelated")
    lists = {kind: tuple(map(plain, given[kind])) for kind in kinds}
    return WordList(id=given["id"], shortest_name=given["shortest_name"], **lists)


def screen(
    text: str,
    classification: Classification,
    *,
    own: ClassName,
    others: Iterable[ClassName],
    today: date,
) -> BlockReason | None:
    """Why a text may not appear in the group of the class `own`; None when it may (B-10.4,
    B-10.5).
    """
    words, reads = the_words(), plain(text)
    if classification is not Classification.PUBLIC or _says(
        reads, words.confidential, words.harmless
    ):
        return BlockReason.CONFIDENTIAL
    if tells_personal_data(reads, today):
        return BlockReason.PERSONAL_DATA
    if _says(reads, _names(others, words), (plain(own.code), plain(own.title))):
        return BlockReason.OTHER_CLASS
    if _says(reads, words.unsuitable):
        return BlockReason.UNSUITABLE
    return BlockReason.NOT_CLASS_RELATED if _says(reads, words.unrelated) else None


def screen_contact(how: str, *, today: date) -> BlockReason | None:
    """Why a note on how a matter was dealt with elsewhere may not be kept; None when it may."""
    nameless = ClassName(code="", title="")
    return screen(how, Classification.PUBLIC, own=nameless, others=(), today=today)


def plain(text: str) -> str:
    """A text as it reads: one width, one kind of digit, capitals, no marks and nothing unseen."""
    return "".join(map(_plain_sign, unicodedata.normalize("NFKD", text))).upper()


def tells_personal_data(reads: str, today: date) -> bool:
    """Whether a normalised text holds an id number, a mobile number or a bank card's."""
    return (
        _PHONE.search(reads) is not None
        or any(_is_id_number(found[1], today) for found in _ID_NUMBER.finditer(reads))
        or any(_is_card(found[1].replace("-", "")) for found in _CARD.finditer(reads))
    )


def _plain_sign(sign: str) -> str:
    if sign in _BLANKS or unicodedata.category(sign) in _UNSEEN:
        return ""
    digit = unicodedata.digit(sign, None)
    return sign if digit is None else str(digit)


def _is_id_number(text: str, today: date) -> bool:
    return isinstance(read_id_number(text, today=today), IdNumber)


def _is_card(digits: str) -> bool:
    return any(_passes_luhn(digits[:length]) for length in _CARD_LENGTHS if length <= len(digits))


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _names(others: Iterable[ClassName], words: WordList) -> list[str]:
    """The codes and titles of other classes; what is too short would be found everywhere."""
    spoken = (plain(name) for other in others for name in (other.code, other.title))
    return [name for name in spoken if len(name) >= words.shortest_name]


def _says(reads: str, words: Iterable[str], unless_within: Iterable[str] = ()) -> bool:
    """Whether one of these words occurs, other than as a part of something harmless."""
    covered = [span for phrase in unless_within for span in _spans(reads, phrase)]
    return any(
        not any(start <= begins and ends <= end for start, end in covered)
        for word in words
        for begins, ends in _spans(reads, word)
    )


def _spans(reads: str, word: str) -> list[Span]:
    """Where a word stands in a text."""
    found: list[Span] = []
    at = reads.find(word) if word else -1
    while at >= 0:
        found.append((at, at + len(word)))
        at = reads.find(word, at + 1)
    return found
