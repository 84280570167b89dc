"""Heads, hours, rates and incidents of one class, counted from its facts (A-5.p2, A-5.p3)."""

from dataclasses import dataclass
from datetime import datetime

from gateway.performance.facts import Fact, Log, day_of

# Whoever was there, if not all the time, was there.
ATTENDED = frozenset({"PRESENT", "LATE", "EARLY_LEAVE"})
EXAM_BREACHES = ("paper_leak_suspected", "paper_reading_refused", "seal_found_broken")
TENTHS = 10

# What the figures are counted from: enough to load for many classes at once.
COUNTED = frozenset(
    {
        *EXAM_BREACHES,
        "assessment_finished",
        "attendance_corrected",
        "class_advanced",
        "class_created",
        "deadline_met",
        "deadline_overdue",
        "duty_conflict_rejected",
        "evaluation_closed",
        "exam_held",
        "group_message_blocked",
        "hand_over_breached",
        "hand_over_overdue",
        "hand_over_signed",
        "pass_list_frozen",
        "results_confirmed",
        "roster_approved",
        "safety_incident_reported",
        "session_closed",
        "teaching_finished",
        "trainee_checked_in",
    }
)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Hours in tenths; scores in tenths of a point."""

    enrolled: int
    person_times: int
    session_heads: int
    person_hours: int
    sat: int
    passed: int
    deadlines_met: int
    deadlines_late: int
    exam_breaches: int
    duty_conflicts: int
    incidents: int
    messages_blocked: int
    satisfaction: int | None
    hand_over_on_time: bool | None
    start_delay_days: int | None


def figures_of(log: Log) -> Figures:
    """The figures of a class as they stand now."""
    met, late = _deadlines(log)
    return Figures(
        enrolled=_number(log.last("roster_approved"), "trainees_by_unit"),
        person_times=len({fact.values["trainee_id"] for fact in log.all("trainee_checked_in")}),
        session_heads=_session_heads(log),
        person_hours=_person_hours(log),
        sat=_sat(log),
        passed=_passed(log),
        deadlines_met=met,
        deadlines_late=late,
        exam_breaches=sum(len(log.all(name)) for name in EXAM_BREACHES),
        duty_conflicts=len(log.all("duty_conflict_rejected")),
        incidents=len(log.all("safety_incident_reported")),
        messages_blocked=len(log.all("group_message_blocked")),
        satisfaction=_satisfaction(log),
        hand_over_on_time=_hand_over_on_time(log),
        start_delay_days=_start_delay_days(log),
    )


def _number(fact: Fact | None, field: str) -> int:
    return int(fact.values[field]) if fact else 0


def _session_heads(log: Log) -> int:
    """People at sessions, each session counted; a corrected mark counts as corrected."""
    closed = _sessions(log)
    heads = sum(fact.values["present_n"] for fact in closed.values())
    return int(heads + sum(_more_by(fact) for fact in log.all("attendance_corrected")))


def _person_hours(log: Log) -> int:
    """Hours attended by everybody: as the sheets summed up when teaching ended, with what was
    corrected since; from the sessions closed so far before that.
    """
    closed = _sessions(log)
    finished = log.last("teaching_finished")
    counted_from = finished.sequence if finished else 0
    corrected = sum(
        _more_by(fact) * closed[fact.values["session_id"]].values["hours"]
        for fact in log.all("attendance_corrected")
        if fact.sequence > counted_from and fact.values["session_id"] in closed
    )
    if finished:
        return int(finished.values["person_hours"] + corrected)
    held = sum(fact.values["hours"] * fact.values["present_n"] for fact in closed.values())
    return int(held + corrected)


def _sessions(log: Log) -> dict[str, Fact]:
    return {fact.values["session_id"]: fact for fact in log.all("session_closed")}


def _more_by(correction: Fact) -> int:
    """How many more attended by a corrected mark: 1, 0 or -1."""
    return (correction.values["new"] in ATTENDED) - (correction.values["old"] in ATTENDED)


def _sat(log: Log) -> int:
    """Who sat the exam; where there is none, whose summary was decided on."""
    sat = {fact.values["exam_id"]: fact.values["present"] for fact in log.all("exam_held")}
    if sat:
        return sum(sat.values())
    assessed = log.last("assessment_finished")
    return _number(assessed, "completed") + _number(assessed, "failed")


def _passed(log: Log) -> int:
    """Who passed, by the list that was frozen, else the results, else the summaries."""
    frozen = log.last("pass_list_frozen")
    if frozen:
        return _number(frozen, "count")
    results = {fact.values["exam_id"]: fact for fact in log.all("results_confirmed")}
    if results:
        return sum(_number(fact, "passed") for fact in results.values())
    return _number(log.last("assessment_finished"), "completed")


def _deadlines(log: Log) -> tuple[int, int]:
    """How many limits were met, and how many were not or late."""
    late = {fact.values["deadline_id"] for fact in log.all("deadline_overdue")}
    met = {fact.values["deadline_id"]: fact for fact in log.all("deadline_met")}
    late |= {deadline_id for deadline_id, fact in met.items() if fact.values["late"]}
    return len(met.keys() - late), len(late)


def overdue(log: Log) -> int:
    """How many limits have passed and are not met yet."""
    passed = {fact.values["deadline_id"] for fact in log.all("deadline_overdue")}
    return len(passed - {fact.values["deadline_id"] for fact in log.all("deadline_met")})


def _satisfaction(log: Log) -> int | None:
    """The mean score of the forms that were counted, each weighing as many answers as it has."""
    counted = {fact.values["form"]: fact.values for fact in log.all("evaluation_closed")}
    scored = [form for form in counted.values() if form["score"] is not None]
    answers: int = sum(form["answers"] for form in scored)
    if not answers:
        return None
    total: int = sum(form["score"] * form["answers"] for form in scored)
    return (2 * total + answers) // (2 * answers)


def _hand_over_on_time(log: Log) -> bool | None:
    signed = log.last("hand_over_signed")
    if signed:
        return bool(signed.values["on_time"])
    return False if log.all("hand_over_overdue") or log.all("hand_over_breached") else None


def _start_delay_days(log: Log) -> int | None:
    """Days from the first day as planned to the day the class began (A-7.10.b)."""
    begun = log.reached("IN_PROGRESS")
    return (day_of(begun) - log.planned_start).days if begun else None


def hours_between(start: datetime | None, end: datetime | None) -> int | None:
    """Hours from one moment to another, in tenths; none lost on what came before its time."""
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds()) * TENTHS // 3600)
