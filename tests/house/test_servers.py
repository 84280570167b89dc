"""The real servers: they start, break, come back and go, and their absence is not silent."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp
import psycopg2
import pytest

from tests.servers import RealServers, Site, machine, postgresql, rabbitmq, running_servers
from tests.servers.machine import Unavailable, private_folder


@pytest.fixture(scope="module")
def site(servers: RealServers) -> Site:
    return servers.fresh()


def test_every_service_has_an_empty_database_of_its_own(servers: RealServers) -> None:
    site = servers.fresh()
    names = set()
    for service in postgresql.SERVICES:
        (name, tables), *_ = ask(
            site,
            "SELECT current_database(), count(*) FROM pg_tables WHERE schemaname='public'",
            service=service,
        )
        names.add(name)
        assert tables == 0
    assert len(names) == len(postgresql.SERVICES) == 6


def test_a_commit_waits_for_the_disk_as_in_production(site: Site) -> None:
    assert ask(site, "SHOW fsync") == [("on",)]
    assert ask(site, "SHOW synchronous_commit") == [("on",)]


def test_two_sites_share_nothing(servers: RealServers, site: Site) -> None:
    one, other = site, servers.fresh()
    publish(one, "from one")
    assert take(one) == "from one"
    assert take(other) is None
    ask(one, "CREATE TABLE mark ()")
    assert ask(other, "SELECT to_regclass('mark')") == [(None,)]


def test_a_confirmed_message_survives_a_killed_broker(servers: RealServers, site: Site) -> None:
    publish(site, "kept")
    servers.broker.kill()
    try:
        with pytest.raises(ConnectionRefusedError):
            take(site)
    finally:
        servers.broker.start()
    assert take(site) == "kept"


def test_a_stopped_broker_lets_nobody_in_until_it_is_started(
    servers: RealServers, site: Site
) -> None:
    publish(site, "kept")
    servers.broker.stop_app()
    try:
        with pytest.raises((OSError, amqp.AMQPError)):
            take(site)
    finally:
        servers.broker.start_app()
    assert take(site) == "kept"


def test_a_commit_survives_an_immediate_stop(servers: RealServers, site: Site) -> None:
    ask(site, "CREATE TABLE kept AS SELECT 1 AS one")
    servers.database.stop_immediately()
    try:
        with pytest.raises(psycopg2.OperationalError):
            ask(site, "SELECT 1")
    finally:
        servers.database.start()
    assert ask(site, "SELECT one FROM kept") == [(1,)]


def test_named_servers_are_used_and_left_as_they_were(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_TEST_AMQP_URI", site.amqp_uri)
    monkeypatch.setenv("KAIBAN_TEST_DATABASE_URL", site.database_url)
    before = ask(site, "SELECT count(*) FROM pg_database")
    with running_servers() as named:
        guest = named.fresh()
        assert guest.amqp_uri == site.amqp_uri
        assert ask(guest, "SELECT current_database()") != ask(site, "SELECT current_database()")
        assert ask(site, "SELECT count(*) FROM pg_database") == [(before[0][0] + 6,)]
        for fault in (named.broker.kill, named.broker.stop_app, named.database.stop_immediately):
            with pytest.raises(pytest.skip.Exception, match="not ours to stop"):
                fault()
    assert ask(site, "SELECT count(*) FROM pg_database") == before


# ------------------------------------------------------------------ where there are none


@pytest.fixture
def no_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rabbitmq, "programs", lambda: None)
    monkeypatch.setattr(postgresql, "programs", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for name in ("KAIBAN_TEST_AMQP_URI", "KAIBAN_TEST_DATABASE_URL", "CI"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run_a_journey(pytester: pytest.Pytester, no_servers: None) -> Callable[[], pytest.RunResult]:
    pytester.makeini("[pytest]\nmarkers = servers: needs real servers")
    pytester.makepyfile(
        test_sample="import pytest\n@pytest.mark.servers\ndef test_journey(servers): pass"
    )
    return lambda: pytester.runpytest_inprocess("-p", "no:pytest_nameko", "-p", "tests.servers")


def test_without_servers_the_last_lines_name_what_was_not_run(
    run_a_journey: Callable[[], pytest.RunResult],
) -> None:
    result = run_a_journey()
    result.assert_outcomes(skipped=1)
    assert "not run, for want of real servers" in result.outlines[-3]
    assert result.outlines[-2] == "test_sample.py::test_journey"


def test_without_servers_ci_fails(
    run_a_journey: Callable[[], pytest.RunResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    result = run_a_journey()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no real servers: rabbitmq-server is not installed*"])


def test_only_root_installs_packages(no_servers: None) -> None:
    with pytest.raises(Unavailable, match="only root"), running_servers():
        pass


# ------------------------------------------------------------------ nothing is left behind


def test_no_server_outlives_the_one_who_started_it(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from pathlib import Path; from tests.servers.machine import Process;"
            "Process(['sh', '-c', 'echo $$; sleep 600 & wait'], log=Path.cwd() / 'log'); input()",
        ],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(machine._ROOT)},
    )
    try:
        wait_for(lambda: (tmp_path / "log").exists() and (tmp_path / "log").read_text() != "")
        server = int((tmp_path / "log").read_text())
        assert is_running(server)
        starter.kill()
        wait_for(lambda: not is_running(server))
    finally:
        starter.kill()
        starter.communicate()


def test_a_killed_run_is_cleared_away_and_a_running_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_ROOT", tmp_path)
    monkeypatch.setattr(machine, "_open_to_all", lambda folder: True)
    with private_folder() as running:
        killed = running.parent / "run-killed"
        killed.mkdir()
        (killed / "lock").touch()
        (killed / "data").mkdir()
        with private_folder() as mine:
            assert not killed.exists()
            assert running.exists()
            assert mine != running
        assert not mine.exists()


def test_a_closed_home_is_left_for_a_folder_all_may_enter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr(machine, "_ROOT", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with private_folder() as folder:
        assert tmp_path not in folder.parents


# ------------------------------------------------------------------ helpers


def ask(site: Site, statement: str, *, service: str = "finance") -> list[tuple[Any, ...]]:
    url = site.database_url.format(service=service).replace("+psycopg2", "")
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def a_quorum_queue(site: Site) -> Iterator[amqp.Channel]:
    place = urlsplit(site.amqp_uri)
    with amqp.Connection(
        f"{place.hostname}:{place.port}",
        userid=place.username,
        password=place.password,
        virtual_host=place.path.lstrip("/"),
        confirm_publish=True,
        connect_timeout=5,
    ) as connection:
        channel = connection.channel()
        channel.queue_declare(
            "kept", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"}
        )
        yield channel


def publish(site: Site, body: str) -> None:
    with a_quorum_queue(site) as channel:
        channel.basic_publish(amqp.Message(body, delivery_mode=2), routing_key="kept")


def take(site: Site) -> str | None:
    with a_quorum_queue(site) as channel:
        message = channel.basic_get("kept", no_ack=True)
        return None if message is None else str(message.body)


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    # A process that has ended stays as a zombie until somebody asks how.
    return status.exists() and status.read_text().split()[2] != "Z"


def wait_for(fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not fact():
        assert time.monotonic() < deadline
        time.sleep(0.02)
