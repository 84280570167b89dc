from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Forbidden, Invalid, Refusal
from contracts.roles import Role
from contracts.scheduling import (
    Decision,
    SessionDraft,
    TeacherEngaged,
    TeacherState,
    TimetablePublished,
    TimetableRevised,
)
from contracts.values import Category, HalfDay, SessionForm
from services.scheduling.domain.course import ContentState
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.session import Aspect, Review, SessionState
from services.scheduling.domain.template import templates
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.timetable_life import TimetableState
from services.scheduling.domain.venue import VenueState
from tests.scheduling.makers import (
    NOW,
    START,
    a_course,
    a_draft,
    a_full_timetable,
    a_pool,
    a_published_timetable,
    a_session,
    a_teacher,
    a_timetable,
    a_venue,
    somebody,
    the_rules,
)

LEADER = a_teacher("leader1", name="王书记", is_leader=True)


def ids() -> Any:
    numbers = iter(range(100))
    return lambda: f"new{next(numbers)}"


def codes(timetable: Timetable, pool: Pool) -> set[str]:
    return {problem.code for problem in timetable.problems(pool)}


def change(
    timetable: Timetable, session_id: str, draft: SessionDraft, reason: str = "临时"
) -> None:
    timetable.change_session(session_id, draft, reason=reason, by="p1", now=NOW)


def review(timetable: Timetable, session_id: str, aspect: Aspect, *roles: Role) -> None:
    timetable.review_session(
        session_id,
        aspect=aspect,
        decision=Decision.APPROVED,
        opinion="",
        actor=somebody(*roles),
        now=NOW,
    )


# -- Templates -----------------------------------------------------------------


@pytest.mark.clause("A-5.h1", "A-5.h2", "A-5.h3", "A-6.3")
@pytest.mark.parametrize(
    ("category", "clause"),
    [
        (Category.DEV_TARGET, "A-5.h1"),
        (Category.CADRE_SECTION, "A-5.h2"),
        (Category.CADRE_DIVISION, "A-5.h3"),
    ],
)
def test_a_template_lays_out_the_days_from_the_class_start(category: Category, clause: str) -> None:
    timetable = a_timetable(category=category)
    laid = timetable.apply_template(ids())
    template = templates()[category]
    assert template.clause == clause
    assert [(s.on, s.half_day, s.title, s.hours) for s in laid] == [
        (START + timedelta(days=line.day - 1), line.half_day, line.title, line.hours)
        for line in template.sessions
    ]
    assert timetable.hours_total >= timetable.minimum_hours
    assert next(s for s in timetable.live if s.form is SessionForm.PARTY_LECTURE) is laid[0]


@pytest.mark.clause("A-5.h1")
def test_a_template_is_laid_only_into_an_empty_timetable_that_is_long_enough() -> None:
    timetable = a_timetable()
    timetable.apply_template(ids())
    with pytest.raises(Refusal, match="TIMETABLE_NOT_EMPTY"):
        timetable.apply_template(ids())
    with pytest.raises(Refusal, match="CLASS_TOO_SHORT"):
        a_timetable(end_on=START + timedelta(days=1)).apply_template(ids())
    with pytest.raises(Refusal, match="NO_TEMPLATE"):
        a_timetable(category=Category.MEMBER).apply_template(ids())


@given(st.sampled_from(sorted(templates())), st.integers(0, 400))
def test_sessions_of_a_template_never_overlap(category: Category, offset: int) -> None:
    start = START + timedelta(days=offset)
    timetable = a_timetable(category=category, start_on=start, end_on=start + timedelta(days=9))
    live = sorted(timetable.apply_template(ids()), key=lambda session: session.from_at)
    for one, other in pairwise(live):
        assert not one.span.overlaps(other.span)


# -- Sessions ------------------------------------------------------------------


@pytest.mark.clause("A-7.6.b")
@pytest.mark.parametrize("form", list(SessionForm))
def test_every_form_of_training_can_be_arranged(form: SessionForm) -> None:
    timetable = a_timetable()
    timetable.add_session(a_draft(form=form), session_id="s1", by="p1", now=NOW)
    assert timetable.session("s1").form is form


@pytest.mark.clause("A-6.3")
@pytest.mark.parametrize(
    ("half_day", "starts", "ends"),
    [
        (HalfDay.AM, "11:30", "13:00"),
        (HalfDay.PM, "08:00", "11:00"),
        (HalfDay.EVE, "17:00", "19:00"),
        (HalfDay.AM, "10:00", "10:00"),
        (HalfDay.AM, "10:00", "09:00"),
        (HalfDay.AM, "25:00", "26:00"),
        (HalfDay.AM, "eight", "nine!"),
    ],
)
def test_a_session_lies_in_order_within_its_half_day(
    half_day: HalfDay, starts: str, ends: str
) -> None:
    with pytest.raises(Invalid):
        a_session(half_day=half_day, starts=starts, ends=ends)


