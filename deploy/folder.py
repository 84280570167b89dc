"""What lies below var/: one suite at a time, its fonts, and beginning anew."""

import fcntl
import shutil
from pathlib import Path
from typing import TextIO

from deploy import fonts
from kit.settings import Settings

# Everything the suite keeps; the fonts and the tests' servers stay.
KEPT = (
    "*.db",
    "*.db-shm",
    "*.db-wal",
    "clock",
    "files",
    "first-admin-password",
    "keys.json",
    "log",
    "sample-accounts.txt",
    "showcase",
    "signing",
)


def only_suite_here(var: Path) -> TextIO | None:
    """A lock that lasts as long as the process; None when another suite holds it.

    Two suites on the same files would not hear each other's events.
    """
    var.mkdir(parents=True, exist_ok=True)
    lock = (var / "suite.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def clear(var: Path) -> None:
    """Forget everything the suite has kept."""
    for pattern in KEPT:
        for path in var.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def link_fonts(settings: Settings) -> bool:
    """See that the papers find their fonts in this folder; False when there are none at all."""
    if all((settings.fonts / font).is_file() for font in fonts.FONTS):
        return True
    if not all((fonts.FOLDER / font).is_file() for font in fonts.FONTS):
        return False
    settings.fonts.mkdir(parents=True, exist_ok=True)
    for font in fonts.FONTS:
        (settings.fonts / font).unlink(missing_ok=True)
        (settings.fonts / font).symlink_to(fonts.FOLDER / font)
    return True
