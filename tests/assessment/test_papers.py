"""What is printed: certificates and the register."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from contracts.assessment import CertificateState
from contracts.refusals import Refusal
from kit.files import FileStore
from services.assessment.domain.certificate import Certificate
from services.assessment.papers import certificates
from services.assessment.papers.certificates import certificate_sheets, print_sheets
from services.assessment.papers.register import print_register, register
from tests.assessment.makers import ENDS, STARTS, a_candidate, a_class, a_result


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def a_certificate(number: int = 1, *, holder: str = "赵䶮") -> Certificate:
    made = Certificate.number(
        a_class(),
        certificate_id=f"certificate-{number}",
        certificate_no=f"SMU-F-2026-01-{number:04}-X",
        trainee_id=f"trainee-{number}",
        holder=holder,
        verify_code="ABCDEFGHIJKL",
        by="staff",
        now=STARTS,
    )
    made.issue(STARTS.date(), by="evp", now=STARTS)
    return made


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_each_certificate_has_a_page_with_what_was_settled_at_numbering(files: FileStore) -> None:
    data = certificate_sheets([a_certificate(1), a_certificate(2, holder="钱二")])
    pages = pages_of(files.read(print_sheets(data, files).file_id))
    assert len(pages) == 2
    for text, holder in zip(pages, ("赵䶮", "钱二"), strict=True):
        flat = "".join(text.split())
        assert holder in flat
        assert "2026年第一期发展对象培训班" in flat
        assert "24学时" in flat


def test_a_reissued_certificate_says_so_and_a_first_one_does_not(files: FileStore) -> None:
    lost = a_certificate()
    lost.reissue(reason="遗失", by="staff", now=ENDS)
    for certificate, marked in ((lost, True), (a_certificate(), False)):
        data = certificate_sheets([certificate])
        (text,) = pages_of(files.read(print_sheets(data, files).file_id))
        assert ("补发" in text) is marked


def test_a_name_no_font_can_draw_is_refused_instead_of_printed_as_a_box(files: FileStore) -> None:
    data = certificate_sheets([a_certificate(holder="赵\U0001f600")])
    with pytest.raises(Refusal) as refused:
        print_sheets(data, files)
    assert refused.value.code == "CHARACTER_NOT_PRINTABLE"


@pytest.mark.clause("A-7.8.c")
def test_a_revoked_certificate_is_not_printed(files: FileStore) -> None:
    revoked = a_certificate()
    revoked.revoke(reason="弄虚作假", by="evp", now=ENDS)
    data = certificate_sheets([revoked, a_certificate(2)])
    assert [sheet["certificate_no"] for sheet in data["sheets"]] == ["SMU-F-2026-01-0002-X"]
    with pytest.raises(Refusal) as refused:
        certificate_sheets([revoked])
    assert refused.value.code == "NOTHING_TO_PRINT"


def test_before_the_ceremony_the_paper_bears_no_seal_and_the_last_day_of_the_class() -> None:
    numbered = a_certificate()
    numbered.state, numbered.issued_on = CertificateState.NUMBERED, None
    (sheet,) = certificate_sheets([numbered])["sheets"]
    assert (sheet["sealed"], sheet["issued_on"]) == (False, "2026-03-20")


def test_the_code_leads_to_the_public_verification(
    files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_PUBLIC_URL", "https://party-school.example")
    seen: list[str] = []
    monkeypatch.setattr(certificates, "qr_svg", seen.append)
    monkeypatch.setattr(certificates, "compile_batch", lambda *_: b"%PDF")
    print_sheets(certificate_sheets([a_certificate()]), files)
    assert seen == ["https://party-school.example/verify?no=SMU-F-2026-01-0001-X&code=ABCDEFGHIJKL"]


@pytest.mark.clause("A-7.8.b")
@pytest.mark.clause("A-9.b")
def test_the_register_lists_everybody_with_number_and_remark(files: FileStore) -> None:
    revoked, reissued = a_certificate(1), a_certificate(2)
    revoked.revoke(reason="弄虚作假", by="evp", now=ENDS)
    reissued.reissue(reason="遗失", by="staff", now=ENDS)
    data = register(
        a_class(),
        [a_candidate(number) for number in (1, 2, 3)],
        [a_result(1), a_result(2)],
        [],
        [revoked, reissued],
    )
    workbook = files.read(print_register(data, files).file_id)
    assert rows_of(workbook)[-3:] == [
        [1, "2026-0001", "学员1", "商船学院党委", 80, "合格", "SMU-F-2026-01-0001-X", "2026-03-20",
         "已撤销"],
        [2, "2026-0002", "学员2", "商船学院党委", 80, "合格", "SMU-F-2026-01-0002-X", "2026-03-20",
         "补发"],
        [3, "2026-0003", "学员3", "商船学院党委", "", "", "", "", ""],
    ]  # fmt: skip


def rows_of(workbook: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()
