"""The security document names tests that exist, and leaves no chapter out."""

import re
from pathlib import Path

DOCUMENT = Path("docs/security.md").read_text(encoding="utf-8")
CHAPTERS = 17


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
    points = [line for line in DOCUMENT.splitlines() if re.match(r"\| \d", line)]
    for line in points:
        _, number, point, how, shown, _ = line.split("|")
        assert all(cell.strip() for cell in (number, point, how, shown)), line
