"""The whole way of a contracted class, and what it has come to at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.enrollment import ListSteps
from contracts.finance import FindSettlement, ListLedger
from contracts.portal import FindPerformanceReport, PerformanceReport
from deploy.showcase.college import (
    admitting,
    concluding,
    house,
    negotiating,
    preparing,
    readying,
    running,
    settling,
)
from deploy.showcase.college.stage import PLAY, class_id, kept
from deploy.showcase.stage import Chapter, Stage

CHAPTERS: Sequence[Chapter] = (
    house.CHAPTER,
    negotiating.CHAPTER,
    preparing.CHAPTER,
    readying.CHAPTER,
    admitting.CHAPTER,
    running.CHAPTER,
    settling.CHAPTER,
    concluding.CHAPTER,
)


@dataclass(frozen=True, kw_only=True)
class ContractedEnding:
    """What two plays of the class have in common, wherever they were played. Money is fen."""

    class_steps: list[str]
    refusals: dict[str, list[str]]
    missing_parts: list[str]
    blocked: dict[str, str]
    county_reported: bool
    budget_over_by: int
    plan_changes: int
    hand_over: tuple[str, bool]
    settlement_total: int
    settlement_lines: list[tuple[str, int, int, int]]
    invoices: list[tuple[str, str]]
    ledger_balanced: bool
    receivable: int
    lessons: list[tuple[int, int]]
    timetable_gaps: list[str]
    not_ready: list[str]
    certificates: list[str]
    archive_missing: list[str]
    clauses: dict[str, str]
    files: dict[str, Path]


def carry_contracted_through(stage: Stage, *, until_step: str = "") -> None:
    """Carry the contracted class on from where it stands."""
    stage.play(CHAPTERS, until_step=until_step)


def contracted_ending(stage: Stage) -> ContractedEnding:
    """What the class has come to, as its own people see it."""
    left, found = kept(stage), class_id(stage)
    settlement = stage.ask("c-finance", FindSettlement(class_id=found))
    ledger = stage.ask("c-finance", ListLedger(class_id=found))
    report = performance(stage)
    return ContractedEnding(
        class_steps=[str(step.state) for step in stage.ask("c-affairs", ListSteps(class_id=found))],
        refusals={
            name: codes
            for name, codes in stage.kept["refusals"].items()
            if name.startswith(f"{PLAY}.")
        },
        missing_parts=left["missing_parts"],
        blocked=left["blocked"],
        county_reported=left["county_reported"],
        budget_over_by=left["over_by"],
        plan_changes=len(left["changes"]),
        hand_over=tuple(left["hand_over"]),
        settlement_total=settlement.total_fen,
        settlement_lines=[
            (str(line.group), line.quantity, line.unit_price_fen, line.amount_fen)
            for line in settlement.lines
        ],
        invoices=[tuple(one) for one in left["invoices"]],
        ledger_balanced=ledger.balanced,
        receivable=ledger.balances.get("RECEIVABLE", 0),
        lessons=[tuple(lesson) for lesson in left["lessons"]],
        timetable_gaps=left["gaps"],
        not_ready=left["not_ready"],
        certificates=left["certificates"],
        archive_missing=left["archive_missing"],
        clauses={line.clause: str(line.state) for line in report.clauses},
        files={name: stage.folder / file for name, file in stage.kept["files"].items()},
    )


def performance(stage: Stage) -> PerformanceReport:
    """The performance of the class once every event has reached the portal."""
    request = FindPerformanceReport(class_id=class_id(stage))
    return stage.until(
        lambda: stage.ask("c-affairs", request),
        lambda found: any(step.state == "CLOSED" for step in found.lead_times),
    )
