"""To-do items: what waits for whom. Facts open and close them; nobody ticks one off by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from contracts.roles import Actor, Role
from contracts.scheduling import TimetablePublished
from contracts.values import Track
from services.notification.domain.training_class import TrainingClass

R = Role
EVERYWHERE = "*"


def _check_in(known: TrainingClass) -> datetime | None:
    return known.checkin_from


def _nominations_end(known: TrainingClass) -> datetime | None:
    return known.deadline


def _none(_: TrainingClass) -> datetime | None:
    return None


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One kind of to-do item: its words, whom it waits for, and which facts open and close it.

    `once`: it can be done a single time, so that a fact that closes it holds even if it is heard
    before the one that opens it. The others are moved by facts of one department, whose order
    decides. `person` names the field of the opening event with the one person it waits for.
    """

    kind: str
    zh: str
    en: str
    roles: tuple[Role, ...] = (R.SIGNED_IN,)
    opened_by: tuple[type[Event], ...] = ()
    closed_by: tuple[type[Event], ...] = ()
    subject: str = "class_id"
    detail: str = ""
    person: str = ""
    once: bool = True
    when: Callable[[Any], bool] = _always
    due: Callable[[TrainingClass], datetime | None] = _none


DUTIES = (
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
        kind="ACKNOWLEDGE_NOTICE",
        zh="签收通知",
        en="Acknowledge the notice",
        roles=(R.GRASSROOTS_ORG,),
        subject="delivery_id",
    ),
    Duty(
        kind="ALLOCATE_QUOTAS",
        zh="分配名额",
        en="Allocate seats to the units",
        roles=(R.STAFF,),
        opened_by=(ClassCreated,),
        closed_by=(QuotasAllocated,),
    ),
    Duty(
        kind="DRAFT_NOTICE",
        zh="拟定培训通知",
        en="Draft the training notice",
        roles=(R.STAFF,),
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
        roles=(R.GRASSROOTS_ORG,),
        closed_by=(RosterSubmitted,),
        due=_nominations_end,
    ),
    Duty(
        kind="APPROVE_ROSTER",
        zh="审批学员名单",
        en="Decide on the roster",
        roles=(R.EVP,),
        opened_by=(RosterSubmitted,),
        closed_by=(RosterApproved, RosterReturned),
        once=False,
        due=_check_in,
    ),
    Duty(
        kind="REVISE_ROSTER",
        zh="修改被退回的学员名单",
        en="Revise the returned roster",
        opened_by=(RosterReturned,),
        closed_by=(RosterSubmitted,),
        person="submitted_by",
        once=False,
        due=_check_in,
    ),
    Duty(
        kind="PUBLISH_TIMETABLE",
        zh="编制并发布日程",
        en="Lay out and publish the timetable",
        roles=(R.STAFF, R.EVP),
        opened_by=(ClassCreated,),
        closed_by=(TimetablePublished,),
        due=_check_in,
    ),
    Duty(
        kind="PLAN_EXAM",
        zh="安排结业考试",
        en="Plan the completion exam",
        roles=(R.EXAM_ADMIN,),
        opened_by=(ClassCreated,),
        closed_by=(ExamPlanned,),
        when=lambda created: created.track is Track.PROSPECT,
        due=_check_in,
    ),
    Duty(
        kind="REPLACE_PAPER",
        zh="试卷疑似泄密，请重新组织命题",
        en="A leak is suspected: have a new paper set",
        roles=(R.EXAM_ADMIN,),
        opened_by=(PaperLeakSuspected,),
        closed_by=(PaperSealed,),
        subject="exam_id",
        once=False,
    ),
    Duty(
        kind="COMPLETE_MARKING",
        zh="组织阅卷",
        en="Have the scripts marked",
        roles=(R.EXAM_ADMIN,),
        opened_by=(ExamHeld,),
        closed_by=(MarkingCompleted,),
        subject="exam_id",
    ),
    Duty(
        kind="CONFIRM_RESULTS",
        zh="确认考试成绩",
        en="Confirm the results",
        roles=(R.EVP,),
        opened_by=(MarkingCompleted,),
        closed_by=(ResultsConfirmed,),
        subject="exam_id",
    ),
    Duty(
        kind="PUBLISH_RESULTS",
        zh="公布考试成绩",
        en="Publish the results",
        roles=(R.EVP, R.STAFF),
        opened_by=(ResultsConfirmed,),
        closed_by=(ResultsPublished,),
        subject="exam_id",
    ),
    Duty(
        kind="FREEZE_PASS_LIST",
        zh="签署并锁定合格名单",
        en="Sign and freeze the pass list",
        roles=(R.EVP,),
        opened_by=(ResultsPublished,),
        closed_by=(PassListFrozen,),
    ),
    Duty(
        kind="NUMBER_CERTIFICATES",
        zh="编制结业证书号",
        en="Number the certificates",
        roles=(R.STAFF,),
        opened_by=(PassListFrozen,),
        closed_by=(CertificatesNumbered, AssessmentFinished),
    ),
    Duty(
        kind="ISSUE_CERTIFICATES",
        zh="颁发结业证书",
        en="Issue the certificates",
        roles=(R.EVP,),
        opened_by=(CertificatesNumbered,),
        closed_by=(AssessmentFinished,),
    ),
    Duty(
        kind="CLEAR_BUDGET",
        zh="核准超标准预算",
        en="Decide on a budget above its ceiling",
        roles=(R.FIN_LOGISTICS,),
        opened_by=(BudgetClearanceRequested,),
        closed_by=(BudgetCleared,),
        once=False,
    ),
)
DUTY = {duty.kind: duty for duty in DUTIES}
HEEDED = frozenset(event for duty in DUTIES for event in (*duty.opened_by, *duty.closed_by))


