"""What staff type to find somebody, and what it may stand for."""

import re
from dataclasses import dataclass

from contracts.identity import half_width, tidy_name
from contracts.refusals import Fault, Invalid

FEWEST = 2
# A masked id number still shows its last three characters.
TAIL = 3
_TAIL = re.compile(r"[0-9]{2}[0-9X]")


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Part of a name or of a student number and, where it could be one, the end of an id number."""

    text: str
    tail: str | None


def sought(typed: str) -> Sought:
    """What is searched for; Invalid TOO_SHORT when nothing but spaces is left of it."""
    wanted = meant(typed)
    if len(wanted.text) < FEWEST:
        raise Invalid(
            "TOO_SHORT",
            "请至少输入两个字。",
            "Please type at least two characters.",
            faults=[Fault("q", "至少两个字", "needs at least two characters")],
        )
    return wanted


def meant(typed: str) -> Sought:
    """What a text may stand for, however short: a class's own list is small."""
    text = tidy_name(typed)
    end = half_width(text).upper()
    return Sought(text=text, tail=end if _TAIL.fullmatch(end) else None)


def pairs_of(name: str) -> list[str]:
    """Every two characters that stand side by side in a name. Whoever seeks types two at least, so
    by one of these a person is found without a look at everybody.
    """
    return sorted({name[at : at + FEWEST] for at in range(len(name) - FEWEST + 1)})


def tail_of(id_no: str) -> str:
    """The end of an id number that a mask shows."""
    return id_no[-TAIL:]
