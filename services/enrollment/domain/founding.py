"""How a class comes to be: from an item of an approved plan."""

from collections.abc import Sequence
from datetime import date, datetime

from contracts.enrollment import ClassState
from contracts.refusals import Fault, Invalid
from contracts.values import ClassLevel, OrgMode, Profile
from services.enrollment.domain.class_days import refuse_odd_days
from services.enrollment.domain.nature import refuse_odd_route
from services.enrollment.domain.plan import AnnualPlan, PlanItem
from services.enrollment.domain.training_class import TrainingClass


def create_class(
    plan: AnnualPlan,
    item: PlanItem,
    *,
    class_id: str,
    code: str,
    title: str,
    start_on: date,
    end_on: date,
    checkin_from: datetime,
    checkin_to: datetime,
    org_mode: OrgMode,
    issues_certificate: bool,
    rule_set: str,
    now: datetime,
    host_id: str | None = None,
    level: ClassLevel = ClassLevel.REGULAR,
    online: bool = False,
    mentor_required: bool = False,
    left_out: Sequence[ClassState] = (),
    left_out_reason: str = "",
) -> TrainingClass:
    """The class of an approved plan item.

    Invalid (422) when its days or steps do not fit each other, or its host is missing.
    """
    refuse_odd_days(start_on, end_on, checkin_from, checkin_to)
    _refuse_wrong_host(plan.profile, org_mode, host_id)
    refuse_odd_route(org_mode, left_out, left_out_reason)
    return TrainingClass(
        class_id=class_id,
        code=code,
        title=title,
        category=item.category,
        profile=plan.profile,
        org_mode=org_mode,
        issues_certificate=issues_certificate,
        plan_id=plan.plan_id,
        plan_item_id=item.item_id,
        session_no=item.session_no,
        start_on=start_on,
        end_on=end_on,
        checkin_from=checkin_from,
        checkin_to=checkin_to,
        planned_headcount=item.planned_headcount,
        planned_hours=item.planned_hours,
        rule_set=rule_set,
        host_id=host_id,
        level=level,
        online=online,
        mentor_required=mentor_required and plan.profile is Profile.CADRE_COLLEGE,
        left_out=[str(state) for state in left_out],
        left_out_reason=left_out_reason,
        steps=[[ClassState.PLANNED, now.isoformat()]],
    )


def _refuse_wrong_host(profile: Profile, org_mode: OrgMode, host_id: str | None) -> None:
    contracted = org_mode is OrgMode.CONTRACTED
    if contracted and profile is not Profile.CADRE_COLLEGE:
        raise Invalid(
            "ORG_MODE",
            "承办班次须列入干部学院的计划。",
            "A contracted class belongs into a plan of the cadre college.",
            "B-1.1",
            faults=[Fault("org_mode", "本计划只有自办班次", "this plan has own classes only")],
        )
    if contracted != (host_id is not None):
        raise Invalid(
            "HOST",
            "承办班次须指明主办单位，自办班次没有主办单位。",
            "A contracted class names its host; a class of one's own has none.",
            "B-1.1",
            faults=[Fault("host_id", "与办班方式不符", "does not fit the way it is run")],
        )
