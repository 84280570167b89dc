"""A teacher is sent out only vetted, free, by the rule that governs it, and decided by another."""

from datetime import date
from typing import Any

import pytest

from contracts.refusals import Refusal
from contracts.scheduling import (
    AddSession,
    DecideDispatch,
    Decision,
    DispatchTeacher,
    DispatchView,
    ListBookings,
    ListDispatches,
    SuspendTeacher,
    TeacherDispatched,
)
from kit.testing import TestOffice
from tests.scheduling.college import CONTRACTED, LEADER, TEACHING, day
from tests.scheduling.makers import LATER, a_draft
from tests.scheduling.school import AFFAIRS, STAFF, School

POLICY = "黑政院发〔2020〕40号"


@pytest.fixture
def school(office: TestOffice) -> School:
    return School(office).prepare(**CONTRACTED)


def ask(school: School, by: Any = TEACHING, **changes: Any) -> DispatchView:
    facts: dict[str, Any] = {
        "teacher_id": school.teacher,
        "destination": "省委党校",
        "topic": "监狱法治建设",
        "from_on": day(2),
        "to_on": day(3),
        "policy_ref": f"《教师外出授课管理办法》（{POLICY}）",
    }
    return school.office.do(DispatchTeacher(**(facts | changes)), as_=by)


def decide(
    school: School, dispatch: DispatchView, by: Any = AFFAIRS, how: Decision = Decision.APPROVED
) -> DispatchView:
    decision = DecideDispatch(dispatch_id=dispatch.dispatch_id, decision=how)
    return school.office.do(decision, as_=by)


def teach_on(school: School, number: int) -> None:
    draft = a_draft(
        number, course_id=school.course, teacher_ids=[school.teacher], venue_id=school.venue
    )
    school.office.do(AddSession(class_id="c1", session=draft), as_=STAFF)


@pytest.mark.clause("B-1.3", "B-3.4a")
def test_a_vetted_teacher_is_sent_out_by_the_rule_that_governs_it(school: School) -> None:
    asked = ask(school)
    assert (asked.state, asked.teacher_name) == ("REQUESTED", "李老师")
    assert school.told(TeacherDispatched) == []
    decided = decide(school, asked)
    (told,) = school.told(TeacherDispatched)
    assert (told.from_on, told.to_on) == (day(2), day(3))
    assert POLICY in told.policy_ref
    assert school.office.do(ListDispatches(), as_=STAFF) == [decided]
    nobody = ListDispatches(teacher_id=school.leader)
    assert school.office.do(nobody, as_=STAFF) == []


@pytest.mark.clause("B-1.3")
@pytest.mark.parametrize("policy", ["", "   ", "黑政院发〔2019〕40号"])
def test_a_dispatch_without_its_rule_is_invalid(school: School, policy: str) -> None:
    with pytest.raises(Refusal, match="POLICY_MISSING") as refused:
        ask(school, policy_ref=policy)
    assert (refused.value.status, refused.value.clause) == (422, "B-1.3")
    assert [fault.field for fault in refused.value.faults] == ["policy_ref"]


@pytest.mark.clause("B-1.3")
def test_nobody_decides_on_the_dispatch_they_asked_for(school: School) -> None:
    asked = ask(school, by=AFFAIRS)
    with pytest.raises(Refusal, match="OWN_DISPATCH"):
        decide(school, asked, by=AFFAIRS)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        decide(school, asked, by=TEACHING)
    assert decide(school, asked, by=LEADER).approved_by == "leader"
    with pytest.raises(Refusal, match="WRONG_STATE"):
        decide(school, asked, by=LEADER)


@pytest.mark.clause("B-1.3", "A-7.3.b")
def test_who_teaches_on_one_of_the_days_is_not_sent_out(school: School) -> None:
    teach_on(school, 3)
    with pytest.raises(Refusal, match="CLASH"):
        ask(school)
    assert ask(school, to_on=day(2)).state == "REQUESTED"


@pytest.mark.clause("B-1.3", "A-7.3.b")
def test_a_session_given_meanwhile_stops_the_approval_and_an_approval_takes_the_teacher(
    school: School,
) -> None:
    first, second = ask(school, to_on=day(2)), ask(school, from_on=day(4), to_on=day(4))
    teach_on(school, 2)
    with pytest.raises(Refusal, match="CLASH"):
        decide(school, first)
    decide(school, second)
    with pytest.raises(Refusal, match="CLASH"):
        teach_on(school, 4)
    teach_on(school, 5)
    asked = ListBookings(from_on=day(4), to_on=day(4), teacher_id=school.teacher)
    (booking,) = school.office.do(asked, as_=STAFF)
    assert (booking.title, booking.class_id) == ("外派授课：监狱法治建设", "")
    rejected = decide(school, first, how=Decision.REJECTED)
    assert rejected.state == "REJECTED"
    assert len(school.told(TeacherDispatched)) == 1


@pytest.mark.clause("B-1.3", "A-7.3.c")
def test_the_vetting_holds_through_the_last_day_also_when_it_is_decided(school: School) -> None:
    with pytest.raises(Refusal, match="TEACHER_UNVETTED"):
        ask(school, to_on=LATER.replace(year=LATER.year + 1))
    asked = ask(school)
    suspension = SuspendTeacher(teacher_id=school.teacher, reason="评价过低")
    school.office.do(suspension, as_=AFFAIRS)
    with pytest.raises(Refusal, match="TEACHER_UNVETTED"):
        decide(school, asked)
    assert decide(school, asked, how=Decision.REJECTED).state == "REJECTED"


@pytest.mark.clause("B-1.3")
def test_a_dispatch_ends_on_or_after_the_day_it_begins(school: School) -> None:
    for wrong in ({"from_on": day(4)}, {"to_on": date.max}):
        with pytest.raises(Refusal, match="DAYS_BACKWARDS"):
            ask(school, **wrong)
