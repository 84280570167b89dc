"""A page asks several departments at once; each part stands or falls by itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import structlog

from contracts.base import Command, Query, Request, department_of
from contracts.refusals import Forbidden, Invalid, Refusal, Silent, Unauthenticated, Unknown
from contracts.roles import Actor
from kit.rights import require
from kit.wire import decode

Reply = TypeVar("Reply")

log = structlog.get_logger()

SECONDS = 4.0
FORBIDDEN = frozenset({Forbidden.status, Unauthenticated.status})


class Departments(Protocol):
    """Who answers."""

    async def ask_raw(
        self, request: Request[Any], actor: Actor, *, key: str = "", seconds: float | None = ...
    ) -> Any:
        """The reply as plain JSON values; raises the department's Refusal."""
        ...


@dataclass(frozen=True)
class Part(Generic[Reply]):
    """What became of one question. Hidden where the person may not ask, or nothing was asked;
    without value and refusal where there is nothing yet.
    """

    value: Reply | None = None
    refusal: Refusal | None = None
    hidden: bool = False

    @property
    def silent(self) -> bool:
        """Whether the department gave no answer, or none that can be read."""
        return self.refusal is not None and self.refusal.status == Silent.status


class Asker:
    """Asks departments for the parts of one page, as one person. It lives as long as the page is
    being made: what was asked once is not asked again.
    """

    def __init__(self, departments: Departments, actor: Actor) -> None:
        self._departments = departments
        self._answers: dict[Query[Any], asyncio.Future[Part[Any]]] = {}
        self.actor = actor

    async def part(self, query: Query[Reply]) -> Part[Reply]:
        """One part of a page. A silent department is not an error of the page."""
        answer = self._answers.get(query)
        if answer is None:
            answer = self._answers[query] = asyncio.ensure_future(self._part(query))
        return await answer

    async def _part(self, query: Query[Reply]) -> Part[Reply]:
        try:
            asked: Request[Any] = query
            require(self.actor, asked)
            plain = await self._departments.ask_raw(asked, self.actor, seconds=SECONDS)
        except Refusal as refusal:
            return _refused(refusal)
        return _read(type(query), plain)

    async def asked(self, query: Query[Reply]) -> Reply:
        """An answer there must be; raises the department's Refusal."""
        asked: Request[Any] = query
        require(self.actor, asked)
        plain = await self._departments.ask_raw(asked, self.actor)
        reply: Reply = decode(type(query).ask.reply, plain)
        return reply

    async def done(self, command: Command[Reply], key: str) -> Reply:
        """Have something done; raises the department's Refusal. What was answered before may no
        longer be so.
        """
        asked: Request[Any] = command
        require(self.actor, asked)
        self._answers.clear()
        plain = await self._departments.ask_raw(asked, self.actor, key=key)
        reply: Reply = decode(type(command).ask.reply, plain)
        return reply

    async def parts(self, *queries: Query[Any]) -> Sequence[Part[Any]]:
        """Several parts, asked at the same time."""
        return await asyncio.gather(*(self.part(query) for query in queries))


def _refused(refusal: Refusal) -> Part[Any]:
    if refusal.status == Unknown.status:
        return Part()
    return Part(refusal=refusal, hidden=refusal.status in FORBIDDEN)


def _read(kind: type[Query[Any]], plain: Any) -> Part[Any]:
    """A department of another version may say what cannot be read here: as good as silence."""
    try:
        return Part(value=decode(kind.ask.reply, plain))
    except Invalid as unreadable:
        fields = [fault.field for fault in unreadable.faults]
        log.warning("reply unreadable", query=kind.__name__, fields=fields)
        return Part(refusal=Silent(department_of(kind)))
