"""The pass list, certificates and the register."""

from collections.abc import Sequence
from typing import Any

from contracts.assessment import (
    CertificateRecord,
    CertificateState,
    CertificateView,
    ExportRegister,
    FindCertificate,
    FindPassList,
    FreezePassList,
    IssueCertificates,
    ListCertificates,
    NumberCertificates,
    PassListView,
    PrintCertificate,
    PrintCertificates,
    ReissueCertificate,
    RevokeCertificate,
    VerificationView,
    VerifyCertificate,
)
from contracts.base import Page
from contracts.enrollment import ListTrainees, TraineeView
from contracts.refusals import Unknown
from contracts.values import Track
from kit.department import command, query
from services.assessment.domain.authority import (
    DECIDES_WHO_PASSED,
    HANDLES_CERTIFICATES,
    require_office,
)
from services.assessment.domain.certificate import number_all, require_certifiable
from services.assessment.domain.certificate_number import read_number, series_of
from services.assessment.domain.pass_list import PassList
from services.assessment.domain.summary_track import require_concluded
from services.assessment.domain.training_class import TrainingClass
from services.assessment.domain.verdict import Decided, finished, passers
from services.assessment.papers.certificates import certificate_sheets, print_sheets
from services.assessment.papers.register import print_register, register
from services.assessment.service.sealing import seal
from services.assessment.service.views import (
    certificate_record,
    certificate_view,
    certificate_views,
    draft_list_view,
    pass_list_view,
    verification_view,
)
from services.assessment.store import AssessmentStore

ALL_TRAINEES = 5000


class Certificates:
    """From the frozen list to certificates anybody can verify (A-6.10, A-7.8)."""

    @command
    def freeze_pass_list(self, request: FreezePassList, store: AssessmentStore) -> PassListView:
        course = store.open_course(request.class_id)
        require_office(course, store.actor, DECIDES_WHO_PASSED, "A-6.10")
        exam_id, decided = _decided(course, store)
        everyone = [candidate.trainee_id for candidate in store.candidates(request.class_id)]
        pass_list = store.pass_list_or_none(request.class_id) or PassList(
            class_id=request.class_id, exam_id=exam_id
        )
        by = store.actor.person_id
        store.emit(pass_list.freeze(decided, candidates=everyone, by=by, now=store.now))
        store.add(pass_list)
        if exam_id and not (course.issues_certificate and pass_list.count):
            store.emit(finished(course, decided))
        return pass_list_view(pass_list)

    @query
    def find_pass_list(self, request: FindPassList, store: AssessmentStore) -> PassListView:
        course = store.course(request.class_id)
        pass_list = store.pass_list_or_none(course.class_id)
        if pass_list:
            return pass_list_view(pass_list)
        return draft_list_view(course.class_id, _count_passed(course, store))

    @command(asks=lambda request: ListTrainees(class_id=request.class_id, size=ALL_TRAINEES))
    def number_certificates(
        self, request: NumberCertificates, store: AssessmentStore, trainees: Page[TraineeView]
    ) -> list[CertificateView]:
        course = store.open_course(request.class_id)
        require_office(course, store.actor, HANDLES_CERTIFICATES, "A-6.10")
        require_certifiable(course)
        entries = store.pass_list(request.class_id).number()
        made, numbered = number_all(
            course,
            entries,
            first=store.first_of(series_of(course), len(entries)),
            holders={trainee.trainee_id: trainee.name for trainee in trainees.items},
            fresh_id=store.new_id,
            by=store.actor.person_id,
            now=store.now,
        )
        store.add(*made)
        store.emit(numbered)
        return certificate_views(made)

    @command
    def issue_certificates(
        self, request: IssueCertificates, store: AssessmentStore
    ) -> list[CertificateView]:
        course = store.open_course(request.class_id)
        require_office(course, store.actor, DECIDES_WHO_PASSED, "A-7.8.c")
        pass_list = store.pass_list(request.class_id)
        pass_list.issue()
        certificates = store.certificates_in(request.class_id, CertificateState.NUMBERED)
        by = store.actor.person_id
        store.emit(*(one.issue(store.today, by=by, now=store.now) for one in certificates))
        for one in certificates:
            seal(one)
        if pass_list.exam_id:
            store.emit(finished(course, store.results(request.class_id)))
        return certificate_views(certificates)

    @command
    def revoke_certificate(
        self, request: RevokeCertificate, store: AssessmentStore
    ) -> CertificateView:
        certificate = store.certificate(request.certificate_id)
        course = store.course(certificate.class_id)
        require_office(course, store.actor, DECIDES_WHO_PASSED, "A-7.8.c")
        by = store.actor.person_id
        store.emit(certificate.revoke(reason=request.reason, by=by, now=store.now))
        return certificate_view(certificate)

    @command
    def reissue_certificate(
        self, request: ReissueCertificate, store: AssessmentStore
    ) -> CertificateView:
        certificate = store.certificate(request.certificate_id)
        course = store.course(certificate.class_id)
        require_office(course, store.actor, HANDLES_CERTIFICATES, "A-7.8.c")
        by = store.actor.person_id
        store.emit(certificate.reissue(reason=request.reason, by=by, now=store.now))
        seal(certificate)
        return certificate_view(certificate)

    @query
    def list_certificates(
        self, request: ListCertificates, store: AssessmentStore
    ) -> Page[CertificateView]:
        found, total = store.certificate_page(request)
        return Page(items=certificate_views(found), total=total)

    @query
    def find_certificate(
        self, request: FindCertificate, store: AssessmentStore
    ) -> CertificateRecord:
        return certificate_record(store.certificate(request.certificate_id))

    @query
    def verify_certificate(
        self, request: VerifyCertificate, store: AssessmentStore
    ) -> VerificationView:
        certificate = store.certificate_numbered(read_number(request.certificate_no))
        if certificate is None or not certificate.answers_to(request.code):
            raise Unknown("证书", "certificate")
        return verification_view(certificate)

    @query(renders=print_sheets)
    def print_certificate(
        self, request: PrintCertificate, store: AssessmentStore
    ) -> dict[str, Any]:
        return certificate_sheets([store.certificate(request.certificate_id)])

    @query(renders=print_sheets)
    def print_certificates(
        self, request: PrintCertificates, store: AssessmentStore
    ) -> dict[str, Any]:
        return certificate_sheets(store.certificates(request.class_id))

    @query(renders=print_register)
    def export_register(self, request: ExportRegister, store: AssessmentStore) -> dict[str, Any]:
        return register(
            store.course(request.class_id),
            store.candidates(request.class_id),
            store.results(request.class_id),
            store.summaries(request.class_id),
            store.certificates(request.class_id),
        )


def _decided(course: TrainingClass, store: AssessmentStore) -> tuple[str, Sequence[Decided]]:
    """The exam that decided, if one did, and everybody as it stands."""
    if course.track is Track.PROSPECT:
        exam = store.exam_of_class(course.class_id)
        exam.require_published()
        return exam.exam_id, store.results(course.class_id)
    require_concluded(course)
    return "", store.summaries(course.class_id)


def _count_passed(course: TrainingClass, store: AssessmentStore) -> int:
    if course.track is Track.PROSPECT:
        return store.count_passed(course.class_id)
    return len(passers(store.summaries(course.class_id)))
