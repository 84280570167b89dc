"""Valid things of the assessment department; a test names only what matters to it."""

from datetime import UTC, date, datetime, timedelta

from contracts.assessment import Duty, ExamState, RoomDraft
from contracts.values import Category, Profile, Track
from services.assessment.domain.candidate import Attendance, Bar, Candidate
from services.assessment.domain.exam import Exam
from services.assessment.domain.paper import ExamPaper, PaperState, paper_hash
from services.assessment.domain.pass_list import PassList, PassListState
from services.assessment.domain.result import Decision, Result
from services.assessment.domain.script import Mark, Script, ScriptState
from services.assessment.domain.training_class import TrainingClass

STARTS = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=90)
DUTIES = {
    "setter": Duty.SETTER,
    "printer": Duty.PRINTER,
    "invigilator-1": Duty.INVIGILATOR,
    "invigilator-2": Duty.INVIGILATOR,
    "marker-1": Duty.MARKER,
    "marker-2": Duty.MARKER,
    "marker-3": Duty.MARKER,
    "custodian": Duty.CUSTODIAN,
}
PAPER = "一、论述题：试述党员的权利和义务，并结合工作实际谈谈认识。"
GUIDE = "要点齐全每点十分。"


def a_class(
    *,
    class_id: str = "class-1",
    track: Track = Track.PROSPECT,
    category: Category = Category.DEV_TARGET,
    profile: Profile = Profile.UNIVERSITY_PARTY_SCHOOL,
    start_on: date = date(2026, 3, 16),
    end_on: date = date(2026, 3, 20),
    session_no: int = 1,
    issues_certificate: bool = True,
    hours_total: int = 240,
) -> TrainingClass:
    return TrainingClass(
        class_id=class_id,
        code="FZ2026-1",
        title="2026年第一期发展对象培训班",
        category=category,
        track=track,
        profile=profile,
        session_no=session_no,
        issues_certificate=issues_certificate,
        start_on=start_on,
        end_on=end_on,
        timetable_version=1,
        hours_total=hours_total,
    )


def a_room(*, venue_id: str = "venue-1", name: str = "A101", seats: int = 50) -> RoomDraft:
    return RoomDraft(venue_id=venue_id, name=name, seats=seats)


def a_planned_exam(*, rooms: list[RoomDraft] | None = None) -> Exam:
    exam, _ = Exam.plan(
        a_class(),
        exam_id="exam-1",
        title="结业考试",
        from_at=STARTS,
        to_at=ENDS,
        rooms=rooms or [a_room()],
    )
    return exam


def a_staffed_exam(*, pledged: bool = True) -> Exam:
    exam = a_planned_exam()
    for person_id, duty in DUTIES.items():
        exam.assign(duty, person_id, candidates=())
        if pledged:
            exam.sign_pledge(person_id)
    return exam


def an_exam(state: ExamState) -> Exam:
    """An exam with every duty filled and pledged and its rooms booked, in any state of its life."""
    exam = a_staffed_exam()
    exam.take_booking(["venue-1"])
    exam.state = state
    if state not in {ExamState.PLANNED, ExamState.STAFFED}:
        exam.paper_version = 1
    return exam


def a_paper(*, state: PaperState = PaperState.SEALED, copies: int = 0) -> ExamPaper:
    return ExamPaper(
        paper_id="paper-1",
        exam_id="exam-1",
        class_id="class-1",
        paper_version=1,
        content=PAPER,
        marking_guide=GUIDE,
        sha256=paper_hash(PAPER, GUIDE),
        seal_no="S-1",
        state=state,
        copies=copies,
    )


def a_candidate(
    number: int = 1,
    *,
    bars: list[Bar] | None = None,
    attendance: Attendance = Attendance.UNSEATED,
) -> Candidate:
    return Candidate(
        trainee_id=f"trainee-{number}",
        class_id="class-1",
        person_id=f"person-{number}",
        trainee_no=f"2026-{number:04}",
        name=f"学员{number}",
        unit_id="unit-1",
        unit_name="商船学院党委",
        bars=bars or [],
        attendance=attendance,
    )


def a_script(
    number: int = 1, *, state: ScriptState = ScriptState.UNMARKED, marks: list[Mark] | None = None
) -> Script:
    return Script(
        script_id=f"script-{number}",
        class_id="class-1",
        exam_id="exam-1",
        anon_code=f"CODE{number:06}",
        lot=f"{number:08}",
        state=state,
        marks=marks or [],
    )


def a_marked_script(number: int, score: int, *, by: str = "marker-1") -> Script:
    return a_script(number, state=ScriptState.MARKED, marks=[Mark(by, score)])


def a_result(
    number: int = 1, *, score: int | None = 80, decision: Decision = Decision.PASS
) -> Result:
    return Result(
        result_id=f"result-{number}",
        class_id="class-1",
        exam_id="exam-1",
        trainee_id=f"trainee-{number}",
        trainee_no=f"2026-{number:04}",
        attendance=Attendance.PRESENT,
        pass_mark=60,
        score=score,
        decision=decision,
    )


def a_frozen_list(count: int = 2) -> PassList:
    pass_list = PassList(class_id="class-1", exam_id="exam-1")
    results = [a_result(number) for number in range(1, count + 1)]
    pass_list.freeze(
        results, candidates=[result.trainee_id for result in results], by="evp", now=ENDS
    )
    assert pass_list.state is PassListState.FROZEN
    return pass_list
