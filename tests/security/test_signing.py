"""Keys: made once where that is allowed, never where they are given, changed one after another."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit.signing import Keys, keys


def test_a_key_is_made_once_and_for_its_owner_alone(signing_keys: Path) -> None:
    first = Keys(signing_keys, makes=True).key_id("gateway")
    assert Keys(signing_keys, makes=True).key_id("gateway") == first
    assert (signing_keys / "gateway.key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in signing_keys.iterdir()) == ["gateway.key", "gateway.pub"]


def test_processes_that_start_together_agree_on_one_key(signing_keys: Path) -> None:
    program = "from kit.signing import keys; print(keys().key_id('gateway'))"
    started = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert len({process.communicate()[0] for process in started}) == 1


def test_where_keys_are_given_none_is_ever_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_SIGNING_KEYS", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"gateway\.key"):
        keys().sign("gateway", "passport", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_key_made_by_openssl_serves(tmp_path: Path) -> None:
    key, pub = str(tmp_path / "gateway.key"), str(tmp_path / "gateway.pub")
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", pub], check=True)
    given = Keys(tmp_path, makes=False)
    assert given.is_signed("gateway", "passport", b"x", given.sign("gateway", "passport", b"x"))


def test_while_a_key_is_changed_the_old_one_and_the_new_one_are_good(tmp_path: Path) -> None:
    old, new = Keys(tmp_path / "old", makes=True), Keys(tmp_path / "new", makes=True)
    signed = [one.sign("gateway", "passport", b"x") for one in (old, new)]
    given = tmp_path / "given"
    given.mkdir()
    blocks = [(tmp_path / one / "gateway.pub").read_text() for one in ("new", "old")]
    (given / "gateway.pub").write_text("".join(blocks))
    everybody = Keys(given, makes=False)
    assert all(everybody.is_signed("gateway", "passport", b"x", one) for one in signed)
    assert set(everybody.public("gateway")) == {old.key_id("gateway"), new.key_id("gateway")}


@pytest.mark.parametrize("name", ["unknown", "../gateway", "", "GATEWAY"])
def test_nobody_is_known_whose_key_was_not_given(signing_keys: Path, name: str) -> None:
    made = Keys(signing_keys, makes=True)
    signature = made.sign("gateway", "passport", b"x")
    assert not made.is_signed(name, "passport", b"x", signature)
