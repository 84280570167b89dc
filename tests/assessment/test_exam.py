"""Planning an exam, its separate duties, and when it is ready."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.assessment import (
    Duty,
    DutyConflictRejected,
    ExamDutiesAssigned,
    ExamInfoChanged,
    ExamState,
)
from contracts.refusals import Forbidden, Invalid, Refusal
from contracts.values import Track
from services.assessment.domain.exam import Exam
from services.assessment.domain.rules import rules_on
from tests.assessment.makers import (
    DUTIES,
    ENDS,
    STARTS,
    a_class,
    a_planned_exam,
    a_room,
    a_staffed_exam,
    an_exam,
)


def plan(**changes: object) -> Exam:
    given_now = {
        "exam_id": "exam-1",
        "title": "结业考试",
        "from_at": STARTS,
        "to_at": ENDS,
        "rooms": [a_room()],
    }
    course = changes.pop("course", a_class())
    exam, _ = Exam.plan(course, **(given_now | changes))  # type: ignore[arg-type]  # a test's shorthand
    return exam


# -- Planning --------------------------------------------------------------------------------------


@pytest.mark.clause("A-6.8")
@pytest.mark.clause("A-6.9")
@pytest.mark.parametrize("track", [Track.CADRE, Track.MEMBER])
def test_cadre_and_member_classes_have_no_exam(track: Track) -> None:
    with pytest.raises(Refusal) as refused:
        plan(course=a_class(track=track))
    assert (refused.value.code, refused.value.status) == ("NO_EXAM_ON_THIS_TRACK", 409)


@pytest.mark.clause("A-7.7.a")
def test_an_exam_after_the_end_of_the_class_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        plan(from_at=STARTS + timedelta(days=1), to_at=ENDS + timedelta(days=1))
    assert [fault.field for fault in refused.value.faults] == ["to_at"]


@pytest.mark.clause("A-7.7.a")
def test_the_last_evening_in_shanghai_still_belongs_to_the_class() -> None:
    # 23:59 on the 20th in Shanghai is 15:59 UTC; 16:00 UTC is the 21st.
    last_minute = datetime(2026, 3, 20, 15, 59, tzinfo=UTC)
    assert plan(to_at=last_minute).to_at == last_minute
    with pytest.raises(Invalid):
        plan(to_at=last_minute + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"to_at": STARTS}, "to_at"),
        ({"from_at": STARTS - timedelta(days=9)}, "from_at"),
        ({"from_at": STARTS.replace(tzinfo=None)}, "from_at"),
        ({"rooms": [a_room(), a_room(name="A102")]}, "rooms"),
        ({"rooms": [a_room(), a_room(venue_id="venue-2")]}, "rooms"),
    ],
)
def test_an_arrangement_that_cannot_be_names_the_field(
    changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        plan(**changes)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_an_exam_keeps_the_rules_it_was_planned_under() -> None:
    exam = plan()
    assert exam.rule_set == rules_on(STARTS.date()).rule_set
    assert exam.pass_mark == exam.rules.pass_mark


# -- Duties ----------------------------------------------------------------------------------------


@pytest.mark.clause("A-7.10.e")
def test_an_exam_is_staffed_once_every_duty_is_filled() -> None:
    exam = a_planned_exam()
    events = [
        event
        for person_id, duty in DUTIES.items()
        for event in exam.assign(duty, person_id, candidates=())
    ]
    assert exam.state is ExamState.STAFFED
    (assigned,) = events
    assert isinstance(assigned, ExamDutiesAssigned)
    assert assigned.duties["MARKER"] == ["marker-1", "marker-2"]


@pytest.mark.clause("A-7.10.f")
@given(duties=st.lists(st.sampled_from(list(Duty)), min_size=2, max_size=2, unique=True))
def test_nobody_holds_two_duties_of_one_exam(duties: list[Duty]) -> None:
    exam = a_planned_exam()
    exam.assign(duties[0], "wang", candidates=())
    with pytest.raises(Refusal) as refused:
        exam.assign(duties[1], "wang", candidates=())
    (left,) = refused.value.leaves
    assert left == DutyConflictRejected(
        class_id="class-1",
        exam_id="exam-1",
        person_id="wang",
        held=duties[0],
        proposed=duties[1],
    )
    assert exam.holders(duties[0]) == ["wang"]
    assert exam.holders(duties[1]) == []


@given(
    proposals=st.lists(
        st.tuples(st.sampled_from(list(Duty)), st.sampled_from("abcdefgh")), max_size=40
    )
)
def test_the_five_sets_of_people_stay_disjoint(proposals: list[tuple[Duty, str]]) -> None:
    exam = a_planned_exam()
    for duty, person_id in proposals:
        try:
            exam.assign(duty, person_id, candidates=("h",))
        except Refusal:
            continue
    held = [person for duty in Duty for person in exam.holders(duty)]
    assert len(held) == len(set(held))
    assert "h" not in held
    assert (exam.state is ExamState.STAFFED) == (not exam.vacancies())


def test_the_same_duty_twice_is_refused_but_is_no_conflict() -> None:
    exam = a_planned_exam()
    exam.assign(Duty.MARKER, "wang", candidates=())
    with pytest.raises(Refusal) as refused:
        exam.assign(Duty.MARKER, "wang", candidates=())
    assert refused.value.code == "ALREADY_ASSIGNED"
    assert refused.value.leaves == ()


@pytest.mark.clause("A-7.10.f")
def test_who_sits_the_exam_holds_no_duty_in_it() -> None:
    with pytest.raises(Refusal) as refused:
        a_planned_exam().assign(Duty.INVIGILATOR, "person-1", candidates={"person-1"})
    assert refused.value.code == "CANDIDATE_HOLDS_NO_DUTY"


@pytest.mark.clause("A-5.r3")
@pytest.mark.parametrize(
    ("seats", "needed"), [([50], 2), ([30, 30], 2), ([51, 50], 3), ([150], 3), ([10, 10, 10], 3)]
)
def test_rooms_decide_how_many_invigilators_are_needed(seats: list[int], needed: int) -> None:
    rooms = [
        a_room(venue_id=f"venue-{at}", name=f"A{at}", seats=size) for at, size in enumerate(seats)
    ]
    exam = a_planned_exam(rooms=rooms)
    for number in range(needed):
        assert any(fault.field == "INVIGILATOR" for fault in exam.vacancies())
        exam.assign(Duty.INVIGILATOR, f"person-{number}", candidates=())
    assert not any(fault.field == "INVIGILATOR" for fault in exam.vacancies())


def test_releasing_a_needed_person_leaves_the_exam_unstaffed() -> None:
    exam = a_staffed_exam()
    exam.release("setter")
    assert exam.state is ExamState.PLANNED
    with pytest.raises(Refusal, match="holds no duty"):
        exam.release("setter")


@pytest.mark.clause("A-7.10.f")
def test_no_duty_is_taken_back_once_the_paper_is_sealed() -> None:
    with pytest.raises(Refusal) as refused:
        an_exam(ExamState.PAPER_SEALED).release("setter")
    assert refused.value.code == "WRONG_STATE"


def test_a_further_marker_can_be_named_while_marking_but_no_further_setter() -> None:
    exam = an_exam(ExamState.MARKING)
    exam.assign(Duty.MARKER, "marker-4", candidates=())
    assert exam.state is ExamState.MARKING
    with pytest.raises(Refusal) as refused:
        exam.assign(Duty.SETTER, "setter-2", candidates=())
    assert refused.value.code == "WRONG_STATE"


@pytest.mark.clause("A-5.k3")
def test_the_paper_is_not_sealed_before_everybody_has_pledged() -> None:
    exam = a_staffed_exam(pledged=False)
    for person_id in DUTIES:
        if person_id != "custodian":
            exam.sign_pledge(person_id)
    with pytest.raises(Refusal) as refused:
        exam.seal_paper(by="setter", sha256="0" * 64, seal_no="S-1")
    assert refused.value.code == "PLEDGES_MISSING"
    assert [fault.field for fault in refused.value.faults] == ["custodian"]
    exam.sign_pledge("custodian")
    exam.sign_pledge("custodian")
    assert exam.seal_paper(by="setter", sha256="0" * 64, seal_no="S-1").version == 1


def test_only_duty_holders_pledge() -> None:
    with pytest.raises(Forbidden):
        a_staffed_exam().sign_pledge("stranger")


@pytest.mark.clause("A-7.10.e")
@pytest.mark.parametrize("person_id", ["printer", "marker-1", "stranger"])
def test_only_the_setter_hands_the_paper_in(person_id: str) -> None:
    with pytest.raises(Forbidden) as refused:
        a_staffed_exam().seal_paper(by=person_id, sha256="0" * 64, seal_no="S-1")
    assert refused.value.code == "NOT_YOUR_DUTY"


def test_who_has_not_pledged_does_nothing_yet() -> None:
    exam = an_exam(ExamState.MARKING)
    exam.assign(Duty.MARKER, "marker-4", candidates=())
    with pytest.raises(Forbidden) as refused:
        exam.mark(by="marker-4", is_staff=True)
    assert refused.value.code == "PLEDGE_MISSING"


# -- Printing, leaks, readiness --------------------------------------------------------------------


def test_a_seal_serves_once() -> None:
    exam = a_staffed_exam()
    exam.seal_paper(by="setter", sha256="0" * 64, seal_no="S-1")
    with pytest.raises(Refusal) as refused:
        exam.record_printing(by="printer", copies=5, seal_no="S-1", candidates=5)
    assert refused.value.code == "SEAL_USED"
    assert exam.state is ExamState.PAPER_SEALED


def test_fewer_copies_than_candidates_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        an_exam(ExamState.PAPER_SEALED).record_printing(
            by="printer", copies=4, seal_no="S-2", candidates=5
        )
    assert [fault.field for fault in refused.value.faults] == ["copies"]


@pytest.mark.clause("A-5.k3")
def test_after_a_leak_a_new_version_is_handed_in() -> None:
    exam = a_staffed_exam()
    exam.seal_paper(by="setter", sha256="0" * 64, seal_no="S-1")
    exam.record_printing(by="printer", copies=5, seal_no="S-2", candidates=5)
    assert exam.report_leak().version == 1
    assert exam.state is ExamState.STAFFED
    assert exam.seal_paper(by="setter", sha256="1" * 64, seal_no="S-3").version == 2


@pytest.mark.clause("A-5.r3")
@pytest.mark.clause("A-7.10.e")
@pytest.mark.parametrize("missing", ["rooms", "copies", "SETTER", "pledge", "candidate"])
def test_an_exam_is_not_ready_while_anything_is_missing(missing: str) -> None:
    exam = an_exam(ExamState.PRINTED)
    if missing == "rooms":
        exam.take_booking_refusal("教室已占用")
    if missing == "SETTER":
        exam.duties = {k: v for k, v in exam.duties.items() if v.duty is not Duty.SETTER}
    if missing == "pledge":
        exam.assign(Duty.MARKER, "late", candidates=())
    candidates = {"marker-1"} if missing == "candidate" else set[str]()
    copies = 8 if missing == "copies" else 9
    with pytest.raises(Refusal) as refused:
        exam.confirm_ready(seated=9, copies=copies, candidates=candidates)
    expected = "duties" if missing in {"pledge", "candidate"} else missing
    assert [fault.field for fault in refused.value.faults] == [expected]
    assert exam.state is ExamState.PRINTED


@pytest.mark.clause("A-5.k3")
def test_changed_information_is_announced_and_needs_rooms_and_seats_again() -> None:
    exam = an_exam(ExamState.READY)
    later = STARTS + timedelta(hours=2)
    (changed,) = exam.change_info(
        a_class(),
        from_at=later,
        to_at=later + timedelta(hours=1),
        rooms=[a_room(venue_id="venue-2", seats=80)],
        reason="教室检修",
    )
    assert isinstance(changed, ExamInfoChanged)
    assert changed.rooms == {"venue-2": 80}
    assert (exam.state, exam.rooms_booked) == (ExamState.PRINTED, False)


def test_larger_rooms_may_leave_a_planned_exam_short_of_invigilators() -> None:
    exam = a_staffed_exam()
    exam.change_info(
        a_class(), from_at=STARTS, to_at=ENDS, rooms=[a_room(seats=150)], reason="换大教室"
    )
    assert exam.state is ExamState.PLANNED


def test_an_exam_that_has_begun_is_not_rescheduled() -> None:
    with pytest.raises(Refusal) as refused:
        an_exam(ExamState.IN_PROGRESS).change_info(
            a_class(), from_at=STARTS, to_at=ENDS, rooms=[a_room()], reason="改期"
        )
    assert refused.value.code == "WRONG_STATE"


def test_a_booking_of_other_rooms_says_nothing() -> None:
    exam = a_planned_exam()
    exam.take_booking(["venue-9"])
    assert not exam.rooms_booked
    exam.take_booking(["venue-1"])
    assert exam.rooms_booked


@pytest.mark.clause("A-6.9")
def test_no_exam_begins_before_its_time() -> None:
    exam = an_exam(ExamState.READY)
    with pytest.raises(Refusal) as refused:
        exam.begin(by="invigilator-1", now=STARTS - timedelta(seconds=1))
    assert refused.value.code == "TOO_EARLY"
    with pytest.raises(Forbidden):
        exam.begin(by="marker-1", now=STARTS)
    exam.begin(by="invigilator-1", now=STARTS)
    assert exam.state is ExamState.IN_PROGRESS


def test_the_fact_that_it_was_held_carries_the_seal_of_the_scripts() -> None:
    exam = an_exam(ExamState.IN_PROGRESS)
    exam.seal_scripts(by="invigilator-2", seal_no="S-3")
    assert exam.held(present=8, absent=1).seal_no == "S-3"


@pytest.mark.clause("A-7.8.a")
def test_a_marker_who_is_no_member_of_the_staff_is_forbidden_to_mark() -> None:
    exam = an_exam(ExamState.SCRIPTS_SEALED)
    with pytest.raises(Forbidden) as refused:
        exam.mark(by="marker-1", is_staff=False)
    assert (refused.value.code, refused.value.clause) == ("MARKER_IS_NOT_STAFF", "A-7.8.a")
    assert exam.state is ExamState.SCRIPTS_SEALED


@pytest.mark.clause("A-7.10.g")
def test_results_are_corrected_only_once_confirmed() -> None:
    an_exam(ExamState.RESULTS_PUBLISHED).require_correctable()
    with pytest.raises(Refusal) as refused:
        an_exam(ExamState.MARKED).require_correctable()
    assert refused.value.code == "WRONG_STATE"
