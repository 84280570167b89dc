"""How pieces of work went through a department: found by the class they touched or by their id, and
step by step.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select, union_all

from contracts.base import EVENTS, REQUESTS, Title, department_of
from contracts.operations import (
    Step,
    StepKind,
    Steps,
    StepsQuery,
    StepState,
    TraceHead,
    TracesQuery,
)
from contracts.refusals import Invalid
from kit.audit import REFUSED
from kit.handlers import Handler
from kit.store import Store

MOST_STEPS = 1000


def traces(request: TracesQuery, store: Store) -> list[TraceHead]:
    """The latest pieces of work; Invalid (422) where nothing says which."""
    if not (request.class_id or request.reference):
        raise Invalid(
            "NAME_ONE",
            "请指定班次，或请求、跟踪编号。",
            "Please name a class, or the id of a request or a trace.",
        )
    audit, outbox = store.tables["audit"], store.tables["outbox"]
    parts = union_all(
        _part(audit, audit.c.at, _wanted(audit, audit, request)),
        _part(outbox, _occurred_at(outbox), _wanted(outbox, audit, request)),
    ).subquery()
    began_at = func.min(parts.c.at)
    heads = select(parts.c.trace_id, began_at).group_by(parts.c.trace_id)
    if request.since is not None:
        heads = heads.having(began_at >= request.since)
    if request.until is not None:
        heads = heads.having(began_at < request.until)
    latest = heads.order_by(began_at.desc(), parts.c.trace_id.desc()).limit(request.size)
    rows = store.session.execute(latest).all()
    return [TraceHead(trace_id=trace_id, at=at) for trace_id, at in rows]


def steps(request: StepsQuery, store: Store, reactions: Sequence[Handler]) -> Steps:
    """The department's commands, events and reactions, as many as can be shown."""
    found = [
        *_commands(request, store),
        *_events(request, store),
        *_reactions(request, store, [one.method for one in reactions]),
    ]
    found.sort(key=lambda step: step.at)
    return Steps(items=found[:MOST_STEPS], more=len(found) > MOST_STEPS)


def _part(table: Table, at: ColumnElement[Any], wanted: ColumnElement[bool]) -> Select[Any]:
    return select(table.c.trace_id, at.label("at")).where(table.c.trace_id != "", wanted)


def _wanted(table: Table, audit: Table, request: TracesQuery) -> ColumnElement[bool]:
    """Only the audit log knows requests; the events of one have its trace."""
    ways = []
    if request.class_id:
        ways.append(table.c.class_id == request.class_id)
    if request.reference:
        asked = select(audit.c.trace_id).where(audit.c.request_id == request.reference)
        ways += [table.c.trace_id == request.reference, table.c.trace_id.in_(asked)]
    return or_(*ways)


def _occurred_at(outbox: Table) -> ColumnElement[Any]:
    return func.coalesce(outbox.c.occurred_at, outbox.c.written_at)


def _commands(request: StepsQuery, store: Store) -> Iterator[Step]:
    audit = store.tables["audit"]
    mine = select(audit).where(audit.c.trace_id.in_(request.trace_ids))
    for row in store.session.execute(mine.order_by(audit.c.audit_id).limit(MOST_STEPS + 1)):
        kind = REQUESTS.get(f"{department_of(type(request))}.{row.message}")
        refused = row.outcome.startswith(REFUSED)
        yield _step(
            StepKind.COMMAND,
            StepState.REFUSED if refused else StepState.DONE,
            kind.heading if kind else None,
            row.message,
            trace_id=row.trace_id,
            step_id=row.request_id,
            at=row.at,
            person_id=row.person_id,
            class_id=row.class_id,
            why=row.outcome.removeprefix(REFUSED) if refused else "",
        )


def _events(request: StepsQuery, store: Store) -> Iterator[Step]:
    outbox = store.tables["outbox"]
    mine = select(outbox).where(outbox.c.trace_id.in_(request.trace_ids))
    for row in store.session.execute(mine.order_by(outbox.c.seq).limit(MOST_STEPS + 1)):
        kind, envelope = EVENTS.get(row.name), json.loads(row.body)
        yield _step(
            StepKind.EVENT,
            StepState.UNSENT if row.sent_at is None else StepState.SENT,
            kind.heading if kind else None,
            row.name,
            trace_id=row.trace_id,
            step_id=row.event_id,
            cause=envelope["causation_id"],
            at=row.occurred_at or row.written_at,
            wall_at=row.written_at,
            person_id=envelope["actor"],
            class_id=row.class_id,
        )


def _reactions(request: StepsQuery, store: Store, methods: Sequence[str]) -> Iterator[Step]:
    inbox, held = store.tables["inbox"], store.tables["held"]
    taken = select(inbox).where(
        # The key begins with the reaction.
        inbox.c.consumer.in_(methods),
        inbox.c.event_id.in_(request.event_ids),
    )
    for row in store.session.execute(taken.limit(MOST_STEPS + 1)):
        yield _reaction(StepState.DONE, row.consumer, row.event_id, row.handled_at)
    kept = select(held).where(held.c.event_id.in_(request.event_ids))
    for row in store.session.execute(kept.limit(MOST_STEPS + 1)):
        state = StepState.PARKED if row.next_try_at is None else StepState.WAITING
        yield _reaction(state, row.consumer, row.event_id, row.held_at, why=row.reason)


def _reaction(state: StepState, method: str, event_id: str, at: Any, why: str = "") -> Step:
    return _step(
        StepKind.REACTION,
        state,
        None,
        method,
        step_id=event_id,
        cause=event_id,
        at=at,
        wall_at=at,
        why=why,
    )


def _step(kind: StepKind, state: StepState, heading: Title | None, name: str, **more: Any) -> Step:
    told = {
        "trace_id": "",
        "cause": "",
        "person_id": "",
        "class_id": None,
        "wall_at": None,
        "why": "",
        "zh": heading.zh if heading else name,
        "en": heading.en if heading else name,
    }
    return Step(kind=kind, state=state, name=name, **(told | more))
