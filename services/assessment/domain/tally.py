"""What a form came to, told only where enough answers stand behind it that nobody can be found."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.assessment import AnswerLine, Aspect, Respondent, ScoreView, Target
from services.assessment.domain.evaluation import AnswerSheet
from services.assessment.domain.rates import per_mille
from services.assessment.domain.rules import EvaluationRules
from services.assessment.domain.training_class import TrainingClass

Question = tuple[Aspect, Target, str]


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """How many of each kind were asked, took a ticket and have answered."""

    asked: Mapping[Respondent, int]
    taken: Mapping[Respondent, int]
    answered: Mapping[Respondent, int]

    @property
    def answers(self) -> int:
        """How many answered in all."""
        return sum(self.answered.values())

    @property
    def response_rate(self) -> int:
        """Answered of those asked, in tenths of a percent."""
        return per_mille(self.answers, sum(self.asked.values()))


def turnout(
    course: TrainingClass,
    *,
    trainees: int,
    taken: Mapping[Respondent, int],
    answered: Mapping[Respondent, int],
) -> Turnout:
    """Every trainee of the class is asked; host and student affairs speak with one voice each, or
    with as many as took a ticket.
    """
    expected = {
        Respondent.TRAINEE: trainees,
        Respondent.HOST: int(course.hosted_externally),
        Respondent.STUDENT_WORK: 1,
    }
    return Turnout(
        asked={kind: max(expected[kind], taken.get(kind, 0)) for kind in Respondent},
        taken=dict(taken),
        answered={kind: answered.get(kind, 0) for kind in Respondent},
    )


def score_views(sheets: Sequence[AnswerSheet], rules: EvaluationRules) -> list[ScoreView]:
    """Each question: over all respondents, and for each kind of them by itself."""
    given: defaultdict[Question, defaultdict[Respondent, list[int]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for sheet in sheets:
        for line in sheet.answers:
            given[question_of(line)][sheet.respondent].append(line.score)
    return [
        view for question in sorted(given) for view in _views_of(question, given[question], rules)
    ]


def tellable(counts: Mapping[Respondent, int], least: int) -> set[Respondent]:
    """Which kinds may be shown by themselves beside the whole.

    Each needs enough answers of its own, and what is left over when they are subtracted from the
    whole must be enough as well, or nothing: else the few would be told by subtraction.
    """
    shown = {kind for kind, count in counts.items() if count >= least}
    while shown and 0 < sum(counts[kind] for kind in counts if kind not in shown) < least:
        shown.remove(min(shown, key=lambda kind: (counts[kind], kind)))
    return shown


def overall_score(sheets: Sequence[AnswerSheet], rules: EvaluationRules) -> int | None:
    """The mean over every answer, in tenths of a point; None below the least number of sheets."""
    scores = [line.score for sheet in sheets for line in sheet.answers]
    return mean_of(scores) if len(sheets) >= rules.least_answers else None


def score_of(
    question: Question, sheets: Sequence[AnswerSheet], rules: EvaluationRules
) -> int | None:
    """The mean of one question, in tenths of a point; None below the least number of answers."""
    scores = [
        line.score for sheet in sheets for line in sheet.answers if question_of(line) == question
    ]
    return mean_of(scores) if len(scores) >= rules.least_answers else None


def comments_of(sheets: Sequence[AnswerSheet], rules: EvaluationRules) -> list[str]:
    """The remarks, in an order that tells nothing; none below the least number of sheets."""
    if len(sheets) < rules.least_answers:
        return []
    return sorted(
        line.comment.strip() for sheet in sheets for line in sheet.answers if line.comment.strip()
    )


def mean_of(scores: Sequence[int]) -> int:
    """A mean in tenths of a point, rounded half up; of nothing, 0."""
    count = len(scores)
    return (20 * sum(scores) + count) // (2 * count) if count else 0


def question_of(line: AnswerLine) -> Question:
    """What a line answers."""
    return line.aspect, line.target, line.target_id


def _views_of(
    question: Question, given: Mapping[Respondent, Sequence[int]], rules: EvaluationRules
) -> list[ScoreView]:
    everyone = [score for scores in given.values() for score in scores]
    shown = tellable({kind: len(scores) for kind, scores in given.items()}, rules.least_answers)
    enough = len(everyone) >= rules.least_answers
    return [
        _view(question, None, everyone, rules, shown=enough),
        *(
            _view(question, kind, given[kind], rules, shown=kind in shown)
            for kind in Respondent
            if kind in given
        ),
    ]


def _view(
    question: Question,
    respondent: Respondent | None,
    scores: Sequence[int],
    rules: EvaluationRules,
    *,
    shown: bool,
) -> ScoreView:
    aspect, target, target_id = question
    bands = Counter(rules.band(score) for score in scores)
    return ScoreView(
        aspect=aspect,
        target=target,
        target_id=target_id,
        respondent=respondent,
        answers=len(scores),
        mean=mean_of(scores) if shown else None,
        bands={grade.value: bands[grade] for grade in rules.bands} if shown else {},
    )
