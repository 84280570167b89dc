"""How a class was evaluated: who was asked and answered, what each question came to, and what is
done about it (B-6.5).
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from contracts.assessment import (
    CloseEvaluation,
    EvaluationForm,
    EvaluationView,
    FeedBack,
    ListEvaluations,
    OpenEvaluation,
    ScoreView,
    TakeTicket,
)
from contracts.enrollment import GOING_ON
from contracts.lookups import DEPARTMENTS
from kit.pages.desk import Action, Go, Look, Picture
from kit.pages.visit import Visit

PAPERS = {
    EvaluationForm.TEACHING_QUALITY: "teaching-evaluation",
    EvaluationForm.SERVICE_QUALITY: "service-evaluation",
}
CLOSE = Action(kind=CloseEvaluation, when=lambda one: one.state == "OPEN")
TAKE = Action(
    kind=TakeTicket, zh="领取评估票", during=GOING_ON, when=lambda one: one.state == "OPEN"
)
PRINT = Go(path="/papers/assessment/{paper}?class_id={class_id}", zh="打印", icon="print")
FEED_BACK = Action(
    kind=FeedBack,
    zh="反馈改进",
    during=GOING_ON,
    given=lambda asked: {name: asked[name] for name in ("aspect", "target", "target_id")},
)


def questions(scores: Sequence[ScoreView]) -> list[tuple[ScoreView, list[ScoreView]]]:
    """Each question: over all respondents, and what may be told of each kind of them."""
    found = []
    for _, of_one in groupby(scores, key=lambda one: (one.aspect, one.target, one.target_id)):
        whole, *by_kind = of_one
        found.append((whole, by_kind))
    return found


def _results(found: Sequence[EvaluationView], visit: Visit) -> Mapping[str, Any]:
    return {"forms": [(one, _offers(one, visit), _asked(one, visit)) for one in found]}


def _offers(one: EvaluationView, visit: Visit) -> Any:
    paper = visit.offers((PRINT,), {"class_id": one.class_id, "paper": PAPERS[one.form]})
    return [*visit.offers((CLOSE, TAKE), one), *paper]


def _asked(one: EvaluationView, visit: Visit) -> list[Any]:
    return [
        (whole, by_kind, visit.offers((FEED_BACK,), _question_of(one, whole)))
        for whole, by_kind in questions(one.scores)
    ]


def _question_of(one: EvaluationView, score: ScoreView) -> Mapping[str, str]:
    return {
        "class_id": one.class_id,
        "form": one.form,
        "aspect": score.aspect,
        "target": score.target,
        "target_id": score.target_id,
    }


EVALUATIONS = Picture(
    name="evaluations",
    zh="教学与服务评估",
    icon="chart",
    asks=ListEvaluations,
    template="assessment/evaluations.html",
    data=_results,
    actions=(
        Action(
            kind=OpenEvaluation,
            icon="mail",
            during=GOING_ON,
            when=lambda found: len(found) < len(EvaluationForm),
        ),
    ),
    offers=(CLOSE, TAKE, PRINT, FEED_BACK),
    empty="评估表自结班前一日起发放。",
)
EVALUATION_LOOKS = {
    OpenEvaluation: Look(note="向学员、主办单位和学员工作处发放；评估匿名，回收后才显示结果。"),
    CloseEvaluation: Look(note="回收后不能再填写，随即统计结果。"),
    TakeTicket: Look(
        note="评估票不记名：任何评估结果都看不出是谁填写的。使用前可重复领取同一张票。",
        hints={"trainee_id": "仅学员本人领取时需要；部门领取不填。"},
        shows="assessment/ticket.html",
    ),
    FeedBack: Look(
        choices={"unit_id": DEPARTMENTS},
        hints={"target_id": "评价针对全班时不填。"},
    ),
}
