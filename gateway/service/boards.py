"""The board and the activity list, fed by the events of every department."""

from collections.abc import Sequence
from typing import Any

from contracts.assessment import (
    AssessmentFinished,
    CertificateIssued,
    CertificateRevoked,
    PassListFrozen,
    ResultsConfirmed,
)
from contracts.base import Classification, Event, Page
from contracts.enrollment import (
    ClassAdvanced,
    ClassCancelled,
    ClassCreated,
    ClassRescheduled,
    ClassResumed,
    ClassState,
    NominationRejected,
    NominationsImported,
    NominationSubmitted,
    NominationWithdrawn,
    QuotasAllocated,
    RosterApproved,
    TraineeCheckedIn,
)
from contracts.notification import NoticeDelivered, TodoClosed, TodoOpened
from contracts.portal import (
    ActivityView,
    BoardLine,
    ListActivity,
    ListBoard,
)
from contracts.states import state_title
from gateway.store import PortalStore
from gateway.store.boards import COUNTERS
from kit.department import query, reaction

CALLS = (TodoOpened, TodoClosed, NoticeDelivered)


class Boards:
    """What all departments together have to show."""

    @query
    def list_board(self, request: ListBoard, store: PortalStore) -> Page[BoardLine]:
        lines, total = store.lines(
            q=request.q, year=request.year, page=request.page, size=request.size
        )
        return Page(items=[board_view(line) for line in lines], total=total)

    @query
    def list_activity(self, request: ListActivity, store: PortalStore) -> list[ActivityView]:
        lines = store.latest(class_id=request.class_id, limit=request.limit)
        return activity_views(lines, store)

    # -- what feeds them

    @reaction
    def put_on_board(self, event: ClassCreated, store: PortalStore) -> None:
        store.open_line(
            class_id=event.class_id,
            code=event.code,
            title=event.title,
            category=event.category,
            state=ClassState.PLANNED,
            start_on=event.start_on,
            end_on=event.end_on,
            hosted_externally=event.hosted_externally,
        )

    @reaction
    def show_state(self, event: ClassAdvanced, store: PortalStore) -> None:
        store.note(event.class_id, state=event.state)

    @reaction
    def show_cancelled(self, event: ClassCancelled, store: PortalStore) -> None:
        store.note(event.class_id, state=ClassState.CANCELLED)

    @reaction
    def show_new_days(self, event: ClassRescheduled, store: PortalStore) -> None:
        store.note(event.class_id, "days", start_on=event.start_on, end_on=event.end_on)

    @reaction
    def show_new_end(self, event: ClassResumed, store: PortalStore) -> None:
        store.note(event.class_id, "days", end_on=event.end_on)

    @reaction
    def show_seats(self, event: QuotasAllocated, store: PortalStore) -> None:
        store.note(event.class_id, seats=sum(event.seats.values()))

    @reaction
    def count_nomination(self, event: NominationSubmitted, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", 1)

    @reaction
    def count_imported(self, event: NominationsImported, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", event.accepted + event.waitlisted)

    @reaction
    def count_withdrawn(self, event: NominationWithdrawn, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", -1)

    @reaction
    def count_rejected(self, event: NominationRejected, store: PortalStore) -> None:
        store.count(event.class_id, "nominated", -1)

    @reaction
    def show_enrolled(self, event: RosterApproved, store: PortalStore) -> None:
        enrolled = sum(len(trainees) for trainees in event.trainees_by_unit.values())
        store.note(event.class_id, enrolled=enrolled)

    @reaction
    def count_arrival(self, event: TraineeCheckedIn, store: PortalStore) -> None:
        store.count(event.class_id, "checked_in", 1)

    @reaction
    def show_passed(self, event: ResultsConfirmed, store: PortalStore) -> None:
        store.note(event.class_id, passed=event.passed)

    @reaction
    def show_pass_list(self, event: PassListFrozen, store: PortalStore) -> None:
        store.note(event.class_id, passed=event.count)

    @reaction
    def show_completed(self, event: AssessmentFinished, store: PortalStore) -> None:
        store.note(event.class_id, passed=len(event.completed))

    @reaction
    def count_certificate(self, event: CertificateIssued, store: PortalStore) -> None:
        store.count(event.class_id, "certificates", 1)

    @reaction
    def count_revoked(self, event: CertificateRevoked, store: PortalStore) -> None:
        store.count(event.class_id, "certificates", -1)

    @reaction
    def tell(self, event: Event, store: PortalStore) -> None:
        """Everything that happened becomes a fact classes are judged by, and one line for the
        boards; confidential events do not appear there, and what only calls somebody's attention
        is no fact.
        """
        if isinstance(event, CALLS):
            return
        store.keep_fact(store.cause)
        if event.classification is Classification.CONFIDENTIAL:
            return
        zh, en = event.heading.zh, event.heading.en
        if isinstance(event, ClassAdvanced):
            state = state_title(event.state)
            zh, en = f"{zh}：{state.zh}", f"{en}: {state.en}"
        store.record(zh=zh, en=en)


def board_view(line: Any) -> BoardLine:
    """A class as the boards show it."""
    return BoardLine(
        class_id=line.class_id,
        code=line.code,
        title=line.title,
        category=line.category,
        state=line.state,
        start_on=line.start_on.isoformat(),
        end_on=line.end_on.isoformat(),
        **{name: getattr(line, name) for name in COUNTERS},
        hosted_externally=line.hosted_externally,
    )


def activity_views(lines: Sequence[Any], store: PortalStore) -> list[ActivityView]:
    """Activity lines, with the name of whoever acted; what a service did by itself has none."""
    names = store.names_of([line.by for line in lines])
    return [
        ActivityView(
            event_id=line.event_id,
            name=line.name,
            zh=line.zh,
            en=line.en,
            at=line.at,
            class_id=line.class_id,
            by=names.get(line.by, ""),
        )
        for line in lines
    ]
