"""A real Prometheus on a running suite: it reaches every process, and finds every metric that rules
and dashboards are made of.
"""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.departments import DEPARTMENTS
from tests.journeys.places import a_suite
from tests.servers import RealServers
from tests.servers.machine import Process, free_port
from tests.watching.prometheus import WATCHING, program, rules

pytestmark = pytest.mark.journey

PARTS = ["gateway", *DEPARTMENTS, "watch"]
JOBS = {"kaiban", "rabbitmq", "rabbitmq-queues"}
ASKED = "kaiban:http_errors:ratio_rate5m"
# What stands between braces, in a grouping or as a range is no metric, nor is a function.
ASIDE = re.compile(r"\{[^}]*\}|\[[^]]*\]|\b(?:by|on|without) *\([^)]*\)")
METRIC = re.compile(r"(?<![\w:])(?:up|[a-z]+[:_][\w:]+)(?![\w:]| *\()")


class Prometheus:
    """A server of our own, asked by its API."""

    def __init__(self, address: str) -> None:
        self._address = address

    def ask(self, path: str, **parameters: str) -> Any:
        url = f"{self._address}/api/v1/{path}"
        answer = httpx.get(url, params=parameters, timeout=10, trust_env=False)
        answer.raise_for_status()
        return answer.json()["data"]

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self._address}/-/ready", trust_env=False).is_success
        except httpx.TransportError:
            return False

    def value(self, query: str) -> float:
        (found,) = self.ask("query", query=query)["result"]
        return float(found["value"][1])


@pytest.fixture(scope="module")
def prometheus(
    servers: RealServers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prometheus]:
    """The production's own configuration, in a hurry, on a suite on real servers."""
    folder = tmp_path_factory.mktemp("watching")
    with ExitStack() as until_the_end:
        environment = {**servers.fresh().environment(), "KAIBAN_CHECK_SECONDS": "5"}
        suite = until_the_end.enter_context(a_suite(folder / "suite", environment))
        broker = servers.broker.metrics_address()
        suite.start()
        suite.wait_until_open()
        addresses = {part: f"127.0.0.1:{port}" for port, part in enumerate(PARTS, start=suite.port)}
        server, process = _start(folder / "prometheus", addresses, broker)
        until_the_end.callback(process.end)
        verify_a_certificate(suite.address)
        # A rate needs another one, after the first was scraped; a busy machine may miss some.
        wait_until(lambda: _is_asked(suite.address, server), lambda: ASKED)
        yield server


def _is_asked(address: str, server: Prometheus) -> bool:
    verify_a_certificate(address)
    # Thirty a minute are let through.
    time.sleep(3)
    return bool(server.ask("query", query=ASKED)["result"])


def _start(folder: Path, addresses: dict[str, str], broker: str) -> tuple[Prometheus, Process]:
    shutil.copytree(WATCHING, folder, ignore=shutil.ignore_patterns("*.py", "dashboards"))
    hurried = re.sub(
        r"_(interval|timeout): \d+s", r"_\1: 1s", (folder / "prometheus.yml").read_text("utf-8")
    )
    (folder / "prometheus.yml").write_text(hurried, "utf-8")
    targets = [{"targets": [at], "labels": {"part": part}} for part, at in addresses.items()]
    (folder / "targets" / "kaiban.yml").write_text(json.dumps(targets))
    (folder / "targets" / "rabbitmq.yml").write_text(json.dumps([{"targets": [broker]}]))
    port = free_port()
    process = Process(
        [
            program("prometheus"),
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
        log=folder / "Prometheus.log",
    )
    server = Prometheus(f"http://127.0.0.1:{port}")
    process.wait_until(server.is_ready)
    return server, process


def test_every_process_of_the_suite_and_the_broker_are_reached(prometheus: Prometheus) -> None:
    def states() -> dict[tuple[str, str], str]:
        return {
            (target["labels"]["job"], target["labels"].get("part", "")): target["health"]
            for target in prometheus.ask("targets")["activeTargets"]
        }

    wait_until(lambda: set(states().values()) == {"up"}, states)
    assert {part for job, part in states() if job == "kaiban"} == set(PARTS)
    assert {job for job, _ in states()} == JOBS


def test_every_metric_of_the_rules_is_there(prometheus: Prometheus) -> None:
    wanted = {metric for rule in rules() for metric in metrics_of(rule["expr"])}
    wanted |= {rule["record"] for rule in rules() if "record" in rule}
    assert len(wanted) > 40
    wait_until(lambda: wanted <= names(prometheus), lambda: wanted - names(prometheus))


def test_every_metric_of_the_dashboards_is_there(prometheus: Prometheus) -> None:
    wanted = {
        metric
        for path in (WATCHING / "dashboards").glob("*.json")
        for target in _targets(json.loads(path.read_text("utf-8")))
        for metric in metrics_of(target["expr"])
    }
    assert len(wanted) > 15
    wait_until(lambda: wanted <= names(prometheus), lambda: wanted - names(prometheus))


def test_a_quiet_suite_rings_no_alarm(prometheus: Prometheus) -> None:
    # On a machine with more to do one may be pending for a moment.
    assert [a for a in prometheus.ask("alerts")["alerts"] if a["state"] == "firing"] == []
    assert prometheus.value("min(kaiban_database_up)") == 1
    assert prometheus.value("sum(kaiban_classes)") == 0
    running = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
    assert {rule["health"] for rule in running} == {"ok"}


def metrics_of(expression: str) -> set[str]:
    """The metrics and recorded figures an expression is made of."""
    return set(re.findall(METRIC, re.sub(ASIDE, "", expression)))


def verify_a_certificate(address: str) -> None:
    """What anybody may ask: a request through the gateway to a department."""
    path = "/api/assessment/certificates/verification"
    wanted = {"certificate_no": "DX2026010001", "code": "K7Q2M9"}
    found = httpx.get(f"{address}{path}", params=wanted, timeout=60, trust_env=False)
    assert found.status_code == 404, found.text


def names(prometheus: Prometheus) -> set[str]:
    return set(prometheus.ask("label/__name__/values"))


def _targets(dashboard: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for panel in dashboard["panels"]:
        yield from panel.get("targets", ())


def wait_until(fact: Callable[[], bool], seen: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not fact():
        assert time.monotonic() < deadline, seen()
        time.sleep(0.2)
