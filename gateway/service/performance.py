"""The performance of a class, and of a year's classes, from the log of facts (A-5.p1–p3)."""

from contracts.portal import (
    ConformityView,
    FindConformity,
    FindKeyFigures,
    FindPerformanceReport,
    KeyFigures,
    PerformanceReport,
)
from contracts.refusals import Unknown
from gateway.performance import COUNTED, conformity, key_figures, report_of
from gateway.store import PortalStore
from kit.department import query


class Performance:
    """What the events say of how well the work is done."""

    @query
    def find_performance_report(
        self, request: FindPerformanceReport, store: PortalStore
    ) -> PerformanceReport:
        facts = store.facts_of(request.class_id)
        if not facts:
            raise Unknown("班次", "class")
        return report_of(request.class_id, facts)

    @query
    def find_key_figures(self, request: FindKeyFigures, store: PortalStore) -> KeyFigures:
        states = store.states_of_year(request.year)
        return key_figures(request.year, states, store.facts_of_classes(states, COUNTED))

    @query
    def find_conformity(self, request: FindConformity, store: PortalStore) -> ConformityView:
        of_year = store.whole_facts_of(store.states_of_year(request.year))
        return conformity(request.year, of_year.values())
