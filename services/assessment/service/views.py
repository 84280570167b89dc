"""What assessment shows of its records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.assessment import (
    CertificateRecord,
    CertificateStep,
    CertificateView,
    CustodyView,
    DutyView,
    ExamView,
    PaperView,
    PassListView,
    PerformanceView,
    ResultView,
    ScriptView,
    SeatView,
    VerificationView,
    WorkSummaryView,
)
from contracts.identity import mask_name
from services.assessment.domain.candidate import Attendance, Candidate
from services.assessment.domain.certificate import Certificate
from services.assessment.domain.custody import CustodyEntry, CustodyKind, read_conflict
from services.assessment.domain.duties import ASSIGNABLE, RELEASABLE
from services.assessment.domain.exam import Exam
from services.assessment.domain.paper import ExamPaper
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.performance import Figures
from services.assessment.domain.result import Result
from services.assessment.domain.script import Script, ScriptState
from services.assessment.domain.training_class import TrainingClass
from services.assessment.domain.work_summary import WorkSummary
from services.assessment.service.sealing import is_as_signed


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What is counted about an exam."""

    candidates: int
    barred: int
    marked: int
    rechecked: int
    breaches: int


def exam_view(
    exam: Exam, paper: ExamPaper | None, tally: Tally, *, with_duties: bool = True
) -> ExamView:
    """An exam, never its content; candidates do not learn who sets, prints and marks."""
    return ExamView(
        exam_id=exam.exam_id,
        class_id=exam.class_id,
        title=exam.title,
        from_at=exam.from_at,
        to_at=exam.to_at,
        pass_mark=exam.pass_mark,
        rooms=exam.rooms,
        rooms_booked=exam.rooms_booked,
        duties=_duty_views(exam) if with_duties else [],
        paper=_paper_view(paper) if paper and with_duties else None,
        candidates=tally.candidates,
        barred=tally.barred,
        state=exam.state,
        marked=tally.marked,
        rechecked=tally.rechecked,
        breaches=tally.breaches,
        room_refusal=exam.room_refusal,
        assignable=tuple(duty for duty, states in ASSIGNABLE.items() if exam.state in states),
        releasable=exam.state in RELEASABLE,
    )


def _duty_views(exam: Exam) -> list[DutyView]:
    return [
        DutyView(duty=held.duty, person_id=person_id, pledged=held.pledged)
        for person_id, held in sorted(exam.duties.items())
    ]


def _paper_view(paper: ExamPaper) -> PaperView:
    return PaperView(
        version=paper.paper_version,
        state=paper.state,
        sha256=paper.sha256,
        seal_no=paper.seal_no,
        copies=paper.copies,
    )


def seat_views(candidates: Iterable[Candidate]) -> list[SeatView]:
    """The seat plan, room by room."""
    seated = [one for one in candidates if one.attendance is not Attendance.UNSEATED]
    return [
        SeatView(
            trainee_id=one.trainee_id,
            room=one.room,
            seat_no=one.seat_no,
            status="BARRED" if one.is_barred else one.attendance,
            trainee_no=one.trainee_no,
            name=one.name,
        )
        for one in sorted(seated, key=lambda one: (one.room, one.seat_no))
    ]


def script_view(script: Script, *, due: bool, by: str) -> ScriptView:
    """A script as this marker sees it."""
    return ScriptView(
        anon_code=script.anon_code,
        score=script.score,
        rechecked=script.is_rechecked,
        recheck_due=due,
        disputed=script.state is ScriptState.DISPUTED,
        mine=any(mark.by == by for mark in script.marks),
    )


def custody_view(entry: CustodyEntry) -> CustodyView:
    """One line of the custody log."""
    return CustodyView(
        at=entry.at,
        what=entry.kind,
        by=entry.by,
        seal_no=entry.seal_no,
        note=entry.note,
        is_breach=entry.is_breach,
        conflict=read_conflict(entry.note) if entry.kind is CustodyKind.DUTY_CONFLICT else (),
    )


