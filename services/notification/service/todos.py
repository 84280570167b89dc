"""The facts that open and close to-do items; which ones they are, the table of duties says."""

from contracts.assessment import (
    AssessmentFinished,
    CertificatesNumbered,
    ExamHeld,
    ExamPlanned,
    MarkingCompleted,
    PaperLeakSuspected,
    PaperSealed,
    PassListFrozen,
    ResultsConfirmed,
    ResultsPublished,
)
from contracts.base import Event
from contracts.enrollment import (
    AnnualPlanApproved,
    AnnualPlanIssued,
    AnnualPlanReturned,
    AnnualPlanSubmitted,
    ClassCreated,
    QuotasAllocated,
    RosterApproved,
    RosterReturned,
    RosterSubmitted,
)
from contracts.finance import BudgetClearanceRequested, BudgetCleared
from contracts.scheduling import TimetablePublished
from kit.department import reaction
from services.notification.domain.todo import closings, openings
from services.notification.store import NotificationStore


class Todos:
    """One reaction per fact, all alike."""

    @reaction
    def await_plan_decision(self, event: AnnualPlanSubmitted, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_plan_revision(self, event: AnnualPlanReturned, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_plan_issue(self, event: AnnualPlanApproved, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_plan_issue(self, event: AnnualPlanIssued, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_class_preparation(self, event: ClassCreated, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_quotas(self, event: QuotasAllocated, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_roster_decision(self, event: RosterSubmitted, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_roster_revision(self, event: RosterReturned, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_roster(self, event: RosterApproved, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_timetable(self, event: TimetablePublished, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_exam_plan(self, event: ExamPlanned, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_new_paper(self, event: PaperLeakSuspected, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_paper(self, event: PaperSealed, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_marking(self, event: ExamHeld, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_confirmation(self, event: MarkingCompleted, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_publication(self, event: ResultsConfirmed, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_pass_list(self, event: ResultsPublished, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_numbering(self, event: PassListFrozen, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def await_certificates(self, event: CertificatesNumbered, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_certificates(
        self, event: AssessmentFinished, store: NotificationStore
    ) -> None:
        _heed(event, store)

    @reaction
    def await_clearance(self, event: BudgetClearanceRequested, store: NotificationStore) -> None:
        _heed(event, store)

    @reaction
    def end_wait_for_clearance(self, event: BudgetCleared, store: NotificationStore) -> None:
        _heed(event, store)


def _heed(event: Event, store: NotificationStore) -> None:
    """Close what the fact closes, then open what it opens."""
    as_of = store.envelope.sequence if store.envelope else 0
    for address in closings(event):
        for todo in store.todos_about(address):
            todo.close(as_of=as_of, now=store.now)
    for opening in openings(event):
        store.todo_at(opening.address).open(opening, as_of=as_of, now=store.now)
