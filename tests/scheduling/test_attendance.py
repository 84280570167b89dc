from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from contracts.scheduling import (
    LeaveLimitApproaching,
    LeaveLimitExceeded,
    LeaveLimitRestored,
    Mark,
    MarkLine,
    SessionClosed,
    TeachingFinished,
)
from contracts.values import HalfDay, SessionForm, TitleBand
from services.scheduling.domain.attendance import Sheet, SheetState, person_hours, tally
from services.scheduling.domain.leave import LeaveState
from services.scheduling.domain.register import Register
from services.scheduling.domain.session import Review, Session, SessionState
from services.scheduling.domain.timetable_life import TimetableState
from services.scheduling.domain.trainee import Presence, Standing, leave_left, standing_of
from tests.scheduling.makers import (
    AFTER,
    NOW,
    a_leave,
    a_pool,
    a_published_timetable,
    a_session,
    a_sheet,
    a_trainee,
    local,
    the_rules,
)


def a_register(**changes: Any) -> Register:
    """Three trainees of an opened class, no marks yet."""
    timetable = a_published_timetable(is_opened=True)
    facts: dict[str, Any] = {
        "timetable": timetable,
        "trainees": [a_trainee(f"t{n}") for n in (1, 2, 3)],
        "sheets": {s.session_id: a_sheet(s.session_id) for s in timetable.sessions},
        "leaves": [],
    }
    return Register(**(facts | changes))


def lines(**marks: Mark) -> list[MarkLine]:
    return [MarkLine(trainee_id=key, mark=mark) for key, mark in marks.items()]


def close(register: Register, session_id: str, rest: Mark = Mark.PRESENT, **marks: Mark) -> Any:
    sheet = register.sheets[session_id]
    register.record(sheet, lines(**marks), rest, by="taker", now=AFTER)
    return register.close(sheet, a_pool(), by="taker", now=AFTER)


# -- The sheet -----------------------------------------------------------------


@pytest.mark.clause("A-7.4.a", "A-6.7")
def test_a_session_closes_only_with_a_mark_for_each_active_trainee() -> None:
    register = a_register()
    register.trainees[2].leave()
    sheet = register.sheets["s1"]
    register.record(sheet, lines(t1=Mark.PRESENT), None, by="taker", now=AFTER)
    with pytest.raises(Refusal, match="MARKS_MISSING") as refused:
        register.close(sheet, a_pool(), by="taker", now=AFTER)
    assert [fault.field for fault in refused.value.faults] == ["t2"]
    assert sheet.state is SheetState.OPEN


@pytest.mark.clause("A-7.4.a")
def test_a_session_does_not_close_before_it_has_ended() -> None:
    register = a_register()
    sheet, session = register.sheets["s1"], register.timetable.session("s1")
    register.record(sheet, [], Mark.PRESENT, by="taker", now=session.from_at)
    with pytest.raises(Refusal, match="NOT_OVER_YET"):
        register.close(sheet, a_pool(), by="taker", now=session.to_at - timedelta(seconds=1))
    register.close(sheet, a_pool(), by="taker", now=session.to_at)
    assert session.state is SessionState.CLOSED


@pytest.mark.clause("A-7.4.a")
def test_nobody_attends_a_day_that_has_not_come_or_a_class_that_is_not_open() -> None:
    register = a_register()
    with pytest.raises(Refusal, match="NOT_YET_HELD"):
        register.record(register.sheets["s1"], [], Mark.PRESENT, by="taker", now=NOW)
    register.timetable.is_opened = False
    with pytest.raises(Refusal, match="CLASS_NOT_OPEN"):
        register.record(register.sheets["s1"], [], Mark.PRESENT, by="taker", now=AFTER)


@pytest.mark.clause("A-7.10.c")
def test_a_session_whose_review_is_open_again_is_not_recorded_as_held() -> None:
    register = a_register()
    register.timetable.session("s1").venue_review = Review.PENDING
    with pytest.raises(Refusal, match="SESSION_UNREVIEWED"):
        close(register, "s1")


@pytest.mark.clause("A-7.4.a")
def test_rest_marks_whoever_has_no_mark_and_nobody_else() -> None:
    register = a_register()
    sheet = register.sheets["s1"]
    register.record(sheet, lines(t1=Mark.ABSENT), None, by="taker", now=AFTER)
    register.record(sheet, lines(t2=Mark.LATE), Mark.PRESENT, by="taker", now=AFTER)
    assert sheet.marks == {"t1": Mark.ABSENT, "t2": Mark.LATE, "t3": Mark.PRESENT}


@pytest.mark.clause("A-7.4.a")
def test_only_those_who_take_part_are_marked() -> None:
    register = a_register()
    register.trainees[1].presence = Presence.NO_SHOW
    for stranger in ("t2", "t9"):
        with pytest.raises(Refusal, match="NOT_IN_CLASS"):
            register.record(
                register.sheets["s1"], lines(**{stranger: Mark.PRESENT}), None, by="x", now=AFTER
            )


