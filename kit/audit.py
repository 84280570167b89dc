"""The audit log as auditors read it, and the chain that shows whether it was touched."""

import hashlib
import json
import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from contracts.audit import AuditChain, AuditField, AuditLine, AuditLog, AuditQuery
from contracts.base import REQUESTS, Request, department_of
from kit.rights import acts_for_a_unit
from kit.store import Store
from kit.wire import called

SLICE = 2000
REFUSED = "refused:"


def audit_log(request: AuditQuery, store: Store) -> AuditLog:
    """One page of the log of the department that was asked, the latest line first."""
    audit = store.tables["audit"]
    wanted = _matching(select(audit), audit, request)
    rows, total = store.page(wanted.order_by(audit.c.audit_id.desc()), request.page, request.size)
    before = _hashes_before(store.session, audit, rows)
    department = department_of(type(request))
    return AuditLog(
        items=[_line(row, department, before) for row in rows],
        total=total,
        chain=check_chain(store.session, audit) if request.check_chain else None,
    )


def audit_hash(row: Any, seq: int, previous: str) -> str:
    """SHA-256 over the line and the hash of the line before."""
    line = [
        seq,
        row.at.isoformat(),
        row.person_id,
        row.request_id,
        row.message,
        row.outcome,
        row.detail,
    ]
    return hashlib.sha256((previous + json.dumps(line, ensure_ascii=False)).encode()).hexdigest()


def check_chain(session: Session, audit: Table, *, after: int = 0) -> AuditChain:
    """Follow the chain from its first line until it ends or breaks; or from the line `after` on,
    which was found sound before.
    """
    seq, previous = after, ""
    if after:
        known = select(audit.c.hash).where(audit.c.seq == after)
        previous = session.scalar(known) or ""
    following = select(audit).order_by(audit.c.seq).limit(SLICE)
    while rows := session.execute(following.where(audit.c.seq > seq)).all():
        for row in rows:
            if row.seq != seq + 1 or not _holds(row, previous):
                return AuditChain(lines=seq, broken_at=seq + 1)
            seq, previous = row.seq, row.hash
        # A long log takes seconds; whoever else asks is served in between.
        time.sleep(0)
    return AuditChain(lines=seq, broken_at=None)


def _holds(row: Any, previous: str | None) -> bool:
    return bool(row.prev_hash == previous and row.hash == audit_hash(row, row.seq, row.prev_hash))


def _matching(statement: Select[Any], audit: Table, request: AuditQuery) -> Select[Any]:
    columns = audit.c
    if request.by:
        statement = statement.where(columns.person_id == request.by)
    if request.request:
        statement = statement.where(columns.message == request.request)
    if request.since is not None:
        statement = statement.where(columns.at >= request.since)
    if request.until is not None:
        statement = statement.where(columns.at < request.until)
    if request.class_id is not None:
        # As kit.books writes it; a quotation mark inside a text stands there with a backslash.
        named = f'"class_id": {json.dumps(request.class_id, ensure_ascii=False)}'
        statement = statement.where(columns.detail.contains(named, autoescape=True))
    return statement


def _hashes_before(session: Session, audit: Table, rows: Iterable[Any]) -> dict[int, str]:
    """The hash of the line before each of these, by this line's number; none before the first."""
    numbers = [row.seq - 1 for row in rows if row.seq is not None]
    known = session.execute(select(audit.c.seq, audit.c.hash).where(audit.c.seq.in_(numbers)))
    return {1: ""} | {seq + 1: linked for seq, linked in known}


def _line(row: Any, department: str, before: dict[int, str]) -> AuditLine:
    kind = REQUESTS.get(f"{department}.{row.message}")
    sent = _as_sent(row.detail)
    return AuditLine(
        seq=row.seq,
        at=row.at,
        person_id=row.person_id,
        on_behalf_of=_unit_of(kind, sent),
        request=row.message,
        zh=kind.heading.zh if kind else row.message,
        en=kind.heading.en if kind else row.message,
        records={
            name: value
            for name, value in sent.items()
            if name.endswith("_id") and isinstance(value, str)
        },
        refused=row.outcome.removeprefix(REFUSED) if row.outcome.startswith(REFUSED) else "",
        fields=_fields(kind, sent),
        request_id=row.request_id,
        unbroken=None if row.seq is None else _holds(row, before.get(row.seq)),
    )


def _as_sent(detail: str) -> dict[str, Any]:
    """The fields as they were kept; of a line that is no JSON, what there is."""
    try:
        sent = json.loads(detail)
    except ValueError:
        sent = detail
    return sent if isinstance(sent, dict) else {"": sent}


def _unit_of(kind: type[Request[Any]] | None, sent: dict[str, Any]) -> str:
    in_its_name = kind is not None and acts_for_a_unit(kind)
    return str(sent.get("unit_id", "")) if in_its_name else ""


def _fields(kind: type[Request[Any]] | None, sent: dict[str, Any]) -> list[AuditField]:
    return [_field(kind, name, value) for name, value in sent.items()]


def _field(kind: type[Request[Any]] | None, name: str, value: Any) -> AuditField:
    title, _ = called(kind, [name])
    return AuditField(
        name=name,
        zh=title.zh if title else name,
        en=title.en if title else name,
        value=value if isinstance(value, str) else _as_json(value),
    )


def _as_json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
