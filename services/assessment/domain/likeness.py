"""How much of two texts is the same: the share of pieces they have in common.

Of each text only the smallest hashes of its pieces are kept. Short texts are compared exactly by
them; of long ones they are a fair sample, so that a whole class is compared in milliseconds.
"""

import heapq
import zlib
from bisect import bisect_right

from services.assessment.domain.rules import SummaryRules

Fingerprint = list[int]
_LARGEST = 2**32


def fingerprint_of(text: str, rules: SummaryRules) -> Fingerprint:
    """The smallest hashes of a text's overlapping pieces; spaces and punctuation do not count."""
    signs = "".join(sign for sign in text if sign.isalnum())
    last = max(len(signs) - rules.piece_length, 0)
    pieces = {signs[at : at + rules.piece_length] for at in range(last + 1)}
    return heapq.nsmallest(
        rules.pieces_kept, {zlib.crc32(piece.encode()) for piece in pieces if piece}
    )


def likeness(one: Fingerprint, other: Fingerprint, rules: SummaryRules) -> int:
    """The share of common pieces (Dice), in tenths of a percent; of nothing, 0."""
    # Up to here every hash of either text was kept: a fair sample of both together.
    limit = min(_limit(one, rules), _limit(other, rules))
    mine, theirs = set(one[: bisect_right(one, limit)]), set(other[: bisect_right(other, limit)])
    both = len(mine) + len(theirs)
    return 2000 * len(mine & theirs) // both if both else 0


def _limit(kept: Fingerprint, rules: SummaryRules) -> int:
    return kept[-1] if len(kept) == rules.pieces_kept else _LARGEST
