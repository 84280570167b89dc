"""Role × request × scope: every cell is tried at a department's own threshold and must be as
rights.csv says; and what the table says must keep to a few sentences of its own.
"""

import pytest

from contracts.base import REQUESTS, Command
from contracts.refusals import Forbidden, Unauthenticated
from contracts.roles import Actor, Role
from kit.rights import may_ever, may_here, require
from tests.security.rights import GIVEN, KINDS, Row, decided, holder, is_let_in, rows

DECIDED = decided()
COMMANDS = {name for name, kind in REQUESTS.items() if issubclass(kind, Command)}


@pytest.fixture(scope="module")
def found() -> list[Row]:
    """What every role reaches."""
    return rows()


def test_everybody_may_exactly_what_was_decided(found: list[Row]) -> None:
    more, less = set(found) - set(DECIDED), set(DECIDED) - set(found)
    # Right? Then `python -m tests.security.rights` writes it down.
    assert (sorted(more), sorted(less)) == ([], [])


def test_the_table_is_whole_and_in_order(found: list[Row]) -> None:
    assert found == DECIDED
    assert {request for request, _, _ in DECIDED} == set(REQUESTS)


@pytest.mark.parametrize("role", GIVEN)
def test_a_page_offers_a_role_what_it_may_and_nothing_else(role: Role) -> None:
    mine = {request for request, who, _ in DECIDED if who == role}
    open_to_all = {request for request, who, _ in DECIDED if who in {"PUBLIC", "SIGNED_IN"}}
    offered = {name for name, kind in REQUESTS.items() if may_ever(holder(role), kind)}
    assert offered == mine | open_to_all


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_whoever_has_no_role_at_all_reaches_only_what_is_open(name: str) -> None:
    who = {who for request, who, _ in DECIDED if request == name}
    roleless = Actor(person_id="somebody")
    assert is_let_in(REQUESTS[name], roleless) is bool(who & {"PUBLIC", "SIGNED_IN"})


# -- sentences the table must keep to, whatever is declared --------------------------------------

PUBLIC = {
    "assessment.answer_evaluation",
    "assessment.verify_certificate",
    "finance.dispute_sheet_by_link",
    "finance.read_sheet_by_link",
    "finance.sign_sheet_by_link",
}
# Whose people belong to another house, or to no department of this one.
OUTSIDE = {"GRASSROOTS_ORG", "HOST_REP", "TRAINEE", "TEACHER", "PROPERTY_FIRM"}
# What a host answers to the house, and the links its people sign by.
ANSWERS = {
    "finance.agree_settlement",
    "finance.return_settlement",
    "finance.sign_sheet",
    "finance.dispute_sheet",
}


def who_may(request: str) -> set[str]:
    return {who for name, who, _ in DECIDED if name == request}


def test_what_is_open_to_everybody_is_known_by_heart() -> None:
    assert {name for name, who, _ in DECIDED if who == "PUBLIC"} == PUBLIC


@pytest.mark.parametrize("role", ["AUDITOR", "DEPARTMENT", "PRESIDENT", "TEACHER"])
def test_some_look_and_never_change(role: str) -> None:
    assert {name for name, who, _ in DECIDED if who == role} & COMMANDS == set()


def test_no_scope_reaches_what_is_foreign_alone() -> None:
    assert [row for row in DECIDED if "foreign" in row[2]] == []


def test_whoever_reaches_something_within_a_scope_reaches_it_everywhere_too() -> None:
    assert [row for row in DECIDED if not row[2].startswith("everywhere")] == []


def test_only_people_of_the_colleges_departments_reach_beyond_their_unit() -> None:
    beyond = {who for _, who, reach in DECIDED if "any" in reach}
    assert beyond == {
        "TEACHING_AFFAIRS",
        "STUDENT_WORK",
        "FIN_LOGISTICS",
        "TEACHING_DEPT",
        "RESEARCH",
        "PUBLICITY",
        "LIBRARY_IT",
        "OFFICE",
    }
    assert not any("any class" in reach or "any person" in reach for _, _, reach in DECIDED)


def test_the_administrator_gives_duties_and_does_none_of_the_work() -> None:
    mine = {name for name, who, _ in DECIDED if who == "SYSTEM_ADMIN"} & COMMANDS
    of_the_school = {"enrollment", "scheduling", "assessment", "finance"}
    work = {name for name in mine if name.partition(".")[0] in of_the_school}
    # Who there is, and events that are to be heard again: neither decides anything.
    lists = {"keep_staff", "register_unit"}
    events = {"discard_held", "replay_held", "replay_all_held", "resend_events"}
    assert {name.partition(".")[2] for name in work} <= lists | events


def test_nobody_from_outside_handles_the_houses_money() -> None:
    for name in COMMANDS - PUBLIC:
        if name.startswith("finance."):
            allowed = {"HOST_REP"} if name in ANSWERS else set()
            assert who_may(name) & OUTSIDE <= allowed, name


def test_few_lift_the_mask_of_a_person_and_fewer_erase_one() -> None:
    assert who_may("enrollment.reveal_person") == {"STAFF", "ORG_DEPT", "STUDENT_WORK"}
    assert who_may("enrollment.erase_person") == {"ORG_DEPT", "STUDENT_WORK"}


def test_the_audit_log_is_read_by_two_roles() -> None:
    for name in REQUESTS:
        if name.endswith(".list_audit"):
            assert who_may(name) == {"SYSTEM_ADMIN", "AUDITOR"}, name


# -- a foreign record and one that does not exist are refused alike --------------------------------


@pytest.mark.parametrize("about", KINDS)
def test_a_scope_says_nothing_of_what_lies_outside_it(about: str) -> None:
    limited = [row for row in DECIDED if row[2].endswith(f"+ {about}") and "any" not in row[2]]
    assert limited
    for name, who, _ in limited:
        kind, actor = REQUESTS[name], holder(Role(who), f"{about}:own")
        assert may_here(actor, kind, {f"{about}_id": "own"})
        # The same answer whatever the id: it is given before anything is looked up.
        assert not may_here(actor, kind, {f"{about}_id": "foreign"})
        assert not is_let_in(kind, holder(Role(who), f"{about}:foreign"))


def test_nobody_signed_in_and_the_wrong_role_are_two_answers() -> None:
    kind = REQUESTS["enrollment.list_units"]
    request = kind()
    with pytest.raises(Unauthenticated):
        require(Actor(person_id=""), request)
    with pytest.raises(Forbidden):
        require(holder(Role.MENTOR), request)
