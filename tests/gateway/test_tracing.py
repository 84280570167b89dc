"""The gateway takes up the trace a request came with, or begins one, and departments are told."""

from typing import Any

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from contracts.portal import ListColleagues
from contracts.roles import Role
from kit import telemetry, tracing
from tests.gateway.conftest import House
from tests.gateway.fake import FakeDepartments

pytestmark = pytest.mark.anyio

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


@pytest.fixture
def within(departments: FakeDepartments) -> list[str]:
    """The trace a department was asked within, each time."""
    found: list[str] = []

    def answer(_: Any) -> None:
        found.append(tracing.current())

    departments.answers[ListColleagues] = answer
    return found


async def test_a_request_brings_its_trace_to_the_department(
    house: House, within: list[str]
) -> None:
    house.open_account("ann", Role.STAFF)
    async with house.program("ann") as program:
        await program.get("/api/portal/colleagues", headers={"traceparent": PARENT})
    [traceparent] = within
    assert traceparent.startswith(f"00-{TRACE}-")
    assert traceparent != PARENT


async def test_a_trace_begun_here_goes_by_the_requests_id(house: House, within: list[str]) -> None:
    house.open_account("ann", Role.STAFF)
    async with house.program("ann") as program:
        answer = await program.get("/api/portal/colleagues")
    assert within[0][3:35] == answer.headers["X-Request-Id"]


async def test_a_request_is_told_of_by_its_route_and_never_by_its_address(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = InMemorySpanExporter()
    take = telemetry.taking(SimpleSpanProcessor(exporter), "kaiban-test")
    monkeypatch.setattr(tracing._Receiver, "take", take)
    async with house.anybody() as anybody:
        await anybody.get("/sign-in?to=/who-i-am", headers={"traceparent": PARENT})
        await anybody.get("/nowhere/at-all")
    spans = {span.name: span.attributes for span in exporter.get_finished_spans()}
    assert spans["GET /sign-in"] == {"http.response.status_code": 200}
    assert spans["GET unmatched"] == {"http.response.status_code": 404}
