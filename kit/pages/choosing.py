"""The lists ids are chosen from, with the words people know each by; and what ids shown elsewhere
are called, from the same lists.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, TypeAlias

from contracts.lookups import Lookup
from kit.language import Language
from kit.pages.columns import items_of
from kit.pages.desk import Known
from kit.pages.visit import Visit

# Each id once, with its words.
Options: TypeAlias = Sequence[tuple[str, str]]


async def choices_of(
    visit: Visit, wanted: Mapping[str, Lookup], known: Known
) -> dict[str, Options]:
    """Each list that is wanted; without those that cannot be asked for, here or by this person."""
    asked = {name: lookup.asks(known) for name, lookup in wanted.items()}
    open_to = {name: query for name, query in asked.items() if query is not None}
    replies = await asyncio.gather(*(_whole(visit, query) for query in open_to.values()))
    return {
        name: _options(wanted[name], reply, visit.language)
        for name, reply in zip(open_to, replies, strict=True)
        if reply is not None
    }


def naming(*lookups: Lookup) -> Callable[[Visit], Awaitable[Mapping[str, Any]]]:
    """For the `gather` of a page: `named` says what the ids in these lists are called; an id in
    none of them stays itself. Classes are named on every page as it is.
    """
    lists = {lookup.value: lookup for lookup in lookups}

    async def named(visit: Visit) -> Mapping[str, Any]:
        found = await choices_of(visit, lists, visit.known)
        return {"named": dict(chain.from_iterable(found.values()))}

    return named


async def _whole(visit: Visit, query: Any) -> Any:
    """The reply with the items of all its pages, for there is no paging within a form; None where
    it was not answered.
    """
    reply: Any = (await visit.part(query)).value
    if reply is None or "page" not in query.__dataclass_fields__:
        return reply
    others = range(2, -(-reply.total // query.size) + 1)
    parts = await asyncio.gather(*(visit.part(replace(query, page=page)) for page in others))
    further = [item for part in parts if part.value is not None for item in part.value.items]
    return replace(reply, items=[*reply.items, *further])


def _options(lookup: Lookup, reply: Any, language: Language) -> Options:
    """A field called zh is read in the page's language."""
    words = [language if word == "zh" else word for word in lookup.words]
    items = filter(lookup.where, items_of(reply, lookup.items))
    before = {code: getattr(title, language) for code, title in lookup.before.items()}
    named = {str(getattr(item, lookup.value)): _named(words, item) for item in items}
    return list((before | named).items())


def _named(names: Sequence[str], item: Any) -> str:
    words = (getattr(item, name) for name in names)
    return " · ".join(str(word) for word in words if word not in (None, ""))
