"""The exam of a class on one page: how far it is, who works on it, its seats, the custody of its
paper, and the results.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.assessment import (
    AssignDuty,
    ChangeExamInfo,
    CompleteMarking,
    ConfirmExamReady,
    ConfirmResults,
    CorrectResult,
    CustodyView,
    Duty,
    ExamState,
    ExamView,
    FindClassExam,
    FindExam,
    ListCustody,
    ListResults,
    ListSeats,
    PlanExam,
    PublishResults,
    ReleaseDuty,
    ReportLeak,
    SeatView,
)
from contracts.base import Title
from contracts.enrollment import GOING_ON, FindClass
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit

S = ExamState
BEFORE_START = (S.PLANNED, S.STAFFED, S.PAPER_SEALED, S.PRINTED, S.READY)
LEAKING = (S.PAPER_SEALED, S.PRINTED, S.READY)
# With these the paper or the scripts come into other hands.
HAND_OVERS = ("PAPER_SEALED", "PAPER_PRINTED", "PAPER_ISSUED", "SCRIPTS_SEALED")

ASSIGN = Action(
    kind=AssignDuty,
    zh="指定人员",
    icon="plus",
    during=GOING_ON,
    given=lambda line: {"duty": line["duty"]},
)
RELEASE = Action(kind=ReleaseDuty, zh="解除", during=GOING_ON)


async def the_exam(visit: Visit) -> Known:
    """The id of the class's exam, once there is one."""
    exam = (await visit.part(FindClassExam(class_id=visit.known["class_id"]))).value
    return {"exam_id": exam.exam_id} if exam else {}


def sits_exam(visit: Visit) -> bool:
    """Only prospects sit an exam (A-6.8, A-6.9)."""
    return visit.class_bar is not None and visit.class_bar.has_exam


def _planned(visit: Visit) -> FindClassExam | None:
    return FindClassExam(class_id=visit.known["class_id"]) if "exam_id" in visit.known else None


def _unplanned(visit: Visit) -> FindClassExam | None:
    return None if "exam_id" in visit.known else FindClassExam(class_id=visit.known["class_id"])


def _seats(visit: Visit) -> ListSeats | None:
    return ListSeats(exam_id=visit.known["exam_id"]) if "exam_id" in visit.known else None


def _custody(visit: Visit) -> ListCustody | None:
    return ListCustody(exam_id=visit.known["exam_id"]) if "exam_id" in visit.known else None


def _own_part(exam: ExamView, visit: Visit) -> Mapping[str, Any]:
    mine = [held for held in exam.duties if held.person_id == visit.actor.person_id]
    return {"mine": mine}


def _duties(exam: ExamView, visit: Visit) -> Mapping[str, Any]:
    """Each duty with who holds it, and what may be changed while its work is not done."""
    lines = []
    for duty in Duty:
        holders = [held for held in exam.duties if held.duty is duty]
        given = {"exam_id": exam.exam_id, "duty": duty}
        lines.append(
            {
                "duty": duty,
                "holders": [
                    (one, visit.offers((RELEASE,), one) if exam.releasable else [])
                    for one in holders
                ],
                "offers": visit.offers((ASSIGN,), given) if duty in exam.assignable else [],
            }
        )
    return {"lines": lines}


def by_room(seats: Sequence[SeatView]) -> list[tuple[str, list[SeatView]]]:
    """The seats of each room, in their order; rooms as they were filled, by trainee number."""
    rooms: dict[str, list[SeatView]] = {}
    for seat in sorted(seats, key=lambda seat: (seat.trainee_no, seat.room)):
        rooms.setdefault(seat.room, []).append(seat)
    return [(room, sorted(taken, key=lambda seat: seat.seat_no)) for room, taken in rooms.items()]


def keeping(steps: Sequence[CustodyView]) -> list[tuple[CustodyView, CustodyView | None]]:
    """Who had paper or scripts in hand, from which hand-over to the next."""
    handed = [step for step in steps if step.what in HAND_OVERS]
    return list(zip(handed, [*handed[1:], None], strict=False))


def custody_data(steps: Sequence[CustodyView]) -> Mapping[str, Any]:
    """What the custody record is drawn with, on screen and on paper."""
    return {"keeping": keeping(steps)}


