"""Each clause of both norms in one class: kept, late, broken, skipped with a reason, or to come."""

import csv
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import gateway.service  # noqa: F401 – with it every package has declared its events
from contracts.base import EVENTS, Event
from contracts.enrollment import (
    ClassAdvanced,
    ClassClosed,
    ClassCreated,
    ClassOpened,
    ClassRescheduled,
    ClassRole,
    ClassState,
    DutyRosterSet,
    HandOverExtended,
    HandOverOverdue,
    HandOverSigned,
    MentorRotaAdvanced,
    ParticipantNamed,
    RehearsalHeld,
    RehearsalWaived,
    RoleAssigned,
    SeniorOfficialAttendanceConfirmed,
)
from contracts.notification import (
    DeadlineKind,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineWarned,
    EscalationAcknowledged,
)
from contracts.portal import ClauseState, PerformanceReport, SealPurpose, SealUsed
from contracts.roles import Role
from contracts.scheduling import IncidentKind, SafetyIncidentReported, TeachingFinished
from contracts.values import Category, ClassLevel, OrgMode, Severity, Track
from gateway.performance import Fact, report_of
from gateway.performance.catalogue import CLAUSES, ShownBy, Sign
from gateway.performance.facts import KEPT, Log
from tests.gateway.makers import (
    CLASS_ID,
    END,
    LONG_BEFORE,
    START,
    a_class,
    a_contracted_class,
    at,
    facts,
    line,
    reported,
)

CATALOGUE = Path(__file__).parent.parent / "clauses.csv"
SIGNED = HandOverSigned(class_id=CLASS_ID, lines=3, on_time=True)
SIGNED_LATE = HandOverSigned(class_id=CLASS_ID, lines=3, on_time=False)
OVERDUE = HandOverOverdue(class_id=CLASS_ID, due_on=END)
CLOSED = ClassClosed(class_id=CLASS_ID)
CONTRACTED = a_contracted_class()
IMPORTANT = a_contracted_class(level=ClassLevel.IMPORTANT)


# -- the catalogue


def test_the_catalogue_has_every_clause_of_both_norms_in_their_words() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as rows:
        wanted = [(row["id"], row["quote"]) for row in csv.DictReader(rows)]
    assert [(one.clause, one.zh) for one in CLAUSES] == wanted
    assert len(CLAUSES) == 159
    assert all((one.en and one.en.isascii()) or "“" in one.en for one in CLAUSES)


def test_every_clause_names_events_there_are_and_values_that_are_kept() -> None:
    for clause in CLAUSES:
        for sign in clause.signs:
            assert sign.name in EVENTS, clause.clause
            assert not sign.field or sign.field in KEPT[sign.name], clause.clause
        assert all("reason" in KEPT[sign.name] for sign in clause.waived_by)
        assert bool(clause.kept_by) is (clause.shown_by is ShownBy.EVENTS), clause.clause
    for name, kept in KEPT.items():
        assert set(kept) <= {field.name for field in fields(EVENTS[name])}, name


def test_no_text_about_a_person_is_kept() -> None:
    personal = {"name", "login", "leader", "by", "text", "what", "contact", "activity"}
    ids_of_people = {"person_id", "replaced_id", "owner_id", "drafted_by", "submitted_by"}
    for name, kept in KEPT.items():
        assert not set(kept) & (personal | ids_of_people), name


# -- a class that does everything


def shown(sign: Sign, number: int) -> Fact:
    """What a sign needs to be seen."""
    values: dict[str, Any] = {"late": False, "reason": "r", "end_on": END.isoformat()}
    if sign.field:
        values[sign.field] = {"true": True, "false": False}.get(sign.value, sign.value)
    moment = LONG_BEFORE + timedelta(minutes=number)
    filled = {field: values.get(field, 1) for field in KEPT.get(sign.name, ())}
    if sign.name == "class_advanced":
        filled["at"] = moment.isoformat()
    return Fact(name=sign.name, at=moment, sequence=number, values=filled)


def everything_done(created: ClassCreated) -> list[Fact]:
    """The class, and each sign of the first way to keep each clause that stands for it."""
    signs = {
        sign: None
        for clause in CLAUSES
        if clause.stands_for(Log(facts([created])).traits)
        and not clause.waived_by
        and clause.kept_by
        for sign in clause.kept_by[0]
        if sign.name != "class_created"
    }
    return [*facts([created]), *(shown(sign, n) for n, sign in enumerate(signs, start=2))]


def found(report: PerformanceReport, state: ClauseState) -> set[str]:
    """The clauses in a state."""
    return {one.clause for one in report.clauses if one.state is state}


