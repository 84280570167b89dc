"""`kaiban backup POOL` and `kaiban restore POOL/MOMENT`.

A back-up is a folder named for its moment: each service's database, the list of kept files, and a
manifest with checksums. The kept files themselves lie once in the pool, whatever number of back-ups
refer to them: a file's name is its content's hash. The keys are left out on purpose, for a back-up
that brings its own keys protects nothing; the manifest knows which keys it needs.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from deploy.departments import DEPARTMENTS, department
from deploy.folder import only_suite_here
from gateway.app import VERSION
from kit import clock, reconcile
from kit.database import Database
from kit.files import FileStore
from kit.privacy import vault
from kit.settings import Settings
from kit.snapshot import Snapshot, is_empty, is_in_use, is_postgres, put_back

MANIFEST = "manifest.json"
FILES = "files.txt"


class NotRestored(Exception):
    """Why nothing was restored."""


@dataclass(frozen=True)
class Part:
    """One service's database in a back-up."""

    file: str
    sha256: str
    revision: str


@dataclass(frozen=True)
class Manifest:
    """What a back-up says of itself. `keys` is a fingerprint of the keys it was made under."""

    version: str
    made_at: str
    server: str
    services: dict[str, Part]
    files_sha256: str
    keys: str
    key_ids: list[str]

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a back-up."""
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        parts = {name: Part(**part) for name, part in told["services"].items()}
        return cls(**{**told, "services": parts})

    def write(self, folder: Path) -> None:
        """Put it into a back-up."""
        text = json.dumps(asdict(self), indent=1)
        (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


# -- backing up -------------------------------------------------------------------------------


def backup(pool: Path, *, keep: int) -> int:
    """Back the suite up while it works, and forget all but the newest back-ups; prints where."""
    settings = Settings()
    moment = clock.wall().strftime("%Y%m%dT%H%M%SZ")
    pool.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = pool / f".{moment}.part"
    fresh.mkdir(mode=0o700)
    try:
        _write(settings, pool, fresh)
    except BaseException:
        shutil.rmtree(fresh)
        raise
    # Named when whole: what has the name of a moment is a back-up.
    made = fresh.rename(pool / moment)
    _forget(pool, keep)
    print(made)
    return 0


def last_made_at(pool: Path) -> float:
    """When the newest back-up was made, in seconds since 1970; before the first, since when the
    folder is there.
    """
    made = [path.parent for path in pool.glob(f"*/{MANIFEST}")]
    return max(made, default=pool).stat().st_mtime


def _write(settings: Settings, pool: Path, fresh: Path) -> None:
    urls = {name: settings.database_url(name) for name in DEPARTMENTS}
    with ExitStack() as held:
        snapshots = {name: held.enter_context(closing(Snapshot(url))) for name, url in urls.items()}
        parts = {name: _dump(name, snapshot, fresh) for name, snapshot in snapshots.items()}
    # After the databases: a file is there before a record tells of it.
    kept = _keep_files(settings.files, pool / "files")
    (fresh / FILES).write_text("".join(f"{name}\n" for name in kept), encoding="ascii")
    server = "postgresql" if is_postgres(urls["portal"]) else "sqlite"
    Manifest(
        version=VERSION,
        made_at=clock.wall().isoformat(),
        server=server,
        services=parts,
        files_sha256=_sha256(fresh / FILES),
        keys=_keys(),
        key_ids=vault().key_ids,
    ).write(fresh)


def _dump(name: str, snapshot: Snapshot, fresh: Path) -> Part:
    path = fresh / f"{name}.{'dump' if snapshot.is_postgres else 'db'}"
    snapshot.write(path)
    return Part(path.name, _sha256(path), snapshot.revision())


def _keep_files(source: Path, target: Path) -> list[str]:
    store, kept = FileStore(target), []
    for path in sorted(source.glob("*/*")):
        if len(path.name) == hashlib.sha256().digest_size * 2:
            kept.append(path.name)
            if not store.path(path.name).exists():
                store.put(path.read_bytes(), path.name)
    return kept


def _forget(pool: Path, keep: int) -> None:
    moments = sorted(
        path.parent for path in pool.glob(f"*/{MANIFEST}") if path.parent.name[0] != "."
    )
    for old in moments[:-keep]:
        shutil.rmtree(old)
    needed = {name for moment in moments[-keep:] for name in (moment / FILES).read_text().split()}
    for path in (pool / "files").glob("*/*"):
        if path.name not in needed:
            path.unlink()


# -- restoring --------------------------------------------------------------------------------


def restore(made: Path, *, only: Sequence[str], force: bool) -> int:
    """Bring all services, or only these, back to the moment of a back-up; 1 says why not."""
    settings = Settings()
    manifest = Manifest.read(made)
    services = list(only) or list(manifest.services)
    try:
        with _nobody_works(settings):
            _check(settings, made, manifest, services, force=force)
            _restore(settings, made, manifest, services)
    except NotRestored as reason:
        print(f"Nothing was restored: {reason}")
        return 1
    print(f"Restored to {manifest.made_at}: {', '.join(services)}.")
    print("Next: kaiban prepare, start the suite, kaiban reconcile.")
    return 0


@contextmanager
def _nobody_works(settings: Settings) -> Iterator[None]:
    lock = only_suite_here(settings.var)
    if lock is None:
        raise NotRestored("the suite is running; stop it first.")
    with lock:
        yield


def _check(
    settings: Settings, made: Path, manifest: Manifest, services: Iterable[str], *, force: bool
) -> None:
    if manifest.keys != _keys() or not set(manifest.key_ids) <= set(vault().key_ids):
        raise NotRestored("it was made under other keys; bring the keys.json of that time first.")
    if _sha256(made / FILES) != manifest.files_sha256:
        raise NotRestored(f"{made / FILES} is damaged.")
    for name in services:
        part, url = manifest.services[name], settings.database_url(name)
        if _sha256(made / part.file) != part.sha256:
            raise NotRestored(f"{made / part.file} is damaged.")
        if is_postgres(url) != (manifest.server == "postgresql"):
            raise NotRestored(f"it was made on {manifest.server}, and this suite is not on that.")
        if is_in_use(url):
            raise NotRestored(f"somebody is connected to the database of {name}; stop the suite.")
        if not (force or is_empty(url)):
            raise NotRestored(f"the database of {name} is not empty; --force replaces it.")


def _restore(settings: Settings, made: Path, manifest: Manifest, services: Iterable[str]) -> None:
    _bring_files(made, FileStore(settings.files))
    for name in services:
        url = settings.database_url(name)
        put_back(url, made / manifest.services[name].file)
        with closing(Database(url, pool_size=1)) as database:
            reconcile.leap(department(name), database)


def _bring_files(made: Path, store: FileStore) -> None:
    pool = FileStore(made.parent / "files")
    for name in (made / FILES).read_text(encoding="ascii").split():
        if store.path(name).exists():
            continue
        content = pool.read(name)
        if hashlib.sha256(content).hexdigest() != name:
            raise NotRestored(f"{pool.path(name)} is damaged.")
        store.put(content, name)


def _keys() -> str:
    return vault().blind("backup", "keys")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
