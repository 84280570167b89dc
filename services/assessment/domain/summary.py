"""A training summary: written by a cadre or member, compared with others, accepted or returned."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contracts.assessment import (
    Grade,
    SummaryAccepted,
    SummaryKind,
    SummaryReturned,
    SummaryState,
    SummarySubmitted,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Forbidden, Invalid
from contracts.values import Category
from services.assessment.domain.candidate import Candidate
from services.assessment.domain.likeness import Fingerprint, fingerprint_of, likeness
from services.assessment.domain.rules import SummaryRules
from services.assessment.domain.training_class import TrainingClass

S = SummaryState
LIFE = Lifecycle(
    "培训小结",
    "summary",
    {
        "submit": ([S.DUE, S.OVERDUE, S.RETURNED], S.SUBMITTED),
        "accept": ([S.SUBMITTED], S.ACCEPTED),
        "return": ([S.SUBMITTED], S.RETURNED),
        "pass_due_day": ([S.DUE], S.OVERDUE),
        "postpone": ([S.DUE, S.OVERDUE], S.DUE),
    },
    "A-6.8",
)

# The norm names three; cadres of no named level write as those of section level do.
KIND_OF: dict[Category, SummaryKind] = {
    Category.CADRE_SECTION: SummaryKind.SECTION_CADRE,
    Category.CADRE_OTHER: SummaryKind.SECTION_CADRE,
    Category.CADRE_DIVISION: SummaryKind.DIVISION_CADRE,
    Category.MEMBER: SummaryKind.MEMBER,
    Category.OTHER: SummaryKind.MEMBER,
}
GRADE_TITLES: dict[Grade, tuple[str, str]] = {
    Grade.EXCELLENT: ("优", "Excellent"),
    Grade.GOOD: ("良", "Good"),
    Grade.PASS: ("合格", "Pass"),
    Grade.FAIL: ("不合格", "Fail"),
}
WAITING = frozenset({S.DUE, S.OVERDUE})


@dataclass(kw_only=True, eq=False)
class Summary:
    """The summary of one trainee. `passed` is settled when the summaries are concluded."""

    trainee_id: str
    class_id: str
    trainee_no: str
    kind: SummaryKind
    due_on: date
    state: SummaryState = SummaryState.DUE
    text: str = ""
    handed_in_by: str = ""
    submitted_at: datetime | None = None
    fingerprint: Fingerprint = field(default_factory=list)
    similarity: int = 0
    closest_id: str = ""
    grade: Grade | None = None
    reviewed_by: str = ""
    opinion: str = ""
    passed: bool = False

    @classmethod
    def due(cls, course: TrainingClass, candidate: Candidate) -> "Summary":
        """The summary a trainee of the class owes (A-6.8, A-5.o2, A-5.o3)."""
        return cls(
            trainee_id=candidate.trainee_id,
            class_id=course.class_id,
            trainee_no=candidate.trainee_no,
            kind=KIND_OF[course.category],
            due_on=due_day(course),
        )

    @property
    def awaits_text(self) -> bool:
        """Whether it is to be handed in, or once more."""
        return self.state in LIFE.moves["submit"][0]

    def submit(self, text: str, *, by: str, now: datetime, rules: SummaryRules) -> SummarySubmitted:
        """Hand it in, or once more after it was returned; late is late, not refused."""
        self.state = LIFE.after("submit", self.state)
        self.text, self.handed_in_by, self.submitted_at = text, by, now
        self.fingerprint = fingerprint_of(text, rules)
        self.similarity, self.closest_id = 0, ""
        self.grade, self.reviewed_by, self.opinion = None, "", ""
        return SummarySubmitted(class_id=self.class_id, trainee_id=self.trainee_id)

    def accept(self, grade: Grade | None, *, author: str, by: str, opinion: str) -> SummaryAccepted:
        """Accept with a grade; never by whoever wrote it or handed it in."""
        following = LIFE.after("accept", self.state)
        if grade is None:
            raise _malformed("grade", "评定通过时须给出等次", "an accepted summary has a grade")
        self._refuse_own(author, by)
        self.state = following
        self.grade, self.reviewed_by, self.opinion = grade, by, opinion
        return SummaryAccepted(class_id=self.class_id, trainee_id=self.trainee_id, grade=grade)

    def send_back(
        self, grade: Grade | None, *, author: str, by: str, opinion: str
    ) -> SummaryReturned:
        """Return it with what to do; an empty opinion, or a grade, is malformed (422)."""
        following = LIFE.after("return", self.state)
        if not opinion.strip():
            raise _malformed("opinion", "退回须写明意见", "a return needs an opinion")
        if grade is not None:
            raise _malformed("grade", "退回的小结不评等次", "a returned summary has no grade")
        self._refuse_own(author, by)
        self.state, self.reviewed_by, self.opinion = following, by, opinion
        return SummaryReturned(class_id=self.class_id, trainee_id=self.trainee_id)

    def is_past_due(self, *, today: date) -> bool:
        """Whether its day has gone by and nobody has handed it in."""
        return self.state is SummaryState.DUE and self.due_on < today

    def pass_due_day(self) -> None:
        """Its day has gone by with nothing handed in."""
        self.state = LIFE.after("pass_due_day", self.state)

    def move_due_day(self, to: date, *, today: date) -> None:
        """The class ends on another day, and so does the time to write (B-12a)."""
        self.due_on = to
        if self.state in WAITING and to >= today:
            self.state = LIFE.after("postpone", self.state)

    def conclude(self, *, barred: bool) -> None:
        """Completed is who has one accepted that is not a fail, and kept the rule of attendance."""
        self.passed = self.would_pass(barred=barred)

    def would_pass(self, *, barred: bool) -> bool:
        """Whether this trainee would complete the class as things stand."""
        accepted = self.state is SummaryState.ACCEPTED and self.grade is not Grade.FAIL
        return accepted and not barred

    @property
    def score(self) -> int | None:
        """A summary is graded, not scored."""
        return None

    @property
    def is_handed_in(self) -> bool:
        """Whether there is a text, whatever became of it."""
        return self.submitted_at is not None

    def _refuse_own(self, author: str, by: str) -> None:
        if by in {author, self.handed_in_by}:
            raise Forbidden(
                "OWN_SUMMARY",
                "不能评阅本人撰写或提交的培训小结。",
                "Nobody reviews a summary they wrote or handed in themselves.",
                "A-6.8",
            )


def due_day(course: TrainingClass) -> date:
    """The last day to hand in without being late."""
    return course.end_on + timedelta(days=course.summary_rules.due_after_end_days)


def compare(new: Summary, others: Iterable[Summary], rules: SummaryRules) -> None:
    """Note for the new text, and for every other it concerns, the one it is most like."""
    handed_in = [one for one in others if one.is_handed_in and one is not new]
    for other in handed_in:
        alike = likeness(new.fingerprint, other.fingerprint, rules)
        _note_if_closer(new, other, alike)
        if other.closest_id == new.trainee_id:
            # The text it was most like has changed.
            _compare_anew(other, [new, *handed_in], rules)
        else:
            _note_if_closer(other, new, alike)


def _compare_anew(one: Summary, everyone: Iterable[Summary], rules: SummaryRules) -> None:
    one.similarity, one.closest_id = 0, ""
    for other in everyone:
        if other is not one:
            _note_if_closer(one, other, likeness(one.fingerprint, other.fingerprint, rules))


def _note_if_closer(one: Summary, other: Summary, alike: int) -> None:
    if alike > one.similarity:
        one.similarity, one.closest_id = alike, other.trainee_id


def _malformed(field_name: str, zh: str, en: str) -> Invalid:
    return Invalid(
        "SUMMARY_REVIEW",
        f"评阅填写不完整：{zh}。",
        f"The review is not complete: {en}.",
        "A-6.8",
        faults=[Fault(field_name, zh, en)],
    )
