"""How things came about, as auditors see it: from a command through its events to what other
departments made of them; and what was put aside, as the administrator handles it.
"""

import io
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest

from contracts import enrollment, scheduling
from contracts.base import REQUESTS, Page
from contracts.operations import (
    HeldEvent,
    HeldState,
    Moved,
    Step,
    StepKind,
    Steps,
    StepState,
    TraceHead,
    Try,
)
from contracts.roles import Role
from gateway.desk.audit import NAMES
from gateway.desk.chain import SIZE
from gateway.desk.steps import Chain, chains
from tests.gateway.conftest import House
from tests.gateway.desks.test_portal import put_on_board
from tests.gateway.fake import CLASS_ID, FakeDepartments

pytestmark = pytest.mark.anyio

BEGAN = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)
TRACE = "0af7651916cd43dd8448eb211c80319c"
PATH = f"/classes/{CLASS_ID}/chain"


def a_step(kind: StepKind, name: str, **more: Any) -> Step:
    told: dict[str, Any] = {
        "state": StepState.DONE,
        "trace_id": TRACE,
        "step_id": name,
        "cause": "",
        "at": BEGAN,
        "wall_at": BEGAN,
        "person_id": "p-ann",
        "name": name,
        "zh": f"zh {name}",
        "en": f"en {name}",
        "class_id": CLASS_ID,
        "why": "",
    }
    return Step(kind=kind, **(told | more))


def event(name: str, cause: str, seconds: float, **more: Any) -> Step:
    at = BEGAN + timedelta(seconds=seconds)
    sent = {"state": StepState.SENT, "cause": cause, "at": at, "wall_at": at}
    return a_step(StepKind.EVENT, name, **(sent | more))


def reaction(to: str, seconds: float, **more: Any) -> Step:
    at = BEGAN + timedelta(seconds=seconds)
    return a_step(StepKind.REACTION, f"take_{to}", step_id=to, cause=to, at=at, **more)


# A command whose event another department answered with one of its own, which a third could not
# take; beside it something about another class.
ENROLLMENT = [
    # Its events are written a moment before the command's own line.
    event("approved", "r1", -0.001),
    event("other_class", "r1", 0.5, class_id="another"),
    a_step(StepKind.COMMAND, "approve", step_id="r1", wall_at=None),
]
SCHEDULING = [event("published", "approved", 1.0, person_id="service:scheduling")]
REACTIONS = {
    "scheduling": [reaction("approved", 0.999)],
    "finance": [
        reaction("published", 3.0),
        reaction("published", 2.0, state=StepState.PARKED, why="<no account>"),
    ],
}


def told() -> dict[str, list[Step]]:
    return {"enrollment": ENROLLMENT, "scheduling": SCHEDULING + REACTIONS["scheduling"]} | {
        "finance": REACTIONS["finance"]
    }


def outline(chain: Chain) -> list[tuple[int, str, int | None]]:
    return [(line.depth, line.step.name, line.cause) for line in chain.lines]


def test_each_step_stands_below_the_one_it_came_from() -> None:
    chain = chains(told())[TRACE]
    assert outline(chain) == [
        (0, "approve", None),
        (1, "approved", 0),
        (2, "published", 1),
        (1, "other_class", 0),
    ]
    assert chain.lanes == ["enrollment", "scheduling", "finance"]
    assert chain.trouble


def test_what_was_about_other_classes_is_left_out() -> None:
    names = [name for _, name, _ in outline(chains(told(), CLASS_ID)[TRACE])]
    assert names == ["approve", "approved", "published"]
    # What led to something of the class stands, whatever it was about itself.
    assert len(outline(chains(told(), "nothing of it")[TRACE])) == 0


def test_a_department_stands_by_its_worst_reaction_and_by_its_last() -> None:
    lines = chains(told())[TRACE].lines
    [scheduled] = lines[1].taken
    assert (scheduled.department, scheduled.seconds) == ("scheduling", 1.0)
    [failed] = lines[2].taken
    assert (failed.state, failed.why) == (StepState.PARKED, "<no account>")
    assert failed.seconds == 2.0


