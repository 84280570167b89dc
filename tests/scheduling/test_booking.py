from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from services.scheduling.domain.booking import (
    Booking,
    Need,
    Resource,
    exam_room_gaps,
    needs_of,
    refuse_clashes,
)
from services.scheduling.domain.session import Span
from services.scheduling.domain.venue import VenueState
from tests.scheduling.makers import a_session, a_venue, local

DAWN = datetime(2026, 3, 9, tzinfo=UTC)


def a_span(begins: int, minutes: int) -> Span:
    from_at = DAWN + timedelta(minutes=begins)
    return Span(from_at=from_at, to_at=from_at + timedelta(minutes=minutes))


def a_booking(span: Span, resource: Resource = Resource.VENUE, key: str = "venue1") -> Booking:
    return Booking(
        booking_id="b1",
        resource=resource,
        resource_id=key,
        class_id="c2",
        session_id="s9",
        from_at=span.from_at,
        to_at=span.to_at,
        title="别的班",
    )


spans = st.builds(a_span, st.integers(0, 300), st.integers(1, 200))


@pytest.mark.clause("A-7.3.b")
@given(spans, spans)
def test_two_times_clash_exactly_when_they_share_a_minute(one: Span, other: Span) -> None:
    def minutes(span: Span) -> set[datetime]:
        length = int((span.to_at - span.from_at).total_seconds()) // 60
        return {span.from_at + timedelta(minutes=n) for n in range(length)}

    assert one.overlaps(other) is bool(minutes(one) & minutes(other))
    assert one.overlaps(other) is other.overlaps(one)


@pytest.mark.clause("A-7.3.b")
def test_one_may_begin_when_the_other_ends() -> None:
    assert not a_span(0, 60).overlaps(a_span(60, 60))


@pytest.mark.clause("A-7.3.b")
@pytest.mark.parametrize(
    ("resource", "key"),
    [
        (Resource.VENUE, "venue1"),
        (Resource.TEACHER, "teacher1"),
        (Resource.TEACHER, "leader1"),
        (Resource.CLASS, "c1"),
    ],
)
def test_a_taken_venue_teacher_leader_or_class_is_refused_with_what_takes_it(
    resource: Resource, key: str
) -> None:
    session = a_session(mobilization_leader_id="leader1")
    taken = a_booking(session.span, resource, key)
    with pytest.raises(Refusal) as refused:
        refuse_clashes(needs_of(session), [taken])
    assert refused.value.code == "CLASH"
    assert "别的班" in refused.value.faults[0].zh


@pytest.mark.clause("A-7.3.b")
def test_another_resource_or_another_time_is_no_clash() -> None:
    session = a_session()
    needs = needs_of(session)
    refuse_clashes(needs, [a_booking(session.span, key="venue2")])
    after = Span(from_at=session.to_at, to_at=session.to_at + timedelta(hours=1))
    refuse_clashes(needs, [a_booking(after)])


def test_a_teacher_who_also_opens_the_class_is_taken_once() -> None:
    session = a_session(mobilization_leader_id="teacher1")
    people = [need for need in needs_of(session) if need.resource is Resource.TEACHER]
    assert people == [Need(resource=Resource.TEACHER, resource_id="teacher1", span=session.span)]


@pytest.mark.clause("A-5.r3")
def test_exam_rooms_must_be_known_vetted_and_large_enough() -> None:
    span = Span(from_at=local(5, "09:00"), to_at=local(5, "11:00"))
    venues = {
        "good": a_venue("good", capacity=30),
        "small": a_venue("small", capacity=29),
        "failed": a_venue("failed", state=VenueState.FAILED),
    }
    assert exam_room_gaps({"good": 30}, venues, span) == []
    rooms = {"small": 30, "failed": 10, "missing": 5}
    assert len(exam_room_gaps(rooms, venues, span)) == 3
