"""Settings from the environment and from files, and what forbids a start in production."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy import cli, secrets
from kit.privacy import Vault
from kit.production import NOT_SET_UP, faults
from kit.settings import Settings
from kit.signing import Keys

Production = Callable[..., Settings]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The passwords and keys of an installation."""
    folder = tmp_path_factory.mktemp("secrets")
    secrets.run(folder)
    return folder


@pytest.fixture
def production(made: Path, monkeypatch: pytest.MonkeyPatch) -> Production:
    """An installation set up well, but for what a test changes (None takes it away)."""

    def set_up(**changes: str | None) -> Settings:
        environment: dict[str, str | None] = {
            "KAIBAN_ENV": "production",
            "KAIBAN_AMQP_URI": "amqp://{process}:{password}@127.0.0.1:5672/kaiban",
            "KAIBAN_DATABASE_URL": (
                "postgresql+psycopg2://kaiban_{service}:{password}@127.0.0.1/kaiban_{service}"
            ),
            "KAIBAN_PUBLIC_URL": "https://kaiban.example.org",
            "KAIBAN_SECRETS": str(made),
            "KAIBAN_KEYS_FILE": str(made / "keys.json"),
            "KAIBAN_SIGNING_KEYS": str(made),
            **changes,
        }
        for name, value in environment.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return Settings(process="finance")

    return set_up


def test_a_setting_stands_in_the_environment_or_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "uri"
    kept.write_text("amqp://someone:word@broker/kaiban\n")
    monkeypatch.setenv("KAIBAN_AMQP_URI_FILE", str(kept))
    assert Settings().amqp_uri == "amqp://someone:word@broker/kaiban"
    monkeypatch.setenv("KAIBAN_AMQP_URI", "amqp://other:word@broker/kaiban")
    assert Settings().amqp_uri == "amqp://other:word@broker/kaiban"


def test_each_address_gets_the_password_of_whoever_it_is_for(
    tmp_path: Path, production: Production
) -> None:
    (tmp_path / "database-portal").write_text("p@ss/word:and more\n")
    (tmp_path / "broker-finance").write_text("other+one\n")
    settings = production(KAIBAN_SECRETS=str(tmp_path))
    assert settings.amqp_uri == "amqp://finance:other%2Bone@127.0.0.1:5672/kaiban"
    assert settings.database_url("portal") == (
        "postgresql+psycopg2://kaiban_portal:p%40ss%2Fword%3Aand%20more@127.0.0.1/kaiban_portal"
    )


def test_nothing_is_asked_of_a_suite_in_development() -> None:
    assert faults(Settings()) == []


def test_an_installation_made_by_our_own_commands_may_start(production: Production) -> None:
    assert faults(production()) == []


def test_a_suite_without_servers_may_serve_in_production(
    production: Production, made: Path
) -> None:
    alone = production(
        KAIBAN_AMQP_URI=None,
        KAIBAN_DATABASE_URL=None,
        KAIBAN_SECRETS=None,
        KAIBAN_SIGNING_KEYS=None,
    )
    assert faults(alone) == []


