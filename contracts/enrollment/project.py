"""The project 项目 of a contracted class: negotiated with the host, then confirmed in writing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Event, Query, Title, View
from contracts.enrollment.access import READERS, R
from contracts.roles import COLLEGE_DEPARTMENTS
from contracts.values import FileRef, Party, SigningMethod


class ElementName(StrEnum):
    """The thirteen elements that are settled with the host (B-6.1b)."""

    TIME = "TIME"
    PLACE = "PLACE"
    HEADCOUNT = "HEADCOUNT"
    AUDIENCE = "AUDIENCE"
    AGENDA = "AGENDA"
    MEALS = "MEALS"
    LODGING = "LODGING"
    TRANSPORT = "TRANSPORT"
    TEACHING = "TEACHING"
    STUDY = "STUDY"
    RESEARCH = "RESEARCH"
    BUDGET = "BUDGET"
    INVOICE = "INVOICE"


class Element(View):
    """要素｜One element as agreed; `special` says what goes beyond the usual standard, if any."""

    name: Annotated[ElementName, Title("要素", "Element")]
    agreed: Annotated[str, Title("约定内容", "Agreed"), MinLen(1), MaxLen(1000)]
    special: Annotated[str, Title("超常规或特殊安排", "Beyond the standard"), MaxLen(500)] = ""


class VisitView(View):
    """踏查｜A visit of the host to the site."""

    visit_id: str
    visited_on: date
    visitors: str
    places: str
    remarks: str


class ConsultationView(View):
    """会商｜A question about a special element put to a department, and its answer."""

    consultation_id: str
    element: ElementName
    unit_id: str
    unit_name: str
    question: str
    approved: bool | None
    answer: str
    answered_by: str


class ConfirmationKind(StrEnum):
    """The form of the written confirmation; a signed agreement unless B-6.2b allows otherwise."""

    AGREEMENT = "AGREEMENT"
    BUDGET_SHEET = "BUDGET_SHEET"
    FINAL_SHEET = "FINAL_SHEET"
    OTHER = "OTHER"


class SignatureView(View):
    """签字｜Who signed for which party, and the hash of what was signed."""

    party: Party
    signer: str
    signed_at: datetime
    method: SigningMethod
    document_hash: str


class ConfirmationView(View):
    """书面确认｜The written confirmation; `document_hash` is what both parties sign."""

    confirmation_id: str
    kind: ConfirmationKind
    document: FileRef
    document_hash: str
    signatures: list[SignatureView]
    sealed: bool
    confirmed_at: datetime | None


class ProjectView(View):
    """项目洽商｜The negotiation of a class with its host."""

    class_id: str
    host_id: str
    host_name: str
    strategic_partner: bool
    explicit_request: FileRef | None
    request_note: str
    elements: list[Element]
    missing: list[ElementName]
    uncleared: list[ElementName]
    budget_state: str
    visits: list[VisitView]
    consultations: list[ConsultationView]
    confirmation: ConfirmationView | None
    state: str
    class_title: str = ""


NEGOTIATORS = (R.TEACHING_AFFAIRS, R.PROJECT_LEAD)


class BeginNegotiation(
    Command[ProjectView],
    rest="POST /classes/{class_id}/negotiation",
    by=NEGOTIATORS,
    clauses=("B-6.1a", "B-3.1a"),
):
    """开始洽商｜Begin negotiation: begin to negotiate the class with its host."""

    class_id: str


class RecordVisit(
    Command[ProjectView],
    rest="POST /classes/{class_id}/visits",
    by=NEGOTIATORS,
    clauses=("B-6.1a",),
):
    """登记踏查｜Record site visit: record that the host visited the site."""

    class_id: str
    visited_on: Annotated[date, Title("踏查日期", "Visited on")]
    visitors: Annotated[str, Title("来访人员", "Visitors"), MinLen(1), MaxLen(300)]
    places: Annotated[str, Title("踏查场所", "Places seen"), MinLen(1), MaxLen(300)]
    remarks: Annotated[str, Title("意见", "Remarks"), MaxLen(1000)] = ""


class NegotiateElements(
    Command[ProjectView],
    rest="PUT /classes/{class_id}/elements",
    by=NEGOTIATORS,
    clauses=("B-6.1b", "B-6.3"),
):
    """洽定要素｜Agree on elements: keep what was agreed about some of the elements; a confirmation
    already signed is void with them.
    """

    class_id: str
    elements: Annotated[list[Element], Title("要素", "Elements"), MinLen(1), MaxLen(13)]


class Consult(
    Command[ProjectView],
    rest="POST /classes/{class_id}/consultations",
    by=NEGOTIATORS,
    clauses=("B-6.1c",),
):
    """会商超标准事项｜Ask finance, or the department concerned, about a special element."""

    class_id: str
    element: ElementName
    unit_id: Annotated[str, Title("会商部门", "Department")]
    question: Annotated[str, Title("会商事项", "Question"), MinLen(2), MaxLen(1000)]


class AnswerConsultation(
    Command[ProjectView],
    rest="POST /classes/{class_id}/units/{unit_id}/consultations/{consultation_id}/answer",
    by=COLLEGE_DEPARTMENTS,
    clauses=("B-6.1c",),
):
    """答复会商｜Answer consultation: answer for one's own department; the asker never answers the
    question.
    """

    class_id: str
    unit_id: str
    consultation_id: str
    approved: Annotated[bool, Title("同意", "Agreed")]
    answer: Annotated[str, Title("答复", "Answer"), MinLen(2), MaxLen(1000)]


class RecordHostRequest(
    Command[ProjectView],
    rest="POST /classes/{class_id}/host-request",
    by=NEGOTIATORS,
    clauses=("B-6.2b",),
):
    """登记主办单位要求｜Record host's request: record with its evidence that the host asked for
    another form than an agreement.
    """

    class_id: str
    evidence: FileRef
    note: Annotated[str, Title("要求内容", "What it asked for"), MinLen(2), MaxLen(500)]


class DraftConfirmation(
    Command[ProjectView],
    rest="PUT /classes/{class_id}/confirmation",
    by=NEGOTIATORS,
    clauses=("B-6.2a", "B-6.2b", "B-6.2c"),
):
    """拟定书面确认｜Put the agreement, or the sheet the host may have instead, up for signature;
    a new document voids every signature and the seal.
    """

    class_id: str
    kind: ConfirmationKind = ConfirmationKind.AGREEMENT
    document: FileRef


class SignConfirmation(
    Command[ProjectView],
    rest="POST /classes/{class_id}/confirmation/signatures",
    by=(*NEGOTIATORS, R.HOST_REP, R.COLLEGE_LEADER),
    clauses=("B-6.2a",),
):
    """签署书面确认｜Sign for one party, or record its signature on paper with the scan."""

    class_id: str
    party: Party
    signer: Annotated[str, Title("签字人", "Signer"), MinLen(1), MaxLen(50)]
    document_hash: Annotated[str, Title("文件摘要", "Hash of the document"), MaxLen(64)]
    scan: FileRef | None = None


class ConfirmProject(
    Command[ProjectView],
    rest="POST /classes/{class_id}/confirmation/conclusion",
    by=NEGOTIATORS,
    clauses=("B-6.1b", "B-6.1c", "B-6.2a", "B-6.2d"),
):
    """确认项目｜The project is confirmed; refused with every element, clearance, signature or seal
    that is missing.
    """

    class_id: str


class FindProject(
    Query[ProjectView],
    rest="GET /classes/{class_id}/project",
    by=(*READERS, R.HOST_REP, *COLLEGE_DEPARTMENTS),
):
    """项目洽商｜The negotiation of a class."""

    class_id: str


class ProjectNegotiated(Event):
    """要素已洽定｜All elements of a project are settled; `special` ones go beyond the standard."""

    class_id: str
    host_id: str
    elements_hash: str
    special: list[ElementName]


class ConsultationAsked(Event):
    """会商待答复｜A department is asked about a special element."""

    class_id: str
    consultation_id: str
    unit_id: str
    element: ElementName


class ConsultationAnswered(Event):
    """会商已答复｜A department has answered."""

    class_id: str
    consultation_id: str
    unit_id: str
    approved: bool


class ProjectConfirmed(Event):
    """项目已确认｜The project is confirmed in writing by both parties."""

    class_id: str
    host_id: str
    confirmation_id: str
    kind: ConfirmationKind
    confirmed_at: datetime
