"""The embedded default: every department and the gateway in this one process, without a server."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.departments import all_departments
from deploy.folder import clear, link_fonts, only_suite_here
from deploy.process import Gateway, first_admin, web_config
from deploy.showcase.launch import launch
from deploy.watch import Watch
from kit import logs, runner, tracing
from kit.clock import CLOCK_FILE
from kit.green import off_loop
from kit.settings import Settings


class GatewayWithin(Gateway):
    """The web server inside the suite; the suite holds the signals and stops it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield

    def stop(self) -> None:
        """Finish the requests in hand, then end."""
        self.should_exit = True


def run(settings: Settings, *, fresh: bool, showcase: bool, desk: str = "") -> int:
    """Run the suite, showing all desks or this one alone, until SIGTERM or SIGINT."""
    lock = only_suite_here(settings.var)
    if lock is None:
        print(f"Another suite is running on {settings.var}.")
        return 1
    listening = _listen(settings)
    if listening is None:
        print(f"Port {settings.port} is taken: stop what uses it, or set KAIBAN_PORT.")
        return 1
    if not link_fonts(settings):
        print("The fonts of the certificates are missing: run `make setup` first.")
        return 1
    if fresh:
        clear(settings.var)
    if not settings.in_production:
        os.environ.setdefault(CLOCK_FILE, str(settings.var / "clock"))
    logs.configure("suite", settings.var / "log")
    tracing.configure("suite")
    _serve(GatewayWithin(web_config(settings, desk)), settings, listening, showcase=showcase)
    tracing.close()
    # Threads of libraries still wait somewhere; everything of ours has been closed.
    runner.exit_now(0)
    return 0


def _serve(
    gateway: GatewayWithin, settings: Settings, listening: socket.socket, *, showcase: bool
) -> None:
    players: list[subprocess.Popen[bytes]] = []
    watch = Watch(settings)

    async def serve() -> None:
        await off_loop(first_admin, settings)
        serving = asyncio.ensure_future(gateway.serve([listening]))
        while not gateway.started and not serving.done():
            await asyncio.sleep(0.02)
        print(f"开班 Kaiban: {settings.address}", flush=True)
        if showcase:
            players.append(await off_loop(launch, settings))
        watching = asyncio.ensure_future(off_loop(watch.run))
        await serving
        watching.cancel()

    runner.run_embedded(all_departments(), settings, serve, gateway.stop)
    for player in players:
        player.terminate()
        player.wait()


def _listen(settings: Settings) -> socket.socket | None:
    """The port, taken before anything else is begun; None when somebody else has it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError:
        listening.close()
        return None
    return listening
