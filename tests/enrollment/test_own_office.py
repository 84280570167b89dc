"""What a trainee sees of the own training, and a unit of its own seats."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.enrollment import (
    BeginPreparation,
    CheckInPart,
    ClassState,
    FindOwnTraining,
    IssueHandbook,
    ListOwnQuotas,
    OwnQuotaView,
    TaskDraft,
    UnitView,
)
from contracts.roles import Role
from contracts.values import FileRef
from kit import clock
from kit.testing import an_actor
from kit.wire import encode
from tests.enrollment.college import CHECK_IN_FROM
from tests.enrollment.makers import MAN, an_item_draft, refused
from tests.enrollment.school import DEADLINE, EVP, STAFF, School, own, secretary
from tests.enrollment.staffed import DAY, StaffedCollege, at_desk, counselor, with_class


@pytest.mark.clause("B-8.4a", "B-8.4c")
def test_a_trainee_sees_where_and_when_to_report_and_whom_to_reach(
    staffed: StaffedCollege, prepared: str
) -> None:
    trainee_id = staffed.lay_trainee(prepared)
    before = staffed.do(FindOwnTraining(trainee_id=trainee_id), own(trainee_id))
    assert (before.report_at, before.contact, before.handbook) == ([], "", None)
    issued = hand_out(staffed, prepared)
    handed = staffed.do(FindOwnTraining(trainee_id=trainee_id), own(trainee_id))
    assert (handed.contact, handed.handbook) == ("手册值班电话", issued)
    staffed.appoint_counselors(prepared, "wang")
    noon = CHECK_IN_FROM + timedelta(hours=2)
    staffed.set_duty(
        prepared,
        replace(at_desk("wang", to_at=noon), place="一号楼大厅"),
        replace(at_desk("wang", from_at=noon), place="东门"),
        *with_class("wang"),
    )
    seen = staffed.do(FindOwnTraining(trainee_id=trainee_id), own(trainee_id))

    assert (seen.class_id, seen.class_code, seen.class_state) == (
        prepared,
        "ZB2601",
        ClassState.PREPARING,
    )
    assert (seen.name, seen.unit_name, seen.group_name) == ("张三", "省司法厅", "轮机221")
    assert seen.checkin_from == CHECK_IN_FROM
    assert seen.report_at == ["一号楼大厅", "东门"]
    assert seen.contact == "值班室 0451-00000000"
    assert set(seen.check_in_missing) == set(CheckInPart)
    assert "wang" not in json.dumps(encode(seen))


def hand_out(college: StaffedCollege, class_id: str) -> FileRef:
    document = college.keep(b"handbook", "学员手册.pdf")
    [unit_id] = college.codes([Role.STUDENT_WORK])
    task = TaskDraft(unit_id=unit_id, title="调试设备", due_at=clock.now() + DAY)
    college.do(
        IssueHandbook(class_id=class_id, document=document, contact="手册值班电话", tasks=[task]),
        counselor(class_id),
    )
    return document


@pytest.mark.clause("A-5.w1")
def test_a_trainee_sees_nothing_of_anybody_else(school: School) -> None:
    class_id = school.a_class_with_trainees(2).class_id
    first, second = school.trainees(class_id)
    shown = school.do(FindOwnTraining(trainee_id=first.trainee_id), own(first.trainee_id))

    text = json.dumps(encode(shown), ensure_ascii=False)
    assert first.name in text
    for secret in (second.name, second.trainee_id, first.id_no_masked, MAN, "phone"):
        assert secret not in text
    for somebody in (own(first.trainee_id), STAFF, EVP, secretary(school.units[0])):
        with refused("NOT_YOUR_DUTY"):
            school.do(FindOwnTraining(trainee_id=second.trainee_id), somebody)
    with refused("UNKNOWN"):
        school.do(FindOwnTraining(trainee_id="nobody"), own("nobody"))


def seats_of(school: School, unit: UnitView) -> list[OwnQuotaView]:
    listed: list[OwnQuotaView] = school.do(
        ListOwnQuotas(unit_id=unit.unit_id), secretary(unit)
    ).items
    return listed


@pytest.mark.clause("A-6.6", "A-5.w1")
def test_a_unit_sees_its_seats_in_every_class_the_latest_first(school: School) -> None:
    items = school.an_issued_plan_of([an_item_draft(), an_item_draft(session_no=2)]).items
    mine, other = school.units
    early = school.a_class_enrolling(item_id=items[0].item_id, seats=2, reserve=1).class_id
    late = school.a_class(
        items[1].item_id, code="FZ2602", start_on=date(2026, 3, 21), end_on=date(2026, 3, 23)
    ).class_id
    school.do(BeginPreparation(class_id=late), EVP)
    school.allocate(late, (mine, 4, 0))
    for number in range(3):
        school.nominate(early, mine, number)

    first, second = seats_of(school, mine)
    assert (first.class_id, first.class_code, first.seats, first.used) == (late, "FZ2602", 4, 0)
    assert (second.class_id, second.seats, second.used, second.waiting) == (early, 2, 2, 1)
    assert (first.open, second.open) == (False, True)
    assert second.nominate_until == DEADLINE
    assert [line.class_id for line in seats_of(school, other)] == [early]
    clock.move_to(DEADLINE + timedelta(minutes=1))
    assert [line.open for line in seats_of(school, mine)] == [False, False]


@pytest.mark.clause("A-5.w1")
def test_seats_of_another_unit_are_not_shown(school: School) -> None:
    mine, other = school.units
    for somebody in (secretary(other), STAFF, own("t1")):
        with refused("NOT_YOUR_DUTY"):
            school.do(ListOwnQuotas(unit_id=mine.unit_id), somebody)


@pytest.mark.clause("A-5.w1")
def test_a_host_sees_its_seats(staffed: StaffedCollege) -> None:
    class_id = staffed.an_ordered_class().class_id
    staffed.lay(class_id, ClassState.PREPARING)
    host = an_actor(Role.HOST_REP, within=f"unit:{staffed.host.unit_id}")
    staffed.allocate(class_id, (staffed.host, 30, 0))

    [line] = staffed.do(ListOwnQuotas(unit_id=staffed.host.unit_id), host).items
    assert (line.class_id, line.seats, line.open) == (class_id, 30, False)
