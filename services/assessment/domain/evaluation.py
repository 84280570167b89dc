"""A form of a class: issued near the end, answered anonymously, closed, fed back (B-6.5)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from contracts.assessment import (
    AnswerLine,
    Aspect,
    EvaluationClosed,
    EvaluationForm,
    EvaluationOpened,
    Respondent,
    Target,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from services.assessment.domain.rules import (
    EvaluationRules,
    evaluation_rules_named,
    evaluation_rules_on,
)
from services.assessment.domain.training_class import TrainingClass


class EvaluationState(StrEnum):
    """How far a form has come."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    FED_BACK = "FED_BACK"


E = EvaluationState
LIFE = Lifecycle(
    "评估表",
    "form",
    {
        "answer": ([E.OPEN], E.OPEN),
        "close": ([E.OPEN], E.CLOSED),
        "feed_back": ([E.CLOSED, E.FED_BACK], E.FED_BACK),
    },
    "B-6.5b",
)

# What each form asks about, and of whom or what it may be asked (B-6.5a).
QUESTIONS: Mapping[EvaluationForm, Mapping[Aspect, Collection[Target]]] = {
    EvaluationForm.TEACHING_QUALITY: {Aspect.TEACHING: (Target.TEACHER, Target.CLASS)},
    EvaluationForm.SERVICE_QUALITY: {
        Aspect.TRAINEE_SERVICE: (Target.VENUE, Target.DEPARTMENT, Target.CLASS),
        Aspect.LOGISTICS: (Target.VENUE, Target.DEPARTMENT, Target.CLASS),
    },
}
FORM_TITLES: Mapping[EvaluationForm, tuple[str, str]] = {
    EvaluationForm.TEACHING_QUALITY: ("教学质量评估表", "teaching quality form"),
    EvaluationForm.SERVICE_QUALITY: ("服务质量评估表", "service quality form"),
}


@dataclass(kw_only=True, eq=False)
class Evaluation:
    """One form of one class. How many answered is counted, never kept here. The salt makes its
    tickets and is erased when it closes.
    """

    evaluation_id: str
    class_id: str
    form: EvaluationForm
    rule_set: str
    opened_on: date
    ticket_salt: str
    state: EvaluationState = EvaluationState.OPEN
    closed_on: date | None = None

    @classmethod
    def open(
        cls,
        course: TrainingClass,
        form: EvaluationForm,
        *,
        evaluation_id: str,
        salt: str,
        today: date,
    ) -> "tuple[Evaluation, EvaluationOpened]":
        """Issue the form, from the day before the class ends."""
        rules = evaluation_rules_on(course.start_on)
        opens_on = course.end_on - timedelta(days=rules.opens_before_end_days)
        if today < opens_on:
            raise Refusal(
                "TOO_EARLY",
                f"评估表自 {opens_on}（结班前 {rules.opens_before_end_days} 日）起发放。",
                f"Forms are issued from {opens_on} on, near the end of the class.",
                "B-6.5b",
            )
        evaluation = cls(
            evaluation_id=evaluation_id,
            class_id=course.class_id,
            form=form,
            rule_set=rules.rule_set,
            opened_on=today,
            ticket_salt=salt,
        )
        return evaluation, EvaluationOpened(class_id=course.class_id, form=form)

    def require_open(self) -> None:
        """Tickets are taken and used only while the form is out."""
        LIFE.after("answer", self.state)

    def check(self, answers: Sequence[AnswerLine], *, teacher_ids: Collection[str]) -> None:
        """Refuse (422) what this form does not ask, a teacher of another class, a double answer."""
        faults = [
            fault
            for place, line in enumerate(answers)
            for fault in _faults_of(f"answers.{place}", line, self.form, teacher_ids)
        ]
        asked = [(line.aspect, line.target, line.target_id) for line in answers]
        if len(set(asked)) < len(asked):
            faults.append(Fault("answers", "同一项目只能评一次", "each question has one answer"))
        if faults:
            raise Invalid(
                "ANSWERS",
                f"评估表填写有误：{'；'.join(fault.zh for fault in faults[:5])}。",
                f"The form is not right: {'; '.join(fault.en for fault in faults[:5])}.",
                "B-6.5a",
                faults=faults,
            )

    def close(
        self, *, on: date, answers: int, response_rate: int, score: int | None
    ) -> EvaluationClosed:
        """Collect the form and say what it came to; from now on nobody can make its tickets."""
        self.state = LIFE.after("close", self.state)
        self.closed_on, self.ticket_salt = on, ""
        return EvaluationClosed(
            class_id=self.class_id,
            form=self.form,
            answers=answers,
            response_rate=response_rate,
            score=score,
        )

    def feed_back(self, aspect: Aspect, target: Target) -> None:
        """A result goes to the department it concerns; only once the form is closed (B-6.5c)."""
        following = LIFE.after("feed_back", self.state)
        if target not in QUESTIONS[self.form].get(aspect, ()):
            zh, en = FORM_TITLES[self.form]
            raise Invalid(
                "NOT_ASKED",
                f"《{zh}》没有这一项评价。",
                f"The {en} does not ask this.",
                "B-6.5a",
                faults=[Fault("aspect", "不在该评估表内", "not on this form")],
            )
        self.state = following

    def is_due_to_close(self, end_on: date, *, today: date) -> bool:
        """Whether the time to answer is over, counted from the last day of the class."""
        return today > end_on + timedelta(days=self.rules.closes_after_end_days)

    @property
    def is_closed(self) -> bool:
        """Whether its results may be looked at."""
        return self.state is not EvaluationState.OPEN

    @property
    def rules(self) -> EvaluationRules:
        """The rule set it was issued under."""
        return evaluation_rules_named(self.rule_set)


@dataclass(kw_only=True, eq=False)
class AnswerSheet:
    """What somebody answered: no name, no ticket, no time."""

    sheet_id: str
    evaluation_id: str
    respondent: Respondent
    answers: list[AnswerLine]


def _faults_of(
    where: str, line: AnswerLine, form: EvaluationForm, teacher_ids: Collection[str]
) -> list[Fault]:
    if line.target not in QUESTIONS[form].get(line.aspect, ()):
        return [Fault(f"{where}.aspect", "不在该评估表内", "not on this form")]
    if (line.target is Target.CLASS) == bool(line.target_id):
        return [Fault(f"{where}.target_id", "对象填写不正确", "of whom or what is not right")]
    if line.target is Target.TEACHER and line.target_id not in teacher_ids:
        return [Fault(f"{where}.target_id", "不是本班授课教师", "no teacher of this class")]
    return []
