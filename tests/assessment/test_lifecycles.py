"""No step of any life cycle can be skipped, repeated or reordered."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts.assessment import (
    Aspect,
    CertificateState,
    EvaluationForm,
    ExamState,
    Grade,
    SummaryState,
    Target,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.values import Category
from services.assessment.domain import (
    certificate,
    evaluation,
    exam,
    improvement,
    paper,
    pass_list,
    script,
    summary,
    work_summary,
)
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.evaluation import Evaluation, EvaluationState
from services.assessment.domain.exam import Exam
from services.assessment.domain.improvement import Improvement, ImprovementState
from services.assessment.domain.paper import ExamPaper, PaperState
from services.assessment.domain.pass_list import PassList, PassListState
from services.assessment.domain.rules import EVALUATION_RULE_SETS, SUMMARY_RULE_SETS
from services.assessment.domain.script import Mark, Script, ScriptState
from services.assessment.domain.summary import Summary
from services.assessment.domain.work_summary import WorkSummary, WorkSummaryState
from tests.assessment import makers
from tests.assessment.makers import ENDS, STARTS

Verb = Callable[[Any], object]


def seal(subject: Exam) -> object:
    return subject.seal_paper(by="setter", sha256="0" * 64, seal_no="S-9")


def print_paper(subject: Exam) -> object:
    return subject.record_printing(by="printer", copies=9, seal_no="S-9", candidates=9)


EXAM: dict[str, Verb] = {
    "seal_paper": seal,
    "record_printing": print_paper,
    "report_leak": lambda one: one.report_leak(),
    "confirm_ready": lambda one: one.confirm_ready(seated=9, copies=9, candidates=()),
    "begin": lambda one: one.begin(by="invigilator-1", now=STARTS),
    "seal_scripts": lambda one: one.seal_scripts(by="invigilator-1", seal_no="S-9"),
    "mark": lambda one: one.mark(by="marker-1", is_staff=True),
    "complete_marking": lambda one: one.complete_marking(scripts=1, rechecked=1),
    "confirm_results": lambda one: one.confirm_results(passed=1, failed=0),
    "publish_results": lambda one: one.publish_results(passed=["t"], failed=[]),
}
PAPER: dict[str, Verb] = {
    "print": lambda one: one.print_copies(1, "S-9"),
    "issue": lambda one: one.issue(),
    "retire": lambda one: one.retire(),
    "withdraw": lambda one: one.withdraw(),
}
SCRIPT: dict[str, Verb] = {
    "mark": lambda one: one.mark(by="marker-1", score=70),
    "agree": lambda one: one.recheck(by="marker-9", score=70, tolerance=5),
}
PASS_LIST: dict[str, Verb] = {
    "freeze": lambda one: one.freeze(
        [makers.a_result()], candidates=["trainee-1"], by="evp", now=ENDS
    ),
    "number": lambda one: one.number(),
    "issue": lambda one: one.issue(),
}
CERTIFICATE: dict[str, Verb] = {
    "issue": lambda one: one.issue(date(2026, 3, 21), by="evp", now=ENDS),
    "reissue": lambda one: one.reissue(reason="遗失", by="staff", now=ENDS),
    "revoke": lambda one: one.revoke(reason="弄虚作假", by="evp", now=ENDS),
}
WORK_SUMMARY: dict[str, Verb] = {
    "submit": lambda one: one.submit_again(text="修改后的总结", by="staff"),
    "approve": lambda one: one.approve(by="evp"),
}
SUMMARY: dict[str, Verb] = {
    "submit": lambda one: one.submit("小结", by="trainee", now=ENDS, rules=SUMMARY_RULE_SETS[0]),
    "accept": lambda one: one.accept(Grade.GOOD, author="trainee", by="mentor", opinion=""),
    "return": lambda one: one.send_back(None, author="trainee", by="mentor", opinion="请补充"),
    "pass_due_day": lambda one: one.pass_due_day(),
}
EVALUATION: dict[str, Verb] = {
    "answer": lambda one: one.require_open(),
    "close": lambda one: one.close(on=ENDS.date(), answers=0, response_rate=0, score=None),
    "feed_back": lambda one: one.feed_back(Aspect.TEACHING, Target.CLASS),
}
IMPROVEMENT: dict[str, Verb] = {
    "complete": lambda one: one.complete(done="已改进", by="department"),
    "approve": lambda one: one.check(effective=True, by="affairs"),
    "reopen": lambda one: one.check(effective=False, by="affairs"),
}


def a_script_in(state: ScriptState) -> Script:
    return makers.a_script(state=state, marks=[Mark("marker-1", 70)])


def a_list_in(state: PassListState) -> PassList:
    frozen = makers.a_frozen_list()
    frozen.state = state
    return frozen


def a_certificate_in(state: CertificateState) -> Certificate:
    made = Certificate.number(
        makers.a_class(),
        certificate_id="certificate-1",
        certificate_no="SMU-F-2026-01-0001-0",
        trainee_id="trainee-1",
        holder="学员1",
        verify_code="ABCDEFGHIJKL",
        by="staff",
        now=ENDS,
    )
    made.state = state
    return made


def a_summary_in(state: SummaryState) -> Summary:
    owed = Summary.due(makers.a_class(category=Category.MEMBER), makers.a_candidate())
    owed.state = state
    return owed


def an_evaluation_in(state: EvaluationState) -> Evaluation:
    return Evaluation(
        evaluation_id="evaluation-1",
        class_id="class-1",
        form=EvaluationForm.TEACHING_QUALITY,
        rule_set=EVALUATION_RULE_SETS[0].rule_set,
        opened_on=ENDS.date(),
        ticket_salt="salt",
        state=state,
    )


def an_improvement_in(state: ImprovementState) -> Improvement:
    return Improvement(
        action_id="action-1",
        class_id="class-1",
        form=EvaluationForm.TEACHING_QUALITY,
        unit_id="unit-1",
        aspect=Aspect.TEACHING,
        target=Target.CLASS,
        target_id="",
        what="请改进",
        due_on=ENDS.date(),
        score=None,
        state=state,
    )


def a_work_summary_in(state: WorkSummaryState) -> WorkSummary:
    return WorkSummary(class_id="class-1", text="总结", author="staff", state=state)


def a_paper_in(state: PaperState) -> ExamPaper:
    return makers.a_paper(state=state)


CYCLES: list[tuple[Lifecycle[Any], dict[str, Verb], Callable[[Any], Any], type]] = [
    (exam.LIFE, EXAM, makers.an_exam, ExamState),
    (paper.LIFE, PAPER, a_paper_in, PaperState),
    (script.LIFE, SCRIPT, a_script_in, ScriptState),
    (pass_list.LIFE, PASS_LIST, a_list_in, PassListState),
    (certificate.LIFE, CERTIFICATE, a_certificate_in, CertificateState),
    (work_summary.LIFE, WORK_SUMMARY, a_work_summary_in, WorkSummaryState),
    (summary.LIFE, SUMMARY, a_summary_in, SummaryState),
    (evaluation.LIFE, EVALUATION, an_evaluation_in, EvaluationState),
    (improvement.LIFE, IMPROVEMENT, an_improvement_in, ImprovementState),
]
CASES = [
    pytest.param(life, verb, act, make, state, id=f"{life.en}-{verb}-{state}")
    for life, acts, make, states in CYCLES
    for verb, act in acts.items()
    for state in states  # type: ignore[attr-defined]  # every one is an enumeration
]
# A disputed script is rechecked too: the third mark arbitrates.
ALSO_ALLOWED = {("agree", ScriptState.DISPUTED)}


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(("life", "verb", "act", "make", "state"), CASES)
def test_a_step_out_of_order_is_refused_and_changes_nothing(
    life: Lifecycle[Any], verb: str, act: Verb, make: Callable[[Any], Any], state: Any
) -> None:
    subject = make(state)
    before = dict(vars(subject))
    if state in life.moves[verb][0] or (verb, state) in ALSO_ALLOWED:
        act(subject)
        return
    with pytest.raises(Refusal) as refused:
        act(subject)
    assert refused.value.code == "WRONG_STATE"
    assert vars(subject) == before


@pytest.mark.clause("A-1.a")
def test_an_exam_passes_through_its_states_in_order() -> None:
    subject = makers.a_staffed_exam()
    subject.take_booking(["venue-1"])
    seen = [subject.state]
    for verb, act in EXAM.items():
        if verb == "report_leak":
            continue
        act(subject) if verb not in {"record_printing", "seal_scripts"} else _with_seal(
            subject, verb
        )
        seen.append(subject.state)
    assert seen == list(ExamState)[1:]


def _with_seal(subject: Exam, verb: str) -> None:
    if verb == "record_printing":
        subject.record_printing(by="printer", copies=9, seal_no="S-10", candidates=9)
    else:
        subject.seal_scripts(by="invigilator-1", seal_no="S-11")
