"""How the classes of a year together kept each clause."""

from collections import Counter
from collections.abc import Iterable

from contracts.portal import ClauseState, ClauseTally, ConformityView
from gateway.performance.catalogue import CLAUSES
from gateway.performance.facts import Fact, Log
from gateway.performance.judging import lines_of


def conformity(year: int, classes: Iterable[Iterable[Fact]]) -> ConformityView:
    """Each clause over the facts of each class, those broken or late most often first. A class
    whose creation has not been told of cannot be judged.
    """
    logs = [log for log in map(Log, classes) if log.first("class_created")]
    counted = Counter((line.clause, line.state) for log in logs for line in lines_of(log))
    tallies = [
        ClauseTally(
            clause=one.clause,
            zh=one.zh,
            en=one.en,
            **{state.value.lower(): counted[one.clause, state] for state in ClauseState},
        )
        for one in CLAUSES
    ]
    tallies.sort(key=lambda tally: (-tally.broken, -tally.late))
    return ConformityView(year=year, classes=len(logs), clauses=tallies)
