"""What must hold between departments: every event took effect once wherever it is subscribed to,
nothing took effect that nobody wrote, and what several departments keep of one fact is the same.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from heapq import merge
from itertools import groupby, repeat
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.handlers import ANY
from kit.hearing import UNREADABLE, event_id_in
from kit.invariants import SLICE, Records, Span, Violation, first_id_at

HAPPENED, FOUNDED = "events_take_effect_once", "no_effect_without_an_event"
AGREEMENTS = (HAPPENED, FOUNDED)
LAST_ID = 32 * "f"


class Accounting:
    """Compares all outboxes with all inboxes, a stretch of event ids at a time: ids are in the
    order of their making, so that neither side need be held whole.
    """

    def __init__(self, departments: Sequence[Records], span: Span) -> None:
        self._departments = departments
        self._span = span
        # Where a next check may begin: what comes before is accounted for, unless named as wrong.
        self.settled = first_id_at(span.until)

    def violations(self) -> Iterator[Violation]:
        """Events without effect where they were to have one, and effects without an event."""
        with ExitStack() as until_the_end:
            sessions = {
                one.name: until_the_end.enter_context(one.database.reading())
                for one in self._departments
            }
            held = {one.name: _held(sessions[one.name], one) for one in self._departments}
            self.settled = min(
                [
                    self.settled,
                    *(_first_to_be_tried(sessions[one.name], one) for one in self._departments),
                ]
            )
            for first, last, written in self._stretches(sessions):
                for consumer in self._departments:
                    # Read after the outboxes: what has been heard has been written.
                    entered = _entered(sessions[consumer.name], consumer, first, last)
                    yield from self._missing(consumer, written, entered, held[consumer.name])
                    yield from self._unfounded(consumer, written, entered)

    def _stretches(
        self, sessions: Mapping[str, Session]
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """First and last id, and what was written from the one to the other."""
        first, end = self._span.since, first_id_at(self._span.until)
        while first < end:
            found = [_written(sessions[one.name], one, first, end) for one in self._departments]
            last = min([rows[-1].event_id for rows in found if len(rows) == SLICE], default=end)
            yield (
                first,
                last,
                {row.event_id: row for rows in found for row in rows if row.event_id <= last},
            )
            first = _next(last)

    def _missing(
        self,
        consumer: Records,
        written: Mapping[str, Any],
        entered: set[tuple[str, str]],
        held: set[tuple[str, str]],
    ) -> Iterator[Violation]:
        for event_id, row in written.items():
            on_its_way = row.sent_at is None or row.sent_at >= self._span.until
            for method in _reactions(consumer, row.name):
                known = {(method, event_id), (UNREADABLE, event_id)}
                if (method, event_id) in entered or known & held:
                    continue
                if on_its_way:
                    self.settled = min(self.settled, event_id)
                else:
                    about = f"{row.name} {event_id} {method}"
                    yield Violation(HAPPENED, consumer.name, about)

    def _unfounded(
        self, consumer: Records, written: Mapping[str, Any], entered: set[tuple[str, str]]
    ) -> Iterator[Violation]:
        strange = sorted(pair for pair in entered if pair[1] not in written)
        # What a reaction emits late has an early id: it may have been written after the first look.
        written_since = self._known({event_id for _, event_id in strange})
        for method, event_id in strange:
            if event_id not in written_since:
                yield Violation(FOUNDED, consumer.name, f"{event_id} {method}")

    def _known(self, event_ids: set[str]) -> set[str]:
        """Which of these some department has written by now."""
        found: set[str] = set()
        for one in self._departments if event_ids else ():
            event_id = one.tables["outbox"].c.event_id
            with one.database.reading() as session:
                found |= set(session.scalars(select(event_id).where(event_id.in_(event_ids))))
        return found


def _written(session: Session, records: Records, first: str, end: str) -> Sequence[Any]:
    outbox = records.tables["outbox"].c
    return session.execute(
        select(outbox.event_id, outbox.name, outbox.sent_at)
        .where(outbox.event_id >= first, outbox.event_id <= end)
        .order_by(outbox.event_id)
        .limit(SLICE)
    ).all()


def _entered(session: Session, records: Records, first: str, last: str) -> set[tuple[str, str]]:
    inbox = records.tables["inbox"].c
    methods = {method for methods in records.reactions.values() for method in methods}
    rows = session.execute(
        select(inbox.consumer, inbox.event_id).where(
            # The key begins with the consumer.
            inbox.consumer.in_(methods),
            inbox.event_id >= first,
            inbox.event_id <= last,
        )
    )
    return {(row.consumer, row.event_id) for row in rows}


def _held(session: Session, records: Records) -> set[tuple[str, str]]:
    """What waits aside; of messages the broker or nobody could deliver, whose event they hold."""
    held = records.tables["held"].c
    rows = session.execute(select(held.consumer, held.event_id, held.body))
    return {
        (row.consumer, event_id_in(row.body) if row.consumer == UNREADABLE else row.event_id)
        for row in rows
    }


def _first_to_be_tried(session: Session, records: Records) -> str:
    """The first event that waits for its next try: what it will cause has an id near its own."""
    held = records.tables["held"].c
    waiting = select(func.min(held.event_id)).where(held.next_try_at.is_not(None))
    return session.scalar(waiting) or LAST_ID


def _reactions(records: Records, event: str) -> Sequence[str]:
    return (*records.reactions.get(event, ()), *records.reactions.get(ANY, ()))


def _next(event_id: str) -> str:
    return f"{int(event_id, 16) + 1:032x}"


# -- facts several departments keep ---------------------------------------------------------------


def disagreements(departments: Sequence[Records], patience: float) -> set[Violation]:
    """Facts that one department knows and another, which keeps them too, does not.

    What differs may be on its way: it counts when it still differs after `patience` seconds.
    """
    differing, pause = _disagreements(departments), 0.5
    deadline = time.monotonic() + patience
    while differing and time.monotonic() < deadline:
        time.sleep(min(pause, max(0.0, deadline - time.monotonic())))
        pause *= 2
        differing &= _disagreements(departments)
    return differing


def _disagreements(departments: Sequence[Records]) -> set[Violation]:
    facts = sorted({fact for one in departments for fact in one.facts})
    return {
        violation
        for fact in facts
        for violation in _differences(fact, [one for one in departments if fact in one.facts])
    }


def _differences(fact: str, keepers: Sequence[Records]) -> Iterator[Violation]:
    """A merge of what each keeper knows: each names the ids in their order, and none is held."""
    with ExitStack() as until_the_end:
        known = [
            zip(
                one.facts[fact](until_the_end.enter_context(one.database.reading())),
                repeat(one.name),
                strict=False,
            )
            for one in keepers
        ]
        everybody = {one.name for one in keepers}
        for about, pairs in groupby(merge(*known), key=itemgetter(0)):
            for name in everybody - {name for _, name in pairs}:
                yield Violation(fact, name, about)
