"""Words and small values that more than one department uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Title


class Unit(StrEnum):
    """What a whole number counts, where people count in something else: yuan, hours."""

    FEN = "FEN"
    TENTHS = "TENTHS"


def unit_of(name: str, marks: Iterable[Any]) -> Unit | None:
    """What a field counts: the name says fen, a mark says tenths of an hour."""
    if name.endswith("_fen"):
        return Unit.FEN
    return next((mark for mark in marks if isinstance(mark, Unit)), None)


# Ten billion yuan: beyond any class there is, a slip of the pen, and more than accounts can keep.
MOST_FEN = 10**12

Text = Annotated[str, MaxLen(4000)]
Name = Annotated[str, Title("名称", "Name"), MinLen(1), MaxLen(100)]
Opinion = Annotated[str, Title("意见", "Opinion"), MaxLen(500)]
Reason = Annotated[str, Title("理由", "Reason"), MinLen(2), MaxLen(500)]
Fen = Annotated[int, Title("金额（分）", "Amount (fen)"), Ge(0), Le(MOST_FEN)]
PaidFen = Annotated[int, Title("金额（分）", "Amount (fen)"), Ge(1), Le(MOST_FEN)]
Hours = Annotated[int, Unit.TENTHS]
Tenths = Annotated[Hours, Title("学时（十分之一）", "Hours (tenths)"), Ge(0), Le(100_000)]
Heads = Annotated[int, Title("人数", "Headcount"), Ge(1), Le(5000)]
Year = Annotated[int, Title("年度", "Year"), Ge(2000), Le(2100)]
PageNo = Annotated[int, Title("页码", "Page"), Ge(1), Le(100_000)]
PageSize = Annotated[int, Title("每页条数", "Page size"), Ge(1), Le(200)]


class Profile(StrEnum):
    """Which institution's norm a deployment or class follows (C12)."""

    UNIVERSITY_PARTY_SCHOOL = "UNIVERSITY_PARTY_SCHOOL"
    CADRE_COLLEGE = "CADRE_COLLEGE"


class Category(StrEnum):
    """What kind of class it is (A-2.a, A-3.2.a); the words of the annual plan."""

    CADRE_SECTION = "CADRE_SECTION"
    CADRE_DIVISION = "CADRE_DIVISION"
    CADRE_OTHER = "CADRE_OTHER"
    MEMBER = "MEMBER"
    DEV_TARGET = "DEV_TARGET"
    ACTIVIST = "ACTIVIST"
    OTHER = "OTHER"


class Track(StrEnum):
    """Which branch of the process a class follows (C7): prospects sit an exam, the others hand in
    a summary.
    """

    CADRE = "CADRE"
    PROSPECT = "PROSPECT"
    MEMBER = "MEMBER"

    @property
    def sits_exam(self) -> bool:
        """Whether its classes end with an exam; those of the others with everybody's summary."""
        return self is Track.PROSPECT


TRACK_OF: dict[Category, Track] = {
    Category.CADRE_SECTION: Track.CADRE,
    Category.CADRE_DIVISION: Track.CADRE,
    Category.CADRE_OTHER: Track.CADRE,
    Category.MEMBER: Track.MEMBER,
    Category.DEV_TARGET: Track.PROSPECT,
    Category.ACTIVIST: Track.PROSPECT,
    Category.OTHER: Track.MEMBER,
}

CATEGORY_TITLES: dict[Category, Title] = {
    Category.CADRE_SECTION: Title("科级干部", "Section-level cadres"),
    Category.CADRE_DIVISION: Title("处级干部", "Division-level cadres"),
    Category.CADRE_OTHER: Title("其他干部", "Other cadres"),
    Category.MEMBER: Title("党员", "Party members"),
    Category.DEV_TARGET: Title("发展对象", "Development targets"),
    Category.ACTIVIST: Title("入党积极分子", "Activists"),
    Category.OTHER: Title("其他先进分子", "Other advanced persons"),
}


class OrgMode(StrEnum):
    """How a class is run (B-1.1, B-1.2)."""

    HOSTED = "HOSTED"
    CONTRACTED = "CONTRACTED"
    BRANCH = "BRANCH"
    JOINT = "JOINT"
    DISPATCH = "DISPATCH"


class ClassLevel(StrEnum):
    """How much depends on a class; all but regular ones are rehearsed (B-11)."""

    REGULAR = "REGULAR"
    IMPORTANT = "IMPORTANT"
    HIGH_END = "HIGH_END"
    EXTRA_LARGE = "EXTRA_LARGE"


class Severity(StrEnum):
    """Whether a matter stays with those at hand or goes to the project lead and above."""

    MINOR = "MINOR"
    MAJOR = "MAJOR"


class Party(StrEnum):
    """Whose signature it is."""

    HOST = "HOST"
    COLLEGE = "COLLEGE"


class SigningMethod(StrEnum):
    """How somebody signed."""

    E_SIGN = "E_SIGN"
    PAPER_SCAN = "PAPER_SCAN"


class HalfDay(StrEnum):
    """The three slots of a training day."""

    AM = "AM"
    PM = "PM"
    EVE = "EVE"


class SessionForm(StrEnum):
    """The forms training takes (A-7.6.b)."""

    PARTY_LECTURE = "PARTY_LECTURE"
    GUIDANCE = "GUIDANCE"
    VIDEO = "VIDEO"
    DISCUSSION = "DISCUSSION"
    FIELD_STUDY = "FIELD_STUDY"
    OTHER = "OTHER"


class TitleBand(StrEnum):
    """Bands that cap a lecture fee (财行〔2016〕540号)."""

    ACADEMICIAN_OR_NATIONAL_EXPERT = "ACADEMICIAN_OR_NATIONAL_EXPERT"
    FULL_SENIOR = "FULL_SENIOR"
    ASSOC_SENIOR = "ASSOC_SENIOR"
    INTERMEDIATE_AND_BELOW = "INTERMEDIATE_AND_BELOW"


@dataclass(frozen=True, kw_only=True)
class FileRef:
    """A stored file: the id under which the storage keeps it, and the name people see."""

    file_id: str
    name: Name
