"""The security document names tests that exist, and leaves no point of levels 1 and 2 out."""

import re
from collections.abc import Iterator
from pathlib import Path

from gateway.easy_passwords import HOUSE_WORDS

DOCUMENT = Path("docs/security.md").read_text(encoding="utf-8")
CHAPTERS = 17
# How many points of levels 1 and 2 each section of OWASP ASVS 5.0.0 has, beginning with the first;
# those of level 3 come last everywhere. From its docs_en, the table as CSV.
POINTS = {
    **{"1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1},
    **{"3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4},
    **{"5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5},
    **{"6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2},
    **{"8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4},
    **{"10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4},
    **{"11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2},
    **{"13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3, "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1},
    **{"16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2},
}
ASKED = [f"{section}.{number + 1}" for section, most in POINTS.items() for number in range(most)]


def test_every_test_it_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)
    assert len(named) > 50
    missing = [f"{path}::{name}" for path, name in named if not is_there(Path(path), name)]
    assert missing == []


def is_there(path: Path, name: str) -> bool:
    """Whether a file has a test of this name."""
    return path.exists() and f"def {name}(" in path.read_text(encoding="utf-8")


def test_every_chapter_is_walked_through_and_every_point_says_how() -> None:
    assert len(re.findall(r"^### V\d+ ", DOCUMENT, re.MULTILINE)) == CHAPTERS
    for line in rows():
        _, number, point, how, shown, _ = line.split("|")
        assert all(cell.strip() for cell in (number, point, how, shown)), line


def rows() -> list[str]:
    """The lines of the tables that begin with an id."""
    return [line for line in DOCUMENT.splitlines() if re.match(r"\| \d", line)]


def test_every_point_of_levels_1_and_2_is_told_once_and_what_lies_above_is_marked() -> None:
    told: list[str] = []
    above: list[str] = []
    for line in rows():
        (above if "(3)" in line.split("|")[1] else told).extend(points_of(line.split("|")[1]))
    assert sorted(told) == sorted(ASKED)
    assert set(above).isdisjoint(ASKED)


def points_of(cell: str) -> Iterator[str]:
    """The ids a cell names: one by one, from one to another, or a whole section or chapter."""
    for part in cell.replace("(3)", "").split(","):
        first, _, last = part.strip().partition("–")
        section, _, number = first.rpartition(".")
        if last:
            ends = int(last.rpartition(".")[2])
            yield from (f"{section}.{one}" for one in range(int(number), ends + 1))
        elif first.count(".") == 2:
            yield first
        else:
            yield from (one for one in ASKED if one.startswith(f"{first}."))


def test_the_document_lists_the_words_no_password_may_hold() -> None:
    listed = DOCUMENT[DOCUMENT.index("## Ways in") : DOCUMENT.index("## ASVS")]
    assert [word for word in HOUSE_WORDS if word not in listed] == []
