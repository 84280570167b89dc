"""What a back-up holds and forgets, and when nothing is restored from it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import backup
from deploy.departments import DEPARTMENTS, all_departments
from deploy.folder import only_suite_here
from kit import privacy
from kit.database import Database
from kit.files import FileStore
from kit.migrations import upgrade
from kit.settings import Settings


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The databases of a suite in which nothing has happened yet."""
    folder = tmp_path_factory.mktemp("databases")
    all_departments()
    for name in DEPARTMENTS:
        database = Database(f"sqlite:///{folder}/{name}.db", pool_size=1)
        upgrade(name, database)
        database.close()
    return folder


@pytest.fixture
def var(databases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A suite's data folder, with one kept file."""
    folder = tmp_path / "var"
    shutil.copytree(databases, folder)
    monkeypatch.setenv("KAIBAN_VAR", str(folder))
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    FileStore(Settings().files).put(b"a paper", "paper.pdf")
    yield folder
    privacy._vault_at.cache_clear()


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    return tmp_path / "pool"


def made(pool: Path) -> list[Path]:
    return sorted(path.parent for path in pool.glob("*/manifest.json"))


def back_up(pool: Path, moment: str, *, keep: int = 14) -> Path:
    """A back-up of another moment than the clock's, for two may fall into one second."""
    backup.backup(pool, keep=keep)
    (newest,) = (path for path in made(pool) if path.name.endswith("Z"))
    return newest.rename(pool / moment)


def test_a_back_up_holds_every_database_and_file_and_no_key(var: Path, pool: Path) -> None:
    backup.backup(pool, keep=14)
    (one,) = made(pool)
    names = {path.name for path in one.iterdir()}
    assert names == {"manifest.json", "files.txt", *(f"{name}.db" for name in DEPARTMENTS)}
    (kept,) = (one / "files.txt").read_text().split()
    assert FileStore(pool / "files").read(kept) == b"a paper"
    assert pool.stat().st_mode & 0o077 == 0
    sealing = json.loads(Path(pool.parent / "keys.json").read_text())
    everything = b"".join(path.read_bytes() for path in one.iterdir())
    assert sealing["index_key"].encode() not in everything


def test_only_the_newest_back_ups_and_what_they_need_are_kept(var: Path, pool: Path) -> None:
    back_up(pool, "1")
    shutil.rmtree(Settings().files)
    newer = FileStore(Settings().files).put(b"another paper", "paper.pdf")
    back_up(pool, "2")
    assert len(list((pool / "files").glob("*/*"))) == 2
    backup.backup(pool, keep=1)
    assert len(made(pool)) == 1
    assert [path.name for path in (pool / "files").glob("*/*")] == [newer.file_id]


def test_a_back_up_that_fails_leaves_nothing(
    var: Path, pool: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: Path, _target: Path) -> list[str]:
        raise OSError("the disk is full")

    monkeypatch.setattr(backup, "_keep_files", fail)
    with pytest.raises(OSError, match="full"):
        backup.backup(pool, keep=14)
    assert list(pool.iterdir()) == []


def test_everything_comes_back_into_an_empty_place(
    var: Path, pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = back_up(pool, "1")
    for path in [*var.glob("*.db*"), *Settings().files.glob("*/*")]:
        path.unlink()
    assert backup.restore(one, only=[], force=False) == 0
    assert "kaiban reconcile" in capsys.readouterr().out
    assert {path.stem for path in var.glob("*.db")} == DEPARTMENTS.keys()
    assert [path.read_bytes() for path in Settings().files.glob("*/*")] == [b"a paper"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("nothing", "is not empty; --force"),
        ("running", "the suite is running"),
        ("damaged", "finance.db is damaged"),
        ("list", "files.txt is damaged"),
        ("keys", "under other keys"),
        ("server", "made on postgresql"),
    ],
)
def test_nothing_is_restored_when(
    fault: str, told: str, var: Path, pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = back_up(pool, "1")
    before = (var / "finance.db").read_bytes()
    running = only_suite_here(var) if fault == "running" else None
    spoil(fault, one, pool.parent)
    assert backup.restore(one, only=["finance"], force=fault != "nothing") == 1
    assert told in capsys.readouterr().out
    assert (var / "finance.db").read_bytes() == before
    if running is not None:
        running.close()


def spoil(fault: str, one: Path, folder: Path) -> None:
    manifest = one / "manifest.json"
    if fault == "damaged":
        (one / "finance.db").write_bytes(b"half")
    elif fault == "list":
        (one / "files.txt").write_text("")
    elif fault == "keys":
        (folder / "keys.json").unlink()
        privacy._vault_at.cache_clear()
    elif fault == "server":
        manifest.write_text(manifest.read_text().replace('"sqlite"', '"postgresql"'))