def result_views(
    results: Iterable[Result],
    candidates: Iterable[Candidate],
    certificates: Iterable[Certificate],
    *,
    correctable: bool,
) -> list[ResultView]:
    """Results with the names and certificate numbers that belong to them; `correctable` while those
    of the class may still be corrected.
    """
    people = {one.trainee_id: one for one in candidates}
    numbers = {one.trainee_id: one.certificate_no for one in certificates}
    return [
        _result_view(one, people[one.trainee_id], numbers, correctable=correctable)
        for one in results
    ]


def _result_view(
    result: Result, person: Candidate, numbers: Mapping[str, str], *, correctable: bool
) -> ResultView:
    return ResultView(
        trainee_id=result.trainee_id,
        trainee_no=result.trainee_no,
        name=person.name,
        unit_name=person.unit_name,
        score=result.score,
        decision=result.decision,
        certificate_no=numbers.get(result.trainee_id),
        correctable=correctable and result.is_a_matter_of_score,
    )


def pass_list_view(pass_list: PassList) -> PassListView:
    """The frozen pass list."""
    return PassListView(
        class_id=pass_list.class_id,
        state=pass_list.state,
        count=pass_list.count,
        frozen_hash=pass_list.frozen_hash,
        frozen_by=pass_list.frozen_by,
    )


def draft_list_view(class_id: str, count: int) -> PassListView:
    """The pass list as it would be frozen now."""
    return PassListView(class_id=class_id, state="DRAFT", count=count, frozen_hash="", frozen_by="")


def certificate_view(certificate: Certificate) -> CertificateView:
    """A certificate for those who make and keep it."""
    return CertificateView(
        certificate_id=certificate.certificate_id,
        certificate_no=certificate.certificate_no,
        class_id=certificate.class_id,
        trainee_id=certificate.trainee_id,
        holder=certificate.holder,
        state=certificate.state,
        issued_on=certificate.issued_on,
        reissues=certificate.reissues,
        verify_code=certificate.verify_code,
    )


def certificate_views(certificates: Sequence[Certificate]) -> list[CertificateView]:
    """Certificates for those who make and keep them."""
    return [certificate_view(one) for one in certificates]


def certificate_record(certificate: Certificate) -> CertificateRecord:
    """A certificate with its history, in the order it happened."""
    return CertificateRecord(
        certificate=certificate_view(certificate),
        class_title=certificate.class_title,
        start_on=certificate.start_on,
        end_on=certificate.end_on,
        hours=certificate.hours,
        history=[
            CertificateStep(what=note.what, at=note.at, by=note.by, reason=note.reason)
            for note in certificate.notes
        ],
    )


def verification_view(certificate: Certificate) -> VerificationView:
    """What anybody may learn: the name is masked (PIPL art. 25)."""
    return VerificationView(
        certificate_no=certificate.certificate_no,
        holder_masked=mask_name(certificate.holder),
        class_title=certificate.class_title,
        start_on=certificate.start_on,
        end_on=certificate.end_on,
        hours=certificate.hours,
        issued_on=certificate.issued_on,
        state=certificate.state,
        reissued=certificate.reissues > 0,
        genuine=is_as_signed(certificate),
    )


def performance_view(
    course: TrainingClass, figures: Figures, outcome: str | None
) -> PerformanceView:
    """Figures so far, or as evaluated once the outcome is written."""
    return PerformanceView(
        class_id=course.class_id,
        enrolled=figures.enrolled,
        person_times=figures.person_times,
        hours_total=figures.hours_total,
        person_hours=figures.person_hours,
        sat=figures.sat,
        passed=figures.passed,
        pass_rate_of_sat=figures.pass_rate_of_sat,
        pass_rate_of_enrolled=figures.pass_rate_of_enrolled,
        integrity_breaches=figures.integrity_breaches,
        start_delay_days=figures.start_delay_days,
        outcome=outcome or "",
        evaluated=outcome is not None,
        summaries_accepted=figures.summaries_accepted,
        satisfaction=figures.satisfaction,
        response_rate=figures.response_rate,
        incidents=figures.incidents,
    )


def work_summary_view(summary: WorkSummary) -> WorkSummaryView:
    """The work summary."""
    return WorkSummaryView(
        class_id=summary.class_id,
        state=summary.state,
        text=summary.text,
        author=summary.author,
        approved_by=summary.approved_by,
    )
