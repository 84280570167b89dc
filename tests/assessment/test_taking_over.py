"""Seals found by whoever takes over, and the codes only the custodian may see."""

import pytest

from contracts.assessment import (
    CodesView,
    CompleteMarking,
    CustodyView,
    EnterMark,
    ExamView,
    FindExam,
    ListCodes,
    ListCustody,
    ListScripts,
    ListSeats,
    PaperReadingRefused,
    RecheckMark,
    RecordSealCheck,
    SealFoundBroken,
)
from contracts.roles import Role
from kit.testing import an_actor
from tests.assessment.college import refused
from tests.assessment.desk import ADMIN, EVP, Desk, an_examiner
from tests.assessment.makers import DUTIES


def codes(desk: Desk, person_id: str = "custodian") -> CodesView:
    return desk.office.do(ListCodes(exam_id=desk.exam_id), as_=an_examiner(person_id), key="once")


def check(desk: Desk, person_id: str, seal_no: str, *, intact: bool) -> ExamView:
    request = RecordSealCheck(exam_id=desk.exam_id, seal_no=seal_no, intact=intact, note="交接")
    return desk.office.do(request, as_=an_examiner(person_id))


def custody(desk: Desk) -> list[CustodyView]:
    return desk.office.do(ListCustody(exam_id=desk.exam_id), as_=ADMIN)


# -- Codes -----------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.g", "A-5.k3")
def test_the_custodian_learns_which_seat_bears_which_code_and_each_look_is_on_record(
    desk: Desk,
) -> None:
    desk.hold(absent=["trainee-3"], cheated=[])
    seen = codes(desk)
    seats = desk.office.do(ListSeats(exam_id=desk.exam_id), as_=ADMIN)
    sat = [(seat.room, seat.seat_no) for seat in seats if seat.status == "PRESENT"]
    assert [(line.room, line.seat_no) for line in seen.codes] == sat
    scripts = desk.office.do(ListScripts(exam_id=desk.exam_id), as_=an_examiner("marker-1"))
    assert {line.anon_code for line in seen.codes} == {script.anon_code for script in scripts}
    assert codes(desk) == seen
    looks = [line.by for line in custody(desk) if line.what == "CODES_READ"]
    assert looks == ["custodian", "custodian"]


@pytest.mark.clause("A-7.10.g", "A-5.p3")
@pytest.mark.parametrize("person_id", [one for one in DUTIES if one != "custodian"] + ["evp"])
def test_nobody_else_sees_the_codes_and_the_attempt_is_a_breach(desk: Desk, person_id: str) -> None:
    desk.hold(absent=[], cheated=[])
    with refused("CODES_NOT_YOURS_TO_READ") as attempt:
        codes(desk, person_id)
    assert attempt.value.status == 403
    (left,) = [event for event in desk.office.events if isinstance(event, PaperReadingRefused)]
    assert (left.person_id, left.what) == (person_id, "CODES")
    desk.office.hear(left, times=2)
    assert [(line.what, line.by, line.note) for line in custody(desk)][-1] == (
        "READING_REFUSED",
        person_id,
        "CODES",
    )
    assert desk.office.do(FindExam(exam_id=desk.exam_id), as_=ADMIN).breaches == 1


@pytest.mark.clause("A-7.10.g")
def test_the_codes_are_shown_from_the_sealing_until_the_marking_is_complete(desk: Desk) -> None:
    desk.make_ready()
    with refused("WRONG_STATE"):
        codes(desk)


@pytest.mark.clause("A-7.10.g")
def test_after_the_marking_the_codes_are_shown_to_nobody(desk: Desk) -> None:
    desk.hold(absent=["trainee-3", "trainee-4", "trainee-5"], cheated=[])
    (line,) = codes(desk).codes
    for request, marker in (
        (EnterMark(exam_id=desk.exam_id, anon_code=line.anon_code, score=80), "marker-1"),
        (RecheckMark(exam_id=desk.exam_id, anon_code=line.anon_code, score=80), "marker-2"),
    ):
        desk.office.do(request, as_=an_examiner(marker))
        assert codes(desk).codes == [line]
    desk.office.do(CompleteMarking(exam_id=desk.exam_id), as_=ADMIN)
    with refused("WRONG_STATE"):
        codes(desk)


# -- Seals -----------------------------------------------------------------------------------------


