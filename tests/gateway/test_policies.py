"""The policy library: versions, who interprets a document, and what is repealed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from contracts.portal import (
    KeepPolicy,
    ListPolicies,
    PolicyKept,
    PolicyRepealed,
    PolicyState,
    PolicyView,
    RepealPolicy,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from gateway.policies import PolicyVersion, of_today
from gateway.service import PortalService
from gateway.store.tables import tables
from kit import clock
from kit.testing import TestOffice, an_actor
from tests.gateway.conftest import House
from tests.gateway.makers import ADMIN, AFFAIRS

NORM = "培训工作流程规范（试行）"
OPINION = "黑龙江省政法管理干部学院关于规范培训流程的工作意见（试行）"
ORGANISATION = an_actor(Role.ORG_DEPT)
ANYBODY = an_actor(Role.TRAINEE)


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """The portal with an empty library."""
    opened = TestOffice(PortalService)
    yield opened
    opened.close()


def a_policy(**changes: Any) -> KeepPolicy:
    """The norm as it was first issued."""
    given: dict[str, Any] = {"number": NORM, "title": NORM, "effective_on": date(2024, 1, 1)}
    return KeepPolicy(**{**given, **changes})


def library(office: TestOffice, *, all_versions: bool = False) -> list[PolicyView]:
    """What a reader finds."""
    return office.do(ListPolicies(all_versions=all_versions), ANYBODY)


@pytest.mark.clause("B-14", "A-5.i1")
def test_a_new_version_holds_from_its_day_and_the_old_one_until_then(office: TestOffice) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    office.do(a_policy(), AFFAIRS)
    office.do(a_policy(title="第二版", effective_on=clock.today()), AFFAIRS)
    office.do(a_policy(title="第三版", effective_on=tomorrow), AFFAIRS)
    assert [(one.version, one.title) for one in library(office)] == [(2, "第二版")]
    every = library(office, all_versions=True)
    assert [(one.version, one.repealed) for one in every] == [(1, True), (2, False), (3, False)]
    assert [one.until for one in every] == [clock.today(), tomorrow, None]
    assert office.events == [PolicyKept(number=NORM, version=n) for n in (1, 2, 3)]


@pytest.mark.clause("B-14")
def test_the_next_version_is_later_than_the_one_before(office: TestOffice) -> None:
    office.do(a_policy(), AFFAIRS)
    for day in (date(2024, 1, 1), date(2023, 12, 31)):
        with pytest.raises(Refusal, match="NOT_LATER"):
            office.do(a_policy(effective_on=day), AFFAIRS)
    assert len(library(office, all_versions=True)) == 1


@pytest.mark.clause("B-14")
@pytest.mark.parametrize("who", [ORGANISATION, ADMIN], ids=["organisation", "administrator"])
def test_what_teaching_affairs_interprets_only_it_renews_and_repeals(
    office: TestOffice, who: Any
) -> None:
    repeal = RepealPolicy(number=NORM, reason="已被新规范取代")
    with pytest.raises(Refusal, match="INTERPRETER_ONLY"):
        office.do(a_policy(), who)
    office.do(a_policy(), AFFAIRS)
    with pytest.raises(Refusal, match="INTERPRETER_ONLY"):
        office.do(a_policy(interpreted_by="党委组织部", effective_on=clock.today()), who)
    with pytest.raises(Refusal, match="INTERPRETER_ONLY"):
        office.do(repeal, who)
    assert office.do(repeal, AFFAIRS).repealed
    others = a_policy(number="沪海大委〔2019〕42号", interpreted_by="党委组织部")
    assert office.do(others, who).interpreted_by == "党委组织部"


@pytest.mark.clause("B-14")
def test_what_is_repealed_stays_to_be_read_with_the_reason(office: TestOffice) -> None:
    office.do(a_policy(), AFFAIRS)
    repeal = RepealPolicy(number=NORM, reason="另有规定")
    office.do(repeal, AFFAIRS)
    assert [(one.title, one.repealed, one.repeal_reason) for one in library(office)] == [
        (NORM, True, "另有规定")
    ]
    assert office.events[-1] == PolicyRepealed(number=NORM)
    with pytest.raises(Refusal, match="ALREADY_REPEALED"):
        office.do(repeal, AFFAIRS)
    again = office.do(a_policy(title="重新施行", effective_on=clock.today()), AFFAIRS)
    assert (again.version, again.repealed) == (2, False)
    assert [one.title for one in library(office)] == ["重新施行"]


@pytest.mark.clause("B-14")
def test_what_was_to_come_is_repealed_with_what_holds(office: TestOffice) -> None:
    office.do(a_policy(), AFFAIRS)
    office.do(a_policy(effective_on=clock.today() + timedelta(days=9)), AFFAIRS)
    office.do(RepealPolicy(number=NORM, reason="另有规定"), AFFAIRS)
    assert all(one.repealed for one in library(office, all_versions=True))


@pytest.mark.clause("B-14")
def test_a_version_that_has_not_begun_is_to_come(office: TestOffice) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    office.do(a_policy(), AFFAIRS)
    office.do(a_policy(effective_on=clock.today()), AFFAIRS)
    office.do(a_policy(effective_on=tomorrow), AFFAIRS)
    every = library(office, all_versions=True)
    assert [one.state for one in every] == [
        PolicyState.REPEALED,
        PolicyState.IN_FORCE,
        PolicyState.TO_COME,
    ]


@pytest.mark.clause("B-14")
def test_who_interprets_a_document_is_told_so_once(office: TestOffice) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    office.do(a_policy(), AFFAIRS)
    office.do(a_policy(effective_on=tomorrow), AFFAIRS)
    asked = ListPolicies(all_versions=True)
    assert [one.renewable for one in office.do(asked, AFFAIRS)] == [False, True]
    assert [one.renewable for one in office.do(ListPolicies(), AFFAIRS)] == [True]
    assert not any(one.renewable for one in office.do(asked, ORGANISATION))
    office.do(RepealPolicy(number=NORM, reason="另有规定"), AFFAIRS)
    assert not any(one.renewable for one in office.do(asked, AFFAIRS))


def test_only_what_the_library_has_is_repealed(office: TestOffice) -> None:
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(RepealPolicy(number="无此文号", reason="另有规定"), AFFAIRS)


def test_what_is_still_to_come_is_shown_where_nothing_holds() -> None:
    def version(edition: int, effective_on: date) -> PolicyVersion:
        return PolicyVersion(
            number=NORM,
            edition=edition,
            title=NORM,
            effective_on=effective_on,
            interpreted_by="",
            document=None,
            position=1,
        )

    first, second = version(1, date(2026, 5, 1)), version(2, date(2026, 6, 1))
    first.give_way(from_on=date(2026, 6, 1))
    shown = {
        day: [one.edition for one in of_today([first, second], day)]
        for day in (date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    }
    assert list(shown.values()) == [[1], [1], [2]]


@pytest.mark.clause("B-14")
def test_the_database_holds_one_open_version_of_a_document(office: TestOffice) -> None:
    office.do(a_policy(), AFFAIRS)
    office.do(a_policy(effective_on=clock.today()), AFFAIRS)
    change = tables["policy_version"].update().values(until=None)
    with pytest.raises(IntegrityError), office.database.writing() as session:
        session.execute(change)


@pytest.mark.clause("B-14", "A-8.a", "A-5.h4", "A-5.i1")
def test_the_library_opens_with_both_norms_and_the_opinion_article_14_repeals(
    house: House,
) -> None:
    with house.store() as store:
        versions = {one.number: one for one in store.policies()}
    assert len(versions) == 15
    assert versions[OPINION].repealed
    assert "第十四条" in versions[OPINION].repeal_reason
    assert versions[NORM].interpreted_by == "教务处"
    assert not versions[NORM].repealed
    assert [number for number, one in versions.items() if one.repealed] == [OPINION]
    numbered = {number for number in versions if number.startswith(("C3/", "黑政院"))}
    assert numbered == {
        "C3/组织04/001",
        *(f"C3/组织01/{n:03}" for n in (1, 5, 6, 7, 8, 9)),
        "黑政院发〔2020〕40号",
        "黑政院发〔2022〕59号",
        "黑政院党发〔2022〕47号",
    }
    assert {"干部教育培训工作条例", "干部教育培训学员管理规定"} < versions.keys()
    assert "培训学业导师驻班跟岗工作管理办法（试行）" in versions
