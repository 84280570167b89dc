"""What assessment shows of summaries."""

from dataclasses import asdict, replace

from contracts.assessment import SummaryText, SummaryView
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.summary import Summary
from services.assessment.domain.summary_track import is_written
from services.assessment.domain.training_class import TrainingClass


def summary_view(summary: Summary, trainee: Candidate, course: TrainingClass) -> SummaryView:
    """A summary without its text, and without whose it is most like."""
    return SummaryView(
        class_id=summary.class_id,
        trainee_id=summary.trainee_id,
        trainee_no=summary.trainee_no,
        name=trainee.name,
        kind=summary.kind,
        due_on=summary.due_on,
        state=summary.state,
        submitted_at=summary.submitted_at,
        length=len(summary.text),
        similarity=summary.similarity,
        flagged=summary.similarity >= course.summary_rules.flagged_from,
        grade=summary.grade,
        reviewed_by=summary.reviewed_by,
        opinion=summary.opinion,
        awaited=summary.awaits_text and is_written(course) and not trainee.has_left,
    )


def view_for_reviewers(
    summary: Summary, trainee: Candidate, course: TrainingClass, *, concludable: bool
) -> SummaryView:
    """The same in the list of the class: only its reviewers learn whose it is most like."""
    seen = summary_view(summary, trainee, course)
    return replace(seen, closest_id=summary.closest_id, concludable=concludable)


def summary_text(summary: Summary, trainee: Candidate, course: TrainingClass) -> SummaryText:
    """A summary with its text."""
    return SummaryText(**asdict(summary_view(summary, trainee, course)), text=summary.text)
