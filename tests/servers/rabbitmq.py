"""RabbitMQ for tests: a node of our own, or a broker that is named."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import amqp
import pytest

from tests.servers.machine import Process, Unavailable, free_port

PACKAGE = "rabbitmq-server"

_USER = "kaiban"


def programs() -> Path | None:
    """The folder of RabbitMQ's own scripts; Debian's wrappers on the path want a user of theirs."""
    debian = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    found = debian if debian.exists() else shutil.which("rabbitmq-server")
    return Path(found).parent if found else None


class NamedRabbitMQ:
    """A broker somebody else runs: one virtual host, kept for these tests."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def empty_uri(self, name: str) -> str:
        return self._uri

    def launch(self) -> None:
        """It runs already."""

    def wait(self) -> None:
        """It runs already."""

    def start(self) -> None:
        """It runs already."""

    def stop_app(self) -> None:
        pytest.skip("a named RabbitMQ is not ours to stop")

    start_app = kill = all_clear = stop_app

    def forget_queue(self, uri: str, queue: str) -> None:
        self.stop_app()

    def alarm(self, what: str) -> None:
        self.stop_app()

    def administration(self) -> dict[str, str]:
        pytest.skip("a named RabbitMQ is not ours to set up")

    def take_in(self, definitions: Path) -> str:
        pytest.skip("a named RabbitMQ is not ours to set up")

    def metrics_address(self) -> str:
        pytest.skip("a named RabbitMQ is not ours to set up")

    def close(self) -> None:
        """It runs on."""


class OwnRabbitMQ:
    """A node of our own, with an Erlang port mapper of its own, so that it meets no other node."""

    def __init__(self, folder: Path) -> None:
        self._programs = programs() or Path()
        self._port, self._mapper_port = free_port(), free_port()
        self._metrics_port = free_port()
        self._home = folder / "rabbitmq"
        self._home.mkdir()
        self._write_settings()
        self._mapper: Process | None = None
        self._node: Process | None = None

    def empty_uri(self, name: str) -> str:
        """Make a virtual host with nothing in it."""
        # One call of the command line tool takes a second; this does the work of two.
        self._rabbitmqctl(
            "eval",
            f'rabbit_vhost:add(<<"{name}">>, <<"tests">>), rabbit_auth_backend_internal:'
            f'set_permissions(<<"{_USER}">>, <<"{name}">>, <<".*">>, <<".*">>, <<".*">>, <<"t">>).',
        )
        return f"amqp://{_USER}:{_USER}@127.0.0.1:{self._port}/{name}"

    def launch(self) -> None:
        """Begin to start it, for the first time or after `kill`."""
        self._mapper = self._mapper or Process(
            [_port_mapper(), "-port", str(self._mapper_port), "-address", "127.0.0.1"],
            log=self._home / "epmd.log",
            env=self._environment,
        )
        self._node = Process(
            [self._programs / "rabbitmq-server"],
            log=self._home / "RabbitMQ.log",
            env=self._environment,
        )

    def wait(self) -> None:
        """Wait until it lets clients in."""
        assert self._node
        self._node.wait_until(self._answers)

    def start(self) -> None:
        """Start it again after `kill`, with what it had on disk."""
        self.launch()
        self.wait()

    def stop_app(self) -> None:
        """Every connection breaks and none is let in, until `start_app`."""
        self._rabbitmqctl("stop_app")

    def start_app(self) -> None:
        self._rabbitmqctl("start_app")

    def forget_queue(self, uri: str, queue: str) -> None:
        """Delete a queue with all that is in it."""
        self._rabbitmqctl("--vhost", uri.rpartition("/")[2], "delete_queue", queue)

    def alarm(self, what: str) -> None:
        """Have it take nothing more for want of `disk` or `memory`, until `all_clear`."""
        if what == "disk":
            self._rabbitmqctl("set_disk_free_limit", "900GB")
        else:
            self._rabbitmqctl("set_vm_memory_high_watermark", "0")

    def all_clear(self) -> None:
        self._rabbitmqctl("set_disk_free_limit", "50MB")
        self._rabbitmqctl("set_vm_memory_high_watermark", "0.4")

    def administration(self) -> dict[str, str]:
        """The environment in which its own command administers it, and where it listens."""
        return {
            **self._environment,
            "KAIBAN_RABBITMQCTL": str(self._programs / "rabbitmqctl"),
            "KAIBAN_BROKER": f"127.0.0.1:{self._port}",
        }

    def take_in(self, definitions: Path) -> str:
        """Have it take in users and their rights from a file; its host and port."""
        self._rabbitmqctl("import_definitions", str(definitions))
        return f"127.0.0.1:{self._port}"

    def metrics_address(self) -> str:
        """Have it show Prometheus what it does; host and port, from now on."""
        subprocess.run(
            [self._programs / "rabbitmq-plugins", "--quiet", "enable", "rabbitmq_prometheus"],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=180,
        )
        return f"127.0.0.1:{self._metrics_port}"

    def kill(self) -> None:
        """As `kill -9` does; `start` starts it again."""
        assert self._node
        # A quorum queue declared within a second or two of a kill stays without a leader for good
        # (RabbitMQ 3.10): its name was not yet on disk. That is not the fault to be tested.
        self._rabbitmqctl("eval", "[dets:sync(Table) || Table <- dets:all()].")
        self._node.end()
        while _listens(self._port):  # the machine takes a moment to clear it all away
            time.sleep(0.01)

    def close(self) -> None:
        for process in (self._node, self._mapper):
            if process:
                process.end()

    def _write_settings(self) -> None:
        (self._home / "rabbitmq.conf").write_text(
            f"listeners.tcp.local = 127.0.0.1:{self._port}\n"
            "prometheus.tcp.ip = 127.0.0.1\n"
            f"prometheus.tcp.port = {self._metrics_port}\n"
            f"default_user = {_USER}\n"
            f"default_pass = {_USER}\n"
            "log.console = true\n"
            "log.file = false\n"
            # A node for tests need not keep half a gigabyte of quorum queues' log in memory.
            "raft.wal_max_size_bytes = 67108864\n"
        )
        (self._home / "enabled_plugins").write_text("[].\n")
        (self._home / "environment.conf").write_text("")
        self._environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self._home),  # where Erlang keeps its cookie
            "ERL_EPMD_PORT": str(self._mapper_port),
            "RABBITMQ_NODENAME": f"kaiban-{self._port}@localhost",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self._home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self._home / "log"),
            "RABBITMQ_PID_FILE": str(self._home / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self._home / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self._home / "environment.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._home / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }

    def _rabbitmqctl(self, *arguments: str) -> None:
        subprocess.run(
            [self._programs / "rabbitmqctl", "--quiet", *arguments],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )

    def _answers(self) -> bool:
        try:
            with amqp.Connection(
                f"127.0.0.1:{self._port}", userid=_USER, password=_USER, connect_timeout=2
            ):
                return True
        except (OSError, amqp.AMQPError):
            return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    except ConnectionResetError:
        # Let in a moment before it died.
        return True
    return True


def _port_mapper() -> str:
    found = shutil.which("epmd")
    if not found:
        raise Unavailable("Erlang's port mapper (epmd) is not on the path")
    return found
