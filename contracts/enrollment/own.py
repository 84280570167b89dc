"""What trainees and units see of their own, and never of anybody else's."""

from datetime import date, datetime

from contracts.base import Page, Query, View
from contracts.enrollment.access import R
from contracts.enrollment.classes import ClassState
from contracts.enrollment.roster import CheckInMethod, CheckInPart, TraineeState
from contracts.values import Category, FileRef, PageNo, PageSize


class OwnTrainingView(View):
    """我的培训｜A trainee's own place in a class: where and when to report, whom to reach, how far
    the check-in has come. `report_at` are the places of the check-in desk, `contact` is whom
    trainees reach out of hours (B-8.4c); both stay empty until they are set.
    """

    trainee_id: str
    trainee_no: str
    name: str
    unit_name: str
    group_name: str
    state: TraineeState
    class_id: str
    class_code: str
    class_title: str
    class_state: ClassState
    category: Category
    online: bool
    start_on: date
    end_on: date
    checkin_from: datetime
    checkin_to: datetime
    report_at: list[str]
    contact: str
    handbook: FileRef | None
    checked_in_at: datetime | None
    check_in_method: CheckInMethod | None
    check_in_parts: tuple[CheckInPart, ...]
    check_in_missing: tuple[CheckInPart, ...]
    room: str


class FindOwnTraining(
    Query[OwnTrainingView],
    rest="GET /trainees/{trainee_id}",
    by=(R.TRAINEE,),
    clauses=("A-6.7", "B-8.4a", "B-8.4c"),
):
    """我的培训｜One's own place in a class."""

    trainee_id: str


class OwnQuotaView(View):
    """本单位名额｜A unit's seats in one class; `open` while it may nominate at this moment."""

    class_id: str
    class_code: str
    class_title: str
    category: Category
    state: ClassState
    start_on: date
    end_on: date
    nominate_until: datetime | None
    seats: int
    reserve: int
    used: int
    waiting: int
    open: bool


class ListOwnQuotas(
    Query[Page[OwnQuotaView]],
    rest="GET /units/{unit_id}/quotas",
    by=(R.GRASSROOTS_ORG, R.HOST_REP),
    clauses=("A-6.6", "A-5.w1"),
):
    """本单位名额｜Every class in which a unit has seats, the latest to start first."""

    unit_id: str
    page: PageNo = 1
    size: PageSize = 50
