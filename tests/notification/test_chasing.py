"""Chasing the units that have not acknowledged a notice."""

from datetime import timedelta

import pytest

from contracts.enrollment import AnnualPlanIssued
from contracts.notification import (
    AcknowledgeNotice,
    ChaseNotice,
    DeliveryView,
    ListNotices,
    ListUnitDeliveries,
    NoticeKind,
    ReceiptsView,
)
from contracts.refusals import Refusal
from contracts.roles import Role
from kit import clock
from kit.testing import TestOffice
from services.notification.domain.rules import the_rules
from tests.notification.college import NOW
from tests.notification.mailbox import Mailbox, holds, reached_by
from tests.notification.makers import a_draft, a_roster, a_timetable
from tests.notification.test_mail import _set_up
from tests.notification.test_service import EVP, STAFF, of_unit

MINUTE = timedelta(minutes=1)
PLAN = AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1", "u2"])


def plan_notice(office: TestOffice) -> str:
    office.hear(PLAN)
    [notice] = office.do(ListNotices(kind=NoticeKind.PLAN_ISSUE), as_=EVP).items
    return notice.notice_id


def letter(office: TestOffice, unit_id: str) -> DeliveryView:
    [found] = office.do(ListUnitDeliveries(unit_id=unit_id), as_=of_unit(unit_id)).items
    return found


def acknowledge(office: TestOffice, unit_id: str) -> None:
    request = AcknowledgeNotice(unit_id=unit_id, delivery_id=letter(office, unit_id).delivery_id)
    office.do(request, as_=of_unit(unit_id))


def chase(office: TestOffice, notice_id: str) -> ReceiptsView:
    return office.do(ChaseNotice(notice_id=notice_id), as_=EVP)


@pytest.mark.clause("A-7.1.c")
def test_only_units_that_have_not_acknowledged_see_that_they_are_chased(
    college: TestOffice,
) -> None:
    notice_id = plan_notice(college)
    acknowledge(college, "u1")
    seen = chase(college, notice_id)
    assert (seen.outstanding, seen.chases) == (1, 1)
    assert letter(college, "u1").chased_at is None
    assert letter(college, "u2").chased_at == seen.chased_at is not None
    acknowledge(college, "u2")
    assert letter(college, "u2").chased_at is None


@pytest.mark.clause("A-7.1.c")
def test_who_acts_for_an_outstanding_unit_is_written_to_each_time(
    college: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = Mailbox()
    try:
        _set_up(monkeypatch, mailbox, KAIBAN_SMTP_SECURITY="none")
        for person, unit in (("quick", "u1"), ("slow", "u2")):
            holds(college, person, Role.GRASSROOTS_ORG, f"unit:{unit}")
            reached_by(college, person)
        notice_id = plan_notice(college)
        college.tick()
        acknowledge(college, "u1")
        mailbox.came.clear()
        for _ in range(2):
            chase(college, notice_id)
            college.tick()
            clock.move_to(clock.now() + the_rules().chase_again_after)
        assert mailbox.recipients == ["slow@example.cn"] * 2
        assert "请签收：" in str(mailbox.came[0]["Subject"])
    finally:
        mailbox.close()


def test_units_are_left_in_peace_for_a_while(college: TestOffice) -> None:
    notice_id = plan_notice(college)
    chase(college, notice_id)
    clock.move_to(NOW + the_rules().chase_again_after - MINUTE)
    with pytest.raises(Refusal, match="CHASED_RECENTLY"):
        chase(college, notice_id)
    clock.move_to(NOW + the_rules().chase_again_after + MINUTE)
    assert chase(college, notice_id).chases == 2


def test_nobody_is_chased_for_what_needs_no_acknowledgement(college: TestOffice) -> None:
    notice_id = plan_notice(college)
    acknowledge(college, "u1")
    acknowledge(college, "u2")
    with pytest.raises(Refusal, match="NOTHING_OUTSTANDING"):
        chase(college, notice_id)
    college.hear(a_roster(), a_timetable())
    [timetable] = college.do(ListNotices(kind=NoticeKind.TIMETABLE), as_=EVP).items
    with pytest.raises(Refusal, match="NOTHING_OUTSTANDING"):
        chase(college, timetable.notice_id)
    draft = college.do(a_draft(contact="0451-1234"), as_=STAFF)
    with pytest.raises(Refusal, match="WRONG_STATE"):
        chase(college, draft.notice_id)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(ChaseNotice(notice_id=notice_id), as_=of_unit("u1"))
