"""Sections made ready to be drawn: the question asked, columns and filters worked out."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from string import Formatter
from typing import Any
from urllib.parse import urlencode

from contracts.base import Page as Items
from contracts.base import Query
from contracts.lookups import LOOKUPS
from kit.pages import pager
from kit.pages.asking import Part
from kit.pages.choosing import Options, choices_of
from kit.pages.columns import Shown, column_of, item_kind, items_of
from kit.pages.desk import Inner, Page, Picture, Record, Section, Table
from kit.pages.forms import Field, fields_of
from kit.pages.visit import Ready, Visit, ids_of

PAGED = frozenset({"page", "size"})


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One section with its answer."""

    section: Section
    part: Part[Any]
    offers: Sequence[Ready]

    @property
    def template(self) -> str:
        """What draws it."""
        return self.section.template


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One field a list can be narrowed by, as it stands; an id with the list it is chosen from."""

    field: Field
    value: str
    choices: Options = ()


@dataclass(frozen=True, kw_only=True)
class DrawnTable(Drawn):
    """A list with its columns, its filters as they stand, and its pager."""

    section: Table
    columns: Sequence[Shown]
    rows: Sequence[Any]
    filters: Sequence["Filter"]
    at: Mapping[str, Any]
    export: str
    visit: Visit

    def row_offers(self, row: Any) -> Sequence[Ready]:
        """What may be done with a row."""
        return self._offers[id(row)]

    @cached_property
    def _offers(self) -> Mapping[int, Sequence[Ready]]:
        return {id(row): self.visit.offers(self.section.row_actions, row) for row in self.rows}

    def row_path(self, row: Any) -> str:
        """Where a row leads; nowhere for whoever may not go there."""
        kind = self.section.row_kind
        open_to = kind is None or self.visit.may(kind, **ids_of(row))
        return path_of(self.section.row_link, row, self.visit) if open_to else ""

    @property
    def has_offers(self) -> bool:
        """Whether any row offers anything."""
        return any(self._offers.values())


@dataclass(frozen=True, kw_only=True)
class DrawnInner:
    """A list inside a record."""

    inner: Inner
    columns: Sequence[Shown]
    rows: Sequence[Any]
    visit: Visit

    def row_offers(self, row: Any) -> Sequence[Ready]:
        """What may be done with a line."""
        return self.visit.offers(self.inner.row_actions, row)

    @property
    def has_offers(self) -> bool:
        """Whether any line offers anything."""
        return any(self.row_offers(row) for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class DrawnRecord(Drawn):
    """A record with its facts and inner lists."""

    facts: Sequence[Shown]
    inner: Sequence[DrawnInner]


@dataclass(frozen=True, kw_only=True)
class DrawnPicture(Drawn):
    """A part with a template of its own; `at` is what the pager shows, of a list that comes in
    pages.
    """

    data: Any
    at: Mapping[str, Any] | None


async def drawn(page: Page, visit: Visit) -> list[Drawn]:
    """The sections this person may see, asked all at once."""
    asked = [(section, question_of(section, visit)) for section in page.sections]
    open_to = [(section, query) for section, query in asked if query is not None]
    answers = asyncio.gather(*(visit.part(query) for _, query in open_to))
    parts, filters = await asyncio.gather(answers, _filters_of(open_to, visit))
    seen = zip(open_to, parts, filters, strict=True)
    return [
        _drawn(section, query, part, filters, visit)
        for (section, query), part, filters in seen
        if not part.hidden
    ]


def question_of(section: Section, visit: Visit) -> Query[Any] | None:
    """What a section asks here; None where there is nothing to ask."""
    if not isinstance(section.asks, type):
        return section.asks(visit)
    more = {"size": section.size} if isinstance(section, Table) and _is_paged(section.asks) else {}
    return visit.query(section.asks, f"{section.name}.", **more)


def _is_paged(kind: type[Query[Any]]) -> bool:
    return "size" in kind.__dataclass_fields__


def _drawn(
    section: Section, query: Query[Any], part: Part[Any], filters: Sequence[Filter], visit: Visit
) -> Drawn:
    offers = visit.offers(section.actions, part.value)
    if isinstance(section, Table):
        table = _table(section, query, part, offers, visit)
        return replace(table, filters=filters)
    if isinstance(section, Record):
        return _record(section, query, part, offers, visit)
    data = {}
    if isinstance(section, Picture) and section.data is not None and part.value is not None:
        data = dict(section.data(part.value, visit))
    at = _place_in(query, part.value)
    return DrawnPicture(section=section, part=part, offers=offers, data=data, at=at)


def _place_in(query: Any, reply: Any) -> Mapping[str, Any] | None:
    """Where one is in a list that comes in pages."""
    return pager(reply.total, query.page, query.size) if isinstance(reply, Items) else None


def _table(
    section: Table, query: Query[Any], part: Part[Any], offers: Sequence[Ready], visit: Visit
) -> DrawnTable:
    rows = items_of(part.value, section.items) if part.value is not None else []
    whole = pager(len(rows), 1, max(1, len(rows)))
    return DrawnTable(
        section=section,
        part=part if rows or part.value is None else replace(part, value=None),
        offers=offers,
        columns=columns_of(section, query),
        rows=rows,
        filters=(),
        at=_place_in(query, part.value) or whole,
        export=_export(section, visit),
        visit=visit,
    )


def columns_of(section: Table, query: Query[Any]) -> list[Shown]:
    """The columns of a list over what its question is answered with."""
    kind = item_kind(type(query).ask.reply, section.items)
    return [column_of(column, kind) for column in section.columns]


async def _filters_of(
    asked: Sequence[tuple[Section, Query[Any]]], visit: Visit
) -> list[list[Filter]]:
    """The filters of each section. An id is chosen from its list, and left out without one: nobody
    knows ids by heart.
    """
    fields = [_narrowing(section, query, visit) for section, query in asked]
    lists = {one.name: LOOKUPS[one.lookup] for all_ in fields for one in all_ if one.lookup}
    choices = await choices_of(visit, lists, visit.known)
    return [
        [
            Filter(field=one, value=_typed(section, one, visit), choices=choices.get(one.name, ()))
            for one in all_
            if not one.lookup or choices.get(one.name)
        ]
        for (section, _), all_ in zip(asked, fields, strict=True)
    ]


def _narrowing(section: Section, query: Query[Any], visit: Visit) -> list[Field]:
    """What a list can be narrowed by: the fields of its question that are neither bound to this
    place nor about paging.
    """
    if not isinstance(section, Table):
        return []
    fixed = PAGED | visit.fixed(type(query)).keys()
    wanted = [field for field in fields_of(type(query)) if field.name not in fixed]
    if section.filters is not None:
        wanted = [field for field in wanted if field.name in section.filters]
    return wanted


def _typed(section: Section, field: Field, visit: Visit) -> str:
    return visit.params.get(f"{section.name}.{field.name}", "")


def _export(section: Table, visit: Visit) -> str:
    kept = [(k, v) for k, v in visit.params.multi_items() if k.startswith(f"{section.name}.")]
    query = urlencode([("section", section.name), *kept])
    return f"{visit.path}/export?{query}"


def _record(
    section: Record, query: Query[Any], part: Part[Any], offers: Sequence[Ready], visit: Visit
) -> DrawnRecord:
    reply = type(query).ask.reply
    return DrawnRecord(
        section=section,
        part=part,
        offers=offers,
        facts=[column_of(column, reply) for column in section.facts],
        inner=[]
        if part.value is None
        else [_inner(one, part.value, reply, visit) for one in section.inner],
    )


def _inner(inner: Inner, value: Any, reply: Any, visit: Visit) -> DrawnInner:
    kind = item_kind(reply, inner.items)
    return DrawnInner(
        inner=inner,
        columns=[column_of(column, kind) for column in inner.columns],
        rows=items_of(value, inner.items),
        visit=visit,
    )


def path_of(path: str, row: Any, visit: Visit) -> str:
    """A path with the ids of a row and of the page; nowhere for a row that lacks one of them."""
    names = getattr(row, "__dataclass_fields__", ())
    values = {**visit.known, **{name: getattr(row, name) for name in names}}
    needed = [name for _, name, _, _ in Formatter().parse(path) if name]
    return path.format_map(values) if all(values[name] is not None for name in needed) else ""
