"""Negotiation through the office: who may, what is told, and what the databases themselves hold."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import (
    AnswerConsultation,
    BeginNegotiation,
    ClassState,
    ConfirmationKind,
    ConfirmProject,
    ConsultationAnswered,
    ConsultationAsked,
    DraftConfirmation,
    ElementName,
    FindProject,
    NegotiateElements,
    ProjectConfirmed,
    ProjectNegotiated,
    RecordHostRequest,
    RecordVisit,
    SignConfirmation,
)
from contracts.finance import BudgetClearanceRequested, BudgetCleared, BudgetRejected
from contracts.portal import SealPurpose, SealUsed
from contracts.refusals import Forbidden
from contracts.roles import Role
from contracts.values import FileRef, Party
from kit.testing import an_actor
from tests.enrollment.college import AFFAIRS, LEADER, College, agreed, host_rep
from tests.enrollment.makers import NOW, TODAY, refused
from tests.servers import RealServers

N = ElementName
K = ConfirmationKind


def a_project_confirmed_by_a_sheet(college: College) -> None:
    """Scenario 1: a strategic partner's class on a budget sheet instead of an agreement."""
    college.keep_host(strategic_partner=True)
    class_id = college.a_negotiation()
    college.settle(class_id)
    college.settle(class_id, agreed(N.LODGING, special="全部单人间"))
    question = college.ask(class_id, N.LODGING, Role.FIN_LOGISTICS)
    college.answer(class_id, question, Role.FIN_LOGISTICS)
    college.clear_budget(class_id)
    college.draft(class_id, K.BUDGET_SHEET)
    college.draft(class_id, K.BUDGET_SHEET, b"a better sheet")
    college.seal(class_id, b"a better sheet")
    college.sign(class_id, Party.HOST, college.lead_of(class_id), scan=college.scan())
    college.sign(class_id, Party.COLLEGE)
    confirmed = college.do(ConfirmProject(class_id=class_id), college.lead_of(class_id))

    assert (confirmed.state, confirmed.strategic_partner) == ("CONFIRMED", True)
    assert confirmed.confirmation.sealed
    assert len(confirmed.confirmation.signatures) == len(Party)
    assert college.find(class_id).state is ClassState.CONFIRMED
    assert [event.special for event in college.emitted(ProjectNegotiated)] == [[], [N.LODGING]]
    (told,) = college.emitted(ProjectConfirmed)
    assert (told.kind, told.host_id) == (K.BUDGET_SHEET, college.host.unit_id)


@pytest.mark.clause("B-6.1a", "B-6.1b", "B-6.1c", "B-6.2a", "B-6.2b", "B-6.2c", "B-6.2d", "B-6.6")
def test_a_partners_class_is_confirmed_by_a_budget_sheet(college: College) -> None:
    a_project_confirmed_by_a_sheet(college)


@pytest.mark.usefixtures("moved_clock")
def test_a_partners_class_is_confirmed_on_postgresql_too(servers: RealServers) -> None:
    college = College(servers.fresh().database_url.format(service="enrollment"))
    a_project_confirmed_by_a_sheet(college)
    college.office.close()


@pytest.mark.clause("B-6.2b")
def test_a_stranger_without_a_request_gets_no_budget_sheet(college: College) -> None:
    class_id = college.a_negotiation()

    with refused("CONFIRMATION_FORM") as said:
        college.draft(class_id, K.BUDGET_SHEET)
    assert said.value.clause == "B-6.2b"
    assert college.project(class_id).confirmation is None


@pytest.mark.clause("B-6.2b", "B-6.2c")
def test_the_hosts_request_is_recorded_with_its_evidence(college: College) -> None:
    class_id = college.a_negotiation()
    request = RecordHostRequest(class_id=class_id, evidence=college.scan(), note="来函要求预算单")
    found = college.do(request, AFFAIRS)

    assert (found.explicit_request, found.request_note) == (college.scan(), "来函要求预算单")
    assert college.draft(class_id, K.OTHER).confirmation.kind is K.OTHER
    with refused("UNKNOWN"):
        unkept = FileRef(file_id="0" * 64, name="来函.pdf")
        college.do(RecordHostRequest(class_id=class_id, evidence=unkept, note="来函"), AFFAIRS)


