"""Four safety plans in force at every venue of the college, drilled and never forgotten."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from contracts.scheduling import (
    FindTimetable,
    ListSafetyPlans,
    ListVenues,
    RecordDrill,
    SafetyPlanKind,
    TimetablePublished,
    VenueKind,
)
from contracts.values import FileRef
from kit.testing import TestOffice
from services.scheduling.domain.safety_plan import SafetyPlan, plans_missing
from tests.scheduling.college import CONTRACTED, a_contracted_class, day, keep_all_plans, keep_plan
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import LATER, START, TODAY, local, the_rules
from tests.scheduling.school import SAFETY, STAFF, School

K = SafetyPlanKind


def a_plan(kind: SafetyPlanKind = K.FOOD, **changes: object) -> SafetyPlan:
    facts: dict[str, object] = {
        "plan_id": f"plan-{kind}",
        "title": "预案",
        "venue_id": None,
        "document_id": "",
        "document_name": "",
        "valid_from": TODAY,
        "valid_until": LATER,
        "kept_by": "safety",
    }
    return SafetyPlan(kind=kind, **(facts | changes))  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.clause("B-3.3b")
@given(
    covered=st.sets(st.sampled_from(K)),
    elsewhere=st.sets(st.sampled_from(K)),
    lapsed=st.sets(st.sampled_from(K)),
)
def test_a_venue_lacks_exactly_the_kinds_no_plan_in_force_covers(
    covered: set[SafetyPlanKind], elsewhere: set[SafetyPlanKind], lapsed: set[SafetyPlanKind]
) -> None:
    plans = [
        *(a_plan(kind, venue_id=None if kind is K.FOOD else "venue1") for kind in covered),
        *(a_plan(kind, venue_id="venue2") for kind in elsewhere),
        *(a_plan(kind, valid_until=START - timedelta(days=1)) for kind in lapsed),
    ]
    assert set(plans_missing(plans, "venue1", START)) == set(K) - covered


@pytest.mark.clause("B-3.3b")
@pytest.mark.parametrize("kind", sorted(K))
def test_the_college_publishes_no_session_at_a_venue_without_all_four_plans(
    office: TestOffice, kind: SafetyPlanKind
) -> None:
    school = School(office).prepare(**CONTRACTED)
    for other in set(K) - {kind}:
        keep_plan(office, other)
    keep_plan(office, kind, valid_until=START - timedelta(days=1))
    school.lay_out()
    with pytest.raises(Refusal, match="no safety plan in force") as refused:
        school.publish()
    assert (refused.value.code, refused.value.clause) == ("TIMETABLE_GAPS", "B-3.3b")
    keep_plan(office, kind, venue_id=school.venue)
    school.publish()
    assert len(school.told(TimetablePublished)) == 1


@pytest.mark.clause("B-3.3b")
def test_the_party_school_publishes_as_before_and_an_online_venue_needs_no_plans(
    office: TestOffice,
) -> None:
    school = School(office).prepare()
    online = school.vetted_venue("线上直播间", kind=VenueKind.ONLINE)
    school.lay_out()
    assert school.publish().problems == []
    listed = {v.venue_id: v for v in office.do(ListVenues(), as_=STAFF).items}
    assert set(listed[school.venue].plans_missing) == set(K)
    assert listed[online].plans_missing == ()


@pytest.mark.clause("B-3.3b")
def test_a_plan_that_runs_out_during_the_class_is_a_gap_of_the_days_after(
    office: TestOffice,
) -> None:
    school = School(office).prepare(**CONTRACTED)
    keep_all_plans(office, valid_until=day(2))
    school.lay_out()
    sessions = office.do(FindTimetable(class_id="c1"), as_=STAFF).sessions
    lacking = [session.on for session in sessions if session.problems]
    assert lacking == [day(3), day(3)]


@pytest.mark.clause("B-12b")
@pytest.mark.parametrize(("after", "stale"), [(365, False), (366, True)])
def test_a_plan_is_stale_when_it_was_not_drilled_for_longer_than_a_year(
    after: int, stale: bool
) -> None:
    plan = a_plan()
    assert plan.is_stale(TODAY + timedelta(days=after), the_rules()) is stale
    plan.record_drill(held_on=START, participants=30, findings="", today=START)
    assert plan.is_stale(START + timedelta(days=after), the_rules()) is stale


@pytest.mark.clause("B-12b")
def test_drills_are_kept_in_the_order_of_their_days_with_what_they_showed(
    office: TestOffice, move_to: MoveTo
) -> None:
    move_to(local(1, "12:00"))
    plan_id = keep_plan(office, K.CAMPUS)
    for held_on, findings in ((START, "集合点标识不清"), (TODAY, "")):
        drill = RecordDrill(plan_id=plan_id, held_on=held_on, participants=60, findings=findings)
        office.do(drill, as_=SAFETY)
    (shown,) = office.do(ListSafetyPlans(), as_=STAFF)
    assert [(d.held_on, d.findings) for d in shown.drills] == [
        (TODAY, ""),
        (START, "集合点标识不清"),
    ]
    assert not shown.stale
    to_come = RecordDrill(plan_id=plan_id, held_on=day(2), participants=60)
    with pytest.raises(Refusal, match="DRILL_TO_COME"):
        office.do(to_come, as_=SAFETY)
    move_to(local(366, "23:59"))
    assert not office.do(ListSafetyPlans(), as_=STAFF)[0].stale
    move_to(local(367, "00:01"))
    assert office.do(ListSafetyPlans(), as_=STAFF)[0].stale


@pytest.mark.clause("B-3.3b")
def test_a_plan_is_for_a_known_venue_has_its_document_and_holds_forwards(
    office: TestOffice,
) -> None:
    school = a_contracted_class(office)
    document = office.office.files.put("预案".encode(), "食品安全预案.pdf")
    keep_plan(office, K.FOOD, venue_id=school.venue, document=document)
    assert document in [p.document for p in office.do(ListSafetyPlans(), as_=STAFF)]
    other = school.vetted_venue("第二报告厅")
    listed = office.do(ListSafetyPlans(venue_id=other), as_=STAFF)
    assert len(listed) == 4
    assert len(office.do(ListSafetyPlans(venue_id=school.venue), as_=STAFF)) == 5
    with pytest.raises(Refusal, match="UNKNOWN"):
        keep_plan(office, K.FOOD, venue_id="nowhere")
    with pytest.raises(Refusal, match="UNKNOWN"):
        keep_plan(office, K.FOOD, document=FileRef(file_id="0" * 64, name="没有.pdf"))
    with pytest.raises(Refusal, match="VALIDITY_BACKWARDS"):
        keep_plan(office, K.FOOD, valid_from=LATER, valid_until=TODAY)
