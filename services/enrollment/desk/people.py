"""People across the years: found, shown in full for a reason, and what the law asks."""

import re
from collections.abc import Mapping
from typing import Any

from contracts.base import Command, Query
from contracts.enrollment import ErasePerson, FindPeople, RecordConsent, RevealPerson
from kit.pages.desk import Action, Look, Page, Picture
from kit.pages.visit import Visit

FEWEST = 2
SIZE = 20
ID_NUMBER = re.compile(r"\d{17}[\dXx]")
TAIL = 3


def shortened(text: str) -> str:
    """What was typed or read from a card; of a whole id number only the end."""
    text = text.strip()[:50]
    return text[-TAIL:] if ID_NUMBER.fullmatch(text) else text


def typed(visit: Visit) -> str:
    """What is looked for."""
    return shortened(str(visit.params.get("q", "")))


def _sought(visit: Visit) -> Query[Any] | None:
    text = typed(visit)
    if len(text) < FEWEST:
        return None
    return visit.query(FindPeople, q=text, size=SIZE)


ACTIONS = (
    Action(kind=RevealPerson, icon="eye", zh="显示完整信息"),
    Action(kind=RecordConsent, icon="shield"),
    Action(kind=ErasePerson, icon="cross", tone="danger"),
)


def _found(found: Any, visit: Visit) -> Mapping[str, Any]:
    return {"lines": [(person, visit.offers(ACTIONS, person)) for person in found.items]}


async def _typed(visit: Visit) -> Mapping[str, Any]:
    return {"q": typed(visit)}


FILES = Page(
    path="people",
    zh="人员档案",
    icon="person",
    kind=FindPeople,
    template="enrollment/people.html",
    gather=_typed,
    seeks=shortened,
    sections=(
        Picture(
            name="found",
            zh="查找结果",
            icon="people",
            asks=_sought,
            template="enrollment/people_found.html",
            data=_found,
            offers=tuple(action.kind for action in ACTIONS),
            empty="没有找到。",
        ),
    ),
)

PAGES = (FILES,)
LOOKS: Mapping[type[Command[Any]], Look] = {
    RevealPerson: Look(
        shows="enrollment/revealed.html",
        note="身份证号和电话只在办事需要时查看；查看人、时间和理由会被记录。",
    ),
    RecordConsent: Look(note="依《个人信息保护法》第十三条登记处理依据。"),
    ErasePerson: Look(
        note="依《个人信息保护法》第四十七条删除；已参加过的班次，档案按规定保留。删除后不能恢复。"
    ),
}
