"""Sign-in, sessions, tokens, passwords."""

import asyncio
from datetime import timedelta

import pytest

from contracts.refusals import Refusal
from contracts.roles import Role
from gateway import identity, limits
from gateway.asking import Asking
from gateway.authenticators import Authenticator, fresh_key
from gateway.first_admin import ensure_first_admin, let_in
from gateway.identity import Identity
from gateway.store.tables import api_token, session, tables
from kit import clock
from kit.database import Database
from kit.settings import Settings
from tests.gateway.conftest import PASSWORD, SAME_ORIGIN, Client, House, signed_in
from tests.gateway.fake import CLASS_ID, FakeDepartments

pytestmark = pytest.mark.anyio

TRAINEES = f"/api/enrollment/classes/{CLASS_ID}/trainees"


async def _try(client: Client, login: str, password: str) -> int:
    answer = await client.post("/api/session", json={"login": login, "password": password})
    return answer.status_code


async def _end(client: Client, session_id: str, password: str = PASSWORD) -> int:
    form = {"password": password}
    return (await client.post(f"/api/sessions/{session_id}/end", json=form)).status_code


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No look-up is remembered, as two seconds later."""
    assert identity.CACHE_SECONDS <= 2
    monkeypatch.setattr(identity, "CACHE_SECONDS", 0.0)


class MovableClock:
    """Real time, moved by the test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moved = timedelta()
        real = clock.wall
        monkeypatch.setattr(clock, "wall", lambda: real() + self.moved)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> MovableClock:
    """Lets time pass."""
    return MovableClock(monkeypatch)


