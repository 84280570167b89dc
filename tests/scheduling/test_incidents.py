"""Incidents: reported at once, a major one takes its venue out of use, closed with measures."""

from typing import Any

import pytest
from sqlalchemy import text

from contracts.enrollment import ClassClosed
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    AddSession,
    CloseIncident,
    FindTimetable,
    IncidentClosed,
    IncidentKind,
    ListIncidents,
    ListVenues,
    ReportIncident,
    ResourceConflictDetected,
    RevokeVenue,
    SafetyIncidentReported,
    VenueRevoked,
)
from contracts.values import Severity
from kit.testing import TestOffice, an_actor
from tests.scheduling.college import CONTRACTED, a_contracted_class, a_plan_issued
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import NOW, a_class_created, a_draft, local
from tests.scheduling.school import COUNSELOR, SAFETY, STAFF, School


def an_incident(**changes: Any) -> ReportIncident:
    facts: dict[str, Any] = {
        "class_id": "c1",
        "kind": IncidentKind.FIRE,
        "severity": Severity.MINOR,
        "text": "配电箱冒烟，学员王某轻微擦伤",
        "at": NOW,
    }
    return ReportIncident(**(facts | changes))


@pytest.mark.clause("A-7.10.d", "A-5.k1")
def test_a_major_incident_takes_its_venue_out_of_use_for_every_class(office: TestOffice) -> None:
    school = a_contracted_class(office)
    office.hear(a_class_created(class_id="c2", title="别的班", **_others()))
    draft = a_draft(4, course_id=school.course, teacher_ids=[], venue_id=school.venue)
    other = office.do(AddSession(class_id="c2", session=draft), as_=STAFF).sessions[0]

    major = an_incident(severity=Severity.MAJOR, venue_id=school.venue)
    reported = office.do(major, as_=COUNSELOR)

    (told,) = school.told(SafetyIncidentReported)
    assert (told.incident_id, told.severity) == (reported.incident_id, Severity.MAJOR)
    assert [event.venue_id for event in school.told(VenueRevoked)] == [school.venue]
    conflicts = {c.class_id: c for c in school.told(ResourceConflictDetected)}
    assert conflicts["c1"].session_ids == school.sessions
    assert conflicts["c2"].session_ids == [other.session_id]
    assert {c.resource for c in conflicts.values()} == {"VENUE"}
    assert office.do(ListVenues(), as_=STAFF).items[0].state == "REVOKED"
    found = office.do(FindTimetable(class_id="c2"), as_=STAFF)
    assert any("没有有效的场地审查" in problem for problem in found.sessions[0].problems)
    with pytest.raises(Refusal, match="TIMETABLE_GAPS"):
        school.publish()


def _others() -> dict[str, Any]:
    return {key: value for key, value in CONTRACTED.items() if key != "title"}


@pytest.mark.clause("A-7.10.d", "A-5.k1")
def test_only_sessions_still_to_come_lose_a_revoked_venue(
    office: TestOffice, move_to: MoveTo
) -> None:
    school = a_contracted_class(office)
    move_to(local(2, "12:00"))
    office.do(RevokeVenue(venue_id=school.venue, reason="吊顶脱落"), as_=SAFETY)
    (conflict,) = school.told(ResourceConflictDetected)
    assert conflict.session_ids == school.sessions[3:]
    sessions = office.do(FindTimetable(class_id="c1"), as_=STAFF).sessions
    reviews = [session.venue_review for session in sessions]
    assert reviews == ["APPROVED"] * 3 + ["PENDING"] * 3


@pytest.mark.clause("A-7.10.d")
@pytest.mark.parametrize("changes", [{}, {"severity": Severity.MAJOR}])
def test_a_minor_one_or_one_at_no_venue_is_told_and_closes_nothing(
    office: TestOffice, changes: dict[str, Any]
) -> None:
    school = a_contracted_class(office)
    venue = school.venue if not changes else None
    office.do(an_incident(venue_id=venue, **changes), as_=COUNSELOR)
    assert len(school.told(SafetyIncidentReported)) == 1
    assert school.told(VenueRevoked) == school.told(ResourceConflictDetected) == []


@pytest.mark.clause("A-7.10.d")
def test_a_second_major_incident_at_a_revoked_venue_is_reported_all_the_same(
    office: TestOffice,
) -> None:
    school = a_contracted_class(office)
    for _ in range(2):
        major = an_incident(severity=Severity.MAJOR, venue_id=school.venue)
        office.do(major, as_=COUNSELOR)
    assert len(school.told(SafetyIncidentReported)) == 2
    assert len(school.told(VenueRevoked)) == 1


@pytest.mark.clause("A-7.10.d")
def test_an_incident_is_closed_once_with_the_measures_taken(office: TestOffice) -> None:
    school = a_contracted_class(office)
    reported = office.do(an_incident(), as_=COUNSELOR)
    close = CloseIncident(
        class_id="c1", incident_id=reported.incident_id, measures="更换线路并复查"
    )
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(close, as_=COUNSELOR)
    office.do(close, as_=SAFETY)
    (told,) = school.told(IncidentClosed)
    assert told.incident_id == reported.incident_id
    (listed,) = office.do(ListIncidents(class_id="c1"), as_=STAFF)
    assert (listed.measures, listed.closed_at) == ("更换线路并复查", listed.closed_at)
    assert listed.closed_at is not None
    with pytest.raises(Refusal, match="WRONG_STATE"):
        office.do(close, as_=SAFETY)
    elsewhere = CloseIncident(class_id="c2", incident_id=reported.incident_id, measures="已处置")
    with pytest.raises(Refusal, match="UNKNOWN"):
        office.do(elsewhere, as_=SAFETY)


@pytest.mark.clause("A-7.10.d")
def test_an_incident_has_happened_and_belongs_to_a_class_that_is_not_over(
    office: TestOffice,
) -> None:
    a_contracted_class(office)
    for wrong in ({"at": local(2, "08:00")}, {"at": NOW.replace(tzinfo=None)}):
        with pytest.raises(Refusal, match="INCIDENT_TIME"):
            office.do(an_incident(**wrong), as_=COUNSELOR)
    office.hear(ClassClosed(class_id="c1"))
    with pytest.raises(Refusal, match="CLASS_OVER"):
        office.do(an_incident(), as_=COUNSELOR)


def test_the_text_of_an_incident_is_sealed_and_told_to_nobody(office: TestOffice) -> None:
    school = a_contracted_class(office)
    office.do(an_incident(), as_=COUNSELOR)
    with office.database.reading() as session:
        kept = session.execute(text("SELECT text FROM incident")).scalar()
        audited = session.execute(text("SELECT detail FROM audit")).scalars().all()
    assert "擦伤" not in str(kept)
    assert not any("擦伤" in line for line in audited)
    assert "擦伤" not in repr(school.told(SafetyIncidentReported))


def test_incidents_are_reported_by_those_at_hand(office: TestOffice) -> None:
    school = School(office).prepare(**CONTRACTED)
    school.office.hear(a_plan_issued("u9"))
    stranger = an_actor(Role.COUNSELOR, person="other", within="class:c2")
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        office.do(an_incident(), as_=stranger)
