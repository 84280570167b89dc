"""The certificate of completion as a sheet of paper."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from kit.papers import compile_batch, qr_svg

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "services" / "assessment" / "papers" / "certificate.typ"
FONTS = ROOT / "var" / "fonts"


def a_sheet(**more: object) -> dict[str, object]:
    url = "kaiban.example.edu.cn/v/7K2MQ9XB"
    return {
        "school": "上海海事大学党校",
        "certificate_no": "SMU-F-2026-01-0001-K",
        "holder": "张三",
        "class_title": "2026年上半年发展对象培训班",
        "start_on": "2026-03-16",
        "end_on": "2026-03-20",
        "hours": 240,
        "decision": "结业考试成绩合格，准予结业",
        "issued_on": "2026-03-27",
        "verify_url": url,
        "qr": qr_svg(f"https://{url}"),
        "sealed": False,
        "reissued_on": None,
    } | more


def printed(*sheets: dict[str, object]) -> list[str]:
    """The text of each page, without the breaks of lines and the gaps between letters."""
    reader = PdfReader(io.BytesIO(compile_batch(TEMPLATE, sheets, FONTS)))
    return ["".join(page.extract_text().split()) for page in reader.pages]


def test_a_certificate_says_who_completed_what_and_when() -> None:
    [text] = printed(a_sheet())
    assert (
        "张三同志于2026年3月16日至20日参加2026年上半年发展对象培训班学习，"
        "共24学时，结业考试成绩合格，准予结业。" in text
    )
    assert "结业证书" in text
    assert "证书编号：SMU-F-2026-01-0001-K" in text
    assert "kaiban.example.edu.cn/v/7K2MQ9XB" in text


def test_the_code_to_type_is_printed_where_one_is_needed() -> None:
    [without], [coded] = printed(a_sheet()), printed(a_sheet(verify_code="7K2MQ9XB"))
    assert "查验码" not in without
    assert "查验码：7K2MQ9XB" in coded


def test_it_is_one_sheet_of_a4_across() -> None:
    [page] = PdfReader(io.BytesIO(compile_batch(TEMPLATE, [a_sheet()], FONTS))).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_its_pdf_tells_what_it_is_and_its_date() -> None:
    metadata = PdfReader(io.BytesIO(compile_batch(TEMPLATE, [a_sheet()], FONTS))).metadata
    assert metadata is not None
    assert (metadata.title, metadata.author) == ("结业证书", "上海海事大学党校")
    assert metadata.creation_date is not None
    assert metadata.creation_date.date().isoformat() == "2026-03-27"


@pytest.mark.parametrize(
    ("iso", "solemn"),
    [
        ("2026-01-01", "二〇二六年一月一日"),
        ("2026-10-10", "二〇二六年十月十日"),
        ("2026-11-19", "二〇二六年十一月十九日"),
        ("2030-12-20", "二〇三〇年十二月二十日"),
        ("2026-05-31", "二〇二六年五月三十一日"),
    ],
)
def test_the_day_of_issue_is_written_as_on_solemn_papers(iso: str, solemn: str) -> None:
    [text] = printed(a_sheet(issued_on=iso))
    assert solemn in text


@pytest.mark.parametrize(
    ("end_on", "span"),
    [
        ("2026-03-16", "于2026年3月16日参加"),
        ("2026-03-20", "于2026年3月16日至20日参加"),
        ("2026-04-02", "于2026年3月16日至4月2日参加"),
        ("2027-01-05", "于2026年3月16日至2027年1月5日参加"),
    ],
)
def test_days_are_told_without_repeating_year_and_month(end_on: str, span: str) -> None:
    [text] = printed(a_sheet(end_on=end_on))
    assert span in text


def test_half_hours_are_kept() -> None:
    [text] = printed(a_sheet(hours=245))
    assert "共24.5学时" in text


def test_a_reissued_certificate_bears_the_mark_and_its_day() -> None:
    [first], [again] = printed(a_sheet()), printed(a_sheet(reissued_on="2026-10-31"))
    assert "补发" not in first
    assert "补发二〇二六年十月三十一日" in again


def test_a_seal_is_there_only_when_it_is_sealed() -> None:
    [bare], [sealed] = printed(a_sheet()), printed(a_sheet(sealed=True))
    # Head and signature name the school; the seal adds its signs along the rim.
    assert bare.count("校") == 2
    assert sealed.count("校") == 3


def test_a_batch_has_one_page_for_each_holder_however_long_the_words() -> None:
    long = a_sheet(holder="阿" * 50, class_title="长" * 100, reissued_on="2026-12-31", sealed=True)
    pages = printed(a_sheet(holder="李四"), long, a_sheet(holder="䶮文静"))
    assert len(pages) == 3
    assert "李四同志" in pages[0]
    assert "䶮文静同志" in pages[2]
