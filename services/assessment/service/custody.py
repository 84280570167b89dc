"""Taking paper and scripts over, and the log of all that happened to them."""

from collections.abc import Mapping

from contracts.assessment import (
    CodesView,
    CustodyView,
    ExamView,
    ListCodes,
    ListCustody,
    RecordSealCheck,
    SealFoundBroken,
)
from kit.department import command, measure, query
from services.assessment.domain.custody import BREACHES, CustodyKind
from services.assessment.domain.taking_over import check_seal, codes_for
from services.assessment.service.showing import show
from services.assessment.service.views import custody_view
from services.assessment.store import AssessmentStore


class Custody:
    """Seals, codes and the custody log (A-5.k3, A-5.p3)."""

    @command
    def record_seal_check(self, request: RecordSealCheck, store: AssessmentStore) -> ExamView:
        exam = store.open_exam(request.exam_id)
        by = store.actor.person_id
        found = check_seal(exam, by=by, seal_no=request.seal_no, intact=request.intact)
        store.log(exam, found, seal_no=request.seal_no, note=request.note)
        if found in BREACHES:
            store.emit(
                SealFoundBroken(
                    class_id=exam.class_id,
                    exam_id=exam.exam_id,
                    person_id=by,
                    seal_no=request.seal_no,
                )
            )
        return show(exam, store)

    @command
    def list_codes(self, request: ListCodes, store: AssessmentStore) -> CodesView:
        exam = store.open_exam(request.exam_id)
        candidates = store.candidates(exam.class_id)
        codes = codes_for(exam, candidates, by=store.actor.person_id, now=store.now)
        store.log(exam, CustodyKind.CODES_READ)
        return CodesView(exam_id=exam.exam_id, codes=codes)

    @query
    def list_custody(self, request: ListCustody, store: AssessmentStore) -> list[CustodyView]:
        exam = store.exam(request.exam_id)
        return [custody_view(entry) for entry in store.custody(exam.exam_id)]

    @measure("kaiban_exam_breaches", "Breaches of an exam's secrecy or fairness ever", label="kind")
    def count_breaches(self, store: AssessmentStore) -> Mapping[str, int]:
        return store.breaches_by_kind()
