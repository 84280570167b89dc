"""One process of the suite on real servers: a department, the gateway, or their preparation."""

import socket
from typing import Any

import uvicorn

from contracts.refusals import Refusal
from deploy.departments import all_departments, department
from deploy.folder import link_fonts
from deploy.secrets import PREPARE
from deploy.watch import WATCH, Watch
from gateway.app import create_app
from gateway.desks import desks_named
from gateway.first_admin import ensure_first_admin
from gateway.first_admin import let_in as let_administrator_in
from kit import logs, runner, tracing
from kit.database import Database
from kit.passport import GATEWAY
from kit.settings import Settings

GRACE_SECONDS = 20
KEPT_ALIVE_SECONDS = 130


class Gateway(uvicorn.Server):
    """The web server. Pages that stand open are let go when it stops: it would wait for them."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the requests in hand."""
        app: Any = self.config.app
        app.state.live.close()
        await super().shutdown(sockets)


def run_service(name: str, *, health_port: int) -> int:
    """Run one department until it is told to stop."""
    settings = Settings(process=name)
    logs.configure(name, settings.var / "log")
    tracing.configure(name)
    runner.run_department(department(name), settings, health_port=health_port)
    tracing.close()
    return 0


def run_gateway(desk: str = "") -> int:
    """Serve the gateway, with all desks or this one alone, until it is told to stop."""
    settings = Settings(process=GATEWAY)
    logs.configure(GATEWAY, settings.var / "log")
    tracing.configure(GATEWAY)
    server = Gateway(web_config(settings, desk))
    server.run()
    tracing.close()
    return 0 if server.started else 1


def run_watch(*, health_port: int) -> int:
    """Look again and again whether the invariants hold, until told to stop."""
    settings = Settings(process=WATCH)
    logs.configure(WATCH, settings.var / "log")
    watch = Watch(settings)
    runner.run_alone(
        WATCH,
        watch.run,
        ready=watch.is_able,
        health=(settings.health_host, health_port),
    )
    return 0


def prepare() -> int:
    """Bring every database to its newest schema, declare every queue, open the first account."""
    settings = Settings(process=PREPARE)
    logs.configure(PREPARE, settings.var / "log")
    if not link_fonts(settings):
        print("The fonts of the certificates are missing: run `python -m deploy.fonts` first.")
        return 1
    runner.prepare(all_departments(), settings)
    first_admin(settings)
    return 0


def first_admin(settings: Settings) -> None:
    """Open the administrator's account in an empty suite."""
    database = Database(settings.database_url("portal"), pool_size=1)
    ensure_first_admin(database, settings)
    database.close()


def let_in(login: str) -> int:
    """Let an administrator in again whom no other one can help."""
    settings = Settings(process=PREPARE)
    database = Database(settings.database_url("portal"), pool_size=1)
    try:
        path = let_administrator_in(database, settings, login)
    except Refusal as refusal:
        print(refusal.zh, refusal.en)
        return 1
    finally:
        database.close()
    print(f"A first password is in {path}. Change it at the sign-in, and delete the file.")
    return 0


def web_config(settings: Settings, desk: str = "") -> uvicorn.Config:
    """How the gateway is served; what it has to say goes to the log file."""
    return uvicorn.Config(
        create_app(settings, desks=desks_named(desk)),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        # Only these may say in X-Forwarded-For and -Proto for whom they ask.
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACE_SECONDS,
        # Longer than a proxy keeps an idle connection (Caddy: two minutes): it must be the one that
        # closes, or a request meets a connection that is just going.
        timeout_keep_alive=KEPT_ALIVE_SECONDS,
    )
