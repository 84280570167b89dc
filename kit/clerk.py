"""The department's clerk: sends the outbox, chains the audit log, tries held events again, runs the
timers. One clerk per department at a time.
"""

import hashlib
import json
import time
from typing import Any

import structlog
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import DBAPIError

from kit import clock, metrics
from kit.audit import audit_hash
from kit.bus import BrokerAway, Publisher
from kit.crash import crash_point
from kit.database import Database
from kit.hearing import Hearing
from kit.office import DatabaseAway, Office
from kit.timers import Timers

log = structlog.get_logger()

BATCH = 200
IDLE_SECONDS = 0.5
# Under load events gather so long before they are sent: a batch of ten costs hardly more than one,
# here and wherever it is heard. A clerk that has rested this long sends at once.
GATHER_SECONDS = 0.04
RESTED_SECONDS = 0.01
AUDIT_BATCH = 2000
EVERY_SECOND = 1.0


class Clerk:
    """Runs until told to stop; survives an absent broker and an absent database."""

    def __init__(self, office: Office, hearing: Hearing, publisher: Publisher) -> None:
        self.office = office
        self.hearing = hearing
        self.publisher = publisher
        self.timers = Timers(office, outside=False)
        self.errands = Timers(office, outside=True)
        self.stopping = False
        self.leading = False
        self._chores_at = 0.0
        self._sent_at = 0.0

    def run(self) -> None:
        """Work until `stop`; another replica's clerk is waited for."""
        while not self.stopping:
            try:
                with _Leadership(self.office.database, self.office.name) as self.leading:
                    while self.leading and not self.stopping:
                        self.work_once()
                if not self.stopping:
                    time.sleep(EVERY_SECOND)
            except (BrokerAway, DatabaseAway, DBAPIError) as problem:
                log.warning("clerk waits", service=self.office.name, why=str(problem)[:300])
                time.sleep(EVERY_SECOND)
            finally:
                self.leading = False
        self.publisher.close()

    def run_errands(self) -> None:
        """What reaches outside, beside the clerk's own work: a slow receiver holds up nobody."""
        while not self.stopping:
            time.sleep(EVERY_SECOND)
            try:
                if self.leading:
                    self.errands.run()
            except (DatabaseAway, DBAPIError) as problem:
                log.warning("errands wait", service=self.office.name, why=str(problem)[:300])

    def stop(self) -> None:
        """Finish the round and end."""
        self.stopping = True
        self.office.outbox_filled.set()

    def work_once(self) -> None:
        """Send what waits, and once a second do the chores."""
        self.office.outbox_filled.wait(IDLE_SECONDS)
        if time.monotonic() - self._sent_at < RESTED_SECONDS:
            time.sleep(GATHER_SECONDS)
        self.office.outbox_filled.clear()
        while (sent := self.send_batch()) == BATCH:
            pass
        if sent:
            self._sent_at = time.monotonic()
        if time.monotonic() - self._chores_at >= EVERY_SECOND:
            self._chores_at = time.monotonic()
            self.chain_audit()
            self.hearing.retry_held()
            self.timers.run()
            metrics.CLERK_ROUND.labels(self.office.name).set_to_current_time()

    def send_batch(self) -> int:
        """Publish the oldest waiting events; those the broker confirmed are marked. How many were
        found waiting.
        """
        outbox = self.office.books.outbox
        with self.office.database.reading() as session:
            rows = session.execute(
                select(outbox.c.seq, outbox.c.event_id, outbox.c.name, outbox.c.body)
                .where(outbox.c.sent_at.is_(None))
                .order_by(outbox.c.seq)
                .limit(BATCH)
            ).all()
        if not rows:
            return 0
        crash_point("before_publish")
        unrouted = self.publisher.send_confirmed(
            [
                (_numbered(row.body, row.seq), f"{self.office.name}.events", row.name, row.event_id)
                for row in rows
            ]
        )
        crash_point("after_publish")
        self._mark_sent([row.seq for row in rows if row.event_id not in unrouted])
        if unrouted:
            metrics.UNROUTED.labels(self.office.name).inc(len(unrouted))
            time.sleep(EVERY_SECOND)
        return len(rows)

    def _mark_sent(self, sequences: list[int]) -> None:
        outbox = self.office.books.outbox
        crash_point("before_mark")
        with self.office.database.writing() as session:
            session.execute(
                update(outbox).where(outbox.c.seq.in_(sequences)).values(sent_at=clock.wall())
            )
        metrics.PUBLISHED.labels(self.office.name).inc(len(sequences))

    def chain_audit(self) -> int:
        """Give the new audit lines their place in the chain: each hash covers the line and the
        hash before it.
        """
        audit = self.office.books.audit
        with self.office.database.reading() as session:
            rows = session.execute(
                select(audit)
                .where(audit.c.seq.is_(None))
                .order_by(audit.c.audit_id)
                .limit(AUDIT_BATCH)
            ).all()
            if not rows:
                return 0
            last = session.execute(
                select(audit.c.seq, audit.c.hash)
                .where(audit.c.seq.is_not(None))
                .order_by(audit.c.seq.desc())
                .limit(1)
            ).first()
        seq, previous = (last.seq, last.hash) if last else (0, "")
        links = []
        for row in rows:
            seq += 1
            linked = audit_hash(row, seq, previous)
            links.append({"line": row.audit_id, "seq": seq, "prev_hash": previous, "hash": linked})
            previous = linked
        own_line = audit.c.audit_id == bindparam("line")
        with self.office.database.writing() as session:
            session.connection().execute(update(audit).where(own_line), links)
        return len(rows)


def _numbered(body: str, sequence: int) -> str:
    """The stored envelope with the sequence its row was given."""
    return json.dumps({**json.loads(body), "sequence": sequence}, ensure_ascii=False)


class _Leadership:
    """True for one clerk per department among all replicas; SQLite has one process anyway."""

    def __init__(self, database: Database, department: str) -> None:
        self._database = database
        self._key = int.from_bytes(hashlib.sha256(department.encode()).digest()[:6], "big")
        self._connection: Any = None

    def __enter__(self) -> bool:
        if not self._database.is_postgres:
            return True
        self._connection = self._database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        )
        return bool(
            self._connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key})
        )

    def __exit__(self, *problem: object) -> None:
        if self._connection is not None:
            # Closed for good, not given back to the pool: the lock must end with it.
            self._connection.invalidate()
            self._connection.close()
