"""The written confirmation 书面确认: its lawful form, the two signatures and the seal (B-6.2)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from contracts.enrollment import ConfirmationKind
from contracts.identity import tidy_name
from contracts.refusals import Fault, Forbidden, Invalid, Refusal
from contracts.roles import Actor, Role
from contracts.values import FileRef, Party, SigningMethod
from services.enrollment.domain.duty import holds

NEGOTIATORS = (Role.TEACHING_AFFAIRS, Role.PROJECT_LEAD)
SIGN_FOR_COLLEGE = (*NEGOTIATORS, Role.COLLEGE_LEADER)
PARTY_NAMES = {Party.HOST: ("主办单位", "the host"), Party.COLLEGE: ("学院", "the college")}
FORM_ZH = "非长期战略合作单位且主办单位未明确要求，须签订书面协议"
FORM_EN = (
    "Without a long-term partnership or the host's recorded request, a signed agreement is needed"
)


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What allows another form than an agreement: a long-term partnership, or the host's request
    on record.
    """

    strategic_partner: bool
    explicit_request: bool

    def allows(self, kind: ConfirmationKind) -> bool:
        """Whether the project may be confirmed in this form (B-6.2b)."""
        agreement = kind is ConfirmationKind.AGREEMENT
        return agreement or self.strategic_partner or self.explicit_request


@dataclass(eq=False, kw_only=True)
class Signature:
    """A party's signature; `recorded_by` is who signed here, or brought the signed paper in."""

    class_id: str
    party: Party
    signer: str
    recorded_by: str
    method: SigningMethod
    document_hash: str
    signed_at: datetime
    scan_id: str = ""
    scan_name: str = ""


@dataclass(eq=False, kw_only=True)
class SealedDocument:
    """A document of a class the office has put the seal on."""

    seal_id: str
    class_id: str
    document_hash: str
    sealed_at: datetime


@dataclass(eq=False, kw_only=True)
class Confirmation:
    """The document up for signature; its hash is what both parties sign."""

    class_id: str
    confirmation_id: str
    kind: ConfirmationKind
    document_id: str
    document_name: str
    drafted_by: str
    drafted_at: datetime
    touched_at: datetime
    confirmed_at: datetime | None = None
    signatures: list[Signature] = field(default_factory=list)

    @property
    def document_hash(self) -> str:
        """The storage keeps files by the hash of their content (sha256)."""
        return self.document_id

    @property
    def unsigned(self) -> list[Party]:
        """The parties whose signature is missing."""
        signed = {signature.party for signature in self.signatures}
        return [party for party in Party if party not in signed]

    def sign(
        self,
        party: Party,
        *,
        signer: str,
        document_hash: str,
        scan: FileRef | None,
        actor: Actor,
        now: datetime,
    ) -> None:
        """Sign for a party, or record its signature on paper (B-6.2a).

        Refusal DOCUMENT_DIFFERS, ALREADY_SIGNED, SAME_SIGNER; Forbidden for a party one does not
        sign for; Invalid (422) when a negotiator records the host's signature without its scan.
        """
        self._refuse_other_document(document_hash)
        method = self._method(party, scan, actor)
        name = tidy_name(signer)
        self._refuse_repeated(party, name, actor.person_id)
        signature = Signature(
            class_id=self.class_id,
            party=party,
            signer=name,
            recorded_by=actor.person_id,
            method=method,
            document_hash=document_hash,
            signed_at=now,
            scan_id=scan.file_id if scan else "",
            scan_name=scan.name if scan else "",
        )
        self.signatures = [*self.signatures, signature]
        # A new draft at the same moment touches the same row, so that nobody's signature is put
        # under a document they have not seen.
        self.touched_at = now

    def is_sealed(self, seals: Collection[SealedDocument], *, since: datetime) -> bool:
        """Whether this very document was sealed, and not before what it says was settled."""
        return any(
            seal.document_hash == self.document_hash and seal.sealed_at >= since for seal in seals
        )

    def _refuse_other_document(self, document_hash: str) -> None:
        if document_hash.lower() != self.document_hash:
            raise Refusal(
                "DOCUMENT_DIFFERS",
                "所签文件与现行书面确认不一致，请核对最新版本后签署。",
                "This is not the document that is up for signature; please look at it again.",
                "B-6.2a",
            )

    def _method(self, party: Party, scan: FileRef | None, actor: Actor) -> SigningMethod:
        paper = SigningMethod.PAPER_SCAN if scan else SigningMethod.E_SIGN
        own = (Role.HOST_REP,) if party is Party.HOST else SIGN_FOR_COLLEGE
        if holds(actor, own, self.class_id):
            return paper
        if party is not Party.HOST or not holds(actor, NEGOTIATORS, self.class_id):
            zh, en = PARTY_NAMES[party]
            raise Forbidden(
                "NOT_YOUR_PARTY",
                f"您不能代表{zh}签署。",
                f"You do not sign for {en}.",
                "B-6.2a",
            )
        if scan is None:
            raise Invalid(
                "SCAN_NEEDED",
                "代为登记主办单位签字须附签字页扫描件。",
                "The host's signature on paper is recorded with its scan.",
                "B-6.2a",
                faults=[Fault("scan", "须附扫描件", "is required")],
            )
        return paper

    def _refuse_repeated(self, party: Party, signer: str, recorded_by: str) -> None:
        if party not in self.unsigned:
            zh, en = PARTY_NAMES[party]
            raise Refusal(
                "ALREADY_SIGNED", f"{zh}已签署。", f"{en.capitalize()} has signed.", "B-6.2a"
            )
        if any(
            signer == other.signer or recorded_by == other.recorded_by for other in self.signatures
        ):
            raise Refusal(
                "SAME_SIGNER",
                "同一人不得代表双方签署，也不得经手双方签字。",
                "Nobody signs, or brings in the signature, for both parties.",
                "B-6.2a",
            )


def refuse_unlawful_form(kind: ConfirmationKind, allowance: Allowance) -> None:
    """Refusal CONFIRMATION_FORM unless the host may have another form than an agreement
    (B-6.2b).
    """
    if not allowance.allows(kind):
        raise Refusal("CONFIRMATION_FORM", f"{FORM_ZH}。", f"{FORM_EN}.", "B-6.2b")
