"""What enrollment shows of its records; id numbers and phones always masked."""

from collections.abc import Set
from datetime import datetime

from contracts.enrollment import (
    CheckInPart,
    ClassState,
    ClassView,
    ImportView,
    NominationView,
    PersonView,
    PlanItemView,
    PlanView,
    QuotaView,
    RosterView,
    RowFault,
    StepView,
    TraineeState,
    TraineeView,
    UnitView,
)
from contracts.identity import SEX_NAMES, mask_id_number, mask_phone
from contracts.values import FileRef
from services.enrollment.domain.intake import NominationImport
from services.enrollment.domain.nomination import Nomination
from services.enrollment.domain.person import Person
from services.enrollment.domain.plan import AnnualPlan, PlanItem
from services.enrollment.domain.quota import Quota
from services.enrollment.domain.roster import Roster, decider_of
from services.enrollment.domain.trainee import Trainee
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
from services.enrollment.store.classes import Counts


def plan_view(plan: AnnualPlan) -> PlanView:
    """An annual plan with its items."""
    return PlanView(
        plan_id=plan.plan_id,
        year=plan.year,
        profile=plan.profile,
        basis=plan.basis,
        policy_refs=plan.policy_refs,
        items=[_plan_item_view(item, plan) for item in plan.items],
        state=plan.state,
        revision=plan.revision,
        drafted_by=plan.drafted_by,
        drafted_by_role=plan.drafted_by_role,
        opinion=plan.opinion,
        doc_no=plan.doc_no,
        approved_at=plan.approved_at,
        issued_at=plan.issued_at,
        issued_to=plan.issued_to,
        hands=tuple(plan.hands),
    )


def _plan_item_view(item: PlanItem, plan: AnnualPlan) -> PlanItemView:
    return PlanItemView(
        item_id=item.item_id,
        category=item.category,
        title=item.title,
        session_no=item.session_no,
        planned_start=item.planned_start,
        planned_end=item.planned_end,
        planned_headcount=item.planned_headcount,
        planned_hours=item.planned_hours,
        est_budget_fen=item.est_budget_fen,
        approval_ref=item.approval_ref,
        track=item.track,
        responsible_dept=plan.responsible_dept,
        class_id=item.class_id,
    )


def unit_view(unit: Unit) -> UnitView:
    """A unit."""
    return UnitView(
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        active=unit.active,
        function=unit.function,
    )


def class_view(training_class: TrainingClass, counts: Counts) -> ClassView:
    """A class and how full it is."""
    return ClassView(
        class_id=training_class.class_id,
        code=training_class.code,
        title=training_class.title,
        category=training_class.category,
        track=training_class.track,
        profile=training_class.profile,
        org_mode=training_class.org_mode,
        hosted_externally=training_class.hosted_externally,
        issues_certificate=training_class.issues_certificate,
        plan_id=training_class.plan_id,
        plan_item_id=training_class.plan_item_id,
        start_on=training_class.start_on,
        end_on=training_class.end_on,
        checkin_from=training_class.checkin_from,
        checkin_to=training_class.checkin_to,
        planned_headcount=training_class.planned_headcount,
        planned_hours=training_class.planned_hours,
        rule_set=training_class.rule_set,
        state=training_class.state,
        seats=counts.seats,
        nominated=counts.nominated,
        enrolled=counts.enrolled,
        checked_in=counts.checked_in,
        readiness=training_class.readiness(),
        closing=tuple(training_class.closing()),
        host_id=training_class.host_id,
        level=training_class.level,
        online=training_class.online,
        mentor_required=training_class.mentor_required,
        left_out=tuple(ClassState(state) for state in training_class.left_out),
        left_out_reason=training_class.left_out_reason,
        suspended_from=training_class.suspended_from,
        opening_leader=training_class.leader,
        closing_leader=training_class.closing_leader,
        nominate_until=training_class.nominate_until,
    )


def step_views(training_class: TrainingClass) -> list[StepView]:
    """The states a class has been in."""
    return [
        StepView(state=ClassState(state), at=datetime.fromisoformat(at))
        for state, at in training_class.steps
    ]


