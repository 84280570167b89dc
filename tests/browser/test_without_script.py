"""Where scripts are switched off, lists, forms, files and workbooks work all the same."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Locator, Page, expect

from deploy.showcase.college.people import candidates
from tests.browser.visitor import School

pytestmark = [pytest.mark.journey, pytest.mark.browser]

DEVELOPMENT, NEGOTIATED, ENROLLING = "FZ2026-01", "KJ2026-02", "JJ2026-01"
TEACHERS = "/scheduling/teachers"
REFUSED = 422
# Where the form is filled in: the first line for a person, and its columns.
FIRST, NAME, ID_NO, GROUP, ACTIVIST_ON, PHONE = 4, 2, 5, 7, 10, 11
FAULTS = (
    ("5", "身份证号", "身份证号校验不符"),
    ("6", "列为入党积极分子时间", "缺少列为入党积极分子的时间"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def without_script(school: School, browser: Browser, login: str) -> Iterator[Page]:
    """Somebody's page in a browser that runs no scripts."""
    with school.at_a_browser(browser, login, java_script_enabled=False) as visitor:
        visitor.page.goto(school.address)
        yield visitor.page


def test_a_list_is_filtered_and_paged(school: School, browser: Browser) -> None:
    with without_script(school, browser, "staff1") as page:
        page.goto(f"{school.address}/classes/{school.class_id(DEVELOPMENT)}/people")
        trainees = page.locator("#trainees")
        trainees.get_by_label("状态").select_option("COMPLETED")
        trainees.get_by_role("button", name="查询").click()
        expect(page).to_have_url(re.compile("trainees.state=COMPLETED"))
        first = trainees.locator("tbody th").first.inner_text()

        trainees.get_by_role("link", name="第 2 页").click()
        expect(trainees.locator("[aria-current=page]")).to_have_text("2")
        expect(trainees.get_by_label("状态")).to_have_value("COMPLETED")
        expect(trainees.locator("tbody td .tag").first).to_have_text("结业")
        expect(trainees.locator("tbody th").first).not_to_have_text(first)


def test_a_form_comes_back_with_its_fault_and_what_was_typed(
    school: School, browser: Browser
) -> None:
    with without_script(school, browser, "staff1") as page:
        page.goto(school.address + TEACHERS)
        page.get_by_role("link", name="提名教师").click()
        page.get_by_label("姓名").fill("顾言之")
        page.get_by_label("专长").fill("党内法规")
        assert _send(page) == REFUSED
        band = page.get_by_label("职称档次")
        expect(band).to_have_attribute("aria-invalid", "true")
        expect(band).to_have_accessible_description(re.compile("必须填写"))
        expect(page.get_by_label("姓名")).to_have_value("顾言之")
        expect(page.get_by_label("专长")).to_have_value("党内法规")

        band.select_option("FULL_SENIOR")
        page.get_by_role("button", name="确定").click()
        expect(page).to_have_url(school.address + TEACHERS)
        expect(page.locator(".said")).to_contain_text("已办理：提名教师")
        expect(page.get_by_role("row", name="顾言之")).to_have_count(1)


def test_rows_are_added_and_what_was_typed_stays(school: School, browser: Browser) -> None:
    with without_script(school, browser, "c-cashier") as page:
        budget = f"/do/finance.draft_budget?class_id={school.class_id(NEGOTIATED)}&back=/"
        page.goto(school.address + budget)
        rows = page.get_by_role("group", name="明细").locator("tbody tr")
        before = rows.count()
        last = page.locator(f"[name='lines.{before - 1}.item']")
        last.fill("场地布置")
        page.get_by_role("button", name="增加行").click()
        expect(page.locator(f"[name='lines.{before}.item']")).to_have_value("")
        expect(last).to_have_value("场地布置")
        expect(page.locator("[aria-invalid=true], [role=alert]")).to_have_count(0)


def test_bad_rows_of_a_list_are_handed_back(school: School, browser: Browser) -> None:
    with without_script(school, browser, "unit01") as page:
        page.goto(f"{school.address}/classes/{school.class_id(ENROLLING)}/own")
        filled = _with_two_bad_rows(_downloaded(page, page, "报名表模板"))
        page.get_by_role("link", name="导入名单").click()
        upload = {"name": "名单.xlsx", "mimeType": XLSX, "buffer": filled}
        page.locator("input[type=file]").set_input_files(upload)  # type: ignore[arg-type]
        page.get_by_role("button", name="确定").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("导入结果")
        faults = page.get_by_role("group", name="有问题的行").locator("tbody tr")
        expect(faults).to_have_count(2)
        for fault, (line, column, reason) in zip(faults.all(), FAULTS, strict=True):
            expect(fault.locator("td")).to_have_text([line, column, re.compile(reason)])
        back = _rows(_downloaded(page, page, "下载退回的行"))[FIRST - 1 :]
        assert [row[-1].partition("，")[0] for row in back] == [FAULTS[0][2], FAULTS[1][2]]


def test_a_list_is_fetched_as_a_workbook(school: School, browser: Browser) -> None:
    with without_script(school, browser, "staff1") as page:
        people = f"/classes/{school.class_id(DEVELOPMENT)}/people?trainees.q=丁涵"
        page.goto(school.address + people)
        title, heads, *rows = _rows(_downloaded(page, page.locator("#trainees"), "导出 Excel"))
        assert title[0] == "学员名单"
        assert [dict(zip(heads, row, strict=True))["姓名"] for row in rows] == ["丁涵"]


def _send(page: Page) -> int:
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name="确定").click()
    return sent.value.status


def _downloaded(page: Page, within: Page | Locator, name: str) -> BytesIO:
    with page.expect_download() as fetched:
        within.get_by_role("link", name=name).click()
    return BytesIO(Path(fetched.value.path()).read_bytes())


def _rows(book: BytesIO) -> list[list[Any]]:
    return [list(row) for row in load_workbook(book).worksheets[0].iter_rows(values_only=True)]


def _with_two_bad_rows(form: BytesIO) -> bytes:
    """Three people: one is well, one has a wrong id number, one no date of becoming an activist."""
    book = load_workbook(form)
    sheet = book.worksheets[0]
    for line, person in enumerate(candidates(3, first=70), start=FIRST):
        written = {NAME: person.name, ID_NO: person.id_no, GROUP: "航海技术231班"}
        written |= {ACTIVIST_ON: "2026-01-08", PHONE: person.phone}
        for column, value in written.items():
            sheet.cell(line, column).value = value
    number = str(sheet.cell(FIRST + 1, ID_NO).value)
    sheet.cell(FIRST + 1, ID_NO).value = number[:-1] + ("1" if number[-1] != "1" else "2")
    sheet.cell(FIRST + 2, ACTIVIST_ON).value = None
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()