@pytest.mark.clause("A-6.3")
@pytest.mark.parametrize("on", [START - timedelta(days=1), START + timedelta(days=5)])
def test_a_session_lies_within_the_days_of_the_class(on: date) -> None:
    timetable = a_timetable()
    with pytest.raises(Invalid, match="OUTSIDE_CLASS"):
        timetable.add_session(a_draft(on=on), session_id="s1", by="p1", now=NOW)
    assert timetable.sessions == []


def test_local_times_are_kept_as_instants() -> None:
    session = a_session(starts="08:00", ends="11:20")
    assert session.from_at.isoformat() == "2026-03-09T00:00:00+00:00"
    assert session.to_at.isoformat() == "2026-03-09T03:20:00+00:00"


# -- Publication ---------------------------------------------------------------


@pytest.mark.clause("A-6.3", "A-7.3.b", "A-7.10.c")
def test_a_complete_timetable_is_published_and_its_teachers_are_engaged() -> None:
    timetable = a_full_timetable()
    events = timetable.publish(a_pool())
    published, engaged = events
    assert isinstance(published, TimetablePublished)
    assert (published.version, published.hours_total) == (1, 240)
    assert [session.session_id for session in published.sessions] == [f"s{n}" for n in range(1, 7)]
    assert isinstance(engaged, TeacherEngaged)
    assert engaged.session_ids == [f"s{n}" for n in range(1, 7)]
    assert timetable.state is TimetableState.PUBLISHED


def unvetted(**changes: Any) -> Pool:
    return a_pool(teachers=[a_teacher(**changes), LEADER])


GAPS: list[tuple[str, str, Pool]] = [
    ("A-7.3.c", "TEACHER_UNVETTED", unvetted(state=TeacherState.PROPOSED)),
    ("A-7.3.c", "TEACHER_UNVETTED", unvetted(state=TeacherState.REJECTED)),
    ("A-7.3.c", "TEACHER_UNVETTED", unvetted(state=TeacherState.SUSPENDED)),
    ("A-7.3.c", "TEACHER_UNVETTED", unvetted(valid_until=START - timedelta(days=1))),
    ("A-7.10.c", "VENUE_UNVETTED", a_pool(venues=[a_venue(state=VenueState.FAILED)])),
    ("A-7.10.c", "VENUE_UNVETTED", a_pool(venues=[a_venue(state=VenueState.REVOKED)])),
    ("A-7.10.c", "VENUE_UNVETTED", a_pool(venues=[a_venue(valid_until=START)])),
    ("A-7.3.b", "VENUE_TOO_SMALL", a_pool(venues=[a_venue(capacity=39)])),
    ("A-5.k2", "CONTENT_UNAPPROVED", a_pool([a_course(content_state=ContentState.SUBMITTED)])),
    ("A-7.5.a", "NO_MOBILIZATION", a_pool(teachers=[a_teacher(), a_teacher("leader1")])),
]


@pytest.mark.clause("A-7.3.c", "A-7.10.c", "A-5.k2", "A-7.3.b", "A-7.5.a")
@pytest.mark.parametrize(("clause", "code", "pool"), GAPS)
def test_what_is_not_vetted_or_reviewed_keeps_a_timetable_from_being_published(
    clause: str, code: str, pool: Pool
) -> None:
    timetable = a_full_timetable()
    assert codes(timetable, pool) == {code}
    with pytest.raises(Refusal, match="TIMETABLE_GAPS") as refused:
        timetable.publish(pool)
    assert refused.value.clause == clause
    assert timetable.state is TimetableState.DRAFT


@pytest.mark.clause("A-7.10.c")
@pytest.mark.parametrize("verdict", [Review.PENDING, Review.REJECTED])
@pytest.mark.parametrize("aspect", ["content_review", "venue_review"])
def test_each_activity_needs_both_reviews(aspect: str, verdict: Review) -> None:
    timetable = a_full_timetable()
    setattr(timetable.session("s4"), aspect, verdict)
    with pytest.raises(Refusal) as refused:
        timetable.publish(a_pool())
    assert [fault.field for fault in refused.value.faults] == ["s4"]


