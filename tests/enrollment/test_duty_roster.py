"""The duty roster: every gap is found, and nothing that is covered is called one."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.enrollment import ClassRole, ClassState, ShiftDraft, ShiftKind
from contracts.refusals import Invalid
from services.enrollment.domain.assignment import Assignment, AssignmentState
from services.enrollment.domain.duty_roster import DutyRoster, gaps_of
from services.enrollment.domain.spans import Span, gaps, overlap, without
from services.enrollment.domain.training_class import TrainingClass
from tests.enrollment.makers import NOW, a_class

DAYS = [date(2026, 4, 20), date(2026, 4, 21), date(2026, 4, 22)]
OPENS = datetime(2026, 4, 19, 5, tzinfo=UTC)
CLOSES = datetime(2026, 4, 19, 12, tzinfo=UTC)


def the_class() -> TrainingClass:
    """Check-in from 13:00 to 20:00 in Shanghai, then three days."""
    return a_class(
        ClassState.PREPARING,
        start_on=DAYS[0],
        end_on=DAYS[-1],
        checkin_from=OPENS,
        checkin_to=CLOSES,
    )


def a_duty(person_id: str, role: ClassRole = ClassRole.COUNSELOR, **fields: Any) -> Assignment:
    values: dict[str, Any] = {
        "assignment_id": f"duty of {person_id}",
        "class_id": "c1",
        "role": role,
        "person_id": person_id,
        "name": person_id,
        "unit_id": "u1",
        "appointed_by": "head",
        "from_at": NOW,
    }
    return Assignment(**(values | fields))


def at(hour: float, day: int = 19) -> datetime:
    """An hour of a day of April in Shanghai."""
    return datetime(2026, 4, day, tzinfo=UTC) + timedelta(hours=hour - 8)


def a_shift(person_id: str, from_at: datetime, to_at: datetime, kind: ShiftKind) -> ShiftDraft:
    return ShiftDraft(person_id=person_id, kind=kind, from_at=from_at, to_at=to_at)


def at_desk(person_id: str, from_hour: float, to_hour: float) -> ShiftDraft:
    return a_shift(person_id, at(from_hour), at(to_hour), ShiftKind.CHECK_IN)


def with_class(person_id: str, *days: int) -> list[ShiftDraft]:
    return [a_shift(person_id, at(8, day), at(18, day), ShiftKind.CLASS) for day in days]


def open_times(shifts: list[ShiftDraft], *team: Assignment) -> list[str]:
    return [gap.en for gap in gaps_of(shifts, the_class(), team)]


ALL_DAYS = with_class("wang", 20, 21, 22)


@pytest.mark.clause("B-8.4b")
def test_the_whole_check_in_is_covered_or_the_gap_is_named() -> None:
    wang, li = a_duty("wang"), a_duty("li")

    assert open_times([at_desk("wang", 13, 20), *ALL_DAYS], wang) == []
    assert open_times([at_desk("wang", 12, 16), at_desk("li", 16, 21), *ALL_DAYS], wang, li) == []
    assert open_times([at_desk("wang", 13, 16), at_desk("li", 16.5, 20), *ALL_DAYS], wang, li) == [
        "check-in 2026-04-19 16:00 to 2026-04-19 16:30"
    ]


@pytest.mark.clause("B-8.4b")
def test_only_counselors_cover_check_in() -> None:
    desk = at_desk("zhao", 13, 20)

    assert open_times([desk, *ALL_DAYS], a_duty("wang"), a_duty("zhao", ClassRole.MENTOR)) == [
        "check-in 2026-04-19 13:00 to 2026-04-19 20:00"
    ]


@pytest.mark.clause("B-8.5a")
def test_on_every_class_day_a_counselor_sits_with_the_class() -> None:
    desk = at_desk("wang", 13, 20)

    assert open_times([desk, *with_class("wang", 20, 22)], a_duty("wang")) == [
        "2026-04-21: nobody with the class"
    ]


@pytest.mark.clause("B-8.5b")
def test_the_manager_a_host_has_sent_may_sit_with_the_class_but_not_receive_it() -> None:
    wang, manager = a_duty("wang"), a_duty("manager", ClassRole.HOST_MANAGER)
    days = with_class("manager", 20, 21, 22)

    assert open_times([at_desk("wang", 13, 20), *days], wang, manager) == []
    assert len(open_times([at_desk("manager", 13, 20), *days], wang, manager)) == 1


@pytest.mark.clause("B-8.4d")
def test_a_substitute_covers_the_time_of_the_absence_and_no_other() -> None:
    wang = a_duty("wang")
    stands_in = a_duty(
        "sun",
        substitute_for="wang",
        from_at=at(13),
        to_at=at(15),
        state=AssignmentState.PROPOSED,
    )
    roster = DutyRoster(class_id="c1", shifts=[at_desk("wang", 13, 20), *ALL_DAYS])

    assert open_times(roster.shifts, wang, stands_in) == [
        "check-in 2026-04-19 13:00 to 2026-04-19 15:00"
    ]
    roster.hand_over("wang", "sun", Span(at(13), at(15)))
    assert open_times(roster.shifts, wang, stands_in) == []
    too_long = [at_desk("sun", 13, 16), at_desk("wang", 16, 20), *ALL_DAYS]
    assert open_times(too_long, wang, stands_in) == [
        "check-in 2026-04-19 15:00 to 2026-04-19 16:00"
    ]


def test_what_somebody_served_before_leaving_was_served() -> None:
    left = a_duty("li", state=AssignmentState.ENDED, to_at=at(16))
    shifts = [at_desk("li", 13, 20), *ALL_DAYS]

    assert open_times(shifts, a_duty("wang"), left) == [
        "check-in 2026-04-19 16:00 to 2026-04-19 20:00"
    ]


def test_a_substitute_dismissed_before_the_time_covers_nothing() -> None:
    dismissed = a_duty(
        "sun",
        substitute_for="wang",
        from_at=at(13),
        to_at=at(9),
        state=AssignmentState.ENDED,
    )

    assert len(open_times([at_desk("sun", 13, 20), *ALL_DAYS], a_duty("wang"), dismissed)) == 1
    assert open_times([at_desk("wang", 13, 20), *ALL_DAYS], a_duty("wang"), dismissed) == []


@pytest.mark.clause("B-8.4b")
def test_a_roster_with_gaps_is_refused_with_all_of_them() -> None:
    roster = DutyRoster(class_id="c1")

    with pytest.raises(Invalid) as said:
        roster.set_shifts(
            [at_desk("wang", 13, 16), *with_class("wang", 20, 21)],
            contact="13800000000",
            training_class=the_class(),
            team=[a_duty("wang")],
            by="wang",
        )

    assert said.value.code == "DUTY_GAPS"
    assert [fault.en for fault in said.value.faults] == [
        "check-in 2026-04-19 16:00 to 2026-04-19 20:00",
        "2026-04-22: nobody with the class",
    ]
    assert roster.shifts == []


def test_a_shift_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(Invalid, match="SHIFTS"):
        DutyRoster(class_id="c1").set_shifts(
            [at_desk("wang", 15, 14)],
            contact="13800000000",
            training_class=the_class(),
            team=[],
            by="wang",
        )


@pytest.mark.clause("B-8.4b")
def test_the_roster_no_longer_covers_when_its_counselor_is_gone() -> None:
    roster = DutyRoster(class_id="c1")
    told = roster.set_shifts(
        [at_desk("wang", 13, 20), *ALL_DAYS],
        contact="13800000000",
        training_class=the_class(),
        team=[a_duty("wang")],
        by="wang",
    )

    assert "13800000000" not in repr(told)
    assert roster.contact == "13800000000"
    assert roster.covers(the_class(), [a_duty("wang")])
    assert not roster.covers(the_class(), [a_duty("li")])


# -- The arithmetic against minutes counted one by one ---------------------------------------------

MINUTES = 60
spans = st.tuples(st.integers(0, MINUTES), st.integers(0, MINUTES)).filter(
    lambda ends: ends[0] < ends[1]
)


def a_span(ends: tuple[int, int]) -> Span:
    return Span(NOW + timedelta(minutes=ends[0]), NOW + timedelta(minutes=ends[1]))


def minutes(times: list[Span]) -> list[int]:
    """Every minute of these times, as often as it is in them."""
    return sorted(
        minute
        for span in times
        for minute in range(
            int((span.from_at - NOW) / timedelta(minutes=1)),
            int((span.to_at - NOW) / timedelta(minutes=1)),
        )
    )


@given(whole=spans, covered=st.lists(spans, max_size=6))
@pytest.mark.clause("B-8.4b")
def test_gaps_are_exactly_the_minutes_nobody_covers(
    whole: tuple[int, int], covered: list[tuple[int, int]]
) -> None:
    found = gaps(a_span(whole), map(a_span, covered))
    taken = {minute for ends in covered for minute in range(*ends)}

    assert minutes(found) == [minute for minute in range(*whole) if minute not in taken]
    assert all(one.to_at < other.from_at for one, other in pairwise(found))


@given(one=st.lists(spans, max_size=4), other=st.lists(spans, max_size=4))
def test_what_is_cut_out_and_what_is_shared_make_up_the_whole(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    mine, theirs = [a_span(ends) for ends in one], [a_span(ends) for ends in other]
    rest, shared = set(minutes(without(mine, theirs))), set(minutes(overlap(mine, theirs)))

    assert rest | shared == set(minutes(mine))
    assert not rest & shared


HOURS = st.integers(26, 40).map(lambda half: half / 2)


@given(
    shift_hours=st.tuples(HOURS, HOURS).filter(lambda h: h[0] < h[1]),
    away=st.tuples(HOURS, HOURS).filter(lambda h: h[0] < h[1]),
)
@pytest.mark.clause("B-8.4d")
def test_handing_shifts_over_loses_no_minute(
    shift_hours: tuple[float, float], away: tuple[float, float]
) -> None:
    absence = Span(at(away[0]), at(away[1]))
    roster = DutyRoster(class_id="c1", shifts=[at_desk("wang", *shift_hours)])
    roster.hand_over("wang", "sun", absence)

    whole = Span(at(shift_hours[0]), at(shift_hours[1]))
    assert gaps(whole, [Span(one.from_at, one.to_at) for one in roster.shifts]) == []
    for one in roster.shifts:
        inside = Span(one.from_at, one.to_at).overlaps(absence)
        assert one.person_id == ("sun" if inside else "wang")
