"""What waits for the holder of a duty, so that nobody has to go and look."""

from collections.abc import Mapping, Sequence

from contracts.assessment import Duty, DutyTask, ExamState
from contracts.refusals import Forbidden
from contracts.roles import Actor
from services.assessment.domain.exam import Exam
from services.assessment.domain.script import Script, ScriptState, recheck_due

S = ExamState

# By duty, the state of the exam in which its work is to be done; markers look at the scripts.
WORK: Mapping[tuple[Duty, ExamState], DutyTask] = {
    (Duty.SETTER, S.STAFFED): DutyTask.SEAL_PAPER,
    (Duty.PRINTER, S.PAPER_SEALED): DutyTask.PRINT_PAPER,
    (Duty.INVIGILATOR, S.READY): DutyTask.BEGIN_EXAM,
    (Duty.INVIGILATOR, S.IN_PROGRESS): DutyTask.SEAL_SCRIPTS,
    (Duty.CUSTODIAN, S.SCRIPTS_SEALED): DutyTask.WRITE_CODES,
}


def require_own_duties(actor: Actor, person_id: str) -> None:
    """Forbidden (403) for whoever asks about another person's duties."""
    if actor.person_id != person_id:
        raise Forbidden(
            "NOT_YOURSELF",
            "只能查看本人的考务工作。",
            "Everybody sees their own duties only.",
            "A-7.10.f",
        )


def tasks_of(exam: Exam, person_id: str, scripts: Sequence[Script]) -> list[DutyTask]:
    """What a holder of a duty is to do now; the pledge comes before everything else."""
    held = exam.duties[person_id]
    if not held.pledged:
        return [DutyTask.SIGN_PLEDGE]
    if held.duty is Duty.MARKER:
        return _marking(exam, person_id, scripts)
    task = WORK.get((held.duty, exam.state))
    return [task] if task else []


def _marking(exam: Exam, person_id: str, scripts: Sequence[Script]) -> list[DutyTask]:
    if exam.state not in (S.SCRIPTS_SEALED, S.MARKING):
        return []
    if any(script.state is ScriptState.UNMARKED for script in scripts):
        return [DutyTask.MARK_SCRIPTS]
    due = recheck_due(scripts, exam.rules)
    # Nobody rechecks a script they have marked before.
    may = any(
        script.anon_code in due and all(mark.by != person_id for mark in script.marks)
        for script in scripts
    )
    return [DutyTask.RECHECK_SCRIPTS] if may else []
