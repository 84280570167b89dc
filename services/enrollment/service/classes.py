"""Classes from their creation to check-in, opening, departure and closure."""

from collections.abc import Mapping, Sequence

from contracts.base import Page
from contracts.enrollment import (
    AllocateQuotas,
    BeginPreparation,
    CancelClass,
    CheckIn,
    ClassView,
    CloseClass,
    ConfirmReadiness,
    CreateClass,
    FindClass,
    ListClasses,
    ListQuotas,
    ListSteps,
    OpenCheckIn,
    QuotasAllocated,
    QuotaView,
    RecordDeparture,
    RecordOpening,
    StepView,
    TraineeState,
    TraineeView,
    WithdrawTrainee,
)
from contracts.refusals import Refusal
from kit.department import command, measure, query
from services.enrollment.domain.archive import Archive
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.founding import create_class
from services.enrollment.domain.roster import Roster
from services.enrollment.domain.rules import rules_on
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.service.filing import file_record
from services.enrollment.service.handovers import begin_hand_over
from services.enrollment.service.seats import reallocate
from services.enrollment.service.views import class_view, quota_view, step_views, trainee_view
from services.enrollment.store import EnrollmentStore


def _read_trainees(requests: Sequence[CheckIn], store: EnrollmentStore) -> None:
    store.read_trainee_rows([request.trainee_id for request in requests])


class Classes:
    """The life of a class."""

    @command
    def create_class(self, request: CreateClass, store: EnrollmentStore) -> ClassView:
        _refuse_taken_code(store, request.code)
        class_id, plan = store.new_id(), store.plan_of_item(request.plan_item_id)
        training_class = create_class(
            plan,
            plan.take_item(request.plan_item_id, class_id=class_id),
            class_id=class_id,
            code=request.code,
            title=request.title,
            start_on=request.start_on,
            end_on=request.end_on,
            checkin_from=request.checkin_from,
            checkin_to=request.checkin_to,
            org_mode=request.org_mode,
            issues_certificate=request.issues_certificate,
            host_id=store.host_unit(request.host_id) if request.host_id else None,
            level=request.level,
            online=request.online,
            mentor_required=request.mentor_required,
            left_out=request.left_out,
            left_out_reason=request.left_out_reason,
            rule_set=rules_on(store.today).rule_set,
            now=store.now,
        )
        store.put_first(training_class)
        store.put_first(
            Roster(class_id=class_id), Archive(class_id=class_id, nature=training_class.nature)
        )
        store.emit(training_class.created())
        file_record(store, class_id, DocType.PLAN_APPROVAL, f"AnnualPlanApproved {plan.doc_no}")
        return _view(store, training_class)

    @command
    def begin_preparation(self, request: BeginPreparation, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.begin_preparation(now=store.now))
        return _view(store, training_class)

    @command
    def allocate_quotas(self, request: AllocateQuotas, store: EnrollmentStore) -> list[QuotaView]:
        training_class = store.training_class(request.class_id)
        training_class.may_allocate()
        reallocate(store, training_class, request.quotas)
        opened = training_class.allocated(deadline=request.deadline, now=store.now)
        seats = {line.unit_id: line.seats for line in request.quotas}
        store.emit(
            QuotasAllocated(class_id=request.class_id, seats=seats, deadline=request.deadline),
            *opened,
        )
        return [quota_view(quota, unit) for quota, unit in store.quotas(request.class_id)]

    @query
    def list_quotas(self, request: ListQuotas, store: EnrollmentStore) -> list[QuotaView]:
        store.training_class(request.class_id)
        return [quota_view(quota, unit) for quota, unit in store.quotas(request.class_id)]

    @query
    def find_class(self, request: FindClass, store: EnrollmentStore) -> ClassView:
        return _view(store, store.training_class(request.class_id))

    @query
    def list_classes(self, request: ListClasses, store: EnrollmentStore) -> Page[ClassView]:
        classes, total = store.classes(
            state=request.state,
            year=request.year,
            q=request.q,
            page=request.page,
            size=request.size,
        )
        counts = store.counts(training_class.class_id for training_class in classes)
        views = [class_view(found, counts[found.class_id]) for found in classes]
        return Page(items=views, total=total)

    @query
    def list_steps(self, request: ListSteps, store: EnrollmentStore) -> list[StepView]:
        return step_views(store.training_class(request.class_id))

    @command
    def cancel_class(self, request: CancelClass, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.cancel(reason=request.reason, now=store.now))
        return _view(store, training_class)

    @command
    def confirm_readiness(self, request: ConfirmReadiness, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.confirm_readiness(now=store.now))
        return _view(store, training_class)

    @command
    def open_check_in(self, request: OpenCheckIn, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.open_check_in(now=store.now))
        return _view(store, training_class)

    @command(together=True, ahead=_read_trainees)
    def check_in(self, request: CheckIn, store: EnrollmentStore) -> TraineeView:
        row = store.trainee_row(request.class_id, request.trainee_id)
        training_class = store.training_class(request.class_id)
        training_class.may("check_in")
        needed = training_class.nature.check_in_parts
        arrived = row[0].check_in(
            parts=request.parts,
            lodges=request.lodges,
            needed=needed,
            method=request.method,
            by=store.actor.person_id,
            now=store.now,
        )
        store.emit(*arrived)
        return trainee_view(*row, needed=needed)

    @command
    def record_opening(self, request: RecordOpening, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        trainees = store.trainees(request.class_id)
        absent = [one for one in trainees if one.state is TraineeState.ENROLLED]
        present = [one for one in trainees if one.state is TraineeState.ACTIVE]
        opened = training_class.record_opening(
            leader=request.leader,
            present=[trainee.trainee_id for trainee in present],
            absent=[trainee.trainee_id for trainee in absent],
            now=store.now,
        )
        for trainee in absent:
            trainee.miss()
        store.emit(*opened)
        return _view(store, training_class)

    @command
    def withdraw_trainee(self, request: WithdrawTrainee, store: EnrollmentStore) -> TraineeView:
        row = store.trainee_row(request.class_id, request.trainee_id)
        store.training_class(request.class_id).may("withdraw_trainee")
        store.emit(
            row[0].withdraw(kind=request.kind, reason=request.reason, by=store.actor.person_id)
        )
        return trainee_view(*row)

    @command
    def record_departure(self, request: RecordDeparture, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.record_departure(today=store.today, now=store.now))
        begin_hand_over(store, training_class)
        return _view(store, training_class)

    @command
    def close_class(self, request: CloseClass, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        uncertified = store.count_uncertified(request.class_id)
        store.emit(*training_class.close(uncertified=uncertified, now=store.now))
        return _view(store, training_class)

    @measure("kaiban_classes", "Classes by the state they are in", label="state")
    def count_classes(self, store: EnrollmentStore) -> Mapping[str, int]:
        return store.classes_by_state()


def _view(store: EnrollmentStore, training_class: TrainingClass) -> ClassView:
    counts = store.counts([training_class.class_id])
    return class_view(training_class, counts[training_class.class_id])


def _refuse_taken_code(store: EnrollmentStore, code: str) -> None:
    if store.class_with_code(code):
        raise Refusal(
            "CODE_TAKEN", "该班次代码已使用。", "A class with this code exists already.", "B-5.0"
        )
