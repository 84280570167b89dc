"""How departments review their own people and works, and teachers who are sent out."""

from contracts.enrollment import ImplementationPlanIssued, UnitRegistered
from contracts.scheduling import (
    DecideDispatch,
    Decision,
    DepartmentReviewsView,
    DispatchTeacher,
    DispatchView,
    ListDepartmentReviews,
    ListDispatches,
    ReviewOwnWork,
)
from kit.department import command, query, reaction
from services.scheduling.domain.department_review import ReviewLedger
from services.scheduling.domain.dispatch import Dispatch
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.unit import Unit
from services.scheduling.service.views.reviews import dispatch_view, reviews_view
from services.scheduling.store import SchedulingStore


class Reviews:
    """Department reviews and dispatches."""

    # -- Reviews --------------------------------------------------------------

    @reaction
    def note_unit(self, event: UnitRegistered, store: SchedulingStore) -> None:
        if store.unit_if_known(event.unit_id) is None:
            store.add(Unit(unit_id=event.unit_id, name=event.name))

    @reaction
    def note_departments(self, event: ImplementationPlanIssued, store: SchedulingStore) -> None:
        ledger = store.review_ledger(event.class_id)
        store.emit(*ledger.take_plan(version=event.version, unit_ids=event.unit_ids))
        store.add(ledger)

    @command
    def review_own_work(
        self, request: ReviewOwnWork, store: SchedulingStore
    ) -> DepartmentReviewsView:
        timetable = store.timetable(request.class_id)
        ledger = store.review_ledger(request.class_id)
        reviewed = ledger.review(
            request,
            timetable,
            review_id=store.new_id(),
            by=store.actor.person_id,
            now=store.now,
        )
        store.emit(*reviewed)
        return self._reviews(ledger, store)

    @query
    def list_department_reviews(
        self, request: ListDepartmentReviews, store: SchedulingStore
    ) -> DepartmentReviewsView:
        known = store.timetable(request.class_id)
        return self._reviews(store.review_ledger(known.class_id), store)

    def _reviews(self, ledger: ReviewLedger, store: SchedulingStore) -> DepartmentReviewsView:
        units = {review.unit_id for review in ledger.reviews} | set(ledger.unit_ids)
        return reviews_view(ledger, store.unit_names(units))

    # -- Dispatches -----------------------------------------------------------

    @command
    def dispatch_teacher(self, request: DispatchTeacher, store: SchedulingStore) -> DispatchView:
        teacher = store.teacher(request.teacher_id)
        dispatch = Dispatch.ask(
            request,
            teacher,
            dispatch_id=store.new_id(),
            by=store.actor.person_id,
            rules=rules_on(store.today),
        )
        store.require_free(dispatch)
        store.add(dispatch)
        return dispatch_view(dispatch, teacher.name)

    @command
    def decide_dispatch(self, request: DecideDispatch, store: SchedulingStore) -> DispatchView:
        dispatch = store.dispatch(request.dispatch_id)
        teacher = store.teacher(dispatch.teacher_id)
        decided = dispatch.decide(
            teacher,
            decision=request.decision,
            opinion=request.opinion,
            by=store.actor.person_id,
            now=store.now,
        )
        if request.decision is Decision.APPROVED:
            store.book_dispatch(dispatch)
        store.emit(*decided)
        return dispatch_view(dispatch, teacher.name)

    @query
    def list_dispatches(
        self, request: ListDispatches, store: SchedulingStore
    ) -> list[DispatchView]:
        found = store.dispatches(request.teacher_id)
        names = store.teacher_names({dispatch.teacher_id for dispatch in found})
        return [dispatch_view(dispatch, names[dispatch.teacher_id]) for dispatch in found]
