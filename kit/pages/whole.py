"""Answers there must be, and lists to their end: for what is printed or exported, where a part that
is missing would go unseen.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from contracts.base import Query
from contracts.refusals import Invalid, Unknown
from kit.pages.asking import Asker

PAGE = 200
MOST = 20_000


async def answer_of(asker: Asker, query: Query[Any]) -> Any:
    """The whole answer; None where there is nothing yet. Raises the department's Refusal, for not
    being answered is not having nothing.
    """
    try:
        return await every_page(asker, query)
    except Unknown:
        return None


async def answers_of(asker: Asker, queries: Sequence[Query[Any]]) -> list[Any]:
    """Several whole answers, asked at the same time."""
    return await asyncio.gather(*(answer_of(asker, query) for query in queries))


async def every_page(asker: Asker, query: Query[Any]) -> Any:
    """The answer; of a list that comes in pages all of them, in the one reply. Raises the
    department's Refusal, also when only a later page is not answered, and Invalid (422) for a list
    of more than 20,000 lines.
    """
    if "page" not in query.__dataclass_fields__:
        return await asker.asked(query)
    asked: Any = query
    reply: Any = await asker.asked(replace(asked, page=1, size=PAGE))
    refuse_too_long(reply.total)
    items = list(reply.items)
    for page in range(2, -(-reply.total // PAGE) + 1):
        items += (await asker.asked(replace(asked, page=page, size=PAGE))).items
    return replace(reply, items=items)


def refuse_too_long(total: int) -> None:
    """Invalid (422) for a list of more lines than can be taken at once."""
    if total > MOST:
        raise Invalid(
            "TOO_LONG_TO_EXPORT",
            f"共 {total} 行，超过一次可导出的 {MOST} 行；请先筛选。",
            f"{total} lines are more than the {MOST} that can be taken at once; please narrow the"
            " list.",
        )
