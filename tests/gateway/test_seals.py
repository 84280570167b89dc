"""The use of the seal: asked for, approved by somebody else, carried out by the office alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import ClassCancelled, ClassClosed
from contracts.portal import (
    ApproveSeal,
    ListSeals,
    RequestSeal,
    SealApproved,
    SealPurpose,
    SealRequested,
    SealUsed,
    SealView,
    UseSeal,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.values import FileRef
from gateway.service import PortalService
from gateway.store.tables import tables
from kit.testing import TestOffice, an_actor
from tests.gateway.makers import AFFAIRS, CLASS_ID, LEAD, LEADER, OFFICER, a_contracted_class

HASH = "ab" * 32
AGREEMENT = FileRef(file_id="cd" * 32, name="培训协议.pdf")


@pytest.fixture
def office() -> Iterator[TestOffice]:
    """The portal, with a contracted class."""
    opened = TestOffice(PortalService)
    opened.hear(a_contracted_class())
    yield opened
    opened.close()


def a_request(**changes: Any) -> RequestSeal:
    """The seal for the agreement with the host."""
    given: dict[str, Any] = {
        "class_id": CLASS_ID,
        "purpose": SealPurpose.CONFIRMATION,
        "document": AGREEMENT,
        "document_hash": HASH,
        "copies": 2,
    }
    return RequestSeal(**{**given, **changes})


def approve(seal: SealView) -> ApproveSeal:
    """The approval of a request."""
    return ApproveSeal(class_id=CLASS_ID, seal_id=seal.seal_id)


def use(seal: SealView) -> UseSeal:
    """The sealing itself."""
    return UseSeal(class_id=CLASS_ID, seal_id=seal.seal_id)


@pytest.mark.clause("B-6.2d", "B-3.8")
def test_what_was_asked_for_and_approved_is_sealed_and_logged(office: TestOffice) -> None:
    seal = office.do(a_request(), LEAD)
    office.do(approve(seal), LEADER)
    used = office.do(use(seal), OFFICER)
    assert (used.requested_by, used.approved_by, used.used_by) == ("p-lead", "p-leader", "p-office")
    assert (used.document, used.document_hash, used.copies) == (AGREEMENT, HASH, 2)
    assert used.used_at is not None
    assert office.do(ListSeals(class_id=CLASS_ID), OFFICER) == [used]
    about: dict[str, Any] = {
        "class_id": CLASS_ID,
        "seal_id": seal.seal_id,
        "purpose": SealPurpose.CONFIRMATION,
    }
    assert office.events == [
        SealRequested(**about),
        SealApproved(**about),
        SealUsed(**about, document_hash=HASH),
    ]


@pytest.mark.clause("B-6.2d")
def test_nothing_is_sealed_before_it_is_approved_nor_twice(office: TestOffice) -> None:
    seal = office.do(a_request(), LEAD)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        office.do(use(seal), OFFICER)
    office.do(approve(seal), LEADER)
    office.do(use(seal), OFFICER)
    for again, who in ((use(seal), OFFICER), (approve(seal), LEADER)):
        with pytest.raises(Refusal, match="WRONG_STATE"):
            office.do(again, who)
    assert [type(event) for event in office.events].count(SealUsed) == 1


@pytest.mark.clause("B-6.2d")
def test_nobody_approves_their_own_request(office: TestOffice) -> None:
    both = an_actor(Role.TEACHING_AFFAIRS, Role.EVP, person="p-both")
    seal = office.do(a_request(), both)
    with pytest.raises(Refusal, match="OWN_REQUEST"):
        office.do(approve(seal), both)
    assert office.do(approve(seal), LEADER).approved_by == "p-leader"


@pytest.mark.clause("B-3.8")
@pytest.mark.parametrize("who", [LEAD, LEADER, AFFAIRS, an_actor(Role.STUDENT_WORK)])
def test_only_the_office_seals(office: TestOffice, who: Actor) -> None:
    seal = office.do(a_request(), LEAD)
    office.do(approve(seal), LEADER)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(use(seal), who)


@pytest.mark.clause("B-6.2d")
@pytest.mark.parametrize("written", ["ab", "AB" * 32, "xy" * 32, "ab" * 31 + "a "])
def test_what_is_sealed_is_known_by_its_hash(office: TestOffice, written: str) -> None:
    with pytest.raises(Refusal, match="DOCUMENT_HASH"):
        office.do(a_request(document_hash=written), LEAD)


@pytest.mark.clause("B-6.2d")
def test_without_a_hash_that_of_the_kept_file_is_frozen(office: TestOffice) -> None:
    seal = office.do(a_request(document_hash=""), LEAD)
    assert seal.document_hash == AGREEMENT.file_id


@pytest.mark.parametrize(
    "over", [ClassClosed(class_id=CLASS_ID), ClassCancelled(class_id=CLASS_ID, reason="r")]
)
def test_the_seal_is_not_asked_for_once_the_class_is_over(
    office: TestOffice, over: ClassClosed | ClassCancelled
) -> None:
    office.hear(over)
    with pytest.raises(Refusal, match="CLASS_OVER"):
        office.do(a_request(), LEAD)


def test_a_seal_belongs_to_one_class(office: TestOffice) -> None:
    other = "1" * 32
    seal = office.do(a_request(), LEAD)
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(a_request(class_id=other), AFFAIRS)
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(ApproveSeal(class_id=other, seal_id=seal.seal_id), LEADER)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(a_request(class_id=other), LEAD)


@pytest.mark.clause("B-6.2d")
@pytest.mark.parametrize(
    "row",
    [{"approved_by": "p-lead"}, {"approved_by": "", "used_by": "p-office"}],
    ids=["nobody_approves_their_own_use_of_the_seal", "nothing_is_sealed_before_it_is_approved"],
)
def test_the_database_holds_it_too(office: TestOffice, row: dict[str, str]) -> None:
    office.do(a_request(), LEAD)
    change = tables["seal_use"].update().values(**row)
    with pytest.raises(IntegrityError), office.database.writing() as session:
        session.execute(change)
