"""The `kaiban` command.

Each command imports what it needs only when it is carried out: a process that hosts a department
must make itself cooperative before anything else is loaded.
"""
# ruff: noqa: PLC0415 – see above

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy.departments import DEPARTMENTS
from kit.production import NOT_SET_UP, faults

if TYPE_CHECKING:
    from datetime import datetime

    from kit.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; the process's exit status."""
    asked = _parser().parse_args(arguments)
    if not asked.anywhere and _is_unsafe():
        return NOT_SET_UP
    status: int = asked.carry_out(asked)
    return status


def _is_unsafe() -> bool:
    """Whether something forbids a start here; it is said what."""
    from kit.settings import Settings

    found = faults(Settings())
    for fault in found:
        print(fault, file=sys.stderr)
    return bool(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kaiban", description="Runs the training classes of a Party school."
    )
    # Where nothing is started yet, nothing need be safe yet.
    parser.set_defaults(anywhere=False)
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

    _add_operating(commands)

    check = commands.add_parser("check", help="look whether everything that must hold does hold")
    check.add_argument("--json", action="store_true", help="for programs, with a cursor")
    check.add_argument("--grace", type=float, default=60.0, help="seconds events may be on the way")
    check.add_argument("--after", default="", metavar="CURSOR", help="only what came after it")
    check.set_defaults(carry_out=_check)

    watch = commands.add_parser("watch", help="check again and again, and show what was found")
    watch.add_argument("--health-port", type=int, default=0, help="port of its /readyz, /metrics")
    watch.set_defaults(carry_out=_watch)
    _add_installing(commands)
    _add_keeping(commands)
    return parser


def _add_installing(commands: Any) -> None:
    made = commands.add_parser("secrets", help="make the passwords and keys that are missing")
    made.add_argument("folder", type=Path)
    made.add_argument("--renew", metavar="NAME", default="", help="make this one anew")
    made.set_defaults(carry_out=_secrets, anywhere=True)

    grants = commands.add_parser("grants", help="print who may do what, for a server to take in")
    grants.add_argument("server", choices=["broker", "databases"])
    grants.add_argument("folder", type=Path, help="where the passwords are")
    grants.set_defaults(carry_out=_grants, anywhere=True)


def _add_operating(commands: Any) -> None:
    parked = commands.add_parser("parked", help="list events put aside, or have them tried again")
    what = parked.add_mutually_exclusive_group()
    what.add_argument("--replay", default="", metavar="ID", help="try this one again")
    what.add_argument("--all", action="store_true", help="try all of them again")
    what.add_argument("--discard", metavar="ID", help="give this one up; needs --reason")
    _add_times(parked, "those put aside")
    parked.add_argument("--reason", default="", help="why it is given up")
    parked.set_defaults(carry_out=_parked)

    verify = commands.add_parser("verify", help="check a certificate by its QR code, offline")
    verify.add_argument("what", help="the QR code's text, or a file that holds it")
    verify.add_argument("--keys", metavar="FILE", default="", help="the published keys")
    verify.set_defaults(carry_out=_verify)

    let_in = commands.add_parser("let-in", help="give an administrator a first password again")
    let_in.add_argument("login", help="an administrator whom no other one can help")
    let_in.set_defaults(carry_out=_let_in)

    replay = commands.add_parser("replay", help="send a department's events of a time once more")
    replay.add_argument("--from", dest="sender", required=True, choices=[*DEPARTMENTS])
    _add_times(replay, "those written", required=True)
    replay.set_defaults(carry_out=_replay)


def _add_times(parser: argparse.ArgumentParser, what: str, *, required: bool = False) -> None:
    when = f"{what} since, such as 2026-03-06T08:00"
    parser.add_argument("--since", type=_moment, required=required, metavar="TIME", help=when)
    parser.add_argument("--until", type=_moment, metavar="TIME", help="and before")


def _moment(text: str) -> "datetime":
    from deploy.parked import moment

    return moment(text)


def _add_keeping(commands: Any) -> None:
    backup = commands.add_parser("backup", help="back the suite up while it works")
    backup.add_argument("pool", type=Path, help="the folder of all back-ups")
    backup.add_argument("--keep", type=int, default=14, help="how many to keep (14)")
    backup.set_defaults(carry_out=_backup)

    restore = commands.add_parser("restore", help="bring the stopped suite back to a back-up")
    restore.add_argument("made", type=Path, help="the folder of one back-up")
    restore.add_argument("--only", action="append", default=[], choices=[*DEPARTMENTS])
    restore.add_argument("--force", action="store_true", help="replace what is there")
    restore.set_defaults(carry_out=_restore)

    reconcile = commands.add_parser("reconcile", help="after a restore: send what was forgotten")
    reconcile.set_defaults(carry_out=_reconcile)


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


def _verify(asked: argparse.Namespace) -> int:
    from deploy import verify

    return verify.run(asked.what, asked.keys)


def _parked(asked: argparse.Namespace) -> int:
    from deploy import parked

    if asked.discard:
        return parked.discard(asked.discard, asked.reason)
    if asked.replay:
        return parked.replay(asked.replay)
    if asked.all or asked.since or asked.until:
        return parked.replay_all(since=asked.since, until=asked.until)
    return parked.show()


def _let_in(asked: argparse.Namespace) -> int:
    from deploy import process

    return process.let_in(asked.login)


def _replay(asked: argparse.Namespace) -> int:
    from deploy import parked

    return parked.resend(asked.sender, since=asked.since, until=asked.until)


def _secrets(asked: argparse.Namespace) -> int:
    from deploy import secrets

    return secrets.run(asked.folder, renew=asked.renew)


def _grants(asked: argparse.Namespace) -> int:
    from deploy import grants

    return grants.run(asked.server, asked.folder)


def _check(asked: argparse.Namespace) -> int:
    from deploy import check

    return check.run(as_json=asked.json, grace=asked.grace, after=asked.after)


def _watch(asked: argparse.Namespace) -> int:
    from kit.patch import patch

    patch()
    from deploy import process

    return process.run_watch(health_port=asked.health_port)


def _backup(asked: argparse.Namespace) -> int:
    from deploy import backup

    return backup.backup(asked.pool, keep=asked.keep)


def _restore(asked: argparse.Namespace) -> int:
    from deploy import backup

    return backup.restore(asked.made, only=asked.only, force=asked.force)


def _reconcile(_asked: argparse.Namespace) -> int:
    from deploy import reconciling

    return reconciling.run()


if __name__ == "__main__":
    sys.exit(main())
