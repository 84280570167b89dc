"""Spans for an OpenTelemetry receiver. Imported only where one is named; needs kaiban[tracing]."""

from collections.abc import Callable
from datetime import datetime

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceFlags

from kit import clock
from kit.tracing import Span

SCOPE = InstrumentationScope("kaiban")


def open_exporter(service: str) -> tuple[Callable[[Span], None], Callable[[], None]]:
    """What takes spans, and what sends the rest at the end. Where to and how is OpenTelemetry's own
    environment variables' to say.
    """
    processor = BatchSpanProcessor(OTLPSpanExporter())
    return taking(processor, service), processor.shutdown


def taking(processor: SpanProcessor, service: str) -> Callable[[Span], None]:
    """What hands spans to a processor, as those of a service."""
    resource = Resource.create({"service.name": service})
    return lambda span: processor.on_end(_readable(span, resource))


def _readable(span: Span, resource: Resource) -> ReadableSpan:
    problem = span.problem
    failed = Status(StatusCode.ERROR, type(problem).__name__) if problem else Status()
    return ReadableSpan(
        name=span.name,
        context=_context(span, span.span_id, remote=False),
        parent=_context(span, span.parent_id, remote=True) if span.parent_id else None,
        resource=resource,
        attributes=span.facts,
        kind=SpanKind[span.kind.upper()],
        status=failed,
        start_time=_nanoseconds(span.began_at),
        end_time=_nanoseconds(clock.wall()),
        instrumentation_scope=SCOPE,
    )


def _nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000) * 1000


def _context(span: Span, span_id: str, *, remote: bool) -> SpanContext:
    flags = TraceFlags(int(span.flags, 16))
    return SpanContext(int(span.trace_id, 16), int(span_id, 16), remote, flags)