@pytest.mark.clause("B-6.2b")
def test_a_partnership_that_ended_before_the_conclusion_no_longer_counts(college: College) -> None:
    college.keep_host(strategic_partner=True)
    class_id = college.a_negotiation()
    college.settle(class_id)
    college.clear_budget(class_id)
    college.draft(class_id, K.FINAL_SHEET)
    college.seal(class_id)
    for party in Party:
        college.sign(class_id, party)
    college.keep_host(strategic_partner=False)

    with refused("PROJECT_INCOMPLETE") as said:
        college.do(ConfirmProject(class_id=class_id), AFFAIRS)
    assert [(fault.field, said.value.clause) for fault in said.value.faults] == [("kind", "B-6.2b")]


@pytest.mark.clause("B-3.1a", "B-6.1a")
def test_teaching_affairs_and_the_lead_of_this_class_negotiate_nobody_else(
    college: College,
) -> None:
    class_id = college.an_ordered_class().class_id
    another = an_actor(Role.PROJECT_LEAD, within="class:another")
    for stranger in (another, college.of(Role.STUDENT_WORK), LEADER, host_rep(class_id)):
        with refused("NOT_YOUR_DUTY") as said:
            college.do(BeginNegotiation(class_id=class_id), stranger)
        assert said.value.status == Forbidden.status

    college.do(BeginNegotiation(class_id=class_id), college.of(Role.TEACHING_AFFAIRS))
    visited = RecordVisit(
        class_id=class_id, visited_on=TODAY, visitors="付某等3人", places="教学楼、公寓"
    )
    found = college.do(visited, college.lead_of(class_id))
    assert [visit.visitors for visit in found.visits] == ["付某等3人"]
    assert college.find(class_id).state is ClassState.NEGOTIATING


def test_a_class_without_negotiation_has_no_project(college: College) -> None:
    own = college.an_own_class().class_id

    with refused("NO_HOST"):
        college.do(BeginNegotiation(class_id=own), AFFAIRS)
    with refused("UNKNOWN"):
        college.do(FindProject(class_id=own), AFFAIRS)
    with refused("WRONG_STATE"):
        college.settle(own)


@pytest.mark.clause("B-6.1c")
def test_a_question_reaches_a_department_and_only_its_people_answer(college: College) -> None:
    class_id = college.a_negotiation()
    college.settle(class_id, agreed(N.MEALS, special="清真"))
    question = college.ask(class_id, N.MEALS, Role.FIN_LOGISTICS)
    finance = college.departments[Role.FIN_LOGISTICS]
    own = AnswerConsultation(
        class_id=class_id,
        unit_id=finance.unit_id,
        consultation_id=question,
        approved=True,
        answer="同意",
    )
    for stranger in (AFFAIRS, college.of(Role.OFFICE)):
        with pytest.raises(Exception, match="NOT_YOUR") as said:
            college.do(own, stranger)
        assert getattr(said.value, "status", None) == Forbidden.status

    found = college.answer(class_id, question, Role.FIN_LOGISTICS)
    assert [(one.unit_name, one.approved) for one in found.consultations] == [(finance.name, True)]
    assert (found.uncleared, len(college.emitted(ConsultationAsked))) == ([], 1)
    assert [event.approved for event in college.emitted(ConsultationAnswered)] == [True]


@pytest.mark.clause("B-6.1c")
def test_finance_may_have_spoken_before_anybody_negotiates(college: College) -> None:
    class_id = college.an_ordered_class().class_id
    college.hear(BudgetClearanceRequested(class_id=class_id, over_by_fen=1), times=2)
    college.do(BeginNegotiation(class_id=class_id), AFFAIRS)
    waiting = college.project(class_id).budget_state
    college.hear(BudgetRejected(class_id=class_id, over_by_fen=1, note="超标准"))
    rejected = college.project(class_id).budget_state
    college.hear(BudgetCleared(class_id=class_id, total_fen=1, ceiling_fen=1))

    assert (waiting, rejected) == ("CLEARANCE_REQUIRED", "REJECTED")
    assert college.project(class_id).budget_state == "CLEARED"


