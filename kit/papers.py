"""Sealed papers as PDF: typst templates filled with records, and QR codes to put on them.

A template finds its records in `json(bytes(sys.inputs.sheets))`, a list. Papers are PDF/A-2b, for
they are archived: fonts are embedded, and a character no font can draw stops the print instead of
leaving a box in somebody's name. Printing many keeps a processor busy: do it in a job.
"""

import io
import json
import re
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import segno
import typst


class UnprintablePaper(Exception):
    """A paper that cannot be printed as it should: a code, and what to do in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en = code, zh, en


def compile_papers(
    template: Path, sheets: Sequence[Mapping[str, object]], fonts: Path
) -> list[bytes]:
    """One PDF for each record. Equal records give equal bytes.

    Raises UnprintablePaper: CHARACTER_NOT_PRINTABLE, FONTS_MISSING.
    """
    return [compile_batch(template, [sheet], fonts) for sheet in sheets]


def compile_batch(template: Path, sheets: Sequence[Mapping[str, object]], fonts: Path) -> bytes:
    """One PDF with all records in their order, to be printed at one go. Raises as above."""
    inputs = {"sheets": json.dumps(list(sheets), ensure_ascii=False)}
    try:
        with _PRESS:
            pdf, warnings = _compiler(template, fonts).compile_with_warnings(
                format="pdf", sys_inputs=inputs, pdf_standards="a-2b"
            )
    except typst.TypstError as raised:
        raise _unprintable(raised) from raised
    # A family that is not there would be replaced by chance, on every machine by another.
    if not isinstance(pdf, bytes) or any("font family" in warning.message for warning in warnings):
        raise UnprintablePaper(
            "FONTS_MISSING",
            "打印字体尚未安装，请由管理员执行 make setup 后重试。",
            "The fonts for papers are not installed. An administrator has to run `make setup`.",
        )
    return pdf


# A compiler serves one thread at a time and fails the others.
_PRESS = threading.Lock()


@lru_cache(maxsize=32)
def _compiler(template: Path, fonts: Path) -> typst.Compiler:
    # Kept, because reading a Chinese font takes longer than printing a hundred papers with it.
    # Nothing but our own fonts, so that a paper looks the same wherever it is printed.
    own = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)]
    )
    return typst.Compiler(str(template), font_paths=own)


_UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed')


def _unprintable(raised: typst.TypstError) -> Exception:
    undrawn = _UNDRAWN.search(str(raised))
    if undrawn is None:
        return raised
    return UnprintablePaper(
        "CHARACTER_NOT_PRINTABLE",
        f"打印字体中没有“{undrawn[1]}”字，此证件暂不能打印；请核对该字，或联系管理员增补字体。",
        f"The fonts for papers lack '{undrawn[1]}'. Please check the character, or ask an "
        "administrator to add a font that has it.",
    )


_QR_MASK = 4


def qr_svg(text: str) -> str:
    """A QR code as SVG without a margin; leave four modules of space around it.

    It withstands a fold or a stain (error correction M) and is never a Micro QR code, which
    phones do not read.
    """
    buffer = io.BytesIO()
    # Any mask can be read; to look for the prettiest of the eight takes eight times as long.
    segno.make_qr(text, error="m", boost_error=False, mask=_QR_MASK).save(
        buffer, kind="svg", border=0, xmldecl=False, omitsize=True
    )
    return buffer.getvalue().decode()
