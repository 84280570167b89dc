import pytest

from contracts.assessment import ExamPlanned
from contracts.refusals import Forbidden, Refusal, Unknown
from contracts.roles import Role
from contracts.scheduling import Decision, LeaveRejected, Mark
from services.scheduling.domain.attendance import SheetState
from services.scheduling.domain.duty import require_own
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.leave import LeaveState
from services.scheduling.domain.register import Register
from services.scheduling.domain.rules import rules_named
from services.scheduling.domain.session import Aspect, Review, SessionState
from services.scheduling.domain.trainee import Presence, take_roster
from tests.scheduling.makers import (
    a_leave,
    a_published_timetable,
    a_session,
    a_sheet,
    a_trainee,
    local,
    somebody,
)


def test_a_newer_roster_adds_returns_and_lets_go() -> None:
    stays, goes = a_trainee("t1"), a_trainee("t2")
    returns = a_trainee("t3", presence=Presence.LEFT)
    fresh = take_roster([stays, goes, returns], {"u1": ["t1", "t3"], "u2": ["t4"]}, "c1")
    assert [(t.trainee_id, t.unit_id, t.presence) for t in fresh] == [("t4", "u2", "EXPECTED")]
    assert [t.presence for t in (stays, goes, returns)] == ["ACTIVE", "LEFT", "EXPECTED"]


@pytest.mark.parametrize(
    ("presence", "after_arrival", "after_absence"),
    [
        (Presence.EXPECTED, Presence.ACTIVE, Presence.NO_SHOW),
        (Presence.ACTIVE, Presence.ACTIVE, Presence.ACTIVE),
        (Presence.NO_SHOW, Presence.ACTIVE, Presence.NO_SHOW),
        (Presence.LEFT, Presence.LEFT, Presence.LEFT),
    ],
)
def test_news_that_comes_late_never_undoes_what_came_after_it(
    presence: Presence, after_arrival: Presence, after_absence: Presence
) -> None:
    arrived, missed = a_trainee(presence=presence), a_trainee(presence=presence)
    arrived.note_arrival()
    missed.note_absence()
    assert (arrived.presence, missed.presence) == (after_arrival, after_absence)


@pytest.mark.clause("A-7.4.a")
@pytest.mark.parametrize("presence", [Presence.LEFT, Presence.NO_SHOW])
def test_who_takes_no_part_asks_for_no_leave_and_is_not_judged(presence: Presence) -> None:
    trainee = a_trainee(presence=presence)
    leave = a_leave(state=LeaveState.APPROVED, to_at=local(3, "20:00"))
    register = Register(
        timetable=a_published_timetable(), trainees=[trainee], sheets={}, leaves=[leave]
    )
    assert register.judge() == []
    with pytest.raises(Refusal, match="NOT_IN_CLASS"):
        register.take_request(a_leave("l2"), trainee, actor=somebody(Role.STAFF))


@pytest.mark.clause("A-7.4.a")
def test_a_rejected_leave_is_told_and_judges_nobody() -> None:
    leave = a_leave(to_at=local(1, "12:00"))
    register = Register(
        timetable=a_published_timetable(), trainees=[a_trainee()], sheets={}, leaves=[leave]
    )
    told = register.decide_leave(
        leave,
        decision=Decision.REJECTED,
        opinion="",
        actor=somebody(Role.STAFF),
        now=local(1, "07:00"),
    )
    assert told == [LeaveRejected(class_id="c1", leave_id="l1", trainee_id="t1")]


def test_a_trainee_acts_for_nobody_else_and_staff_for_everybody() -> None:
    require_own(somebody(Role.TRAINEE, within="trainee:t1"), "t1", "c1")
    require_own(somebody(Role.STAFF), "t1", "c1")
    require_own(somebody(Role.COUNSELOR, within="class:c1"), "t1", "c1")
    for actor in (
        somebody(Role.TRAINEE),
        somebody(Role.TRAINEE, within="trainee:t2"),
        somebody(Role.COUNSELOR, within="class:c2"),
    ):
        with pytest.raises(Forbidden):
            require_own(actor, "t1", "c1")


def test_older_news_of_an_exam_changes_nothing() -> None:
    exam = ExamPlanned(
        class_id="c1",
        exam_id="e1",
        from_at=local(5, "09:00"),
        to_at=local(5, "11:00"),
        rooms={"v1": 30},
    )
    rooms = ExamRooms.of_exam(exam, heard=5)
    assert not rooms.move(exam, heard=5)
    assert rooms.move(exam, heard=6)


def test_a_session_that_was_held_is_not_reviewed_again() -> None:
    session = a_session()
    session.state = SessionState.CLOSED
    session.reopen(Aspect.CONTENT)
    session.reopen(Aspect.VENUE)
    assert session.content_review is session.venue_review is Review.APPROVED


def test_a_closed_sheet_stands_whatever_leave_is_granted_later() -> None:
    sheet = a_sheet(marks={"t1": Mark.ABSENT}, state=SheetState.CLOSED)
    assert sheet.standing_marks({"t1"}) == {"t1": Mark.ABSENT}


def test_an_unknown_rule_set_is_said_to_be_unknown() -> None:
    with pytest.raises(Unknown):
        rules_named("SCH-1999-1")
