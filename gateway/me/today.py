"""A trainee's first page: today's sessions, then what waits, then what one should know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.assessment import (
    EvaluationForm,
    ListOwnEvaluations,
    ReadSummary,
    SummaryState,
)
from contracts.enrollment import CheckInPart, ClassState, TraineeState
from contracts.scheduling import FindOwnTimetable, ListOwnLeaves, SessionView
from contracts.values import TRACK_OF
from gateway.me.timetable import next_of
from gateway.me.training import Mine, own_page
from kit import clock
from kit.pages.asking import Part

TO_WRITE = (SummaryState.DUE, SummaryState.OVERDUE, SummaryState.RETURNED)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What one has to do oneself: none of it where nothing waits."""

    check_in: bool
    report_back: bool
    evaluations: Sequence[EvaluationForm]
    summary: Part[Any]

    @property
    def writes_summary(self) -> bool:
        """Whether a summary is to be written, or once more."""
        return self.summary.value is not None and self.summary.value.state in TO_WRITE

    @property
    def anything(self) -> bool:
        """Whether there is something to do at all."""
        own = (self.check_in, self.report_back, self.evaluations, self.writes_summary)
        return any(own)


async def _today(mine: Mine) -> Mapping[str, Any]:
    trainee, now = mine.training.trainee_id, clock.now()
    writes = [ReadSummary(**mine.ids)] if writes_summaries(mine) else []
    timetable, leaves, forms, *summary = await mine.visit.asker.parts(
        FindOwnTimetable(trainee_id=trainee),
        ListOwnLeaves(trainee_id=trainee),
        ListOwnEvaluations(**mine.ids),
        *writes,
    )
    held = timetable.value.sessions if timetable.value else []
    return {
        "timetable": timetable,
        "sessions": [one for one in held if one.on == clock.today()],
        "next": _next(timetable, held, now),
        "day": (clock.today() - mine.training.start_on).days + 1,
        "days": (mine.training.end_on - mine.training.start_on).days + 1,
        "waiting": Waiting(
            check_in=awaits_check_in(mine),
            report_back=any(one.may_report_back for one in leaves.value or ()),
            evaluations=[one.form for one in forms.value or () if not one.answered],
            summary=next(iter(summary), Part()),
        ),
    }


def _next(timetable: Part[Any], held: Sequence[SessionView], now: datetime) -> Any:
    return next_of(held, now) if timetable.value and not timetable.value.suspended else None


def awaits_check_in(mine: Mine) -> bool:
    """Whether the desk is open and one has not yet signed in there."""
    training = mine.training
    is_expected = training.state is TraineeState.ENROLLED
    is_open = training.class_state is ClassState.CHECKING_IN
    return is_expected and is_open and CheckInPart.SIGN_IN not in training.check_in_parts


def writes_summaries(mine: Mine) -> bool:
    """Whether one's class hands in summaries instead of sitting an exam."""
    return not TRACK_OF[mine.training.category].sits_exam


TODAY = own_page("", "我的培训", "home", _today)
