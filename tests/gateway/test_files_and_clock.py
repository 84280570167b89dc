"""Files in and out, and the clock that rehearsals move."""

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from contracts.roles import Role
from gateway.guard import FILE_BYTES
from kit import clock
from kit.rest import FILE_SECONDS
from tests.gateway.conftest import Client, House

pytestmark = pytest.mark.anyio

NAME = "发展对象名单 2026.xlsx"
CLOCK = "/api/operations/clock"


async def _uploaded(client: Client, data: bytes = b"rows", name: str = NAME) -> dict[str, str]:
    answer = await client.post("/api/files", files={"file": (name, data)})
    assert answer.status_code == 201
    kept: dict[str, str] = answer.json()
    return kept


async def test_a_file_comes_back_as_it_went_under_its_own_name(house: House) -> None:
    house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u1")
    data = bytes(range(256)) * 8000  # two megabytes: more than a form keeps in memory by itself
    async with house.browser("unit") as browser:
        kept = await _uploaded(browser, data)
        again = await _uploaded(browser, data, "other name.xlsx")
        answer = await browser.get(kept["url"])
    assert answer.content == data
    assert kept["name"] == NAME
    assert again["file_id"] == kept["file_id"]
    disposition = answer.headers["content-disposition"]
    assert disposition == f"attachment; filename*=UTF-8''{quote(NAME, safe='')}"
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\lists\\名单.xlsx", "名单.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\u202etxt.xlsx", "atxt.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 95 + ".xlsx"),
    ],
)
async def test_only_the_name_itself_is_kept(house: House, sent: str, kept: str) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        assert (await _uploaded(browser, name=sent))["name"] == kept


async def test_a_files_address_is_good_for_its_person_only(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    house.open_account("other", Role.STAFF)
    async with house.browser("staff") as staff, house.browser("other") as other:
        kept = await _uploaded(staff)
        assert (await staff.get(kept["url"])).status_code == 200
        assert (await other.get(kept["url"])).status_code == 403
    async with house.anybody() as anybody:
        assert (await anybody.get(kept["url"])).status_code == 403


@pytest.mark.parametrize("changed", ["file_id", "name", "until", "seal"])
async def test_no_part_of_an_address_can_be_changed(house: House, changed: str) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        kept, other = await _uploaded(browser), await _uploaded(browser, b"other rows")
        parts = {name: values[0] for name, values in parse_qs(urlsplit(kept["url"]).query).items()}
        file_id = other["file_id"] if changed == "file_id" else kept["file_id"]
        if changed != "file_id":
            parts[changed] += "1"
        answer = await browser.get(f"/api/files/{file_id}?{urlencode(parts)}")
    assert (answer.status_code, answer.json()["code"]) == (403, "FILE_ADDRESS")


async def test_a_seal_of_letters_no_seal_has_is_refused_like_any_other(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        kept = await _uploaded(browser)
        address = kept["url"].partition("seal=")[0] + urlencode({"seal": "封"})
        assert (await browser.get(address)).status_code == 403


async def test_an_address_expires(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        kept = await _uploaded(browser)
        real = clock.wall
        monkeypatch.setattr(clock, "wall", lambda: real() + timedelta(seconds=FILE_SECONDS + 2))
        assert (await browser.get(kept["url"])).status_code == 403


async def test_without_an_address_there_is_no_file(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as browser:
        kept = await _uploaded(browser)
        assert (await browser.get(f"/api/files/{kept['file_id']}")).status_code == 422
        assert (
            await browser.get("/api/files/..%2F..%2Fkeys.json?name=x&until=1&seal=x")
        ).status_code in {404, 422}


async def test_uploads_need_a_person_a_file_and_a_measure(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.anybody() as anybody:
        assert (await anybody.post("/api/files", files={"file": b"x"})).status_code == 401
    async with house.browser("staff") as browser:
        none = await browser.post("/api/files", json={"file": "x"})
        text = await browser.post("/api/files", files={"file": (None, "x")})
        large = await browser.post("/api/files", files={"file": b"x" * (FILE_BYTES + 1)})
    assert (none.status_code, none.json()["code"]) == (422, "FILE_NEEDED")
    assert text.status_code == 422
    assert large.status_code == 413


# -- the clock


async def test_business_time_can_be_moved_by_the_administrator_where_allowed(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    house.open_account("admin", Role.SYSTEM_ADMIN)
    moment = "2027-03-06T09:00:00+08:00"
    async with house.browser("admin") as admin:
        moved = await admin.post(CLOCK, json={"moment": moment})
        looked = await admin.get(CLOCK)
    for answer in (moved, looked):
        found = datetime.fromisoformat(answer.json()["moment"])
        assert abs(found - datetime.fromisoformat(moment)) < timedelta(seconds=30)
        assert answer.json()["movable"] is True


async def test_elsewhere_the_clock_cannot_be_moved(house: House) -> None:
    house.open_account("admin", Role.SYSTEM_ADMIN)
    async with house.browser("admin") as admin:
        answer = await admin.post(CLOCK, json={"moment": "2027-03-06T09:00:00+08:00"})
        assert (await admin.get(CLOCK)).json()["movable"] is False
    assert answer.status_code == 404


async def test_nobody_else_moves_the_clock_and_a_moment_has_its_offset(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBAN_CLOCK_FILE", str(tmp_path / "clock"))
    house.open_account("admin", Role.SYSTEM_ADMIN)
    house.open_account("staff", Role.STAFF)
    async with house.browser("staff") as staff, house.browser("admin") as admin:
        other = await staff.post(CLOCK, json={"moment": "2027-03-06T09:00:00+08:00"})
        bare = await admin.post(CLOCK, json={"moment": "2027-03-06T09:00:00"})
    assert (other.status_code, bare.status_code) == (403, 422)
