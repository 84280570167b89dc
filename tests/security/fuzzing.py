"""Sends what schemathesis makes of the API's description to the whole house, and looks at what
comes back.
"""

import asyncio
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.security.house import House

HOST = "http://kaiban.test"
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
VALID, INVALID = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# How often an id is that of a record there is; else it stays what was made up.
KNOWN = 0.8


class Fuzzing:
    """One description, one application, one loop."""

    def __init__(self, house: House, description: dict[str, Any], chance: int) -> None:
        self.house = house
        every: Iterable[Any] = schemathesis.openapi.from_dict(description).get_all_operations()
        self.operations = {
            found.definition.raw["operationId"]: found for found in (one.ok() for one in every)
        }
        self._chance = random.Random(chance)
        self._seed = chance
        self._loop = asyncio.new_event_loop()
        transport = httpx.ASGITransport(house.app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=HOST)

    def cases(self, name: str, mode: GenerationMode, count: int) -> Sequence[Any]:
        """So many requests to an operation, valid by its description or not; the first that is made
        is always the simplest, and left out.
        """
        made: list[Any] = []
        calm = settings(
            max_examples=count + 1,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )

        @seed(self._seed)
        @calm
        @given(self.operations[name].as_strategy(mode))
        def make(case: Any) -> None:
            made.append(case)

        with suppress(Unsatisfiable):  # where nothing is sent, nothing can be wrong with it
            make()
        return [self._about_what_there_is(case) for case in made[1 : count + 1]]

    def _about_what_there_is(self, case: Any) -> Any:
        for part in (case.path_parameters, case.query, case.body):
            if isinstance(part, dict):
                self._put_known_ids(part)
        return case

    def _put_known_ids(self, part: dict[str, Any]) -> None:
        for name, value in part.items():
            known = self.house.ids.get(name)
            if known and isinstance(value, str) and self._chance.random() < KNOWN:
                part[name] = self._chance.choice(known)

    def faults(self, case: Any, token: str) -> Iterator[str]:
        """What is wrong with the answer to this request, by somebody with this token or nobody."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            response = self._loop.run_until_complete(self._send(case, headers))
        except httpx.InvalidURL:
            # No client sends an address of tens of thousands of characters.
            return
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                yield f"{case.operation.label} → {response.status_code}: {failure}"

    async def _send(self, case: Any, headers: dict[str, str]) -> httpx.Response:
        sent: Any = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
        # Clients send the whole of Latin-1 in a header; httpx by itself would stop at ASCII.
        written = {name: _as_bytes(value) for name, value in {**sent.headers, **headers}.items()}
        made = self._client.build_request(
            str(sent.method), str(sent.url), content=sent.body, headers=written
        )
        return await self._client.send(made)

    def close(self) -> None:
        """Let go of the loop."""
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()


def _as_bytes(value: str | bytes) -> bytes:
    return value.encode("latin-1") if isinstance(value, str) else value
