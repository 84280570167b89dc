"""`make bench`: every figure in one run, beside what it is compared with on the same servers.

With --write the tables go into docs/performance.md. Nothing is asserted: whether a figure is good
is for people to judge, who know what else the machine was doing.
"""

import argparse
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from tests.bench import (
    arriving,
    asking,
    certifying,
    crowding,
    growing,
    hearing,
    importing,
    listing,
    paging,
    registering,
    starting,
)
from tests.bench.figures import Line, Report
from tests.bench.machine import description
from tests.bench.running import ROOT, suite
from tests.bench.school import School, hot_class, school
from tests.servers import RealServers, Site, Unavailable, running_servers

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
HOT, LIST, ARRIVE, GROW = "BENCH-HOT", "BENCH-LIST", "BENCH-ARRIVE", "BENCH-GROW"
CROWD = "everything at once"


def main() -> int:
    """Measure, show, and write where asked to."""
    asked = _parser().parse_args()
    # An end asked for leaves nothing running either: every part takes its processes with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report, started = Report(only=asked.only.split(",")), time.monotonic()
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="kaiban-")))
        try:
            servers = until_the_end.enter_context(running_servers())
        except Unavailable as reason:
            print(f"No real servers, so nothing to measure on: {reason}")
            return 1
        site = servers.fresh()
        about = description(site)
        for name, value in about:
            print(f"{name}: {value}", flush=True)
        _measure(report, servers, site, folder)
    minutes = (time.monotonic() - started) / 60
    about.append(("The whole run", f"{minutes:.1f} min"))
    tables = _tables(about, report)
    print("\n" + tables)
    if asked.write:
        _write(tables)
    return 1 if report.failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="", help="parts with one of these words, comma-separated")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")
    return parser


def _measure(report: Report, servers: RealServers, site: Site, folder: Path) -> None:
    idle, work, road, town = (_sub(folder, name) for name in ("idle", "work", "road", "town"))
    _part(report, "the embedded suite, alone", lambda: starting.start_and_idle(idle))
    _part(report, "the embedded suite, at work", lambda: _embedded(work))
    _part(report, "events", lambda: hearing.events(site, road))
    _on_servers(report, servers.fresh(), town)


def _on_servers(report: Report, site: Site, folder: Path) -> None:
    with (
        suite(folder, site) as running,
        school(running, site, until_step="issue_certificates") as opened,
    ):
        _part(report, "certificates", lambda: certifying.certificates(opened))
        year = crowding.a_year() if report.wants(CROWD) else {}
        few = {name: hot_class() for name in (HOT, ARRIVE, GROW)}
        seats = {**few, LIST: {importing.UNIT: 5000}, **year}
        opened.open_classes(seats, later=(GROW, *year))
        _part(report, "registrations", lambda: registering.registrations(opened, HOT))
        if year:
            crowding.nominate_arrivals(opened, ARRIVE)
        _part(report, "the last places", lambda: registering.last_places(opened, HOT))
        _part(report, "requests over the bus", lambda: asking.requests(opened, HOT))
        _part(report, "import", lambda: importing.large_import(opened, LIST))
        _part(report, "check-ins", lambda: _arrivals(opened))
        _part(report, "lists", lambda: listing.lists(opened, HOT))
        _part(report, "pages", lambda: paging.pages(opened, HOT))
        _part(report, CROWD, lambda: crowding.crowd(opened, ARRIVE))
        _part(report, f"invariants after {CROWD}", lambda: crowding.invariants(opened))
        _part(report, "growth", lambda: growing.growth(opened, site, GROW, LIST))


def _arrivals(opened: School) -> Iterable[Line]:
    arriving.enrol(opened, HOT)
    return arriving.check_ins(opened, HOT)


def _embedded(folder: Path) -> Iterable[Line]:
    with (
        suite(folder) as running,
        school(running, None, until_step="open_unit_accounts") as opened,
    ):
        opened.open_classes({HOT: hot_class(), LIST: {importing.UNIT: 5000}})
        yield from registering.registrations(opened, HOT)
        yield from importing.large_import(opened, LIST)


def _part(report: Report, what: str, lines: Callable[[], Iterable[Line]]) -> None:
    """One part; when it fails the others are measured all the same."""
    if not report.wants(what):
        return
    print(what, flush=True)
    try:
        for line in lines():
            report.add(line)
    except Exception as problem:
        traceback.print_exc(file=sys.stderr)
        report.failures.append(f"{what}: {problem!r}"[:300])


def _sub(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _tables(about: list[tuple[str, str]], report: Report) -> str:
    machine = "\n".join(f"| {name} | {value} |" for name, value in about)
    return f"| Machine | |\n| --- | --- |\n{machine}\n\n{report.markdown()}\n"


def _write(tables: str) -> None:
    """Between the marks; what people wrote around them stays."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
