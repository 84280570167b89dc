"""What belongs together: the W3C trace context of a piece of work, from a browser's request through
every department's share in it to the last event it causes.

Ids are always made, which takes microseconds: log lines, messages and events carry them. Spans are
sent out only where OTEL_EXPORTER_OTLP_ENDPOINT names a receiver; else nothing more is imported.
"""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from structlog.contextvars import bound_contextvars

from kit import clock

log = structlog.get_logger()

RECEIVER = "OTEL_EXPORTER_OTLP_ENDPOINT"
SAMPLED = "01"

# https://www.w3.org/TR/trace-context/#traceparent-header; ids of zeros alone stand for none.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})")
_TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")

_around: ContextVar[str] = ContextVar("traceparent", default="")


@dataclass(kw_only=True)
class Span:
    """One piece of work within a trace. Its name may become known while it is done; one that turned
    out to be of no interest is not `kept`.
    """

    name: str
    kind: str
    trace_id: str
    parent_id: str
    flags: str
    facts: dict[str, str | int]
    span_id: str = field(default_factory=lambda: secrets.token_hex(8))
    began_at: datetime = field(default_factory=clock.wall)
    kept: bool = True
    problem: BaseException | None = None

    @property
    def traceparent(self) -> str:
        """What goes with everything this work sends."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


class _Receiver:
    """Who is given every span that has ended; nobody, unless a process says so."""

    take: Callable[[Span], None] | None = None
    close: Callable[[], None] = staticmethod(lambda: None)


@contextmanager
def span(
    name: str, *, kind: str = "internal", parent: str = "", trace_id: str = "", **facts: str | int
) -> Iterator[Span]:
    """A piece of work: a child of the `parent` its message came with, else of the work around it;
    else it begins a trace, under `trace_id` where that can be one. `kind` is internal, server or
    consumer.
    """
    begun = _begun(name, kind, parent, trace_id, facts)
    outside = _around.set(begun.traceparent)
    try:
        with bound_contextvars(trace_id=begun.trace_id):
            yield begun
    except BaseException as problem:
        begun.problem = problem
        raise
    finally:
        _around.reset(outside)
        if _Receiver.take is not None and begun.kept:
            _Receiver.take(begun)


def current() -> str:
    """The traceparent of the work being done; empty outside of any."""
    return _around.get()


def trace_id() -> str:
    """The trace the work being done belongs to; empty outside of any."""
    return _around.get()[3:35]


def _begun(name: str, kind: str, parent: str, trace_id: str, facts: dict[str, str | int]) -> Span:
    known = _TRACEPARENT.fullmatch(parent) or _TRACEPARENT.fullmatch(_around.get())
    if known:
        trace, parent_id, flags = known.groups()
    else:
        fits = _TRACE_ID.fullmatch(trace_id)
        trace, parent_id, flags = trace_id if fits else secrets.token_hex(16), "", SAMPLED
    return Span(name=name, kind=kind, trace_id=trace, parent_id=parent_id, flags=flags, facts=facts)


def configure(process: str) -> None:
    """Send this process's spans to the receiver the environment names, if it names one."""
    if not os.environ.get(RECEIVER):
        return
    try:
        from kit.telemetry import open_exporter  # noqa: PLC0415 – only where spans are sent
    except ImportError:
        log.warning("no spans are sent: kaiban[tracing] is not installed", process=process)
        return
    _Receiver.take, _Receiver.close = open_exporter(f"kaiban-{process}")


def close() -> None:
    """Send what is left."""
    _Receiver.close()
    _Receiver.take = None
