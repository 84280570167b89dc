"""Facts about a class, as other departments publish them, for tests of finance."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from contracts.enrollment import ClassCreated, ClassOpened, RosterApproved, TraineeCheckedIn
from contracts.finance import BudgetLine, DraftBudget
from contracts.scheduling import (
    PublishedSession,
    SessionClosed,
    TeachingFinished,
    TimetablePublished,
)
from contracts.values import (
    Category,
    HalfDay,
    OrgMode,
    Profile,
    SessionForm,
    TitleBand,
    Track,
)

MONDAY = date(2026, 3, 9)


def content(record: Any) -> dict[str, Any]:
    """What a record holds, field by field."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def a_class(class_id: str = "c1", **changes: Any) -> ClassCreated:
    """A development-target class of the institution's own, Monday to Wednesday."""
    given: dict[str, Any] = {
        "class_id": class_id,
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
        "start_on": MONDAY,
        "end_on": MONDAY + timedelta(days=2),
        "checkin_from": datetime(2026, 3, 8, 23, tzinfo=UTC),
        "checkin_to": datetime(2026, 3, 9, 1, tzinfo=UTC),
        "planned_headcount": 10,
        "planned_hours": 240,
        "rule_set": "CN-2023",
    }
    return ClassCreated(**given | changes)


def an_arrival(
    trainee_id: str, *, at: datetime = datetime(2026, 3, 9, 0, tzinfo=UTC)
) -> TraineeCheckedIn:
    """A trainee who checked in."""
    return TraineeCheckedIn(class_id="c1", trainee_id=trainee_id, unit_id="u1", at=at)


def a_closed_session(
    session_id: str = "s1",
    *,
    class_id: str = "c1",
    half_day: HalfDay = HalfDay.AM,
    hours: int = 40,
    on: date = MONDAY,
) -> SessionClosed:
    """A session that took place, taught by anna."""
    return SessionClosed(
        class_id=class_id,
        session_id=session_id,
        hours=hours,
        half_day=half_day,
        on=on,
        teacher_ids=["anna"],
        title_bands={"anna": TitleBand.FULL_SENIOR},
        venue_id="v1",
        present_n=2,
        leave_n=0,
        absent_n=0,
    )


def a_timetable(*session_ids: str, class_id: str = "c1", version: int = 1) -> TimetablePublished:
    """A published timetable; every session begins at nine on Monday."""
    begins = datetime(2026, 3, 9, 1, tzinfo=UTC)
    return TimetablePublished(
        class_id=class_id,
        version=version,
        hours_total=40 * len(session_ids),
        sessions=[
            PublishedSession(
                session_id=session_id,
                form=SessionForm.PARTY_LECTURE,
                title="党课",
                from_at=begins,
                to_at=begins + timedelta(hours=3),
                hours=40,
                venue_id="v1",
                teacher_ids=["anna"],
                counts_attendance=True,
            )
            for session_id in session_ids
        ],
    )


def an_opening(*present: str) -> ClassOpened:
    """The class began with those present."""
    return ClassOpened(class_id="c1", present=list(present), absent=[])


def an_end_of_teaching(hours: int = 80) -> TeachingFinished:
    """Every session is closed."""
    return TeachingFinished(class_id="c1", hours_total=hours, person_hours=2 * hours, attended={})


def a_roster(headcount: int, *, version: int = 1) -> RosterApproved:
    """A roster of so many people of one unit."""
    people = [f"t{n}" for n in range(headcount)]
    return RosterApproved(class_id="c1", version=version, trainees_by_unit={"u1": people})


def a_draft(fen: int) -> DraftBudget:
    """A budget of one line."""
    line = BudgetLine(item="食宿", quantity=1, unit_price_fen=fen)
    return DraftBudget(class_id="c1", lines=[line])
