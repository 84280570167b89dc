"""The hand-over of papers after a class (B-8.9)."""

from collections.abc import Sequence

from contracts.enrollment import (
    ClassState,
    ExtendHandOver,
    FindHandOver,
    HandOverLine,
    HandOverLineDraft,
    HandOverView,
    PrepareHandOver,
    SignHandOverLine,
)
from contracts.refusals import Fault
from kit.department import command, measure, query, timer
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.handover import (
    HandOver,
    HandOverPaper,
    open_hand_over,
    refuse_lines,
)
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.service.filing import file_record
from services.enrollment.store import EnrollmentStore


class HandOvers:
    """From the departure of a class to the last receipt."""

    @command
    def prepare_hand_over(self, request: PrepareHandOver, store: EnrollmentStore) -> HandOverView:
        hand_over = store.hand_over(request.class_id)
        _refuse_odd_receivers(store, request.lines)
        store.emit(
            *hand_over.prepare(
                request.lines,
                new_id=store.new_id,
                by=store.actor.person_id,
                today=store.today,
                now=store.now,
            )
        )
        _conclude(store, hand_over)
        return _view(store, hand_over)

    @command
    def sign_hand_over_line(
        self, request: SignHandOverLine, store: EnrollmentStore
    ) -> HandOverView:
        refuse_stranger(store.actor, store.unit(request.unit_id))
        hand_over = store.hand_over(request.class_id)
        store.emit(
            *hand_over.sign(
                request.line_id,
                unit_id=request.unit_id,
                quantity=request.quantity,
                remark=request.remark,
                by=store.actor.person_id,
                today=store.today,
                now=store.now,
            )
        )
        _conclude(store, hand_over)
        return _view(store, hand_over)

    @command
    def extend_hand_over(self, request: ExtendHandOver, store: EnrollmentStore) -> HandOverView:
        hand_over = store.hand_over(request.class_id)
        store.emit(
            hand_over.extend(
                until=request.until,
                reason=request.reason,
                by=store.actor.person_id,
                today=store.today,
            )
        )
        return _view(store, hand_over)

    @query
    def find_hand_over(self, request: FindHandOver, store: EnrollmentStore) -> HandOverView:
        return _view(store, store.hand_over(request.class_id))

    @timer(every=5, each=EnrollmentStore.hand_overs_past_their_day)
    def call_late_hand_over(self, store: EnrollmentStore, class_id: str) -> None:
        store.emit(*store.hand_over(class_id).look_at_clock(today=store.today))

    @measure("kaiban_hand_overs_overdue", "Hand-overs of papers unsigned though their day is past")
    def count_overdue_hand_overs(self, store: EnrollmentStore) -> int:
        return store.hand_overs_overdue()


def begin_hand_over(store: EnrollmentStore, training_class: TrainingClass) -> None:
    """Start the clock of a college class that has just left; others hand nothing over."""
    nature = training_class.nature
    if not nature.college or not nature.passes(ClassState.HANDED_OVER):
        return
    hand_over = open_hand_over(
        class_id=training_class.class_id,
        end_on=training_class.end_on,
        settles=training_class.hosted_externally,
        rules=RULE_SETS[training_class.rule_set],
        departments=store.departments_by_function(),
        new_id=store.new_id,
        by=store.actor.person_id,
    )
    store.add(hand_over)
    store.emit(hand_over.opened())


def _conclude(store: EnrollmentStore, hand_over: HandOver) -> None:
    """The last receipt files the list and moves the class on."""
    if hand_over.signed_at is None:
        return
    source = f"HandOverSigned {len(hand_over.lines)} lines"
    file_record(store, hand_over.class_id, DocType.HAND_OVER_LIST, source)
    training_class = store.training_class(hand_over.class_id)
    store.emit(*training_class.note(Fact.PAPERS_HANDED_OVER, now=store.now))


def _refuse_odd_receivers(store: EnrollmentStore, lines: Sequence[HandOverLineDraft]) -> None:
    units = store.units_among(line.unit_id for line in lines)
    refuse_lines(
        [
            Fault(f"lines.{at}", "接收方须为部门", "only a department receives papers")
            for at, line in enumerate(lines)
            if line.unit_id not in units or units[line.unit_id].function is None
        ]
    )


def _view(store: EnrollmentStore, hand_over: HandOver) -> HandOverView:
    units = store.units_among(line.unit_id for line in hand_over.lines)
    return HandOverView(
        class_id=hand_over.class_id,
        state=hand_over.state,
        end_on=hand_over.end_on,
        due_on=hand_over.due_on,
        latest_on=hand_over.latest_on,
        extension_reason=hand_over.extension_reason,
        extended_by=hand_over.extended_by,
        lines=[_line_view(line, units[line.unit_id].name) for line in hand_over.lines],
        signed_at=hand_over.signed_at,
        on_time=hand_over.on_time,
    )


def _line_view(line: HandOverPaper, unit_name: str) -> HandOverLine:
    return HandOverLine(
        line_id=line.line_id,
        doc_type=line.doc_type,
        quantity=line.quantity,
        unit_id=line.unit_id,
        unit_name=unit_name,
        for_settlement=line.for_settlement,
        received=line.received,
        received_by=line.received_by,
        received_at=line.received_at,
        remark=line.remark,
    )
