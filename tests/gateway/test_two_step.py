"""Signing in by two steps: set up, asked for, given up."""

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from contracts.identity import half_width
from contracts.portal import EndTwoStep, ListAccounts, OpenAccount
from contracts.refusals import Refusal
from contracts.roles import Grant, Role
from gateway.app import create_app
from gateway.authenticators import GUESTS, STEP_SECONDS, Authenticator, fresh_key, must_use_one
from gateway.service import PortalService
from gateway.store.tables import tables
from kit import clock
from kit.database import Database
from kit.files import FileStore
from kit.settings import EVERYONE, OFFERED, STAFF, Settings
from kit.testing import TestOffice, an_actor
from tests.gateway.conftest import PASSWORD, SAME_ORIGIN, Client, House
from tests.gateway.fake import FakeDepartments

pytestmark = pytest.mark.anyio

WEB = {**SAME_ORIGIN, "Accept": "text/html"}


class MovableClock:
    """Real time, moved by the test; it stands still in between."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = clock.wall().replace(microsecond=0)
        monkeypatch.setattr(clock, "wall", lambda: self.now)

    def go_on(self, **how: float) -> None:
        """Let time pass."""
        self.now += timedelta(**how)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> MovableClock:
    return MovableClock(monkeypatch)


def code_of(key: str, steps: int = 0, at: datetime | None = None) -> str:
    """What the app shows now or at a moment, or so many steps from then."""
    app = TOTP(base64.b32decode(key), 6, SHA1(), STEP_SECONDS)  # noqa: S303
    moment = int((at or clock.wall()).timestamp())
    return app.generate(moment + steps * STEP_SECONDS).decode()


async def set_up(browser: Client) -> str:
    """Turn two-step sign-in on for whoever has signed in; the key."""
    made = await browser.post("/api/two-step", json={"password": PASSWORD})
    assert made.status_code == 200, made.text
    key: str = made.json()["key"]
    confirmed = await browser.put("/api/two-step", json={"code": code_of(key)})
    assert confirmed.status_code == 204, confirmed.text
    return key


async def sign_in(client: Client, **more: str) -> tuple[int, str]:
    """The status, and the code of the refusal."""
    form = {"login": "staff", "password": PASSWORD, **more}
    answer = await client.post("/api/session", json=form)
    return answer.status_code, answer.json().get("code", "")


# -- codes


@given(st.integers(-3, 3))
def test_a_code_serves_within_half_a_minute_of_its_time(steps: int) -> None:
    held, at = Authenticator(person_id="p", key=fresh_key()), clock.wall()
    assert held.takes(code_of(held.key, steps, at), at) is (abs(steps) <= 1)


def test_neither_the_same_code_nor_an_older_one_serves_afterwards() -> None:
    held, at = Authenticator(person_id="p", key=fresh_key()), clock.wall()
    older, shown = code_of(held.key, -1, at), code_of(held.key, at=at)
    assert held.takes(f"{shown[:3]} {shown[3:]}", at)
    assert not held.takes(shown, at)
    assert not held.takes(older, at)
    assert held.takes(code_of(held.key, 1, at), at)


@given(st.text(max_size=8))
def test_nothing_else_serves(typed: str) -> None:
    held = Authenticator(person_id="p", key="A" * 32)
    at = clock.wall()
    shown = {code_of(held.key, steps, at) for steps in (-1, 0, 1)}
    assert held.takes(typed, at) is ("".join(half_width(typed).split()) in shown)


def test_digits_may_be_typed_as_wide_as_chinese_characters() -> None:
    held, at = Authenticator(person_id="p", key=fresh_key()), clock.wall()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code_of(held.key, at=at))
    assert held.takes(f"{wide[:3]}\u3000{wide[3:]}", at)


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, cut to the six digits apps show.
    held = Authenticator(person_id="p", key=base64.b32encode(b"12345678901234567890").decode())
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        at = datetime.fromtimestamp(seconds, UTC)
        assert held.takes(code, at)


# -- setting up


async def test_a_second_step_is_asked_for_once_its_first_code_was_shown(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser, house.anybody(headers=SAME_ORIGIN) as client:
        made = (await browser.post("/api/two-step", json={"password": PASSWORD})).json()
        assert await sign_in(client) == (200, "")
        await browser.put("/api/two-step", json={"code": code_of(made["key"])})
        assert await sign_in(client) == (401, "CODE_NEEDED")
        assert await sign_in(client, code=code_of(made["key"])) == (401, "WRONG_CODE")
        later.go_on(seconds=STEP_SECONDS)
        assert await sign_in(client, code=code_of(made["key"])) == (200, "")
        assert (await client.get("/api/me")).json()["person_id"] == "p-staff"


async def test_only_whoever_knows_the_password_sets_it_up_or_gives_it_up(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        wrong = {"password": "somebody at an open desk"}
        assert (await browser.post("/api/two-step", json=wrong)).json()["code"] == "WRONG_PASSWORD"
        await set_up(browser)
        ended = await browser.post("/api/two-step/end", json=wrong)
        assert ended.json()["code"] == "WRONG_PASSWORD"
        again = await browser.post("/api/two-step", json={"password": PASSWORD})
        assert again.json()["code"] == "TWO_STEP_IN_USE"
        ended = await browser.post("/api/two-step/end", json={"password": PASSWORD})
        assert ended.status_code == 204
    async with house.anybody(headers=SAME_ORIGIN) as client:
        assert await sign_in(client) == (200, "")


async def test_a_wrong_first_code_takes_nothing_into_use(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser, house.anybody(headers=SAME_ORIGIN) as client:
        assert (await browser.put("/api/two-step", json={"code": "000000"})).status_code == 409
        key = (await browser.post("/api/two-step", json={"password": PASSWORD})).json()["key"]
        wrong = await browser.put("/api/two-step", json={"code": code_of(key, 5)})
        assert wrong.json()["code"] == "WRONG_CODE"
        assert await sign_in(client) == (200, "")


async def test_when_it_is_set_up_every_other_session_ends(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as here, house.browser("staff") as there:
        await set_up(here)
        assert (await here.get("/api/me")).status_code == 200
        assert (await there.get("/api/me")).status_code == 401


async def test_a_token_does_not_change_how_its_owner_signs_in(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as program:
        refused = await program.post("/api/two-step", json={"password": PASSWORD})
    assert refused.json()["code"] == "NEEDS_SESSION"


async def test_the_key_is_sealed_where_it_lies(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        key = await set_up(browser)
    with house.database.reading() as reading:
        kept = reading.connection().exec_driver_sql("SELECT * FROM authenticator").all()
        said = reading.execute(tables["audit"].select()).all()
    assert kept
    assert key not in str(kept)
    assert key not in str(said)
    assert {"begin_two_step", "confirm_two_step"} <= {row.message for row in said}


# -- guessing


async def test_after_five_wrong_codes_one_waits_a_minute_and_after_twenty_an_hour(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        key = await set_up(browser)
    async with house.anybody(headers=SAME_ORIGIN) as client:
        for _ in range(4):
            later.go_on(seconds=61)
            for _ in range(5):
                assert await sign_in(client, code=code_of(key, 9)) == (401, "WRONG_CODE")
            assert await sign_in(client, code=code_of(key)) == (429, "TOO_MANY_ATTEMPTS")
        later.go_on(seconds=61)
        assert await sign_in(client, code=code_of(key)) == (429, "TOO_MANY_ATTEMPTS")
        later.go_on(hours=1)
        assert await sign_in(client, code=code_of(key)) == (200, "")


async def test_a_wrong_password_is_answered_alike_with_a_second_step_and_without(
    house: House,
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        key = await set_up(browser)
    async with house.anybody(headers=SAME_ORIGIN) as client:
        for code in ("", code_of(key, 1)):
            assert await sign_in(client, password="wrong", code=code) == (401, "SIGN_IN_FAILED")


# -- the pages


async def test_on_the_pages_the_code_is_asked_for_after_the_password(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        key = await set_up(browser)
    async with house.anybody(headers=WEB) as web:
        form = {"login": "staff", "password": PASSWORD, "to": "/tokens"}
        asked = await web.post("/sign-in", data=form)
        assert asked.headers["location"] == "/sign-in/code?to=%2Ftokens"
        assert (await web.get("/tokens")).headers["location"].startswith("/sign-in")
        page = await web.get(asked.headers["location"])
        assert 'autocomplete="one-time-code"' in page.text
        wrong = await web.post("/sign-in/code", data={"code": code_of(key, 5), "to": "/tokens"})
        assert (wrong.status_code, "动态口令不正确" in wrong.text) == (401, True)
        later.go_on(seconds=STEP_SECONDS)
        right = await web.post("/sign-in/code", data={"code": code_of(key), "to": "/tokens"})
        assert right.headers["location"] == "/tokens"
        assert (await web.get("/tokens")).status_code == 200
        assert "half-way" not in web.cookies


async def test_between_password_and_code_one_has_five_minutes(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        key = await set_up(browser)
    async with house.anybody(headers=WEB) as web:
        await web.post("/sign-in", data={"login": "staff", "password": PASSWORD})
        later.go_on(minutes=6)
        late = await web.post("/sign-in/code", data={"code": code_of(key)})
    assert (late.status_code, "时间已过" in late.text) == (401, True)


async def test_with_a_new_password_the_note_of_the_old_one_is_worth_nothing(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser, house.anybody(headers=WEB) as web:
        key = await set_up(browser)
        await web.post("/sign-in", data={"login": "staff", "password": PASSWORD})
        new = {"old": PASSWORD, "new": "another long enough one"}
        assert (await browser.put("/api/password", json=new)).status_code == 204
        later.go_on(seconds=STEP_SECONDS)
        late = await web.post("/sign-in/code", data={"code": code_of(key)})
    assert "时间已过" in late.text


@pytest.mark.parametrize("note", ["", "k1:AAAA", "k9:AAAA", "no note at all"])
async def test_a_note_of_ones_own_making_opens_nothing(house: House, note: str) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody(headers=WEB, cookies={"half-way": note}) as web:
        answer = await web.post("/sign-in/code", data={"code": "000000"})
    assert answer.status_code == 401


async def test_it_is_set_up_and_given_up_on_a_page_without_script(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff", headers=WEB) as web:
        assert "/two-step" in (await web.get("/password")).text
        await web.post("/two-step", data={"password": PASSWORD})
        page = (await web.get("/two-step")).text
        shown = re.search(r'class="password-once">([A-Z2-7 ]+)<', page)
        assert shown
        assert "<svg" in page
        key = shown[1].replace(" ", "")
        wrong = await web.post("/two-step/confirm", data={"code": "12"})
        assert (wrong.status_code, "请核对手机时间" in wrong.text) == (409, True)
        await web.post("/two-step/confirm", data={"code": code_of(key)})
        page = (await web.get("/two-step")).text
        assert "两步验证已开启" in page
        assert shown[1] not in page
        await web.post("/two-step/end", data={"password": PASSWORD})
        assert "开启两步验证" in (await web.get("/two-step")).text


# -- whom the house asks


@pytest.mark.parametrize(
    ("asked_of", "role", "must"),
    [
        (OFFERED, Role.SYSTEM_ADMIN, False),
        (STAFF, Role.FIN_LOGISTICS, True),
        (STAFF, Role.TRAINEE, False),
        (EVERYONE, Role.TRAINEE, True),
    ],
)
def test_the_house_says_of_whom_a_second_step_is_asked(
    asked_of: str, role: Role, *, must: bool
) -> None:
    assert must_use_one([Grant(role)], asked_of) is must


def test_whoever_holds_a_duty_of_the_house_besides_is_no_guest() -> None:
    both = (Grant(Role.TEACHER), Grant(Role.EXAM_ADMIN))
    assert must_use_one(both, STAFF)
    assert Role.TEACHER in GUESTS


@pytest.fixture
def strict(
    settings: Settings, database: Database, departments: FakeDepartments, password_hash: str
) -> House:
    """A house whose staff sign in by two steps."""
    made: Any = departments
    app = create_app(replace(settings, two_step=STAFF), departments=made, database=database)
    return House(app, database, FileStore(settings.files), password_hash)


async def test_where_it_is_asked_nothing_else_can_be_done_before(strict: House) -> None:
    strict.open_account("staff", Role.STAFF)
    strict.open_account("guest", Role.TRAINEE)
    async with strict.browser("guest") as guest:
        assert (await guest.get("/api/tokens")).status_code == 200
    async with strict.browser("staff", headers=WEB) as web:
        assert (await web.get("/tokens")).headers["location"] == "/two-step?to=%2Ftokens"
        refused = await web.get("/api/tokens", headers={"Accept": "application/json"})
        assert refused.json()["code"] == "TWO_STEP_FIRST"
        assert "本单位要求" in (await web.get("/two-step")).text
        await set_up(web)
        assert (await web.get("/tokens")).status_code == 200


async def test_whoever_is_led_there_first_goes_on_to_where_the_way_began(strict: House) -> None:
    strict.open_account("staff", Role.STAFF)
    async with strict.browser("staff", headers=WEB) as web:
        led = await web.get("/classes?page=2")
        began = await web.post("/two-step", data=hidden(await web.get(led.headers["location"])))
        assert began.status_code == 409
        form = {"password": PASSWORD, **hidden(began)}
        key_page = await web.get((await web.post("/two-step", data=form)).headers["location"])
        shown = re.search(r'class="password-once">([A-Z2-7 ]+)<', key_page.text)
        assert shown
        code = {"code": code_of(shown[1].replace(" ", "")), **hidden(key_page)}
        confirmed = await web.post("/two-step/confirm", data=code)
    assert confirmed.headers["location"] == "/classes?page=2"


async def test_nobody_is_led_to_another_site_afterwards(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff", headers=WEB) as web:
        page = await web.get("/two-step", params={"to": "https://elsewhere.example/"})
    assert hidden(page) == {"to": "/"}


def hidden(page: Response) -> dict[str, str]:
    """What a page's form carries along unseen."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


# -- a lost phone


def test_an_administrator_ends_it_for_whoever_has_lost_the_phone() -> None:
    admin = an_actor(Role.SYSTEM_ADMIN, person="admin")
    office = TestOffice(PortalService)
    opened = OpenAccount(person_id="p", login="staff", name="刘", password=PASSWORD, grants=[])
    assert not office.do(opened, admin).two_step
    with pytest.raises(Refusal, match="NO_TWO_STEP"):
        office.do(EndTwoStep(person_id="p"), admin)
    with office.database.writing() as writing:
        writing.add(Authenticator(person_id="p", key=fresh_key(), confirmed=True))
    assert office.do(ListAccounts(), admin).items[0].two_step
    assert not office.do(EndTwoStep(person_id="p"), admin).two_step
    assert not office.do(ListAccounts(), admin).items[0].two_step
    office.close()