def test_an_event_whose_cause_is_not_known_begins_a_chain() -> None:
    rung = event("rung", "", 0, trace_id="t2")
    late = event("late", "long-forgotten", 1, trace_id="t2")
    assert outline(chains({"portal": [late, rung]})["t2"]) == [(0, "rung", None), (0, "late", None)]


def test_the_picture_has_a_lane_for_each_department_and_a_line_from_each_cause() -> None:
    chain = chains(told())[TRACE]
    spots = list(chain.spots)
    assert [spot.shape for spot in spots] == ["square", "round", "round", "round"]
    assert [spot.y == chain.lane_y("scheduling") for spot in spots] == [False, False, True, False]
    assert spots[2].from_x == spots[1].x
    assert all(spot.x < chain.width and spot.y < chain.height for spot in spots)


# -- the page


@pytest.fixture
def told_by(departments: FakeDepartments) -> FakeDepartments:
    """Departments that tell of this one piece of work."""
    heads = [TraceHead(trace_id=TRACE, at=BEGAN)]
    for name in NAMES:
        own = {"enrollment": ENROLLMENT, "scheduling": SCHEDULING}.get(name, [])
        departments.answers[REQUESTS[f"{name}.list_traces"]] = heads if own else []
        departments.answers[REQUESTS[f"{name}.show_steps"]] = _steps_of(own, name)
    return departments


def _steps_of(own: list[Step], name: str) -> Any:
    def answer(asked: Any) -> Steps:
        items = REACTIONS.get(name, []) if asked.event_ids else own
        return Steps(items=items, more=False)

    return answer


async def page(house: House, login: str, path: str, language: str = "zh") -> str:
    async with house.browser(login, headers={"Accept-Language": language}) as browser:
        got = await browser.get(path)
    assert got.status_code == 200, got.text[:500]
    return got.text


@pytest.fixture
def staffed(house: House) -> House:
    """An auditor, the administrator, and the class as the portal knows it."""
    house.open_account("auditor", Role.AUDITOR)
    house.open_account("admin", Role.SYSTEM_ADMIN)
    house.open_account("ann", Role.STAFF)
    put_on_board(house)
    return house


async def test_a_class_shows_how_things_came_about(
    staffed: House, told_by: FakeDepartments
) -> None:
    text = unescape(await page(staffed, "auditor", PATH))
    steps = [text.index(f"zh {name}</b>") for name in ("approve", "approved", "published")]
    assert steps == sorted(steps)
    assert "Ann" in text
    assert "zh other_class" not in text
    assert "<svg" in text
    assert "已搁置" in text
    english = await page(staffed, "auditor", PATH, "en")
    assert "en published" in english
    assert "&lt;no account&gt;" in english


async def test_the_tab_is_there_for_auditors_alone(
    staffed: House, told_by: FakeDepartments
) -> None:
    assert f'"{PATH}"' in await page(staffed, "auditor", PATH)
    async with staffed.browser("ann") as browser:
        refused = await browser.get(PATH)
        overview = await browser.get(f"/classes/{CLASS_ID}")
    assert refused.status_code == 403
    assert f'"{PATH}"' not in overview.text


async def test_a_request_is_followed_from_the_audit_log(
    staffed: House, told_by: FakeDepartments
) -> None:
    text = await page(staffed, "auditor", f"/portal/chain?reference={TRACE}&since=2026-03-06")
    assert "zh approve" in text
    asked = [one for one, _, _ in told_by.asked if isinstance(one, enrollment.ListTraces)]
    assert (asked[0].reference, asked[0].class_id) == (TRACE, None)
    assert asked[0].since == datetime(2026, 3, 5, 16, tzinfo=UTC)
    nothing = await page(staffed, "auditor", "/portal/chain")
    assert "请输入请求或跟踪编号" in nothing


