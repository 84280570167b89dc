"""How much of two texts is the same: the share of pieces they have in common.

Of each text only the smallest hashes of its pieces are kept. Short texts are compared exactly by
them; of long ones they are a fair sample, so that a whole class is compared in milliseconds.
"""

import heapq
import zlib

from services.assessment.domain.rules import SummaryRules

Fingerprint = list[int]


def fingerprint_of(text: str, rules: SummaryRules) -> Fingerprint:
    """The smallest hashes of a text's overlapping pieces; spaces and punctuation do not count."""
    signs = "".join(sign for sign in text if sign.isalnum())
    last = max(len(signs) - rules.piece_length, 0)
    pieces = {signs[at : at + rules.piece_length] for at in range(last + 1)}
    return heapq.nsmallest(
        rules.pieces_kept, {zlib.crc32(piece.encode()) for piece in pieces if piece}
    )


def likeness(one: Fingerprint, other: Fingerprint, rules: SummaryRules) -> int:
    """The share of common pieces (Dice), in tenths of a percent; 0 when either text is empty."""
    if not one or not other:
        return 0
    mine, theirs = set(one), set(other)
    # The smallest hashes of both together are a sample of both together.
    sample = heapq.nsmallest(rules.pieces_kept, mine | theirs)
    common = sum(piece in mine and piece in theirs for piece in sample)
    return 2000 * common // (len(sample) + common)
