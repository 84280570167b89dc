"""The calendar feed: sealed, checked at each fetch, and readable for every calendar."""

import re
from datetime import UTC, timedelta
from itertools import pairwise
from typing import Any

import icalendar
import pytest

from contracts.refusals import Forbidden, Refusal
from contracts.roles import Role
from contracts.scheduling import FindOwnTimetable, FindTeacherTimetable, TeacherTimetableView
from gateway.accounts import Account
from gateway.me.feed import feed_path, is_sealed
from kit import clock
from tests.gateway.conftest import House
from tests.gateway.desks import own
from tests.gateway.fake import TITLE, FakeDepartments

pytestmark = pytest.mark.anyio

LINE_BYTES = 75


@pytest.fixture
def trainee(house: House, departments: FakeDepartments) -> House:
    """The house, with a trainee whose timetable is published."""
    house.open_account("he", Role.TRAINEE, within=f"trainee:{own.TRAINEE}")
    departments.answers |= own.answers()
    return house


async def fetched(house: House, person_id: str = "p-he") -> str:
    async with house.anybody() as calendar:
        answer = await calendar.get(feed_path(person_id))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    return answer.text


async def refused(house: House, path: str) -> int:
    async with house.anybody() as calendar:
        return (await calendar.get(path)).status_code


async def test_the_address_on_the_timetable_page_is_the_feed(trainee: House) -> None:
    async with trainee.browser("he") as browser:
        page = (await browser.get("/me/timetable")).text
    assert f'href="{feed_path("p-he")}"' in page
    assert re.search(r'href="webcal://[^"]+\.ics"', page)


async def test_each_session_is_an_event_in_shanghai_time(trainee: House) -> None:
    text = await fetched(trainee)
    events = {str(one["UID"]): one for one in icalendar.Calendar.from_ical(text).walk("VEVENT")}
    assert set(events) == {f"{one.session_id}@kaiban" for one in own.timetable().sessions}
    tomorrow = events["s-tomorrow@kaiban"]
    assert (tomorrow["SUMMARY"], tomorrow["LOCATION"]) == ("课程s-tomorrow", "教学楼101")
    assert tomorrow["DESCRIPTION"] == TITLE
    starts: Any = tomorrow["DTSTART"]
    assert starts.params["TZID"] == "Asia/Shanghai"
    on = clock.today() + timedelta(days=1)
    assert starts.dt.astimezone(UTC).replace(tzinfo=None).isoformat() == f"{on}T00:00:00"
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai" in text


async def test_the_feed_is_folded_as_the_standard_says(
    trainee: House, departments: FakeDepartments
) -> None:
    long = own.session("s-long", clock.today(), 8, 11, title="学习贯彻" * 30)
    departments.answers[FindOwnTimetable] = own.timetable(sessions=[long])
    text = await fetched(trainee)
    assert text.count("\n") == text.count("\r\n") > 0
    assert max(len(line.encode()) for line in text.split("\r\n")) <= LINE_BYTES
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["SUMMARY"] == "学习贯彻" * 30


async def test_nobody_elses_name_stands_in_the_feed(trainee: House) -> None:
    text = await fetched(trainee)
    assert "祁向东" not in text.replace("\r\n ", "")


async def test_what_is_not_held_shows_as_cancelled(
    trainee: House, departments: FakeDepartments
) -> None:
    def off(text: str) -> set[str]:
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
        return {str(one["UID"]) for one in events if one["STATUS"] == "CANCELLED"}

    assert off(await fetched(trainee)) == {"s-off@kaiban"}
    departments.answers[FindOwnTimetable] = own.timetable(suspended=True)
    assert len(off(await fetched(trainee))) == len(own.timetable().sessions)


async def test_the_same_session_keeps_its_id_when_it_moves(
    trainee: House, departments: FakeDepartments
) -> None:
    moved = own.session("s-today", clock.today() + timedelta(days=9), 8, 11)
    departments.answers[FindOwnTimetable] = own.timetable(sessions=[moved])
    assert "UID:s-today@kaiban\r\n" in await fetched(trainee)


async def test_nobody_makes_an_address_for_another(trainee: House) -> None:
    trainee.open_account("other", Role.TRAINEE, within="trainee:t-2")
    own_seal = feed_path("p-he").rpartition("/")[2].removesuffix(".ics")
    assert is_sealed("p-he", own_seal)
    assert not is_sealed("p-other", own_seal)
    assert await refused(trainee, f"/calendar/p-other/{own_seal}.ics") == 404
    assert await refused(trainee, f"/calendar/p-he/{'0' * 64}.ics") == 404
    assert await refused(trainee, "/calendar/p-he/密.ics") == 404


async def test_a_grant_that_was_taken_back_ends_the_feed(trainee: House) -> None:
    assert await fetched(trainee)
    with trainee.store() as store:
        account: Account = store.account("p-he")
        account.take_back(Role.TRAINEE, f"trainee:{own.TRAINEE}", administrators=1)
    assert await refused(trainee, feed_path("p-he")) == 404


async def test_a_closed_account_ends_the_feed(trainee: House) -> None:
    with trainee.store() as store:
        store.account("p-he").active = False
    assert await refused(trainee, feed_path("p-he")) == 404
    assert await refused(trainee, feed_path("p-nobody")) == 404


async def test_no_calendar_is_emptied_because_scheduling_is_silent(
    trainee: House, departments: FakeDepartments
) -> None:
    departments.silent = {"scheduling"}
    assert await refused(trainee, feed_path("p-he")) == 503


@pytest.mark.parametrize("kind", [FindOwnTimetable, FindTeacherTimetable])
@pytest.mark.parametrize("refusal", [Refusal, Forbidden])
async def test_no_calendar_is_emptied_because_a_question_is_refused(
    house: House, departments: FakeDepartments, kind: type, refusal: type[Refusal]
) -> None:
    house.open_account("he", Role.TRAINEE, within=f"trainee:{own.TRAINEE}")
    with house.store() as store:
        store.account("p-he").give(Role.TEACHER, "teacher:te-1")
    departments.answers |= own.answers()
    departments.answers[FindTeacherTimetable] = TeacherTimetableView(
        teacher_id="te-1", name="祁向东", sessions=[]
    )
    assert await refused(house, feed_path("p-he")) == 200
    departments.answers[kind] = refusal("NO", "不行。", "No.")
    assert await refused(house, feed_path("p-he")) == refusal.status


async def test_the_address_travels_no_further(trainee: House) -> None:
    async with trainee.anybody() as calendar:
        headers = (await calendar.get(feed_path("p-he"))).headers
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")


async def test_a_teachers_feed_holds_past_and_coming_months(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("qi", Role.TEACHER, within="teacher:te-1")
    departments.answers[FindTeacherTimetable] = lambda ask: TeacherTimetableView(
        teacher_id="te-1",
        name="祁向东",
        sessions=[own.taught()] if ask.since <= clock.today() <= ask.until else [],
    )
    text = await fetched(house, "p-qi")
    assert text.count("UID:s-taught@kaiban\r\n") == 1
    asked = [one for one, _, _ in departments.asked if isinstance(one, FindTeacherTimetable)]
    assert all((one.until - one.since).days < 62 for one in asked)
    spans = sorted((one.since, one.until) for one in asked)
    assert spans[0][0] < clock.today() - timedelta(days=31)
    assert spans[-1][1] > clock.today() + timedelta(days=90)
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(spans))
