"""Summaries in place of an exam: who owes one, who reviews it, who completes the class by it."""

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from contracts.assessment import (
    AssessmentFinished,
    Grade,
    ListSummaries,
    PlanExam,
    ReadSummary,
    ReviewSummary,
    SubmitSummary,
    SummaryAccepted,
    SummaryKind,
    SummaryReturned,
    SummaryState,
    SummarySubmitted,
)
from contracts.enrollment import ClassClosed, TraineeWithdrawn, WithdrawalKind
from contracts.roles import Role
from contracts.scheduling import LeaveLimitExceeded, LeaveLimitRestored
from contracts.values import Category, Track
from kit.testing import TestOffice, an_actor
from tests.assessment.college import (
    AFFAIRS,
    COUNSELOR,
    END_ON,
    MENTOR,
    STAFF,
    Course,
    a_text,
    on,
    refused,
)
from tests.assessment.conftest import SetClock
from tests.assessment.makers import ENDS, STARTS, a_room

S = SummaryState


# -- Who owes one ----------------------------------------------------------------------------------


@pytest.mark.clause("A-6.8", "A-5.o2", "A-5.o3", "A-6.5b", "A-6.5c")
@pytest.mark.parametrize(
    ("category", "kind", "track"),
    [
        (Category.CADRE_SECTION, SummaryKind.SECTION_CADRE, Track.CADRE),
        (Category.CADRE_OTHER, SummaryKind.SECTION_CADRE, Track.CADRE),
        (Category.CADRE_DIVISION, SummaryKind.DIVISION_CADRE, Track.CADRE),
        (Category.MEMBER, SummaryKind.MEMBER, Track.MEMBER),
        (Category.OTHER, SummaryKind.MEMBER, Track.MEMBER),
    ],
)
def test_each_trainee_of_cadre_and_member_classes_owes_the_summary_of_that_class(
    office: TestOffice,
    set_clock: SetClock,
    category: Category,
    kind: SummaryKind,
    track: Track,
) -> None:
    course = Course(office, set_clock, category=category)
    course.open()
    owed = course.summaries()
    assert len(owed) == 6
    assert {(one.kind, one.state, one.due_on) for one in owed.values()} == {(kind, S.DUE, END_ON)}
    assert course.created.track is track


@pytest.mark.clause("A-6.8", "A-6.9")
def test_a_prospect_class_owes_none_and_completes_by_none(
    office: TestOffice, set_clock: SetClock
) -> None:
    course = Course(office, set_clock, category=Category.ACTIVIST)
    course.open()
    course.teach()
    assert course.summaries() == {}
    with refused("NO_SUMMARY_ON_THIS_TRACK"):
        course.submit(1)
    with refused("NO_SUMMARY_ON_THIS_TRACK"):
        course.conclude()
    assert course.emitted(AssessmentFinished) == []


@pytest.mark.clause("A-6.8", "A-6.5b")
def test_a_cadre_class_plans_no_exam(course: Course) -> None:
    course.open()
    exam = PlanExam(
        class_id="class-1", title="结业考试", from_at=STARTS, to_at=ENDS, rooms=[a_room()]
    )
    with refused("NO_EXAM_ON_THIS_TRACK"):
        course.office.do(exam, as_=an_actor(Role.EXAM_ADMIN))


def test_a_roster_told_twice_leaves_one_summary_each(course: Course) -> None:
    course.create()
    course.create()
    assert len(course.summaries()) == 6


@pytest.mark.clause("A-6.8")
def test_who_never_came_or_has_left_owes_none(course: Course) -> None:
    course.open(absent=[1])
    course.office.hear(
        TraineeWithdrawn(
            class_id="class-1",
            trainee_id=course.trainee_id(2),
            unit_id="unit-1",
            kind=WithdrawalKind.UNIT_REQUEST,
        )
    )
    assert sorted(course.summaries()) == [3, 4, 5, 6]
    for number in (1, 2):
        with refused("NOT_IN_CLASS"):
            course.submit(number)


# -- Handing in ------------------------------------------------------------------------------------


def said(course: Course) -> tuple[set[int], bool]:
    """Whose summaries the list awaits, and whether it may be concluded."""
    listed = course.summaries()
    (concludable,) = {one.concludable for one in listed.values()}
    return {number for number, one in listed.items() if one.awaited}, concludable


@pytest.mark.clause("A-6.8")
def test_the_list_says_what_would_be_taken_and_nothing_that_would_be_refused(
    course: Course,
) -> None:
    everybody = set(course.numbers)
    course.create()
    assert said(course) == (set(), False)
    course.open()
    course.submit(1)
    assert said(course) == (everybody - {1}, False)
    course.review(1)
    course.teach()
    assert said(course) == (everybody - {1}, False)
    course.set_clock(on(END_ON + timedelta(days=1)))
    assert said(course) == (everybody - {1}, True)
    course.submit(2)
    assert said(course) == (everybody - {1, 2}, False)
    course.review(2)
    course.conclude()
    assert said(course) == (set(), False)


