from datetime import timedelta

import pytest

from contracts.refusals import Invalid, Refusal
from contracts.scheduling import Decision
from contracts.values import FileRef
from services.scheduling.domain.course import ContentState, Course
from services.scheduling.domain.venue import SafetyItem, Venue, VenueState
from tests.scheduling.makers import LATER, TODAY, a_course, a_venue

OLD, NEW = FileRef(file_id="a" * 64, name="讲义.docx"), FileRef(file_id="b" * 64, name="讲义.docx")


def review(course: Course, **changes: object) -> None:
    facts: dict[str, object] = {
        "decision": Decision.APPROVED,
        "political": True,
        "ethics": True,
        "confidentiality": True,
        "opinion": "",
        "by": "reviewer",
    }
    course.review_content(**(facts | changes))  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.clause("A-5.k2")
def test_new_material_is_reviewed_anew_and_the_same_material_is_not() -> None:
    course = a_course()
    assert not course.submit_content(material=OLD, by="author")
    assert course.content_state == "APPROVED"
    assert course.submit_content(material=NEW, by="author")
    assert course.content_state is ContentState.SUBMITTED
    assert course.reviewed_by == ""


@pytest.mark.clause("A-7.10.c")
def test_content_is_not_reviewed_by_who_submitted_it() -> None:
    course = a_course(content_state=ContentState.SUBMITTED)
    with pytest.raises(Refusal, match="OWN_MATERIAL"):
        review(course, by="author")
    assert course.content_state is ContentState.SUBMITTED


@pytest.mark.clause("A-5.k2")
@pytest.mark.parametrize("item", ["political", "ethics", "confidentiality"])
def test_content_passes_only_with_every_item_in_order(item: str) -> None:
    course = a_course(content_state=ContentState.SUBMITTED)
    with pytest.raises(Refusal, match="CHECKLIST_INCOMPLETE"):
        review(course, **{item: False})
    review(course, decision=Decision.REJECTED, **{item: False})
    assert course.content_state is ContentState.RETURNED


def vet(venue: Venue, **changes: object) -> None:
    facts: dict[str, object] = {
        "decision": Decision.APPROVED,
        "found_safe": set(SafetyItem),
        "valid_until": LATER,
        "opinion": "",
        "by": "inspector",
        "today": TODAY,
    }
    venue.vet(**(facts | changes))  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.clause("A-7.10.c")
@pytest.mark.parametrize("item", sorted(SafetyItem))
def test_a_venue_passes_only_with_every_item_safe(item: SafetyItem) -> None:
    venue = a_venue(state=VenueState.REGISTERED, valid_until=None)
    with pytest.raises(Refusal, match="CHECKLIST_INCOMPLETE"):
        vet(venue, found_safe=set(SafetyItem) - {item})
    assert not venue.may_be_used_on(TODAY)


@pytest.mark.clause("A-5.k1")
def test_a_failed_or_revoked_venue_is_not_used_any_more() -> None:
    failed, revoked = a_venue(), a_venue()
    vet(failed, decision=Decision.REJECTED, found_safe=set())
    revoked.revoke(reason="吊顶脱落")
    assert not failed.may_be_used_on(TODAY)
    assert not revoked.may_be_used_on(TODAY)


@pytest.mark.clause("A-7.10.c")
def test_an_inspection_holds_through_its_last_day_and_never_ends_in_the_past() -> None:
    venue = a_venue(valid_until=TODAY)
    assert venue.may_be_used_on(TODAY)
    assert not venue.may_be_used_on(TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="VALIDITY_PAST"):
        vet(venue, valid_until=TODAY)
