"""One person's look at one page: who looks, which ids the address holds, what may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from contracts.base import Query
from contracts.refusals import Refusal
from contracts.roles import Actor
from kit.language import Language
from kit.pages.asking import Asker, Part
from kit.pages.desk import (
    Action,
    AnyKind,
    Download,
    Go,
    Known,
    Offer,
    always,
    anybody,
    name_of,
    nothing,
)
from kit.rights import may_here
from kit.wire import decode


@dataclass(frozen=True)
class Ready:
    """An offer as a link; without a title it goes by the name of its command."""

    offer: Offer
    path: str

    @property
    def zh(self) -> str:
        """What it is called, in the catalogue's words; empty for the command's own name."""
        return self.offer.zh

    @property
    def heading(self) -> Any:
        """The name of what is asked."""
        return self.offer.kind.heading if self.offer.kind else None

    @property
    def opens_form(self) -> bool:
        """Whether it opens a form, which may come as a drawer."""
        return isinstance(self.offer, Action)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What a page is made with. `here` are the ids the address holds and the page has found."""

    asker: Asker
    language: Language
    path: str
    params: QueryParams
    here: Known = field(default_factory=dict)
    class_bar: Any = None

    @property
    def actor(self) -> Actor:
        """Who looks."""
        return self.asker.actor

    @cached_property
    def known(self) -> Known:
        """Every id known: those of this place, and those of the person's own duties."""
        return {**known_by(self.actor), **self.here}

    def may(self, kind: AnyKind, **more: str) -> bool:
        """Whether this person's duties reach a request here."""
        return may_here(self.actor, kind, {**self.known, **more})

    async def part(self, query: Query[Any]) -> Part[Any]:
        """A department's answer, or why there is none."""
        return await self.asker.part(query)

    def query(self, kind: type[Query[Any]], prefix: str = "", /, **more: Any) -> Query[Any] | None:
        """A question with the ids known here and what the address filters by; None while an id it
        needs is not known, and without the filters that make no sense.
        """
        fixed = {**self.fixed(kind), **more}
        values = {**_filters(kind, prefix, self.params), **fixed}
        if any(name not in values for name in _needed(kind)):
            return None
        try:
            return _made(kind, values)
        except Refusal:
            return _made(kind, fixed)

    def fixed(self, kind: AnyKind) -> dict[str, str]:
        """The ids a question is bound to here, whatever it is filtered by. A person's own unit is
        whose name they ask in where the question has one in its path; it narrows nothing else.
        """
        needed = _needed(kind)
        named = {name: self.known[name] for name in needed if name in self.known}
        of_the_place = set(kind.__dataclass_fields__) & set(self.here)
        return named | {name: self.here[name] for name in of_the_place}

    def offers(self, offers: Any, record: Any = None) -> list[Ready]:
        """Those of these offers that this person may take up with this record."""
        found = (self._ready(offer, record) for offer in offers)
        return [ready for ready in found if ready is not None]

    def _ready(self, offer: Offer, record: Any) -> Ready | None:
        if not _awaited(offer, record, self):
            return None
        known = {**self.known, **ids_of(record)}
        if isinstance(offer, Go):
            return self._way(offer, known)
        if not may_here(self.actor, offer.kind, known):
            return None
        if isinstance(offer, Download):
            return self._file(offer, known)
        if offer.during and self.class_bar and self.class_bar.state not in offer.during:
            return None
        values = _taken(offer.kind, known) | dict(offer.given(record))
        return Ready(offer, address("do", offer.kind, values, back=self.back))

    def _way(self, offer: Go, known: Known) -> Ready | None:
        if offer.kind is not None and not may_here(self.actor, offer.kind, known):
            return None
        return Ready(offer, offer.path.format_map(known))

    def _file(self, offer: Download, known: Known) -> Ready | None:
        if any(name not in known for name in _needed(offer.kind)):
            return None
        return Ready(offer, address("get", offer.kind, _taken(offer.kind, known)))

    @property
    def back(self) -> str:
        """Where to return to after a form: this page, with its filters."""
        kept = [(k, v) for k, v in self.params.multi_items() if k != "lang"]
        return f"{self.path}?{urlencode(kept)}" if kept else self.path


def _awaited(offer: Offer, record: Any, visit: Visit) -> bool:
    """Whether the record awaits it of this person. Where there is none, only what needs none to be
    decided.
    """
    whose = offer.whose if isinstance(offer, Action) else anybody
    if record is not None:
        return offer.when(record) and whose(record, visit)
    given = offer.given if isinstance(offer, Action) else nothing
    return offer.begins or (offer.when, whose, given) == (always, anybody, nothing)


def address(root: str, kind: AnyKind, values: Mapping[str, Any], **more: str) -> str:
    """Where a form stands, or where a file is fetched."""
    pairs: list[tuple[str, str]] = []
    for name, value in {**values, **more}.items():
        many = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, str(one)) for one in many if one is not None]
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"/{root}/{name_of(kind)}{query}"


def ids_of(record: Any) -> dict[str, str]:
    """The ids a record names, by their names."""
    if record is None:
        return {}
    if isinstance(record, Mapping):
        return {name: str(value) for name, value in record.items() if value is not None}
    names = getattr(record, "__dataclass_fields__", ())
    return {
        name: str(value)
        for name in names
        if isinstance(value := getattr(record, name), str)
        and (name.endswith("_id") or name in _KEYS)
    }


# Fields that are part of an address without being called an id.
_KEYS = {"anon_code", "form", "month"}


def _taken(kind: AnyKind, known: Known) -> dict[str, Any]:
    in_path = {name for name in kind.__dataclass_fields__ if "{" + name + "}" in kind.ask.path}
    return {name: known[name] for name in sorted(in_path) if name in known}


def _needed(kind: AnyKind) -> list[str]:
    return [name for name in kind.__dataclass_fields__ if "{" + name + "}" in kind.ask.path]


def _filters(kind: AnyKind, prefix: str, params: QueryParams) -> dict[str, str]:
    named = {name: params.get(f"{prefix}{name}", "") for name in kind.__dataclass_fields__}
    return {name: value for name, value in named.items() if value}


def _made(kind: type[Query[Any]], values: Mapping[str, Any]) -> Query[Any]:
    query: Query[Any] = decode(kind, dict(values))
    return query


def known_by(actor: Actor) -> dict[str, str]:
    """The ids a person's own duties name: the unit or trainee they stand for, and themselves."""
    found: dict[str, str] = {}
    for kind in ("unit", "trainee", "teacher"):
        scopes = sorted(actor.scopes(kind))
        if scopes:
            found[f"{kind}_id"] = scopes[0]
    return found
