"""Facts and people, as other departments publish and list them, for tests of notification."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.base import Page
from contracts.enrollment import (
    ClassCreated,
    QuotasAllocated,
    RosterApproved,
    TraineeState,
    TraineeView,
    UnitKind,
    UnitRegistered,
)
from contracts.notification import DraftNotice
from contracts.scheduling import PublishedSession, TimetablePublished, TimetableRevised
from contracts.values import Category, OrgMode, Profile, SessionForm, Track

DEADLINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHECK_IN = datetime(2026, 3, 8, 23, tzinfo=UTC)
BEGINS = datetime(2026, 3, 9, 1, tzinfo=UTC)


def a_class(**changes: Any) -> ClassCreated:
    """A development-target class."""
    given: dict[str, Any] = {
        "class_id": "c1",
        "plan_id": "p1",
        "plan_item_id": "i1",
        "code": "FZ-2026-1",
        "title": "发展对象培训班",
        "category": Category.DEV_TARGET,
        "track": Track.PROSPECT,
        "profile": Profile.UNIVERSITY_PARTY_SCHOOL,
        "org_mode": OrgMode.HOSTED,
        "hosted_externally": False,
        "issues_certificate": True,
        "start_on": date(2026, 3, 9),
        "end_on": date(2026, 3, 11),
        "checkin_from": CHECK_IN,
        "checkin_to": BEGINS,
        "planned_headcount": 10,
        "planned_hours": 240,
        "rule_set": "CN-2023",
    }
    return ClassCreated(**given | changes)


def a_unit(unit_id: str) -> UnitRegistered:
    """A grass-roots organisation."""
    return UnitRegistered(
        unit_id=unit_id, code=unit_id, name=f"{unit_id}党委", kind=UnitKind.GRASSROOTS_PARTY
    )


def quotas(**seats: int) -> QuotasAllocated:
    """Seats of units."""
    return QuotasAllocated(class_id="c1", seats=seats, deadline=DEADLINE)


def a_draft(**changes: Any) -> DraftNotice:
    """A training notice."""
    given: dict[str, Any] = {
        "class_id": "c1",
        "title": "关于举办发展对象培训班的通知",
        "body": "定于三月九日至十一日举办发展对象培训班。",
    }
    return DraftNotice(**given | changes)


def a_trainee(trainee_id: str, *, name: str, unit_id: str = "u1", no: str = "01") -> TraineeView:
    """A trainee as enrollment shows one."""
    return TraineeView(
        trainee_id=trainee_id,
        trainee_no=no,
        class_id="c1",
        person_id=f"p-{trainee_id}",
        unit_id=unit_id,
        unit_name=f"{unit_id}党委",
        name=name,
        sex="1",
        ethnicity="01",
        political_status="",
        student_no="2026001",
        group_name="",
        id_no_masked="310************021",
        phone_masked="138****1234",
        activist_on=None,
        target_on=None,
        state=TraineeState.ENROLLED,
        checked_in_at=None,
    )


ZHANG = a_trainee("t1", name="张三", unit_id="u1", no="01")
LI = a_trainee("t2", name="李四", unit_id="u1", no="02")
WANG = a_trainee("t3", name="王五", unit_id="u2", no="03")


def listed(*trainees: TraineeView) -> Page[TraineeView]:
    """What enrollment answers."""
    return Page(items=list(trainees), total=len(trainees))


def a_roster(version: int = 1) -> RosterApproved:
    """Zhang and Li of the first unit, Wang of the second."""
    return RosterApproved(
        class_id="c1", version=version, trainees_by_unit={"u1": ["t1", "t2"], "u2": ["t3"]}
    )


def a_session(title: str = "党课") -> PublishedSession:
    """A published session on Monday morning."""
    return PublishedSession(
        session_id="s1",
        form=SessionForm.PARTY_LECTURE,
        title=title,
        from_at=BEGINS,
        to_at=BEGINS.replace(hour=4),
        hours=40,
        venue_id="v1",
        teacher_ids=["anna"],
        counts_attendance=True,
    )


def a_timetable() -> TimetablePublished:
    """The first version."""
    return TimetablePublished(class_id="c1", version=1, sessions=[a_session()], hours_total=40)


def a_revised_timetable() -> TimetableRevised:
    """The second version."""
    return TimetableRevised(
        class_id="c1", version=2, reason="教师出差", sessions=[a_session()], hours_total=40
    )
