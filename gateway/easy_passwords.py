"""Which passwords are too easily guessed to be taken: well-known ones, sequences and repetitions,
and those that hold a name everybody here knows.
"""

import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from contracts.refusals import Invalid
from kit.settings import told

WELL_KNOWN = Path(__file__).with_name("well_known_passwords.txt")
# Names of the system, of such institutions and of their offices; docs/security.md lists them too.
HOUSE_WORDS = (
    "kaiban",
    "开班",
    "dangxiao",
    "党校",
    "ganxiao",
    "干校",
    "ganbuxueyuan",
    "干部学院",
    "partyschool",
    "cadrecollege",
    "administrator",
    "xitongguanli",
    "系统管理",
)
# A shorter login would stand in many a random password by chance.
NAME_CHARACTERS = 5
WORD_CHARACTERS = 6
FEWEST_SIGNS = 4
AROUND = string.digits + string.punctuation + " "

_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    *(sign * 3 for sign in string.digits + string.ascii_lowercase),
)
# What most of the Chinese passwords on the list are put together from, besides rows of keys.
_COMMON = """
    1qaz 2wsx 3edc 1q2w 3e4r qaz wsx edc 147 258 369 159 357 753 951 852 741 963 110 119 120
    520 521 584 1314 7758 woaini woshi aini laopo laogong love iloveyou password passw0rd admin
    welcome wang zhang liu chen yang zhao huang zhou
"""
_RUN, _LONGEST = 3, 8


def refuse_easy(password: str, *names: str) -> None:
    """Invalid (422) for a password anybody might try, or that holds one of these names of its
    owner, in capitals or small letters.
    """
    lowered = password.lower()
    institution = told("INSTITUTION")
    for word in filter(None, (*HOUSE_WORDS, institution.lower(), *map(str.lower, names))):
        if _holds(lowered, word):
            raise Invalid(
                "EASY_PASSWORD",
                f"密码不得含有本系统、本单位或本人的名称（{word}），请另选一个。",
                f"A password must not hold a name of this system, the institution or yourself"
                f" ({word}); please take another.",
            )
    if _is_well_known(lowered) or _is_monotonous(lowered):
        raise Invalid(
            "EASY_PASSWORD",
            "此密码过于常见或过于简单，容易被猜到，请另选一个。",
            "This password is too common or too plain and easily guessed; please take another.",
        )


def _holds(password: str, word: str) -> bool:
    """Whether a word stands in a password; a short one, whether nothing else does but digits and
    signs.
    """
    if len(word) >= NAME_CHARACTERS or not word.isascii():
        return word in password
    return word == re.sub(r"[\W\d_]+", "", password)


def _is_well_known(password: str) -> bool:
    """Whether it is on the list, or a word of the list or of those pieces with digits and signs
    around.
    """
    core = password.strip(AROUND)
    known = _well_known()
    return (
        password in known
        or core in known
        or (len(core) >= WORD_CHARACTERS and _is_put_together(core))
    )


def _is_monotonous(password: str) -> bool:
    return len(set(password)) < FEWEST_SIGNS or _is_put_together(password)


def _is_put_together(password: str) -> bool:
    """Whether nothing but pieces everybody knows stand in it, one after another."""
    reached = {0}
    for place in range(len(password)):
        if place in reached:
            ends = range(place + _RUN, min(place + _LONGEST, len(password)) + 1)
            reached.update(end for end in ends if password[place:end] in _pieces())
    return len(password) in reached


@cache
def _well_known() -> frozenset[str]:
    lines = WELL_KNOWN.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def _pieces() -> frozenset[str]:
    return frozenset((*_COMMON.split(), *_runs()))


def _runs() -> Iterator[str]:
    """Three to five neighbours of a row, forwards and backwards; longer runs are made of them."""
    for row in (way for one in _ROWS for way in (one, one[::-1])):
        for length in range(_RUN, 2 * _RUN):
            yield from (row[at : at + length] for at in range(len(row) - length + 1))
