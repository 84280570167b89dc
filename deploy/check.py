"""`kaiban check`: looks whether everything that must hold does hold, in all departments' records.

It only reads. What is younger than the grace time may be on its way and is left to the next look.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy.departments import all_departments
from kit import clock
from kit.agreement import AGREEMENTS, Accounting, disagreements
from kit.database import DATABASE_ERRORS, Database
from kit.handlers import handlers_of
from kit.invariants import (
    KEPT_EVERYWHERE,
    Records,
    Span,
    Violation,
    holds_id_number,
    last_audited,
    look_at,
)
from kit.settings import Settings

GRACE_SECONDS = 60.0
UNKNOWN = 2
# So many of each are named to people; all are counted.
NAMED = 20
LOGS = "no_id_number_is_logged"


@dataclass(frozen=True)
class Cursor:
    """How far earlier checks have come without finding anything: the first event not yet looked
    at, the last audit line of each department, the bytes of each log file.
    """

    event_id: str = ""
    audited: dict[str, int] = field(default_factory=dict)
    logs: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a check has found, and where the next one may begin."""

    invariants: list[str]
    violations: list[Violation]
    cursor: Cursor


def run(*, as_json: bool, grace: float, after: str) -> int:
    """Check everything, or what came after an earlier check's cursor; 1 when anything is wrong, 2
    when a database could not be read and nothing is known.
    """
    started = time.monotonic()
    try:
        found = check(Settings(), grace=grace, cursor=Cursor(**json.loads(after or "{}")))
    except DATABASE_ERRORS as away:
        print(
            f"数据库无法读取，未作检查 Not checked, a database cannot be read: {away.orig}",
            file=sys.stderr,
        )
        return UNKNOWN
    if as_json:
        print(json.dumps(asdict(found)))
    else:
        print("\n".join(_lines(found, time.monotonic() - started)))
    return 1 if found.violations else 0


def check(settings: Settings, *, grace: float, cursor: Cursor) -> Findings:
    """Look at all departments' records, and at what this machine's processes have logged.

    `grace` is how many seconds an event may be on its way.
    """
    until = clock.wall() - timedelta(seconds=grace)
    with ExitStack() as until_the_end:
        opened = [until_the_end.enter_context(_records(d, settings)) for d in all_departments()]
        audited = {one.name: last_audited(one) for one in opened}
        violations: list[Violation] = []
        for one in opened:
            seen = cursor.audited.get(one.name, 0)
            violations += look_at(one, Span(since=cursor.event_id, audited=seen, until=until))
        accounting = Accounting(opened, Span(since=cursor.event_id, audited=0, until=until))
        violations += accounting.violations()
        violations += disagreements(opened, patience=grace)
        sizes, told = _read_logs(settings.var / "log", cursor.logs)
        violations += told
        fresh = Cursor(accounting.settled, audited, sizes)
        return Findings(
            invariants=_names(opened),
            violations=sorted(violations),
            # What was found is found again, until it is mended.
            cursor=cursor if violations else fresh,
        )


@contextmanager
def _records(department: Any, settings: Settings) -> Iterator[Records]:
    reactions: dict[str, tuple[str, ...]] = {}
    for handler in handlers_of(department):
        if handler.reacts:
            reactions[handler.name] = (*reactions.get(handler.name, ()), handler.method)
    database = Database(settings.database_url(department.name), pool_size=1)
    store = department.store_type
    try:
        yield Records(
            name=department.name,
            database=database,
            tables=store.tables,
            reactions=reactions,
            looks=store.invariants,
            facts=store.facts,
        )
    finally:
        database.close()


def _read_logs(folder: Path, seen: dict[str, int]) -> tuple[dict[str, int], list[Violation]]:
    """How long each log now is, and the lines in which an id number can be read."""
    sizes, found = {}, []
    for path in sorted(folder.glob("*.log*")):
        size = path.stat().st_size
        begin = seen.get(path.name, 0)
        with path.open("rb") as log:
            # A file that has been begun anew is read from its first line.
            log.seek(begin if begin <= size else 0)
            for line in log:
                if holds_id_number(line.decode(errors="replace")):
                    found.append(Violation(LOGS, path.stem.partition(".")[0], path.name))
                    break
        sizes[path.name] = size
    return sizes, found


def _names(opened: Sequence[Records]) -> list[str]:
    """Every invariant there is, in the order of looking."""
    own = [look.__name__ for one in opened for look in one.looks]
    facts = sorted({fact for one in opened for fact in one.facts})
    return [*(kept.__name__ for kept in KEPT_EVERYWHERE), *own, *AGREEMENTS, *facts, LOGS]


def _lines(found: Findings, seconds: float) -> Iterator[str]:
    counted = Counter(violation.invariant for violation in found.violations)
    for name in found.invariants:
        yield f"{'ok' if not counted[name] else counted[name]:>8}  {name}"
    named: Counter[str] = Counter()
    for violation in found.violations:
        named[violation.invariant] += 1
        if named[violation.invariant] <= NAMED:
            yield f"{violation.invariant}  {violation.department}  {violation.about}"
    wrong, looked_at = len(found.violations), len(found.invariants)
    yield f"{wrong} violations of {looked_at} invariants, {seconds:.1f} s"
