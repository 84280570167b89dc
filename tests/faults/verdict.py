"""What must hold after any fault: all events have arrived, every invariant is kept, and each
command that was acknowledged has its effect once. Compared by ids, never by counts.
"""

import time
from collections import defaultdict
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Select, func, select

from contracts.enrollment import NominationState
from deploy.check import Cursor, check
from deploy.departments import all_departments, department
from kit.database import Database
from kit.invariants import Violation
from kit.settings import Settings
from tests.faults.acts import Log
from tests.journeys.places import Suite

DRAIN_SECONDS = 150.0
GRACE_SECONDS = 1.0
GAPS = ("certificate_numbers_have_no_gap", "the_audit_chain_is_unbroken")

# Where the effect of each command stands: department, table, the mark it carries, its id.
EFFECTS = {
    "nominate": ("enrollment", "nomination", "student_no", "nomination_id"),
    "check_in": ("enrollment", "trainee", "trainee_id", "trainee_id"),
    "record_payment": ("finance", "payment", "reference", "payment_id"),
    "register_venue": ("scheduling", "venue", "name", "venue_id"),
}


@dataclass(kw_only=True)
class Verdict:
    """What came of a run; sound when nothing but `acknowledged` is left."""

    acknowledged: int
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    money: int = 0
    gaps: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every guard has held."""
        return not (self.lost or self.doubled or self.money or self.gaps or self.other)

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in asdict(self).items() if value)


def settings_of(suite: Suite) -> Settings:
    """How the departments of a suite are reached from here."""
    return Settings(database_template=suite.environment["KAIBAN_DATABASE_URL"], var=suite.var)


def drain(settings: Settings, *, seconds: float = DRAIN_SECONDS) -> list[Violation]:
    """Wait until every event has taken effect and nothing waits aside; what is wrong after all."""
    deadline = time.monotonic() + seconds
    while True:
        found = check(settings, grace=GRACE_SECONDS, cursor=Cursor()).violations
        if time.monotonic() > deadline or not (found or _waiting(settings)):
            return found
        time.sleep(1.0)


def judge(settings: Settings, log: Log, *, seconds: float = DRAIN_SECONDS) -> Verdict:
    """The verdict on a run whose load has ended and whose faults are over."""
    verdict = Verdict(acknowledged=log.acknowledged)
    for violation in drain(settings, seconds=seconds):
        line = f"{violation.invariant} {violation.department} {violation.about}"
        (verdict.gaps if violation.invariant in GAPS else verdict.other).append(line)
    for kind in EFFECTS:
        _compare(settings, kind, log, verdict)
    _count_board(settings, verdict)
    verdict.other += [*log.unlike, *(f"never answered: {one}" for one in log.unanswered)]
    return verdict


def _compare(settings: Settings, kind: str, log: Log, verdict: Verdict) -> None:
    name, table, mark, key = EFFECTS[kind]
    columns = _tables(name)[table].c
    effects = select(columns[mark], columns[key])
    if kind == "check_in":
        effects = effects.where(columns.checked_in_at.is_not(None))
    there: dict[str, list[str]] = defaultdict(list)
    for row in _rows(settings, name, effects):
        there[row[0]].append(row[1])
    told, refused = log.done.get(kind, {}), log.refused.get(kind, {})
    for one, made in told.items():
        if made not in there[one]:
            verdict.lost.append(f"{kind} {one} {made}")
        verdict.doubled += [f"{kind} {one} {more}" for more in there[one] if more != made]
    # What was refused has no effect at all.
    verdict.doubled += [
        f"{kind} {one} refused: {code}" for one, code in refused.items() if there[one]
    ]
    if kind == "record_payment":
        verdict.money = _difference(settings, log)


def _difference(settings: Settings, log: Log) -> int:
    """Between what callers were told was paid, and what the ledger holds; in fen."""
    posting = _tables("finance")["posting"].c
    payment = _tables("finance")["payment"].c
    posted = select(func.coalesce(func.sum(posting.amount_fen), 0)).where(
        posting.voucher.startswith("PAYMENT-")
    )
    paid = select(payment.reference, payment.amount_fen).where(payment.fee_id.is_(None))
    amounts = dict(_rows(settings, "finance", paid))
    told = log.done.get("record_payment", {})
    expected = sum(amount for mark, amount in log.amounts.items() if mark in told)
    in_ledger: int = _rows(settings, "finance", posted)[0][0]
    return max(abs(in_ledger - expected), abs(sum(amounts.values()) - expected))


def _count_board(settings: Settings, verdict: Verdict) -> None:
    """The portal counts each nomination when it hears of it: once."""
    nomination, board = _tables("enrollment")["nomination"].c, _tables("portal")["board_line"].c
    stands = nomination.state.not_in([NominationState.WITHDRAWN_BY_UNIT, NominationState.REJECTED])
    made = select(nomination.class_id, func.count()).where(stands).group_by(nomination.class_id)
    counted = dict(_rows(settings, "portal", select(board.class_id, board.nominated)))
    for class_id, nominations in _rows(settings, "enrollment", made):
        more = counted.get(class_id, 0) - nominations
        if more > 0:
            verdict.doubled += [f"counted on the board {more} times too often: {class_id}"]
        elif more < 0:
            verdict.lost += [f"not counted on the board {-more} times: {class_id}"]


def _waiting(settings: Settings) -> int:
    """How many events wait for their next try, or to be sent."""
    count = 0
    for kind in all_departments():
        tables: Any = kind.store_type.tables  # type: ignore[attr-defined]
        held, outbox = tables["held"].c, tables["outbox"].c
        for waits in (held.next_try_at.is_not(None), outbox.sent_at.is_(None)):
            wanted = select(func.count()).where(waits)
            count += _rows(settings, kind.name, wanted)[0][0]  # type: ignore[attr-defined]
    return count


def _tables(name: str) -> Any:
    service: Any = department(name)
    return service.store_type.tables


def _rows(settings: Settings, name: str, statement: Select[Any]) -> list[Any]:
    database = Database(settings.database_url(name), pool_size=1)
    with closing(database), database.reading() as session:
        return list(session.execute(statement).all())
