"""The whole way of a development-target class, and what it has come to at its end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from contracts.assessment import (
    FindPassList,
    FindPerformance,
    ListCustody,
    ListResults,
    PerformanceView,
)
from contracts.enrollment import FindPlan, ListSteps
from contracts.finance import AccountView, FindAccount
from contracts.notification import ListNotices
from contracts.portal import BoardLine, ListBoard
from contracts.scheduling import AttendanceView, FindAttendance
from deploy.showcase import (
    certifying,
    closing,
    enrolling,
    exam_planning,
    examining,
    planning,
    rostering,
    running,
    staffing,
    teaching,
)
from deploy.showcase.stage import Chapter, Stage

CHAPTERS: Sequence[Chapter] = (
    staffing.CHAPTER,
    planning.CHAPTER,
    enrolling.CHAPTER,
    rostering.CHAPTER,
    teaching.CHAPTER,
    exam_planning.CHAPTER,
    running.CHAPTER,
    examining.CHAPTER,
    certifying.CHAPTER,
    closing.CHAPTER,
)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Everything two plays of the class must have in common, wherever they were played.

    Hours are tenths. Ids and moments are left out. Who holds which script is chance, so scores are
    a sorted list and certificates come without their holders.
    """

    plan_state: str
    class_steps: list[str]
    imports: dict[str, Any]
    imports_again: dict[str, Any]
    refusals: dict[str, list[str]]
    timetable_gaps: int
    trainees: list[tuple[str, str, str]]
    hours_total: int
    hours_of_each: dict[str, tuple[int, int, int, bool]]
    scores: list[int]
    decisions: dict[str, int]
    certificate_numbers: list[str]
    certificate_states: dict[str, int]
    reissues: int
    on_pass_list: int
    performance: PerformanceView
    custody: list[str]
    archive: list[tuple[str, bool]]
    archive_missing: list[str]
    notices: list[tuple[str, int, int]]
    usage: dict[str, int]
    settlement: str
    board: dict[str, Any]
    files: dict[str, Path]


def carry_through(stage: Stage, *, until_step: str = "") -> None:
    """Carry the class on from where it stands, up to its closure or the named step."""
    stage.play(CHAPTERS, until_step=until_step)


def ending(stage: Stage) -> Ending:
    """What the class has come to, as its own people see it."""
    class_id = enrolling.class_id(stage)
    results = stage.ask("evp", ListResults(class_id=class_id))
    certificates = certifying.certificates(stage)
    archive = closing.archive(stage)
    attendance = stage.ask("staff2", FindAttendance(class_id=class_id))
    account = stage.ask("finance", FindAccount(class_id=class_id))
    return Ending(
        plan_state=stage.ask("org", FindPlan(plan_id=stage.kept["plan_id"])).state,
        class_steps=[step.state for step in stage.ask("staff1", ListSteps(class_id=class_id))],
        imports=stage.kept["imports"],
        imports_again=stage.kept["imports_again"],
        refusals={step: list(codes) for step, codes in stage.kept["refusals"].items()},
        timetable_gaps=stage.kept["timetable_gaps"],
        trainees=[(one.trainee_no, one.name, one.unit_name) for one in rostering.trainees(stage)],
        hours_total=teaching.timetable(stage).hours_total,
        hours_of_each=_hours_of_each(stage, attendance),
        scores=sorted(result.score for result in results if result.score is not None),
        decisions=dict(sorted(Counter(result.decision for result in results).items())),
        certificate_numbers=[certificate.certificate_no for certificate in certificates],
        certificate_states=dict(sorted(Counter(c.state for c in certificates).items())),
        reissues=sum(certificate.reissues for certificate in certificates),
        on_pass_list=stage.ask("evp", FindPassList(class_id=class_id)).count,
        performance=_without_ids(stage.ask("evp", FindPerformance(class_id=class_id))),
        custody=_custody(stage),
        archive=[(item.doc_type, item.filed_at is not None) for item in archive.items],
        archive_missing=stage.kept["archive_missing"],
        notices=_notices(stage),
        usage=_usage(account),
        settlement=account.settlement_state,
        board=_board(stage),
        files={name: stage.folder / file for name, file in stage.kept["files"].items()},
    )


def _hours_of_each(stage: Stage, found: AttendanceView) -> dict[str, tuple[int, int, int, bool]]:
    numbers = {one.trainee_id: one.trainee_no for one in rostering.trainees(stage)}
    return {
        numbers[one.trainee_id]: (one.attended, one.leave, one.absent, one.limit_exceeded)
        for one in sorted(found.totals, key=lambda one: numbers[one.trainee_id])
    }


def _without_ids(found: PerformanceView) -> PerformanceView:
    fields = {**vars(found), "class_id": ""}
    return PerformanceView(**fields)


def _custody(stage: Stage) -> list[str]:
    request = ListCustody(exam_id=exam_planning.exam_id(stage))
    kept = [f"{line.what} {line.seal_no}" for line in stage.ask("exams", request)]
    # Whoever looks again, because the first look was cut off, is recorded twice: one act here.
    return [line for line, _ in groupby(kept)]


def _notices(stage: Stage) -> list[tuple[str, int, int]]:
    found = stage.ask("org", ListNotices(size=200)).items
    return sorted((notice.kind, notice.addressed, notice.acknowledged) for notice in found)


def _usage(account: AccountView) -> dict[str, int]:
    """What the class used; venues and teachers are counted, not named."""
    counted: Counter[str] = Counter()
    for line in account.usage:
        counted[line.kind] += line.quantity
    counted["payable_hours"] = sum(account.payable_hours.values())
    return dict(sorted(counted.items()))


def _board(stage: Stage) -> dict[str, Any]:
    """The line of the board, once every event has reached it."""

    def line() -> BoardLine:
        found = stage.ask("evp", ListBoard()).items
        return next(line for line in found if line.class_id == enrolling.class_id(stage))

    settled = stage.until(line, lambda found: found.state == "CLOSED")
    return {name: value for name, value in vars(settled).items() if name != "class_id"}
