"""What one server is given: units, the script, the containers. Checked as far as can be without
starting a machine; the script's own way is gone in the night.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
import yaml  # type: ignore[import-untyped]  # comes without types
from compose_spec import PyCompose

from deploy.departments import DEPARTMENTS
from deploy.secrets import run as make_secrets
from deploy.supervisor import GRACE_SECONDS
from kit import runner
from kit.passport import GATEWAY
from tests.journeys.places import PORTS, free_ports
from tests.servers import RealServers, postgresql
from tests.servers.machine import install

SERVER = Path("deploy/server").absolute()
UNITS = SERVER / "systemd"
COMPOSE = SERVER / "compose" / "compose.yaml"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root folder with systemd's own units, and ours; nothing is started there."""
    if not shutil.which("systemd-analyze"):
        install("systemd")
    root = tmp_path_factory.mktemp("machine")
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, root / "etc/systemd/system")
    program = root / "opt/kaiban/current/.venv/bin/kaiban"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    return root


def verify(machine: Path) -> str:
    """What systemd has to say of our units; nothing, when they are good."""
    names = [path.name for path in UNITS.iterdir() if path.is_file() and "@" not in path.name]
    names += [f"kaiban-service@{name}.service" for name in DEPARTMENTS]
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={machine}", *sorted(names)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = done.stdout + done.stderr
    return "\n".join(line for line in told.splitlines() if "kaiban" in line)


def test_systemd_takes_every_unit(machine: Path) -> None:
    assert verify(machine) == ""


def test_systemd_would_name_a_mistake(machine: Path) -> None:
    unit = machine / "etc/systemd/system/kaiban-gateway.service"
    good = unit.read_text()
    try:
        unit.write_text(good.replace("Restart=always", "Restart=allways"))
        assert "allways" in verify(machine)
    finally:
        unit.write_text(good)


def test_a_unit_waits_longer_for_its_process_than_the_process_takes() -> None:
    shared = (UNITS / "kaiban-.service.d/10-shared.conf").read_text()
    assert "TimeoutStopSec=45" in shared
    assert max(runner.GRACE_SECONDS, GRACE_SECONDS) < 45
    services = yaml.safe_load(COMPOSE.read_text())["services"]
    assert all(services[name]["stop_grace_period"] == "45s" for name in (*DEPARTMENTS, GATEWAY))


def test_a_process_is_started_whatever_became_of_the_others_and_again_whenever_it_ends() -> None:
    for name in ("kaiban-gateway", "kaiban-watch", "kaiban-service@"):
        unit = (UNITS / f"{name}.service").read_text()
        assert "Restart=always" in unit
        # Whoever requires a unit that fails once stays down when it succeeds at last.
        assert "Wants=kaiban-prepare.service" in unit
        assert "Requires=" not in unit
    # What is shared is read last and would win over a unit's own word.
    assert "\nRestart=" not in (UNITS / "kaiban-.service.d/10-shared.conf").read_text()
    assert "Restart=" not in (UNITS / "kaiban-backup.service").read_text()


def test_every_process_is_given_its_own_secrets_and_no_other() -> None:
    given = (UNITS / "kaiban-service@.service").read_text()
    named = [line.split(":")[0] for line in given.splitlines() if line.startswith("LoadCredential")]
    assert named == [
        "LoadCredential=database-%i",
        "LoadCredential=broker-%i",
        "LoadCredential=%i.key",
    ]


def test_the_script_is_sound_shell() -> None:
    if not shutil.which("shellcheck"):
        install("shellcheck")
    subprocess.run(["shellcheck", SERVER / "kaiban-server"], check=True)


# -- containers -------------------------------------------------------------------------------


@pytest.fixture
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    return found


def test_the_compose_file_keeps_to_its_specification() -> None:
    # Its merge keys are resolved first, as every reader of compose files does.
    text = yaml.safe_dump(yaml.safe_load(COMPOSE.read_text()))
    PyCompose.from_yaml(text)
    with pytest.raises(ValueError, match="perod"):
        PyCompose.from_yaml(text.replace("stop_grace_period", "stop_grace_perod", 1))


def test_every_container_of_ours_is_closed_and_every_department_has_one(
    services: dict[str, Any],
) -> None:
    ours = {name: one for name, one in services.items() if "kaiban" in one["image"]}
    assert {*DEPARTMENTS, GATEWAY, "prepare", "watch"} <= ours.keys()
    assert all(one["read_only"] and one["cap_drop"] == ["ALL"] for one in ours.values())


def test_every_container_is_given_secrets_that_are_made(
    services: dict[str, Any], tmp_path: Path
) -> None:
    make_secrets(tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    made |= {"definitions.json", "roles.sql", "postgresql-password"}
    declared = yaml.safe_load(COMPOSE.read_text())["secrets"]
    assert declared.keys() <= made
    for name in DEPARTMENTS:
        own = {f"database-{name}", f"broker-{name}", f"{name}.key"}
        named = set(services[name]["secrets"])
        assert own <= named
        assert {one for one in named - own if not one.endswith(".pub")} == {"keys.json"}


# -- the script's way -------------------------------------------------------------------------


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder that the user of the installation may enter; pytest keeps its own to itself."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        root.chmod(0o755)
        yield root


@pytest.fixture
def script(servers: RealServers, root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The script on private servers and below a folder of its own."""
    for name, value in servers.broker.administration().items():
        monkeypatch.setenv(name, value)
    database = servers.database.take_in("")
    psql = (postgresql.programs() or Path()) / "psql"
    monkeypatch.setenv("KAIBAN_PSQL", f"{psql} postgresql://kaiban@{database}/postgres")
    monkeypatch.setenv("KAIBAN_ROOT", str(root))
    if subprocess.run(["/usr/bin/python3", "-c", "import ensurepip"], check=False).returncode:
        install("python3-venv")
    return [str(SERVER / "kaiban-server"), "--without-packages", "--database", database]


@pytest.mark.night
@pytest.mark.servers
def test_install_upgrade_back_up_and_restore_are_one_command_each(
    script: list[str], servers: RealServers, root: Path
) -> None:
    program, *options = script
    port = free_ports(PORTS)
    broker = servers.broker.administration()["KAIBAN_BROKER"]
    options += ["--broker", broker, "--port", str(port)]

    def do(*command: str) -> str:
        done = subprocess.run(
            [program, *command, *options], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    for _ in range(2):
        do("install", "--url", "https://kaiban.example.org")
    releases = root / "opt/kaiban/releases"
    assert len(list(releases.iterdir())) == 2
    do("upgrade")
    for name in ("broker-finance", "finance.key", "keys.json"):
        do("renew", name)
    do("backup")
    made = max((root / "var/backups/kaiban").glob("*/manifest.json")).parent
    do("restore", str(made), "--yes")
    running = subprocess.Popen([program, "run", *options], start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while not is_ready(port):
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.5)
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait(60)


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False