@pytest.mark.clause("A-5.p1")
@pytest.mark.parametrize(
    "created",
    [
        a_class(),
        a_class(category=Category.MEMBER, track=Track.MEMBER),
        CONTRACTED,
        a_contracted_class(hosted_externally=False, online=True),
    ],
    ids=["own", "members", "contracted", "online"],
)
def test_a_class_that_did_everything_is_complete_and_misses_nothing(
    created: ClassCreated,
) -> None:
    done = everything_done(created)
    whole = report_of(CLASS_ID, done)
    assert whole.completeness == 1000
    assert found(whole, ClauseState.LATE) | found(whole, ClauseState.BROKEN) == set()
    without = report_of(CLASS_ID, [fact for fact in done if fact.name != "archive_sealed"])
    missing = found(without, ClauseState.PENDING) - found(whole, ClauseState.PENDING)
    assert "A-7.9.a" in missing
    standing = [one for one in without.clauses if one.mandatory]
    share = (len(standing) - len(missing)) / len(standing)
    assert without.completeness == pytest.approx(1000 * share, abs=0.5)


@pytest.mark.clause("A-5.p1")
def test_a_class_of_which_nothing_is_told_yet_has_nearly_everything_to_come() -> None:
    report = reported(CONTRACTED)
    assert report.completeness < 150
    assert {"B-3.1b", "B-8.8a", "B-8.9a", "A-7.9.a"} <= found(report, ClauseState.PENDING)


# -- which clauses stand for a class


@pytest.mark.parametrize(
    ("clause", "created"),
    [
        ("B-8.8a", a_class()),
        ("B-8.8a", a_contracted_class(hosted_externally=False)),
        ("A-6.9", CONTRACTED),
        ("A-9.a", CONTRACTED),
        ("A-6.8", a_class()),
        ("B-11", CONTRACTED),
        ("B-3.7b", CONTRACTED),
        ("B-8.3b", a_contracted_class(online=True)),
        ("A-7.8.c", a_class(issues_certificate=False)),
    ],
)
def test_a_clause_of_another_kind_of_class_is_skipped_and_not_counted(
    clause: str, created: ClassCreated
) -> None:
    skipped = line(clause, created)
    assert (skipped.state, skipped.fact) == (ClauseState.SKIPPED, "NOT_THIS_KIND")
    assert not skipped.mandatory
    assert skipped.reason_zh
    assert skipped.reason_en


@pytest.mark.clause("B-11")
def test_a_waived_rehearsal_is_skipped_with_its_reason() -> None:
    waived = RehearsalWaived(class_id=CLASS_ID, reason="上月刚演练")
    rehearsal = line("B-11", IMPORTANT, waived)
    assert (rehearsal.state, rehearsal.mandatory) == (ClauseState.SKIPPED, False)
    assert rehearsal.reason_zh == "已免：上月刚演练"
    held = (RehearsalHeld(class_id=CLASS_ID, held_on=START), at(START) - timedelta(days=3))
    assert line("B-11", IMPORTANT, held).state is ClauseState.KEPT
    assert line("B-11", IMPORTANT).state is ClauseState.PENDING


def test_what_nothing_asked_for_is_not_counted_and_skipped_in_the_end() -> None:
    running = line("B-8.6b", CONTRACTED)
    assert (running.state, running.mandatory) == (ClauseState.PENDING, False)
    over = line("B-8.6b", CONTRACTED, CLOSED)
    assert (over.state, over.fact) == (ClauseState.SKIPPED, "NEVER_AROSE")


def test_what_is_asked_for_counts_and_waits_for_its_answer() -> None:
    coming = SeniorOfficialAttendanceConfirmed(
        class_id=CLASS_ID,
        visit_id="v",
        rank_code=122,
        host_leadership=False,
        activity="开班式",
        known_at=at(START),
    )
    answer = {"class_id": CLASS_ID, "escalation_id": "e", "role": Role.COLLEGE_LEADER}
    told = EscalationAcknowledged(**answer, level=1, last=False)  # type: ignore[arg-type]  # each by its name
    last = EscalationAcknowledged(**answer, level=3, last=True)  # type: ignore[arg-type]  # each by its name
    asked = line("B-8.6b", CONTRACTED, coming, told)
    assert (asked.state, asked.mandatory) == (ClauseState.PENDING, True)
    assert line("B-8.6b", CONTRACTED, coming, told, last).state is ClauseState.KEPT
    assert line("B-8.6b", CONTRACTED, coming, CLOSED).state is ClauseState.PENDING


def test_a_flow_fixed_for_one_case_skips_what_it_left_out() -> None:
    branch = a_contracted_class(org_mode=OrgMode.BRANCH)
    assert line("B-10.1", branch).state is ClauseState.PENDING
    over = line("B-10.1", branch, CLOSED)
    assert (over.state, over.fact) == (ClauseState.SKIPPED, "CASE_LEFT_OUT")
    assert line("B-10.1", CONTRACTED, CLOSED).state is ClauseState.PENDING


