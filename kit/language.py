"""The two languages everything is said in, and how a caller asks for one."""

from typing import Literal

Language = Literal["zh", "en"]

DEFAULT: Language = "zh"


def preferred(accept_language: str) -> Language:
    """The language of an Accept-Language header that suits best; Chinese when none does."""
    best, weight = DEFAULT, 0.0
    for entry in accept_language.split(","):
        tag, _, quality = entry.strip().partition(";q=")
        known = known_language(tag.partition("-")[0].lower())
        if known is not None and _weight(quality) > weight:
            best, weight = known, _weight(quality)
    return best


def known_language(tag: str) -> Language | None:
    """The language a tag names, when it is one of ours."""
    if tag == "zh":
        return "zh"
    return "en" if tag == "en" else None


def _weight(quality: str) -> float:
    try:
        return float(quality or 1)
    except ValueError:
        return 0.0
