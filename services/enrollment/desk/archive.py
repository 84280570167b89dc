"""The tab 移交归档: the hand-over, the class file as a book, what closing still needs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.enrollment import (
    GOING_ON,
    ArchiveItemView,
    ArchiveView,
    ClassState,
    ClassView,
    CloseClass,
    ExportArchive,
    FileDocument,
    FindArchive,
    FindClass,
    ListSteps,
    SealArchive,
    StepView,
)
from contracts.lookups import Lookup
from contracts.roles import ROLE_TITLES, Role
from kit.pages.desk import Action, Download, Go, Look, Page, Picture
from kit.pages.visit import Visit
from services.enrollment.desk.handover import HAND_OVER

S = ClassState
HOUR, DAY = 3600, 86_400
OTHER = "OTHER"


def _files_it(item: ArchiveItemView, visit: Visit) -> bool:
    """In the college papers are filed by who keeps them, other papers by who keeps papers now,
    which no record of them says; the staff file any.
    """
    keeper = item.custodian.partition(":")[0]
    held = visit.actor.duties_in(visit.known["class_id"])
    is_open_to_all = item.doc_type == OTHER or keeper in ("", Role.STAFF)
    return is_open_to_all or not held.isdisjoint({Role.STAFF, keeper})


BOOK_OFFERS = (
    Action(
        kind=FileDocument,
        icon="plus",
        during=GOING_ON,
        when=lambda archive: archive.state != "SEALED",
    ),
    Action(
        kind=SealArchive,
        icon="seal",
        tone="primary",
        during=(S.SETTLED,),
        when=lambda archive: archive.state == "COMPLETE",
    ),
    Download(kind=ExportArchive),
    Go(
        path="/papers/enrollment/archive?class_id={class_id}",
        zh="打印档案目录",
        icon="print",
        kind=FindArchive,
    ),
)
FILE = Action(
    kind=FileDocument,
    zh="归入",
    during=GOING_ON,
    when=lambda item: item.by_hand and item.filed_at is None,
    whose=_files_it,
    given=lambda item: {"doc_type": item.doc_type},
)
RENEW = replace(FILE, zh="更新", when=lambda item: item.by_hand and item.filed_at is not None)
CLOSE = Action(kind=CloseClass, icon="check", tone="primary", during=(S.EVALUATED,))


def book_data(archive: ArchiveView, visit: Visit) -> Mapping[str, Any]:
    """The catalogue, and what may be done with the file and with each paper."""
    takes_more = archive.state != "SEALED"
    return {
        "offers": visit.offers(BOOK_OFFERS, archive),
        "segments": segments_of(archive),
        "filed": sum(item.filed_at is not None for item in archive.items),
        "file": lambda item: visit.offers((FILE, RENEW), item) if takes_more else [],
    }


def segments_of(archive: ArchiveView) -> Sequence[tuple[str, Sequence[Mapping[str, Any]]]]:
    """The catalogue, segment by segment, with who keeps each paper."""
    segments: dict[str, list[Mapping[str, Any]]] = {item.segment: [] for item in archive.items}
    in_order = sorted(archive.items, key=lambda item: list(segments).index(item.segment))
    for number, item in enumerate(in_order, start=1):
        segments[item.segment].append(_entry(number, item))
    return list(segments.items())


def _entry(number: int, item: ArchiveItemView) -> Mapping[str, Any]:
    role, _, people = item.custodian.partition(":")
    return {
        "number": number,
        "item": item,
        "role": ROLE_TITLES[Role(role)] if role else ("", ""),
        "people": [one for one in people.split(",") if one],
        "standing": standing_of(item),
    }


def standing_of(item: ArchiveItemView) -> str:
    """通过 for a paper or record that is there, 缺 for a mandatory one that is not; a paper that
    arrives by itself once somebody has signed or approved it waits for that.
    """
    if item.filed_at is not None:
        return "FILED"
    if not item.mandatory:
        return "OPTIONAL"
    return "LACKING" if item.by_hand else "UNSIGNED"


def closing_data(found: ClassView, visit: Visit) -> Mapping[str, Any]:
    """What closing needs, in the order it is reached."""
    return {"offers": visit.offers((CLOSE,), found), "left": _left(found)}


def _left(found: ClassView) -> list[tuple[ClassState, bool]]:
    """The last steps of the class's life, and whether they are behind it."""
    line = list(S)
    wanted = (S.HANDED_OVER, S.SETTLED, S.ARCHIVED, S.EVALUATED)
    ended = found.state in (S.CANCELLED, S.SUSPENDED)
    return [
        (step, not ended and line.index(found.state) >= line.index(step))
        for step in wanted
        if step not in found.left_out
    ]


def steps_data(steps: list[StepView], _: Visit) -> Mapping[str, Any]:
    """When each step was taken, and how long after the one before: (count, is it days)."""
    before = [None, *(step.at for step in steps)]
    return {
        "steps": [
            (step, _span((step.at - since).total_seconds()) if since else None)
            for step, since in zip(steps, before, strict=False)
        ]
    }


def _span(seconds: float) -> tuple[int, str]:
    if seconds >= DAY:
        return round(seconds / DAY), "days"
    return max(1, round(seconds / HOUR)), "hours"


ARCHIVE = Page(
    path="archive",
    zh="移交归档",
    icon="box",
    sections=(
        HAND_OVER,
        Picture(
            name="book",
            zh="班次档案",
            icon="box",
            asks=FindArchive,
            template="enrollment/book.html",
            data=book_data,
            offers=(*BOOK_OFFERS, FILE, RENEW),
        ),
        Picture(
            name="closing",
            zh="结班",
            icon="check",
            asks=FindClass,
            template="enrollment/closing.html",
            data=closing_data,
            offers=(CLOSE,),
        ),
        Picture(
            name="steps",
            zh="办班环节",
            icon="steps",
            asks=ListSteps,
            template="enrollment/steps.html",
            data=steps_data,
        ),
    ),
)

KINDS_OF_PAPERS = Lookup(
    lambda known: FindArchive(class_id=known["class_id"]) if "class_id" in known else None,
    "doc_type",
    ("zh",),
    items="items",
    where=lambda item: item.by_hand,
)
LOOKS = {
    FileDocument: Look(
        choices={"doc_type": KINDS_OF_PAPERS},
        note="由系统事项形成的记录会自动归入；这里归入签字、盖章的原件扫描。",
    ),
    SealArchive: Look(note="封存后档案不能再改动。"),
    CloseClass: Look(note="结班后班次的一切内容不能再改动。"),
}
