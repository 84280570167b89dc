"""Signing in by phone: with the code in the room, in time, each for oneself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from contracts.enrollment import ClassCancelled, ClassOpened
from contracts.roles import Role
from contracts.scheduling import (
    AddSession,
    CloseSession,
    DecideLeave,
    Decision,
    FindSheet,
    LeaveKind,
    Mark,
    MarkLine,
    RecordAttendance,
    RemoveSession,
    RequestLeave,
    ReturnFromLeave,
    SessionCodeView,
    ShowSessionCode,
    SignInToSession,
)
from contracts.values import HalfDay
from kit import clock
from kit.testing import TestOffice, an_actor
from services.scheduling.service import SchedulingService
from tests.scheduling.conftest import MoveTo
from tests.scheduling.makers import local
from tests.scheduling.school import (
    COUNSELOR,
    EVP,
    STAFF,
    School,
    a_roster,
    as_trainee,
    refused,
)

BEGINS, ENDS = local(1, "08:00"), local(1, "11:20")


@pytest.fixture
def school(office: TestOffice, move_to: MoveTo) -> School:
    made = School(office).open()
    move_to(BEGINS - timedelta(minutes=10))
    return made


def code(school: School, at: int = 0) -> SessionCodeView:
    asked = ShowSessionCode(class_id="c1", session_id=school.sessions[at])
    return school.office.do(asked, as_=COUNSELOR)


def sign_in(school: School, token: str, trainee_id: str = "t1", at: int = 0) -> Mark:
    request = SignInToSession(
        class_id="c1", session_id=school.sessions[at], trainee_id=trainee_id, token=token
    )
    return school.office.do(request, as_=as_trainee(trainee_id)).mark


def marks(school: School, at: int = 0) -> dict[str, Mark]:
    sheet = school.office.do(
        FindSheet(class_id="c1", session_id=school.sessions[at]), as_=COUNSELOR
    )
    return {line.trainee_id: line.mark for line in sheet.marks}


# -- In time and late ----------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_whoever_scans_before_it_begins_is_present_and_later_late(
    school: School, move_to: MoveTo
) -> None:
    assert sign_in(school, code(school).token, "t1") is Mark.PRESENT
    move_to(BEGINS - timedelta(seconds=20))
    assert sign_in(school, code(school).token, "t2") is Mark.PRESENT
    move_to(BEGINS + timedelta(seconds=1))
    assert sign_in(school, code(school).token, "t3") is Mark.LATE
    assert marks(school) == {"t1": Mark.PRESENT, "t2": Mark.PRESENT, "t3": Mark.LATE}


@pytest.mark.clause("A-7.4.a")
def test_signing_in_again_changes_nothing_and_puts_right_an_absence_only(
    school: School, move_to: MoveTo
) -> None:
    sign_in(school, code(school).token, "t1")
    lines = [
        MarkLine(trainee_id="t2", mark=Mark.ABSENT),
        MarkLine(trainee_id="t3", mark=Mark.EXEMPT),
    ]
    noted = RecordAttendance(class_id="c1", session_id=school.sessions[0], marks=lines)
    school.office.do(noted, as_=COUNSELOR)
    move_to(BEGINS + timedelta(minutes=5))
    again = [sign_in(school, code(school).token, key) for key in ("t1", "t2", "t3")]
    assert again == [Mark.PRESENT, Mark.LATE, Mark.EXEMPT]


# -- The code ------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_a_code_is_read_for_half_a_minute(school: School, move_to: MoveTo) -> None:
    shown = code(school)
    assert shown.valid_until - clock.now() <= timedelta(seconds=30)
    move_to(shown.valid_until - timedelta(seconds=2))
    assert sign_in(school, shown.token) is Mark.PRESENT
    move_to(shown.valid_until + timedelta(seconds=2))
    with refused("OLD_CODE"):
        sign_in(school, shown.token, "t2")
    assert sign_in(school, code(school).token, "t2") is Mark.PRESENT


@pytest.mark.clause("A-7.4.a")
def test_a_code_of_another_session_or_one_made_up_never_counts(
    school: School, move_to: MoveTo
) -> None:
    shown = code(school)
    other = code(school, at=1)
    seconds, _, seal = shown.token.partition(".")
    longer = f"{int(seconds) + 3600}.{seal}"
    for wrong in (other.token, longer, f"{seconds}.{'0' * 32}", "签到码签到码签到码签", "." * 12):
        with refused("WRONG_CODE"):
            sign_in(school, wrong)
    move_to(local(1, "13:20"))
    with refused("WRONG_CODE"):
        sign_in(school, shown.token, at=1)
    assert marks(school) == {}


# -- The window ----------------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_who_scans_too_early_is_told_from_when_and_may_try_again(
    school: School, move_to: MoveTo
) -> None:
    move_to(local(1, "07:29"))
    early = code(school)
    assert (early.opens_at, early.closes_at) == (local(1, "07:30"), ENDS)
    with refused("SIGN_IN_LATER"):
        sign_in(school, early.token)
    with refused("SIGN_IN_LATER") as told:
        sign_in(school, early.token)
    assert "2026-03-09 07:30" in told.value.zh
    assert "2026-03-09 07:30" in told.value.en
    move_to(local(1, "07:30"))
    assert sign_in(school, code(school).token) is Mark.PRESENT


@pytest.mark.clause("A-7.4.a")
def test_no_code_is_shown_or_read_once_the_session_has_ended(
    school: School, move_to: MoveTo
) -> None:
    move_to(ENDS - timedelta(seconds=20))
    last = code(school)
    assert sign_in(school, last.token) is Mark.LATE
    move_to(ENDS + timedelta(seconds=2))
    with refused("SIGN_IN_OVER"):
        sign_in(school, last.token, "t2")
    with refused("SIGN_IN_OVER"):
        code(school)


@pytest.mark.clause("A-7.4.a")
def test_no_code_is_shown_before_the_day_or_for_what_does_not_take_place(
    school: School,
) -> None:
    with refused("NOT_YET_HELD"):
        code(school, at=2)
    shown = code(school)
    school.office.hear(ClassCancelled(class_id="c1", reason="停办"))
    with refused("WRONG_STATE"):
        code(school)
    with refused("WRONG_STATE"):
        sign_in(school, shown.token)


@pytest.mark.clause("A-7.4.a")
def test_a_session_that_was_cancelled_is_not_signed_in_to(school: School) -> None:
    more = AddSession(class_id="c1", session=school.draft(half_day=HalfDay.EVE, title="加课"))
    added = school.office.do(more, as_=STAFF).sessions[2]
    clock.move_to(added.from_at - timedelta(minutes=10))
    asked = ShowSessionCode(class_id="c1", session_id=added.session_id)
    token = school.office.do(asked, as_=COUNSELOR).token
    gone = RemoveSession(class_id="c1", session_id=added.session_id, reason="停课")
    school.office.do(gone, as_=STAFF)
    request = SignInToSession(
        class_id="c1", session_id=added.session_id, trainee_id="t1", token=token
    )
    with refused("WRONG_STATE"):
        school.office.do(request, as_=as_trainee("t1"))
    with refused("WRONG_STATE"):
        school.office.do(asked, as_=COUNSELOR)


def test_nobody_signs_in_to_a_sheet_that_is_closed(school: School) -> None:
    shown = code(school)
    everybody = RecordAttendance(
        class_id="c1", session_id=school.sessions[0], marks=[], rest=Mark.ABSENT
    )
    school.office.do(everybody, as_=COUNSELOR)
    closing = CloseSession(class_id="c1", session_id=school.sessions[0])
    clock.move_to(ENDS)
    school.office.do(closing, as_=COUNSELOR)
    clock.move_to(BEGINS - timedelta(minutes=10))
    with refused("WRONG_STATE"):
        sign_in(school, shown.token)


# -- Who -----------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.4.a")
def test_everybody_signs_in_for_oneself_and_in_the_own_class(school: School) -> None:
    token = code(school).token
    request = SignInToSession(
        class_id="c1", session_id=school.sessions[0], trainee_id="t1", token=token
    )
    for stranger in (as_trainee("t2"), STAFF, COUNSELOR, EVP):
        with refused("NOT_YOUR_DUTY"):
            school.office.do(request, as_=stranger)
    classmate = an_actor(Role.TRAINEE, person="person-t2", within="class:c1")
    with refused("NOT_YOURSELF"):
        school.office.do(request, as_=classmate)
    with refused("UNKNOWN"):
        sign_in(school, token, "t9")


@pytest.mark.clause("A-7.4.a")
def test_the_code_is_shown_by_those_who_take_attendance(school: School) -> None:
    asked = ShowSessionCode(class_id="c1", session_id=school.sessions[0])
    elsewhere = an_actor(Role.COUNSELOR, within="class:c2")
    for stranger in (as_trainee("t1"), EVP, elsewhere, an_actor(Role.TEACHER)):
        with refused("NOT_YOUR_DUTY"):
            school.office.do(asked, as_=stranger)
    assert school.office.do(asked, as_=STAFF).token


@pytest.mark.clause("A-7.4.a")
def test_who_is_on_leave_reports_back_before_signing_in(school: School) -> None:
    wish = RequestLeave(
        class_id="c1",
        trainee_id="t1",
        kind=LeaveKind.SICK,
        from_at=local(1, "07:00"),
        to_at=local(1, "12:00"),
        reason="发热就诊",
    )
    leave_id = school.office.do(wish, as_=as_trainee("t1")).leave_id
    granted = DecideLeave(class_id="c1", leave_id=leave_id, decision=Decision.APPROVED)
    school.office.do(granted, as_=COUNSELOR)
    with refused("LEAVE_STANDS"):
        sign_in(school, code(school).token)
    school.office.do(ReturnFromLeave(class_id="c1", leave_id=leave_id), as_=COUNSELOR)
    assert sign_in(school, code(school).token) is Mark.PRESENT


def test_the_code_enters_no_audit_line(school: School) -> None:
    token = code(school).token
    sign_in(school, token)
    with school.office.database.reading() as session:
        lines = session.scalars(text("SELECT detail FROM audit")).all()
    assert not any(token in line for line in lines)


# -- A whole class at once -----------------------------------------------------------------------


WHOLE_CLASS = [f"k{number}" for number in range(30)]


@pytest.fixture
def at_once(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move_to: MoveTo
) -> Iterator[School]:
    """A class of thirty on a real PostgreSQL, about to begin."""
    monkeypatch.setenv("KAIBAN_KEYS_FILE", str(tmp_path / "keys.json"))
    office = TestOffice(SchedulingService, postgres_url)
    school = School(office).open()
    office.hear(
        a_roster(version=2, trainees_by_unit={"u1": WHOLE_CLASS}),
        ClassOpened(class_id="c1", present=WHOLE_CLASS, absent=[]),
    )
    move_to(BEGINS - timedelta(minutes=10))
    yield school
    office.close()


@pytest.mark.clause("A-7.4.a")
def test_a_whole_class_may_sign_in_at_the_same_moment(at_once: School) -> None:
    token = code(at_once).token
    with ThreadPoolExecutor(len(WHOLE_CLASS)) as phones:
        found = list(phones.map(lambda key: sign_in(at_once, token, key), WHOLE_CLASS))
    assert found == [Mark.PRESENT] * len(WHOLE_CLASS)
    assert marks(at_once) == dict.fromkeys(WHOLE_CLASS, Mark.PRESENT)
