"""The project of a contracted class: from the first visit to the written confirmation."""

from contracts.enrollment import (
    AnswerConsultation,
    BeginNegotiation,
    ConfirmProject,
    Consult,
    DraftConfirmation,
    FindProject,
    NegotiateElements,
    ProjectView,
    RecordHostRequest,
    RecordVisit,
    SignConfirmation,
    VisitView,
)
from contracts.finance import BudgetClearanceRequested, BudgetCleared, BudgetRejected
from contracts.portal import SealPurpose, SealUsed
from contracts.values import FileRef
from kit.department import command, query, reaction
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.clearance import BudgetStanding
from services.enrollment.domain.confirmation import Allowance
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.project import Project
from services.enrollment.service.filing import file_record
from services.enrollment.service.views_project import project_view
from services.enrollment.store import EnrollmentStore


class Projects:
    """Negotiation, consultation, confirmation (B-6.1, B-6.2)."""

    @command
    def begin_negotiation(self, request: BeginNegotiation, store: EnrollmentStore) -> ProjectView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.begin_negotiation(now=store.now))
        project = Project(
            class_id=request.class_id, host_id=training_class.host_id or "", changed_at=store.now
        )
        store.put_first(project)
        return project_view(store, project)

    @command
    def record_visit(self, request: RecordVisit, store: EnrollmentStore) -> ProjectView:
        project = _open_project(store, request.class_id)
        visit = VisitView(
            visit_id=store.new_id(),
            visited_on=request.visited_on,
            visitors=request.visitors,
            places=request.places,
            remarks=request.remarks,
        )
        project.record_visit(visit, today=store.today)
        return project_view(store, project)

    @command
    def negotiate_elements(self, request: NegotiateElements, store: EnrollmentStore) -> ProjectView:
        project = _open_project(store, request.class_id)
        store.emit(*project.negotiate(request.elements, now=store.now))
        return project_view(store, project)

    @command
    def consult(self, request: Consult, store: EnrollmentStore) -> ProjectView:
        project = _open_project(store, request.class_id)
        asked = project.consult(
            request.element,
            store.unit(request.unit_id),
            question=request.question,
            consultation_id=store.new_id(),
            by=store.actor.person_id,
        )
        store.emit(asked)
        return project_view(store, project)

    @command
    def answer_consultation(
        self, request: AnswerConsultation, store: EnrollmentStore
    ) -> ProjectView:
        refuse_stranger(store.actor, store.unit(request.unit_id))
        project = _open_project(store, request.class_id)
        answered = project.answer(
            request.consultation_id,
            unit_id=request.unit_id,
            approved=request.approved,
            answer=request.answer,
            by=store.actor.person_id,
        )
        store.emit(answered)
        return project_view(store, project)

    @command
    def record_host_request(
        self, request: RecordHostRequest, store: EnrollmentStore
    ) -> ProjectView:
        project = _open_project(store, request.class_id)
        _refuse_unkept(store, request.evidence)
        project.record_request(request.evidence, request.note)
        return project_view(store, project)

    @command
    def draft_confirmation(self, request: DraftConfirmation, store: EnrollmentStore) -> ProjectView:
        project = _open_project(store, request.class_id)
        _refuse_unkept(store, request.document)
        project.draft_confirmation(
            request.kind,
            request.document,
            allowance=_allowance(store, project),
            confirmation_id=store.new_id(),
            by=store.actor.person_id,
            now=store.now,
        )
        return project_view(store, project)

    @command
    def sign_confirmation(self, request: SignConfirmation, store: EnrollmentStore) -> ProjectView:
        project = _open_project(store, request.class_id)
        if request.scan is not None:
            _refuse_unkept(store, request.scan)
        project.drafted().sign(
            request.party,
            signer=request.signer,
            document_hash=request.document_hash,
            scan=request.scan,
            actor=store.actor,
            now=store.now,
        )
        return project_view(store, project)

    @command
    def confirm_project(self, request: ConfirmProject, store: EnrollmentStore) -> ProjectView:
        project = _open_project(store, request.class_id)
        confirmed = project.confirm(
            allowance=_allowance(store, project),
            budget=store.budget_standing(request.class_id),
            seals=store.seals_of(request.class_id),
            now=store.now,
        )
        moved = store.training_class(request.class_id).confirm_project(now=store.now)
        store.emit(confirmed, *moved)
        file_record(
            store,
            request.class_id,
            DocType.CONFIRMATION,
            f"ProjectConfirmed {confirmed.confirmation_id}",
            _signed_document(project),
        )
        return project_view(store, project)

    @query
    def find_project(self, request: FindProject, store: EnrollmentStore) -> ProjectView:
        return project_view(store, store.project(request.class_id))

    @reaction
    def block_project(self, event: BudgetClearanceRequested, store: EnrollmentStore) -> None:
        store.hear_budget(event.class_id, BudgetStanding.CLEARANCE_REQUIRED)

    @reaction
    def clear_project(self, event: BudgetCleared, store: EnrollmentStore) -> None:
        store.hear_budget(event.class_id, BudgetStanding.CLEARED)

    @reaction
    def hold_project(self, event: BudgetRejected, store: EnrollmentStore) -> None:
        store.hear_budget(event.class_id, BudgetStanding.REJECTED)

    @reaction
    def keep_seal(self, event: SealUsed, store: EnrollmentStore) -> None:
        if event.purpose is SealPurpose.CONFIRMATION:
            store.keep_seal(
                event.seal_id, class_id=event.class_id, document_hash=event.document_hash
            )


def _open_project(store: EnrollmentStore, class_id: str) -> Project:
    store.training_class(class_id).may("negotiate_elements")
    return store.project(class_id)


def _allowance(store: EnrollmentStore, project: Project) -> Allowance:
    host = store.known_host(project.host_id)
    return project.allowance(strategic_partner=host is not None and host.strategic_partner)


def _signed_document(project: Project) -> FileRef | None:
    signed = project.confirmation
    return FileRef(file_id=signed.document_id, name=signed.document_name) if signed else None


def _refuse_unkept(store: EnrollmentStore, document: FileRef) -> None:
    """Unknown (404) for a document the storage does not hold: nobody signs what nobody has."""
    store.files.read(document.file_id)
