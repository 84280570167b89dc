"""The life of a class on the enrollment desk: from its project to its archive."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.base import Command
from kit.pages.desk import Look, Page, Paper
from services.enrollment.desk import (
    archive,
    duty,
    handover,
    implementation,
    project,
    rota,
    running,
    team,
)
from services.enrollment.desk.life_papers import PAPERS as LIFE_PAPERS

PAGES: Sequence[Page] = (implementation.TASKS, rota.ROTA)
CLASS_PAGES: Sequence[Page] = (
    project.PROJECT,
    team.TEAM,
    implementation.PLAN,
    running.RUNNING,
    archive.ARCHIVE,
)
LOOKS: Mapping[type[Command[Any]], Look] = {
    **project.LOOKS,
    **team.LOOKS,
    **duty.LOOKS,
    **rota.LOOKS,
    **implementation.LOOKS,
    **running.LOOKS,
    **handover.LOOKS,
    **archive.LOOKS,
}
PAPERS: Sequence[Paper] = LIFE_PAPERS
