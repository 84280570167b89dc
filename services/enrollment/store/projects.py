"""Projects, their confirmations, and what finance and the seal's log say of them."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import relationship

from contracts.enrollment import ConfirmationKind, VisitView
from contracts.values import Party, SigningMethod
from kit.columns import Id, Moment, Values, word
from kit.store import Store
from services.enrollment.domain.clearance import BudgetStanding, ClassBudget, Consultation
from services.enrollment.domain.confirmation import Confirmation, SealedDocument, Signature
from services.enrollment.domain.element import Settled
from services.enrollment.domain.project import Project, ProjectState
from services.enrollment.store.tables import Actor, tables

FileId = String(64)
FileName = String(100)

project = Table(
    "project",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("host_id", ForeignKey("unit.unit_id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("settled", Values(list[Settled]), nullable=False),
    Column("visits", Values(list[VisitView]), nullable=False),
    Column("consultations", Values(list[Consultation]), nullable=False),
    Column("evidence_id", FileId, nullable=False),
    Column("evidence_name", FileName, nullable=False),
    Column("request_note", Text, nullable=False),
    Column("state", word(ProjectState), nullable=False),
    tables.version(),
)

confirmation = Table(
    "confirmation",
    tables.metadata,
    Column("class_id", ForeignKey("project.class_id"), primary_key=True),
    Column("confirmation_id", Id, nullable=False),
    Column("kind", word(ConfirmationKind), nullable=False),
    Column("document_id", FileId, nullable=False),
    Column("document_name", FileName, nullable=False),
    Column("drafted_by", Actor, nullable=False),
    Column("drafted_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    tables.version(),
    UniqueConstraint("confirmation_id", name="every_draft_has_an_id_of_its_own"),
)

signature = Table(
    "signature",
    tables.metadata,
    Column("class_id", ForeignKey("confirmation.class_id"), primary_key=True),
    Column("party", word(Party), primary_key=True),
    Column("signer", String(50), nullable=False),
    Column("recorded_by", Actor, nullable=False),
    Column("method", word(SigningMethod), nullable=False),
    Column("document_hash", String(64), nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("scan_id", FileId, nullable=False),
    Column("scan_name", FileName, nullable=False),
    UniqueConstraint("class_id", "recorded_by", name="nobody_signs_for_both_parties"),
)

class_budget = Table(
    "class_budget",
    tables.metadata,
    Column("class_id", ForeignKey("training_class.class_id"), primary_key=True),
    Column("standing", word(BudgetStanding), nullable=False),
    Column("heard", BigInteger, nullable=False),
    tables.version(),
)

sealed_document = Table(
    "sealed_document",
    tables.metadata,
    Column("seal_id", Id, primary_key=True),
    Column("class_id", ForeignKey("training_class.class_id"), nullable=False, index=True),
    Column("document_hash", String(64), nullable=False),
    Column("sealed_at", Moment, nullable=False),
)

tables.map(Signature, signature)
tables.map(
    Confirmation,
    confirmation,
    signatures=relationship(
        Signature, order_by=signature.c.party, cascade="all, delete-orphan", lazy="selectin"
    ),
)
tables.map(
    Project,
    project,
    confirmation=relationship(
        Confirmation, uselist=False, cascade="all, delete-orphan", lazy="selectin"
    ),
)
tables.map(ClassBudget, class_budget)
tables.map(SealedDocument, sealed_document)


class ProjectLookups(Store):
    """Projects and what other departments have said of them."""

    def project(self, class_id: str) -> Project:
        """The negotiation of a class."""
        return self.get(Project, class_id, ("项目洽商", "negotiation"))

    def project_of(self, class_id: str) -> Project | None:
        """The negotiation of a class, if it was negotiated at all."""
        return self.session.get(Project, class_id)

    def budget_standing(self, class_id: str) -> BudgetStanding:
        """What finance has said of the budget of a class so far."""
        known = self.session.get(ClassBudget, class_id)
        return known.standing if known else BudgetStanding.PENDING

    def hear_budget(self, class_id: str, standing: BudgetStanding) -> None:
        """Keep what finance says, unless something newer is known."""
        known = self.session.get(ClassBudget, class_id)
        if known is None:
            known = ClassBudget(class_id=class_id)
            self.add(known)
        known.hear(standing, self.envelope.sequence if self.envelope else 0)

    def seals_of(self, class_id: str) -> Sequence[SealedDocument]:
        """The confirmations of a class that were sealed."""
        of_class = sealed_document.c.class_id == class_id
        return self.session.scalars(select(SealedDocument).where(of_class)).all()

    def keep_seal(self, seal_id: str, *, class_id: str, document_hash: str) -> None:
        """Keep that a document was sealed, and when."""
        sealed_at = self.envelope.occurred_at if self.envelope else self.now
        self.session.merge(
            SealedDocument(
                seal_id=seal_id,
                class_id=class_id,
                document_hash=document_hash,
                sealed_at=sealed_at,
            )
        )