async def test_signing_in_sets_a_cookie_no_script_can_read(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody(headers=SAME_ORIGIN) as client:
        answer = await signed_in(client, "STAFF ")
        cookie = answer.headers["set-cookie"]
        me = await client.get("/api/me")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert me.json()["person_id"] == "p-staff"
    assert me.json()["grants"][0] == {
        "role": "STAFF",
        "scope": "*",
        "zh": "党校工作人员",
        "en": "Party-school staff",
    }


async def test_only_digests_of_sessions_and_tokens_are_kept(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        made = await browser.post("/api/tokens", json={"name": "import"})
        secrets = {browser.cookies["kaiban"], made.json()["token"]}
    with house.database.reading() as reading:
        rows = [*reading.execute(session.select()), *reading.execute(api_token.select())]
    assert rows
    assert not any(secret in str(row) for row in rows for secret in secrets)


async def test_a_wrong_password_and_an_unknown_login_are_answered_alike(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody() as client:
        wrong = await client.post("/api/session", json={"login": "staff", "password": "x"})
        unknown = await client.post("/api/session", json={"login": "nobody", "password": "x"})
    assert wrong.status_code == unknown.status_code == 401
    first, second = wrong.json(), unknown.json()
    del first["request_id"], second["request_id"]
    assert first == second


async def test_after_five_failures_a_login_waits_a_minute(
    house: House, later: MovableClock
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody() as client:
        for _ in range(5):
            assert await _try(client, "staff", "wrong") == 401
        assert await _try(client, "staff", PASSWORD) == 429
        later.moved = timedelta(seconds=61)
        assert await _try(client, "staff", PASSWORD) == 200


async def test_an_address_that_tries_many_logins_waits_too(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody() as client:
        tried = [await _try(client, f"guess-{n}", "wrong") for n in range(20)]
        assert tried == [401] * 20
        assert await _try(client, "staff", PASSWORD) == 429


async def test_guesses_sent_at_once_do_not_outrun_the_count(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody() as client:
        answers = await asyncio.gather(*(_try(client, "staff", "wrong") for _ in range(30)))
    hashed_at_once = identity.HASHING_AT_ONCE
    assert answers.count(401) < limits.LOGIN_FAILURES + hashed_at_once
    assert answers.count(429) > 30 - limits.LOGIN_FAILURES - hashed_at_once


async def test_two_gateways_share_one_count(house: House, settings: Settings) -> None:
    house.open_account("staff", Role.STAFF)
    first = Identity(house.database, house.files)
    second = Identity(house.database, house.files)
    for door in (first, second, first, second, first):
        with pytest.raises(Refusal, match="SIGN_IN_FAILED"):
            await door.sign_in("staff", "wrong", "10.0.0.1", "r")
    with pytest.raises(Refusal, match="TOO_MANY_ATTEMPTS"):
        await second.sign_in("staff", PASSWORD, "10.0.0.2", "r")


async def test_an_idle_session_ends_after_half_an_hour(
    house: House, later: MovableClock, at_once: None
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        for minutes in (25, 50, 75):
            later.moved = timedelta(minutes=minutes)
            assert (await browser.get("/api/me")).status_code == 200
        later.moved = timedelta(minutes=75 + 31)
        assert (await browser.get("/api/me")).status_code == 401


async def test_no_session_outlives_twelve_hours(
    house: House, later: MovableClock, at_once: None
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        for quarter in range(1, 48):
            later.moved = timedelta(minutes=15 * quarter)
            assert (await browser.get("/api/me")).status_code == 200
        later.moved = timedelta(hours=12, seconds=1)
        assert (await browser.get("/api/me")).status_code == 401


async def test_signing_out_ends_the_session_for_good(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        stolen = browser.cookies["kaiban"]
        left = await browser.delete("/api/session")
    assert left.status_code == 204
    assert left.headers["clear-site-data"] == '"storage"'
    async with house.anybody(cookies={"kaiban": stolen}) as thief:
        assert (await thief.get("/api/me")).status_code == 401


async def test_a_revoked_role_is_gone_within_two_seconds(house: House, at_once: None) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        assert (await browser.get(TRAINEES)).status_code == 200
        with house.store() as store:
            store.account("p-staff").take_back(Role.STAFF, "*", administrators=2)
        assert (await browser.get(TRAINEES)).status_code == 403


async def test_whoever_has_a_first_password_can_only_change_it(
    house: House, departments: FakeDepartments, at_once: None
) -> None:
    house.open_account("new", Role.STAFF, must_change=True)
    fresh = "another long password"
    async with house.browser("new") as browser:
        barred = await browser.get(TRAINEES)
        assert (barred.status_code, barred.json()["code"]) == (403, "CHANGE_PASSWORD_FIRST")
        changed = await browser.put("/api/password", json={"old": PASSWORD, "new": fresh})
        assert changed.status_code == 204
        assert (await browser.get(TRAINEES)).status_code == 200
    async with house.anybody() as client:
        assert await _try(client, "new", PASSWORD) == 401
        assert await _try(client, "new", fresh) == 200


async def test_a_new_password_ends_the_persons_other_sessions(house: House, at_once: None) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as here, house.browser("staff") as elsewhere:
        body = {"old": PASSWORD, "new": "another long password"}
        assert (await here.put("/api/password", json=body)).status_code == 204
        assert (await here.get("/api/me")).status_code == 200
        assert (await elsewhere.get("/api/me")).status_code == 401


async def test_the_old_password_and_a_new_one_are_needed(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        fresh = {"old": "wrong", "new": "another long password"}
        wrong = await browser.put("/api/password", json=fresh)
        short = await browser.put("/api/password", json={"old": PASSWORD, "new": "short"})
        same = await browser.put("/api/password", json={"old": PASSWORD, "new": PASSWORD})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "WRONG_PASSWORD")
    assert (short.status_code, same.status_code) == (422, 422)


@pytest.mark.parametrize(
    "easy", ["1234567890", "Password2024!", "woaini5201314", "KaiBan-is-ours", "my staff login"]
)
async def test_a_password_anybody_might_try_is_refused(house: House, easy: str) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        refused = await browser.put("/api/password", json={"old": PASSWORD, "new": easy})
    assert (refused.status_code, refused.json()["code"]) == (422, "EASY_PASSWORD")


async def test_a_person_sees_the_own_sessions_and_ends_one_of_them(
    house: House, at_once: None
) -> None:
    house.open_account("staff", Role.STAFF)
    house.open_account("evp", Role.EVP)
    async with (
        house.browser("staff") as here,
        house.browser("staff") as there,
        house.browser("evp"),
    ):
        held = (await here.get("/api/sessions")).json()
        assert sorted(one["here"] for one in held) == [False, True]
        other = next(one["session_id"] for one in held if not one["here"])
        assert await _end(here, other, "a thief's guess") == 409
        assert (await there.get("/api/me")).status_code == 200
        assert await _end(here, other) == 204
        assert (await there.get("/api/me")).status_code == 401
        assert [one["here"] for one in (await here.get("/api/sessions")).json()] == [True]
        assert await _end(here, other) == 404


async def test_nobody_ends_another_persons_session(house: House, at_once: None) -> None:
    house.open_account("staff", Role.STAFF)
    house.open_account("evp", Role.EVP)
    async with house.browser("staff") as staff, house.browser("evp") as evp:
        (mine,) = (await staff.get("/api/sessions")).json()
        for session_id in (mine["session_id"], "%", "x"):
            assert await _end(evp, session_id) == 404
        assert (await staff.get("/api/me")).status_code == 200


async def test_a_session_that_has_ended_by_itself_is_listed_no_more(
    house: House, later: MovableClock, at_once: None
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff"):
        later.moved = timedelta(minutes=31)
        async with house.browser("staff") as here:
            assert len((await here.get("/api/sessions")).json()) == 1


async def test_when_an_administrator_ends_somebodys_sign_ins_sessions_and_tokens_are_gone(
    house: House, at_once: None
) -> None:
    house.open_account("staff", Role.STAFF)
    house.open_account("evp", Role.EVP)
    async with (
        house.browser("staff") as browser,
        house.program("staff") as program,
        house.browser("evp") as other,
    ):
        with house.store() as store:
            store.end_sign_ins("p-staff")
        asked = [(await one.get("/api/me")).status_code for one in (browser, program, other)]
    assert asked == [401, 401, 200]


async def test_a_token_is_shown_once_and_can_be_revoked(house: House, at_once: None) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        made = (await browser.post("/api/tokens", json={"name": "import", "days": 1})).json()
        listed = (await browser.get("/api/tokens")).json()
        assert [(one["name"], one["token"]) for one in listed] == [("import", None)]
        bearer = {"Authorization": f"Bearer {made['token']}"}
        async with house.anybody(headers=bearer) as program:
            assert (await program.get("/api/me")).status_code == 200
            assert (await browser.delete(f"/api/tokens/{made['token_id']}")).status_code == 204
            assert (await program.get("/api/me")).status_code == 401
        assert (await browser.delete(f"/api/tokens/{made['token_id']}")).status_code == 404


async def test_a_token_expires(house: House, later: MovableClock, at_once: None) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as program:
        later.moved = timedelta(days=91)
        assert (await program.get("/api/me")).status_code == 401


async def test_a_token_cannot_make_another_token(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as program:
        answer = await program.post("/api/tokens", json={"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "NEEDS_SESSION")


async def test_nobody_revokes_another_persons_token(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    house.open_account("evp", Role.EVP)
    async with house.browser("staff") as staff, house.browser("evp") as evp:
        made = (await staff.post("/api/tokens", json={"name": "mine"})).json()
        assert (await evp.delete(f"/api/tokens/{made['token_id']}")).status_code == 404
        assert len((await staff.get("/api/tokens")).json()) == 1


async def test_a_person_has_at_most_twenty_tokens(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as staff:
        made = [await staff.post("/api/tokens", json={"name": f"t{n}"}) for n in range(21)]
    assert [answer.status_code for answer in made] == [201] * 20 + [409]


async def test_an_inactive_account_cannot_sign_in_nor_go_on(house: House, at_once: None) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        with house.store() as store:
            store.account("p-staff").active = False
        assert (await browser.get("/api/me")).status_code == 401
    async with house.anybody() as client:
        assert await _try(client, "staff", PASSWORD) == 401


async def test_who_came_and_went_is_in_the_audit_log(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        await browser.delete("/api/session")
    with house.database.reading() as reading:
        rows = reading.execute(tables["audit"].select()).all()
    assert [(row.message, row.person_id) for row in rows] == [
        ("sign_in", "p-staff"),
        ("sign_out", "p-staff"),
    ]


async def test_what_was_typed_as_a_login_is_not_kept(house: House) -> None:
    async with house.anybody() as client:
        await _try(client, "hunter2-my-secret", "x")
    with house.database.reading() as reading:
        rows = reading.execute(tables["attempt"].select()).all()
    assert rows
    assert "hunter2" not in str(rows)


# -- the first account


def test_the_first_start_makes_one_administrator_with_a_password_in_a_private_file(
    database: Database, settings: Settings
) -> None:
    assert ensure_first_admin(database, settings)
    assert not ensure_first_admin(database, settings)
    path = settings.var / "first-admin-password"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text().strip()) >= 16


async def test_the_first_administrator_signs_in_with_the_given_password(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_ADMIN_PASSWORD", "chosen by the operator")
    assert ensure_first_admin(house.database, settings)
    assert not (settings.var / "first-admin-password").exists()
    async with house.anybody(headers=SAME_ORIGIN) as client:
        answer = await signed_in(client, "admin", "chosen by the operator")
    assert answer.json()["must_change"] is False


async def test_an_operator_lets_an_administrator_in_whom_nobody_else_can_help(
    house: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_ADMIN_PASSWORD", "chosen by the operator")
    ensure_first_admin(house.database, settings)
    with house.store() as store:
        store.account("admin").active = False
        store.session.add(Authenticator(person_id="admin", key=fresh_key(), confirmed=True))
    path = let_in(house.database, settings, "Admin")
    assert path.stat().st_mode & 0o777 == 0o600
    with house.database.reading() as reading:
        (line,) = reading.execute(tables["audit"].select())
    assert (line.person_id, line.message) == ("operator", "let_in")
    assert line.detail == '{"person_id": "admin"}'
    async with house.anybody(headers=SAME_ORIGIN) as client:
        assert await _try(client, "admin", "chosen by the operator") == 401
        answer = await signed_in(client, "admin", path.read_text().strip())
    assert answer.json()["must_change"] is True


async def test_an_operator_lets_in_administrators_alone(house: House, settings: Settings) -> None:
    house.open_account("staff", Role.STAFF)
    house.open_account("unit", Role.SYSTEM_ADMIN, within="unit:u1")
    for login in ("staff", "unit", "nobody"):
        with pytest.raises(Refusal, match="NOT_AN_ADMINISTRATOR"):
            let_in(house.database, settings, login)
    assert not (settings.var / "first-admin-password").exists()
    async with house.anybody(headers=SAME_ORIGIN) as client:
        await signed_in(client, "staff")


async def test_over_https_the_cookie_is_bound_to_the_host(house: House) -> None:
    asking = Asking(Identity(house.database, house.files), https=True)
    assert asking.cookie == "__Host-kaiban"