@pytest.mark.clause("A-6.8")
def test_of_a_class_that_is_closed_no_summary_is_awaited(course: Course) -> None:
    course.open()
    course.office.hear(ClassClosed(class_id="class-1"))
    assert said(course) == (set(), False)


@pytest.mark.clause("A-6.8")
def test_a_summary_is_handed_in_from_the_opening_on(course: Course) -> None:
    course.create()
    with refused("CLASS_NOT_BEGUN"):
        course.submit(1)
    course.open()
    seen = course.submit(1, a_text(1, 321))
    assert (seen.state, seen.length, seen.flagged) == (S.SUBMITTED, 321, False)
    assert [event.trainee_id for event in course.emitted(SummarySubmitted)] == ["class-1-t1"]
    with refused("WRONG_STATE"):
        course.submit(1)


def test_a_trainee_reaches_only_the_own_summary(course: Course) -> None:
    course.open()
    course.submit(1)
    theirs = ReadSummary(class_id="class-1", trainee_id="class-1-t1")
    assert course.office.do(theirs, as_=course.trainee(1)).text == a_text(1)
    with refused("NOT_YOUR_DUTY"):
        course.office.do(theirs, as_=course.trainee(2))
    with refused("NOT_YOUR_DUTY"):
        course.submit(1, as_=course.trainee(2))


def test_a_trainee_of_another_class_is_unknown(course: Course, set_clock: SetClock) -> None:
    course.open()
    other = Course(course.office, set_clock, number=2)
    other.open()
    elsewhere = SubmitSummary(class_id="class-1", trainee_id="class-2-t1", text=a_text())
    with refused("UNKNOWN"):
        course.office.do(elsewhere, as_=STAFF)
    found = ReadSummary(class_id="class-2", trainee_id="class-1-t1")
    with refused("UNKNOWN"):
        course.office.do(found, as_=STAFF)


@pytest.mark.clause("A-6.8")
def test_a_summary_is_overdue_the_day_after_and_may_still_be_handed_in(
    course: Course, set_clock: SetClock
) -> None:
    course.open(absent=[6])
    course.submit(1)
    set_clock(on(END_ON, 23))
    course.office.tick()
    assert {one.state for one in course.summaries().values()} == {S.SUBMITTED, S.DUE}
    set_clock(on(END_ON + timedelta(days=1), 0))
    for _ in range(2):
        course.office.tick()
    states = {number: one.state for number, one in course.summaries().items()}
    assert states == {1: S.SUBMITTED, 2: S.OVERDUE, 3: S.OVERDUE, 4: S.OVERDUE, 5: S.OVERDUE}
    with course.office.database.reading() as session:
        absent = session.execute(sql("SELECT state FROM summary WHERE trainee_id = 'class-1-t6'"))
        assert absent.scalar_one() == "DUE"
    assert course.submit(2).state is S.SUBMITTED


def test_the_text_stands_in_no_event_no_audit_line_and_no_stored_answer(course: Course) -> None:
    course.open()
    text = a_text(1)
    request = SubmitSummary(class_id="class-1", trainee_id="class-1-t1", text=text)
    course.office.do(request, as_=course.trainee(1), key="once")
    course.review(1, as_=MENTOR)
    with course.office.database.reading() as session:
        stored = {
            name: repr(session.execute(sql(f"SELECT * FROM {name}")).all())  # noqa: S608 – names of our tables
            for name in course.office.tables.metadata.tables
        }
    assert [name for name, rows in stored.items() if text[:12] in rows] == ["summary"]


# -- Likeness --------------------------------------------------------------------------------------


@pytest.mark.clause("A-6.8")
def test_two_alike_are_flagged_for_the_reviewer_and_not_refused(course: Course) -> None:
    course.open()
    course.submit(1, a_text(1, 400))
    copied = course.submit(2, a_text(1, 400)[:350] + a_text(2, 50))
    course.submit(3, a_text(3, 400))
    seen = course.summaries()
    assert copied.flagged
    assert copied.similarity == seen[1].similarity >= 800
    assert (seen[1].closest_id, seen[2].closest_id) == ("class-1-t2", "class-1-t1")
    assert copied.closest_id == ""
    assert [seen[number].flagged for number in (1, 2, 3)] == [True, True, False]
    assert seen[3].similarity < 100


def test_a_new_text_is_compared_anew_and_clears_the_other(course: Course) -> None:
    course.open()
    course.submit(1)
    course.submit(2, a_text(1))
    course.submit(3, a_text(1)[:75] + a_text(3, 75))
    course.review(2, None, "与他人雷同，请重写")
    course.submit(2, a_text(2))
    seen = course.summaries()
    assert not seen[2].flagged
    assert seen[1].similarity == seen[3].similarity
    assert 0 < seen[1].similarity < 1000


# -- Reviewing -------------------------------------------------------------------------------------


