"""Looks every few minutes whether the invariants hold, and how old the newest back-up is, and shows
Prometheus what was found.

Each look is `kaiban check` in a process of its own: it holds up nobody here, and gives back what
memory it took.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import structlog

from deploy.backup import last_made_at
from kit import green, metrics
from kit.settings import Settings

log = structlog.get_logger()

WATCH = "watch"

# A suite that has just been started has better things to do.
FIRST_SECONDS = 60.0
LIMIT_SECONDS = 900.0
# Whatever was sound may have been touched since: from time to time everything is looked at again.
WHOLE_SECONDS = 86_400.0
NAMED = 50


class Watch:
    """Looks again and again."""

    def __init__(self, settings: Settings) -> None:
        self._every = float(settings.check_seconds)
        self._backups = Path(settings.backups) if settings.backups else None
        self._cursor = ""
        self._whole_at = 0.0
        self._able = True

    def run(self) -> None:
        """Until its process ends."""
        time.sleep(min(FIRST_SECONDS, self._every))
        while True:
            self.look()
            time.sleep(self._every)

    def is_able(self) -> bool:
        """Whether the last look could be carried out."""
        return self._able

    def look(self) -> None:
        """Look once; what came after the last look, and once a day at everything."""
        self._tell_of_backups()
        started = time.monotonic()
        if not self._cursor or started - self._whole_at > WHOLE_SECONDS:
            self._cursor, self._whole_at = "", started
        command = [sys.executable, "-m", "deploy.cli", "check", "--json", "--after", self._cursor]
        status, output, errors = green.run(command, b"", LIMIT_SECONDS)
        self._able = bool(output)
        if not output:
            why = errors.decode(errors="replace")[-500:]
            log.error("invariants could not be looked at", status=status, why=why)
            return
        found = json.loads(output)
        self._cursor = json.dumps(found["cursor"])
        _tell(found, time.monotonic() - started)

    def _tell_of_backups(self) -> None:
        if self._backups is not None and self._backups.is_dir():
            metrics.BACKED_UP.set(last_made_at(self._backups))


def _tell(found: dict[str, Any], seconds: float) -> None:
    counted = Counter(violation["invariant"] for violation in found["violations"])
    for name in found["invariants"]:
        metrics.INVARIANT_VIOLATIONS.labels(name).set(counted[name])
    metrics.INVARIANT_CHECKED.set_to_current_time()
    metrics.INVARIANT_CHECK.set(seconds)
    for violation in found["violations"][:NAMED]:
        log.error("invariant broken", **violation)
    log.info("invariants looked at", broken=len(found["violations"]), seconds=round(seconds, 1))
