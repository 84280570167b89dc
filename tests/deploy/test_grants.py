"""Each process may do on the servers what its code needs, and nothing else: asked of real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import amqp
import psycopg2
import pytest

from deploy.departments import DEPARTMENTS, all_departments, department
from deploy.grants import asked_by, broker_rights
from deploy.secrets import PREPARE
from kit import clock
from kit.bus import PARKING, RPC, connect, declare, event_queue, request_queue
from kit.handlers import subscriptions_of
from kit.passport import GATEWAY
from kit.runner import declare_topology
from kit.settings import Settings
from tests.deploy.installed import Installed, install
from tests.servers import RealServers

REFUSED = amqp.exceptions.AccessRefused


@pytest.fixture(scope="module")
def installed(
    servers: RealServers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installed]:
    made = install(servers, tmp_path_factory.mktemp("installed") / "secrets")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment().items():
            patch.setenv(name, value)
        declare_topology(all_departments(), Settings(process=PREPARE))
        yield made


@contextmanager
def channel_of(process: str) -> Iterator[Any]:
    """A channel, signed in as this process."""
    with connect(Settings(process=process).amqp_uri) as connection:
        connection.ensure_connection(max_retries=1)
        yield connection.default_channel


def publish(channel: Any, exchange: str, key: str) -> None:
    """Publish, and wait for the broker's word."""
    channel.basic_publish_confirm(amqp.Message("{}"), exchange=exchange, routing_key=key)


def an_address(process: str) -> str:
    return f"{process}-{clock.new_id()}"


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_a_department_may_declare_and_bind_what_it_reads(name: str, installed: Installed) -> None:
    with channel_of(name) as channel:
        declare(channel, name, subscriptions_of(department(name)))


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_a_department_publishes_events_of_its_own_and_no_others(
    name: str, installed: Installed
) -> None:
    with channel_of(name) as channel:
        publish(channel, f"{name}.events", "something_happened")
    for other in set(DEPARTMENTS) - {name}:
        with channel_of(name) as channel, pytest.raises(REFUSED):
            publish(channel, f"{other}.events", "something_happened")
    with channel_of(name) as channel, pytest.raises(REFUSED):
        publish(channel, "amq.topic", "something_happened")


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_a_department_asks_what_its_code_asks_and_answers_whoever_asked(
    name: str, installed: Installed
) -> None:
    asked = asked_by(department(name))
    with channel_of(name) as channel:
        for key in (*asked, an_address(GATEWAY), an_address("finance")):
            publish(channel, RPC.name, key)
    for key in ("finance.confirm_settlement", "portal.open_account", f"{name}.anything"):
        with channel_of(name) as channel, pytest.raises(REFUSED):
            publish(channel, RPC.name, key)


def test_every_department_that_asks_is_known_to_ask() -> None:
    asking = {name for name in DEPARTMENTS if asked_by(department(name))}
    assert asking == {"scheduling", "assessment", "finance", "notification"}


def test_the_gateway_asks_every_department_and_publishes_no_event(installed: Installed) -> None:
    with channel_of(GATEWAY) as channel:
        for name in DEPARTMENTS:
            publish(channel, RPC.name, f"{name}.list_audit")
    for name in DEPARTMENTS:
        with channel_of(GATEWAY) as channel, pytest.raises(REFUSED):
            publish(channel, f"{name}.events", "something_happened")
    with channel_of(GATEWAY) as channel, pytest.raises(REFUSED):
        publish(channel, PARKING.name, "finance")


@pytest.mark.parametrize("process", [*DEPARTMENTS, GATEWAY])
def test_nobody_reads_replies_to_others_or_others_queues(
    process: str, installed: Installed
) -> None:
    other = "finance" if process != "finance" else "portal"
    own = f"rpc.reply-{an_address(process)}"
    with channel_of(process) as channel:
        channel.queue_declare(own, auto_delete=True)
        channel.queue_bind(own, exchange=RPC.name, routing_key=own.removeprefix("rpc.reply-"))
        with pytest.raises(REFUSED):
            channel.queue_bind(own, exchange=RPC.name, routing_key=an_address(other))
    for queue in (request_queue(other).name, event_queue(other).name):
        with channel_of(process) as channel, pytest.raises(REFUSED):
            channel.basic_get(queue)
        with channel_of(process) as channel, pytest.raises(REFUSED):
            channel.queue_delete(queue)


def test_nobody_hears_events_its_code_does_not_hear(installed: Installed) -> None:
    hears = {name for producer, name in subscriptions_of(department("finance"))}
    assert "todo_opened" not in hears
    queue = event_queue("finance").name
    with channel_of("finance") as channel, pytest.raises(REFUSED):
        channel.queue_bind(queue, exchange="notification.events", routing_key="todo_opened")


def test_preparing_declares_and_says_nothing(installed: Installed) -> None:
    for exchange, key in ((RPC.name, "finance.list_audit"), ("finance.events", "x")):
        with channel_of(PREPARE) as channel, pytest.raises(REFUSED):
            publish(channel, exchange, key)


def test_rights_say_whole_names() -> None:
    rights = broker_rights()
    topics = [topic for one in rights for topic in one.topics]
    patterns = [side for one in rights for side in (one.configure, one.write, one.read)]
    patterns += [side for topic in topics for side in (topic.write, topic.read)]
    assert all(pattern.startswith("^") and pattern.endswith("$") for pattern in patterns)


@pytest.mark.parametrize("name", DEPARTMENTS)
def test_a_service_enters_its_own_database_alone(name: str, installed: Installed) -> None:
    settings = Settings()
    own = settings.database_url(name).replace("+psycopg2", "")
    with psycopg2.connect(own) as connection:
        connection.cursor().execute("CREATE TABLE mark (); DROP TABLE mark")
    connection.close()
    server, _, _ = own.rpartition("/")
    for other in set(DEPARTMENTS) - {name}:
        with pytest.raises(psycopg2.OperationalError, match="permission denied"):
            psycopg2.connect(f"{server}/kaiban_{other}")