def quota_view(quota: Quota, unit: Unit) -> QuotaView:
    """A unit's seats."""
    return QuotaView(
        unit_id=quota.unit_id,
        unit_name=unit.name,
        seats=quota.seats,
        reserve=quota.reserve,
        used=quota.used,
        waiting=quota.waiting,
    )


def nomination_view(nomination: Nomination, person: Person, unit: Unit) -> NominationView:
    """A nomination with its person, masked."""
    return NominationView(
        nomination_id=nomination.nomination_id,
        class_id=nomination.class_id,
        unit_id=nomination.unit_id,
        unit_name=unit.name,
        person_id=nomination.person_id,
        name=person.name,
        sex=SEX_NAMES[person.sex],
        id_no_masked=mask_id_number(person.id_no),
        phone_masked=mask_phone(person.phone),
        student_no=nomination.student_no,
        group_name=nomination.group_name,
        activist_on=nomination.activist_on,
        target_on=nomination.target_on,
        state=nomination.state,
        reason=nomination.reason,
        nominated_at=nomination.nominated_at,
        post=nomination.post,
        rank=nomination.rank,
    )


def import_view(done: NominationImport) -> ImportView:
    """What became of an uploaded list."""
    errors = None
    if done.errors_file_id and done.errors_file_name:
        errors = FileRef(file_id=done.errors_file_id, name=done.errors_file_name)
    return ImportView(
        import_id=done.import_id,
        class_id=done.class_id,
        unit_id=done.unit_id,
        file_name=done.file_name,
        accepted=done.accepted,
        waitlisted=done.waitlisted,
        unchanged=done.unchanged,
        refused=[RowFault(**line) for line in done.refused],
        errors_file=errors,
    )


def roster_view(roster: Roster, training_class: TrainingClass) -> RosterView:
    """A roster's state, and who decides on it."""
    return RosterView(
        class_id=roster.class_id,
        version=roster.edition,
        state=roster.state,
        headcount=len(roster.nomination_ids),
        submitted_by=roster.submitted_by,
        submitted_at=roster.submitted_at,
        decided_by=roster.decided_by,
        opinion=roster.opinion,
        decider=decider_of(training_class),
    )


def trainee_view(
    trainee: Trainee,
    person: Person,
    nomination: Nomination,
    unit: Unit,
    *,
    needed: frozenset[CheckInPart] = frozenset(),
) -> TraineeView:
    """A trainee, masked; with the parts of the check-in still missing of those needed."""
    return TraineeView(
        trainee_id=trainee.trainee_id,
        trainee_no=trainee.trainee_no,
        class_id=trainee.class_id,
        person_id=trainee.person_id,
        unit_id=trainee.unit_id,
        unit_name=unit.name,
        name=person.name,
        sex=SEX_NAMES[person.sex],
        ethnicity=person.ethnicity,
        political_status=person.political_status,
        student_no=nomination.student_no,
        group_name=nomination.group_name,
        id_no_masked=mask_id_number(person.id_no),
        phone_masked=mask_phone(person.phone),
        activist_on=nomination.activist_on,
        target_on=nomination.target_on,
        state=trainee.state,
        checked_in_at=trainee.checked_in_at,
        leave_limit_exceeded=trainee.leave_limit_exceeded,
        check_in_parts=in_order(trainee.check_in_parts),
        check_in_missing=missing_parts(trainee, needed),
        room=trainee.room,
        post=nomination.post,
        rank=nomination.rank,
        check_in_method=trainee.check_in_method,
        lodges=trainee.lodges,
    )


def missing_parts(trainee: Trainee, needed: frozenset[CheckInPart]) -> tuple[CheckInPart, ...]:
    """The parts of the check-in somebody who is expected still lacks, of those needed."""
    if trainee.state is not TraineeState.ENROLLED:
        return ()
    return in_order(needed - trainee.check_in_parts)


def in_order(parts: Set[CheckInPart]) -> tuple[CheckInPart, ...]:
    """Parts of a check-in in the order the desk goes through them (B-8.4a)."""
    return tuple(part for part in CheckInPart if part in parts)


def person_view(person: Person) -> PersonView:
    """A person in full, for who has given a reason."""
    return PersonView(
        person_id=person.person_id, name=person.name, id_no=person.id_no, phone=person.phone
    )
