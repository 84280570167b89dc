"""What a department has put aside: seen, tried again, given up; and what it sent, sent once more.

Everything here is safe to repeat: the inbox knows what has taken effect.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, Table, and_, delete, insert, select, update

from contracts.base import EVENTS, Page
from contracts.operations import (
    DiscardCommand,
    HeldEvent,
    HeldQuery,
    HeldState,
    Moved,
    ReplayAllCommand,
    ReplayCommand,
    ResendCommand,
    Try,
)
from contracts.refusals import Refusal, Unknown
from kit import clock
from kit.handlers import ANY, Handler
from kit.hearing import UNREADABLE
from kit.store import Store

log = structlog.get_logger()

# What was put aside may hold anything; only what looks like a name or an id is repeated.
_WORD = re.compile(r"[\w-]{1,80}", re.ASCII)
_UNREADABLE = ("无法识别的消息", "A message nobody can read")


def held_events(request: HeldQuery, store: Store) -> Page[HeldEvent]:
    """A page of what is put aside."""
    held = store.tables["held"]
    wanted = select(held).where(*_within(held.c.held_at, request.since, request.until))
    if request.state is not None:
        wanted = wanted.where(_in_state(held, request.state))
    rows, total = store.page(wanted.order_by(held.c.held_id), request.page, request.size)
    return Page(items=[_shown(row) for row in rows], total=total)


def replay(request: ReplayCommand, store: Store) -> Moved:
    """Have it tried again at once; Unknown (404) when it is not there."""
    held = store.tables["held"]
    count = _again(store, [held.c.held_id == request.held_id])
    if not count:
        raise _unknown()
    return Moved(count=count)


def replay_all(request: ReplayAllCommand, store: Store) -> Moved:
    """The same for all, or for those of a time."""
    held = store.tables["held"]
    return Moved(count=_again(store, _within(held.c.held_at, request.since, request.until)))


def _again(store: Store, which: Sequence[ColumnElement[bool]]) -> int:
    held = store.tables["held"]
    tried = update(held).where(*which).values(next_try_at=clock.wall(), attempts=1)
    return len(store.session.execute(tried.returning(held.c.held_id)).all())


def discard(request: DiscardCommand, store: Store, reactions: Sequence[Handler]) -> Moved:
    """Give one up. The inbox has it as handled: a later sending must not bring it back."""
    held = store.tables["held"]
    row = store.session.execute(select(held).where(held.c.held_id == request.held_id)).first()
    if row is None:
        raise _unknown()
    if row.next_try_at is not None:
        raise Refusal(
            "STILL_TRIED",
            "该消息仍在自动重试，搁置后方可放弃。",
            "This message is still being tried; it can be given up once it is parked.",
        )
    for consumer in _given_up(row, reactions):
        _enter(store, consumer, row.event_id)
    store.session.execute(delete(held).where(held.c.held_id == row.held_id))
    log.warning("message given up", consumer=row.consumer, event_id=row.event_id)
    return Moved(count=1)


def resend(request: ResendCommand, store: Store) -> Moved:
    """Mark sent events as unsent; the clerk sends them in their old order."""
    outbox = store.tables["outbox"]
    sent = _within(outbox.c.written_at, request.since, request.until)
    again = update(outbox).where(outbox.c.sent_at.is_not(None), *sent).values(sent_at=None)
    return Moved(count=store.session.execute(again).rowcount)  # type: ignore[attr-defined]  # a cursor result


def _within(
    column: ColumnElement[datetime], since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    bounds = [column >= since] if since is not None else []
    return [*bounds, column < until] if until is not None else bounds


def _in_state(held: Table, state: HeldState) -> ColumnElement[bool]:
    if state is HeldState.WAITING:
        return held.c.next_try_at.is_not(None)
    read = held.c.consumer == UNREADABLE
    mine = read if state is HeldState.UNREADABLE else ~read
    return and_(held.c.next_try_at.is_(None), mine)


def _shown(row: Any) -> HeldEvent:
    envelope = _envelope_in(row.body)
    name = _word(envelope.get("name"))
    kind = EVENTS.get(name)
    zh, en = (kind.heading.zh, kind.heading.en) if kind else (name, name) if name else _UNREADABLE
    return HeldEvent(
        held_id=row.held_id,
        reaction="" if row.consumer == UNREADABLE else row.consumer,
        event_id=row.event_id,
        name=name,
        zh=zh,
        en=en,
        known=kind is not None,
        class_id=_word(envelope.get("class_id")) or None,
        state=_state(row),
        tries=[Try(at=datetime.fromisoformat(one["at"]), why=one["why"]) for one in _tries(row)],
        next_try_at=row.next_try_at,
        held_at=row.held_at,
        came_by=" ".join(filter(None, map(row.headers.get, ("exchange", "routing_key")))),
        characters=len(row.body),
    )


def _tries(row: Any) -> Sequence[Mapping[str, str]]:
    """Of a message held by the release before, only its last reason is known."""
    return row.tries or [{"at": row.held_at.isoformat(), "why": row.reason}]


def _state(row: Any) -> HeldState:
    if row.next_try_at is not None:
        return HeldState.WAITING
    return HeldState.UNREADABLE if row.consumer == UNREADABLE else HeldState.PARKED


def _envelope_in(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _word(found: Any) -> str:
    return found if isinstance(found, str) and _WORD.fullmatch(found) else ""


def _given_up(row: Any, reactions: Sequence[Handler]) -> list[str]:
    if row.consumer != UNREADABLE:
        return [row.consumer]
    name = _word(_envelope_in(row.body).get("name"))
    return [one.method for one in reactions if one.name in {name, ANY}] if name in EVENTS else []


def _enter(store: Store, consumer: str, event_id: str) -> None:
    inbox = store.tables["inbox"]
    mine = and_(inbox.c.consumer == consumer, inbox.c.event_id == event_id)
    if store.session.execute(select(inbox.c.event_id).where(mine)).first() is None:
        row = {"consumer": consumer, "event_id": event_id, "handled_at": clock.wall()}
        store.session.execute(insert(inbox).values(**row))


def _unknown() -> Unknown:
    return Unknown("搁置的消息", "message put aside")
