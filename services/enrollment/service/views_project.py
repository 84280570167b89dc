"""What enrollment shows of a negotiation."""

from contracts.enrollment import ConfirmationView, ConsultationView, ProjectView, SignatureView
from contracts.values import FileRef
from services.enrollment.domain.confirmation import Confirmation
from services.enrollment.domain.project import Project
from services.enrollment.store import EnrollmentStore


def project_view(store: EnrollmentStore, project: Project) -> ProjectView:
    """A negotiation as it stands, with what finance and the seal's log say."""
    host = store.known_host(project.host_id)
    evidence = None
    if project.evidence_id:
        evidence = FileRef(file_id=project.evidence_id, name=project.evidence_name)
    return ProjectView(
        class_id=project.class_id,
        host_id=project.host_id,
        host_name=store.unit(project.host_id).name,
        strategic_partner=host is not None and host.strategic_partner,
        explicit_request=evidence,
        request_note=project.request_note,
        elements=project.elements,
        missing=project.missing,
        uncleared=project.uncleared,
        budget_state=store.budget_standing(project.class_id),
        visits=project.visits,
        consultations=_consultation_views(store, project),
        confirmation=_confirmation_view(store, project),
        state=project.state,
        class_title=store.training_class(project.class_id).title,
    )


def _consultation_views(store: EnrollmentStore, project: Project) -> list[ConsultationView]:
    units = store.units_among(one.unit_id for one in project.consultations)
    return [
        ConsultationView(
            consultation_id=one.consultation_id,
            element=one.element,
            unit_id=one.unit_id,
            unit_name=units[one.unit_id].name,
            question=one.question,
            approved=one.approved,
            answer=one.answer,
            answered_by=one.answered_by,
        )
        for one in project.consultations
    ]


def _confirmation_view(store: EnrollmentStore, project: Project) -> ConfirmationView | None:
    confirmation = project.confirmation
    if confirmation is None:
        return None
    return ConfirmationView(
        confirmation_id=confirmation.confirmation_id,
        kind=confirmation.kind,
        document=FileRef(file_id=confirmation.document_id, name=confirmation.document_name),
        document_hash=confirmation.document_hash,
        signatures=_signature_views(confirmation),
        sealed=project.is_sealed(store.seals_of(project.class_id)),
        confirmed_at=confirmation.confirmed_at,
    )


def _signature_views(confirmation: Confirmation) -> list[SignatureView]:
    return [
        SignatureView(
            party=one.party,
            signer=one.signer,
            signed_at=one.signed_at,
            method=one.method,
            document_hash=one.document_hash,
        )
        for one in confirmation.signatures
    ]
