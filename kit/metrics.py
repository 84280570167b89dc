"""What Prometheus sees. Labels are bounded words, never ids."""

from prometheus_client import Counter, Gauge, Histogram

HANDLED = Counter(
    "kaiban_messages_handled_total",
    "Requests and events handled",
    ["service", "message", "outcome"],
)
HANDLING = Histogram(
    "kaiban_message_handling_seconds",
    "Time a department takes for a request or a batch of events",
    ["service", "message"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
DUPLICATES = Counter(
    "kaiban_inbox_duplicates_total",
    "Deliveries dropped because their effect was already there",
    ["service"],
)
OUTBOX_WAITING = Gauge(
    "kaiban_outbox_waiting_events",
    "Events written and not yet confirmed by the broker",
    ["service"],
)
OUTBOX_OLDEST = Gauge(
    "kaiban_outbox_oldest_seconds", "Age of the oldest event not yet confirmed", ["service"]
)
PUBLISHED = Counter("kaiban_events_published_total", "Events the broker confirmed", ["service"])
UNROUTED = Counter(
    "kaiban_events_unrouted_total", "Events the broker found no queue for", ["service"]
)
HELD = Gauge("kaiban_held_events", "Events waiting for their next try", ["service"])
PARKED = Gauge("kaiban_parked_events", "Events put aside after every try failed", ["service"])
LATE = Counter(
    "kaiban_requests_late_total", "Requests dropped because nobody waited any more", ["service"]
)
EVENT_LAG = Histogram(
    "kaiban_event_lag_seconds",
    "Time from an event's commit to its effect's commit",
    ["service"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 300),
)
LOOP_LAG = Gauge("kaiban_eventloop_lag_seconds", "How late the loop's last tick was", ["process"])
HTTP = Histogram(
    "kaiban_http_request_seconds",
    "Time the gateway takes for a request",
    ["method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
