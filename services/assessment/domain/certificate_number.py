"""Certificate numbers: SMU-F-2025-03-0127-1, whose last character finds every mistyped digit."""

import re

from contracts.refusals import Refusal
from services.assessment.domain.rules import CATEGORY_LETTERS, ORGANISATION_CODES
from services.assessment.domain.training_class import TrainingClass

# The alphabet of the unified social credit code: no I, O, S, V, Z. 31 is a prime, and the powers
# of 3 differ modulo 31 for thirty places: a changed digit and two swapped ones change the sum.
_CHECK_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER = re.compile(r"[A-Z]{2,4}-[A-Z]-\d{4}-\d{2}-\d{4,}-[0-9A-Z]")


def series_of(course: TrainingClass) -> str:
    """The series of a class: organisation, category, year, session; its numbers have no gap."""
    organisation = ORGANISATION_CODES[course.profile]
    letter = CATEGORY_LETTERS[course.category]
    return f"{organisation}-{letter}-{course.start_on.year:04}-{course.session_no:02}"


def certificate_number(series: str, seq: int) -> str:
    """The number of place `seq` in a series."""
    if seq < 1:
        raise Refusal(
            "NO_SUCH_NUMBER", "证书序号从 1 开始。", "Certificate numbers begin with 1.", "A-7.8.b"
        )
    body = f"{series}-{seq:04}"
    return f"{body}-{check_character(body)}"


def check_character(body: str) -> str:
    """The last character that belongs to a number; dashes do not count."""
    signs = [_SIGNS.index(sign) for sign in body if sign != "-"]
    weighed = sum(sign * pow(3, place, 31) for place, sign in enumerate(signs))
    return _CHECK_SIGNS[-weighed % 31]


def read_number(text: str) -> str | None:
    """A certificate number as people type it, in its one form; None when it cannot be one."""
    number = "".join(text.split()).upper()
    if not _NUMBER.fullmatch(number):
        return None
    body, _, check = number.rpartition("-")
    return number if check == check_character(body) else None