@pytest.mark.clause("A-6.8")
def test_a_mentor_returns_with_an_opinion_and_then_accepts_with_a_grade(course: Course) -> None:
    course.open()
    course.submit(1)
    with refused("SUMMARY_REVIEW") as empty:
        course.review(1, None, "  ", as_=MENTOR)
    assert (empty.value.status, empty.value.faults[0].field) == (422, "opinion")
    returned = course.review(1, None, "请联系实际", as_=MENTOR)
    assert (returned.state, returned.opinion) == (S.RETURNED, "请联系实际")
    again = course.submit(1, a_text(11))
    assert (again.state, again.opinion, again.reviewed_by) == (S.SUBMITTED, "", "")
    accepted = course.review(1, Grade.EXCELLENT, as_=MENTOR)
    assert (accepted.state, accepted.grade, accepted.reviewed_by) == (
        S.ACCEPTED,
        Grade.EXCELLENT,
        "mentor",
    )
    assert len(course.emitted(SummaryReturned)) == 1
    assert [event.grade for event in course.emitted(SummaryAccepted)] == [Grade.EXCELLENT]


@pytest.mark.parametrize("grade", [None, Grade.GOOD])
def test_a_grade_belongs_to_an_acceptance_and_to_nothing_else(
    course: Course, grade: Grade | None
) -> None:
    course.open()
    course.submit(1)
    review = ReviewSummary(
        class_id="class-1",
        trainee_id="class-1-t1",
        accepted=grade is None,
        grade=grade,
        opinion="意见",
    )
    with refused("SUMMARY_REVIEW") as malformed:
        course.office.do(review, as_=STAFF)
    assert (malformed.value.status, malformed.value.faults[0].field) == (422, "grade")


@pytest.mark.clause("A-6.8")
def test_nobody_reviews_what_they_wrote_or_handed_in(course: Course) -> None:
    course.open()
    course.submit(1)
    author = an_actor(Role.STAFF, person="class-1-p1")
    with refused("OWN_SUMMARY") as own:
        course.review(1, as_=author)
    assert own.value.status == 403
    course.submit(3, as_=COUNSELOR)
    with refused("OWN_SUMMARY"):
        course.review(3, as_=an_actor(Role.STAFF, person="class-1-p3"))
    course.submit(2, as_=STAFF)
    for grade, opinion in ((Grade.GOOD, ""), (None, "请补充")):
        with refused("OWN_SUMMARY"):
            course.review(2, grade, opinion, as_=STAFF)
    assert course.review(2, as_=AFFAIRS).state is S.ACCEPTED


def test_a_counselor_hands_in_and_reads_but_does_not_review(course: Course) -> None:
    course.open()
    course.submit(1, as_=COUNSELOR)
    read = ReadSummary(class_id="class-1", trainee_id="class-1-t1")
    assert course.office.do(read, as_=COUNSELOR).text == a_text(1)
    listed = course.office.do(ListSummaries(class_id="class-1"), as_=COUNSELOR)
    assert len(listed) == 6
    with refused("NOT_YOUR_DUTY"):
        course.review(1, as_=COUNSELOR)


# -- Concluding ------------------------------------------------------------------------------------


@pytest.mark.clause("A-6.8")
def test_completed_is_who_has_one_accepted_that_is_no_fail_and_kept_the_leave_rule(
    course: Course, set_clock: SetClock
) -> None:
    course.open(absent=[6])
    for number, grade in ((1, Grade.EXCELLENT), (2, Grade.FAIL), (3, Grade.PASS), (4, Grade.GOOD)):
        course.submit(number)
        course.review(number, grade)
    for number, kind in ((3, LeaveLimitExceeded), (4, LeaveLimitExceeded), (4, LeaveLimitRestored)):
        told = kind(class_id="class-1", trainee_id=course.trainee_id(number), leave=40, total=240)
        course.office.hear(told)
    course.teach()
    with refused("SUMMARIES_STILL_DUE"):
        course.conclude()
    set_clock(on(END_ON + timedelta(days=1)))
    course.conclude()
    (finished,) = course.emitted(AssessmentFinished)
    assert finished.track is Track.CADRE
    assert finished.completed == ["class-1-t1", "class-1-t4"]
    assert finished.failed == ["class-1-t2", "class-1-t3", "class-1-t5", "class-1-t6"]


@pytest.mark.clause("A-6.8")
def test_nothing_is_concluded_while_one_waits_or_the_teaching_goes_on(
    course: Course, set_clock: SetClock
) -> None:
    course.open()
    course.submit(1)
    with refused("NOT_TAUGHT_YET"):
        course.conclude()
    course.teach()
    set_clock(on(END_ON + timedelta(days=1)))
    with refused("SUMMARIES_UNREVIEWED") as waiting:
        course.conclude()
    assert [fault.field for fault in waiting.value.faults] == ["KJ2026-1-0001"]
    course.review(1)
    course.conclude()
    for attempt in (course.conclude, lambda: course.submit(2), lambda: course.review(1)):
        with refused("SUMMARIES_CONCLUDED"):
            attempt()


def test_nothing_is_handed_in_after_the_class_is_closed(course: Course) -> None:
    course.open()
    course.office.hear(ClassClosed(class_id="class-1"))
    with refused("CLASS_CLOSED"):
        course.submit(1)
