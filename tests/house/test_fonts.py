"""The fonts of papers: fetched once, free ones only, and carried inside each PDF."""

import io
import zipfile
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader

from deploy import fonts


def test_only_the_free_fonts_leave_the_wheel(tmp_path: Path) -> None:
    wheel = tmp_path / "fonts.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for font in (*fonts.FONTS, "SimHei.ttf"):
            archive.writestr(f"mplfonts/fonts/{font}", font)
    fonts.unpack(wheel, tmp_path / "fonts")
    assert sorted(path.name for path in (tmp_path / "fonts").iterdir()) == sorted(fonts.FONTS)


def test_fonts_that_are_there_are_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    monkeypatch.setattr(fonts, "_download", lambda scratch: pytest.fail("fetched again"))
    for font in fonts.FONTS:
        (tmp_path / font).touch()
    fonts.main()


@pytest.mark.parametrize("family", ["Noto Sans CJK SC", "Noto Serif CJK SC"])
def test_a_paper_carries_its_font_rare_name_characters_too(tmp_path: Path, family: str) -> None:
    page = tmp_path / "page.typ"
    page.write_text(f'#set text(font: "{family}", fallback: false)\n党校结业证书 䶮', "utf-8")
    compiler = typst.Compiler(
        input=str(page), font_paths=[str(fonts.FOLDER)], ignore_system_fonts=True
    )
    pdf = compiler.compile()
    assert isinstance(pdf, bytes)
    assert "党校结业证书 䶮" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert b"/FontFile3" in pdf
    assert family.replace(" ", "").encode() in pdf.replace(b"CJKsc", b"CJKSC")
