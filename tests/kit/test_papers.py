"""Papers as PDF: one for each record or all in one, in our own fonts, and QR codes phones read."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import segno
import typst
from pypdf import PdfReader

from kit.papers import UnprintablePaper, compile_batch, compile_papers, qr_svg

FONTS = Path(__file__).parents[2] / "var" / "fonts"
SLIP = """
#let sheets = json(bytes(sys.inputs.sheets))
#set document(title: "条子", date: datetime(year: 2026, month: 3, day: 6))
#set text(font: "Noto Serif CJK SC", lang: "zh")
#for (index, sheet) in sheets.enumerate() {
  if index > 0 { pagebreak() }
  [#sheet.name]
}
"""


@pytest.fixture
def slip(tmp_path: Path) -> Path:
    template = tmp_path / "slip.typ"
    template.write_text(SLIP, "utf-8")
    return template


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text().strip() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_every_record_has_a_paper_of_its_own(slip: Path) -> None:
    papers = compile_papers(slip, [{"name": "张三"}, {"name": "李四"}], FONTS)
    assert [pages(paper) for paper in papers] == [["张三"], ["李四"]]


def test_a_batch_holds_all_records_in_their_order(slip: Path) -> None:
    names = ["张三", "李四", "王五"]
    assert pages(compile_batch(slip, [{"name": name} for name in names], FONTS)) == names


def test_records_are_text_and_never_markup(slip: Path) -> None:
    name = '#panic("x") *粗* $x$ "引号" \\ 反斜'
    assert pages(compile_batch(slip, [{"name": name}], FONTS)) == [name]


def test_rare_characters_of_names_are_printed(slip: Path) -> None:
    assert pages(compile_batch(slip, [{"name": "䶮堃㛃"}], FONTS)) == ["䶮堃㛃"]


def test_fonts_are_embedded(slip: Path) -> None:
    reader = PdfReader(io.BytesIO(compile_batch(slip, [{"name": "党校"}], FONTS)))
    fonts: Any = reader.pages[0]["/Resources"]
    [descendant] = [font["/DescendantFonts"][0].get_object() for font in fonts["/Font"].values()]
    assert "NotoSerifCJKsc" in descendant["/BaseFont"]
    assert "/FontFile3" in descendant["/FontDescriptor"]


def test_a_paper_is_made_for_the_archive(slip: Path) -> None:
    metadata = PdfReader(io.BytesIO(compile_batch(slip, [{"name": "张三"}], FONTS))).xmp_metadata
    assert metadata is not None
    xmp = metadata.stream.get_data().decode()
    assert re.search(r"pdfaid:part\W+2\b", xmp)
    assert re.search(r"pdfaid:conformance\W+B\b", xmp)


def test_a_character_no_font_draws_stops_the_print_and_is_named(slip: Path) -> None:
    with pytest.raises(UnprintablePaper) as raised:
        compile_batch(slip, [{"name": "张三"}, {"name": "李𰻝"}], FONTS)
    assert raised.value.code == "CHARACTER_NOT_PRINTABLE"
    assert "𰻝" in raised.value.zh
    assert "𰻝" in raised.value.en


def test_without_our_fonts_nothing_is_printed(slip: Path, tmp_path: Path) -> None:
    with pytest.raises(UnprintablePaper) as raised:
        compile_batch(slip, [{"name": "x"}], tmp_path)
    assert raised.value.code == "FONTS_MISSING"


def test_a_mistake_in_a_template_is_no_matter_of_printing(slip: Path) -> None:
    with pytest.raises(typst.TypstError, match="name"):
        compile_batch(slip, [{}], FONTS)


def test_equal_records_give_equal_bytes(slip: Path) -> None:
    sheets = [{"name": "张三"}]
    assert compile_batch(slip, sheets, FONTS) == compile_batch(slip, sheets, FONTS)


def test_several_threads_may_print_at_once(slip: Path) -> None:
    names = [f"学员{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑"]
    with ThreadPoolExecutor(4) as pool:
        papers = pool.map(lambda name: compile_batch(slip, [{"name": name}], FONTS), names)
        assert [pages(paper) for paper in papers] == [[name] for name in names]


@pytest.mark.parametrize("text", ["7", "https://kaiban.example.edu.cn/v/7K2MQ9XB"])
def test_a_qr_code_is_never_a_micro_one(text: str) -> None:
    # Micro QR codes end at 17 modules; phones do not read them.
    found = re.search(r'viewBox="0 0 (\d+) \1"', qr_svg(text))
    assert found is not None
    modules = int(found[1])
    assert modules == segno.make_qr(text, error="m", boost_error=False).symbol_size(border=0)[0]
    assert modules >= 21
