"""Where scripts are switched off, lists, forms, files and workbooks work all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import School, Visitor

pytestmark = [pytest.mark.journey, pytest.mark.browser]

DEVELOPMENT, NEGOTIATED, ENROLLING = "FZ2026-01", "KJ2026-02", "JJ2026-01"
TEACHERS = "/scheduling/teachers"
REFUSED = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def without_script(school: School, browser: Browser, login: str) -> Iterator[Visitor]:
    """Somebody whose browser runs no scripts."""
    with school.at_a_browser(browser, login, java_script_enabled=False) as visitor:
        yield visitor


def test_a_list_is_filtered_and_paged(school: School, browser: Browser) -> None:
    with without_script(school, browser, "staff1") as visitor:
        page = visitor.open(f"/classes/{school.class_id(DEVELOPMENT)}/people")
        page.locator("#trainees").get_by_label("状态").select_option("COMPLETED")
        page.locator("#trainees").get_by_role("button", name="查询").click()
        first = _first_of(page)
        page.locator("#trainees").get_by_role("link", name="第 2 页").click()
        expect(page.locator("#trainees [aria-current=page]")).to_have_text("2")
        expect(page.locator("#trainees").get_by_label("状态")).to_have_value("COMPLETED")
        expect(page.locator("#trainees tbody td .tag").first).to_have_text("结业")
        assert _first_of(page) != first


def test_a_form_comes_back_with_its_fault_and_what_was_typed(
    school: School, browser: Browser
) -> None:
    with without_script(school, browser, "staff1") as visitor:
        page = visitor.open(TEACHERS)
        page.get_by_role("link", name="提名教师").click()
        page.get_by_label("姓名").fill("顾言之")
        page.get_by_label("专长").fill("党内法规")
        assert _send(page) == REFUSED
        expect(page.get_by_label("职称档次")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("职称档次")).to_have_accessible_description("请填写。")
        expect(page.get_by_label("姓名")).to_have_value("顾言之")
        expect(page.get_by_label("专长")).to_have_value("党内法规")

        page.get_by_label("职称档次").select_option("FULL_SENIOR")
        page.get_by_role("button", name="确定").click()
        expect(page.locator(".said")).to_have_text("已办理：提名教师")
        expect(page.get_by_role("row", name="顾言之")).to_have_count(1)
        assert page.url.endswith(TEACHERS)


def test_rows_are_added_and_what_was_typed_stays(school: School, browser: Browser) -> None:
    class_id = school.class_id(NEGOTIATED)
    with without_script(school, browser, "c-cashier") as visitor:
        page = visitor.open(f"/do/finance.draft_budget?class_id={class_id}&back=/")
        rows = page.get_by_role("group", name="明细").locator("tbody tr")
        before = rows.count()
        page.locator(f"[name='lines.{before - 1}.item']").fill("场地布置")
        page.get_by_role("button", name="增加行").click()
        expect(page.locator(f"[name='lines.{before - 1}.item']")).to_have_value("场地布置")
        assert rows.count() > before
        expect(page.get_by_role("alert")).to_have_count(0)


def test_bad_rows_of_a_list_are_handed_back(school: School, browser: Browser) -> None:
    with without_script(school, browser, "unit01") as visitor:
        page = visitor.open(f"/classes/{school.class_id(ENROLLING)}/own")
        form = _downloaded(page, "报名表模板")
        page.get_by_role("link", name="导入名单").click()
        page.get_by_label("文件").set_input_files(
            {"name": "名单.xlsx", "mimeType": XLSX, "buffer": _with_two_bad_rows(form)}
        )
        page.get_by_role("button", name="确定").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("导入结果")
        faults = page.get_by_role("group", name="有问题的行").locator("tbody tr")
        expect(faults).to_have_count(2)
        print(faults.all_inner_texts())
        back = load_workbook(_downloaded(page, "下载退回的行"))
        print([[cell.value for cell in row] for row in back.active.iter_rows()])


def test_a_list_is_fetched_as_a_workbook(school: School, browser: Browser) -> None:
    with without_script(school, browser, "staff1") as visitor:
        page = visitor.open(f"/classes/{school.class_id(DEVELOPMENT)}/people?trainees.q=丁涵")
        exported = load_workbook(_downloaded(page.locator("#trainees"), "导出 Excel")).active
        assert exported is not None
        print([[cell.value for cell in row] for row in exported.iter_rows()])


def _first_of(page: Page) -> str:
    return page.locator("#trainees tbody th").first.inner_text()


def _send(page: Page) -> int:
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name="确定").click()
    return sent.value.status


def _downloaded(page, name: str) -> BytesIO:
    tab = page if isinstance(page, Page) else page.page
    with tab.expect_download() as fetched:
        page.get_by_role("link", name=name).click()
    return BytesIO(Path(fetched.value.path()).read_bytes())


def _with_two_bad_rows(form: BytesIO) -> bytes:
    book = load_workbook(form)
    for sheet in book.worksheets:
        print(sheet.title, [[cell.value for cell in row] for row in sheet.iter_rows(max_row=6)])
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()
