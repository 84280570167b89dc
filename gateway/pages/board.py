"""The board of all classes 班次看板: found by name, step and year, and as a workbook."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import BaseModel, Field

from contracts.enrollment import ClassState
from contracts.portal import BoardLine
from contracts.refusals import Unknown
from contracts.values import CATEGORY_TITLES
from gateway.identity import Identity, Person
from gateway.pages.frame import SEES_BOARD, Frame
from gateway.service.boards import board_view
from kit import clock
from kit.green import off_cpu, off_loop
from kit.pages import pager
from kit.pages.desk import Sheet
from kit.pages.export import Words, workbook_of_sheet
from kit.pages.whole import MOST, refuse_too_long
from kit.pages.words import STEPS
from kit.rights import may_ever

BOARD_SIZE = 20
PATH = "/classes"
EXPORT = f"{PATH}/export"
HEADS = (
    "班次", "代码", "类别", "开始", "结束", "状态",
    "名额", "提名", "在册", "报到", "合格", "证书",
)  # fmt: skip


class Wanted(BaseModel):
    """What is looked for: part of the name or code, a step of the class bar from 1 on, a year; and
    which page of it.
    """

    q: Annotated[str, Field(max_length=50)] = ""
    step: Annotated[str, Field(pattern=f"^[1-{len(STEPS)}]?$")] = ""
    year: Annotated[str, Field(pattern=r"^(20[0-9]{2})?$")] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def states(self) -> Sequence[ClassState]:
        """The states of the step; of any, none."""
        return STEPS[int(self.step) - 1][1] if self.step else ()

    @property
    def query(self) -> str:
        """The same as the end of an address, but for the page."""
        asked = self.model_dump(exclude={"page"})
        return urlencode({name: value for name, value in asked.items() if value})


Asked = Annotated[Wanted, Query()]


def board_routes(frame: Frame) -> APIRouter:
    """The page, and the workbook of what it lists."""
    router = APIRouter(include_in_schema=False)
    identity = frame.asking.identity

    @router.get(PATH)
    async def board(http: HttpRequest, wanted: Asked) -> Response:
        person = await _viewer(frame, http)
        if isinstance(person, Response):
            return person
        lines, total = await off_loop(_lines, identity, wanted, wanted.page, BOARD_SIZE)
        years = range(clock.today().year + 1, clock.today().year - 5, -1)
        return await frame.show(
            http,
            "board.html",
            lines=lines,
            at=pager(total, wanted.page, BOARD_SIZE),
            wanted=wanted,
            years=[str(year) for year in years],
            export=f"{EXPORT}?{wanted.query}",
        )

    @router.get(EXPORT)
    async def export(http: HttpRequest, wanted: Asked) -> Response:
        person = await _viewer(frame, http)
        if isinstance(person, Response):
            return person
        lines, total = await off_loop(_lines, identity, wanted, 1, MOST)
        refuse_too_long(total)
        words = await frame.words(http)
        data = await workbook_of_sheet(_sheet(lines, words), words, off_cpu)
        return await frame.workbook_to(data, words.t("班次看板"), person.person_id)

    return router


async def _viewer(frame: Frame, http: HttpRequest) -> Person | Response:
    """Whoever may see the board, or where to go first; Unknown (404) for anybody else."""
    person = await frame.signed_in(http)
    if not isinstance(person, Response):
        actor = await frame.asking.actor(http)
        if not may_ever(actor, SEES_BOARD):
            raise Unknown("地址", "address")
    return person


def _lines(identity: Identity, wanted: Wanted, page: int, size: int) -> tuple[list[BoardLine], int]:
    year = int(wanted.year) if wanted.year else None
    with identity.looking() as store:
        found, total = store.lines(
            q=wanted.q, states=wanted.states, year=year, page=page, size=size
        )
        return [board_view(line) for line in found], total


def _sheet(lines: Sequence[BoardLine], words: Words) -> Sheet:
    rows = [
        (
            line.title,
            line.code,
            words.either(CATEGORY_TITLES[line.category].zh, CATEGORY_TITLES[line.category].en),
            line.start_on,
            line.end_on,
            words.word(line.state),
            line.seats,
            line.nominated,
            line.enrolled,
            line.checked_in,
            line.passed,
            line.certificates,
        )
        for line in lines
    ]
    return Sheet(zh="班次看板", heads=[words.t(head) for head in HEADS], rows=rows)
