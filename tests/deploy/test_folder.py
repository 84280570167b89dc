"""One suite at a time on a folder, its fonts at hand, and a beginning anew that spares the rest."""

from pathlib import Path

import pytest

from deploy import fonts
from deploy.folder import clear, link_fonts, only_suite_here
from kit.settings import Settings


def test_a_second_suite_on_the_same_folder_is_turned_away(tmp_path: Path) -> None:
    first = only_suite_here(tmp_path)
    assert first is not None
    assert only_suite_here(tmp_path) is None
    first.close()
    again = only_suite_here(tmp_path)
    assert again is not None
    again.close()


def test_beginning_anew_forgets_what_the_suite_kept_and_nothing_else(tmp_path: Path) -> None:
    for kept in ("enrollment.db", "enrollment.db-wal", "clock", "keys.json"):
        (tmp_path / kept).touch()
    for folder in ("files/ab", "log", "showcase", "fonts", "servers"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "something").touch()
    (tmp_path / "conformance.json").touch()
    clear(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"fonts", "servers", "conformance.json"}


def test_papers_in_another_folder_find_the_fonts_that_were_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched = tmp_path / "fetched"
    monkeypatch.setattr(fonts, "FOLDER", fetched)
    settings = Settings(var=tmp_path / "var")
    assert not link_fonts(settings)
    fetched.mkdir()
    for font in fonts.FONTS:
        (fetched / font).write_text(font)
    assert link_fonts(settings)
    assert [(settings.fonts / font).read_text() for font in fonts.FONTS] == list(fonts.FONTS)
