"""Look-ups of summaries."""

from collections.abc import Sequence

from sqlalchemy import select

from contracts.assessment import SummaryState
from contracts.refusals import Unknown
from kit.store import Store
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.summary import Summary
from services.assessment.domain.training_class import TrainingClass
from services.assessment.store.tables import candidate, summary, training_class


class SummaryLookups(Store):
    """What cadres and members hand in."""

    def trainee(self, class_id: str, trainee_id: str) -> Candidate:
        """A trainee of this very class."""
        found = self.session.get(Candidate, trainee_id)
        if found is None or found.class_id != class_id:
            raise Unknown("学员", "trainee")
        return found

    def summary(self, class_id: str, trainee_id: str) -> Summary:
        """The summary a trainee of this very class owes."""
        found = self.session.get(Summary, trainee_id)
        if found is None or found.class_id != class_id:
            raise Unknown("培训小结", "summary")
        return found

    def summaries(self, class_id: str) -> Sequence[Summary]:
        """The summaries of a class by trainee number."""
        mine = select(Summary).where(summary.c.class_id == class_id)
        return self.session.scalars(mine.order_by(summary.c.trainee_no)).all()

    def hold_class(self, class_id: str) -> None:
        """Let nobody else hand in or conclude in this class before the commit: each text is
        compared with every other.
        """
        mine = select(training_class.c.class_id).where(training_class.c.class_id == class_id)
        self.session.execute(mine.with_for_update())

    def summaries_past_due(self) -> Sequence[tuple[str, str]]:
        """Class and trainee of the summaries nobody has handed in though their day is past; not of
        those who have left, nor while their class stands still.
        """
        late = (
            select(summary.c.class_id, Candidate)
            .join(candidate, candidate.c.trainee_id == summary.c.trainee_id)
            .join(training_class, training_class.c.class_id == summary.c.class_id)
            .where(
                summary.c.state == SummaryState.DUE,
                summary.c.due_on < self.today,
                training_class.c.is_suspended.is_(False),
            )
        )
        return [
            (class_id, trainee.trainee_id)
            for class_id, trainee in self.session.execute(late)
            if not trainee.has_left
        ]

    def people(self, course: TrainingClass) -> dict[str, Candidate]:
        """The trainees of a class by id."""
        mine = select(Candidate).where(candidate.c.class_id == course.class_id)
        return {one.trainee_id: one for one in self.session.scalars(mine)}
