"""Participants in the office: every department names its own people before check-in opens."""

import pytest

from contracts.enrollment import (
    ClassState,
    ConfirmReadiness,
    NameParticipants,
    OpenCheckIn,
    ParticipantNamed,
)
from contracts.notification import ParticipantOverdue
from contracts.roles import Role
from kit import clock
from services.enrollment.domain.conditions import READY_WHEN, Fact
from tests.enrollment.college import CHECK_IN_FROM
from tests.enrollment.makers import refused, with_status
from tests.enrollment.school import STAFF
from tests.enrollment.staffed import (
    STUDENTS,
    StaffedCollege,
)

S = ClassState


@pytest.mark.clause("B-5.2")
def test_every_department_of_the_plan_names_its_own_people_and_the_lead_hears_of_each(
    staffed: StaffedCollege, prepared: str
) -> None:
    with refused("NOT_OWN_STAFF"):
        staffed.name(prepared, Role.FIN_LOGISTICS, "wang")
    with with_status(422):
        staffed.name(prepared, Role.FIN_LOGISTICS)
    staffed.name(prepared, Role.FIN_LOGISTICS, "bursar")
    staffed.name(prepared, Role.STUDENT_WORK, "wang", "li")
    assert not staffed.met(prepared, Fact.PARTICIPANTS_NAMED)
    [missing] = [one for one in staffed.team(prepared).missing if one.code == "PARTICIPANT_NAMED"]
    assert missing.zh == "教务处确定项目参与人"

    staffed.name(prepared, Role.TEACHING_AFFAIRS, "clerk")
    assert staffed.met(prepared, Fact.PARTICIPANTS_NAMED)
    assert [event.person_id for event in staffed.emitted(ParticipantNamed)] == [
        "bursar",
        "wang",
        "li",
        "clerk",
    ]


@pytest.mark.clause("B-5.2")
def test_a_department_acts_for_itself_only(staffed: StaffedCollege, prepared: str) -> None:
    request = NameParticipants(
        class_id=prepared,
        unit_id=staffed.departments[Role.FIN_LOGISTICS].unit_id,
        person_ids=["bursar"],
    )

    for other in (staffed.of(Role.STUDENT_WORK), STUDENTS):
        with with_status(403):
            staffed.do(request, other)


@pytest.mark.clause("B-5.2")
def test_participants_are_named_between_the_plan_and_check_in(staffed: StaffedCollege) -> None:
    class_id = staffed.an_own_class().class_id
    with refused("WRONG_STATE"):
        staffed.name(class_id, Role.STUDENT_WORK, "wang")

    staffed.appoint_lead(class_id)
    staffed.issue_plan(class_id, Role.TEACHING_AFFAIRS, Role.STUDENT_WORK)
    with refused("NOT_IN_PLAN"):
        staffed.name(class_id, Role.FIN_LOGISTICS, "bursar")
    staffed.name(class_id, Role.STUDENT_WORK, "wang")
    staffed.lay(class_id, S.CHECKING_IN)
    with refused("WRONG_STATE"):
        staffed.name(class_id, Role.STUDENT_WORK, "li")


ALL_BUT_PARTICIPANTS = [
    condition.fact for condition in READY_WHEN if condition.fact is not Fact.PARTICIPANTS_NAMED
]


@pytest.mark.clause("B-5.2")
def test_a_department_without_participant_keeps_check_in_closed(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.complete_team(prepared)
    staffed.name(prepared, Role.TEACHING_AFFAIRS, "clerk")
    staffed.name(prepared, Role.STUDENT_WORK, "wang")
    staffed.lay(prepared, S.ROSTER_APPROVED, *ALL_BUT_PARTICIPANTS)

    with refused("NOT_READY") as said:
        staffed.do(ConfirmReadiness(class_id=prepared), STAFF)
    assert [fault.field for fault in said.value.faults] == [Fact.PARTICIPANTS_NAMED]
    staffed.lay(prepared, S.READY)
    clock.move_to(CHECK_IN_FROM)
    with refused("NOT_READY"):
        staffed.do(OpenCheckIn(class_id=prepared), STAFF)

    unit_id = staffed.departments[Role.FIN_LOGISTICS].unit_id
    staffed.hear(ParticipantOverdue(class_id=prepared, unit_id=unit_id), times=2)
    overdue = next(
        one for one in staffed.team(prepared).missing if one.code == "PARTICIPANT_OVERDUE"
    )
    assert (overdue.zh, overdue.clause) == ("财务后勤处确定项目参与人（已逾期）", "B-5.2")
    staffed.name(prepared, Role.FIN_LOGISTICS, "bursar")
    staffed.do(OpenCheckIn(class_id=prepared), STAFF)
    assert staffed.find(prepared).state is S.CHECKING_IN


@pytest.mark.clause("B-5.2")
def test_a_department_the_next_version_adds_has_to_name_somebody_too(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.name_all(prepared)
    assert staffed.met(prepared, Fact.PARTICIPANTS_NAMED)
    staffed.issue_plan(
        prepared,
        Role.TEACHING_AFFAIRS,
        Role.STUDENT_WORK,
        Role.FIN_LOGISTICS,
        Role.PUBLICITY,
    )

    assert not staffed.met(prepared, Fact.PARTICIPANTS_NAMED)
