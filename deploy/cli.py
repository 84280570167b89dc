"""The `kaiban` command.

Each command imports what it needs only when it is carried out: a process that hosts a department
must make itself cooperative before anything else is loaded.
"""
# ruff: noqa: PLC0415 – see above

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deploy.departments import DEPARTMENTS

if TYPE_CHECKING:
    from kit.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the process's exit status."""
    asked = _parser().parse_args(arguments)
    status: int = asked.carry_out(asked)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kaiban", description="Runs the training classes of a Party school."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start the suite and carry the sample class through it")
    run.add_argument("--fresh", action="store_true", help="start anew: forget what var/ holds")
    run.add_argument("--no-showcase", action="store_true", help="start the suite alone")
    run.set_defaults(carry_out=_run)

    service = commands.add_parser("service", help="run one department")
    service.add_argument("name", choices=list(DEPARTMENTS))
    service.add_argument("--health-port", type=int, default=0, help="port of its /readyz, /metrics")
    service.set_defaults(carry_out=_service)

    gateway = commands.add_parser("gateway", help="run the gateway")
    gateway.set_defaults(carry_out=_gateway)

    desk = commands.add_parser("desk", help="run the gateway with one department's desk alone")
    desk.add_argument("name", choices=[*DEPARTMENTS])
    desk.set_defaults(carry_out=_desk)

    prepare = commands.add_parser("prepare", help="bring databases and broker up to date")
    prepare.set_defaults(carry_out=_prepare)

    showcase = commands.add_parser("showcase", help="carry the class through a running suite")
    showcase.set_defaults(carry_out=_showcase)

    parked = commands.add_parser("parked", help="list events put aside, or have them tried again")
    parked.add_argument("--replay", metavar="ID", help="try this one again")
    parked.add_argument("--all", action="store_true", help="try all of them again")
    parked.set_defaults(carry_out=_parked)
    return parser


def _run(asked: argparse.Namespace) -> int:
    from kit.settings import Settings

    settings = Settings()
    if not settings.embedded:
        from deploy import supervisor

        return supervisor.run(settings, fresh=asked.fresh, showcase=not asked.no_showcase)

    return _suite(settings, fresh=asked.fresh, showcase=not asked.no_showcase)


def _suite(settings: "Settings", *, fresh: bool, showcase: bool, desk: str = "") -> int:
    """Every department and the gateway in this one process."""
    from kit.patch import patch

    patch(with_asyncio=True)
    from deploy import suite

    return suite.run(settings, fresh=fresh, showcase=showcase, desk=desk)


def _service(asked: argparse.Namespace) -> int:
    from kit.patch import patch

    patch()
    from deploy import process

    return process.run_service(asked.name, health_port=asked.health_port)


def _gateway(_asked: argparse.Namespace) -> int:
    from deploy import process

    return process.run_gateway()


def _desk(asked: argparse.Namespace) -> int:
    """On real servers the gateway alone; without any, the suite around it."""
    from kit.settings import Settings

    settings = Settings()
    if settings.embedded:
        return _suite(settings, fresh=False, showcase=False, desk=asked.name)
    from deploy import process

    return process.run_gateway(asked.name)


def _prepare(_asked: argparse.Namespace) -> int:
    from deploy import process

    return process.prepare()


def _showcase(_asked: argparse.Namespace) -> int:
    from deploy.showcase import play

    return play.main()


def _parked(asked: argparse.Namespace) -> int:
    from deploy import parked

    return parked.run(replay=asked.replay, everything=asked.all)


if __name__ == "__main__":
    sys.exit(main())
