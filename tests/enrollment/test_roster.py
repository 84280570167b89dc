"""The roster: what was submitted is what is approved, by somebody else."""

import pytest

from services.enrollment.domain.roster import RosterState
from tests.enrollment.makers import NOW, a_roster, refused


@pytest.mark.clause("A-7.2.a")
def test_nobody_approves_the_roster_they_submitted() -> None:
    roster = a_roster()
    roster.submit(accepted=["n1"], undecided=0, by="evp", now=NOW)

    with refused("FOUR_EYES"):
        roster.approve(by="evp", opinion="")

    assert roster.state is RosterState.SUBMITTED


@pytest.mark.clause("A-7.2.a")
def test_the_roster_goes_to_the_executive_vice_president() -> None:
    roster = a_roster()
    submitted = roster.submit(accepted=["n1", "n2"], undecided=0, by="clerk", now=NOW)
    roster.approve(by="evp", opinion="同意")

    assert (submitted.version, submitted.count) == (1, 2)
    assert (roster.state, roster.decided_by) == (RosterState.APPROVED, "evp")


def test_a_returned_roster_comes_again_as_its_next_edition() -> None:
    roster = a_roster()
    roster.submit(accepted=["n1"], undecided=0, by="clerk", now=NOW)
    returned = roster.give_back(by="evp", opinion="人数不足")
    again = roster.submit(accepted=["n1", "n2"], undecided=0, by="clerk", now=NOW)

    assert (returned.submitted_by, returned.version, again.version) == ("clerk", 1, 2)
    assert roster.nomination_ids == ["n1", "n2"]


@pytest.mark.parametrize(
    ("accepted", "undecided", "code"),
    [([], 0, "ROSTER_EMPTY"), (["n1"], 1, "NOMINATIONS_UNDECIDED")],
)
def test_a_roster_is_submitted_whole(accepted: list[str], undecided: int, code: str) -> None:
    roster = a_roster()

    with refused(code):
        roster.submit(accepted=accepted, undecided=undecided, by="clerk", now=NOW)

    assert (roster.state, roster.edition) == (RosterState.DRAFT, 0)
