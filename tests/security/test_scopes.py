"""Whoever is limited to one record learns nothing of the others, not even which there are."""

import asyncio
from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any

import httpx
import pytest

from contracts.base import REQUESTS, Request, department_of
from contracts.roles import Role
from kit.rest import ROOT
from tests.security.fuzzing import HOST
from tests.security.house import House
from tests.security.rights import decided

INVENTED = "0" * 32
SOME = 8


def limited_queries(about: str) -> Iterator[tuple[type[Request[Any]], Role]]:
    """What can be looked up by the id of one such record alone, by a role limited to it."""
    for name, who, reach in decided():
        kind = REQUESTS[name]
        needed = {field.name for field in fields(kind) if field.default is MISSING}
        is_limited = about in reach.split(" + ") and who != Role.DEPARTMENT
        if needed == {f"{about}_id"} and is_limited and kind.ask.method == "GET":
            yield kind, Role(who)


async def looked_up(
    house: House, kind: type[Request[Any]], about: str, record: str, token: str
) -> tuple[int, dict[str, Any]]:
    """Status and answer, without the request's own id."""
    path = f"{ROOT}/{department_of(kind)}{kind.ask.path}".replace(f"{{{about}_id}}", record)
    transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
        answer = await client.get(path, headers={"Authorization": f"Bearer {token}"})
    said = answer.json()
    return answer.status_code, {name: said[name] for name in said if name != "request_id"}


@pytest.mark.parametrize("about", ["unit", "class", "trainee"])
def test_a_foreign_record_is_answered_like_one_that_does_not_exist(
    house_of_the_play: House, about: str
) -> None:
    queries = list(limited_queries(about))
    own, foreign = house_of_the_play.ids[f"{about}_id"][:2]
    assert queries
    for kind, role in queries[:SOME]:
        token = house_of_the_play.token_of(role, f"{about}:{own}")
        there, nowhere, mine = (
            asyncio.run(looked_up(house_of_the_play, kind, about, record, token))
            for record in (foreign, INVENTED, own)
        )
        assert there == nowhere, kind
        assert there[0] in {403, 404}, kind
        assert mine[1].get("code") != "NOT_YOUR_DUTY", kind
