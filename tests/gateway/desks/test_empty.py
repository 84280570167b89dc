"""Every page of every desk where there is nothing yet, nothing at all, or nobody who answers."""

import re
from typing import Any, get_origin

import pytest

from contracts.base import REQUESTS, Page, Query, department_of
from contracts.roles import Role
from gateway.desks import DESKS
from tests.gateway.conftest import House
from tests.gateway.fake import CLASS_ID, FakeDepartments
from tests.gateway.test_pages import on_board

pytestmark = pytest.mark.anyio

# Nobody is given these by an account.
ASSIGNED = [one for one in Role if one not in {Role.PUBLIC, Role.SIGNED_IN, Role.DEPARTMENT}]
SCOPED = {
    "everybody": "*",
    "of-the-class": f"class:{CLASS_ID}",
    "of-a-unit": "unit:u1",
    "a-trainee": "trainee:t1",
    "a-teacher": "teacher:te1",
}
DEPARTMENTS = {department_of(kind) for kind in REQUESTS.values()}
GIVEN = re.compile(r'href="/do/([\w.]+)')


def paths() -> list[str]:
    """Every page of every desk, where its ids are some that nobody knows."""
    own = [f"/{desk.name}/{page.path}".rstrip("/") for desk in DESKS for page in desk.pages]
    of_class = [f"/classes/{CLASS_ID}/{page.path}" for desk in DESKS for page in desk.class_pages]
    return [
        re.sub(r"{\w+}", "unknown", path.replace("{class_id}", CLASS_ID))
        for path in (*own, *of_class)
    ]


def empty_answers() -> dict[type, Any]:
    """Every list, with nothing in it; of anything else there is none."""
    nothing: dict[type, Any] = {}
    for kind in REQUESTS.values():
        if issubclass(kind, Query):
            of = get_origin(kind.ask.reply)
            if of is list:
                nothing[kind] = []
            elif of is Page:
                nothing[kind] = Page(items=[], total=0)
    return nothing


def laid_down(departments: FakeDepartments, how: str) -> None:
    """What the departments say from now on."""
    departments.answers = empty_answers() if how == "empty" else {}
    departments.silent = set(DEPARTMENTS) if how == "silent" else set()


async def seen(house: House, who: str) -> dict[str, Any]:
    """Each page as somebody with every duty finds it, within this scope."""
    house.open_account(who, *ASSIGNED, within=SCOPED[who])
    on_board(house)
    async with house.browser(who) as browser:
        return {path: await browser.get(path) for path in paths()}


@pytest.mark.parametrize("how", ["unknown", "empty", "silent"])
async def test_every_page_stands_where_there_is_nothing(
    house: House, departments: FakeDepartments, how: str
) -> None:
    laid_down(departments, how)
    found = await seen(house, "everybody")
    fallen = {path: page.status_code for path, page in found.items() if page.status_code >= 500}
    # An answer that must be there is refused as a whole page, and says whose it is.
    assert {path for path, status in fallen.items() if status != 503 or how != "silent"} == set()


@pytest.mark.parametrize("who", ["of-the-class", "of-a-unit", "a-trainee", "a-teacher"])
async def test_every_page_stands_for_whoever_sees_only_a_part(
    house: House, departments: FakeDepartments, who: str
) -> None:
    laid_down(departments, "unknown")
    found = await seen(house, who)
    assert {path for path, page in found.items() if page.status_code >= 500} == set()


# What can be begun where nothing stands yet: every other command awaits a record.
BEGINNINGS = {
    # What was put aside, or sent, in a time: of any department at any moment.
    *(f"{name}.{what}" for name in DEPARTMENTS for what in ("replay_all_held", "resend_events")),
    "assessment.plan_exam",
    "assessment.submit_work_summary",
    "assessment.take_ticket",
    "enrollment.call_meeting",
    "enrollment.declare_emergency",
    "enrollment.draft_implementation_plan",
    "enrollment.draft_plan",
    "enrollment.draw_supplies",
    "enrollment.issue_handbook",
    "enrollment.keep_host",
    "enrollment.keep_staff",
    "enrollment.name_host_manager",
    "enrollment.raise_issue",
    "enrollment.record_adjustment",
    "enrollment.record_discipline",
    "enrollment.record_official_visit",
    "enrollment.register_unit",
    "enrollment.request_support",
    "enrollment.set_mentor_rota",
    "finance.calculate_fees",
    "finance.record_bid",
    "finance.record_payment",
    "finance.request_purchase",
    "notification.create_work_group",
    "notification.draft_notice",
    "notification.draft_publicity",
    "notification.keep_contact",
    "notification.raise_escalation",
    "notification.supply_material",
    "portal.keep_policy",
    "portal.open_account",
    "portal.request_seal",
    "scheduling.add_course",
    "scheduling.allocate_beds",
    "scheduling.keep_safety_plan",
    "scheduling.order_service",
    "scheduling.prepare_online_room",
    "scheduling.propose_teacher",
    "scheduling.register_dorm_rooms",
    "scheduling.register_venue",
    "scheduling.report_incident",
    "scheduling.request_leave",
    "scheduling.review_own_work",
    "scheduling.sign_equipment_check",
    "scheduling.vet_venue",
}


@pytest.mark.parametrize("how", ["unknown", "silent"])
async def test_nothing_is_offered_that_awaits_a_record(
    house: House, departments: FakeDepartments, how: str
) -> None:
    laid_down(departments, how)
    found = await seen(house, "everybody")
    offered = {name for page in found.values() for name in GIVEN.findall(page.text)}
    assert sorted(offered - BEGINNINGS) == []
