"""Settle, change, ask, answer, clear, draft, sign, seal, confirm in any order: a project is
confirmed exactly when a plain model of the norm says that nothing is missing.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.enrollment import ConfirmationKind, ConfirmProject, ElementName, ProjectConfirmed
from contracts.finance import BudgetClearanceRequested, BudgetCleared, BudgetRejected
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.values import Party
from kit import clock
from tests.enrollment.college import AFFAIRS, College, agreed
from tests.enrollment.makers import NOW
from tests.servers import RealServers

N = ElementName
K = ConfirmationKind
# Most of the thirteen are settled at once; these are played with.
PLAYED = (N.TIME, N.MEALS, N.TEACHING)
DOCUMENTS = st.sampled_from([b"one", b"two"])
ASKED = {
    N.MEALS: Role.FIN_LOGISTICS,
    N.TEACHING: Role.TEACHING_DEPT,
    N.TIME: Role.OFFICE,
}


def outcome(do: Callable[[], Any]) -> tuple[str, Any]:
    """What came of it: nothing and the reply, or the refusal's code and its faults."""
    try:
        return "", do()
    except Refusal as said:
        return said.code, said.faults


class Negotiation(RuleBasedStateMachine):
    """The office beside a plain record of what was done."""

    college: College
    number = 0

    @initialize(partner=st.booleans())
    def begin(self, partner: bool) -> None:
        clock.move_to(NOW)
        Negotiation.number += 1
        self.college.keep_host(strategic_partner=partner)
        self.class_id = self.college.a_negotiation(code=f"M{self.number:04}")
        self.college.settle(self.class_id, *(agreed(name) for name in N if name not in PLAYED))
        self.partner, self.budget, self.confirmed = partner, "PENDING", False
        self.settled: dict[N, tuple[str, str]] = {}
        self.revision = 0
        self.cleared: dict[N, bool] = {}
        self.open: dict[N, tuple[str, int]] = {}
        self.revision_of: dict[N, int] = {}
        self.document: tuple[bytes, K] | None = None
        self.signed: set[Party] = set()
        self.sealed: set[bytes] = set()

    @rule(
        name=st.sampled_from(PLAYED),
        text=st.sampled_from(["甲", "乙"]),
        special=st.sampled_from(["", "", "特殊"]),
    )
    def settle(self, name: N, text: str, special: str) -> None:
        element = agreed(name, text, special)
        said, _ = outcome(lambda: self.college.settle(self.class_id, element))
        assert said == ("WRONG_STATE" if self.confirmed else "")
        if said:
            return
        if self.settled.get(name) == (text, special):
            return
        self.settled[name] = (text, special)
        self.revision_of[name] = self.revision_of.get(name, 0) + 1
        self.cleared[name] = False
        self.document, self.signed, self.sealed = None, set(), set()

    @precondition(lambda self: not self.confirmed)
    @rule(name=st.sampled_from(PLAYED))
    def consult(self, name: N) -> None:
        said, question = outcome(lambda: self.college.ask(self.class_id, name, ASKED[name]))
        special = self.settled.get(name, ("", ""))[1]
        assert said == ("" if special else "NOTHING_SPECIAL")
        if special:
            self.open[name] = (question, self.revision_of[name])
            self.cleared[name] = False

    @precondition(lambda self: self.open and not self.confirmed)
    @rule(data=st.data(), approved=st.booleans())
    def answer(self, data: Any, approved: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.open)))
        question, revision = self.open.pop(name)
        self.college.answer(self.class_id, question, ASKED[name], approved=approved)
        if revision == self.revision_of[name]:
            self.cleared[name] = approved

    @rule(word=st.sampled_from(["CLEARANCE_REQUIRED", "CLEARED", "CLEARED", "REJECTED"]))
    def hear_finance(self, word: str) -> None:
        told = {
            "CLEARANCE_REQUIRED": BudgetClearanceRequested(class_id=self.class_id, over_by_fen=1),
            "CLEARED": BudgetCleared(class_id=self.class_id, total_fen=1, ceiling_fen=1),
            "REJECTED": BudgetRejected(class_id=self.class_id, over_by_fen=1, note="超"),
        }
        self.college.hear(told[word], times=2)
        self.budget = word

    @precondition(lambda self: not self.confirmed)
    @rule(document=DOCUMENTS, kind=st.sampled_from([K.AGREEMENT, K.AGREEMENT, K.BUDGET_SHEET]))
    def draft(self, document: bytes, kind: K) -> None:
        said, _ = outcome(lambda: self.college.draft(self.class_id, kind, document))
        lawful = kind is K.AGREEMENT or self.partner
        assert said == ("" if lawful else "CONFIRMATION_FORM")
        if lawful:
            self.document, self.signed = (document, kind), set()

    @precondition(lambda self: not self.confirmed)
    @rule(party=st.sampled_from(Party))
    def sign(self, party: Party) -> None:
        said, _ = outcome(lambda: self.college.sign(self.class_id, party))
        if self.document is None:
            assert said == "NO_CONFIRMATION"
            return
        assert said == ("ALREADY_SIGNED" if party in self.signed else "")
        self.signed.add(party)

    @rule(document=DOCUMENTS)
    def seal(self, document: bytes) -> None:
        self.college.seal(self.class_id, document)
        self.sealed.add(document)

    @rule(partner=st.booleans())
    def keep_host(self, partner: bool) -> None:
        self.college.keep_host(strategic_partner=partner)
        self.partner = partner

    @precondition(lambda self: not self.confirmed)
    @rule()
    def confirm(self) -> None:
        request = ConfirmProject(class_id=self.class_id)
        said, faults = outcome(lambda: self.college.do(request, AFFAIRS))
        missing = self.lacking()
        assert said == ("PROJECT_INCOMPLETE" if missing else "")
        if missing:
            assert {fault.field for fault in faults} == missing
        self.confirmed = not missing

    @precondition(lambda self: not self.confirmed)
    @rule()
    def make_up_what_is_missing(self) -> None:
        """Without this, hardly any run would come as far as a confirmation."""
        for name in set(PLAYED) - set(self.settled):
            self.settle(name, "甲", "")
        for name in PLAYED:
            if self.settled[name][1] and not self.cleared[name]:
                self.consult(name)
                question, _ = self.open.pop(name)
                self.college.answer(self.class_id, question, ASKED[name])
                self.cleared[name] = True
        self.hear_finance("CLEARED")
        if self.document is None:
            self.draft(b"one", K.AGREEMENT)
        self.seal(self.document[0] if self.document else b"one")

    def lacking(self) -> set[str]:
        lacking = {str(name) for name in PLAYED if name not in self.settled}
        lacking |= {
            str(name)
            for name, (_, special) in self.settled.items()
            if special and not self.cleared[name]
        }
        if self.budget != "CLEARED":
            lacking.add("budget")
        if self.document is None:
            return lacking | {"confirmation"}
        if self.document[1] is not K.AGREEMENT and not self.partner:
            lacking.add("kind")
        lacking |= {str(party) for party in Party if party not in self.signed}
        if self.document[0] not in self.sealed:
            lacking.add("seal")
        return lacking

    @invariant()
    def the_project_shows_what_was_done(self) -> None:
        found = self.college.project(self.class_id)
        assert {
            one.name: (one.agreed, one.special) for one in found.elements if one.name in PLAYED
        } == (self.settled)
        assert set(found.uncleared) == {
            name
            for name, (_, special) in self.settled.items()
            if special and not self.cleared[name]
        }
        assert found.budget_state == self.budget
        assert (found.confirmation is None) == (self.document is None)
        if found.confirmation is not None and self.document is not None:
            assert {one.party for one in found.confirmation.signatures} == self.signed
            assert found.confirmation.sealed == (self.document[0] in self.sealed)
        told = [
            event
            for event in self.college.emitted(ProjectConfirmed)
            if event.class_id == self.class_id
        ]
        assert len(told) == self.confirmed


def run(url: str | None, examples: int) -> None:
    Negotiation.college = College(url)
    # Found failures are shown as they are: making them smaller takes minutes on a database.
    calm = settings(
        max_examples=examples,
        stateful_step_count=16,
        deadline=None,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    run_state_machine_as_test(Negotiation, settings=calm)
    Negotiation.college.office.close()


@pytest.mark.clause("B-6.1b", "B-6.1c", "B-6.2a", "B-6.2b", "B-6.2d")
@pytest.mark.usefixtures("moved_clock")
def test_a_project_is_confirmed_exactly_when_nothing_is_missing() -> None:
    run(None, 8)


@pytest.mark.clause("B-6.1b", "B-6.1c", "B-6.2a", "B-6.2b", "B-6.2d")
@pytest.mark.usefixtures("moved_clock")
def test_it_is_so_on_postgresql_too(servers: RealServers) -> None:
    run(servers.fresh().database_url.format(service="enrollment"), 5)