@pytest.mark.clause("A-7.3.b")
@pytest.mark.parametrize(
    ("form", "missing"),
    [
        (SessionForm.PARTY_LECTURE, {"NO_COURSE", "NO_TEACHER", "NO_VENUE"}),
        (SessionForm.GUIDANCE, {"NO_COURSE", "NO_TEACHER", "NO_VENUE"}),
        (SessionForm.VIDEO, {"NO_COURSE", "NO_VENUE"}),
        (SessionForm.DISCUSSION, {"NO_VENUE"}),
        (SessionForm.FIELD_STUDY, {"NO_VENUE"}),
        (SessionForm.OTHER, {"NO_TEACHER", "NO_VENUE"}),
    ],
)
def test_what_a_session_cannot_do_without_depends_on_its_form(
    form: SessionForm, missing: set[str]
) -> None:
    timetable = a_full_timetable()
    bare = a_session("s9", day=4, form=form, course_id=None, teacher_ids=[], venue_id=None)
    timetable.sessions.append(bare)
    assert codes(timetable, a_pool()) == missing


@pytest.mark.clause("A-6.3")
@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_a_class_of_development_targets_has_at_least_24_hours(hours: list[int]) -> None:
    sessions = [a_session(f"s{n}", hours=each) for n, each in enumerate(hours)]
    timetable = a_timetable(sessions=sessions)
    assert ("TOO_FEW_HOURS" in codes(timetable, a_pool())) is (sum(hours) < 240)


def test_other_kinds_of_class_have_no_minimum() -> None:
    assert a_timetable(category=Category.CADRE_SECTION).minimum_hours == 0


@pytest.mark.clause("A-7.5.a")
def test_only_the_first_party_lecture_in_time_needs_the_mobilization() -> None:
    timetable = a_full_timetable()
    first = timetable.session("s1")
    first.form = SessionForm.GUIDANCE
    problems = timetable.problems(a_pool())
    assert [(problem.code, problem.session_id) for problem in problems] == [
        ("NO_MOBILIZATION", "s2")
    ]


@pytest.mark.clause("A-7.3.b")
def test_once_approved_the_roster_counts_instead_of_the_planned_number() -> None:
    timetable = a_full_timetable()
    timetable.count_roster(version=2, size=101)
    assert codes(timetable, a_pool()) == {"VENUE_TOO_SMALL"}
    assert not timetable.count_roster(version=1, size=3)
    assert timetable.headcount == 101


# -- Reviews -------------------------------------------------------------------


@pytest.mark.clause("A-7.10.c")
@pytest.mark.parametrize(
    ("what", "content", "venue"),
    [
        ({"teacher_ids": ["teacher2"]}, Review.PENDING, Review.APPROVED),
        ({"course_id": "course2"}, Review.PENDING, Review.APPROVED),
        ({"title": "换一个题目"}, Review.PENDING, Review.APPROVED),
        ({"form": SessionForm.GUIDANCE}, Review.PENDING, Review.APPROVED),
        ({"venue_id": "venue2"}, Review.APPROVED, Review.PENDING),
        ({"starts": "08:30", "ends": "11:50"}, Review.APPROVED, Review.APPROVED),
    ],
)
def test_another_teacher_content_or_venue_reopens_its_own_review(
    what: dict[str, Any], content: Review, venue: Review
) -> None:
    session = a_session()
    session.change(a_draft(**what), the_rules())
    assert (session.content_review, session.venue_review) == (content, venue)


@pytest.mark.clause("A-7.10.c")
@pytest.mark.parametrize(
    ("aspect", "role", "within", "allowed"),
    [
        (Aspect.CONTENT, Role.EVP, "*", True),
        (Aspect.CONTENT, Role.VETTING_PANEL, "class:c1", True),
        (Aspect.CONTENT, Role.VETTING_PANEL, "class:c2", False),
        (Aspect.CONTENT, Role.FIN_LOGISTICS, "*", False),
        (Aspect.VENUE, Role.FIN_LOGISTICS, "*", True),
        (Aspect.VENUE, Role.TEACHING_AFFAIRS, "*", False),
    ],
)
def test_content_and_venue_are_reviewed_by_those_whose_duty_it_is(
    aspect: Aspect, role: Role, within: str, allowed: bool
) -> None:
    timetable = a_full_timetable()
    actor = somebody(role, within=within)
    decided = {"decision": Decision.REJECTED, "opinion": "", "actor": actor, "now": NOW}
    if allowed:
        timetable.review_session("s1", aspect=aspect, **decided)  # type: ignore[arg-type]  # shorthand
    else:
        with pytest.raises(Forbidden):
            timetable.review_session("s1", aspect=aspect, **decided)  # type: ignore[arg-type]  # shorthand
    session = timetable.session("s1")
    verdict = session.content_review if aspect is Aspect.CONTENT else session.venue_review
    assert verdict is (Review.REJECTED if allowed else Review.APPROVED)


@pytest.mark.clause("A-7.10.c")
def test_a_venue_that_is_not_yet_chosen_is_not_reviewed() -> None:
    timetable = a_timetable(sessions=[a_session(reviewed=False, venue_id=None)])
    with pytest.raises(Refusal, match="NO_VENUE_YET"):
        review(timetable, "s1", Aspect.VENUE, Role.FIN_LOGISTICS)


