"""Marking and results."""

from contracts.assessment import (
    CompleteMarking,
    ConfirmResults,
    CorrectResult,
    Duty,
    EnterMark,
    ExamView,
    ListResults,
    ListScripts,
    PublishResults,
    RecheckMark,
    ResultView,
    ScriptView,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.department import command, query
from services.assessment.domain.custody import CustodyKind
from services.assessment.domain.exam import Exam
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.result import Result
from services.assessment.domain.script import recheck_due, require_complete
from services.assessment.domain.verdict import others, passers
from services.assessment.service.showing import show
from services.assessment.service.views import result_views, script_view
from services.assessment.store import AssessmentStore


class Marking:
    """From anonymous scripts to published results (A-7.8, A-7.10.g)."""

    @command
    def enter_mark(self, request: EnterMark, store: AssessmentStore) -> ScriptView:
        _let_mark(store.open_exam(request.exam_id), store)
        script = store.script(request.exam_id, request.anon_code)
        script.mark(by=store.actor.person_id, score=request.score)
        return script_view(script, due=False, by=store.actor.person_id)

    @command
    def recheck_mark(self, request: RecheckMark, store: AssessmentStore) -> ScriptView:
        exam = store.open_exam(request.exam_id)
        _let_mark(exam, store)
        script = store.script(request.exam_id, request.anon_code)
        apart = script.recheck(
            by=store.actor.person_id, score=request.score, tolerance=exam.rules.mark_tolerance
        )
        if apart:
            store.log(exam, CustodyKind.MARKS_APART, note=script.anon_code)
        return script_view(script, due=apart, by=store.actor.person_id)

    @command
    def complete_marking(self, request: CompleteMarking, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        scripts = store.scripts(exam.exam_id)
        rechecked = sum(script.is_rechecked for script in scripts)
        store.emit(exam.complete_marking(scripts=len(scripts), rechecked=rechecked))
        require_complete(scripts, exam.rules)
        return show(exam, store)

    @command
    def confirm_results(self, request: ConfirmResults, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        scores = {script.anon_code: script.score for script in store.scripts(exam.exam_id)}
        results = [
            Result.of(
                candidate,
                result_id=store.new_id(),
                exam_id=exam.exam_id,
                pass_mark=exam.pass_mark,
                score=scores.get(candidate.anon_code or ""),
            )
            for candidate in store.candidates(exam.class_id)
        ]
        confirmed = exam.confirm_results(passed=len(passers(results)), failed=len(others(results)))
        store.add(*results)
        store.emit(confirmed)
        return show(exam, store)

    @command
    def publish_results(self, request: PublishResults, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        results = store.results(exam.class_id)
        published = exam.publish_results(
            passed=[result.trainee_id for result in passers(results)],
            failed=[result.trainee_id for result in others(results)],
        )
        store.emit(published)
        return show(exam, store)

    @command
    def correct_result(self, request: CorrectResult, store: AssessmentStore) -> ResultView:
        exam = store.open_exam(request.exam_id)
        exam.require_correctable()
        _require_unfrozen(store.pass_list_or_none(exam.class_id))
        result = store.result(exam.class_id, request.trainee_id)
        result.correct(
            score=request.score, reason=request.reason, by=store.actor.person_id, now=store.now
        )
        people = store.candidates(exam.class_id)
        return result_views([result], people, [], correctable=True)[0]

    @query
    def list_scripts(self, request: ListScripts, store: AssessmentStore) -> list[ScriptView]:
        exam = store.exam(request.exam_id)
        exam.require(store.actor.person_id, Duty.MARKER, clause="A-7.10.g")
        scripts = store.scripts(exam.exam_id)
        due = recheck_due(scripts, exam.rules)
        by = store.actor.person_id
        return [script_view(one, due=one.anon_code in due, by=by) for one in scripts]

    @query
    def list_results(self, request: ListResults, store: AssessmentStore) -> list[ResultView]:
        return result_views(
            store.results(request.class_id),
            store.candidates(request.class_id),
            store.certificates(request.class_id),
            correctable=_may_correct(request.class_id, store),
        )


def _let_mark(exam: Exam, store: AssessmentStore) -> None:
    exam.mark(by=store.actor.person_id, is_staff=store.actor.has(Role.STAFF))


def _may_correct(class_id: str, store: AssessmentStore) -> bool:
    return store.course(class_id).is_open and store.pass_list_or_none(class_id) is None


def _require_unfrozen(pass_list: PassList | None) -> None:
    if pass_list:
        raise Refusal(
            "PASS_LIST_FROZEN",
            "合格名单已锁定，成绩不能再更正。",
            "The pass list is frozen; no result can be corrected any more.",
            "A-6.10",
        )
