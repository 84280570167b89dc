"""The timetable board: sessions are added in the drawer, carried by keys, dragged, and refused."""

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contracts.scheduling import AddSession, ListTeachers, ListVenues, SessionDraft
from contracts.values import HalfDay, SessionForm
from kit import clock
from tests.browser.visitor import School

pytestmark = [pytest.mark.journey, pytest.mark.browser]

COMING, OTHER = "CJ2026-01", "JJ2026-01"
TEACHER, HALL = "范明远", "党校报告厅"
LECTURE, DISCUSSION = "法治思维专题辅导", "依法行政分组研讨"


def test_sessions_are_arranged_on_the_board(school: School, browser: Browser) -> None:
    _take_elsewhere(school, date(2026, 9, 10), HalfDay.AM)
    with school.at_a_browser(browser, "c-affairs") as visitor:
        page = visitor.open(f"/classes/{school.class_id(COMING)}/timetable")
        _add(page, "09-07 上午", "GUIDANCE", LECTURE, "08:30", "11:50", staffed=True)
        _add(page, "09-07 下午", "DISCUSSION", DISCUSSION, "13:30", "16:50")

        _carry(page, LECTURE, "ArrowRight", "ArrowRight")
        expect(_cell(page, "2026-09-09", "AM")).to_contain_text(LECTURE)
        _card(page, DISCUSSION).drag_to(_cell(page, "2026-09-08", "PM"))
        expect(_cell(page, "2026-09-08", "PM")).to_contain_text(DISCUSSION)

        _card(page, LECTURE).drag_to(_cell(page, "2026-09-10", "AM"))
        said = page.locator("[data-says]")
        expect(said).to_contain_text("09-10")
        print(said.inner_text())
        expect(_cell(page, "2026-09-09", "AM")).to_contain_text(LECTURE)
        page.reload()
        expect(_cell(page, "2026-09-09", "AM")).to_contain_text(LECTURE)
        expect(_cell(page, "2026-09-08", "PM")).to_contain_text(DISCUSSION)


def _take_elsewhere(school: School, on: date, half_day: HalfDay) -> None:
    """The teacher and the hall are another class's that morning."""
    with school.calling("staff1") as staff:
        teachers, venues = staff.ask(ListTeachers(q=TEACHER)), staff.ask(ListVenues())
        draft = SessionDraft(
            form=SessionForm.GUIDANCE,
            title="入党积极分子专题辅导",
            on=on,
            half_day=half_day,
            starts="08:30",
            ends="11:50",
            hours=40,
            teacher_ids=[teachers.items[0].teacher_id],
            venue_id=next(venue.venue_id for venue in venues.items if venue.name == HALL),
        )
        request = AddSession(class_id=school.class_id(OTHER), session=draft)
        staff.ask(request, key=clock.new_id())


def _add(
    page: Page, cell: str, form: str, title: str, starts: str, ends: str, *, staffed: bool = False
) -> None:
    page.get_by_role("link", name=f"在{cell}增加课次").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("形式").select_option(form)
    drawer.get_by_label("名称").fill(title)
    drawer.get_by_label("开始").fill(starts)
    drawer.get_by_label("结束").fill(ends)
    drawer.get_by_label("学时").fill("4")
    if staffed:
        drawer.get_by_role("group", name="授课教师").get_by_label(TEACHER).check()
        drawer.get_by_label("场地").select_option(label=re.compile(HALL))
    drawer.get_by_role("button", name="确定").click()
    expect(_card(page, title)).to_be_visible()


def _carry(page: Page, title: str, *keys: str) -> None:
    _card(page, title).focus()
    for key in keys:
        page.keyboard.press(key)
    expect(page.locator("[data-says]")).to_contain_text("可排")
    page.keyboard.press("Enter")


def _card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title)


def _cell(page: Page, on: str, half_day: str) -> Locator:
    return page.locator(f"td[data-on='{on}'][data-half='{half_day}']")
