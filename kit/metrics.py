"""What Prometheus sees of what this process does. Labels are bounded words, never ids.

What stands in a database is not counted here but asked for at the scrape: `kit.measures`.
"""

from collections.abc import Iterable
from importlib.metadata import version

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# The moment a series began is told by the start of its process.
disable_created_metrics()  # type: ignore[no-untyped-call]

REQUEST, EVENT = "request", "event"
# What a passport can be refused for.
FORGERIES = ("unsigned", "altered", "other_message", "wrong_signer", "too_long")
# How often a loop looks how late it is.
TICK_SECONDS = 1.0

HANDLED = Counter(
    "kaiban_messages_handled_total",
    "Requests and events handled",
    ["service", "kind", "message", "outcome"],
)
HANDLING = Histogram(
    "kaiban_message_handling_seconds",
    "Time a department takes for a request, or for one reaction to an event",
    ["service", "kind", "message"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
EVENT_BATCH = Histogram(
    "kaiban_event_batch_seconds",
    "Time a department takes for the events of one transaction, with its commit",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
EVENT_LAG = Histogram(
    "kaiban_event_lag_seconds",
    "Time from an event's commit to its effect's commit",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 300),
)
DUPLICATES = Counter(
    "kaiban_inbox_duplicates_total",
    "Deliveries dropped because their effect was already there",
    ["service"],
)
PUBLISHED = Counter("kaiban_events_published_total", "Events the broker confirmed", ["service"])
UNROUTED = Counter(
    "kaiban_events_unrouted_total", "Events the broker found no queue for", ["service"]
)
LATE = Counter(
    "kaiban_requests_late_total", "Requests dropped because nobody waited any more", ["service"]
)
FORGED = Counter(
    "kaiban_requests_forged_total",
    "Requests dropped because their signature was not that of whom they name",
    ["service", "why"],
)
CLERK_ROUND = Gauge(
    "kaiban_clerk_last_round_timestamp_seconds",
    "When the clerk that leads last finished a round",
    ["service"],
)
LOOP_LAG = Histogram(
    "kaiban_eventloop_lag_seconds",
    "How late the loop's tick of each second was",
    ["process"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
HTTP = Histogram(
    "kaiban_http_request_duration_seconds",
    "Time the gateway takes for a request",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
BROKER_CONNECTED = Gauge(
    "kaiban_broker_connected", "Whether departments can be asked from here: 1 or 0", ["process"]
)
POOL_IN_USE = Gauge(
    "kaiban_db_pool_connections_in_use",
    "Connections of a pool that are lent out",
    ["database", "pool"],
)
POOL_MOST = Gauge(
    "kaiban_db_pool_connections_max",
    "How many connections a pool lends at most",
    ["database", "pool"],
)
INVARIANT_VIOLATIONS = Gauge(
    "kaiban_invariant_violations",
    "Records that broke an invariant when it was last looked at",
    ["invariant"],
)
INVARIANT_CHECKED = Gauge(
    "kaiban_invariant_check_last_success_timestamp_seconds",
    "When the invariants were last looked at to the end, whatever was found",
)
INVARIANT_CHECK = Gauge(
    "kaiban_invariant_check_seconds", "How long the last look at the invariants took"
)
BACKED_UP = Gauge(
    "kaiban_backup_last_success_timestamp_seconds",
    "When the newest back-up was made; before the first, since when one is waited for",
)
BUILD = Gauge("kaiban_build_info", "Always 1; its label tells the version", ["version"])

BUILD.labels(version("kaiban")).set(1)


def begin_at_zero(service: str) -> None:
    """Show a department's counts before anything has happened: the first one is then a rise."""
    for metric in (DUPLICATES, PUBLISHED, UNROUTED, LATE, EVENT_BATCH, EVENT_LAG):
        metric.labels(service)
    for why in FORGERIES:
        FORGED.labels(service, why)


def begin_messages_at_zero(
    service: str, kind: str, messages: Iterable[str], *, trouble: str
) -> None:
    """The same for the outcome of a message that nobody wants to see."""
    for message in messages:
        HANDLED.labels(service, kind, message, trouble)
