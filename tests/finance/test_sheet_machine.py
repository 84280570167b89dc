"""Use, count, correct, put up, sign, dispute in any order: the sheet does what a plain model does,
and nothing is confirmed that two parties did not sign (B-8.8).
"""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from contracts.finance import (
    AddDataLine,
    CorrectDataLine,
    CountSheet,
    DataGroup,
    DataSheetView,
    DisputeSheet,
    FindSheetOfClass,
    IssueHostLink,
    ProposeSheet,
    ServiceDataConfirmed,
    SheetState,
    SignSheet,
    SignSheetByLink,
)
from contracts.refusals import Refusal
from contracts.roles import Actor
from contracts.scheduling import ServiceKind
from contracts.values import Party
from tests.finance.conftest import MoveTo
from tests.finance.contracted import (
    FINANCE,
    Contracted,
    a_bed,
    a_hosted_class,
    a_meal,
    a_session,
    an_arrival_at,
)
from tests.servers import RealServers

S = SheetState
NUMBERS = count(1)
GROUPS = list(DataGroup)
# What is used, by the group it stands in and how much it counts.
USES = {DataGroup.LODGING: 4, DataGroup.MEALS: 3, DataGroup.VENUE: 1, DataGroup.ACTIVITY: 2}


class Sheets(RuleBasedStateMachine):
    """The office beside a plain account of what was used and who signed what."""

    house: Contracted

    def __init__(self) -> None:
        super().__init__()
        self.class_id = f"m{next(NUMBERS)}"
        self.house.hear(a_hosted_class(self.class_id))
        self.used = dict.fromkeys(GROUPS, 0)
        self.counted: dict[DataGroup, int] = {}
        self.corrected: dict[DataGroup, tuple[int, int]] = {}
        self.added: set[DataGroup] = set()
        self.state: SheetState | None = None
        self.version = 0
        self.signed: set[Party] = set()
        self.confirmed = 0
        self.seen = ""

    # -- what happens ------------------------------------------------------------------------------

    @rule(group=st.sampled_from(GROUPS))
    def use(self, group: DataGroup) -> None:
        """Something of one group is used, and reported twice."""
        number = f"{self.class_id}-{next(NUMBERS)}"
        facts: dict[DataGroup, list[Any]] = {
            DataGroup.LODGING: [
                a_bed(number, class_id=self.class_id, room=f"A-{number}"),
                an_arrival_at(number, class_id=self.class_id),
            ],
            DataGroup.MEALS: [a_meal(number, 3, class_id=self.class_id)],
            DataGroup.VENUE: [
                a_session(number, class_id=self.class_id, venue_id=f"v-{number}", teachers=())
            ],
            DataGroup.ACTIVITY: [
                a_meal(number, 2, class_id=self.class_id, kind=ServiceKind.TRANSPORT, what="大巴")
            ],
        }
        self.house.hear(*facts[group], times=2)
        self.used[group] += USES[group]

    @rule()
    def count_anew(self) -> None:
        self.does(CountSheet(class_id=self.class_id), allowed=True)
        self.counted = {group: used for group, used in self.used.items() if used}
        self.corrected = {
            group: kept for group, kept in self.corrected.items() if self.stays(group, kept)
        }
        self.version += 1
        self.state, self.signed = S.DRAFT, set()

    @rule(group=st.sampled_from(GROUPS), quantity=st.integers(0, 9))
    def correct(self, group: DataGroup, quantity: int) -> None:
        if self.state is None or group is DataGroup.VENUE:
            return
        lines = [line for line in self.shown().lines if line.group is group and line.sources]
        known = next((line for line in lines if not line.sources[0].startswith("补录")), None)
        if known is None:
            assert group not in self.counted
            return
        request = CorrectDataLine(
            class_id=self.class_id, line_id=known.line_id, quantity=quantity, reason="核对更正"
        )
        self.does(request, allowed=True)
        self.corrected[group] = (self.counted[group], quantity)
        self.edited()

    @rule(group=st.sampled_from(GROUPS))
    def add_zero(self, group: DataGroup) -> None:
        request = AddDataLine(
            class_id=self.class_id,
            group=group,
            label="未发生",
            unit="项",
            quantity=0,
            reason="未发生",
        )
        if self.does(request, allowed=self.state is not None and group not in self.added):
            self.added.add(group)
            self.edited()

    @rule()
    def propose(self) -> None:
        up_to_date = self.counted == {group: used for group, used in self.used.items() if used}
        complete = {*self.counted, *self.added} == set(GROUPS)
        allowed = self.state is S.DRAFT and complete and up_to_date
        if self.does(ProposeSheet(class_id=self.class_id), allowed=allowed):
            self.state = S.PROPOSED
            self.seen = self.shown().document_hash

    @rule(party=st.sampled_from(list(Party)), by_link=st.booleans(), stale=st.booleans())
    def sign(self, party: Party, by_link: bool, stale: bool) -> None:
        open_to_all = self.state in (S.PROPOSED, S.SIGNED_ONE)
        allowed = open_to_all and party not in self.signed and not stale
        document_hash = "0" * 64 if stale else self.seen
        if party is Party.HOST and by_link:
            if not open_to_all:
                return
            done = self.signs_by_link(document_hash, allowed=allowed)
        else:
            done = self.signs(party, document_hash, allowed=allowed)
        if done:
            self.signed.add(party)
            self.confirmed += len(self.signed) == len(Party)
            self.state = S.CONFIRMED if len(self.signed) == len(Party) else S.SIGNED_ONE

    @rule()
    def dispute(self) -> None:
        request = DisputeSheet(class_id=self.class_id, objection="数量不符")
        allowed = self.state in (S.PROPOSED, S.SIGNED_ONE)
        if self.does(request, allowed=allowed, as_=self.house.host(self.class_id)):
            self.state, self.signed = S.DISPUTED, set()

    @rule()
    def go_on(self) -> None:
        """Take the next step as it should be taken, so that the late states are met too."""
        if self.state in (S.PROPOSED, S.SIGNED_ONE):
            missing = next(party for party in Party if party not in self.signed)
            self.sign(missing, by_link=False, stale=False)
            return
        self.count_anew()
        for group in set(GROUPS) - self.counted.keys() - self.added:
            self.add_zero(group)
        self.propose()

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def the_office_says_what_the_model_says(self) -> None:
        if self.state is None:
            return
        sheet = self.shown()
        assert (sheet.state, sheet.version) == (self.state, self.version)
        assert {signature.party for signature in sheet.signatures} == self.signed
        assert all(one.document_hash == sheet.document_hash for one in sheet.signatures)
        for group in GROUPS:
            lines = [line for line in sheet.lines if line.group is group]
            assert sum(line.counted for line in lines) == self.counted.get(group, 0)
            _, wanted = self.corrected.get(group, (0, self.counted.get(group, 0)))
            assert sum(line.quantity for line in lines) == wanted

    @invariant()
    def as_often_confirmed_as_both_have_signed(self) -> None:
        told = self.house.emitted(ServiceDataConfirmed, self.class_id)
        assert len(told) == self.confirmed
        if self.state is S.CONFIRMED:
            assert told[-1].document_hash == self.seen

    # -- how ---------------------------------------------------------------------------------------

    def shown(self) -> DataSheetView:
        return self.house.do(FindSheetOfClass(class_id=self.class_id), FINANCE)

    def stays(self, group: DataGroup, kept: tuple[int, int]) -> bool:
        """Whether a correction outlives a count: only while what it corrects is the same."""
        return kept[0] == self.used[group]

    def edited(self) -> None:
        self.version += self.state is not S.DRAFT
        self.state, self.signed = S.DRAFT, set()

    def signs(self, party: Party, document_hash: str, *, allowed: bool) -> bool:
        sides = {Party.HOST: self.house.host, Party.COLLEGE: self.house.counselor}
        request = SignSheet(
            class_id=self.class_id, party=party, signer=str(party), document_hash=document_hash
        )
        return self.does(request, allowed=allowed, as_=sides[party](self.class_id))

    def signs_by_link(self, document_hash: str, *, allowed: bool) -> bool:
        invitation = IssueHostLink(class_id=self.class_id, holder="HOST")
        link = self.house.do(invitation, self.house.counselor(self.class_id))
        request = SignSheetByLink(token=link.token, document_hash=document_hash)
        return self.does(request, allowed=allowed, as_=Actor(person_id=""))

    def does(self, request: Any, *, allowed: bool, as_: Actor | None = None) -> bool:
        """Ask for it; whether it is done is what the model says."""
        try:
            self.house.do(request, as_ or self.house.counselor(self.class_id))
        except Refusal:
            assert not allowed
            return False
        assert allowed
        return True


def run(house: Contracted, *, examples: int, steps: int) -> None:
    Sheets.house = house
    calm = settings(
        max_examples=examples,
        stateful_step_count=steps,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Sheets, settings=calm)


@pytest.mark.clause("B-8.8a", "B-8.8b", "B-8.8c")
def test_nothing_is_confirmed_that_two_parties_did_not_sign(house: Contracted) -> None:
    run(house, examples=6, steps=20)


@pytest.mark.clause("B-8.8c")
def test_nor_is_it_on_postgresql(servers: RealServers, move_to: MoveTo) -> None:
    house = Contracted(servers.fresh().database_url.format(service="finance"))
    run(house, examples=2, steps=15)
    house.office.close()
