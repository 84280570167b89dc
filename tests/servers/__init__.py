"""A real RabbitMQ and PostgreSQL for the tests that need them.

The servers named by `KAIBAN_TEST_AMQP_URI` and `KAIBAN_TEST_DATABASE_URL` (with `{service}` in the
database's name) are used as they are. What is not named is started here: on free ports, with its
data below `var/servers`, and gone when the tests are, whatever ends them.
"""

import os
import secrets
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest

from tests.servers import postgresql, rabbitmq
from tests.servers.machine import Unavailable, install, private_folder
from tests.servers.postgresql import NamedPostgreSQL, OwnPostgreSQL
from tests.servers.rabbitmq import NamedRabbitMQ, OwnRabbitMQ

__all__ = ["RealServers", "Site", "Unavailable", "running_servers", "servers"]


@dataclass(frozen=True, kw_only=True)
class Site:
    """An empty database for each service and a broker with nothing in it: what one suite runs on.

    `database_url` has `{service}` where the service's name belongs.
    """

    amqp_uri: str
    database_url: str

    def environment(self) -> dict[str, str]:
        """The settings that start the suite there."""
        return {"KAIBAN_AMQP_URI": self.amqp_uri, "KAIBAN_DATABASE_URL": self.database_url}


@dataclass(frozen=True, kw_only=True)
class RealServers:
    """Both servers, and what breaks them: `broker.kill()`, `database.stop_immediately()` …

    A test of a fault puts it right again. On named servers such a test is left out.
    """

    broker: OwnRabbitMQ | NamedRabbitMQ
    database: OwnPostgreSQL | NamedPostgreSQL
    _run: str = field(default_factory=lambda: secrets.token_hex(3))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def fresh(self) -> Site:
        """A site that no other test has touched; on a named broker the one virtual host it has.

        It takes a second or more: tests that do not disturb each other share one.
        """
        name = f"test_{self._run}_{next(self._numbers)}"
        return Site(
            amqp_uri=self.broker.empty_uri(name), database_url=self.database.empty_url(name)
        )

    def copy_of(self, site: Site) -> Site:
        """A site with copies of another's databases, on which nobody may work meanwhile, and a
        broker with nothing in it.
        """
        name = f"test_{self._run}_{next(self._numbers)}"
        return Site(
            amqp_uri=self.broker.empty_uri(name),
            database_url=self.database.copy_url(name, site.database_url),
        )


@contextmanager
def running_servers() -> Iterator[RealServers]:
    """Both servers, named or started, up within seconds; Unavailable says why there are none."""
    amqp_uri = os.environ.get("KAIBAN_TEST_AMQP_URI")
    database_url = os.environ.get("KAIBAN_TEST_DATABASE_URL")
    if not amqp_uri and not rabbitmq.programs():
        install(rabbitmq.PACKAGE)
    if not database_url and not postgresql.programs():
        install(postgresql.PACKAGE)
    with ExitStack() as until_the_end:
        folder = until_the_end.enter_context(private_folder())
        broker = NamedRabbitMQ(amqp_uri) if amqp_uri else OwnRabbitMQ(folder)
        until_the_end.enter_context(closing(broker))
        database = NamedPostgreSQL(database_url) if database_url else OwnPostgreSQL(folder)
        until_the_end.enter_context(closing(database))
        broker.launch()  # slow to start, so the database starts meanwhile
        database.start()
        broker.wait()
        yield RealServers(broker=broker, database=database)


# ------------------------------------------------------------------ the plugin


@pytest.fixture(scope="session")
def servers() -> Iterator[RealServers]:
    """The real servers, started once. Where there are none the test is left out; in CI it fails."""
    with ExitStack() as until_the_end:
        try:
            running = until_the_end.enter_context(running_servers())
        except Unavailable as reason:
            leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            leave_out(f"no real servers: {reason}")
        yield running


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Generator[None]:
    yield
    left_out = [
        skipped
        for skipped in terminalreporter.stats.get("skipped", [])
        if "servers" in skipped.keywords
    ]
    if left_out:
        terminalreporter.write_sep("=", "not run, for want of real servers", yellow=True)
        for skipped in left_out:
            terminalreporter.write_line(skipped.nodeid)
