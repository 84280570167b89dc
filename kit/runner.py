"""Starts departments, alone in a process or all together with the gateway, and stops them without
losing their work.
"""

import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import eventlet
import structlog
from eventlet import wsgi
from eventlet.asyncio import spawn_for_awaitable
from eventlet.support.greenlets import GreenletExit
from nameko.runners import ServiceRunner
from prometheus_client import make_wsgi_app
from sqlalchemy import text

from kit import metrics
from kit.bus import connect, declare
from kit.database import Database
from kit.handlers import subscriptions_of
from kit.migrations import upgrade
from kit.reconcile import send_unhandled_again
from kit.settings import Settings

log = structlog.get_logger()

GRACE_SECONDS = 25
ALIVE_SECONDS = 5.0

_last_tick = time.monotonic()


def prepare(departments: Sequence[type], settings: Settings) -> None:
    """Bring every schema to its head and declare every queue, before anything can be published
    into nowhere.
    """
    for department in departments:
        database = Database(settings.database_url(department.name), pool_size=1)  # type: ignore[attr-defined]
        if upgrade(department.name, database):  # type: ignore[attr-defined]
            log.info("schema upgraded", service=department.name)  # type: ignore[attr-defined]
        database.close()
    declare_topology(departments, settings)


def declare_topology(departments: Sequence[type], settings: Settings) -> None:
    """Declare the exchanges, queues and bindings of all departments; safe to repeat."""
    with connect(settings.amqp_uri) as connection:
        connection.ensure_connection(max_retries=10, interval_start=0.5, interval_max=2)
        for department in departments:
            declare(connection.default_channel, department.name, subscriptions_of(department))  # type: ignore[attr-defined]


def run_department(department: type, settings: Settings, *, health_port: int = 0) -> None:
    """Run one department until SIGTERM or SIGINT: it finishes what it has in hand, then ends."""
    runner = _runner([department], settings)
    _on_stop(lambda: eventlet.spawn(runner.stop))
    eventlet.spawn(_tick, department.name)  # type: ignore[attr-defined]
    runner.start()
    if health_port:
        database = Database(settings.database_url(department.name), pool_size=1)  # type: ignore[attr-defined]
        address = (settings.health_host, health_port)
        eventlet.spawn(_serve_health, address, lambda: _answers(database))
    log.info("department open", service=department.name)  # type: ignore[attr-defined]
    runner.wait()


def run_embedded(
    departments: Sequence[type],
    settings: Settings,
    serve: Callable[[], Awaitable[None]],
    stop_serving: Callable[[], None],
) -> None:
    """Run every department and the gateway in this one process until SIGTERM or SIGINT."""
    prepare(departments, settings)
    _resend_forgotten(departments, settings)
    runner = _runner(departments, settings)
    runner.start()
    eventlet.spawn(_tick, "suite")
    serving = spawn_for_awaitable(serve())
    _on_stop(stop_serving)
    serving.wait()
    runner.stop()


def _resend_forgotten(departments: Sequence[type], settings: Settings) -> None:
    databases = {d.name: Database(settings.database_url(d.name), pool_size=1) for d in departments}  # type: ignore[attr-defined]
    again = send_unhandled_again(departments, databases)
    if again:
        log.info("events sent again", events=again)
    for database in databases.values():
        database.close()


def _runner(departments: Sequence[type], settings: Settings) -> Any:
    config = {"AMQP_URI": settings.amqp_uri, "settings": settings, "max_workers": settings.workers}
    runner = ServiceRunner(config)
    for department in departments:
        runner.add_service(department)
    return runner


def _on_stop(stop: Callable[[], Any]) -> None:
    """Stop in good order on SIGTERM and SIGINT, and end hard when that takes longer than the
    grace time.
    """

    def begin(_signal: int, _frame: Any) -> None:
        signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
        signal.alarm(GRACE_SECONDS)
        stop()

    signal.signal(signal.SIGTERM, begin)
    signal.signal(signal.SIGINT, begin)


def _tick(process: str) -> None:
    global _last_tick  # noqa: PLW0603 – one loop per process
    while True:
        due = time.monotonic() + metrics.TICK_SECONDS
        time.sleep(metrics.TICK_SECONDS)
        _last_tick = time.monotonic()
        metrics.LOOP_LAG.labels(process).observe(max(0.0, _last_tick - due))


def is_alive() -> bool:
    """Whether the loop of this process still turns."""
    return time.monotonic() - _last_tick < ALIVE_SECONDS


def run_alone(
    name: str, work: Callable[[], None], *, ready: Callable[[], bool], health: tuple[str, int]
) -> None:
    """Do work that is no department's, its health shown like theirs, until SIGTERM or SIGINT; it
    is then cut short.
    """
    working = eventlet.spawn(work)
    _on_stop(lambda: eventlet.spawn(working.kill))
    eventlet.spawn(_tick, name)
    if health[1]:
        eventlet.spawn(_serve_health, health, ready)
    with suppress(GreenletExit):
        working.wait()


def _answers(database: Database) -> bool:
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    return True


def _serve_health(address: tuple[str, int], ready: Callable[[], bool]) -> None:
    scrape = make_wsgi_app()

    def answer(environ: Any, start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            return scrape(environ, start_response)
        try:
            good = {"/livez": is_alive, "/readyz": ready}[path]()
        except Exception as problem:
            log.warning("not ready", why=repr(problem))
            good = False
        start_response(
            "200 OK" if good else "503 Service Unavailable", [("Content-Type", "text/plain")]
        )
        return [b"ok\n" if good else b"not ready\n"]

    with open(os.devnull, "w") as silence:  # noqa: PTH123 – the probe's access log
        wsgi.server(eventlet.listen(address), answer, log=silence, log_output=False)


def exit_now(status: int) -> None:
    """End at once; used after everything has been stopped."""
    sys.stdout.flush()
    os._exit(status)
