"""What the living catalogue is made of: a message of nobody's, with a field of every shape, and
values for each kind of cell and chart. It changes with the components, not with any department.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from annotated_types import Ge, Le, MaxLen, MinLen

from contracts.base import Title
from contracts.refusals import Fault, Refusal
from contracts.roles import Role
from contracts.values import Category, FileRef, HalfDay, Tenths
from kit.clock import SHANGHAI
from kit.pages.charts import Bar, Line, Slice, Span
from kit.pages.columns import Column, Shown
from kit.pages.forms import fields_of, flat
from kit.wire import encode

DAY = date(2026, 3, 6)
MOMENT = datetime(2026, 3, 6, 9, 30, tzinfo=SHANGHAI)
FILE = FileRef(file_id="0" * 64, name="sample.pdf")


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the specimen, as a group and as a row."""

    label: Annotated[str, Title("名称", "Name"), MinLen(2), MaxLen(40)]
    share_fen: Annotated[int, Title("金额", "Amount"), Ge(0)] = 0


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """A field of every shape."""

    text: Annotated[str, Title("单行文字", "Line of text"), MinLen(2), MaxLen(40)]
    long: Annotated[str, Title("多行文字", "Text"), MaxLen(500)] = ""
    number: Annotated[int, Title("数字", "Number"), Ge(1), Le(99)]
    amount_fen: Annotated[int, Title("金额", "Amount"), Ge(0)]
    hours: Tenths
    on: Annotated[date, Title("日期", "Day")]
    at: Annotated[datetime, Title("时间", "Moment")]
    agreed: Annotated[bool, Title("同意", "Agreed")] = False
    half_day: Annotated[HalfDay, Title("少量选项", "A few options")]
    category: Annotated[Category, Title("多个选项", "Many options")]
    roles: Annotated[list[Role], Title("多选", "Several of many")]
    lines: Annotated[list[str], Title("每行一项", "One a line")]
    document: Annotated[FileRef | None, Title("文件", "File")] = None
    documents: Annotated[list[FileRef], Title("多个文件", "Files")] = field(default_factory=list)
    group: Annotated[Part, Title("一组", "Group")]
    parts: Annotated[list[Part], Title("多行", "Rows")]


SPECIMEN = Specimen(
    text="2026-01",
    long="…",
    number=7,
    amount_fen=123456,
    hours=25,
    on=DAY,
    at=MOMENT,
    agreed=True,
    half_day=HalfDay.PM,
    category=Category.MEMBER,
    roles=[Role.STAFF, Role.AUDITOR],
    lines=["1", "2"],
    document=FILE,
    group=Part(label="A", share_fen=5000),
    parts=[Part(label="B", share_fen=100), Part(label="C")],
)
FIELDS = fields_of(Specimen)
REFUSAL = Refusal("FULL", "名额已满，不能再提名。", "No seat is left.", "A-7.2.a")
FAULT = Fault("", "请填写此项。", "Please fill this in.")


def written() -> dict[str, Any]:
    """What stands in the form that is filled in, by the names of its fields."""
    return {f"filled.{name}": value for name, value in flat(FIELDS, encode(SPECIMEN)).items()}


def faulty() -> list[str]:
    """Every field of the refused form."""
    return [f"refused.{one.name}" for one in FIELDS]


_CELLS: tuple[tuple[str, Any], ...] = (
    ("text", "A"),
    ("code", "DX2026-01"),
    ("number", 128),
    ("yuan", 123456),
    ("hours", 245),
    ("day", DAY),
    ("moment", MOMENT),
    ("tag", HalfDay.AM),
    ("yes", True),
    ("list", [Role.STAFF, Role.TEACHER]),
    ("percent", 970),
    ("points", 885),
    ("text", None),
)
CELLS = [(Shown(Column(name=how), Title(how, how), how), value) for how, value in _CELLS]
TONES = ("grey", "blue", "green", "gold", "red")
BARS = [Bar(label=f"A{n}", value=n * 3, of=12, tone=tone) for n, tone in enumerate(TONES)]
COLUMNS = [Bar(label=str(2022 + n), value=4 + n * 2 % 7) for n in range(6)]
SLICES = [Slice(label=f"B{n}", value=n + 1, tone=tone) for n, tone in enumerate(TONES)]
LINES = [
    Line(
        label=f"C{n}",
        note=f"2026-0{n}",
        spans=[Span(from_on=date(2026, n, 5), to_on=date(2026, n + 1, 9), tone=TONES[n])],
    )
    for n in range(1, 5)
]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
