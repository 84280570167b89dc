"""One trace goes with a piece of work: through commands, the messages they send, the events they
leave and the reactions to these; and out to a receiver where one is named.
"""

import json
import os
import subprocess
import sys
from base64 import b64decode
from typing import Any

import pytest
import structlog
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from structlog.contextvars import get_contextvars

from contracts.enrollment import AnnualPlanIssued, ListUnits, RegisterUnit
from contracts.roles import Actor
from kit import clock, telemetry, tracing
from kit.envelope import from_json, to_json
from kit.inlets import request_message
from kit.passport import GATEWAY
from kit.store import Store
from kit.testing import TestOffice
from kit.timers import timer
from tests.kit.school import School

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Every span that is sent out."""
    exporter = InMemorySpanExporter()
    take = telemetry.taking(SimpleSpanProcessor(exporter), "kaiban-test")
    monkeypatch.setattr(tracing._Receiver, "take", take)
    return exporter


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def parent_of(span: ReadableSpan) -> int:
    assert span.parent is not None
    number: int = span.parent.span_id
    return number


def id_of(span: ReadableSpan) -> int:
    context = span.context
    assert context is not None
    number: int = context.span_id
    return number


def test_work_continues_the_trace_it_came_with() -> None:
    with tracing.span("work", parent=PARENT) as span:
        assert tracing.trace_id() == TRACE
        assert span.parent_id == "b7ad6b7169203331"
        assert tracing.current() == f"00-{TRACE}-{span.span_id}-01"
        with tracing.span("part of it") as part:
            assert (part.trace_id, part.parent_id) == (TRACE, span.span_id)
        assert get_contextvars()["trace_id"] == TRACE
    assert tracing.current() == ""
    assert "trace_id" not in get_contextvars()


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        PARENT.upper(),
        PARENT + "-more",
        f"ff-{TRACE}-b7ad6b7169203331-01",
        f"00-{'0' * 32}-b7ad6b7169203331-01",
        f"00-{TRACE}-{'0' * 16}-01",
    ],
)
def test_what_cannot_be_read_begins_a_trace_of_its_own(header: str) -> None:
    with tracing.span("work", parent=header) as span:
        assert span.trace_id != TRACE
        assert span.parent_id == ""
        assert len(span.trace_id) == 32


def test_a_trace_begun_here_goes_by_the_requests_own_id() -> None:
    request_id = clock.new_id()
    with tracing.span("work", trace_id=request_id) as span:
        assert span.trace_id == request_id
    with tracing.span("work", trace_id="named-by-somebody") as span:
        assert len(span.trace_id) == 32


def test_an_unsampled_trace_is_passed_on_and_not_sent_out(received: InMemorySpanExporter) -> None:
    with tracing.span("work", parent=PARENT[:-2] + "00"):
        assert tracing.current().endswith("-00")
    assert received.get_finished_spans() == ()


def test_a_message_carries_the_trace_of_the_work_that_sends_it(officer: Actor) -> None:
    def headers() -> dict[str, Any]:
        sent = request_message(
            [ListUnits()], officer, signer=GATEWAY, key="", reply_to="r", number="n", seconds=1
        )
        found: dict[str, Any] = sent["headers"]
        return found

    with tracing.span("work", parent=PARENT) as span:
        assert headers()["traceparent"] == span.traceparent
    assert headers()["traceparent"] == ""


def test_a_command_leaves_its_trace_with_its_event_and_its_audit_line(
    school: TestOffice, officer: Actor
) -> None:
    with tracing.span("browser", parent=PARENT):
        school.do(RegisterUnit(code="A1", name="n"), officer)
    [envelope] = school.envelopes
    assert envelope.trace.startswith(f"00-{TRACE}-")
    with school.database.reading() as session:
        rows = [session.execute(school.tables[name].select()).one() for name in ("outbox", "audit")]
    assert [row.trace_id for row in rows] == [TRACE, TRACE]


def test_an_event_of_the_release_before_can_still_be_read(
    school: TestOffice, officer: Actor
) -> None:
    school.do(RegisterUnit(code="A1", name="n"), officer)
    older = to_json(school.envelopes[0])
    del older["trace"]
    assert from_json(older).trace == ""
    school.hearing.hear([from_json(older)])


def test_a_reaction_and_what_it_leaves_belong_to_the_events_trace(
    school: TestOffice, received: InMemorySpanExporter
) -> None:
    with tracing.span("elsewhere", parent=PARENT) as there:
        school.hear(AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[]))
    reaction = by_name(received)["enrollment.wait_for_readiness"]
    assert reaction.context is not None
    assert f"{reaction.context.trace_id:032x}" == TRACE
    assert f"{parent_of(reaction):016x}" == there.span_id
    [left] = school.envelopes
    assert left.trace == f"00-{TRACE}-{id_of(reaction):016x}-01"


def test_a_reaction_that_is_tried_again_keeps_to_its_trace(school: TestOffice) -> None:
    School.ready = False
    with tracing.span("elsewhere", parent=PARENT):
        school.hear(AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[]))
    School.ready = True
    with school.database.writing() as session:
        session.execute(school.tables["held"].update().values(next_try_at=clock.wall()))
    assert school.hearing.retry_held() == 1
    assert school.envelopes[0].trace[3:35] == TRACE


def test_a_department_says_how_its_work_ended(
    school: TestOffice, officer: Actor, received: InMemorySpanExporter
) -> None:
    school.do(RegisterUnit(code="A1", name="n"), officer)
    span = by_name(received)["enrollment.register_unit"]
    assert span.attributes is not None
    assert span.attributes["outcome"] == "done"
    assert span.resource.attributes["service.name"] == "kaiban-test"


class Ringing(School):
    """A school with a timer that finds something due once."""

    due = True

    @timer()
    def ring(self, store: Store) -> None:
        if type(self).due:
            store.emit(AnnualPlanIssued(plan_id="p", year=2026, unit_ids=[]))
        type(self).due = False


def test_a_timer_begins_a_trace_and_is_told_of_only_when_it_did_something(
    received: InMemorySpanExporter,
) -> None:
    office = TestOffice(Ringing)
    office.tick()
    office.tick()
    [envelope] = office.envelopes
    rang = [span for span in received.get_finished_spans() if span.name == "enrollment.ring"]
    assert [f"{span.context.trace_id:032x}" for span in rang if span.context] == [
        envelope.trace[3:35]
    ]
    office.close()


def test_nothing_of_opentelemetry_is_loaded_without_a_receiver() -> None:
    asked = "import sys, kit.tracing as t; t.configure('x'); print('opentelemetry' in sys.modules)"
    environment = {k: v for k, v in os.environ.items() if k != tracing.RECEIVER}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"


@pytest.mark.night
@pytest.mark.parametrize("patched", ["", "from kit.patch import patch; patch(); "])
def test_a_process_sends_its_spans_to_the_receiver_it_is_told_of(patched: str) -> None:
    work = (
        f"{patched}from kit import tracing; tracing.configure('enrollment')\n"
        f"with tracing.span('work', kind='server', parent='{PARENT}', outcome='done'): pass\n"
        "tracing.close()"
    )
    command = [sys.executable, "-W", "ignore", "-m", "tests.kit.receiver", work]
    taken = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=90).stdout

    [(path, body)] = json.loads(taken)
    assert path == "/v1/traces"
    [resource] = ExportTraceServiceRequest.FromString(b64decode(body)).resource_spans
    [span] = resource.scope_spans[0].spans
    assert (span.name, span.trace_id.hex(), span.parent_span_id.hex()) == (
        "work",
        TRACE,
        "b7ad6b7169203331",
    )
    assert "kaiban-enrollment" in json.dumps(str(resource.resource))


def test_every_line_of_the_log_has_its_trace() -> None:
    told: list[Any] = []
    merge = structlog.contextvars.merge_contextvars
    with tracing.span("work", parent=PARENT):
        told.append(merge(None, "info", {"event": "x"}))
    assert told == [{"event": "x", "trace_id": TRACE}]
