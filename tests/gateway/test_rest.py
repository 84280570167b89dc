"""Every declared request is a documented REST operation, and nothing gets past the door."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.base import REQUESTS, Command
from contracts.enrollment import ApproveRoster, ListTrainees, TraineeState
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.language import preferred
from kit.rest import add_file_addresses
from tests.gateway.conftest import Client, House
from tests.gateway.fake import CLASS_ID, FakeDepartments

pytestmark = pytest.mark.anyio

APPROVAL = f"/api/enrollment/classes/{CLASS_ID}/roster/approval"
ACCOUNTS = "/api/portal/accounts"
KEY = {"Idempotency-Key": "k-1"}


async def test_a_command_reaches_its_department_with_actor_and_key(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("evp", Role.EVP)
    async with house.program("evp") as evp:
        answer = await evp.post(APPROVAL, json={"opinion": "同意"}, headers=KEY)
    assert answer.status_code == 200
    assert answer.json()["opinion"] == "同意"
    request, actor, key = departments.asked[-1]
    assert request == ApproveRoster(class_id=CLASS_ID, opinion="同意")
    assert (actor.person_id, key) == ("p-evp", "k-1")
    assert actor.request_id == answer.headers["x-request-id"]


async def test_a_query_takes_its_fields_from_path_and_query(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as staff:
        answer = await staff.get(
            f"/api/enrollment/classes/{CLASS_ID}/trainees",
            params={"state": "ACTIVE", "q": "王", "page": 2, "size": 30},
        )
    assert len(answer.json()["items"]) == 30
    assert departments.asked[-1][0] == ListTrainees(
        class_id=CLASS_ID, state=TraineeState.ACTIVE, q="王", page=2, size=30
    )


async def test_a_command_without_a_key_is_told_what_a_key_is(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("evp", Role.EVP)
    async with house.program("evp") as evp:
        missing = await evp.post(APPROVAL, json={})
        foreign = await evp.post(APPROVAL, json={}, headers=[(b"Idempotency-Key", b"\xe9")])
        long = await evp.post(APPROVAL, json={}, headers={"Idempotency-Key": "k" * 121})
    for answer in (missing, foreign, long):
        assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_KEY")
        assert "Idempotency-Key" in answer.json()["detail"]
    assert departments.asked == []


async def test_a_refusal_is_a_problem_with_code_clause_and_both_sentences(
    house: House, departments: FakeDepartments
) -> None:
    departments.answers[ApproveRoster] = Refusal(
        "OWN_ROSTER", "不得批准自己报送的名单。", "Nobody approves their own roster.", "A-7.2.a"
    )
    house.open_account("evp", Role.EVP)
    async with house.program("evp") as evp:
        chinese = await evp.post(APPROVAL, json={}, headers=KEY)
        english = await evp.post(
            APPROVAL, json={}, headers={**KEY, "Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"}
        )
    assert chinese.status_code == 409
    assert chinese.headers["content-type"] == "application/problem+json"
    assert chinese.headers["content-language"] == "zh-CN"
    assert chinese.json()["detail"] == chinese.json()["detail_zh"] == "不得批准自己报送的名单。"
    assert chinese.json()["code"] == "OWN_ROSTER"
    assert chinese.json()["clause"] == "A-7.2.a"
    assert chinese.json()["request_id"] == chinese.headers["x-request-id"]
    assert english.headers["content-language"] == "en"
    assert english.json()["detail"] == "Nobody approves their own roster."


async def test_a_silent_department_is_503_and_worth_another_try(
    house: House, departments: FakeDepartments
) -> None:
    departments.silent = {"enrollment"}
    house.open_account("evp", Role.EVP)
    async with house.program("evp") as evp:
        answer = await evp.post(APPROVAL, json={}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (503, "DEPARTMENT_SILENT")
    assert answer.headers["retry-after"] == "5"


async def test_faults_name_the_field_by_its_title_in_both_languages(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as staff:
        answer = await staff.post(
            "/api/enrollment/nominations/n1/rejection", json={"reason": "x"}, headers=KEY
        )
    assert answer.status_code == 422
    fault = answer.json()["faults"][0]
    assert fault["field"] == "reason"
    assert fault["zh"] == "「理由」至少需要 2 个字"
    assert fault["en"] == "'Reason' needs at least 2 characters"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "NOT_JSON"),
        (b'"\xff"', "UNREADABLE"),
        (b"", "BODY_NEEDED"),
        (b"[]", "BODY_NEEDED"),
        (b'{"opinion": "a\\u0000b"}', "NUL_CHARACTER"),
        (b'{"opinion": "", "state": "APPROVED"}', "INVALID"),
        (b'{"opinion": "\\ud800"}', "INVALID"),
        (b'{"opinion": 5}', "INVALID"),
    ],
)
async def test_a_malformed_body_is_422_in_the_same_form(
    house: House, departments: FakeDepartments, body: bytes, code: str
) -> None:
    house.open_account("evp", Role.EVP)
    async with house.program("evp") as evp:
        answer = await evp.post(
            APPROVAL, content=body, headers={**KEY, "Content-Type": "application/json"}
        )
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["detail_zh"]
    assert answer.json()["detail_en"].isascii()
    assert departments.asked == []


async def test_text_that_only_spells_the_nul_escape_is_taken(house: House) -> None:
    house.open_account("evp", Role.EVP)
    async with house.program("evp") as evp:
        answer = await evp.post(
            APPROVAL,
            content=b'{"opinion": "\\\\u0000"}',
            headers={**KEY, "Content-Type": "application/json"},
        )
    assert answer.json()["opinion"] == "\\u0000"


async def test_nul_in_path_and_query_is_refused(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as staff:
        path = await staff.get("/api/enrollment/classes/%00/trainees")
        query = await staff.get(f"/api/enrollment/classes/{CLASS_ID}/trainees?q=%00")
    assert path.status_code == query.status_code == 422


async def test_nobody_signed_in_is_401_before_the_body_is_read(house: House) -> None:
    async with house.anybody() as anybody:
        answer = await anybody.post(APPROVAL, json={"nonsense": 1})
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_IN")


@pytest.mark.clause("A-7.2.a")
async def test_another_duty_is_403_at_the_gateway_already(
    house: House, departments: FakeDepartments
) -> None:
    house.open_account("teacher", Role.TEACHER)
    async with house.program("teacher") as teacher:
        answer = await teacher.post(APPROVAL, json={}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_YOUR_DUTY")
    assert departments.asked == []


@pytest.mark.clause("A-5.w1")
async def test_a_role_within_one_unit_ends_at_that_unit(house: House) -> None:
    house.open_account("unit", Role.GRASSROOTS_ORG, within="unit:u0")
    async with house.program("unit") as unit:
        own = await unit.get(f"/api/enrollment/units/u0/classes/{CLASS_ID}/trainees")
        other = await unit.get(f"/api/enrollment/units/u1/classes/{CLASS_ID}/trainees")
    assert (own.status_code, other.status_code) == (200, 403)


async def test_unknown_paths_and_methods_are_said_in_the_same_form(house: House) -> None:
    async with house.anybody() as anybody:
        path = await anybody.get("/api/nowhere")
        method = await anybody.request("PATCH", APPROVAL)
    assert (path.status_code, path.headers["content-type"]) == (404, "application/problem+json")
    assert (method.status_code, method.headers["content-type"]) == (405, "application/problem+json")


async def test_files_in_replies_carry_an_address_for_this_person(house: House) -> None:
    house.open_account("staff", Role.STAFF)
    async with house.program("staff") as staff:
        answer = await staff.get(f"/api/assessment/classes/{CLASS_ID}/certificates/print")
    assert answer.json()["url"].startswith(f"/api/files/{'a' * 64}?name=")


def test_addresses_are_given_at_any_depth() -> None:
    reply = {"items": [{"file": {"file_id": "a" * 64, "name": "x.pdf"}}], "none": None}
    add_file_addresses(reply, "p1")
    assert "seal=" in reply["items"][0]["file"]["url"]  # type: ignore[index]  # plain JSON


async def _openapi(client: Client) -> dict[str, Any]:
    answer = await client.get("/api/openapi.json")
    found: dict[str, Any] = answer.json()
    return found


async def test_the_description_holds_every_declared_request(house: House) -> None:
    async with house.anybody() as anybody:
        found = await _openapi(anybody)
    operations = {
        operation["operationId"]: operation
        for path in found["paths"].values()
        for operation in path.values()
    }
    assert set(REQUESTS) <= set(operations)
    for name, kind in REQUESTS.items():
        operation = operations[name]
        assert operation["summary"] == f"{kind.heading.zh}｜{kind.heading.en}"
        for clause in kind.ask.clauses:
            assert clause in operation["description"]
        named = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert ("Idempotency-Key" in named) == issubclass(kind, Command)
        for status in ("401", "403", "404", "409", "422", "503"):
            assert "application/problem+json" in operation["responses"][status]["content"]
    assert found["components"]["schemas"]["FileRef"]["properties"]["url"]["readOnly"]


async def test_the_description_calls_fields_as_forms_do_and_says_what_they_count(
    house: House,
) -> None:
    async with house.anybody() as anybody:
        schemas = (await _openapi(anybody))["components"]["schemas"]
    taking = schemas["RecordAttendance"]["properties"]
    assert taking["rest"]["title"] == "其余人员｜Everybody else"
    receipt = schemas["RecordReceipt"]["properties"]
    assert receipt["amount_fen"]["title"] == "金额（分）｜Amount (fen)"
    assert (
        schemas["AddCourse"]["properties"]["hours"]["title"] == "学时（十分之一）｜Hours (tenths)"
    )


async def test_every_reference_of_the_description_leads_somewhere(house: House) -> None:
    async with house.anybody() as anybody:
        found = await _openapi(anybody)
    for reference in _references(found):
        target: Any = found
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]
        assert target


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [one for part in value.values() for one in _references(part)]
    return [one for part in value for one in _references(part)] if isinstance(value, list) else []


@given(st.text(max_size=80))
def test_any_language_header_gives_one_of_the_two(header: str) -> None:
    assert preferred(header) in {"zh", "en"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("en", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("fr,de;q=0.5", "zh"),
        ("en;q=0", "zh"),
    ],
)
def test_the_first_of_ours_is_chosen(header: str, language: str) -> None:
    assert preferred(header) == language
