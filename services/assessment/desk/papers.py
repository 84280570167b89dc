"""The records of assessment that print on A4, each under its own number and title."""

from collections.abc import Mapping
from typing import Any

from contracts.assessment import (
    EvaluationForm,
    FindEvaluation,
    FindExam,
    FindPerformance,
    FindWorkSummary,
    ListCertificates,
    ListCustody,
    ListResults,
    ListSeats,
    ListSummaries,
)
from contracts.scheduling import FindTimetable
from kit.pages.desk import Asks, Paper
from kit.pages.visit import Visit
from services.assessment.desk.evaluations import questions
from services.assessment.desk.exam import by_room, custody_data

Parts = Mapping[str, Any]


def _form(form: EvaluationForm) -> Asks:
    return lambda visit: FindEvaluation(class_id=visit.known["class_id"], form=form)


def _register(parts: Parts, _: Visit) -> Parts:
    """Every trainee once, decided by exam or by summary, with the certificate."""
    issued = parts["certificates"].items if parts["certificates"] else []
    return {
        "lines": parts["results"] or parts["summaries"] or [],
        "by_exam": bool(parts["results"]),
        "certificate_of": {one.trainee_id: one for one in issued},
    }


def _rooms(parts: Parts, _: Visit) -> Parts:
    return {"rooms": by_room(parts["seats"] or [])}


def _custody(parts: Parts, _: Visit) -> Parts:
    return custody_data(parts["steps"] or [])


def _evaluation(parts: Parts, _: Visit) -> Parts:
    found, timetable = parts["found"], parts["timetable"]
    teachers = {
        teacher_id: name
        for session in (timetable.sessions if timetable else [])
        for teacher_id, name in zip(session.teacher_ids, session.teacher_names, strict=False)
    }
    return {
        "questions": questions(found.scores) if found else [],
        "teachers": teachers,
    }


PAPERS = (
    Paper(
        name="register",
        number="C4/组织04/002",
        zh="党校学员成绩、证书登记表",
        template="assessment/paper_register.html",
        asks={
            "results": ListResults,
            "summaries": ListSummaries,
            "certificates": ListCertificates,
        },
        data=_register,
    ),
    Paper(
        name="seats",
        zh="考场座位表",
        template="assessment/paper_seats.html",
        asks={"seats": ListSeats, "exam": FindExam},
        needs=("class_id", "exam_id"),
        data=_rooms,
    ),
    Paper(
        name="custody",
        zh="试卷交接记录",
        template="assessment/paper_custody.html",
        asks={"steps": ListCustody, "exam": FindExam},
        needs=("class_id", "exam_id"),
        data=_custody,
    ),
    Paper(
        name="teaching-evaluation",
        zh="教学质量评估表",
        template="assessment/paper_evaluation.html",
        asks={"found": _form(EvaluationForm.TEACHING_QUALITY), "timetable": FindTimetable},
        data=lambda parts, visit: {**_evaluation(parts, visit), "teaching": True},
    ),
    Paper(
        name="service-evaluation",
        zh="服务质量评估表",
        template="assessment/paper_evaluation.html",
        asks={"found": _form(EvaluationForm.SERVICE_QUALITY), "timetable": FindTimetable},
        data=lambda parts, visit: {**_evaluation(parts, visit), "teaching": False},
    ),
    Paper(
        name="performance",
        zh="培训绩效评价表",
        template="assessment/paper_performance.html",
        asks={"found": FindPerformance},
    ),
    Paper(
        name="work-summary",
        zh="培训工作总结",
        template="assessment/paper_work_summary.html",
        asks={"found": FindWorkSummary, "figures": FindPerformance},
    ),
)
