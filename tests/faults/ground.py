"""Where faults happen: a suite of processes on private servers, with classes open for nominations
and for check-in, prepared once and copied for each run.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contracts.enrollment import AllocateQuotas, ListClasses, ListTrainees, QuotaLine
from deploy.showcase import (
    enrolling,
    exam_planning,
    planning,
    rostering,
    running,
    staffing,
    teaching,
    waiting,
)
from deploy.showcase.people import UNITS
from deploy.showcase.stage import Chapter, Stage, local
from tests.faults.verdict import drain, settings_of
from tests.journeys.places import Suite, a_suite, players_of
from tests.servers import RealServers, Site

# Few, so that many ask for the last one.
SEATS, RESERVE = 5, 2

WITHOUT = Path(__file__).with_name("unguarded")


@dataclass
class Ground:
    """A prepared site: databases to copy, and the folder that belongs to them."""

    servers: RealServers
    site: Site
    var: Path
    enrolling_class: str
    units: dict[str, str]
    arriving_class: str = ""
    expected: list[str] = field(default_factory=list)

    @contextmanager
    def suite(self, var: Path, *, without: str = "") -> Iterator[Suite]:
        """A suite of its own on a copy, not started; `without` names a guard that is off."""
        left_behind = shutil.ignore_patterns("log", "terminal-*.txt", "suite.lock")
        # The fonts are links, and stay links.
        shutil.copytree(self.var, var, symlinks=True, ignore=left_behind)
        environment = self.servers.copy_of(self.site).environment()
        if without:
            environment |= {"PYTHONPATH": str(WITHOUT), "UNGUARDED": without}
        with a_suite(var, environment) as suite:
            yield suite


def prepare(servers: RealServers, var: Path, *, with_arrivals: bool) -> Ground:
    """Play until a class is open for nominations, and with arrivals until another checks in."""
    site = servers.fresh()
    chapters: Sequence[Chapter] = (staffing.CHAPTER, planning.CHAPTER, _OPEN)
    if with_arrivals:
        rest = (enrolling, rostering, teaching, exam_planning, running)
        chapters = (*chapters, *(part.CHAPTER for part in rest))
    with a_suite(var, site.environment()) as suite:
        suite.start()
        suite.wait_until_open()
        with players_of(suite) as stage:
            stage.play(chapters, until_step="open_check_in" if with_arrivals else "")
            ground = Ground(servers, site, var, stage.kept["open_class"], dict(stage.kept["units"]))
            if with_arrivals:
                ground.arriving_class = stage.kept["class_id"]
                wanted = ListTrainees(class_id=ground.arriving_class, size=5000)
                expected = stage.ask("staff1", wanted).items
                ground.expected = [trainee.trainee_id for trainee in expected]
        drain(settings_of(suite))
        suite.stop()
    return ground


_OPEN = Chapter("报名", "Nominations", "faults")


@_OPEN.step("报名中的班次", "A class with few seats", by="evp", at="2026-02-20 09:00")
def open_for_nominations(stage: Stage) -> None:
    waiting.leave_enrolling(stage)
    stage.keep("open_class", _class_of(stage))
    quotas = [
        QuotaLine(unit_id=stage.kept["units"][code], seats=SEATS, reserve=RESERVE)
        for code, *_ in UNITS
    ]
    request = AllocateQuotas(
        class_id=stage.kept["open_class"], deadline=local("2026-09-11 17:00"), quotas=quotas
    )
    stage.ask("staff1", request)


def _class_of(stage: Stage) -> str:
    found: str = stage.ask("staff1", ListClasses(q="JJ2026-01")).items[0].class_id
    return found
