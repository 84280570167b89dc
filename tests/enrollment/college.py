"""The college at work: its departments, a host, and a class the host orders."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from contracts.enrollment import (
    AnswerConsultation,
    ApprovePlan,
    BeginNegotiation,
    ClassView,
    ConfirmationKind,
    ConfirmProject,
    Consult,
    DraftConfirmation,
    DraftPlan,
    Element,
    ElementName,
    FindProject,
    KeepHost,
    KeepStaff,
    NegotiateElements,
    PlanItemDraft,
    PlanView,
    ProjectView,
    RegisterUnit,
    SignConfirmation,
    SubmitPlan,
    UnitKind,
    UnitView,
)
from contracts.finance import BudgetCleared
from contracts.portal import SealPurpose, SealUsed
from contracts.roles import COLLEGE_DEPARTMENTS, ROLE_TITLES, Actor, Role
from contracts.values import Category, FileRef, OrgMode, Party, Profile
from kit import clock
from kit.testing import an_actor
from tests.enrollment.makers import an_item_draft
from tests.enrollment.school import COMMITTEE, School

CREDIT_CODE = "11230000001701080D"
AFFAIRS = an_actor(Role.TEACHING_AFFAIRS, person="affairs")
LEADER = an_actor(Role.COLLEGE_LEADER, person="leader")
ADMIN = an_actor(Role.SYSTEM_ADMIN, person="admin")
FIRST_DAY = date(2026, 4, 20)
LAST_DAY_OF_CLASS = date(2026, 4, 24)
CHECK_IN_FROM = datetime(2026, 4, 19, 5, tzinfo=UTC)


class College(School):
    """An office with eight departments, a host, and people in teaching affairs."""

    def __init__(self, url: str | None = None, *, partner: bool = False) -> None:
        super().__init__(url)
        self.departments = {
            function: self.a_unit(
                f"D{number:02}", UnitKind.DEPT, ROLE_TITLES[function][0], function
            )
            for number, function in enumerate(COLLEGE_DEPARTMENTS, 1)
        }
        self.host = self.a_unit("H01", UnitKind.HOST, "省司法厅")
        self.keep_host(strategic_partner=partner)

    def a_unit(
        self, code: str, kind: UnitKind, name: str, function: Role | None = None
    ) -> UnitView:
        """A unit of the register."""
        request = RegisterUnit(code=code, name=name, kind=kind, function=function)
        made: UnitView = self.do(request, ADMIN)
        return made

    def keep_host(self, **known: Any) -> None:
        """What is known of the host."""
        values = {"unit_id": self.host.unit_id, "credit_code": CREDIT_CODE}
        self.do(KeepHost(**(values | known)), AFFAIRS)

    def a_colleague(self, person_id: str, function: Role, *, section: str = "培训科") -> str:
        """Somebody of a department."""
        unit_id = self.departments[function].unit_id
        request = KeepStaff(
            person_id=person_id, name=f"{person_id}同志", unit_id=unit_id, section=section
        )
        self.do(request, ADMIN)
        return person_id

    def of(self, function: Role, person: str = "") -> Actor:
        """Somebody who works in the department with this function, and in no other."""
        unit_id = self.departments[function].unit_id
        return an_actor(function, person=person or f"clerk of {function}", within=f"unit:{unit_id}")

    def an_ordered_class(self, code: str = "KJ2601", **changes: Any) -> ClassView:
        """A contracted class, planned."""
        ordered = {"org_mode": OrgMode.CONTRACTED, "host_id": self.host.unit_id}
        return self.an_own_class(code, **(ordered | changes))

    def an_own_class(self, code: str = "ZB2601", **changes: Any) -> ClassView:
        """A class of the college's own, planned."""
        item = an_item_draft(category=Category.CADRE_SECTION, title="科级干部培训班")
        plan = self.an_issued_college_plan([item])
        values: dict[str, Any] = {
            "item_id": plan[0],
            "code": code,
            "title": "科级干部培训班",
            "start_on": FIRST_DAY,
            "end_on": LAST_DAY_OF_CLASS,
            "checkin_from": CHECK_IN_FROM,
            "checkin_to": datetime(2026, 4, 19, 12, tzinfo=UTC),
        }
        return self.a_class(**(values | changes))

    def an_issued_college_plan(self, items: list[PlanItemDraft]) -> list[str]:
        """The items of an issued plan of the college."""
        request = DraftPlan(
            year=2026,
            profile=Profile.CADRE_COLLEGE,
            basis="按照学院党委要求",
            policy_refs=[],
            items=items,
        )
        plan: PlanView = self.do(request, AFFAIRS)
        self.do(SubmitPlan(plan_id=plan.plan_id), AFFAIRS)
        self.do(ApprovePlan(plan_id=plan.plan_id, doc_no="院党发〔2026〕1号"), COMMITTEE)
        return [item.item_id for item in plan.items]

    # -- The project -------------------------------------------------------------------------

    def a_negotiation(self, **changes: Any) -> str:
        """A class whose host is being negotiated with."""
        class_id = self.an_ordered_class(**changes).class_id
        self.do(BeginNegotiation(class_id=class_id), AFFAIRS)
        return class_id

    def settle(self, class_id: str, *elements: Element) -> ProjectView:
        """Elements as agreed; all thirteen without any given."""
        request = NegotiateElements(
            class_id=class_id, elements=list(elements or map(agreed, ElementName))
        )
        found: ProjectView = self.do(request, self.lead_of(class_id))
        return found

    def ask(self, class_id: str, element: ElementName, function: Role) -> str:
        """A question put to a department."""
        request = Consult(
            class_id=class_id,
            element=element,
            unit_id=self.departments[function].unit_id,
            question="可否安排？",
        )
        found: ProjectView = self.do(request, self.lead_of(class_id))
        return found.consultations[-1].consultation_id

    def answer(
        self, class_id: str, consultation_id: str, function: Role, *, approved: bool = True
    ) -> ProjectView:
        """The department's answer."""
        request = AnswerConsultation(
            class_id=class_id,
            unit_id=self.departments[function].unit_id,
            consultation_id=consultation_id,
            approved=approved,
            answer="同意" if approved else "不同意",
        )
        found: ProjectView = self.do(request, self.of(function))
        return found

    def draft(
        self,
        class_id: str,
        kind: ConfirmationKind = ConfirmationKind.AGREEMENT,
        content: bytes = b"agreement",
    ) -> Any:
        """A document up for signature."""
        document = self.keep(content, "协议.pdf")
        request = DraftConfirmation(class_id=class_id, kind=kind, document=document)
        return self.do(request, self.lead_of(class_id))

    def sign(
        self, class_id: str, party: Party, as_: Actor | None = None, **changes: Any
    ) -> ProjectView:
        """A party's signature under the document that is up."""
        signers = {Party.HOST: host_rep(class_id), Party.COLLEGE: LEADER}
        confirmation = self.project(class_id).confirmation
        values: dict[str, Any] = {
            "class_id": class_id,
            "party": party,
            "signer": f"{party}签字人",
            "document_hash": confirmation.document_hash if confirmation else "0" * 64,
        }
        found: ProjectView = self.do(SignConfirmation(**(values | changes)), as_ or signers[party])
        return found

    def seal(self, class_id: str, content: bytes = b"agreement") -> None:
        """The office seals a document."""
        document_hash = self.keep(content, "协议.pdf").file_id
        self.hear(
            SealUsed(
                class_id=class_id,
                seal_id=clock.new_id(),
                purpose=SealPurpose.CONFIRMATION,
                document_hash=document_hash,
            )
        )

    def clear_budget(self, class_id: str) -> None:
        """Finance finds the budget within its ceiling."""
        self.hear(BudgetCleared(class_id=class_id, total_fen=1, ceiling_fen=1))

    def a_signed_project(self, **changes: Any) -> str:
        """Everything done but the conclusion."""
        class_id = self.a_negotiation(**changes)
        self.settle(class_id)
        self.clear_budget(class_id)
        self.draft(class_id)
        self.seal(class_id)
        for party in Party:
            self.sign(class_id, party)
        return class_id

    def a_confirmed_class(self, **changes: Any) -> str:
        """A contracted class whose project is confirmed."""
        class_id = self.a_signed_project(**changes)
        self.do(ConfirmProject(class_id=class_id), self.lead_of(class_id))
        return class_id

    def project(self, class_id: str) -> ProjectView:
        """The project as it stands."""
        found: ProjectView = self.do(FindProject(class_id=class_id), AFFAIRS)
        return found

    def lead_of(self, class_id: str) -> Actor:
        """Who leads this class, and no other."""
        return an_actor(Role.PROJECT_LEAD, person="lead", within=f"class:{class_id}")

    def scan(self) -> FileRef:
        """A page signed on paper."""
        return self.keep(b"scan", "签字页.pdf")

    def codes(self, functions: Iterable[Role]) -> list[str]:
        """The units with these functions."""
        return [self.departments[function].unit_id for function in functions]


def agreed(name: ElementName, text: str = "按标准安排", special: str = "") -> Element:
    """One element as agreed."""
    return Element(name=name, agreed=text, special=special)


def host_rep(class_id: str) -> Actor:
    """The host's representative for a class."""
    return an_actor(Role.HOST_REP, person="host rep", within=f"class:{class_id}")
