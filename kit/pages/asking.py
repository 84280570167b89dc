"""A page asks several departments at once; each part stands or falls by itself."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from contracts.base import Command, Query, Request
from contracts.refusals import Forbidden, Refusal, Unauthenticated, Unknown
from contracts.roles import Actor
from kit.rights import require
from kit.wire import decode

Reply = TypeVar("Reply")

SECONDS = 4.0
SILENT = 503
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
    """What became of one question. Hidden where the person may not ask; without value and refusal
    where there is nothing yet.
    """

    value: Reply | None = None
    refusal: Refusal | None = None
    silent: bool = False
    hidden: bool = False


class Asker:
    """Asks departments for the parts of one page, as one person."""

    def __init__(self, departments: Departments, actor: Actor) -> None:
        self._departments = departments
        self.actor = actor

    async def part(self, query: Query[Reply]) -> Part[Reply]:
        """One part of a page. A silent department is not an error of the page."""
        try:
            asked: Request[Any] = query
            require(self.actor, asked)
            plain = await self._departments.ask_raw(asked, self.actor, seconds=SECONDS)
        except Unknown:
            return Part()
        except Refusal as refusal:
            return _refused(refusal)
        return Part(value=decode(type(query).ask.reply, plain))

    async def asked(self, query: Query[Reply]) -> Reply:
        """An answer there must be; raises the department's Refusal."""
        asked: Request[Any] = query
        require(self.actor, asked)
        plain = await self._departments.ask_raw(asked, self.actor)
        reply: Reply = decode(type(query).ask.reply, plain)
        return reply

    async def done(self, command: Command[Reply], key: str) -> Reply:
        """Have something done; raises the department's Refusal."""
        asked: Request[Any] = command
        require(self.actor, asked)
        plain = await self._departments.ask_raw(asked, self.actor, key=key)
        reply: Reply = decode(type(command).ask.reply, plain)
        return reply

    async def parts(self, *queries: Query[Any]) -> Sequence[Part[Any]]:
        """Several parts, asked at the same time."""
        return await asyncio.gather(*(self.part(query) for query in queries))


def _refused(refusal: Refusal) -> Part[Any]:
    if refusal.status == Unknown.status:
        return Part()
    return Part(
        refusal=refusal, silent=refusal.status == SILENT, hidden=refusal.status in FORBIDDEN
    )