async def test_earlier_work_is_a_page_further(staffed: House, told_by: FakeDepartments) -> None:
    heads = [TraceHead(trace_id=f"t{n}", at=BEGAN - timedelta(minutes=n)) for n in range(SIZE + 1)]
    told_by.answers[enrollment.ListTraces] = heads[1:]
    told_by.answers[scheduling.ListTraces] = heads[:1]
    text = unescape(await page(staffed, "auditor", PATH))
    assert 'rel="next"' in text
    # The last of the page: what began before it comes next.
    assert "before=2026-03-06T00%3A51%3A00" in text
    await page(staffed, "auditor", f"{PATH}?before=2026-03-06T00:51:00%2B00:00")
    last = [one for one, _, _ in told_by.asked if isinstance(one, enrollment.ListTraces)][-1]
    assert last.until == BEGAN - timedelta(minutes=9)


async def test_a_department_that_is_silent_is_named(
    staffed: House, told_by: FakeDepartments
) -> None:
    told_by.silent = {"finance"}
    text = await page(staffed, "auditor", PATH)
    assert "以下部门暂时没有应答" in text
    assert "zh approved" in text


async def test_the_chain_goes_out_as_a_workbook(staffed: House, told_by: FakeDepartments) -> None:
    async with staffed.browser("auditor", follow_redirects=True) as browser:
        got = await browser.get(f"{PATH}/export")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {"zh approve", "zh approved", "zh published", "Ann", TRACE} <= set(cells)
    assert "财务 已搁置" in cells


# -- what was put aside


def put_aside(**more: Any) -> HeldEvent:
    told_of: dict[str, Any] = {
        "held_id": "h1",
        "reaction": "take_roster",
        "event_id": "e1",
        "name": "roster_approved",
        "zh": "名单已批准",
        "en": "The roster was approved",
        "known": True,
        "class_id": CLASS_ID,
        "state": HeldState.PARKED,
        "tries": [Try(at=BEGAN, why="<b>first</b>"), Try(at=BEGAN, why="last")],
        "next_try_at": None,
        "held_at": BEGAN,
        "came_by": "",
        "characters": 300,
    }
    return HeldEvent(**(told_of | more))


@pytest.fixture
def holding(departments: FakeDepartments) -> FakeDepartments:
    """Scheduling has one message parked and one waiting; the others have none."""
    for name in NAMES:
        departments.answers[REQUESTS[f"{name}.list_held"]] = Page(items=[], total=0)
    waiting = put_aside(held_id="h2", state=HeldState.WAITING, next_try_at=BEGAN)
    departments.answers[scheduling.ListHeld] = Page(items=[put_aside(), waiting], total=2)
    departments.answers[scheduling.DiscardHeld] = Moved(count=1)
    departments.answers[scheduling.ReplayAllHeld] = Moved(count=2)
    return departments


async def test_what_was_put_aside_is_shown_with_its_history_and_what_can_be_done(
    staffed: House, holding: FakeDepartments
) -> None:
    text = await page(staffed, "admin", "/portal/operations")
    assert "&lt;b&gt;first" in text
    text = unescape(text)
    for words in ("名单已批准", "已搁置", "等待重试", "take_roster", "last"):
        assert words in text, words
    assert "/do/scheduling.replay_held?held_id=h1" in text
    assert "/do/scheduling.replay_held?held_id=h2" in text
    assert "/do/scheduling.discard_held?held_id=h1" in text
    assert "/do/scheduling.discard_held?held_id=h2" not in text
    for name in NAMES:
        assert f"/do/{name}.replay_all_held" in text
        assert f"/do/{name}.resend_events" in text


async def test_nobody_but_the_administrator_sees_it(
    staffed: House, holding: FakeDepartments
) -> None:
    async with staffed.browser("auditor") as browser:
        assert (await browser.get("/portal/operations")).status_code == 403


async def test_a_message_is_given_up_with_a_reason(
    staffed: House, holding: FakeDepartments
) -> None:
    path = "/do/scheduling.discard_held?held_id=h1&back=/portal/operations"
    async with staffed.browser("admin") as browser:
        form = await browser.get(path)
        data = {"key": "k1", "back": "/portal/operations", "reason": "a scanner"}
        done = await browser.post(path, data=data)
    assert (form.status_code, done.status_code) == (200, 303)
    assert "不可恢复" in form.text
    given = [one for one, _, _ in holding.asked if isinstance(one, scheduling.DiscardHeld)]
    assert given == [scheduling.DiscardHeld(held_id="h1", reason="a scanner")]
