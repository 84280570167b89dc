"""The two forms: three sources, anonymous tickets, closed in time, told from five answers on."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError

from contracts.assessment import (
    AnswerEvaluation,
    AnswerLine,
    Aspect,
    EvaluationClosed,
    EvaluationForm,
    EvaluationOpened,
    OpenEvaluation,
    Respondent,
    TakeTicket,
    Target,
)
from contracts.enrollment import ClassClosed, ClassResumed
from contracts.roles import Actor, Role
from kit.privacy import vault
from kit.testing import TestOffice, an_actor
from services.assessment.domain.ticket import TicketTaken, make_ticket
from services.assessment.service import AssessmentService
from tests.assessment.college import (
    AFFAIRS,
    COUNSELOR,
    END_ON,
    HOST,
    NOBODY,
    SERVICE,
    STAFF,
    TEACHING,
    Course,
    about_class,
    about_teacher,
    on,
    refused,
)
from tests.assessment.conftest import SetClock
from tests.servers import RealServers

R = Respondent
STUDENT_WORK = an_actor(Role.STUDENT_WORK, person="xue")
GOOD_CLASS = about_class(Aspect.TEACHING, 85)


# -- Issuing and closing ---------------------------------------------------------------------------


@pytest.mark.clause("B-6.5b")
def test_a_form_is_issued_from_the_day_before_the_end_once(
    course: Course, set_clock: SetClock
) -> None:
    course.open()
    request = OpenEvaluation(class_id="class-1", form=TEACHING)
    set_clock(on(END_ON - timedelta(days=2), 23))
    with refused("TOO_EARLY"):
        course.office.do(request, as_=AFFAIRS)
    set_clock(on(END_ON - timedelta(days=1), 0))
    seen = course.office.do(request, as_=AFFAIRS)
    assert (seen.state, seen.scores, seen.comments) == ("OPEN", [], [])
    assert seen.asked == {R.TRAINEE: 6, R.HOST: 1, R.STUDENT_WORK: 1}
    assert [event.form for event in course.emitted(EvaluationOpened)] == [TEACHING]
    with refused("FORM_EXISTS"):
        course.office.do(request, as_=AFFAIRS)
    course.office.do(OpenEvaluation(class_id="class-1", form=SERVICE), as_=AFFAIRS)


def test_a_form_not_issued_is_unknown(course: Course) -> None:
    course.open()
    with refused("UNKNOWN"):
        course.results()


@pytest.mark.clause("B-6.5b")
def test_a_form_closes_by_itself_seven_days_after_the_end(
    course: Course, set_clock: SetClock
) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    set_clock(on(END_ON + timedelta(days=7), 23))
    course.office.tick()
    assert course.results().state == "OPEN"
    set_clock(on(END_ON + timedelta(days=8), 0))
    for _ in range(2):
        course.office.tick()
    assert course.results().state == "CLOSED"
    (closed,) = course.emitted(EvaluationClosed)
    assert (closed.answers, closed.response_rate, closed.score) == (0, 0, None)
    for attempt in (lambda: course.answer(ticket, GOOD_CLASS), lambda: course.ticket(2)):
        with refused("WRONG_STATE"):
            attempt()


def test_a_form_of_a_class_that_ends_later_closes_later(
    course: Course, set_clock: SetClock
) -> None:
    course.open()
    course.issue()
    later = END_ON + timedelta(days=3)
    course.office.hear(ClassResumed(class_id="class-1", days=3, resume_on=END_ON, end_on=later))
    set_clock(on(END_ON + timedelta(days=8)))
    course.office.tick()
    assert course.results().state == "OPEN"


# -- Three aspects, three sources ------------------------------------------------------------------


@pytest.mark.clause("B-6.5a", "B-6.5b")
def test_three_sources_answer_about_three_aspects(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    course.issue(SERVICE)
    for number in course.numbers:
        course.answer(course.ticket(number), about_teacher(90 + number % 2), GOOD_CLASS)
    for number in course.numbers:
        course.answer(
            course.ticket(number, SERVICE),
            about_class(Aspect.TRAINEE_SERVICE, 80),
            about_class(Aspect.LOGISTICS, 55, f"饭菜偏咸{number}"),
        )
    for actor in (HOST, COUNSELOR, STUDENT_WORK):
        course.answer(course.ticket(form=TEACHING, as_=actor), GOOD_CLASS)
        course.answer(course.ticket(form=SERVICE, as_=actor), about_class(Aspect.LOGISTICS, 70))
    teaching, service = course.collect(TEACHING), course.collect(SERVICE)
    for form in (teaching, service):
        assert form.answered == {R.TRAINEE: 6, R.HOST: 1, R.STUDENT_WORK: 2}
        assert form.asked == {R.TRAINEE: 6, R.HOST: 1, R.STUDENT_WORK: 2}
        assert (form.response_rate, form.representative) == (1000, True)
    whole = {
        (view.aspect, view.target, view.target_id): (view.answers, view.mean)
        for view in [*teaching.scores, *service.scores]
        if view.respondent is None
    }
    assert whole == {
        (Aspect.TEACHING, Target.TEACHER, "teacher-1"): (6, 905),
        (Aspect.TEACHING, Target.CLASS, ""): (9, 850),
        (Aspect.TRAINEE_SERVICE, Target.CLASS, ""): (6, 800),
        (Aspect.LOGISTICS, Target.CLASS, ""): (9, 600),
    }
    assert service.comments == [f"饭菜偏咸{number}" for number in course.numbers]
    # One host and two of student affairs are fewer than five: the trainees' mean would tell theirs.
    assert all(
        view.mean is None
        for view in teaching.scores
        if view.respondent and view.target is Target.CLASS
    )


TEACHER, VENUE, DEPARTMENT, CLASS = Target.TEACHER, Target.VENUE, Target.DEPARTMENT, Target.CLASS


@pytest.mark.clause("B-6.5a")
@pytest.mark.parametrize(
    ("form", "aspect", "target", "target_id"),
    [
        (TEACHING, Aspect.LOGISTICS, CLASS, ""),
        (TEACHING, Aspect.TEACHING, VENUE, "venue-1"),
        (TEACHING, Aspect.TEACHING, TEACHER, "teacher-of-another-class"),
        (TEACHING, Aspect.TEACHING, TEACHER, ""),
        (TEACHING, Aspect.TEACHING, CLASS, "class-1"),
        (SERVICE, Aspect.TEACHING, CLASS, ""),
        (SERVICE, Aspect.LOGISTICS, TEACHER, "teacher-1"),
        (SERVICE, Aspect.LOGISTICS, DEPARTMENT, ""),
    ],
)
def test_what_a_form_does_not_ask_is_malformed_and_leaves_the_ticket_good(
    course: Course, form: EvaluationForm, aspect: Aspect, target: Target, target_id: str
) -> None:
    course.open()
    course.issue(form)
    ticket = course.ticket(1, form)
    line = AnswerLine(aspect=aspect, target=target, target_id=target_id, score=80)
    with refused("ANSWERS") as malformed:
        course.answer(ticket, line)
    assert malformed.value.status == 422
    right = Aspect.TEACHING if form is TEACHING else Aspect.LOGISTICS
    course.answer(ticket, about_class(right, 80))


@pytest.mark.parametrize("aspect", [Aspect.LOGISTICS, Aspect.TRAINEE_SERVICE])
@pytest.mark.parametrize(("target", "target_id"), [(VENUE, "v"), (DEPARTMENT, "u"), (CLASS, "")])
def test_service_is_about_venues_departments_and_the_class(
    course: Course, aspect: Aspect, target: Target, target_id: str
) -> None:
    course.open()
    course.issue(SERVICE)
    line = AnswerLine(aspect=aspect, target=target, target_id=target_id, score=80)
    course.answer(course.ticket(1, SERVICE), line)
    assert course.results(SERVICE).answered[R.TRAINEE] == 1


def test_one_question_has_one_answer_on_a_sheet(course: Course) -> None:
    course.open()
    course.issue()
    with refused("ANSWERS"):
        course.answer(course.ticket(1), about_teacher(0), about_teacher(0))


# -- Tickets ---------------------------------------------------------------------------------------


@pytest.mark.clause("B-6.5b")
def test_everybody_takes_one_ticket_for_each_form(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    course.issue(SERVICE)
    tickets = {course.ticket(1), course.ticket(2), course.ticket(1, SERVICE)}
    tickets |= {course.ticket(as_=actor) for actor in (HOST, COUNSELOR)}
    assert len(tickets) == 5
    assert set(course.results().answered.values()) == {0}


@pytest.mark.clause("B-6.5b")
@pytest.mark.parametrize(("number", "actor"), [(1, None), (None, HOST), (None, COUNSELOR)])
def test_a_ticket_whose_reply_was_lost_is_given_again_until_it_has_answered(
    course: Course, number: int | None, actor: Actor | None
) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(number, as_=actor)
    assert course.ticket(number, as_=actor) == ticket
    course.answer(ticket, GOOD_CLASS)
    with refused("TICKET_USED"):
        course.ticket(number, as_=actor)
    assert sum(course.results().answered.values()) == 1


@pytest.mark.clause("B-6.5b")
def test_who_serves_and_orders_a_class_has_one_ballot_all_the_same(course: Course) -> None:
    course.open()
    course.issue()
    within = {"person": "both", "within": "class:class-1"}
    ticket = course.ticket(as_=an_actor(Role.HOST_REP, **within))
    assert course.ticket(as_=an_actor(Role.COUNSELOR, **within)) == ticket
    course.answer(ticket, GOOD_CLASS)
    with refused("TICKET_USED"):
        course.ticket(as_=an_actor(Role.COUNSELOR, **within))


@pytest.mark.clause("B-6.5b")
def test_a_ticket_answers_once(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    course.answer(ticket, GOOD_CLASS)
    with refused("TICKET_USED"):
        course.answer(ticket, GOOD_CLASS)
    assert course.results().answered[R.TRAINEE] == 1


@pytest.mark.clause("B-6.5b")
def test_a_ticket_nobody_handed_out_answers_nothing(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    changed = "t" if ticket[32] != "t" else "h"
    body, seal = ticket[:-1], ticket[-1]
    forged = (
        ticket[:32] + changed + ticket[33:],
        body + ("0" if seal != "0" else "1"),
        "a" * 20,
        ticket[:40],
    )
    for text in forged:
        with refused("UNKNOWN"):
            course.answer(text, GOOD_CLASS)


@pytest.mark.clause("B-6.5b")
def test_a_trainees_ticket_is_taken_by_nobody_else(course: Course) -> None:
    course.open(absent=[6])
    course.issue()
    with refused("NOT_YOUR_TICKET"):
        course.ticket(1, as_=COUNSELOR)
    with refused("NOT_YOUR_TICKET"):
        course.ticket(1, as_=an_actor(Role.TRAINEE, person="class-1-p2"))
    with refused("WHOSE_TICKET"):
        course.ticket(as_=an_actor(Role.TRAINEE, person="class-1-p1"))
    with refused("NOT_IN_CLASS"):
        course.ticket(6)
    elsewhere = an_actor(Role.HOST_REP, person="other", within="class:class-2")
    with refused("NOT_YOUR_DUTY"):
        course.ticket(as_=elsewhere)


@pytest.mark.clause("A-6.12")
def test_nothing_is_taken_or_answered_once_the_class_is_closed(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    course.office.hear(ClassClosed(class_id="class-1"))
    for attempt in (lambda: course.ticket(2), lambda: course.answer(ticket, GOOD_CLASS)):
        with refused("CLASS_CLOSED"):
            attempt()


# -- Nobody can tell whose answer it was -----------------------------------------------------------


def every_row(office: TestOffice) -> dict[str, list[tuple[Any, ...]]]:
    with office.database.reading() as session:
        return {
            name: [
                tuple(row)
                for row in session.execute(sql(f"SELECT * FROM {name}"))  # noqa: S608 – names of our tables
            ]
            for name in office.tables.metadata.tables
        }


@pytest.mark.clause("B-6.5b")
def test_no_table_leads_from_an_answer_to_a_person_or_a_ticket(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    course.answer(ticket, about_class(Aspect.TEACHING, 37, "only I write so"))
    tables = every_row(course.office)
    assert [name for name, rows in tables.items() if ticket[33:] in repr(rows)] == []
    assert [name for name, rows in tables.items() if "only I write" in repr(rows)] == [
        "answer_sheet"
    ]
    (sheet,) = tables["answer_sheet"]
    (used,) = tables["ticket_used"]
    (taken,) = tables["ticket_taken"]
    assert "class-1-t1" in taken
    assert not {"class-1-t1", "class-1-p1"} & {*sheet, *used}
    # The form is all that any two of them share.
    assert {*sheet} & {*taken} <= {taken[0], "TRAINEE"}
    assert not {*used} & {*sheet, *taken}
    assert not any(
        re.search(r"\d\d:\d\d", str(value)) for row in (sheet, used, taken) for value in row
    )


@pytest.mark.clause("B-6.5b")
def test_without_the_key_nobody_finds_a_takers_ticket_from_the_database(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    course.answer(ticket, GOOD_CLASS)
    (taken,) = every_row(course.office)["ticket_taken"]
    (used,) = every_row(course.office)["ticket_used"]
    (salt,) = salts(course)
    taker = TicketTaken(
        evaluation_id=taken[0], taker=taken[1], respondent=R.TRAINEE, taken_on=END_ON
    )
    seal = vault().blind
    right = partial(seal, "evaluation.ticket"), partial(seal, "evaluation.taker")
    assert make_ticket(taker, salt=salt, seal=right[0], mark=right[1]).hash == used[0]
    for mark in (
        partial(seal, "evaluation.ticket"),
        lambda text: sha256(text.encode()).hexdigest(),
    ):
        assert make_ticket(taker, salt=salt, seal=right[0], mark=mark).hash != used[0]


@pytest.mark.clause("B-6.5b")
def test_once_a_form_is_closed_nobody_at_all_finds_its_tickets(course: Course) -> None:
    course.open()
    course.issue()
    (salt,) = salts(course)
    course.answer(course.ticket(1), GOOD_CLASS)
    assert salts(course) == [salt]
    assert len(salt) == 32
    course.collect()
    assert salts(course) == [""]
    assert salt not in repr(every_row(course.office))


def test_each_form_has_a_salt_of_its_own(course: Course) -> None:
    course.open()
    course.issue(TEACHING)
    course.issue(SERVICE)
    assert len(set(salts(course))) == 2


def salts(course: Course) -> list[str]:
    form = course.office.tables["evaluation"]
    with course.office.database.reading() as session:
        return list(session.scalars(select(form.c.ticket_salt)))


@pytest.mark.clause("B-6.5b")
def test_on_postgresql_no_hidden_column_tells_which_answer_came_with_which_ticket(
    servers: RealServers, set_clock: SetClock
) -> None:
    url = servers.fresh().database_url.format(service="assessment")
    office = TestOffice(AssessmentService, url)
    course = Course(office, set_clock)
    course.open()
    course.issue()
    tickets = [course.ticket(number) for number in course.numbers]
    assert [course.ticket(number) for number in course.numbers] == tickets
    with ThreadPoolExecutor(len(tickets)) as pool:
        list(pool.map(lambda ticket: course.answer(ticket, GOOD_CLASS), tickets))
    with office.database.reading() as session:
        written = session.execute(
            sql("SELECT xmin::text, sheet_id FROM answer_sheet ORDER BY ctid")
        ).all()
    assert len(written) == len(tickets)
    assert len({row.xmin for row in written}) == 1
    assert [row.sheet_id for row in written] == sorted(row.sheet_id for row in written)
    for number in course.numbers:
        with refused("TICKET_USED"):
            course.ticket(number)
    office.close()


@pytest.mark.clause("B-6.5b")
def test_the_audit_line_of_an_answer_says_neither_who_nor_what(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    course.answer(ticket, about_class(Aspect.TEACHING, 37, "only I write so"))
    audit = course.office.tables["audit"]
    with course.office.database.reading() as session:
        (line,) = session.execute(
            audit.select().where(audit.c.message == "answer_evaluation")
        ).all()
    assert (line.person_id, line.request_id, line.detail) == ("", "", "{}")


@pytest.mark.clause("B-6.5b")
def test_an_answer_with_a_name_to_it_is_not_taken_and_leaves_no_line(course: Course) -> None:
    course.open()
    course.issue()
    ticket = course.ticket(1)
    request = AnswerEvaluation(ticket=ticket, answers=[GOOD_CLASS])
    with refused("NOT_ANONYMOUS") as named:
        course.office.do(request, as_=course.trainee(1))
    assert named.value.status == 422
    audit = every_row(course.office)["audit"]
    assert not any("answer_evaluation" in line for line in audit)
    course.office.do(request, as_=NOBODY)


def test_neither_ticket_nor_answer_is_kept_to_be_given_again(course: Course) -> None:
    course.open()
    course.issue()
    take = TakeTicket(class_id="class-1", form=TEACHING, trainee_id="class-1-t1")
    ticket = course.office.do(take, as_=course.trainee(1), key="once").ticket
    assert course.office.do(take, as_=course.trainee(1), key="once").ticket == ticket
    answer = AnswerEvaluation(ticket=ticket, answers=[GOOD_CLASS])
    course.office.do(answer, as_=NOBODY, key="once")
    assert every_row(course.office)["answered"] == []
    with refused("TICKET_USED"):
        course.office.do(take, as_=course.trainee(1), key="once")


@pytest.mark.clause("B-6.5b")
@pytest.mark.parametrize(
    ("table", "sentence"),
    [("ticket_taken", "ticket_taken"), ("ticket_used", "ticket_used")],
)
def test_the_database_itself_knows_no_second_ticket_and_no_second_answer(
    course: Course, table: str, sentence: str
) -> None:
    course.open()
    course.issue()
    course.answer(course.ticket(1), GOOD_CLASS)
    (row,) = every_row(course.office)[table]
    values = ", ".join(f"'{value}'" for value in row)
    with (
        pytest.raises(IntegrityError, match=sentence),
        course.office.database.writing() as session,
    ):
        session.execute(sql(f"INSERT INTO {table} VALUES ({values})"))  # noqa: S608 – its own row again


# -- What is told ----------------------------------------------------------------------------------


def answered_by(course: Course, count: int, actor: Actor | None = None) -> None:
    for number in range(1, count + 1):
        course.answer(course.ticket(number, as_=actor), about_teacher(50 + number))


@pytest.mark.clause("B-6.5b")
@pytest.mark.parametrize(("count", "mean"), [(4, None), (5, 530)])
def test_results_are_told_from_five_answers_on_and_only_once_closed(
    course: Course, count: int, mean: int | None
) -> None:
    course.open()
    course.issue()
    answered_by(course, count)
    out = course.results()
    assert (out.scores, out.answered[R.TRAINEE], out.representative) == ([], count, count == 5)
    closed = course.collect()
    whole = next(view for view in closed.scores if view.respondent is None)
    assert (whole.answers, whole.mean) == (count, mean)
    (told,) = course.emitted(EvaluationClosed)
    assert (told.answers, told.score, told.response_rate) == (count, mean, count * 125)
    with refused("WRONG_STATE"):
        course.collect()


def test_a_class_of_the_institutions_own_has_no_host_to_ask(
    office: TestOffice, set_clock: SetClock
) -> None:
    course = Course(office, set_clock, hosted_externally=False)
    course.open()
    assert course.issue().asked == {R.TRAINEE: 6, R.HOST: 0, R.STUDENT_WORK: 1}


def test_staff_and_lead_issue_and_close_too(course: Course) -> None:
    course.open()
    course.set_clock(on(END_ON))
    request = OpenEvaluation(class_id="class-1", form=SERVICE)
    assert course.office.do(request, as_=STAFF).state == "OPEN"
