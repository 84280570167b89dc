"""The project of a contracted class: elements, clearance, form, signatures."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import (
    ConfirmationKind,
    Element,
    ElementName,
    ProjectNegotiated,
    UnitKind,
    VisitView,
)
from contracts.refusals import Forbidden, Invalid, Refusal, Unknown
from contracts.roles import Actor, Role
from contracts.values import FileRef, Party, SigningMethod
from kit.testing import an_actor
from services.enrollment.domain.clearance import BudgetStanding, ClassBudget
from services.enrollment.domain.confirmation import Allowance, Confirmation, SealedDocument
from services.enrollment.domain.element import elements_hash
from services.enrollment.domain.project import Project, ProjectState
from services.enrollment.domain.unit import Unit
from tests.enrollment.college import agreed, host_rep
from tests.enrollment.makers import NOW, TODAY, a_unit, refused

N = ElementName
K = ConfirmationKind
LATER = NOW + timedelta(hours=1)
STRANGER = Allowance(strategic_partner=False, explicit_request=False)
LEADER = an_actor(Role.COLLEGE_LEADER, person="leader")
LEAD = an_actor(Role.PROJECT_LEAD, person="lead", within="class:c1")
DOCUMENT = FileRef(file_id="a" * 64, name="协议.pdf")
SCAN = FileRef(file_id="b" * 64, name="签字页.pdf")
NAMES = st.sampled_from(list(N))


def a_project(*elements: Element) -> Project:
    project = Project(class_id="c1", host_id="h1", changed_at=NOW)
    if elements:
        project.negotiate(elements, now=NOW)
    return project


def a_settled_project() -> Project:
    return a_project(*map(agreed, N))


def a_department(function: Role | None = Role.FIN_LOGISTICS) -> Unit:
    return a_unit(unit_id=f"unit of {function}", kind=UnitKind.DEPT, function=function)


def consult(project: Project, element: N, unit: Unit | None = None, number: int = 1) -> str:
    asked = project.consult(
        element,
        unit or a_department(),
        question="可否？",
        consultation_id=f"q{number}",
        by="lead",
    )
    return asked.consultation_id


def answer(
    project: Project, question: str, unit: Unit | None = None, *, by: str = "clerk", **said: Any
) -> Any:
    values: dict[str, Any] = {"approved": True, "answer": "同意"} | said
    unit_id = (unit or a_department()).unit_id
    return project.answer(question, unit_id=unit_id, by=by, **values)


def draft(project: Project, kind: K = K.AGREEMENT, allowance: Allowance = STRANGER) -> Confirmation:
    project.draft_confirmation(
        kind, DOCUMENT, allowance=allowance, confirmation_id="w1", by="lead", now=NOW
    )
    return project.drafted()


def sign(confirmation: Confirmation, party: Party, actor: Actor, **changes: Any) -> None:
    values: dict[str, Any] = {
        "signer": f"{party}签字人",
        "document_hash": confirmation.document_hash,
        "scan": None,
        "now": NOW,
    }
    confirmation.sign(party, actor=actor, **(values | changes))


def a_seal(**changes: Any) -> SealedDocument:
    values: dict[str, Any] = {
        "seal_id": "s1",
        "class_id": "c1",
        "document_hash": DOCUMENT.file_id,
        "sealed_at": LATER,
    }
    return SealedDocument(**(values | changes))


def a_complete_project() -> Project:
    project = a_settled_project()
    confirmation = draft(project)
    sign(confirmation, Party.HOST, host_rep("c1"))
    sign(confirmation, Party.COLLEGE, LEADER)
    return project


def conclude(project: Project, **changes: Any) -> Any:
    values: dict[str, Any] = {
        "allowance": STRANGER,
        "budget": BudgetStanding.CLEARED,
        "seals": [a_seal()],
        "now": LATER,
    }
    return project.confirm(**(values | changes))


def lacks(project: Project, **changes: Any) -> list[tuple[str, str]]:
    """What the conclusion is refused for, and the clauses."""
    with refused("PROJECT_INCOMPLETE") as said:
        conclude(project, **changes)
    return [(fault.field, fault.en.rpartition("(")[2].rstrip(")")) for fault in said.value.faults]


# -- Visits and elements --------------------------------------------------------------------------


@pytest.mark.clause("B-6.1a")
def test_a_visit_is_on_record_once_it_has_taken_place() -> None:
    project, visit = (
        a_project(),
        VisitView(visit_id="v1", visited_on=TODAY, visitors="张某", places="宿舍", remarks=""),
    )
    project.record_visit(visit, today=TODAY)

    with refused("VISIT_AHEAD"):
        project.record_visit(visit, today=TODAY - timedelta(days=1))
    assert project.visits == [visit]


@pytest.mark.clause("B-6.1b")
@pytest.mark.parametrize("left_out", list(N))
def test_no_project_is_confirmed_while_any_of_the_thirteen_elements_is_open(left_out: N) -> None:
    project = a_project(*(agreed(name) for name in N if name is not left_out))
    confirmation = draft(project)
    sign(confirmation, Party.HOST, host_rep("c1"))
    sign(confirmation, Party.COLLEGE, LEADER)

    assert project.missing == [left_out]
    assert lacks(project) == [(left_out, "B-6.1b")]


@pytest.mark.clause("B-6.1b", "B-6.3")
@given(st.lists(st.lists(NAMES, min_size=1, unique=True), max_size=8))
def test_the_project_is_told_each_time_it_is_whole_and_something_changed(
    turns: list[list[N]],
) -> None:
    project = a_project()
    model: dict[N, Element] = {}
    for number, names in enumerate(turns):
        model |= {name: agreed(name, f"第{number}次") for name in names}
        told = project.negotiate([model[name] for name in names], now=NOW)
        again = project.negotiate(list(reversed(list(model.values()))), now=NOW)

        assert project.missing == [name for name in N if name not in model]
        assert project.elements == [model[name] for name in N if name in model]
        assert again == []
        assert [type(event) for event in told] == [ProjectNegotiated] * (not project.missing)


def test_the_fingerprint_is_of_what_was_agreed_in_whatever_order() -> None:
    elements = [agreed(name) for name in N]

    assert elements_hash(elements) == elements_hash(elements[::-1])
    assert elements_hash(elements) != elements_hash([*elements[:-1], agreed(N.INVOICE, "专票")])
    assert elements_hash(elements) != elements_hash(
        [*elements[:-1], agreed(N.INVOICE, special="专票")]
    )


@pytest.mark.parametrize(
    "elements", [[agreed(N.TIME), agreed(N.TIME)], [agreed(N.PLACE, text="  ")]]
)
def test_an_element_is_given_once_and_not_blank(elements: Sequence[Element]) -> None:
    with refused("ELEMENTS") as said:
        a_project().negotiate(elements, now=NOW)
    assert said.value.status == Invalid.status


@pytest.mark.clause("B-6.2a", "B-6.3")
def test_a_change_of_the_elements_voids_the_confirmation_and_a_repetition_does_not() -> None:
    project = a_complete_project()

    project.negotiate([agreed(N.TIME)], now=LATER)
    assert project.confirmation is not None
    project.negotiate([agreed(N.TIME, "改为五月")], now=LATER)

    assert project.confirmation is None
    assert lacks(project) == [("confirmation", "B-6.2a")]
    with refused("NO_CONFIRMATION"):
        project.drafted()


@pytest.mark.clause("B-6.2d")
def test_what_was_sealed_before_the_elements_changed_does_not_count() -> None:
    project = a_complete_project()
    project.negotiate([agreed(N.TIME, "改为五月")], now=LATER)
    confirmation = draft(project)
    sign(confirmation, Party.HOST, host_rep("c1"))
    sign(confirmation, Party.COLLEGE, LEADER)

    assert lacks(project, seals=[a_seal(sealed_at=NOW)]) == [("seal", "B-6.2d")]
    assert conclude(project, seals=[a_seal(sealed_at=LATER)]).confirmation_id == "w1"


# -- Clearance ------------------------------------------------------------------------------------


@pytest.mark.clause("B-6.1c")
@pytest.mark.parametrize("name", [N.MEALS, N.LODGING, N.BUDGET])
def test_money_and_beds_beyond_the_standard_are_for_finance_to_say(name: N) -> None:
    project = a_project(agreed(name, special="单人间"))

    with refused("CONSULT_FINANCE"):
        consult(project, name, a_department(Role.TEACHING_DEPT))
    answer(project, consult(project, name))
    assert project.uncleared == []


@pytest.mark.clause("B-6.1c")
def test_an_element_beyond_the_standard_waits_for_its_clearance() -> None:
    project = a_complete_project()
    project.negotiate([agreed(N.TEACHING, special="外请院士")], now=NOW)
    confirmation = draft(project)
    sign(confirmation, Party.HOST, host_rep("c1"))
    sign(confirmation, Party.COLLEGE, LEADER)
    unit = a_department(Role.TEACHING_DEPT)
    unasked = lacks(project)
    question = consult(project, N.TEACHING, unit)
    unanswered = lacks(project)
    answer(project, question, unit, approved=False)
    rejected = lacks(project)
    answer(project, consult(project, N.TEACHING, unit, 2), unit)

    assert unasked == unanswered == rejected == [("TEACHING", "B-6.1c")]
    assert conclude(project).class_id == "c1"


@pytest.mark.clause("B-6.1c")
def test_a_clearance_is_of_the_element_as_it_was_asked_about() -> None:
    project = a_project(agreed(N.MEALS, special="每日酒会"))
    question = consult(project, N.MEALS)
    project.negotiate([agreed(N.MEALS, special="每日两次酒会")], now=NOW)
    answer(project, question)
    assert project.uncleared == [N.MEALS]

    answer(project, consult(project, N.MEALS, number=2))
    assert project.uncleared == []
    project.negotiate([agreed(N.MEALS, special="每日酒会")], now=NOW)
    assert project.uncleared == [N.MEALS]


@pytest.mark.clause("B-6.1c")
def test_every_department_that_was_asked_has_to_agree() -> None:
    project = a_project(agreed(N.TRANSPORT, special="包机"))
    finance, office = a_department(), a_department(Role.OFFICE)
    answer(project, consult(project, N.TRANSPORT, finance, 1), finance)
    question = consult(project, N.TRANSPORT, office, 2)

    assert project.uncleared == [N.TRANSPORT]
    answer(project, question, office)
    assert project.uncleared == []


@pytest.mark.clause("B-6.1c")
def test_only_what_goes_beyond_the_standard_is_asked_about() -> None:
    with refused("NOTHING_SPECIAL"):
        consult(a_project(agreed(N.MEALS)), N.MEALS)
    with refused("NOTHING_SPECIAL"):
        consult(a_project(), N.MEALS)
    with pytest.raises(Unknown):
        consult(a_project(agreed(N.TIME, special="跨年")), N.TIME, a_department(None))


@pytest.mark.clause("B-6.1c")
def test_nobody_answers_a_question_of_their_own_or_twice_or_for_another_department() -> None:
    project = a_project(agreed(N.MEALS, special="清真"))
    question = consult(project, N.MEALS)

    with refused("OWN_QUESTION"):
        answer(project, question, by="lead")
    with pytest.raises(Unknown):
        answer(project, question, a_department(Role.OFFICE))
    answer(project, question)
    with refused("ALREADY_ANSWERED"):
        answer(project, question, approved=False)


@pytest.mark.clause("B-6.1c")
@pytest.mark.parametrize("budget", [one for one in BudgetStanding if one.name != "CLEARED"])
def test_no_project_is_confirmed_over_a_budget_finance_has_not_cleared(
    budget: BudgetStanding,
) -> None:
    assert lacks(a_complete_project(), budget=budget) == [("budget", "B-6.1c")]


@given(st.permutations(list(enumerate(BudgetStanding))))
def test_the_latest_word_of_finance_stands_in_whatever_order_it_comes(
    words: list[tuple[int, BudgetStanding]],
) -> None:
    budget = ClassBudget(class_id="c1")
    for sequence, standing in words:
        budget.hear(standing, sequence)

    assert budget.standing is list(BudgetStanding)[-1]


# -- Form, signatures, seal -----------------------------------------------------------------------


@pytest.mark.clause("B-6.2a", "B-6.2b", "B-6.2c")
@given(kind=st.sampled_from(K), partner=st.booleans(), request=st.booleans())
def test_only_a_partner_or_a_host_that_asked_may_have_another_form_than_an_agreement(
    kind: K, partner: bool, request: bool
) -> None:
    allowance = Allowance(strategic_partner=partner, explicit_request=request)
    lawful = kind is K.AGREEMENT or partner or request
    project = a_settled_project()
    if lawful:
        assert draft(project, kind, allowance).kind is kind
        return
    with pytest.raises(Refusal) as said:
        draft(project, kind, allowance)
    assert (said.value.code, said.value.clause) == ("CONFIRMATION_FORM", "B-6.2b")


@pytest.mark.clause("B-6.2b")
def test_the_hosts_request_is_what_the_records_say() -> None:
    project = a_project()
    before = project.allowance(strategic_partner=False)
    project.record_request(SCAN, "来函要求以预算单确认")

    assert not before.allows(K.BUDGET_SHEET)
    assert project.allowance(strategic_partner=False).allows(K.BUDGET_SHEET)
    assert before.allows(K.AGREEMENT)


@pytest.mark.clause("B-6.2b")
def test_a_form_allowed_at_first_is_looked_at_again_in_the_end() -> None:
    project, partner = (
        a_settled_project(),
        Allowance(strategic_partner=True, explicit_request=False),
    )
    confirmation = draft(project, K.FINAL_SHEET, partner)
    sign(confirmation, Party.HOST, host_rep("c1"))
    sign(confirmation, Party.COLLEGE, LEADER)

    assert lacks(project, allowance=STRANGER) == [("kind", "B-6.2b")]
    assert conclude(project, allowance=partner).kind is K.FINAL_SHEET


@pytest.mark.clause("B-6.2a")
@pytest.mark.parametrize("party", list(Party))
def test_one_signature_is_not_enough(party: Party) -> None:
    project = a_settled_project()
    sign(draft(project), party, host_rep("c1") if party is Party.HOST else LEADER)
    other = next(one for one in Party if one is not party)

    assert lacks(project) == [(other, "B-6.2a")]


@pytest.mark.clause("B-6.2a")
def test_only_the_document_that_is_up_is_signed() -> None:
    confirmation = draft(a_settled_project())

    with refused("DOCUMENT_DIFFERS"):
        sign(confirmation, Party.HOST, host_rep("c1"), document_hash="c" * 64)
    sign(confirmation, Party.HOST, host_rep("c1"), document_hash=DOCUMENT.file_id.upper())
    with refused("ALREADY_SIGNED"):
        sign(confirmation, Party.HOST, host_rep("c1"))


@pytest.mark.clause("B-6.2a")
@pytest.mark.parametrize(
    ("party", "actor"),
    [
        (Party.HOST, LEADER),
        (Party.HOST, an_actor(Role.HOST_REP, Role.STUDENT_WORK, within="class:another")),
        (Party.COLLEGE, host_rep("c1")),
        (Party.COLLEGE, an_actor(Role.COUNSELOR, within="class:c1")),
        (Party.COLLEGE, an_actor(Role.PROJECT_LEAD, within="class:another")),
    ],
)
def test_each_party_signs_for_itself(party: Party, actor: Actor) -> None:
    with refused("NOT_YOUR_PARTY") as said:
        sign(draft(a_settled_project()), party, actor, scan=SCAN)
    assert said.value.status == Forbidden.status


@pytest.mark.clause("B-6.2a")
def test_a_signature_on_paper_is_recorded_with_its_scan() -> None:
    confirmation = draft(a_settled_project())
    affairs = an_actor(Role.TEACHING_AFFAIRS, person="clerk", within="unit:d1")

    with refused("SCAN_NEEDED"):
        sign(confirmation, Party.HOST, LEAD)
    sign(confirmation, Party.HOST, LEAD, scan=SCAN, signer="李 某")
    sign(confirmation, Party.COLLEGE, affairs)

    made = {one.party: (one.signer, one.method, one.scan_id) for one in confirmation.signatures}
    assert made == {
        Party.HOST: ("李某", SigningMethod.PAPER_SCAN, SCAN.file_id),
        Party.COLLEGE: ("COLLEGE签字人", SigningMethod.E_SIGN, ""),
    }


@pytest.mark.clause("B-6.2a")
@pytest.mark.parametrize("changes", [{"actor": LEAD}, {"actor": LEADER, "signer": "李某"}])
def test_nobody_signs_for_both_parties(changes: dict[str, Any]) -> None:
    confirmation = draft(a_settled_project())
    sign(confirmation, Party.HOST, LEAD, scan=SCAN, signer="李某")

    with refused("SAME_SIGNER"):
        sign(confirmation, Party.COLLEGE, changes.pop("actor"), **changes)


@pytest.mark.clause("B-6.2a")
def test_a_new_document_has_to_be_signed_anew() -> None:
    project = a_complete_project()
    draft(project)

    assert lacks(project) == [("HOST", "B-6.2a"), ("COLLEGE", "B-6.2a")]


@pytest.mark.clause("B-6.2d")
@pytest.mark.parametrize("seals", [[], [a_seal(document_hash="c" * 64)]])
def test_no_project_is_confirmed_unless_this_document_bears_the_seal(seals: Any) -> None:
    assert lacks(a_complete_project(), seals=seals) == [("seal", "B-6.2d")]


@pytest.mark.clause("B-6.1b", "B-6.1c", "B-6.2a", "B-6.2d")
def test_the_refusal_names_everything_that_is_missing_at_once() -> None:
    project = a_project(agreed(N.MEALS, special="清真"))
    draft(project)

    found = lacks(project, budget=BudgetStanding.PENDING, seals=[])
    assert [clause for _, clause in found] == [
        *["B-6.1b"] * 12,
        "B-6.1c",
        "B-6.1c",
        "B-6.2a",
        "B-6.2a",
        "B-6.2d",
    ]


@pytest.mark.clause("B-6.2a")
def test_a_confirmed_project_is_not_confirmed_again() -> None:
    project = a_complete_project()
    confirmed = conclude(project)

    assert (confirmed.kind, confirmed.confirmed_at) == (K.AGREEMENT, LATER)
    assert (project.state, project.drafted().confirmed_at) == (ProjectState.CONFIRMED, LATER)
    with refused("WRONG_STATE"):
        conclude(project)
