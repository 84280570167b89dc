"""The timetable board: sessions are added in the drawer, carried by keys, dragged, and refused."""

from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contracts.scheduling import DecideDispatch, Decision, DispatchTeacher, ListTeachers
from kit import clock
from tests.browser.visitor import School

pytestmark = [pytest.mark.journey, pytest.mark.browser]

COMING, TAKEN = "CJ2026-01", date(2026, 9, 10)
TEACHER, HALL = "范明远", "党校报告厅 · 220"
REASON = "教师已用于《外派授课：行政执法监督》"
LECTURE, PRACTICE = "法治思维专题辅导", "依法行政案例辅导"


def test_sessions_are_arranged_on_the_board(school: School, browser: Browser) -> None:
    _send_out(school, TAKEN)
    with school.at_a_browser(browser, "c-affairs") as visitor:
        page = visitor.open(f"/classes/{school.class_id(COMING)}/timetable")
        _add(page, "09-07 上午", LECTURE, ("08:30", "11:50"), staffed=True)
        _add(page, "09-07 下午", PRACTICE, ("13:30", "16:50"))

        _carry(page, LECTURE, "ArrowRight", "ArrowRight")
        expect(_cell(page, "2026-09-09", "AM")).to_contain_text(LECTURE)
        _card(page, PRACTICE).drag_to(_cell(page, "2026-09-08", "PM"))
        expect(_cell(page, "2026-09-08", "PM")).to_contain_text(PRACTICE)

        _refused(page, LECTURE, "ArrowRight")
        expect(_cell(page, "2026-09-09", "AM")).to_contain_text(LECTURE)
        page.reload()
        expect(_cell(page, "2026-09-09", "AM")).to_contain_text(LECTURE)
        expect(_cell(page, "2026-09-08", "PM")).to_contain_text(PRACTICE)


def _send_out(school: School, on: date) -> None:
    """The teacher teaches elsewhere that day."""
    with school.calling("c-law") as dean, school.calling("c-affairs") as affairs:
        teacher = dean.ask(ListTeachers(q=TEACHER)).items[0]
        request = DispatchTeacher(
            teacher_id=teacher.teacher_id,
            destination="市司法局",
            topic="行政执法监督",
            from_on=on,
            to_on=on,
            policy_ref="黑政院发〔2020〕40号",
        )
        asked = dean.ask(request, key=clock.new_id())
        decision = DecideDispatch(dispatch_id=asked.dispatch_id, decision=Decision.APPROVED)
        affairs.ask(decision, key=clock.new_id())


def _add(
    page: Page, cell: str, title: str, times: tuple[str, str], *, staffed: bool = False
) -> None:
    page.get_by_role("link", name=f"在{cell}增加课次").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("形式").select_option("GUIDANCE")
    drawer.get_by_label("名称").fill(title)
    drawer.get_by_label("开始").fill(times[0])
    drawer.get_by_label("结束").fill(times[1])
    drawer.get_by_label("学时").fill("4")
    if staffed:
        drawer.get_by_role("group", name="授课教师").get_by_label(TEACHER).check()
        drawer.get_by_label("场地").select_option(label=HALL)
    drawer.get_by_role("button", name="确定").click()
    expect(_card(page, title)).to_be_visible()


def _carry(page: Page, title: str, *keys: str) -> None:
    _card(page, title).focus()
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("[data-says]")).to_contain_text("可排")
    page.keyboard.press("Enter")


def _refused(page: Page, title: str, key: str) -> None:
    """The half-day says itself why it is taken, and letting go there says so again."""
    _card(page, title).focus()
    page.keyboard.press(key)
    expect(_cell(page, TAKEN.isoformat(), "AM").locator(".tt-why")).to_contain_text(REASON)
    page.keyboard.press("Enter")
    expect(page.locator("[data-says]")).to_contain_text(REASON)
    expect(page.locator(".tt-why")).to_have_count(0)


def _card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)


def _cell(page: Page, on: str, half_day: str) -> Locator:
    return page.locator(f"td[data-on='{on}'][data-half='{half_day}']")