EXAM = Page(
    path="exam",
    zh="考试",
    icon="flag",
    kind=FindClassExam,
    when=sits_exam,
    finds=the_exam,
    sections=(
        Picture(
            name="plan",
            zh="结业考试",
            icon="flag",
            asks=_unplanned,
            template="assessment/no_exam.html",
            actions=(Action(kind=PlanExam, icon="plus", tone="primary", during=GOING_ON),),
            empty="尚未安排结业考试。考试应在结班前举行。",
        ),
        Picture(
            name="exam",
            zh="结业考试",
            icon="flag",
            asks=_planned,
            template="assessment/exam.html",
            data=_own_part,
            actions=(
                Action(
                    kind=ConfirmExamReady,
                    tone="primary",
                    during=GOING_ON,
                    when=lambda exam: exam.state is S.PRINTED,
                ),
                Action(
                    kind=CompleteMarking,
                    tone="primary",
                    during=GOING_ON,
                    when=lambda exam: exam.state in (S.MARKING, S.SCRIPTS_SEALED),
                ),
                Action(
                    kind=ConfirmResults,
                    tone="primary",
                    during=GOING_ON,
                    when=lambda exam: exam.state is S.MARKED,
                ),
                Action(
                    kind=PublishResults,
                    tone="primary",
                    during=GOING_ON,
                    when=lambda exam: exam.state is S.RESULTS_CONFIRMED,
                ),
                Action(
                    kind=ChangeExamInfo,
                    icon="pen",
                    during=GOING_ON,
                    when=lambda exam: exam.state in BEFORE_START,
                ),
                Action(
                    kind=ReportLeak,
                    tone="danger",
                    during=GOING_ON,
                    when=lambda exam: exam.state in LEAKING,
                ),
            ),
        ),
        Picture(
            name="duties",
            zh="考务分工",
            icon="people",
            asks=_planned,
            template="assessment/duties_of_exam.html",
            data=_duties,
            offers=(ASSIGN, RELEASE),
            note="一人一责，参加考试的学员不承担考务。",
        ),
        Picture(
            name="seats",
            zh="座位表",
            icon="board",
            asks=_seats,
            template="assessment/seats.html",
            data=lambda seats, _: {"rooms": by_room(seats)},
            actions=(
                Go(
                    path="/papers/assessment/seats?class_id={class_id}&exam_id={exam_id}",
                    zh="打印座位表",
                    icon="print",
                    when=bool,
                ),
            ),
            empty="确认考务就绪时编排座位。",
        ),
        Picture(
            name="custody",
            zh="试卷保管与交接",
            icon="shield",
            asks=_custody,
            template="assessment/custody.html",
            data=lambda steps, _: custody_data(steps),
            actions=(
                Go(
                    path="/papers/assessment/custody?class_id={class_id}&exam_id={exam_id}",
                    zh="打印交接记录",
                    icon="print",
                    when=bool,
                ),
            ),
            empty="还没有交接记录。",
        ),
        Table(
            name="results",
            zh="成绩",
            icon="chart",
            asks=ListResults,
            columns=(
                "trainee_no",
                "name",
                "unit_name",
                Column(name="score", title=Title("成绩", "Score"), how="number"),
                Column(name="decision", title=Title("结果", "Result"), how="tag"),
                Column(name="certificate_no", how="code"),
            ),
            row_actions=(
                Action(
                    kind=CorrectResult,
                    zh="更正",
                    during=GOING_ON,
                    when=lambda one: one.correctable,
                    given=lambda one: {"score": one.score},
                ),
            ),
            empty="成绩确认后在此列出。",
        ),
    ),
)


EXAM_LOOKS = {
    PlanExam: Look(
        starts=FindClass,
        begins=lambda found, _: {"title": found.title},
        hints={"rooms": "座位数为本次考试实际使用的座位。"},
        note="考试须在结班前举行；干部、党员培训班提交培训小结，不安排考试。",
    ),
    ChangeExamInfo: Look(
        starts=FindExam,
        note="变更后将重新预订考场，并再次通知全体考生和监考人员。",
    ),
    AssignDuty: Look(note="已承担其他考务的人员和参加考试的学员不能指定；每次冲突都会记录。"),
    ReportLeak: Look(note="试卷立即作废，须由命题人员重新命题并密封。"),
    ConfirmResults: Look(note="确认后匿名编号与学员姓名对应，成绩不能再由阅卷人修改。"),
    PublishResults: Look(note="公布后各单位可查看本单位学员的成绩。"),
    CorrectResult: Look(note="原成绩予以保留，更正以您的名义签署。"),
}
