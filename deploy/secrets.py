"""`kaiban secrets FOLDER`: the passwords and keys of an installation, each made once, and renewed
one by one.
"""

import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.departments import DEPARTMENTS
from kit.passport import GATEWAY
from kit.privacy import Vault, add_key
from kit.signing import Keys

PASSWORD_BYTES = 24
FOR_OWNER = 0o600
KEYS = "keys.json"
LOST = (
    "There are secrets in {folder}, but no keys.json. Nothing else opens the personal data it has "
    "sealed: put it back from your copy. Where nothing was ever sealed, empty the folder."
)

# Declares every exchange and queue before anything can be published into nowhere.
PREPARE = "prepare"
# Asks how long queues are, and nothing else.
SCALER = "scaler"
BROKER_USERS = (*DEPARTMENTS, GATEWAY, PREPARE, SCALER)


def run(folder: Path, *, renew: str = "") -> int:
    """Make what is missing, and the named one anew, and leave the rest as it is; says what was
    made. 1 where there is no such secret, or the keys of sealed records are lost.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / KEYS).exists() and any(folder.glob("*.key")):
        print(LOST.format(folder=folder), file=sys.stderr)
        return 1
    if renew:
        if not (folder / renew).is_file():
            print(f"There is no {folder / renew} to be renewed.")
            return 1
        _renew(folder, renew)
    for name in _make(folder):
        print(folder / name)
    return 0


def _make(folder: Path) -> Iterator[str]:
    # First: a folder that holds others, but not these, has lost them.
    if not (folder / KEYS).exists():
        Vault.from_file(folder / KEYS)
        yield KEYS
    passwords = [f"database-{name}" for name in DEPARTMENTS]
    passwords += [f"broker-{name}" for name in BROKER_USERS]
    for name in passwords:
        if not (folder / name).exists():
            write(folder / name, secrets.token_urlsafe(PASSWORD_BYTES))
            yield name
    for name in (*DEPARTMENTS, GATEWAY):
        if not (folder / f"{name}.key").exists():
            _sign_anew(folder, name)
            yield f"{name}.key"


def _renew(folder: Path, name: str) -> None:
    path = folder / name
    if name == KEYS:
        # What older keys have sealed is still opened with them.
        add_key(path)
        print(path)
    elif path.suffix == ".key":
        path.unlink()
        _sign_anew(folder, path.stem)
        print(path)
    else:
        path.unlink()


def _sign_anew(folder: Path, name: str) -> None:
    published = folder / f"{name}.pub"
    before = published.read_text(encoding="ascii") if published.exists() else ""
    published.unlink(missing_ok=True)
    Keys(folder, makes=True).key_id(name)
    # What an older key has signed is still checked with it.
    published.write_text(published.read_text(encoding="ascii") + before, encoding="ascii")


def write(path: Path, text: str) -> None:
    """Write a secret for its owner alone; there is never half of one."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=FOR_OWNER)
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
