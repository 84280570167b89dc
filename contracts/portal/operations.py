"""What operators see of the portal."""

from contracts.audit import AUDITORS
from contracts.operations import (
    OPERATORS,
    DiscardCommand,
    HeldQuery,
    ReplayAllCommand,
    ReplayCommand,
    ResendCommand,
    StepsQuery,
    TracesQuery,
)


class ListHeld(HeldQuery, rest="GET /held", by=OPERATORS):
    """搁置的消息｜What the portal has put aside, oldest first."""


class ReplayHeld(ReplayCommand, rest="POST /held/{held_id}/replays", by=OPERATORS):
    """重新处理｜Try a message again; what has taken effect meanwhile has none again."""


class ReplayAllHeld(ReplayAllCommand, rest="POST /held/replays", by=OPERATORS):
    """全部重新处理｜Try all again: try again all that the portal has put aside, or that was within
    a time.
    """


class DiscardHeld(DiscardCommand, rest="POST /held/{held_id}/discarding", by=OPERATORS):
    """放弃处理｜Discard: give up a parked message for good; the portal will not act on it."""


class ResendEvents(ResendCommand, rest="POST /outbox/replays", by=OPERATORS):
    """重发事件｜Send events again: those of a time; whoever has acted on one drops it."""


class ListTraces(TracesQuery, rest="GET /traces", by=AUDITORS):
    """工作链｜The pieces of work that touched a class in the portal, the latest first."""


class ShowSteps(StepsQuery, rest="GET /traces/steps", by=AUDITORS):
    """工作环节｜The part the portal had in pieces of work."""