# -- Leave stands --------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_approved_leave_stands_by_itself_and_is_not_marked_over() -> None:
    register = a_register(leaves=[a_leave(state=LeaveState.APPROVED)])
    sheet = register.sheets["s1"]
    with pytest.raises(Refusal, match="LEAVE_STANDS"):
        register.record(sheet, lines(t1=Mark.PRESENT), None, by="taker", now=AFTER)
    close(register, "s1")
    assert sheet.marks == {"t1": Mark.LEAVE, "t2": Mark.PRESENT, "t3": Mark.PRESENT}


@pytest.mark.clause("A-7.4.a")
@pytest.mark.parametrize("state", [LeaveState.REQUESTED, LeaveState.ENDORSED, LeaveState.REJECTED])
def test_leave_that_is_not_approved_cannot_be_marked(state: LeaveState) -> None:
    register = a_register(leaves=[a_leave(state=state)])
    for marks, rest in ((lines(t1=Mark.LEAVE), None), ([], Mark.LEAVE)):
        with pytest.raises(Refusal, match="LEAVE_NOT_APPROVED"):
            register.record(register.sheets["s1"], marks, rest, by="taker", now=AFTER)


@pytest.mark.clause("A-7.4.a")
def test_leave_granted_while_the_sheet_is_open_replaces_the_mark() -> None:
    register = a_register()
    sheet = register.sheets["s1"]
    register.record(sheet, lines(t1=Mark.ABSENT), Mark.PRESENT, by="taker", now=AFTER)
    granted = a_register(
        timetable=register.timetable,
        sheets=register.sheets,
        leaves=[a_leave(state=LeaveState.APPROVED)],
    )
    granted.close(sheet, a_pool(), by="taker", now=AFTER)
    assert sheet.marks["t1"] is Mark.LEAVE


@pytest.mark.clause("A-7.4.a")
def test_who_reports_back_early_needs_a_mark_again() -> None:
    leave = a_leave(state=LeaveState.APPROVED, to_at=local(3, "22:00"))
    register = a_register(leaves=[leave])
    close(register, "s1")
    leave.come_back(now=local(1, "12:00"))
    assert register.on_leave(register.timetable.session("s2")) == set()
    assert register.tally_of("t1").leave == 40


# -- Corrections ---------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_a_correction_keeps_old_new_and_reason() -> None:
    register = a_register()
    close(register, "s1", t1=Mark.ABSENT)
    sheet = register.sheets["s1"]
    corrected = register.correct(
        sheet, trainee_id="t1", mark=Mark.LATE, reason="签到表为证", by="p2", now=AFTER
    )[0]
    assert (corrected.old, corrected.new) == (Mark.ABSENT, Mark.LATE)  # type: ignore[attr-defined]  # the first is AttendanceCorrected
    (kept,) = sheet.corrections
    assert (kept.old, kept.new, kept.reason, kept.by) == ("ABSENT", "LATE", "签到表为证", "p2")
    with pytest.raises(Refusal, match="NOTHING_TO_CORRECT"):
        register.correct(sheet, trainee_id="t1", mark=Mark.LATE, reason="再次", by="p2", now=AFTER)
    with pytest.raises(Refusal, match="LEAVE_NOT_APPROVED"):
        register.correct(sheet, trainee_id="t1", mark=Mark.LEAVE, reason="补假", by="p2", now=AFTER)


@pytest.mark.clause("A-7.4.a")
def test_a_class_that_is_closed_takes_no_more_corrections() -> None:
    register = a_register()
    close(register, "s1")
    register.timetable.state = TimetableState.CLOSED
    with pytest.raises(Refusal, match="WRONG_STATE"):
        register.correct(
            register.sheets["s1"],
            trainee_id="t1",
            mark=Mark.LATE,
            reason="太迟",
            by="p2",
            now=AFTER,
        )


# -- Totals --------------------------------------------------------------------


sheets_of = st.lists(
    st.tuples(st.integers(0, 80), st.booleans(), st.none() | st.sampled_from(Mark)), max_size=12
)


@pytest.mark.clause("A-5.p2", "A-7.4.a")
@given(sheets_of)
def test_totals_add_up_what_the_sheets_say(rows: list[tuple[int, bool, Mark | None]]) -> None:
    sessions, sheets = [], {}
    for n, (hours, counts, mark) in enumerate(rows):
        session = a_session(f"s{n}", hours=hours, counts_attendance=counts)
        sessions.append(session)
        marks = {} if mark is None else {"t1": mark}
        sheets[f"s{n}"] = a_sheet(f"s{n}", marks=marks, state=SheetState.CLOSED)
    line = tally("t1", sessions, sheets, [])

    def hours_of(*kinds: Mark) -> int:
        return sum(hours for hours, counts, mark in rows if counts and mark in kinds)

    assert line.total == sum(hours for hours, counts, _ in rows if counts)
    assert line.attended == hours_of(Mark.PRESENT, Mark.LATE, Mark.EARLY_LEAVE)
    assert line.leave == hours_of(Mark.LEAVE)
    assert line.absent == hours_of(Mark.ABSENT)
    assert person_hours([line, line]) == 2 * line.attended


