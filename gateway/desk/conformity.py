"""How one class kept the clauses, and how long each of its steps took."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.portal import ClauseLine, ClauseState, FindPerformanceReport, PerformanceReport
from kit.pages.charts import Slice
from kit.pages.desk import Page, Picture
from kit.pages.visit import Visit
from kit.pages.words import tone_of

HOURS_A_DAY = 240  # tenths
# What somebody should look at stands first.
ORDER = (
    ClauseState.BROKEN,
    ClauseState.LATE,
    ClauseState.PENDING,
    ClauseState.KEPT,
    ClauseState.SKIPPED,
)


def clauses_of(report: PerformanceReport, visit: Visit) -> Mapping[str, Any]:
    """The clauses by how they stand, those of one state where the address asks for it."""
    by_state: dict[ClauseState, Sequence[ClauseLine]] = {
        state: [line for line in report.clauses if line.state is state] for state in ORDER
    }
    asked = visit.params.get("state", "")
    return {
        "tally": [
            Slice(label=state, value=len(by_state[state]), tone=tone_of(state)) for state in ORDER
        ],
        "groups": [
            (state, lines)
            for state, lines in by_state.items()
            if lines and (state == asked if asked else state is not ClauseState.SKIPPED)
        ],
        "asked": asked,
        "states": ORDER,
        "days": [
            {"state": step.state, "value": round(step.hours / HOURS_A_DAY, 1)}
            for step in report.lead_times
        ],
    }


CONFORMITY = Page(
    path="conformity",
    zh="条款执行",
    icon="shield",
    sections=(
        Picture(
            name="conformity",
            zh="条款执行情况",
            icon="shield",
            asks=FindPerformanceReport,
            template="portal/conformity.html",
            data=clauses_of,
            empty="建班后开始记录。",
        ),
    ),
)
