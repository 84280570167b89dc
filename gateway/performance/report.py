"""The performance of one class 培训绩效, and the key figures of a year's classes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise

from contracts.enrollment import ClassState
from contracts.portal import KeyFigures, LeadTime, PerformanceReport
from gateway.performance.facts import Fact, Log
from gateway.performance.figures import Figures, figures_of, hours_between, overdue
from gateway.performance.judging import completeness, lines_of, per_mille


def report_of(class_id: str, facts: Iterable[Fact]) -> PerformanceReport:
    """The performance of a class from its facts, in whatever order they came."""
    log = Log(facts)
    clauses = lines_of(log)
    figures = figures_of(log)
    return PerformanceReport(
        class_id=class_id,
        clauses=clauses,
        completeness=completeness(clauses),
        lead_times=_lead_times(log),
        notice_to_roster_hours=hours_between(_noticed_at(log), _at(log, "roster_approved")),
        end_to_hand_over_hours=_since_end(log, "hand_over_signed"),
        end_to_settlement_hours=_since_end(log, "settlement_finalised"),
        end_to_invoice_hours=_since_end(log, "invoice_issued"),
        enrolled=figures.enrolled,
        person_times=figures.person_times,
        session_heads=figures.session_heads,
        person_hours=figures.person_hours,
        sat=figures.sat,
        passed=figures.passed,
        pass_rate_of_sat=per_mille(figures.passed, figures.sat),
        pass_rate_of_enrolled=per_mille(figures.passed, figures.enrolled) if figures.sat else None,
        hand_over_on_time=figures.hand_over_on_time,
        deadlines_met=figures.deadlines_met,
        deadlines_late=figures.deadlines_late,
        on_time_rate=_on_time_rate([figures]),
        start_delay_days=figures.start_delay_days,
        exam_breaches=figures.exam_breaches,
        duty_conflicts=figures.duty_conflicts,
        incidents=figures.incidents,
        messages_blocked=figures.messages_blocked,
        satisfaction=figures.satisfaction,
    )


def key_figures(
    year: int, states: Mapping[str, ClassState], facts: Mapping[str, Iterable[Fact]]
) -> KeyFigures:
    """The key figures of a year: the state of each of its classes, and the facts of each."""
    logs = [Log(facts[class_id]) for class_id in states if class_id in facts]
    # A class whose creation has not been told of is counted, but cannot be judged.
    all_figures = [figures_of(log) for log in logs if log.first("class_created")]
    sat = sum(figures.sat for figures in all_figures)
    return KeyFigures(
        year=year,
        classes=len(states),
        by_state=dict(Counter(state.value for state in states.values())),
        person_times=sum(figures.person_times for figures in all_figures),
        person_hours=sum(figures.person_hours for figures in all_figures),
        pass_rate=per_mille(sum(figures.passed for figures in all_figures), sat),
        on_time_rate=_on_time_rate(all_figures),
        overdue=sum(overdue(log) for log in logs),
        exam_breaches=sum(figures.exam_breaches for figures in all_figures),
        incidents=sum(figures.incidents for figures in all_figures),
    )


def _on_time_rate(all_figures: Iterable[Figures]) -> int | None:
    kept = [(figures.deadlines_met, figures.deadlines_late) for figures in all_figures]
    met, late = sum(met for met, _ in kept), sum(late for _, late in kept)
    return per_mille(met, met + late)


def _lead_times(log: Log) -> list[LeadTime]:
    """Each step the class took, with the tenths of an hour since the one before."""
    created = log.first("class_created")
    taken = [
        (ClassState(step.values["state"]), datetime.fromisoformat(step.values["at"]))
        for step in log.all("class_advanced")
    ]
    begun = [(ClassState.PLANNED, created.at)] if created else []
    return [
        LeadTime(state=state, at=at, hours=hours_between(before, at) or 0)
        for (_, before), (state, at) in pairwise([*begun, *taken])
    ]


def _noticed_at(log: Log) -> datetime | None:
    notices = log.all("notice_published")
    return next((fact.at for fact in notices if fact.values["kind"] == "CLASS_NOTICE"), None)


def _at(log: Log, name: str) -> datetime | None:
    fact = log.first(name)
    return fact.at if fact else None


def _since_end(log: Log, name: str) -> int | None:
    return hours_between(log.ends, _at(log, name))