def test_a_cancelled_session_counts_for_nothing() -> None:
    session = a_session()
    session.cancel()
    assert tally("t1", [session], {}, []).total == 0


# -- One seventh ---------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
@given(st.integers(0, 2000), st.integers(0, 2000))
def test_leave_is_too_much_only_strictly_above_one_seventh(leave: int, total: int) -> None:
    standing = standing_of(leave, total, the_rules())
    assert (standing is Standing.OVER) is (7 * leave > total)
    near = leave > 0 and 49 * leave >= 5 * total and 7 * leave <= total
    assert (standing is Standing.NEAR) is near
    left = leave_left(leave, total, the_rules())
    assert left == max(0, total // 7 - leave)
    assert left == 0 or standing_of(leave + left, total, the_rules()) is not Standing.OVER
    assert standing_of(leave + left + 1, total, the_rules()) is Standing.OVER


@pytest.mark.clause("A-7.4.a")
def test_exactly_one_seventh_is_allowed_and_a_tenth_more_is_not() -> None:
    assert standing_of(40, 280, the_rules()) is Standing.NEAR
    assert standing_of(41, 280, the_rules()) is Standing.OVER
    assert the_rules().leave_limit == Fraction(1, 7)


@pytest.mark.clause("A-7.4.a")
def test_crossing_the_limit_is_told_once_each_way() -> None:
    trainee, rules = a_trainee(), the_rules()
    told = [
        [type(event) for event in trainee.judge(leave=leave, total=280, rules=rules)]
        for leave in (0, 28, 29, 40, 41, 80, 40, 0, 41)
    ]
    assert told == [
        [],
        [],
        [LeaveLimitApproaching],
        [],
        [LeaveLimitExceeded],
        [],
        [LeaveLimitRestored],
        [],
        [LeaveLimitExceeded],
    ]


@pytest.mark.clause("A-7.4.a")
def test_a_timetable_cut_that_shrinks_the_total_judges_leave_again() -> None:
    leave = a_leave(state=LeaveState.APPROVED)
    register = a_register(leaves=[leave])
    timetable = register.timetable
    seventh = a_session("s7", day=4, form=SessionForm.VIDEO)
    timetable.sessions.append(seventh)
    assert register.tally_of("t1").total == 280
    assert [type(event) for event in register.judge()] == [LeaveLimitApproaching]
    timetable.remove_session("s7", reason="场馆关闭", by="p1", now=NOW)
    (exceeded,) = register.judge()
    assert exceeded == LeaveLimitExceeded(class_id="c1", trainee_id="t1", leave=40, total=240)


@pytest.mark.clause("A-7.4.a")
def test_a_correction_that_takes_leave_back_restores_the_trainee() -> None:
    leave = a_leave(state=LeaveState.APPROVED)
    register = a_register(leaves=[leave])
    assert [type(event) for event in register.judge()] == [LeaveLimitExceeded]
    close(register, "s1")
    events = register.correct(
        register.sheets["s1"],
        trainee_id="t1",
        mark=Mark.PRESENT,
        reason="本人到课",
        by="p2",
        now=AFTER,
    )
    assert [type(event) for event in events[1:]] == [LeaveLimitRestored]


# -- Closing the last session --------------------------------------------------


@pytest.mark.clause("A-7.4.a", "A-5.p2")
def test_a_closed_session_tells_hours_heads_and_teachers() -> None:
    register = a_register()
    closed, *_ = close(register, "s1", t1=Mark.ABSENT, t2=Mark.LATE)
    assert isinstance(closed, SessionClosed)
    assert (closed.present_n, closed.leave_n, closed.absent_n) == (2, 0, 1)
    assert (closed.hours, closed.half_day) == (40, HalfDay.AM)
    assert closed.title_bands == {"teacher1": TitleBand.FULL_SENIOR}


@pytest.mark.clause("A-5.p2")
def test_teaching_is_finished_with_the_last_session_and_its_person_hours() -> None:
    register = a_register()
    finished = [
        event
        for n in range(1, 7)
        for event in close(register, f"s{n}", t3=Mark.ABSENT if n == 1 else Mark.PRESENT)
        if isinstance(event, TeachingFinished)
    ]
    assert finished == [
        TeachingFinished(
            class_id="c1",
            hours_total=240,
            person_hours=240 + 240 + 200,
            attended={"t1": 240, "t2": 240, "t3": 200},
        )
    ]
    assert register.timetable.state is TimetableState.FINISHED


def test_an_unheld_session_keeps_the_teaching_unfinished() -> None:
    sessions: list[Session] = [a_session("s1"), a_session("s2", half_day=HalfDay.PM)]
    timetable = a_published_timetable(sessions=sessions)
    sessions[0].close(now=AFTER)
    assert timetable.finish([]) == []
    sheet: Sheet = a_sheet()
    assert sheet.state is SheetState.OPEN