# -- Revision ------------------------------------------------------------------


@pytest.mark.clause("A-7.6.a")
def test_a_published_timetable_is_changed_only_with_a_reason_and_keeps_old_and_new() -> None:
    timetable = a_published_timetable()
    moved = a_draft(1, starts="09:00", ends="12:20", mobilization_leader_id="leader1")
    with pytest.raises(Invalid, match="REASON_MISSING"):
        change(timetable, "s1", moved, reason=" ")
    change(timetable, "s1", moved, reason="场地停电")
    (kept,) = timetable.changes
    assert kept.old is not None
    assert (kept.old["from_at"], kept.new["from_at"]) == (
        "2026-03-09T00:00:00+00:00",
        "2026-03-09T01:00:00+00:00",
    )
    assert (kept.reason, kept.by) == ("场地停电", "p1")


@pytest.mark.clause("A-7.6.a")
def test_a_draft_is_changed_freely_and_silently() -> None:
    timetable = a_full_timetable()
    change(timetable, "s2", a_draft(1, HalfDay.PM, hours=30), reason="")
    assert (timetable.changes, timetable.pending) == ([], {})
    assert timetable.announce(a_pool()) == []


@pytest.mark.clause("A-7.6.a")
def test_a_change_of_time_is_announced_at_once() -> None:
    timetable = a_published_timetable()
    same: dict[str, Any] = {
        "mobilization_leader_id": "leader1",
        "title": timetable.session("s1").title,
    }
    change(timetable, "s1", a_draft(1, starts="09:00", ends="12:20", **same), reason="场地停电")
    (revised,) = timetable.announce(a_pool())
    assert isinstance(revised, TimetableRevised)
    assert (revised.version, revised.reason) == (2, "场地停电")
    assert timetable.announce(a_pool()) == []


@pytest.mark.clause("A-7.10.c", "A-7.6.a")
def test_another_venue_is_announced_only_once_it_has_been_reviewed() -> None:
    timetable = a_published_timetable()
    pool = a_pool(venues=[a_venue(), a_venue("venue2")])
    session = timetable.session("s2")
    draft = a_draft(1, HalfDay.PM, venue_id="venue2", title=session.title)
    change(timetable, "s2", draft, reason="报告厅检修")
    assert timetable.announce(pool) == []
    review(timetable, "s2", Aspect.VENUE, Role.FIN_LOGISTICS)
    (revised,) = timetable.announce(pool)
    assert isinstance(revised, TimetableRevised)
    assert revised.sessions[1].venue_id == "venue2"


@pytest.mark.clause("A-7.3.c")
def test_another_teacher_is_engaged_with_the_revision() -> None:
    timetable = a_published_timetable()
    pool = a_pool(teachers=[a_teacher(), a_teacher("teacher2"), LEADER])
    change(timetable, "s2", a_draft(1, HalfDay.PM, teacher_ids=["teacher2"]), reason="原教师生病")
    review(timetable, "s2", Aspect.CONTENT, Role.EVP)
    _, *engaged = timetable.announce(pool)
    assert {e.teacher_id: e.session_ids for e in engaged if isinstance(e, TeacherEngaged)} == {
        "teacher1": ["s1", "s3", "s4", "s5", "s6"],
        "teacher2": ["s2"],
    }


@pytest.mark.clause("A-7.3.b", "A-7.5.a", "A-6.3")
@pytest.mark.parametrize("lost", ["hours", "mobilization", "teacher"])
def test_no_change_may_leave_a_published_timetable_incomplete(lost: str) -> None:
    timetable = a_published_timetable()
    if lost == "hours":
        timetable.remove_session("s6", reason="时间不够", by="p1", now=NOW)
    elif lost == "mobilization":
        change(timetable, "s1", a_draft(1))
    else:
        change(timetable, "s2", a_draft(1, HalfDay.PM, teacher_ids=[]))
    with pytest.raises(Refusal, match="TIMETABLE_GAPS"):
        timetable.announce(a_pool())


@pytest.mark.clause("A-7.6.a")
def test_a_class_called_off_cancels_what_has_not_been_held() -> None:
    timetable = a_published_timetable()
    timetable.session("s1").state = SessionState.CLOSED
    timetable.call_off()
    assert [s.state for s in timetable.sessions] == ["CLOSED", *["CANCELLED"] * 5]


# -- Rules ---------------------------------------------------------------------


@pytest.mark.clause("B-2.2")
def test_a_class_keeps_the_rules_in_force_when_it_starts_and_each_figure_names_its_source() -> None:
    timetable = a_timetable()
    assert timetable.rule_set == rules_on(START).id
    assert timetable.rules is rules_on(START)
    assert set(the_rules().sources) >= {"minimum_hours", "panel", "leave", "leave_levels"}
