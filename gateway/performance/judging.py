"""Each clause in one class: kept, late, broken, skipped with a reason, or to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.notification import DeadlineKind
from contracts.portal import ClauseLine, ClauseState
from gateway.performance.catalogue import CLAUSES, Clause, ShownBy, Sign
from gateway.performance.facts import FACTS_OF_STEP, Fact, Log, end_of

# The flow of such a class is fixed for the one case (B-1.2). The class itself says which steps it
# leaves out; of what belongs to no step, what is not there by its end was left out as well.
CASE_BY_CASE = frozenset({"BRANCH", "JOINT", "DISPATCH"})


@dataclass(frozen=True)
class Because:
    """Why a line is not what an event alone would make it."""

    fact: str
    zh: str
    en: str


NOT_THIS_KIND = Because("NOT_THIS_KIND", "此类班次不适用", "Does not stand for this kind of class")
BY_RULE = Because("RULE", "由系统规则保证", "Held by the rules of the system")
IN_RECORDS = Because("RECORDS", "见有关记录，无班次事件", "In the records; no event tells of it")
NEVER_AROSE = Because("NEVER_AROSE", "未发生此类情形", "Nothing asked for it")
CASE_LEFT_OUT = Because("CASE_LEFT_OUT", "按个案流程未设此环节", "Left out of this case's flow")


def lines_of(log: Log) -> list[ClauseLine]:
    """Every clause of both norms, as it stands in one class."""
    return [_line(clause, log) for clause in CLAUSES]


def completeness(lines: Iterable[ClauseLine]) -> int:
    """Of the mandatory clauses that stand for the class, how many are done, in tenths of a percent;
    a broken one is not, one done late is.
    """
    mandatory = [line for line in lines if line.mandatory]
    done = sum(line.at is not None and line.state is not ClauseState.BROKEN for line in mandatory)
    return per_mille(done, len(mandatory)) or 0


def per_mille(part: int, whole: int) -> int | None:
    """A rate in tenths of a percent, rounded half up; of nothing there is none."""
    return (2000 * part + whole) // (2 * whole) if whole else None


def _line(clause: Clause, log: Log) -> ClauseLine:
    if not clause.stands_for(log.traits):
        return _skipped(clause, NOT_THIS_KIND)
    if clause.shown_by is ShownBy.RULE:
        return _held_by_rule(clause, log)
    if clause.shown_by is ShownBy.RECORDS:
        return _skipped(clause, IN_RECORDS)
    waived = _first(clause.waived_by, log)
    if waived is not None:
        reason = waived.values["reason"]
        return _skipped(clause, Because(waived.name, f"已免：{reason}", f"Waived: {reason}"))
    return _judged(clause, log)


def _judged(clause: Clause, log: Log) -> ClauseLine:
    expected = _without_left_out(clause, log)
    shown = _shown(expected, log)
    asked_for = not clause.arises_by or _first(clause.arises_by, log) is not None
    if shown is None and log.is_over and not asked_for:
        return _skipped(clause, NEVER_AROSE)
    if shown is None and _is_left_out(clause, expected, log):
        return _skipped(clause, CASE_LEFT_OUT)
    broken = _first(clause.unless, log)
    due_at = _due(clause, log)
    proof = broken or shown
    return ClauseLine(
        clause=clause.clause,
        zh=clause.zh,
        en=clause.en,
        state=ClauseState.BROKEN if broken else _state(clause, log, shown, due_at),
        at=proof.at if proof else None,
        due_at=due_at,
        fact=proof.name if proof else "",
        mandatory=asked_for,
    )


def _state(clause: Clause, log: Log, shown: Fact | None, due_at: datetime | None) -> ClauseState:
    if _is_late(clause, log) or (shown and due_at and shown.at > due_at):
        return ClauseState.LATE
    return ClauseState.KEPT if shown else ClauseState.PENDING


def _is_late(clause: Clause, log: Log) -> bool:
    if _first(clause.late_by, log) is not None:
        return True
    met_late = [fact for fact in log.all("deadline_met") if fact.values["late"]]
    missed = [*log.all("deadline_overdue"), *met_late]
    return any(fact.values["kind"] in clause.due for fact in missed)


def _due(clause: Clause, log: Log) -> datetime | None:
    """Until when: the last deadline of the clause's kinds, else the day of the class it names."""
    armed = [
        datetime.fromisoformat(fact.values["due_at"])
        for name in ("deadline_warned", "deadline_overdue", "deadline_met")
        for fact in log.all(name)
        if fact.values["kind"] in clause.due
    ]
    if armed:
        return max(armed)
    named = [kind for kind in clause.due if kind not in DeadlineKind.__members__]
    return _day_of_class(named[0], log) if named else None


def _day_of_class(name: str, log: Log) -> datetime:
    if name == "START":
        return end_of(log.planned_start)
    return log.check_in_from if name == "CHECK_IN" else log.ends


def _without_left_out(clause: Clause, log: Log) -> list[list[Sign]]:
    """The alternatives, without what the class need not show; what happened all the same counts."""
    return [
        [sign for sign in signs if sign.name not in log.left_out or _first([sign], log) is not None]
        for signs in clause.kept_by
    ]


def _is_left_out(clause: Clause, expected: Sequence[Sequence[Sign]], log: Log) -> bool:
    if not all(expected):
        return True
    by_step = {name for names in FACTS_OF_STEP.values() for name in names}
    of_a_step = bool(clause.kept_by) and all(
        any(sign.name in by_step for sign in signs) for signs in clause.kept_by
    )
    return log.is_over and bool(log.traits & CASE_BY_CASE) and not of_a_step


def _shown(alternatives: Iterable[Sequence[Sign]], log: Log) -> Fact | None:
    """The fact that completed the first alternative to be complete."""
    complete = [fact for signs in alternatives if (fact := _all_of(signs, log)) is not None]
    return min(complete, key=lambda fact: fact.at, default=None)


def _all_of(signs: Sequence[Sign], log: Log) -> Fact | None:
    """The last of the first facts of each sign; None while one is missing, or of none."""
    found = [_first([sign], log) for sign in signs]
    there = [fact for fact in found if fact is not None]
    if len(there) < len(found):
        return None
    return max(there, key=lambda fact: fact.at, default=None)


def _first(signs: Iterable[Sign], log: Log) -> Fact | None:
    found = (fact for sign in signs for fact in log.all(sign.name) if sign.is_in(fact))
    return min(found, key=lambda fact: fact.at, default=None)


def _skipped(clause: Clause, because: Because) -> ClauseLine:
    return _told(clause, ClauseState.SKIPPED, because, None)


def _held_by_rule(clause: Clause, log: Log) -> ClauseLine:
    created = log.first("class_created")
    return _told(clause, ClauseState.KEPT, BY_RULE, created.at if created else None)


def _told(clause: Clause, state: ClauseState, because: Because, at: datetime | None) -> ClauseLine:
    return ClauseLine(
        clause=clause.clause,
        zh=clause.zh,
        en=clause.en,
        state=state,
        at=at,
        due_at=None,
        fact=because.fact,
        mandatory=False,
        reason_zh=because.zh,
        reason_en=because.en,
    )