REFUSED: dict[str, tuple[dict[str, str | None], str]] = {
    "an environment nobody knows": ({"KAIBAN_ENV": "prod"}, "say development or production"),
    "a clock that can be moved": ({"KAIBAN_CLOCK_FILE": "clock"}, "KAIBAN_CLOCK_FILE"),
    "a crash point": ({"KAIBAN_CRASH_AT": "before_ack"}, "KAIBAN_CRASH_AT"),
    "no public address": ({"KAIBAN_PUBLIC_URL": None}, "https"),
    "a public address in the clear": ({"KAIBAN_PUBLIC_URL": "http://kaiban"}, "https"),
    "the broker's guest": ({"KAIBAN_AMQP_URI": "amqp://guest:guest@b/k"}, "as guest"),
    "no broker user at all": ({"KAIBAN_AMQP_URI": "amqp://b/k"}, "KAIBAN_AMQP_URI"),
    "a short broker password": ({"KAIBAN_AMQP_URI": "amqp://me:kaiban@b/k"}, "KAIBAN_AMQP_URI"),
    "a database without password": (
        {"KAIBAN_DATABASE_URL": "postgresql+psycopg2://kaiban@db/{service}"},
        "KAIBAN_DATABASE_URL has no good password",
    ),
    "one database for all": (
        {"KAIBAN_DATABASE_URL": "postgresql+psycopg2://k:{password}@db/kaiban"},
        "a database per service",
    ),
    "an easy first password": ({"KAIBAN_ADMIN_PASSWORD": "admin"}, "KAIBAN_ADMIN_PASSWORD"),
    "no folder of passwords": ({"KAIBAN_SECRETS": None}, "KAIBAN_SECRETS"),
    "keys that are not there": ({"KAIBAN_KEYS_FILE": "nowhere.json"}, "is missing"),
    "no signing keys": ({"KAIBAN_SIGNING_KEYS": None}, "KAIBAN_SIGNING_KEYS"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_production_refuses(why: str, production: Production) -> None:
    changes, told = REFUSED[why]
    found = faults(production(**changes))
    assert len(found) == 1
    assert told in found[0]


@pytest.mark.parametrize("name", ["broker-finance", "keys.json", "gateway.key"])
def test_production_refuses_a_secret_everybody_can_read(
    name: str, made: Path, production: Production
) -> None:
    (made / name).chmod(0o644)
    try:
        assert faults(production()) == [
            f"{made / name} can be read by everybody: `chmod o= {made / name}`."
        ]
    finally:
        (made / name).chmod(0o600)


def test_production_refuses_an_easy_password_in_a_file(
    tmp_path: Path, production: Production
) -> None:
    secrets.write(tmp_path / "broker-portal", "secret")
    assert "holds no good password" in faults(production(KAIBAN_SECRETS=str(tmp_path)))[0]


def test_a_command_that_may_not_start_says_why_and_ends(
    production: Production, capsys: pytest.CaptureFixture[str]
) -> None:
    production(KAIBAN_PUBLIC_URL="http://kaiban")
    assert cli.main(["parked"]) == NOT_SET_UP
    assert "KAIBAN_PUBLIC_URL" in capsys.readouterr().err


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    secrets.run(folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    (folder / "broker-gateway").unlink()
    secrets.run(folder)
    after = {path: path.read_bytes() for path in folder.iterdir()}
    changed = [path.name for path, kept in after.items() if before[path] != kept]
    assert changed == ["broker-gateway"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in after if path.suffix != ".pub")
    assert len(set(after.values())) == len(after)


def test_a_renewed_key_leaves_what_the_old_one_did_good(tmp_path: Path) -> None:
    secrets.run(tmp_path)
    sealed = Vault.from_file(tmp_path / "keys.json").seal("person.phone", "13900000000")
    signature = Keys(tmp_path, makes=False).sign("finance", "paper", b"text")
    for name in ("keys.json", "finance.key"):
        assert secrets.run(tmp_path, renew=name) == 0
    renewed = Vault.from_file(tmp_path / "keys.json")
    assert renewed.current == "k2"
    assert renewed.open("person.phone", sealed) == "13900000000"
    keys = Keys(tmp_path, makes=False)
    assert keys.is_signed("finance", "paper", b"text", signature)
    assert keys.sign("finance", "paper", b"text") != signature


def test_a_lost_signing_key_is_made_anew_and_published_beside_the_old_one(tmp_path: Path) -> None:
    secrets.run(tmp_path)
    signature = Keys(tmp_path, makes=False).sign("finance", "paper", b"text")
    (tmp_path / "finance.key").unlink()
    assert secrets.run(tmp_path) == 0
    keys = Keys(tmp_path, makes=False)
    assert keys.is_signed("finance", "paper", b"text", signature)
    assert keys.is_signed("finance", "paper", b"text", keys.sign("finance", "paper", b"text"))


def test_keys_that_sealed_records_are_never_made_anew_by_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets.run(tmp_path)
    (tmp_path / "keys.json").unlink()
    (tmp_path / "broker-finance").unlink()
    assert secrets.run(tmp_path) == 1
    assert "from your copy" in capsys.readouterr().err
    assert not (tmp_path / "keys.json").exists()
    assert not (tmp_path / "broker-finance").exists()


def test_a_renewed_password_is_another_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    secrets.run(tmp_path)
    before = (tmp_path / "broker-finance").read_text()
    assert secrets.run(tmp_path, renew="broker-finance") == 0
    assert (tmp_path / "broker-finance").read_text() != before
    assert secrets.run(tmp_path, renew="broker-nobody") == 1


def test_a_command_says_nothing_but_its_own(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "check"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "KAIBAN_VAR": str(tmp_path), "KAIBAN_TWO_STEP": "often"},
    )
    assert said.returncode == NOT_SET_UP
    assert said.stderr == "KAIBAN_TWO_STEP is 'often': say offered, staff or everyone.\n"
    green = subprocess.run(
        [sys.executable, "-c", "import kit.green"], capture_output=True, text=True, check=True
    )
    assert green.stderr == ""
