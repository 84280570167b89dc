"""Who is on duty, and who stands in: shifts without a gap, substitutes in time."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.enrollment import (
    ClassRole,
    FindDutyRoster,
    ReportAbsence,
)
from contracts.roles import Role
from kit import clock
from kit.testing import an_actor
from services.enrollment.domain.assignment import AssignmentState
from services.enrollment.domain.conditions import Fact
from tests.enrollment.college import AFFAIRS, CHECK_IN_FROM
from tests.enrollment.makers import refused, with_status
from tests.enrollment.staffed import (
    CHECK_IN_TO,
    STUDENTS,
    StaffedCollege,
    at_desk,
    counselor,
    teachers_of,
    with_class,
)

HOUR = timedelta(hours=1)


def absence(staffed: StaffedCollege, class_id: str, substitute: str | None, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "class_id": class_id,
        "assignment_id": staffed.duty_of(class_id, "wang", ClassRole.COUNSELOR),
        "from_at": CHECK_IN_FROM,
        "to_at": CHECK_IN_FROM + 2 * HOUR,
        "substitute_id": substitute,
        "reason": "参加会议",
    }
    return ReportAbsence(**(values | fields))


@pytest.mark.clause("B-8.4d")
def test_an_absence_without_substitute_is_refused(staffed: StaffedCollege, prepared: str) -> None:
    staffed.appoint_counselors(prepared, "wang")

    for nobody in (None, "wang"):
        with refused("SUBSTITUTE_NEEDED") as said:
            staffed.do(absence(staffed, prepared, nobody), counselor(prepared))
        assert (said.value.status, said.value.clause) == (409, "B-8.4d")


@pytest.mark.clause("B-8.4d")
def test_the_substitute_has_duty_and_shifts_for_the_time_of_the_absence(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.appoint_counselors(prepared, "wang")
    staffed.set_duty(prepared)
    staffed.do(absence(staffed, prepared, "sun"), counselor(prepared))

    assert staffed.met(prepared, Fact.DUTY_COVERED)
    staffed.office.tick()
    assert staffed.told()[-1] == ("RoleAssigned", "COUNSELOR", "wang")
    clock.move_to(CHECK_IN_FROM)
    staffed.office.tick()
    staffed.office.tick()
    assert staffed.told()[-2:] == [
        ("RoleAssigned", "COUNSELOR", "wang"),
        ("RoleAssigned", "COUNSELOR", "sun"),
    ]
    clock.move_to(CHECK_IN_FROM + 2 * HOUR)
    staffed.office.tick()
    assert staffed.told()[-1] == ("RoleEnded", "COUNSELOR", "sun")
    assert staffed.met(prepared, Fact.DUTY_COVERED)


@pytest.mark.clause("B-8.4d")
def test_an_absence_is_reported_by_oneself_or_by_who_appoints(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.appoint_counselors(prepared, "wang", "li")

    with with_status(403):
        staffed.do(absence(staffed, prepared, "sun"), counselor(prepared, "li"))
    staffed.do(absence(staffed, prepared, "sun"), STUDENTS)


@pytest.mark.clause("B-8.4d", "B-9.1")
def test_a_mentor_is_stood_in_for_by_the_same_department(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.set_rota()
    staffed.call(prepared)
    first, second, _ = mentors = [f"{staffed.law.code}-{number}" for number in (1, 2, 3)]
    staffed.send_mentors(prepared, staffed.law, mentors[0])
    away = {"assignment_id": staffed.duty_of(prepared, first)}
    staffed.appoint_counselors(prepared, "wang")

    with refused("NOT_OWN_STAFF"):
        staffed.do(absence(staffed, prepared, "T02-1", **away), teachers_of(staffed.law))
    staffed.do(
        absence(staffed, prepared, second, **away),
        an_actor(Role.MENTOR, person=first, within=f"class:{prepared}"),
    )
    waiting = [one for one in staffed.team(prepared).members if one.substitute_for == first]
    assert [one.state for one in waiting] == [AssignmentState.PROPOSED]


# -- Duty ------------------------------------------------------------------------------------------


@pytest.mark.clause("B-8.4b", "B-8.5a")
def test_a_duty_roster_with_gaps_is_refused_and_names_them(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.appoint_counselors(prepared, "wang")

    with with_status(422) as said:
        staffed.set_duty(
            prepared,
            at_desk("wang", to_at=CHECK_IN_TO - HOUR),
            *with_class("wang")[1:],
        )
    assert (said.value.status, said.value.code) == (422, "DUTY_GAPS")
    assert [fault.zh for fault in said.value.faults] == [
        "报到 2026-04-19 19:00 至 2026-04-19 20:00 无人在场",
        "2026-04-20无人坐班",
    ]
    assert not staffed.met(prepared, Fact.DUTY_COVERED)


@pytest.mark.clause("B-8.4b", "B-8.4c", "B-8.5a")
def test_a_duty_roster_that_covers_everything_names_whom_to_reach_out_of_hours(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.appoint_counselors(prepared, "wang")
    shown = staffed.set_duty(prepared, as_=counselor(prepared))

    assert (shown.contact, shown.gaps) == ("值班室 0451-00000000", [])
    assert staffed.do(FindDutyRoster(class_id=prepared), AFFAIRS) == shown
    assert staffed.met(prepared, Fact.DUTY_COVERED)
    for nobody in ("", "   "):
        with with_status(422):
            staffed.set_duty(prepared, contact=nobody)


@pytest.mark.clause("B-8.4b")
def test_duty_is_open_again_when_its_counselor_leaves_the_team(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.appoint_counselors(prepared, "wang")
    staffed.set_duty(prepared)
    staffed.appoint_counselors(prepared, "li")

    assert not staffed.met(prepared, Fact.DUTY_COVERED)
    shown = staffed.do(FindDutyRoster(class_id=prepared), AFFAIRS)
    assert shown.gaps[0] == "报到 2026-04-19 13:00 至 2026-04-19 20:00 无人在场"
    staffed.appoint_counselors(prepared, "li", "wang")
    assert staffed.met(prepared, Fact.DUTY_COVERED)