@pytest.mark.clause("B-1.2")
def test_a_step_the_class_leaves_out_does_not_count_as_missing() -> None:
    branch = a_contracted_class(
        org_mode=OrgMode.BRANCH, left_out=(ClassState.HANDED_OVER, ClassState.READY)
    )
    skipped = line("B-8.9a", branch)
    assert (skipped.state, skipped.fact) == (ClauseState.SKIPPED, "CASE_LEFT_OUT")
    assert not skipped.mandatory
    # Of what is shown by several facts only the one of that step is not waited for.
    assert line("B-5.2", branch).state is ClauseState.PENDING
    named = ParticipantNamed(class_id=CLASS_ID, unit_id="u", person_id="p")
    assert line("B-5.2", branch, named).state is ClauseState.KEPT
    signed = HandOverSigned(class_id=CLASS_ID, lines=1, on_time=True)
    assert line("B-8.9a", branch, signed).state is ClauseState.KEPT


@pytest.mark.clause("B-1.2")
def test_a_step_such_a_class_takes_is_missing_when_it_never_came() -> None:
    branch = a_contracted_class(org_mode=OrgMode.BRANCH)
    assert line("B-8.9a", branch, CLOSED).state is ClauseState.PENDING


@pytest.mark.clause("B-3.4b", "B-9.1", "B-9.2")
@pytest.mark.parametrize("clause", ["B-3.4b", "B-9.1", "B-9.2"])
def test_mentors_are_missed_only_where_the_class_needs_them(clause: str) -> None:
    needed = line(clause, a_contracted_class(mentor_required=True))
    assert (needed.state, needed.mandatory) == (ClauseState.PENDING, True)
    assert line(clause, CONTRACTED).fact == "NOT_THIS_KIND"
    called = MentorRotaAdvanced(class_id=CLASS_ID, unit_id="u", skipped=[])
    assert line(clause, CONTRACTED, called).state is not ClauseState.SKIPPED


@pytest.mark.parametrize(
    ("clause", "state", "fact"),
    [("B-14", ClauseState.KEPT, "RULE"), ("B-3.5", ClauseState.SKIPPED, "RECORDS")],
)
def test_what_no_event_shows_says_where_to_look(clause: str, state: ClauseState, fact: str) -> None:
    told = line(clause, CONTRACTED)
    assert (told.state, told.fact, told.mandatory) == (state, fact, False)


# -- kept by which fact


@pytest.mark.clause("B-6.2d")
def test_only_a_seal_on_the_confirmation_shows_that_it_was_sealed() -> None:
    def sealed(purpose: SealPurpose) -> SealUsed:
        return SealUsed(class_id=CLASS_ID, seal_id="s", purpose=purpose, document_hash="h")

    assert line("B-6.2d", CONTRACTED, sealed(SealPurpose.NOTICE)).state is ClauseState.PENDING
    kept = line("B-6.2d", CONTRACTED, sealed(SealPurpose.CONFIRMATION))
    assert (kept.state, kept.fact) == (ClauseState.KEPT, "seal_used")


def test_what_needs_several_facts_is_kept_with_the_last_of_them() -> None:
    forms = [
        {"name": "evaluation_opened", "form": form}
        for form in ("TEACHING_QUALITY", "SERVICE_QUALITY")
    ]
    opened = [
        Fact(name=one["name"], at=at(END, hour), sequence=hour, values={"form": one["form"]})
        for hour, one in enumerate(forms, start=8)
    ]
    created = facts([CONTRACTED])

    def both(*told: Fact) -> tuple[ClauseState, Any]:
        report = report_of(CLASS_ID, [*created, *told])
        one = next(one for one in report.clauses if one.clause == "B-6.5a")
        return one.state, one.at

    assert both(opened[1]) == (ClauseState.PENDING, None)
    assert both(*reversed(opened)) == (ClauseState.KEPT, at(END, 9))


def test_a_plan_is_that_of_the_class_it_became() -> None:
    approved = Fact(name="annual_plan_approved", at=LONG_BEFORE, sequence=1, values={})
    report = report_of(CLASS_ID, [*facts([a_class()]), approved])
    kept = next(one for one in report.clauses if one.clause == "A-7.1.b")
    assert (kept.state, kept.at) == (ClauseState.KEPT, LONG_BEFORE)


# -- in time, late, broken


def deadline(
    kind: type[DeadlineMet | DeadlineOverdue | DeadlineWarned], **more: Any
) -> DeadlineMet | DeadlineOverdue | DeadlineWarned:
    """The limit for handing papers over."""
    return kind(
        deadline_id="d1",
        kind=DeadlineKind.HAND_OVER,
        class_id=CLASS_ID,
        subject_id=CLASS_ID,
        due_at=at(END + timedelta(days=6)),
        **more,
    )


