"""Teams in the office: who appoints, who is told, what the class needs of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import (
    CancelClass,
    ClassRole,
    ClassState,
    ConfirmReadiness,
    FindDutyRoster,
    FindMentorRota,
    KeepStaff,
    MentorRotaAdvanced,
    NameHostManager,
    NameParticipants,
    OpenCheckIn,
    ParticipantNamed,
    ReplaceMember,
    ReportAbsence,
    RoleAssigned,
    RoleEnded,
    RoleReplaced,
    SetMentorRota,
)
from contracts.notification import ParticipantOverdue
from contracts.refusals import Refusal
from contracts.roles import Role
from kit import clock
from kit.testing import an_actor
from services.enrollment.domain.assignment import Assignment, AssignmentState
from services.enrollment.domain.conditions import READY_WHEN, Fact
from tests.enrollment.college import AFFAIRS, CHECK_IN_FROM, host_rep
from tests.enrollment.makers import NOW, refused, with_status
from tests.enrollment.school import EVP, STAFF
from tests.enrollment.staffed import (
    CHECK_IN_TO,
    STUDENTS,
    StaffedCollege,
    at_desk,
    counselor,
    teachers_of,
    with_class,
)
from tests.servers import RealServers

HOUR = timedelta(hours=1)
S = ClassState


@pytest.fixture
def college(moved_clock: None) -> Iterator[StaffedCollege]:
    """A college with its people."""
    college = StaffedCollege()
    yield college
    college.office.close()


@pytest.fixture
def prepared(college: StaffedCollege) -> str:
    """A class whose plan was issued to three departments."""
    return college.a_class_in_preparation()


def told(college: StaffedCollege, *kinds: type) -> list[tuple[str, str, str]]:
    """Who was told of which duty, in order: (event, role, person)."""
    return [
        (type(event).__name__, event.role, event.person_id)
        for event in college.emitted(*(kinds or (RoleAssigned, RoleReplaced, RoleEnded)))
    ]


# -- Leads -----------------------------------------------------------------------------------------


@pytest.mark.clause("B-5.1a")
def test_teaching_affairs_appoints_the_lead_and_nobody_else_does(college: StaffedCollege) -> None:
    class_id = college.an_own_class().class_id

    for other in (STUDENTS, EVP, STAFF, college.lead_of(class_id)):
        with with_status(403) as said:
            college.appoint_lead(class_id, as_=other)
        assert said.value.clause == "B-5.1a"
    team = college.appoint_lead(class_id)

    [lead] = team.members
    assert (lead.role, lead.person_id, lead.fallback) == (ClassRole.LEAD, "lead", False)
    assert told(college) == [("RoleAssigned", "LEAD", "lead")]


@pytest.mark.clause("B-5.1a")
def test_a_class_has_one_lead(college: StaffedCollege) -> None:
    class_id = college.an_own_class().class_id
    college.appoint_lead(class_id)
    college.a_colleague("second", Role.TEACHING_AFFAIRS)

    with refused("LEAD_APPOINTED"):
        college.appoint_lead(class_id, "second")
    with pytest.raises(IntegrityError), college.office.database.writing() as session:
        session.add(a_second_lead(class_id, college.departments[Role.TEACHING_AFFAIRS].unit_id))


def a_second_lead(class_id: str, unit_id: str) -> Assignment:
    return Assignment(
        assignment_id="x",
        class_id=class_id,
        role=ClassRole.LEAD,
        person_id="second",
        name="乙",
        unit_id=unit_id,
        appointed_by="x",
        from_at=NOW,
    )


@pytest.mark.clause("B-5.1b")
@pytest.mark.parametrize("person", ["wang", "bursar", "somebody from outside"])
def test_the_lead_is_of_teaching_affairs(college: StaffedCollege, person: str) -> None:
    class_id = college.an_own_class().class_id

    with refused("NOT_TEACHING_AFFAIRS"):
        college.appoint_lead(class_id, person, reason="人手不足")


@pytest.mark.clause("B-5.1b")
def test_another_section_only_for_a_reason(college: StaffedCollege) -> None:
    class_id = college.an_own_class().class_id

    with refused("FALLBACK_NEEDS_REASON"):
        college.appoint_lead(class_id, "clerk")
    [lead] = college.appoint_lead(class_id, "clerk", reason="熟悉主办单位业务").members
    assert (lead.fallback, lead.reason) == (True, "熟悉主办单位业务")


@pytest.mark.clause("B-5.1b")
def test_another_section_while_all_of_the_training_section_lead_classes_at_that_time(
    college: StaffedCollege,
) -> None:
    first, second = (college.an_own_class(f"ZB260{number}").class_id for number in (1, 2))
    college.appoint_lead(first)

    [lead] = college.appoint_lead(second, "clerk").members
    assert (lead.fallback, lead.reason) == (True, "")


@pytest.mark.clause("B-5.1b")
def test_the_section_is_not_short_while_somebody_of_it_is_free(college: StaffedCollege) -> None:
    first, later = college.an_own_class("ZB2601").class_id, later_class(college)
    college.appoint_lead(first)
    with refused("FALLBACK_NEEDS_REASON"):
        college.appoint_lead(later, "clerk")

    third = college.an_own_class("ZB2603").class_id
    college.a_colleague("second", Role.TEACHING_AFFAIRS)
    with refused("FALLBACK_NEEDS_REASON"):
        college.appoint_lead(third, "clerk")
    left = KeepStaff(
        person_id="second",
        name="乙",
        unit_id=college.departments[Role.TEACHING_AFFAIRS].unit_id,
        section="培训科",
        active=False,
    )
    college.do(left, AFFAIRS)
    college.do(CancelClass(class_id=first, reason="主办单位取消"), EVP)
    with refused("FALLBACK_NEEDS_REASON"):
        college.appoint_lead(third, "clerk")


def later_class(college: StaffedCollege) -> str:
    """A class that begins the day after the usual one ends."""
    week = timedelta(days=5)
    return college.an_own_class(
        "ZB2602",
        start_on=CHECK_IN_FROM.date() + week + timedelta(days=1),
        end_on=CHECK_IN_FROM.date() + 2 * week,
        checkin_from=CHECK_IN_FROM + week,
        checkin_to=CHECK_IN_TO + week,
    ).class_id


def all_at_once(attempts: list[Callable[[], Any]]) -> Counter[str]:
    """How many attempts made in parallel ended in which way."""

    def outcome(attempt: Callable[[], Any]) -> str:
        try:
            attempt()
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(attempts)) as pool:
        return Counter(pool.map(outcome, attempts))


@pytest.mark.usefixtures("moved_clock")
@pytest.mark.clause("B-5.1a", "B-7.1")
def test_at_once_one_lead_and_two_counselors_are_appointed_on_postgresql(
    servers: RealServers,
) -> None:
    college = StaffedCollege(servers.fresh().database_url.format(service="enrollment"))
    class_id = college.an_own_class().class_id
    for number in range(6):
        college.a_colleague(f"lead{number}", Role.TEACHING_AFFAIRS)
        college.a_colleague(f"counselor{number}", Role.STUDENT_WORK)

    def leads(number: int) -> Callable[[], Any]:
        return lambda: college.appoint_lead(class_id, f"lead{number}")

    def counselors(number: int) -> Callable[[], Any]:
        pair = (f"counselor{number}", f"counselor{(number + 1) % 6}")
        return lambda: college.appoint_counselors(class_id, *pair)

    assert all_at_once([leads(number) for number in range(6)]) == {"done": 1, "LEAD_APPOINTED": 5}
    assert all_at_once([counselors(number) for number in range(6)]) == {"done": 6}
    roles = Counter(one.role for one in college.team(class_id).members)
    assert roles == {ClassRole.LEAD: 1, ClassRole.COUNSELOR: 2}
    college.office.close()


# -- Counselors ------------------------------------------------------------------------------------


@pytest.mark.clause("B-7.1")
def test_student_work_appoints_one_or_two_counselors(
    college: StaffedCollege, prepared: str
) -> None:
    for people in ([], ["wang", "li", "sun"]):
        with with_status(422) as said:
            college.appoint_counselors(prepared, *people)
        assert (said.value.status, said.value.clause) == (422, "B-7.1")
    for other in (AFFAIRS, college.lead_of(prepared), EVP):
        with with_status(403) as forbidden:
            college.appoint_counselors(prepared, "wang", as_=other)
        assert forbidden.value.clause == "B-7.1"

    assert not college.met(prepared, Fact.COUNSELORS_APPOINTED)
    college.appoint_counselors(prepared, "wang", "li", as_=college.of(Role.STUDENT_WORK))
    assert college.met(prepared, Fact.COUNSELORS_APPOINTED)
    assert told(college, RoleAssigned)[1:] == [
        ("RoleAssigned", "COUNSELOR", "wang"),
        ("RoleAssigned", "COUNSELOR", "li"),
    ]


@pytest.mark.clause("B-7.1")
def test_appointing_anew_replaces_the_counselors(college: StaffedCollege, prepared: str) -> None:
    college.appoint_counselors(prepared, "wang", "li")
    college.appoint_counselors(prepared, "li", "sun")

    assert told(college)[-2:] == [
        ("RoleEnded", "COUNSELOR", "wang"),
        ("RoleAssigned", "COUNSELOR", "sun"),
    ]


@pytest.mark.clause("B-7.2")
def test_a_counselor_of_another_department_has_the_same_duty(
    college: StaffedCollege, prepared: str
) -> None:
    with refused("OUTSIDE_NEEDS_REASON"):
        college.appoint_counselors(prepared, "bursar")
    team = college.appoint_counselors(prepared, "bursar", reason="学员工作处人员另有任务")

    outside = next(one for one in team.members if one.role is ClassRole.COUNSELOR)
    assert (outside.fallback, outside.reason) == (True, "学员工作处人员另有任务")
    assert told(college)[-1] == ("RoleAssigned", "COUNSELOR", "bursar")
    college.set_duty(
        prepared,
        at_desk("bursar"),
        *with_class("bursar"),
        as_=counselor(prepared, "bursar"),
    )
    assert college.met(prepared, Fact.DUTY_COVERED)


def test_only_people_of_the_staff_are_given_duties(college: StaffedCollege, prepared: str) -> None:
    with with_status(404):
        college.appoint_counselors(prepared, "wang", "nobody")
    with with_status(404):
        college.appoint_counselors("no class", "wang")


# -- Participants ----------------------------------------------------------------------------------


@pytest.mark.clause("B-5.2")
def test_every_department_of_the_plan_names_its_own_people_and_the_lead_hears_of_each(
    college: StaffedCollege, prepared: str
) -> None:
    with refused("NOT_OWN_STAFF"):
        college.name(prepared, Role.FIN_LOGISTICS, "wang")
    with with_status(422):
        college.name(prepared, Role.FIN_LOGISTICS)
    college.name(prepared, Role.FIN_LOGISTICS, "bursar")
    college.name(prepared, Role.STUDENT_WORK, "wang", "li")
    assert not college.met(prepared, Fact.PARTICIPANTS_NAMED)
    [missing] = [one for one in college.team(prepared).missing if one.code == "PARTICIPANT_NAMED"]
    assert missing.zh == "教务处确定项目参与人"

    college.name(prepared, Role.TEACHING_AFFAIRS, "clerk")
    assert college.met(prepared, Fact.PARTICIPANTS_NAMED)
    assert [event.person_id for event in college.emitted(ParticipantNamed)] == [
        "bursar",
        "wang",
        "li",
        "clerk",
    ]


@pytest.mark.clause("B-5.2")
def test_a_department_acts_for_itself_only(college: StaffedCollege, prepared: str) -> None:
    request = NameParticipants(
        class_id=prepared,
        unit_id=college.departments[Role.FIN_LOGISTICS].unit_id,
        person_ids=["bursar"],
    )

    for other in (college.of(Role.STUDENT_WORK), STUDENTS):
        with with_status(403):
            college.do(request, other)


@pytest.mark.clause("B-5.2")
def test_participants_are_named_between_the_plan_and_check_in(college: StaffedCollege) -> None:
    class_id = college.an_own_class().class_id
    with refused("WRONG_STATE"):
        college.name(class_id, Role.STUDENT_WORK, "wang")

    college.appoint_lead(class_id)
    college.issue_plan(class_id, Role.TEACHING_AFFAIRS, Role.STUDENT_WORK)
    with refused("NOT_IN_PLAN"):
        college.name(class_id, Role.FIN_LOGISTICS, "bursar")
    college.name(class_id, Role.STUDENT_WORK, "wang")
    college.lay(class_id, S.CHECKING_IN)
    with refused("WRONG_STATE"):
        college.name(class_id, Role.STUDENT_WORK, "li")


ALL_BUT_PARTICIPANTS = [
    condition.fact for condition in READY_WHEN if condition.fact is not Fact.PARTICIPANTS_NAMED
]


@pytest.mark.clause("B-5.2")
def test_a_department_without_participant_keeps_check_in_closed(
    college: StaffedCollege, prepared: str
) -> None:
    college.complete_team(prepared)
    college.name(prepared, Role.TEACHING_AFFAIRS, "clerk")
    college.name(prepared, Role.STUDENT_WORK, "wang")
    college.lay(prepared, S.ROSTER_APPROVED, *ALL_BUT_PARTICIPANTS)

    with refused("NOT_READY") as said:
        college.do(ConfirmReadiness(class_id=prepared), STAFF)
    assert [fault.field for fault in said.value.faults] == [Fact.PARTICIPANTS_NAMED]
    college.lay(prepared, S.READY)
    clock.move_to(CHECK_IN_FROM)
    with refused("NOT_READY"):
        college.do(OpenCheckIn(class_id=prepared), STAFF)

    unit_id = college.departments[Role.FIN_LOGISTICS].unit_id
    college.hear(ParticipantOverdue(class_id=prepared, unit_id=unit_id), times=2)
    overdue = next(
        one for one in college.team(prepared).missing if one.code == "PARTICIPANT_OVERDUE"
    )
    assert (overdue.zh, overdue.clause) == ("财务后勤处确定项目参与人（已逾期）", "B-5.2")
    college.name(prepared, Role.FIN_LOGISTICS, "bursar")
    college.do(OpenCheckIn(class_id=prepared), STAFF)
    assert college.find(prepared).state is S.CHECKING_IN


@pytest.mark.clause("B-5.2")
def test_a_department_the_next_version_adds_has_to_name_somebody_too(
    college: StaffedCollege, prepared: str
) -> None:
    college.name_all(prepared)
    assert college.met(prepared, Fact.PARTICIPANTS_NAMED)
    college.issue_plan(
        prepared,
        Role.TEACHING_AFFAIRS,
        Role.STUDENT_WORK,
        Role.FIN_LOGISTICS,
        Role.PUBLICITY,
    )

    assert not college.met(prepared, Fact.PARTICIPANTS_NAMED)


# -- Mentors ---------------------------------------------------------------------------------------


@pytest.mark.clause("B-9.2")
def test_the_department_whose_turn_it_is_is_called_and_sends_its_mentors(
    college: StaffedCollege, prepared: str
) -> None:
    college.set_rota()
    assert college.call(prepared).mentor_unit_id == college.law.unit_id

    with refused("NOT_CALLED"):
        college.send_mentors(prepared, college.marxism, "T02-1")
    with refused("NOT_OWN_STAFF"):
        college.send_mentors(prepared, college.law, "T02-1")
    for people in ([], [f"{college.law.code}-{number}" for number in (1, 2, 3)]):
        with with_status(422) as said:
            college.send_mentors(prepared, college.law, *people)
        assert (said.value.status, said.value.clause) == (422, "B-9.1")
    college.send_mentors(prepared, college.law, f"{college.law.code}-1")
    assert college.met(prepared, Fact.MENTORS_APPOINTED)
    assert told(college)[-1] == ("RoleAssigned", "MENTOR", f"{college.law.code}-1")
    with refused("MENTORS_SENT"):
        college.call(prepared, "另请他人")


@pytest.mark.clause("B-9.1")
def test_without_mentors_a_class_is_not_ready(college: StaffedCollege, prepared: str) -> None:
    others = [one.fact for one in READY_WHEN if one.fact is not Fact.MENTORS_APPOINTED]
    college.lay(prepared, S.ROSTER_APPROVED, *others)

    with refused("NOT_READY") as said:
        college.do(ConfirmReadiness(class_id=prepared), STAFF)
    assert said.value.clause == "B-9.1"


@pytest.mark.clause("B-9.2")
def test_a_skipped_department_is_the_first_the_next_class_calls(college: StaffedCollege) -> None:
    college.set_rota()
    first, second = (
        college.a_class_in_preparation("ZB2601"),
        college.an_own_class("ZB2602").class_id,
    )
    college.call(first)
    with refused("ALREADY_CALLED"):
        college.call(first)
    assert college.call(first, "教师全部外出").mentor_unit_id == college.marxism.unit_id

    law, marxism = college.law.unit_id, college.marxism.unit_id
    rota = college.do(FindMentorRota(), AFFAIRS)
    assert (rota.owed, rota.next_unit_id) == ([law], law)
    assert college.call(second).mentor_unit_id == law
    rota = college.do(FindMentorRota(), AFFAIRS)
    assert (rota.owed, rota.next_unit_id) == ([], college.management.unit_id)
    assert rota.history == [marxism, law]
    assert [(event.unit_id, event.skipped) for event in college.emitted(MentorRotaAdvanced)] == [
        (law, []),
        (marxism, [law]),
        (law, []),
    ]


@pytest.mark.clause("B-9.2")
def test_nobody_is_called_before_there_is_a_rota_or_a_project(college: StaffedCollege) -> None:
    own, ordered = (
        college.an_own_class("ZB2601").class_id,
        college.an_ordered_class("KJ2601").class_id,
    )

    with refused("NOBODY_ON_ROTA"):
        college.call(own)
    with refused("NOT_CALLED"):
        college.send_mentors(own, college.law, f"{college.law.code}-1")
    college.set_rota()
    with refused("PROJECT_OPEN"):
        college.call(ordered)


@pytest.mark.clause("B-3.4b")
def test_where_there_are_no_mentors_none_are_called_and_none_are_missing(
    college: StaffedCollege,
) -> None:
    college.set_rota()
    class_id = college.an_own_class(mentor_required=False).class_id

    with refused("NO_MENTORS"):
        college.call(class_id)
    assert Fact.MENTORS_APPOINTED not in {item.code for item in college.find(class_id).readiness}


def test_only_teaching_departments_are_on_the_rota(college: StaffedCollege) -> None:
    office = college.departments[Role.OFFICE].unit_id

    with with_status(422):
        college.do(SetMentorRota(unit_ids=[college.law.unit_id, office]), AFFAIRS)


# -- Replacing and standing in ---------------------------------------------------------------------


def replace(college: StaffedCollege, class_id: str, old: str, new: str, as_: Any) -> Any:
    return college.do(
        ReplaceMember(
            class_id=class_id,
            assignment_id=college.duty_of(class_id, old),
            person_id=new,
            reason="工作调整",
        ),
        as_,
    )


@pytest.mark.clause("B-5.0")
def test_a_duty_is_replaced_by_whoever_appoints_to_it(
    college: StaffedCollege, prepared: str
) -> None:
    college.appoint_counselors(prepared, "wang")
    college.name(prepared, Role.FIN_LOGISTICS, "bursar")
    college.a_colleague("cashier", Role.FIN_LOGISTICS, section="财务科")

    for old, new, stranger in (
        ("lead", "clerk", STUDENTS),
        ("wang", "li", AFFAIRS),
        ("bursar", "cashier", STUDENTS),
    ):
        with with_status(403):
            replace(college, prepared, old, new, stranger)
    replace(college, prepared, "lead", "clerk", AFFAIRS)
    replace(college, prepared, "wang", "li", STUDENTS)
    replace(college, prepared, "bursar", "cashier", college.of(Role.FIN_LOGISTICS))

    assert told(college, RoleReplaced) == [
        ("RoleReplaced", "LEAD", "clerk"),
        ("RoleReplaced", "COUNSELOR", "li"),
        ("RoleReplaced", "PARTICIPANT", "cashier"),
    ]
    assert [event.replaced_id for event in college.emitted(RoleReplaced)] == [
        "lead",
        "wang",
        "bursar",
    ]


@pytest.mark.clause("B-5.1b", "B-5.2", "B-9.1")
def test_who_takes_over_must_be_eligible_too(college: StaffedCollege, prepared: str) -> None:
    college.name(prepared, Role.FIN_LOGISTICS, "bursar")
    college.set_rota()
    college.call(prepared)
    mentor = f"{college.law.code}-1"
    college.send_mentors(prepared, college.law, mentor)

    with refused("NOT_TEACHING_AFFAIRS"):
        replace(college, prepared, "lead", "wang", AFFAIRS)
    with refused("NOT_OWN_STAFF"):
        replace(college, prepared, "bursar", "wang", college.of(Role.FIN_LOGISTICS))
    with refused("NOT_OWN_STAFF"):
        replace(college, prepared, mentor, "T02-1", teachers_of(college.law))
    with with_status(403):
        replace(college, prepared, mentor, f"{college.law.code}-2", teachers_of(college.marxism))


def absence(college: StaffedCollege, class_id: str, substitute: str | None, **fields: Any) -> Any:
    values: dict[str, Any] = {
        "class_id": class_id,
        "assignment_id": college.duty_of(class_id, "wang", ClassRole.COUNSELOR),
        "from_at": CHECK_IN_FROM,
        "to_at": CHECK_IN_FROM + 2 * HOUR,
        "substitute_id": substitute,
        "reason": "参加会议",
    }
    return ReportAbsence(**(values | fields))


@pytest.mark.clause("B-8.4d")
def test_an_absence_without_substitute_is_refused(college: StaffedCollege, prepared: str) -> None:
    college.appoint_counselors(prepared, "wang")

    for nobody in (None, "wang"):
        with refused("SUBSTITUTE_NEEDED") as said:
            college.do(absence(college, prepared, nobody), counselor(prepared))
        assert (said.value.status, said.value.clause) == (409, "B-8.4d")


@pytest.mark.clause("B-8.4d")
def test_the_substitute_has_duty_and_shifts_for_the_time_of_the_absence(
    college: StaffedCollege, prepared: str
) -> None:
    college.appoint_counselors(prepared, "wang")
    college.set_duty(prepared)
    college.do(absence(college, prepared, "sun"), counselor(prepared))

    assert college.met(prepared, Fact.DUTY_COVERED)
    college.office.tick()
    assert told(college)[-1] == ("RoleAssigned", "COUNSELOR", "wang")
    clock.move_to(CHECK_IN_FROM)
    college.office.tick()
    college.office.tick()
    assert told(college)[-2:] == [
        ("RoleAssigned", "COUNSELOR", "wang"),
        ("RoleAssigned", "COUNSELOR", "sun"),
    ]
    clock.move_to(CHECK_IN_FROM + 2 * HOUR)
    college.office.tick()
    assert told(college)[-1] == ("RoleEnded", "COUNSELOR", "sun")
    assert college.met(prepared, Fact.DUTY_COVERED)


@pytest.mark.clause("B-8.4d")
def test_an_absence_is_reported_by_oneself_or_by_who_appoints(
    college: StaffedCollege, prepared: str
) -> None:
    college.appoint_counselors(prepared, "wang", "li")

    with with_status(403):
        college.do(absence(college, prepared, "sun"), counselor(prepared, "li"))
    college.do(absence(college, prepared, "sun"), STUDENTS)


@pytest.mark.clause("B-8.4d", "B-9.1")
def test_a_mentor_is_stood_in_for_by_the_same_department(
    college: StaffedCollege, prepared: str
) -> None:
    college.set_rota()
    college.call(prepared)
    first, second, _ = mentors = [f"{college.law.code}-{number}" for number in (1, 2, 3)]
    college.send_mentors(prepared, college.law, mentors[0])
    away = {"assignment_id": college.duty_of(prepared, first)}
    college.appoint_counselors(prepared, "wang")

    with refused("NOT_OWN_STAFF"):
        college.do(absence(college, prepared, "T02-1", **away), teachers_of(college.law))
    college.do(
        absence(college, prepared, second, **away),
        an_actor(Role.MENTOR, person=first, within=f"class:{prepared}"),
    )
    waiting = [one for one in college.team(prepared).members if one.substitute_for == first]
    assert [one.state for one in waiting] == [AssignmentState.PROPOSED]


# -- The host's manager ----------------------------------------------------------------------------


@pytest.mark.clause("B-8.5b")
def test_a_host_may_send_a_manager_of_its_own_and_another_later(college: StaffedCollege) -> None:
    class_id = college.an_ordered_class().class_id

    def sends(person_id: str) -> Any:
        request = NameHostManager(class_id=class_id, person_id=person_id, name=person_id)
        return college.do(request, host_rep(class_id))

    assert not college.team(class_id).host_managed
    assert sends("zhao").host_managed
    [manager] = sends("qian").members
    assert (manager.person_id, manager.unit_name) == ("qian", "省司法厅")
    assert told(college) == [
        ("RoleAssigned", "HOST_MANAGER", "zhao"),
        ("RoleEnded", "HOST_MANAGER", "zhao"),
        ("RoleAssigned", "HOST_MANAGER", "qian"),
    ]
    with refused("HOST_SENDS"):
        replace(college, class_id, "qian", "clerk", AFFAIRS)


@pytest.mark.clause("B-8.5b")
def test_nobody_sends_a_manager_to_a_class_of_the_colleges_own(college: StaffedCollege) -> None:
    class_id = college.an_own_class().class_id

    with refused("NO_HOST"):
        college.do(NameHostManager(class_id=class_id, person_id="x", name="某某"), AFFAIRS)


# -- Duty ------------------------------------------------------------------------------------------


@pytest.mark.clause("B-8.4b", "B-8.5a")
def test_a_duty_roster_with_gaps_is_refused_and_names_them(
    college: StaffedCollege, prepared: str
) -> None:
    college.appoint_counselors(prepared, "wang")

    with with_status(422) as said:
        college.set_duty(
            prepared,
            at_desk("wang", to_at=CHECK_IN_TO - HOUR),
            *with_class("wang")[1:],
        )
    assert (said.value.status, said.value.code) == (422, "DUTY_GAPS")
    assert [fault.zh for fault in said.value.faults] == [
        "报到 2026-04-19 19:00 至 2026-04-19 20:00 无人在场",
        "2026-04-20无人坐班",
    ]
    assert not college.met(prepared, Fact.DUTY_COVERED)


@pytest.mark.clause("B-8.4b", "B-8.4c", "B-8.5a")
def test_a_duty_roster_that_covers_everything_names_whom_to_reach_out_of_hours(
    college: StaffedCollege, prepared: str
) -> None:
    college.appoint_counselors(prepared, "wang")
    shown = college.set_duty(prepared, as_=counselor(prepared))

    assert (shown.contact, shown.gaps) == ("值班室 0451-00000000", [])
    assert college.do(FindDutyRoster(class_id=prepared), AFFAIRS) == shown
    assert college.met(prepared, Fact.DUTY_COVERED)
    for nobody in ("", "   "):
        with with_status(422):
            college.set_duty(prepared, contact=nobody)


@pytest.mark.clause("B-8.4b")
def test_duty_is_open_again_when_its_counselor_leaves_the_team(
    college: StaffedCollege, prepared: str
) -> None:
    college.appoint_counselors(prepared, "wang")
    college.set_duty(prepared)
    college.appoint_counselors(prepared, "li")

    assert not college.met(prepared, Fact.DUTY_COVERED)
    shown = college.do(FindDutyRoster(class_id=prepared), AFFAIRS)
    assert shown.gaps[0] == "报到 2026-04-19 13:00 至 2026-04-19 20:00 无人在场"
    college.appoint_counselors(prepared, "li", "wang")
    assert college.met(prepared, Fact.DUTY_COVERED)


def test_every_duty_is_on_record(college: StaffedCollege, prepared: str) -> None:
    college.appoint_counselors(prepared, "wang")
    college.appoint_counselors(prepared, "li")

    with college.office.database.reading() as session:
        kept = session.scalars(select(Assignment)).all()
    assert sorted((one.person_id, one.state) for one in kept) == [
        ("lead", AssignmentState.ACTIVE_DUTY),
        ("li", AssignmentState.ACTIVE_DUTY),
        ("wang", AssignmentState.ENDED),
    ]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("only_substitutes_wait_for_their_time", {"state": AssignmentState.PROPOSED}),
        ("substitutes_stand_in_for_a_time", {"substitute_for": "wang"}),
        ("UNIQUE", {"person_id": "wang"}),
    ],
)
def test_the_database_itself_keeps_the_rules_of_duties(
    college: StaffedCollege, prepared: str, rule: str, changes: dict[str, Any]
) -> None:
    college.appoint_counselors(prepared, "wang")
    unit_id = college.departments[Role.STUDENT_WORK].unit_id
    forged = replace_fields(a_second_lead(prepared, unit_id), role=ClassRole.COUNSELOR, **changes)

    with (
        pytest.raises(IntegrityError, match=rule),
        college.office.database.writing() as session,
    ):
        session.add(forged)


def replace_fields(duty: Assignment, **changes: Any) -> Assignment:
    for field, value in changes.items():
        setattr(duty, field, value)
    return duty
