"""Look-ups of classes, exams, papers and scripts."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from contracts.assessment import DutyConflictRejected, ExamState, PaperReadingRefused
from contracts.refusals import Unknown
from kit.hearing import NotYet
from kit.store import Store
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.custody import BREACHES, CustodyEntry, CustodyKind, custody_entry
from services.assessment.domain.exam import Exam
from services.assessment.domain.paper import ExamPaper
from services.assessment.domain.script import Script, ScriptState
from services.assessment.domain.training_class import Standing, TrainingClass
from services.assessment.store.tables import (
    candidate,
    custody,
    exam,
    exam_paper,
    script,
    training_class,
)


class ExamLookups(Store):
    """Everything up to the marks."""

    @property
    def told(self) -> int:
        """In a reaction: the place of this event among all that its department ever told."""
        return self.envelope.sequence if self.envelope else 0

    def course(self, class_id: str) -> TrainingClass:
        """One class."""
        return self.get(TrainingClass, class_id, ("班次", "class"))

    def open_course(self, class_id: str) -> TrainingClass:
        """One class about which something may still be written."""
        found = self.course(class_id)
        found.require_open()
        return found

    def course_heard_of(self, class_id: str) -> TrainingClass:
        """A class that was announced; NotYet when its creation has not arrived."""
        found = self.session.get(TrainingClass, class_id)
        if found is None:
            raise NotYet(f"class {class_id} is not known yet")
        return found

    def candidate_heard_of(self, trainee_id: str) -> Candidate:
        """A trainee on an approved roster; NotYet when the roster has not arrived."""
        found = self.session.get(Candidate, trainee_id)
        if found is None:
            raise NotYet(f"trainee {trainee_id} is on no roster yet")
        return found

    def candidates(self, class_id: str) -> Sequence[Candidate]:
        """The trainees of a class by number."""
        mine = select(Candidate).where(candidate.c.class_id == class_id)
        return self.session.scalars(mine.order_by(candidate.c.trainee_no)).all()

    def people_examined(self, class_id: str) -> set[str]:
        """Who the trainees of a class are as persons."""
        mine = select(candidate.c.person_id).where(candidate.c.class_id == class_id)
        return set(self.session.scalars(mine))

    def exam(self, exam_id: str) -> Exam:
        """One exam."""
        return self.get(Exam, exam_id, ("考试", "exam"))

    def open_exam(self, exam_id: str) -> Exam:
        """One exam of a class about which something may still be written."""
        found = self.exam(exam_id)
        self.open_course(found.class_id)
        return found

    def exam_of_class(self, class_id: str) -> Exam:
        """The exam of a class."""
        found = self.session.scalar(select(Exam).where(exam.c.class_id == class_id))
        if found is None:
            raise Unknown("考试", "exam")
        return found

    def exams(self, class_id: str) -> Sequence[Exam]:
        """The exam of a class, if one was planned."""
        return self.session.scalars(select(Exam).where(exam.c.class_id == class_id)).all()

    def exams_going_on(self) -> Sequence[tuple[Exam, TrainingClass]]:
        """The exams whose results are not published, of classes that are not over; by time."""
        wanted = (
            select(Exam, TrainingClass)
            .join(training_class, training_class.c.class_id == exam.c.class_id)
            .where(
                exam.c.state != ExamState.RESULTS_PUBLISHED,
                training_class.c.standing == Standing.OPEN,
            )
            .order_by(exam.c.from_at, exam.c.exam_id)
        )
        return [(found, course) for found, course in self.session.execute(wanted)]

    def has_exam(self, class_id: str) -> bool:
        """Whether an exam of the class was planned."""
        mine = select(exam.c.exam_id).where(exam.c.class_id == class_id)
        return self.session.scalar(mine) is not None

    def paper_or_none(self, of: Exam) -> ExamPaper | None:
        """The newest version of the paper; None before the first is handed in."""
        mine = select(ExamPaper).where(exam_paper.c.exam_id == of.exam_id)
        return self.session.scalar(mine.order_by(exam_paper.c.paper_version.desc()).limit(1))

    def paper(self, of: Exam) -> ExamPaper:
        """The newest version of the paper."""
        found = self.paper_or_none(of)
        if found is None:
            raise Unknown("试卷", "paper")
        return found

    def script(self, exam_id: str, anon_code: str) -> Script:
        """One script by its code."""
        mine = (script.c.exam_id == exam_id) & (script.c.anon_code == anon_code)
        found = self.session.scalar(select(Script).where(mine))
        if found is None:
            raise Unknown("答卷", "script")
        return found

    def scripts(self, exam_id: str) -> Sequence[Script]:
        """The scripts of an exam by code, in which no order of seats or names shows."""
        mine = select(Script).where(script.c.exam_id == exam_id)
        return self.session.scalars(mine.order_by(script.c.anon_code)).all()

    def count_candidates(self, class_id: str) -> tuple[int, int]:
        """How many trainees of a class may sit its exam, and how many are barred."""
        is_barred = func.json_array_length(candidate.c.bars) > 0
        counted = select(func.count(), func.count().filter(is_barred))
        row = self.session.execute(counted.where(candidate.c.class_id == class_id)).one()
        everyone, barred = row
        return everyone - barred, barred

    def count_scripts(self, exam_id: str) -> Counter[ScriptState]:
        """How many scripts of an exam are in each state."""
        counted = select(script.c.state, func.count()).where(script.c.exam_id == exam_id)
        rows = self.session.execute(counted.group_by(script.c.state))
        return Counter({ScriptState(state): count for state, count in rows})

    def log(
        self,
        about: Exam | DutyConflictRejected | PaperReadingRefused,
        what: CustodyKind,
        *,
        by: str = "",
        seal_no: str = "",
        note: str = "",
    ) -> None:
        """Add a line to the custody log of an exam; about the actor, if about nobody else.

        Its moment is when it happened, not when this department came to hear of it.
        """
        at = self.envelope.occurred_at if self.envelope else self.now
        self.add(
            custody_entry(
                entry_id=self.new_id(),
                class_id=about.class_id,
                exam_id=about.exam_id,
                at=at,
                kind=what,
                by=by or self.actor.person_id,
                seal_no=seal_no,
                note=note,
            )
        )

    def custody(self, exam_id: str) -> Sequence[CustodyEntry]:
        """The custody log of an exam, in order."""
        mine = select(CustodyEntry).where(custody.c.exam_id == exam_id)
        return self.session.scalars(mine.order_by(custody.c.at, custody.c.entry_id)).all()

    def count_breaches(self, class_id: str) -> int:
        """How often confidentiality or fairness was broken or nearly so (A-5.p3)."""
        mine = (custody.c.class_id == class_id) & custody.c.is_breach
        return self.session.scalar(select(func.count()).where(mine)) or 0

    def breaches_by_kind(self) -> Mapping[str, int]:
        """How often that ever happened, in which way."""
        kind = custody.c.kind
        counted = select(kind, func.count()).where(custody.c.is_breach).group_by(kind)
        found: dict[CustodyKind, int] = dict(self.session.execute(counted).all())
        return {each.value: found.get(each, 0) for each in BREACHES}