@pytest.mark.clause("B-8.9a")
@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], ClauseState.PENDING),
        ([SIGNED], ClauseState.KEPT),
        ([SIGNED_LATE], ClauseState.LATE),
        ([OVERDUE], ClauseState.LATE),
        ([OVERDUE, SIGNED_LATE], ClauseState.LATE),
        ([deadline(DeadlineWarned)], ClauseState.PENDING),
        ([deadline(DeadlineOverdue)], ClauseState.LATE),
        ([SIGNED, deadline(DeadlineMet, late=False)], ClauseState.KEPT),
        ([SIGNED, deadline(DeadlineMet, late=True)], ClauseState.LATE),
    ],
)
def test_a_hand_over_is_kept_late_or_to_come(told: list[Event], state: ClauseState) -> None:
    handed_over = line("B-8.9a", CONTRACTED, *told)
    assert handed_over.state is state
    assert (handed_over.at is not None) is (SIGNED in told or SIGNED_LATE in told)


def test_a_limit_is_shown_where_one_is_told_of() -> None:
    assert line("B-8.9a", CONTRACTED).due_at is None
    warned = line("B-8.9a", CONTRACTED, deadline(DeadlineWarned))
    assert warned.due_at == at(END + timedelta(days=6))


@pytest.mark.clause("B-8.9b")
def test_an_extension_is_a_clause_of_its_own() -> None:
    more_time = HandOverExtended(class_id=CLASS_ID, until=END + timedelta(days=9), reason="r")
    assert not line("B-8.9b", CONTRACTED).mandatory
    assert line("B-8.9b", CONTRACTED, more_time).mandatory
    assert line("B-8.9b", CONTRACTED, more_time, SIGNED).state is ClauseState.KEPT


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (at(START, 7), ClauseState.KEPT),
        (at(START, 7, 1), ClauseState.LATE),
    ],
)
def test_what_must_stand_before_check_in_is_late_afterwards(
    moment: Any, state: ClauseState
) -> None:
    duty_roster = (DutyRosterSet(class_id=CLASS_ID), moment)
    told = line("B-8.4b", CONTRACTED, duty_roster)
    assert (told.state, told.due_at) == (state, at(START, 7))
    later = ClassRescheduled(
        class_id=CLASS_ID,
        old_start_on=START,
        start_on=END,
        end_on=END,
        checkin_from=at(END, 7),
        checkin_to=at(END, 9),
        reason="r",
    )
    assert line("B-8.4b", CONTRACTED, later, duty_roster).state is ClauseState.KEPT


@pytest.mark.clause("A-7.10.b")
def test_a_class_that_begins_after_its_planned_day_is_late() -> None:
    opened = ClassOpened(class_id=CLASS_ID, present=[], absent=[])
    assert line("A-7.10.b", a_class(), (opened, at(START, 23))).state is ClauseState.KEPT
    tomorrow = at(START + timedelta(days=1), 0, 1)
    assert line("A-7.10.b", a_class(), (opened, tomorrow)).state is ClauseState.LATE


def test_what_is_done_late_is_done_and_what_is_broken_is_not() -> None:
    late = reported(CONTRACTED, SIGNED_LATE).completeness
    in_time = reported(CONTRACTED, SIGNED).completeness
    assert late == in_time > reported(CONTRACTED, OVERDUE).completeness
    taught = TeachingFinished(class_id=CLASS_ID, hours_total=1, person_hours=1, attended={})
    incident = SafetyIncidentReported(
        class_id=CLASS_ID,
        incident_id="i",
        kind=IncidentKind.FIRE,
        severity=Severity.MAJOR,
        venue_id=None,
    )
    safe = line("A-7.10.d", CONTRACTED, taught)
    unsafe = line("A-7.10.d", CONTRACTED, taught, incident)
    assert (safe.state, unsafe.state) == (ClauseState.KEPT, ClauseState.BROKEN)
    assert unsafe.fact == "safety_incident_reported"


def test_a_mentor_is_not_a_counselor() -> None:
    mentor = RoleAssigned(
        class_id=CLASS_ID, assignment_id="a", role=ClassRole.MENTOR, person_id="p", unit_id="u"
    )
    assert line("B-7.1", CONTRACTED, mentor).state is ClauseState.PENDING
    assert line("B-9.1", CONTRACTED, mentor).state is ClauseState.KEPT


def test_a_step_names_the_state_it_reached() -> None:
    steps = [
        ClassAdvanced(class_id=CLASS_ID, state=state, at=at(START))
        for state in (ClassState.NEGOTIATING, ClassState.CONFIRMED)
    ]
    assert [one.state for one in reported(CONTRACTED, *steps).lead_times] == [
        ClassState.NEGOTIATING,
        ClassState.CONFIRMED,
    ]
