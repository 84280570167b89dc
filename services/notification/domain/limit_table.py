"""The table of limits: until when each runs, for whom, and by which facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from contracts.assessment import EvaluationFedBack, ExamHeld, ImprovementCompleted
from contracts.enrollment import (
    AnnualPlanIssued,
    ArchiveItemFiled,
    ClassCreated,
    ClassDeparted,
    HandOverExtended,
    HandOverOpened,
    HandOverSigned,
    ImplementationPlanIssued,
    IssueRaised,
    IssueResolved,
    ParticipantNamed,
    RosterSubmitted,
    TaskAssigned,
    TaskCompleted,
)
from contracts.finance import ServiceDataConfirmed, SettlementFinalised, TaxFiled, TaxWithheld
from contracts.notification import DeadlineKind
from contracts.roles import Role
from contracts.scheduling import (
    EquipmentChecked,
    TeacherRejected,
    TeacherSuspended,
    TeacherVetted,
    VenueRejected,
    VenueRevoked,
    VenueVetted,
)
from contracts.values import Track
from services.notification.domain.deadline import SHANGHAI, end_of, start_of
from services.notification.domain.limits import EVERYWHERE, Limit, Setting
from services.notification.domain.rules import the_rules
from services.notification.domain.training_class import ShiftKind, TrainingClass

K = DeadlineKind
R = Role


def _of_class(event: Any) -> str:
    return str(event.class_id)


def _in_class(event: Any) -> list[Setting]:
    """One limit for the class, by its own days."""
    return [
        Setting(matter=event.class_id, subject_id=event.class_id, scope=f"class:{event.class_id}")
    ]


def _until(field_name: str) -> Callable[[Any], list[Setting]]:
    """One limit for the class, to the end of the day the fact names."""

    def settings(event: Any) -> list[Setting]:
        day: date = getattr(event, field_name)
        return [replace(setting, due_at=end_of(day)) for setting in _in_class(event)]

    return settings


def _of_units(event: ImplementationPlanIssued) -> list[Setting]:
    return [
        Setting(
            matter=f"{event.class_id}:{unit_id}",
            subject_id=unit_id,
            scope=f"unit:{unit_id}",
            due_at=event.participants_until,
        )
        for unit_id in event.unit_ids
    ]


def _of_tasks(event: ImplementationPlanIssued | TaskAssigned) -> list[Setting]:
    tasks = event.tasks if isinstance(event, ImplementationPlanIssued) else (event,)
    return [
        Setting(
            matter=task.task_id,
            subject_id=task.task_id,
            scope=f"unit:{task.unit_id}",
            due_at=task.due_at,
            detail=task.title,
        )
        for task in tasks
    ]


def _of_issue(event: IssueRaised) -> list[Setting]:
    return [
        Setting(
            matter=event.issue_id,
            subject_id=event.issue_id,
            scope=f"person:{event.owner_id}",
            due_at=event.due_at,
        )
    ]


def _of_improvement(event: EvaluationFedBack) -> list[Setting]:
    return [
        Setting(
            matter=event.action_id,
            subject_id=event.action_id,
            scope=f"unit:{event.unit_id}",
            due_at=end_of(event.due_on),
        )
    ]


def _of_hand_over(event: HandOverOpened | HandOverExtended) -> list[Setting]:
    field = "until" if isinstance(event, HandOverExtended) else "due_on"
    return _until(field)(event)


def _of_departure(event: ClassDeparted) -> list[Setting]:
    last_day = event.end_on + the_rules().settled_after
    return [replace(setting, due_at=end_of(last_day)) for setting in _in_class(event)]


def _of_tax(event: TaxWithheld) -> list[Setting]:
    return [
        Setting(
            matter=event.month,
            subject_id=event.month,
            scope=EVERYWHERE,
            due_at=end_of(event.due_on),
            detail=event.month,
        )
    ]


def _of_vetting(event: TeacherVetted | VenueVetted) -> list[Setting]:
    vetted = _vetted(event)
    return [
        Setting(
            matter=vetted,
            subject_id=vetted.partition(":")[2],
            scope=EVERYWHERE,
            due_at=end_of(event.valid_until),
        )
    ]


def _vetted(event: Any) -> str:
    teacher_id = getattr(event, "teacher_id", None)
    return f"venue:{event.venue_id}" if teacher_id is None else f"teacher:{teacher_id}"


def _of_plan(event: AnnualPlanIssued) -> list[Setting]:
    return [
        Setting(
            matter=event.plan_id,
            subject_id=event.plan_id,
            scope=EVERYWHERE,
            after=the_rules().plan_acknowledged_after,
            detail=str(event.year),
        )
    ]


def _nothing(_: Any) -> list[Setting]:
    """Set running by the service itself, which alone knows until when."""
    return []


def _data_confirmed(known: TrainingClass) -> datetime:
    return datetime.combine(known.end_on, the_rules().data_confirmed_by, tzinfo=SHANGHAI)


_LIMITS = (
    Limit(
        kind=K.PLAN_ACKNOWLEDGEMENT,
        zh="各基层党组织签收年度培训计划",
        en="Every unit acknowledges the annual plan",
        clause="A-7.1.c",
        role=R.ORG_DEPT,
        set_by=(AnnualPlanIssued,),
        sets=_of_plan,
        matter=lambda event: str(event.plan_id),
    ),
    Limit(
        kind=K.PARTICIPANTS,
        zh="确定本部门项目参与人",
        en="The department names its participants",
        clause="B-5.2",
        role=R.SIGNED_IN,
        set_by=(ImplementationPlanIssued,),
        met_by=(ParticipantNamed,),
        sets=_of_units,
        matter=lambda event: f"{event.class_id}:{event.unit_id}",
        follows=ShiftKind.RESCHEDULED,
    ),
    Limit(
        kind=K.ROSTER,
        zh="报送学员名单",
        en="The roster is submitted",
        clause="A-7.2.a",
        role=R.STAFF,
        colleges_role=R.COUNSELOR,
        set_by=(ClassCreated,),
        met_by=(RosterSubmitted,),
        sets=_in_class,
        matter=_of_class,
        by_class=lambda known: known.checkin_from,
    ),
    Limit(
        kind=K.MATERIALS,
        zh="备齐培训材料",
        en="The training materials are ready",
        clause="A-7.3.a",
        role=R.STAFF,
        colleges_role=R.PROJECT_LEAD,
        set_by=(ClassCreated,),
        met_by=(ArchiveItemFiled,),
        sets=_in_class,
        matter=_of_class,
        holds=lambda filed: filed.doc_type == "TRAINING_MATERIALS",
        by_class=lambda known: start_of(known.start_on),
    ),
    Limit(
        kind=K.EQUIPMENT,
        zh="完成设备调试",
        en="The equipment is checked",
        clause="B-8.3b",
        role=R.LIBRARY_IT,
        set_by=(ClassCreated,),
        met_by=(EquipmentChecked,),
        sets=_in_class,
        matter=_of_class,
        holds=lambda checked: checked.complete,
        only=lambda known: known.is_colleges,
        by_class=lambda known: known.checkin_from,
    ),
    Limit(
        kind=K.EXAM,
        zh="结业考试",
        en="The completion exam is held",
        clause="A-7.7.a",
        role=R.EXAM_ADMIN,
        set_by=(ClassCreated,),
        met_by=(ExamHeld,),
        sets=_in_class,
        matter=_of_class,
        only=lambda known: known.track is Track.PROSPECT,
        by_class=lambda known: end_of(known.end_on),
    ),
    Limit(
        kind=K.DATA_CONFIRMATION,
        zh="双方签认班次数据",
        en="Both parties sign the data of the class",
        clause="B-8.8a",
        role=R.COUNSELOR,
        set_by=(ClassCreated,),
        met_by=(ServiceDataConfirmed,),
        sets=_in_class,
        matter=_of_class,
        only=lambda known: known.hosted_externally,
        by_class=_data_confirmed,
    ),
    Limit(
        kind=K.HAND_OVER,
        zh="移交班次材料",
        en="The papers are handed over",
        clause="B-8.9a",
        role=R.COUNSELOR,
        set_by=(HandOverOpened, HandOverExtended),
        met_by=(HandOverSigned,),
        sets=_of_hand_over,
        matter=_of_class,
    ),
    Limit(
        kind=K.HAND_OVER_LATEST,
        zh="材料移交最长时限",
        en="The last day of the hand-over",
        clause="B-8.9b",
        role=R.STUDENT_WORK,
        set_by=(HandOverOpened,),
        met_by=(HandOverSigned,),
        sets=_until("latest_on"),
        matter=_of_class,
    ),
    Limit(
        kind=K.SETTLEMENT,
        zh="办结决算",
        en="The class is settled",
        clause="B-6.6",
        role=R.FIN_LOGISTICS,
        set_by=(ClassDeparted,),
        met_by=(SettlementFinalised,),
        sets=_of_departure,
        matter=_of_class,
    ),
    Limit(
        kind=K.TAX_FILING,
        zh="申报代扣的个人所得税",
        en="The tax withheld is filed",
        clause="B-6.6",
        role=R.FIN_LOGISTICS,
        set_by=(TaxWithheld,),
        met_by=(TaxFiled,),
        sets=_of_tax,
        matter=lambda event: str(event.month),
    ),
    Limit(
        kind=K.VETTING_EXPIRY,
        zh="教师、场地审查有效期",
        en="The vetting of a teacher or venue is renewed",
        clause="A-7.3.c",
        role=R.TEACHING_AFFAIRS,
        set_by=(TeacherVetted, VenueVetted),
        ended_by=(TeacherRejected, TeacherSuspended, VenueRejected, VenueRevoked),
        sets=_of_vetting,
        matter=_vetted,
    ),
    Limit(
        kind=K.TASK,
        zh="完成任务",
        en="The task is done",
        clause="B-3.0",
        role=R.SIGNED_IN,
        set_by=(ImplementationPlanIssued, TaskAssigned),
        met_by=(TaskCompleted,),
        sets=_of_tasks,
        matter=lambda event: str(event.task_id),
        follows=ShiftKind.SUSPENDED,
    ),
    Limit(
        kind=K.ISSUE,
        zh="处理问题",
        en="The issue is resolved",
        clause="B-3.2f",
        role=R.SIGNED_IN,
        set_by=(IssueRaised,),
        met_by=(IssueResolved,),
        sets=_of_issue,
        matter=lambda event: str(event.issue_id),
        follows=ShiftKind.SUSPENDED,
    ),
    Limit(
        kind=K.ESCALATION,
        zh="知悉并逐级上报",
        en="The report is acknowledged and passed on",
        clause="B-8.6b",
        role=R.COUNSELOR,
        sets=_nothing,
        matter=lambda event: f"{event.escalation_id}:{event.level}",
    ),
    Limit(
        kind=K.IMPROVEMENT,
        zh="落实评估改进",
        en="The improvement is made",
        clause="B-6.5c",
        role=R.SIGNED_IN,
        set_by=(EvaluationFedBack,),
        met_by=(ImprovementCompleted,),
        sets=_of_improvement,
        matter=lambda event: str(event.action_id),
    ),
)
LIMITS = {limit.kind: limit for limit in _LIMITS}
HEEDED = frozenset(
    fact for limit in _LIMITS for fact in (*limit.set_by, *limit.met_by, *limit.ended_by)
)
