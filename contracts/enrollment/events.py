"""What enrollment tells the others."""

from datetime import date, datetime

from contracts.base import Classification, Event
from contracts.enrollment.checkin import WithdrawalKind
from contracts.enrollment.classes import ClassState
from contracts.enrollment.nominations import NominationState
from contracts.enrollment.units import UnitKind
from contracts.roles import Role
from contracts.values import Category, ClassLevel, OrgMode, Profile, Text, Track


class AnnualPlanSubmitted(Event, about="plan_id"):
    """培训计划已提交｜A plan awaits the Party Committee."""

    plan_id: str
    year: int
    items_n: int


class AnnualPlanReturned(Event, about="plan_id"):
    """培训计划被退回｜A plan was returned to its drafter."""

    plan_id: str
    year: int
    drafted_by: str


class AnnualPlanApproved(Event, about="plan_id"):
    """培训计划已批准｜A plan was approved."""

    plan_id: str
    year: int
    revision: int
    doc_no: str


class AnnualPlanIssued(Event, about="plan_id"):
    """培训计划已下发｜A plan was issued to every grass-roots organisation."""

    plan_id: str
    year: int
    unit_ids: list[str]


class UnitRegistered(Event, about="unit_id"):
    """单位已登记｜A unit was registered."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    function: Role | None = None


class ClassCreated(Event):
    """班次已创建｜A class was created from its plan item. Hours in tenths."""

    class_id: str
    plan_id: str
    plan_item_id: str
    code: str
    title: str
    category: Category
    track: Track
    profile: Profile
    org_mode: OrgMode
    hosted_externally: bool
    issues_certificate: bool
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    planned_headcount: int
    planned_hours: int
    rule_set: str
    session_no: int = 1
    host_id: str | None = None
    level: ClassLevel = ClassLevel.REGULAR
    online: bool = False
    mentor_required: bool = False
    left_out: tuple[ClassState, ...] = ()


class ClassAdvanced(Event):
    """班次进入新阶段｜A class reached its next state."""

    class_id: str
    state: ClassState
    at: datetime


class ClassCancelled(Event):
    """班次已取消｜A class was cancelled."""

    class_id: str
    reason: str


class QuotasAllocated(Event):
    """名额已分配｜Seats were allocated to the units."""

    class_id: str
    seats: dict[str, int]
    deadline: datetime


class NominationSubmitted(Event, about="nomination_id"):
    """已提名｜A unit nominated a person (ids only)."""

    class_id: str
    nomination_id: str
    unit_id: str
    state: NominationState


class NominationRejected(Event, about="nomination_id"):
    """提名未录取｜A nomination was rejected."""

    class_id: str
    nomination_id: str
    unit_id: str
    reason: str


class NominationWithdrawn(Event, about="nomination_id"):
    """提名已撤回｜A unit withdrew a nomination."""

    class_id: str
    nomination_id: str
    unit_id: str


class NominationsImported(Event):
    """名单已导入｜A unit's workbook was taken in."""

    class_id: str
    unit_id: str
    import_id: str
    accepted: int
    waitlisted: int
    refused: int


class RosterSubmitted(Event):
    """学员名单已报送｜The roster awaits the executive vice-president."""

    class_id: str
    version: int
    count: int


class RosterReturned(Event):
    """学员名单被退回｜The roster was returned."""

    class_id: str
    version: int
    submitted_by: str


class RosterApproved(Event):
    """学员名单已批准｜The roster was approved: the trainees of each unit, ids only."""

    class_id: str
    version: int
    trainees_by_unit: dict[str, list[str]]


class ReadinessConfirmed(Event):
    """班次准备就绪｜The class is ready."""

    class_id: str


class CheckInOpened(Event):
    """报到开始｜Check-in has opened."""

    class_id: str


class TraineeCheckedIn(Event, about="trainee_id"):
    """学员已报到｜A trainee has arrived."""

    class_id: str
    trainee_id: str
    unit_id: str
    at: datetime


class ClassOpened(Event):
    """班次已开班｜The class has begun. `absent` are those who did not come."""

    class_id: str
    present: list[str]
    absent: list[str]


class TraineeWithdrawn(Event, about="trainee_id"):
    """学员退学｜A trainee left the class before its end."""

    class_id: str
    trainee_id: str
    unit_id: str
    kind: WithdrawalKind


class ClassDeparted(Event):
    """班次已撤场｜The class has left; the hand-over clock starts."""

    class_id: str
    end_on: date


class ArchiveItemFiled(Event):
    """材料已归档｜A document entered the class file."""

    class_id: str
    doc_type: str


class ArchiveIncomplete(Event):
    """档案不完整｜Somebody tried to seal a file with papers missing."""

    class_id: str
    missing: list[str]


class ArchiveSealed(Event):
    """档案已封存｜The class file is complete and sealed."""

    class_id: str
    items: int
    manifest_hash: str


class ClassClosed(Event):
    """班次已结班｜The class is closed; nothing about it may be written any more."""

    class_id: str


class PersonalDataUnmasked(Event, about="person_id", classification=Classification.CONFIDENTIAL):
    """个人信息被查看｜Somebody looked at a person's full data, with a reason."""

    person_id: str
    by: str
    reason: Text
