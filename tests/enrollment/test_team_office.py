"""Teams in the office: who appoints, who is told, what the class needs of them."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contracts.enrollment import (
    CancelClass,
    ClassRole,
    KeepStaff,
    NameHostManager,
    ReplaceMember,
    RoleAssigned,
    RoleReplaced,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from services.enrollment.domain.assignment import Assignment, AssignmentState
from services.enrollment.domain.conditions import Fact
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

# -- Leads -----------------------------------------------------------------------------------------


@pytest.mark.clause("B-5.1a")
def test_teaching_affairs_appoints_the_lead_and_nobody_else_does(staffed: StaffedCollege) -> None:
    class_id = staffed.an_own_class().class_id

    for other in (STUDENTS, EVP, STAFF, staffed.lead_of(class_id)):
        with with_status(403) as said:
            staffed.appoint_lead(class_id, as_=other)
        assert said.value.clause == "B-5.1a"
    team = staffed.appoint_lead(class_id)

    [lead] = team.members
    assert (lead.role, lead.person_id, lead.fallback) == (ClassRole.LEAD, "lead", False)
    assert staffed.told() == [("RoleAssigned", "LEAD", "lead")]


@pytest.mark.clause("B-5.1a")
def test_a_class_has_one_lead(staffed: StaffedCollege) -> None:
    class_id = staffed.an_own_class().class_id
    staffed.appoint_lead(class_id)
    staffed.a_colleague("second", Role.TEACHING_AFFAIRS)

    with refused("LEAD_APPOINTED"):
        staffed.appoint_lead(class_id, "second")
    with pytest.raises(IntegrityError), staffed.office.database.writing() as session:
        session.add(a_second_lead(class_id, staffed.departments[Role.TEACHING_AFFAIRS].unit_id))


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
def test_the_lead_is_of_teaching_affairs(staffed: StaffedCollege, person: str) -> None:
    class_id = staffed.an_own_class().class_id

    with refused("NOT_TEACHING_AFFAIRS"):
        staffed.appoint_lead(class_id, person, reason="人手不足")


@pytest.mark.clause("B-5.1b")
def test_another_section_only_for_a_reason(staffed: StaffedCollege) -> None:
    class_id = staffed.an_own_class().class_id

    with refused("FALLBACK_NEEDS_REASON"):
        staffed.appoint_lead(class_id, "clerk")
    [lead] = staffed.appoint_lead(class_id, "clerk", reason="熟悉主办单位业务").members
    assert (lead.fallback, lead.reason) == (True, "熟悉主办单位业务")


@pytest.mark.clause("B-5.1b")
def test_another_section_while_all_of_the_training_section_lead_classes_at_that_time(
    staffed: StaffedCollege,
) -> None:
    first, second = (staffed.an_own_class(f"ZB260{number}").class_id for number in (1, 2))
    staffed.appoint_lead(first)

    [lead] = staffed.appoint_lead(second, "clerk").members
    assert (lead.fallback, lead.reason) == (True, "")


@pytest.mark.clause("B-5.1b")
def test_the_section_is_not_short_while_somebody_of_it_is_free(staffed: StaffedCollege) -> None:
    first, later = staffed.an_own_class("ZB2601").class_id, later_class(staffed)
    staffed.appoint_lead(first)
    with refused("FALLBACK_NEEDS_REASON"):
        staffed.appoint_lead(later, "clerk")

    third = staffed.an_own_class("ZB2603").class_id
    staffed.a_colleague("second", Role.TEACHING_AFFAIRS)
    with refused("FALLBACK_NEEDS_REASON"):
        staffed.appoint_lead(third, "clerk")
    left = KeepStaff(
        person_id="second",
        name="乙",
        unit_id=staffed.departments[Role.TEACHING_AFFAIRS].unit_id,
        section="培训科",
        active=False,
    )
    staffed.do(left, AFFAIRS)
    staffed.do(CancelClass(class_id=first, reason="主办单位取消"), EVP)
    with refused("FALLBACK_NEEDS_REASON"):
        staffed.appoint_lead(third, "clerk")


def later_class(staffed: StaffedCollege) -> str:
    """A class that begins the day after the usual one ends."""
    week = timedelta(days=5)
    return staffed.an_own_class(
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
    staffed = StaffedCollege(servers.fresh().database_url.format(service="enrollment"))
    class_id = staffed.an_own_class().class_id
    for number in range(6):
        staffed.a_colleague(f"lead{number}", Role.TEACHING_AFFAIRS)
        staffed.a_colleague(f"counselor{number}", Role.STUDENT_WORK)

    def leads(number: int) -> Callable[[], Any]:
        return lambda: staffed.appoint_lead(class_id, f"lead{number}")

    def counselors(number: int) -> Callable[[], Any]:
        return lambda: staffed.appoint_counselors(class_id, "wang", f"counselor{number}")

    assert all_at_once([leads(number) for number in range(6)]) == {"done": 1, "LEAD_APPOINTED": 5}
    # With one who stays, nobody's row is changed by all of them: only the lock keeps it at two.
    staffed.appoint_counselors(class_id, "wang")
    assert all_at_once([counselors(number) for number in range(6)]) == {"done": 6}
    roles = Counter(one.role for one in staffed.team(class_id).members)
    assert roles == {ClassRole.LEAD: 1, ClassRole.COUNSELOR: 2}
    staffed.office.close()


# -- Counselors ------------------------------------------------------------------------------------


@pytest.mark.clause("B-7.1")
def test_student_work_appoints_one_or_two_counselors(
    staffed: StaffedCollege, prepared: str
) -> None:
    for people in ([], ["wang", "li", "sun"]):
        with with_status(422) as said:
            staffed.appoint_counselors(prepared, *people)
        assert (said.value.status, said.value.clause) == (422, "B-7.1")
    for other in (AFFAIRS, staffed.lead_of(prepared), EVP):
        with with_status(403) as forbidden:
            staffed.appoint_counselors(prepared, "wang", as_=other)
        assert forbidden.value.clause == "B-7.1"

    assert not staffed.met(prepared, Fact.COUNSELORS_APPOINTED)
    staffed.appoint_counselors(prepared, "wang", "li", as_=staffed.of(Role.STUDENT_WORK))
    assert staffed.met(prepared, Fact.COUNSELORS_APPOINTED)
    assert staffed.told(RoleAssigned)[1:] == [
        ("RoleAssigned", "COUNSELOR", "wang"),
        ("RoleAssigned", "COUNSELOR", "li"),
    ]


@pytest.mark.clause("B-7.1")
def test_appointing_anew_replaces_the_counselors(staffed: StaffedCollege, prepared: str) -> None:
    staffed.appoint_counselors(prepared, "wang", "li")
    staffed.appoint_counselors(prepared, "li", "sun")

    assert staffed.told()[-2:] == [
        ("RoleEnded", "COUNSELOR", "wang"),
        ("RoleAssigned", "COUNSELOR", "sun"),
    ]


@pytest.mark.clause("B-7.2")
def test_a_counselor_of_another_department_has_the_same_duty(
    staffed: StaffedCollege, prepared: str
) -> None:
    with refused("OUTSIDE_NEEDS_REASON"):
        staffed.appoint_counselors(prepared, "bursar")
    team = staffed.appoint_counselors(prepared, "bursar", reason="学员工作处人员另有任务")

    outside = next(one for one in team.members if one.role is ClassRole.COUNSELOR)
    assert (outside.fallback, outside.reason) == (True, "学员工作处人员另有任务")
    assert staffed.told()[-1] == ("RoleAssigned", "COUNSELOR", "bursar")
    staffed.set_duty(
        prepared,
        at_desk("bursar"),
        *with_class("bursar"),
        as_=counselor(prepared, "bursar"),
    )
    assert staffed.met(prepared, Fact.DUTY_COVERED)


def test_only_people_of_the_staff_are_given_duties(staffed: StaffedCollege, prepared: str) -> None:
    with with_status(404):
        staffed.appoint_counselors(prepared, "wang", "nobody")
    with with_status(404):
        staffed.appoint_counselors("no class", "wang")


# -- Replacing and standing in ---------------------------------------------------------------------


def replace(staffed: StaffedCollege, class_id: str, old: str, new: str, as_: Any) -> Any:
    return staffed.do(
        ReplaceMember(
            class_id=class_id,
            assignment_id=staffed.duty_of(class_id, old),
            person_id=new,
            reason="工作调整",
        ),
        as_,
    )


@pytest.mark.clause("B-5.0")
def test_a_duty_is_replaced_by_whoever_appoints_to_it(
    staffed: StaffedCollege, prepared: str
) -> None:
    staffed.appoint_counselors(prepared, "wang")
    staffed.name(prepared, Role.FIN_LOGISTICS, "bursar")
    staffed.a_colleague("cashier", Role.FIN_LOGISTICS, section="财务科")

    for old, new, stranger in (
        ("lead", "clerk", STUDENTS),
        ("wang", "li", AFFAIRS),
        ("bursar", "cashier", STUDENTS),
    ):
        with with_status(403):
            replace(staffed, prepared, old, new, stranger)
    replace(staffed, prepared, "lead", "clerk", AFFAIRS)
    replace(staffed, prepared, "wang", "li", STUDENTS)
    replace(staffed, prepared, "bursar", "cashier", staffed.of(Role.FIN_LOGISTICS))

    assert staffed.told(RoleReplaced) == [
        ("RoleReplaced", "LEAD", "clerk"),
        ("RoleReplaced", "COUNSELOR", "li"),
        ("RoleReplaced", "PARTICIPANT", "cashier"),
    ]
    assert [event.replaced_id for event in staffed.emitted(RoleReplaced)] == [
        "lead",
        "wang",
        "bursar",
    ]


@pytest.mark.clause("B-5.1b", "B-5.2", "B-9.1")
def test_who_takes_over_must_be_eligible_too(staffed: StaffedCollege, prepared: str) -> None:
    staffed.name(prepared, Role.FIN_LOGISTICS, "bursar")
    staffed.set_rota()
    staffed.call(prepared)
    mentor = f"{staffed.law.code}-1"
    staffed.send_mentors(prepared, staffed.law, mentor)

    with refused("NOT_TEACHING_AFFAIRS"):
        replace(staffed, prepared, "lead", "wang", AFFAIRS)
    with refused("NOT_OWN_STAFF"):
        replace(staffed, prepared, "bursar", "wang", staffed.of(Role.FIN_LOGISTICS))
    with refused("NOT_OWN_STAFF"):
        replace(staffed, prepared, mentor, "T02-1", teachers_of(staffed.law))
    with with_status(403):
        replace(staffed, prepared, mentor, f"{staffed.law.code}-2", teachers_of(staffed.marxism))


# -- The host's manager ----------------------------------------------------------------------------


@pytest.mark.clause("B-8.5b")
def test_a_host_may_send_a_manager_of_its_own_and_another_later(staffed: StaffedCollege) -> None:
    class_id = staffed.an_ordered_class().class_id

    def sends(person_id: str) -> Any:
        request = NameHostManager(class_id=class_id, person_id=person_id, name=person_id)
        return staffed.do(request, host_rep(class_id))

    assert not staffed.team(class_id).host_managed
    assert sends("zhao").host_managed
    [manager] = sends("qian").members
    assert (manager.person_id, manager.unit_name) == ("qian", "省司法厅")
    assert staffed.told() == [
        ("RoleAssigned", "HOST_MANAGER", "zhao"),
        ("RoleEnded", "HOST_MANAGER", "zhao"),
        ("RoleAssigned", "HOST_MANAGER", "qian"),
    ]
    with refused("HOST_SENDS"):
        replace(staffed, class_id, "qian", "clerk", AFFAIRS)


@pytest.mark.clause("B-8.5b")
def test_a_hosts_manager_needs_no_account(staffed: StaffedCollege) -> None:
    class_id = staffed.an_ordered_class().class_id

    staffed.do(NameHostManager(class_id=class_id, name="赵科长"), host_rep(class_id))

    [manager] = staffed.team(class_id).members
    assert manager.name == "赵科长"


@pytest.mark.clause("B-8.5b")
def test_nobody_sends_a_manager_to_a_class_of_the_colleges_own(staffed: StaffedCollege) -> None:
    class_id = staffed.an_own_class().class_id

    with refused("NO_HOST"):
        staffed.do(NameHostManager(class_id=class_id, person_id="x", name="某某"), AFFAIRS)


# -- The database itself ---------------------------------------------------------------------------


def test_every_duty_is_on_record(staffed: StaffedCollege, prepared: str) -> None:
    staffed.appoint_counselors(prepared, "wang")
    staffed.appoint_counselors(prepared, "li")

    with staffed.office.database.reading() as session:
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
    staffed: StaffedCollege, prepared: str, rule: str, changes: dict[str, Any]
) -> None:
    staffed.appoint_counselors(prepared, "wang")
    unit_id = staffed.departments[Role.STUDENT_WORK].unit_id
    forged = replace_fields(a_second_lead(prepared, unit_id), role=ClassRole.COUNSELOR, **changes)

    with (
        pytest.raises(IntegrityError, match=rule),
        staffed.office.database.writing() as session,
    ):
        session.add(forged)


def replace_fields(duty: Assignment, **changes: Any) -> Assignment:
    for field, value in changes.items():
        setattr(duty, field, value)
    return duty