@pytest.mark.clause("A-5.p3", "A-5.k3")
def test_an_intact_seal_is_on_record_and_no_breach(desk: Desk) -> None:
    desk.make_ready()
    for person_id in ("printer", "invigilator-1", "custodian"):
        assert check(desk, person_id, "S-2", intact=True).breaches == 0
    found = [(line.what, line.by, line.seal_no) for line in custody(desk)][-3:]
    assert found == [
        ("SEAL_INTACT", "printer", "S-2"),
        ("SEAL_INTACT", "invigilator-1", "S-2"),
        ("SEAL_INTACT", "custodian", "S-2"),
    ]
    assert not [event for event in desk.office.events if isinstance(event, SealFoundBroken)]


@pytest.mark.clause("A-5.p3")
@pytest.mark.parametrize(
    ("seal_no", "intact", "what"),
    [
        ("S-2", False, "SEAL_BROKEN"),
        ("S-99", True, "SEAL_UNKNOWN"),
        ("S-99", False, "SEAL_UNKNOWN"),
    ],
)
def test_a_broken_or_unknown_seal_is_a_breach_and_told_in_confidence(
    desk: Desk, seal_no: str, intact: bool, what: str
) -> None:
    desk.make_ready()
    assert check(desk, "invigilator-1", seal_no, intact=intact).breaches == 1
    assert (custody(desk)[-1].what, custody(desk)[-1].note) == (what, "交接")
    (told,) = [event for event in desk.office.events if isinstance(event, SealFoundBroken)]
    assert (told.seal_no, told.person_id) == (seal_no, "invigilator-1")
    assert told.classification == "CONFIDENTIAL"


@pytest.mark.clause("A-5.k3")
@pytest.mark.parametrize("person_id", ["setter", "marker-1", "stranger"])
def test_only_who_takes_over_records_a_seal(desk: Desk, person_id: str) -> None:
    desk.make_ready()
    with refused("NOT_YOUR_DUTY") as attempt:
        check(desk, person_id, "S-2", intact=False)
    assert attempt.value.status == 403
    with refused("NOT_YOUR_DUTY"):
        desk.office.do(RecordSealCheck(exam_id=desk.exam_id, seal_no="S-2", intact=True), as_=EVP)


def test_before_the_first_seal_there_is_none_to_check(desk: Desk) -> None:
    desk.staff()
    with refused("NOTHING_SEALED"):
        check(desk, "custodian", "S-1", intact=True)


# -- Seats -----------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.e", "A-5.r3")
def test_an_invigilator_sees_who_sits_where_and_no_other_examiner_does(desk: Desk) -> None:
    desk.make_ready()
    asked = ListSeats(exam_id=desk.exam_id)
    teacher = an_actor(Role.TEACHER, person="invigilator-1")
    seats = desk.office.do(asked, as_=teacher)
    assert seats == desk.office.do(asked, as_=ADMIN)
    assert (seats[0].trainee_no, seats[0].name) == ("2026-0002", "赵学员2")
    for person_id in ("printer", "marker-1", "stranger"):
        with refused("NOT_YOUR_DUTY"):
            desk.office.do(asked, as_=an_actor(Role.TEACHER, person=person_id))


@pytest.mark.clause("A-7.10.g")
def test_a_marker_is_told_which_scripts_are_the_own_and_which_await_the_arbiter(desk: Desk) -> None:
    desk.hold(absent=[], cheated=[])
    first, second, third = (an_examiner(f"marker-{n}") for n in (1, 2, 3))
    listed = ListScripts(exam_id=desk.exam_id)
    codes_of = [one.anon_code for one in desk.office.do(listed, as_=first)]
    for code in codes_of:
        desk.office.do(EnterMark(exam_id=desk.exam_id, anon_code=code, score=60), as_=first)
    apart = RecheckMark(exam_id=desk.exam_id, anon_code=codes_of[0], score=95)
    desk.office.do(apart, as_=second)
    assert all(one.mine for one in desk.office.do(listed, as_=first))
    assert [one.anon_code for one in desk.office.do(listed, as_=second) if one.mine] == codes_of[:1]
    assert not any(one.mine for one in desk.office.do(listed, as_=third))
    disputed = [one.anon_code for one in desk.office.do(listed, as_=third) if one.disputed]
    assert disputed == codes_of[:1]
