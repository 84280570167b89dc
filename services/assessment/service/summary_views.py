"""What assessment shows of summaries."""

from dataclasses import asdict

from contracts.assessment import SummaryText, SummaryView
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.rules import SummaryRules
from services.assessment.domain.summary import Summary


def summary_view(
    summary: Summary, trainee: Candidate, rules: SummaryRules, *, for_reviewers: bool = False
) -> SummaryView:
    """A summary without its text; only reviewers learn whose it is most like."""
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
        flagged=summary.similarity >= rules.flagged_from,
        grade=summary.grade,
        reviewed_by=summary.reviewed_by,
        opinion=summary.opinion,
        closest_id=summary.closest_id if for_reviewers else "",
    )


def summary_text(summary: Summary, trainee: Candidate, rules: SummaryRules) -> SummaryText:
    """A summary with its text."""
    return SummaryText(**asdict(summary_view(summary, trainee, rules)), text=summary.text)
