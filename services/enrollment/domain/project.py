"""The project 项目 of a contracted class: thirteen elements settled with the host, then confirmed
in writing (B-6).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from contracts.enrollment import (
    ConfirmationKind,
    ConsultationAnswered,
    ConsultationAsked,
    Element,
    ElementName,
    ProjectConfirmed,
    ProjectNegotiated,
    VisitView,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import FileRef
from services.enrollment.domain.clearance import (
    BudgetStanding,
    Consultation,
    answered,
    consult,
    is_cleared,
)
from services.enrollment.domain.confirmation import (
    FORM_EN,
    FORM_ZH,
    PARTY_NAMES,
    Allowance,
    Confirmation,
    SealedDocument,
    refuse_unlawful_form,
)
from services.enrollment.domain.element import ELEMENT_TITLES, Settled, changes, elements_hash
from services.enrollment.domain.unit import Unit


class ProjectState(StrEnum):
    """NEGOTIATED once all thirteen elements are settled."""

    NEGOTIATING = "NEGOTIATING"
    NEGOTIATED = "NEGOTIATED"
    CONFIRMED = "CONFIRMED"


S = ProjectState
LIFE = Lifecycle[ProjectState](
    "项目",
    "project",
    {
        "settle": ((S.NEGOTIATING, S.NEGOTIATED), S.NEGOTIATED),
        "confirm": ((S.NEGOTIATED,), S.CONFIRMED),
    },
    "B-6.1b",
)


@dataclass(eq=False, kw_only=True)
class Project:
    """A negotiation; `changed_at` is when an element last changed."""

    class_id: str
    host_id: str
    changed_at: datetime
    settled: list[Settled] = field(default_factory=list)
    visits: list[VisitView] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    evidence_id: str = ""
    evidence_name: str = ""
    request_note: str = ""
    confirmation: Confirmation | None = None
    state: ProjectState = S.NEGOTIATING

    # -- What is known -----------------------------------------------------------------------

    @property
    def elements(self) -> list[Element]:
        """What was agreed, in the order of the norm."""
        known = {one.name: one.element for one in self.settled}
        return [known[name] for name in ElementName if name in known]

    @property
    def missing(self) -> list[ElementName]:
        """The elements not settled yet (B-6.1b)."""
        known = {one.name for one in self.settled}
        return [name for name in ElementName if name not in known]

    @property
    def uncleared(self) -> list[ElementName]:
        """The special elements not every department asked has agreed to, or none was (B-6.1c)."""
        special = {one.name: one for one in self.settled if one.special}
        return [
            name
            for name in ElementName
            if name in special and not is_cleared(self.consultations, special[name])
        ]

    def allowance(self, *, strategic_partner: bool) -> Allowance:
        """What allows another form of confirmation than an agreement."""
        return Allowance(
            strategic_partner=strategic_partner, explicit_request=bool(self.evidence_id)
        )

    # -- Negotiating -------------------------------------------------------------------------

    def record_visit(self, visit: VisitView, *, today: date) -> None:
        """The host has seen the site (B-6.1a); Invalid (422) for a day that has not come."""
        if visit.visited_on > today:
            raise Invalid(
                "VISIT_AHEAD",
                "踏查日期不能晚于今天。",
                "A visit is recorded once it has taken place.",
                "B-6.1a",
                faults=[Fault("visited_on", "晚于今天", "lies ahead")],
            )
        self.visits = [*self.visits, visit]

    def negotiate(self, elements: Sequence[Element], *, now: datetime) -> list[ProjectNegotiated]:
        """Keep what was agreed; any change voids the confirmation drafted so far (B-6.3).

        Invalid (422) when an element is given twice or left blank.
        """
        known = {one.name: one for one in self.settled}
        changed = changes(elements, known)
        if not changed:
            return []
        self.settled = list((known | changed).values())
        self.changed_at, self.confirmation = now, None
        if self.missing:
            return []
        self.state = LIFE.after("settle", self.state)
        return [self._negotiated()]

    def consult(
        self, element: ElementName, unit: Unit, *, question: str, consultation_id: str, by: str
    ) -> ConsultationAsked:
        """Ask a department about a special element (B-6.1c); Refusal NOTHING_SPECIAL,
        CONSULT_FINANCE.
        """
        about = next((one for one in self.settled if one.name is element), None)
        asked = consult(
            about, element, unit, question=question, consultation_id=consultation_id, by=by
        )
        self.consultations = [*self.consultations, asked]
        return ConsultationAsked(
            class_id=self.class_id,
            consultation_id=consultation_id,
            unit_id=unit.unit_id,
            element=element,
        )

    def answer(
        self, consultation_id: str, *, unit_id: str, approved: bool, answer: str, by: str
    ) -> ConsultationAnswered:
        """Answer for the department that was asked (B-6.1c); Unknown for any other, Refusal
        OWN_QUESTION for who asked, ALREADY_ANSWERED.
        """
        self.consultations = answered(
            self.consultations,
            consultation_id,
            unit_id=unit_id,
            approved=approved,
            answer=answer,
            by=by,
        )
        return ConsultationAnswered(
            class_id=self.class_id,
            consultation_id=consultation_id,
            unit_id=unit_id,
            approved=approved,
        )

    def record_request(self, evidence: FileRef, note: str) -> None:
        """The host asked for another form than an agreement, with the evidence (B-6.2b)."""
        self.evidence_id, self.evidence_name = evidence.file_id, evidence.name
        self.request_note = note

    # -- Confirming --------------------------------------------------------------------------

    def draft_confirmation(
        self,
        kind: ConfirmationKind,
        document: FileRef,
        *,
        allowance: Allowance,
        confirmation_id: str,
        by: str,
        now: datetime,
    ) -> None:
        """Put a document up for signature, in place of any before it and its signatures;
        Refusal CONFIRMATION_FORM.
        """
        refuse_unlawful_form(kind, allowance)
        self.confirmation = Confirmation(
            class_id=self.class_id,
            confirmation_id=confirmation_id,
            kind=kind,
            document_id=document.file_id,
            document_name=document.name,
            drafted_by=by,
            drafted_at=now,
            touched_at=now,
        )

    def drafted(self) -> Confirmation:
        """The confirmation up for signature; Refusal NO_CONFIRMATION without any."""
        if self.confirmation is None:
            raise Refusal(
                "NO_CONFIRMATION",
                "尚未拟定书面确认，或要素变更后须重新拟定。",
                "There is no confirmation to sign yet, or the elements have changed since.",
                "B-6.2a",
            )
        return self.confirmation

    def confirm(
        self,
        *,
        allowance: Allowance,
        budget: BudgetStanding,
        seals: Collection[SealedDocument],
        now: datetime,
    ) -> ProjectConfirmed:
        """The project is confirmed; Refusal PROJECT_INCOMPLETE with everything that is missing."""
        lacking = list(self._lacking(allowance, budget, seals))
        if lacking:
            raise _incomplete(lacking)
        confirmation = self.drafted()
        self.state = LIFE.after("confirm", self.state)
        confirmation.confirmed_at = confirmation.touched_at = now
        return ProjectConfirmed(
            class_id=self.class_id,
            host_id=self.host_id,
            confirmation_id=confirmation.confirmation_id,
            kind=confirmation.kind,
            confirmed_at=now,
        )

    def is_sealed(self, seals: Collection[SealedDocument]) -> bool:
        """Whether the confirmation bears the seal (B-6.2d)."""
        return self.confirmation is not None and self.confirmation.is_sealed(
            seals, since=self.changed_at
        )

    def _negotiated(self) -> ProjectNegotiated:
        return ProjectNegotiated(
            class_id=self.class_id,
            host_id=self.host_id,
            elements_hash=elements_hash(self.elements),
            special=[one.name for one in self.elements if one.special],
        )

    def _lacking(
        self,
        allowance: Allowance,
        budget: BudgetStanding,
        seals: Collection[SealedDocument],
    ) -> Iterator["_Lack"]:
        for name in self.missing:
            title = ELEMENT_TITLES[name]
            yield _Lack(name, f"{title.zh}未洽定", f"{title.en} not settled", "B-6.1b")
        for name in self.uncleared:
            title = ELEMENT_TITLES[name]
            yield _Lack(name, f"{title.zh}未会商同意", f"{title.en} not cleared", "B-6.1c")
        if budget is not BudgetStanding.CLEARED:
            yield _Lack("budget", "预算未经核定", "the budget not cleared by finance", "B-6.1c")
        if self.confirmation is None:
            yield _Lack("confirmation", "书面确认未拟定", "no confirmation drafted", "B-6.2a")
            return
        if not allowance.allows(self.confirmation.kind):
            yield _Lack("kind", FORM_ZH, FORM_EN, "B-6.2b")
        for party in self.confirmation.unsigned:
            zh, en = PARTY_NAMES[party]
            yield _Lack(party, f"{zh}未签字", f"the signature of {en}", "B-6.2a")
        if not self.is_sealed(seals):
            yield _Lack("seal", "未按规定用印", "the seal", "B-6.2d")


@dataclass(frozen=True)
class _Lack:
    field: str
    zh: str
    en: str
    clause: str


def _incomplete(lacking: Sequence[_Lack]) -> Refusal:
    return Refusal(
        "PROJECT_INCOMPLETE",
        f"项目尚不能确认：{'；'.join(f'{one.zh}（{one.clause}）' for one in lacking)}。",
        "The project cannot be confirmed yet; missing: "
        f"{'; '.join(f'{one.en} ({one.clause})' for one in lacking)}.",
        lacking[0].clause,
        faults=[
            Fault(one.field, f"{one.zh}（{one.clause}）", f"{one.en} ({one.clause})")
            for one in lacking
        ],
    )