@pytest.mark.clause("B-6.1c")
def test_a_budget_rejected_in_the_end_holds_the_project_up(college: College) -> None:
    class_id = college.a_signed_project()
    college.hear(BudgetRejected(class_id=class_id, over_by_fen=1, note="超标准"))

    with refused("PROJECT_INCOMPLETE") as said:
        college.do(ConfirmProject(class_id=class_id), AFFAIRS)
    assert [fault.field for fault in said.value.faults] == ["budget"]


@pytest.mark.clause("B-6.2d", "B-3.8")
def test_the_seal_counts_whenever_its_log_arrives_and_only_for_the_confirmation(
    college: College,
) -> None:
    class_id = college.a_negotiation()
    college.settle(class_id)
    other = SealUsed(
        class_id=class_id,
        seal_id="s9",
        purpose=SealPurpose.OTHER,
        document_hash=college.keep(b"agreement", "协议.pdf").file_id,
    )
    college.seal(class_id, b"another document")
    college.hear(other)
    first = college.draft(class_id).confirmation.sealed
    college.seal(class_id)
    sealed = college.project(class_id).confirmation
    again = college.draft(class_id).confirmation.sealed

    assert (first, sealed is not None and sealed.sealed, again) == (False, True, True)


@pytest.mark.clause("B-6.2a", "B-6.3")
def test_an_edit_after_the_signatures_voids_them_with_the_seal(college: College) -> None:
    class_id = college.a_signed_project()
    edited = college.settle(class_id, agreed(N.HEADCOUNT, "60人"))
    with refused("PROJECT_INCOMPLETE"):
        college.do(ConfirmProject(class_id=class_id), AFFAIRS)
    with refused("NO_CONFIRMATION"):
        college.sign(class_id, Party.HOST)
    drafted = college.draft(class_id).confirmation

    assert edited.confirmation is None
    assert (drafted.signatures, drafted.sealed) == ([], False)


@pytest.mark.clause("B-6.2a")
def test_what_is_up_for_signature_is_a_document_somebody_holds(college: College) -> None:
    class_id = college.a_negotiation()
    unkept = FileRef(file_id="0" * 64, name="协议.pdf")

    with refused("UNKNOWN"):
        college.do(DraftConfirmation(class_id=class_id, document=unkept), AFFAIRS)
    college.draft(class_id)
    with refused("UNKNOWN"):
        college.sign(class_id, Party.HOST, AFFAIRS, scan=unkept)


@pytest.mark.clause("B-6.2a")
def test_nobody_but_negotiators_the_host_and_leaders_signs(college: College) -> None:
    class_id = college.a_negotiation()
    college.draft(class_id)

    with refused("NOT_YOUR_DUTY"):
        college.sign(class_id, Party.COLLEGE, college.of(Role.FIN_LOGISTICS))
    with refused("NOT_YOUR_PARTY"):
        college.sign(class_id, Party.COLLEGE, host_rep(class_id))


@pytest.mark.clause("B-6.1b", "B-6.3")
def test_a_confirmed_project_stands(college: College) -> None:
    class_id = college.a_confirmed_class()
    lead = college.lead_of(class_id)
    for request in (
        NegotiateElements(class_id=class_id, elements=[agreed(N.TIME, "改期")]),
        ConfirmProject(class_id=class_id),
        SignConfirmation(
            class_id=class_id, party=Party.HOST, signer="某人", document_hash="0" * 64
        ),
    ):
        with refused("WRONG_STATE"):
            college.do(request, lead)
    assert college.project(class_id).state == "CONFIRMED"


@pytest.mark.clause("B-6.2a")
@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("signature.class_id, signature.party", ("HOST", "somebody")),
        ("signature.class_id, signature.recorded_by", ("COLLEGE", "host rep")),
    ],
)
def test_the_database_itself_keeps_the_parties_apart(
    college: College, rule: str, values: tuple[Any, ...]
) -> None:
    class_id = college.a_negotiation()
    college.draft(class_id)
    college.sign(class_id, Party.HOST)
    insert = text(
        "INSERT INTO signature (class_id, party, signer, recorded_by, method, document_hash, "
        "signed_at, scan_id, scan_name) VALUES (:id, :party, '', :by, 'E_SIGN', '', :at, '', '')"
    )

    with college.office.database.writing() as session:
        with pytest.raises(IntegrityError, match=rule):
            session.execute(
                insert,
                {"id": class_id, "party": values[0], "by": values[1], "at": NOW + timedelta(1)},
            )
        session.rollback()