@dataclass(frozen=True, kw_only=True)
class Address:
    """Which item is meant: a kind of duty about a subject, for the holders of a role in a scope."""

    kind: str
    subject: str
    role: Role
    scope: str = EVERYWHERE


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An item to open; `person_id` when it waits for one person alone."""

    address: Address
    class_id: str | None = None
    detail: str = ""
    person_id: str = ""


def openings(event: Event) -> list[Opening]:
    """The items a fact opens."""
    return [
        Opening(
            address=Address(kind=duty.kind, subject=getattr(event, duty.subject), role=role),
            class_id=getattr(event, "class_id", None),
            detail=str(getattr(event, duty.detail)) if duty.detail else "",
            person_id=getattr(event, duty.person) if duty.person else "",
        )
        for duty in DUTIES
        if isinstance(event, duty.opened_by) and duty.when(event)
        for role in duty.roles
    ]


def closings(event: Event) -> list[Address]:
    """The items a fact closes, in whatever scope they are open."""
    return [
        Address(kind=duty.kind, subject=getattr(event, duty.subject), role=role)
        for duty in DUTIES
        if isinstance(event, duty.closed_by)
        for role in duty.roles
    ]


@dataclass(eq=False, kw_only=True)
class Todo:
    """Something waiting for whoever holds a role in a scope; done once `done_at` is set.

    `as_of` is the place, in its department's order of facts, of the latest one that moved the item:
    an older fact heard later changes nothing.
    """

    todo_id: str
    kind: str
    subject: str
    role: Role
    scope: str
    created_at: datetime
    class_id: str | None = None
    detail: str = ""
    person_id: str = ""
    as_of: int = 0
    done_at: datetime | None = None

    @property
    def duty(self) -> Duty:
        """What kind of item it is."""
        return DUTY[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.done_at is None

    def open(self, opening: Opening, *, as_of: int, now: datetime) -> None:
        """A fact opens the item; what can be done only once stays done."""
        if (self.duty.once and not self.is_open) or as_of < self.as_of:
            return
        self.class_id, self.detail = opening.class_id, opening.detail
        self.person_id, self.as_of = opening.person_id, as_of
        self.created_at, self.done_at = now, None

    def close(self, *, as_of: int, now: datetime) -> None:
        """What was waited for has happened."""
        if as_of >= self.as_of or self.duty.once:
            self.as_of, self.done_at = max(as_of, self.as_of), self.done_at or now

    def waits_for(self, actor: Actor) -> bool:
        """Whether one of the actor's grants reaches this item; a personal one is that person's."""
        if self.person_id:
            return self.person_id == actor.person_id
        return any(
            grant.role is self.role
            and (
                grant.scope in (EVERYWHERE, self.scope)
                or (self.scope == EVERYWHERE and grant.scope == f"class:{self.class_id}")
            )
            for grant in actor.grants
        )


def a_todo(address: Address, *, todo_id: str, now: datetime) -> Todo:
    """A new item at an address; nothing has opened it yet, and nothing has closed it."""
    return Todo(
        todo_id=todo_id,
        kind=address.kind,
        subject=address.subject,
        role=address.role,
        scope=address.scope,
        created_at=now,
    )
