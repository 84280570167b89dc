"""Duties about annual plans, classes, their notices and their people (enrollment, scheduling)."""

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
from contracts.roles import Role
from contracts.scheduling import TimetablePublished
from services.notification.domain.todo.duty import Duty, before_check_in, until_nominations_end

R = Role

CLASSES = (
    Duty(
        kind="APPROVE_PLAN",
        zh="审批年度培训计划",
        en="Decide on the annual plan",
        roles=(R.PARTY_COMMITTEE,),
        opened_by=(AnnualPlanSubmitted,),
        closed_by=(AnnualPlanApproved, AnnualPlanReturned),
        subject="plan_id",
        detail="year",
        once=False,
    ),
    Duty(
        kind="REVISE_PLAN",
        zh="修改被退回的年度培训计划",
        en="Revise the returned annual plan",
        opened_by=(AnnualPlanReturned,),
        closed_by=(AnnualPlanSubmitted,),
        subject="plan_id",
        detail="year",
        person="drafted_by",
        once=False,
    ),
    Duty(
        kind="ISSUE_PLAN",
        zh="下发年度培训计划",
        en="Issue the annual plan",
        roles=(R.ORG_DEPT, R.EVP),
        opened_by=(AnnualPlanApproved,),
        closed_by=(AnnualPlanIssued,),
        subject="plan_id",
        detail="year",
        once=False,
    ),
    Duty(
        kind="ALLOCATE_QUOTAS",
        zh="分配名额",
        en="Allocate seats to the units",
        roles=(R.STAFF, R.TEACHING_AFFAIRS),
        opened_by=(ClassCreated,),
        closed_by=(QuotasAllocated,),
    ),
    Duty(
        kind="DRAFT_NOTICE",
        zh="拟定培训通知",
        en="Draft the training notice",
        roles=(R.STAFF, R.TEACHING_AFFAIRS),
        opened_by=(ClassCreated,),
    ),
    Duty(
        kind="RELEASE_NOTICE",
        zh="发布培训通知",
        en="Release the training notice",
        roles=(R.EVP, R.TEACHING_AFFAIRS),
        subject="notice_id",
    ),
    Duty(
        kind="NOMINATE",
        zh="提名学员",
        en="Nominate trainees",
        roles=(R.GRASSROOTS_ORG, R.HOST_REP),
        closed_by=(RosterSubmitted,),
        due=until_nominations_end,
    ),
    Duty(
        kind="APPROVE_ROSTER",
        zh="审批学员名单",
        en="Decide on the roster",
        roles=(R.EVP, R.TEACHING_AFFAIRS),
        opened_by=(RosterSubmitted,),
        closed_by=(RosterApproved, RosterReturned),
        once=False,
        due=before_check_in,
    ),
    Duty(
        kind="REVISE_ROSTER",
        zh="修改被退回的学员名单",
        en="Revise the returned roster",
        opened_by=(RosterReturned,),
        closed_by=(RosterSubmitted,),
        person="submitted_by",
        once=False,
        due=before_check_in,
    ),
    Duty(
        kind="PUBLISH_TIMETABLE",
        zh="编制并发布日程",
        en="Lay out and publish the timetable",
        roles=(R.STAFF, R.EVP, R.TEACHING_AFFAIRS),
        opened_by=(ClassCreated,),
        closed_by=(TimetablePublished,),
        due=before_check_in,
    ),
)
