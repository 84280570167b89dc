"""The words of notices the system writes."""

from datetime import UTC, datetime

import pytest

from contracts.scheduling import PublishedSession
from contracts.values import SessionForm
from services.notification.domain.notice import Audience
from services.notification.domain.wording import (
    exam_planned,
    own_people,
    plan_issued,
    results_of,
    roster_approved,
    timetable_revised,
)
from tests.notification.makers import LI, ZHANG


@pytest.mark.clause("A-7.2.b")
def test_a_unit_is_told_names_and_numbers_and_nothing_else_about_its_people() -> None:
    assert own_people([LI, ZHANG]) == "本单位录取学员2人：\n01 张三\n02 李四"


@pytest.mark.clause("A-7.2.b")
def test_the_common_text_of_a_roster_notice_names_nobody() -> None:
    letter = roster_approved(class_id="c1", class_title="发展对象培训班", version=1)
    assert letter.audience is Audience.NAMED
    assert "张三" not in letter.body


def test_only_those_with_a_result_are_listed() -> None:
    assert results_of([ZHANG, LI], {"t2": False}) == "02 李四：不合格"


def test_a_revised_timetable_gives_its_reason_and_local_times_in_order() -> None:
    def a_session(title: str, hour: int) -> PublishedSession:
        return PublishedSession(
            session_id=title,
            form=SessionForm.PARTY_LECTURE,
            title=title,
            from_at=datetime(2026, 3, 9, hour, 30, tzinfo=UTC),
            to_at=datetime(2026, 3, 9, hour + 2, tzinfo=UTC),
            hours=20,
            venue_id=None,
            teacher_ids=[],
            counts_attendance=True,
        )

    letter = timetable_revised(
        class_id="c1",
        class_title="发展对象培训班",
        version=2,
        reason="教师临时有事",
        sessions=[a_session("党课二", 6), a_session("党课一", 0)],
    )
    assert letter.body.splitlines() == [
        "调整理由：教师临时有事",
        "2026-03-09 08:30–10:00 党课一",
        "2026-03-09 14:30–16:00 党课二",
    ]


def test_one_reason_makes_one_notice() -> None:
    assert (
        plan_issued(plan_id="p1", year=2026).source == plan_issued(plan_id="p1", year=2026).source
    )
    start = datetime(2026, 3, 11, 1, tzinfo=UTC)
    letter = exam_planned(
        exam_id="e1", class_title="发展对象培训班", from_at=start, to_at=start.replace(hour=3)
    )
    assert letter.source == "exam_planned:e1"
    assert "2026-03-11 09:00–11:00" in letter.body
