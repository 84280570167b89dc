"""No department acts for anybody unless the gateway, or the one that asks, signed just that."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from contracts.base import Request
from contracts.enrollment import ListTrainees, ListUnits, RegisterUnit, UnitKind
from contracts.roles import Actor, Grant, Role
from kit import clock, metrics
from kit.inlets import request_message
from kit.passport import GATEWAY, LONGEST_SECONDS, Forged, verified
from kit.signing import keys
from kit.testing import TestOffice, an_actor
from tests.kit.school import School

pytestmark = pytest.mark.usefixtures("signing_keys")

ANN = an_actor(Role.ORG_DEPT, person="ann")
ITSELF = Actor(person_id="service:finance", grants=(Grant(Role.DEPARTMENT),), request_id="r1")
REGISTER = RegisterUnit(code="A1", name="商船学院", kind=UnitKind.GRASSROOTS_PARTY)


@dataclass
class Arrived:
    """A message as a department's inlet sees it."""

    body: str
    headers: dict[str, Any]
    delivery_info: dict[str, str]
    properties: dict[str, str]
    acknowledged: list[str] = field(default_factory=list)

    def ack(self, *, multiple: bool = False) -> None:
        self.acknowledged.append("once")


def sent(
    *requests: Request[Any],
    actor: Actor = ANN,
    signer: str = GATEWAY,
    key: str = "k1",
    seconds: float = 10.0,
) -> Arrived:
    made = request_message(
        requests or [REGISTER],
        actor,
        signer=signer,
        key=key,
        reply_to="ann's",
        number="n1",
        seconds=seconds,
    )
    return Arrived(
        made["body"],
        made["headers"],
        {"routing_key": made["routing_key"]},
        {"reply_to": made["reply_to"], "correlation_id": made["correlation_id"]},
    )


def test_what_the_gateway_signed_arrives_as_it_was() -> None:
    found = verified(sent())
    assert (found.actor, found.key) == (ANN, "k1")


def test_a_department_asks_in_its_own_name() -> None:
    assert verified(sent(actor=ITSELF, signer="finance", key="")).actor == ITSELF


@pytest.mark.parametrize(
    ("signer", "actor"),
    [
        (GATEWAY, ITSELF),
        (GATEWAY, replace(ANN, grants=(Grant(Role.DEPARTMENT),))),
        (GATEWAY, replace(ANN, person_id="service:finance")),
        ("enrollment", ITSELF),
        ("finance", ANN),
        ("finance", replace(ITSELF, grants=(Grant(Role.EVP),))),
        ("finance", replace(ITSELF, grants=(Grant(Role.DEPARTMENT), Grant(Role.EVP)))),
    ],
)
def test_nobody_signs_for_whom_they_may_not_speak(signer: str, actor: Actor) -> None:
    assert why_refused(sent(actor=actor, signer=signer)) == "wrong_signer"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"passport": None}, "unsigned"),
        ({"signature": None}, "unsigned"),
        ({"signer": None}, "unsigned"),
        ({"passport": 7}, "unsigned"),
        ({"signature": "AAAA"}, "altered"),
        ({"signature": "not base64!"}, "altered"),
        ({"signature": "签名"}, "altered"),
        ({"signer": "somebody"}, "altered"),
        ({"signer": "../signing/gateway"}, "altered"),
    ],
)
def test_what_was_not_signed_as_it_is_is_refused(change: dict[str, Any], why: str) -> None:
    message = sent()
    message.headers.update(change)
    assert why_refused(message) == why


def test_nobody_gives_themselves_another_role() -> None:
    message = sent()
    promote(message)
    assert why_refused(message) == "altered"


def promote(message: Arrived) -> None:
    """Put a higher role into what was signed."""
    text = message.headers["passport"]
    message.headers["passport"] = text.replace("ORG_DEPT", "PARTY_COMMITTEE")


def test_a_passport_is_good_for_no_other_message() -> None:
    question, command = sent(ListUnits()), sent()
    command.headers = question.headers
    assert why_refused(command) == "other_message"


def test_a_passport_is_good_for_no_other_body() -> None:
    message = sent()
    message.body = message.body.replace("A1", "A2")
    assert why_refused(message) == "other_message"


@pytest.mark.parametrize("changed", ["reply_to", "correlation_id"])
def test_the_answer_goes_to_nobody_but_whoever_asked(changed: str) -> None:
    message = sent(ListTrainees(class_id="c1"))
    message.properties[changed] = "a thief's"
    assert why_refused(message) == "other_message"


def test_a_passport_lasts_no_longer_than_a_minute() -> None:
    deadline = verified(sent(seconds=120.0)).deadline
    assert deadline <= clock.wall().timestamp() + LONGEST_SECONDS


def test_one_that_lasts_longer_is_refused_whoever_signed_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as generous:
        generous.setattr("kit.passport.LONGEST_SECONDS", 3600.0)
        message = sent(seconds=600.0)
    assert why_refused(message) == "too_long"


def test_a_signature_for_something_else_is_no_passport() -> None:
    message = sent()
    text = message.headers["passport"].encode()
    assert not keys().is_signed(GATEWAY, "certificate", text, b"\0" * 64)
    other = keys().sign(GATEWAY, "certificate", text)
    assert not keys().is_signed(GATEWAY, "passport", text, other)


def why_refused(message: Arrived) -> str:
    with pytest.raises(Forged) as forged:
        verified(message)
    return forged.value.why


# -- in the department ---------------------------------------------------------------------------


@pytest.fixture
def enrollment(monkeypatch: pytest.MonkeyPatch) -> Any:
    office = TestOffice(School)
    school: Any = office.office.department
    replies: list[Any] = []
    parked: list[str] = []
    school.desk = SimpleNamespace(
        office=office.office,
        reply=lambda _message, answer: replies.append(answer),
        hearing=SimpleNamespace(park=lambda _body, reason, *_: parked.append(reason)),
    )
    school.replies, school.parked, school.test_office = replies, parked, office
    yield school
    office.close()


def forged(why: str) -> float:
    return float(metrics.FORGED.labels("enrollment", why)._value.get())


def test_a_signed_command_is_carried_out_and_answered(enrollment: Any) -> None:
    message = sent()
    enrollment.answer_request(message)
    assert enrollment.replies[0]["reply"]["code"] == "A1"
    assert message.acknowledged


def test_a_forged_command_changes_nothing_and_is_never_answered(enrollment: Any) -> None:
    before, message = forged("altered"), sent()
    promote(message)
    enrollment.answer_request(message)
    assert message.acknowledged
    assert (enrollment.replies, enrollment.parked) == ([], [])
    assert enrollment.test_office.events == []
    assert forged("altered") == before + 1


def test_an_expired_command_is_dropped(enrollment: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    message = sent(seconds=1.0)
    later = clock.wall() + timedelta(seconds=2)
    monkeypatch.setattr(clock, "wall", lambda: later)
    enrollment.answer_request(message)
    assert message.acknowledged
    assert (enrollment.replies, enrollment.test_office.events) == ([], [])


def test_the_same_message_sent_again_changes_nothing_twice(enrollment: Any) -> None:
    message = sent()
    enrollment.answer_request(message)
    enrollment.answer_request(message)
    first, second = enrollment.replies
    assert first == second
    assert len(enrollment.test_office.events) == 1


def test_what_is_no_request_at_all_is_parked(enrollment: Any) -> None:
    deep = sent()
    deep.body = "[" * 100_000
    for message in (replace(sent(), body="{broken"), replace(sent(), body=json.dumps({})), deep):
        enrollment.answer_request(message)
    assert len(enrollment.parked) == 3
    assert enrollment.replies == []


def test_each_of_several_questions_is_answered_by_itself(enrollment: Any) -> None:
    enrollment.answer_request(sent())
    enrollment.answer_request(
        sent(ListUnits(), ListTrainees(class_id="c"), ListUnits(size=1000), key="")
    )
    units, unheard_of, wrong = enrollment.replies[1]["several"]
    assert [unit["code"] for unit in units["reply"]["items"]] == ["A1"]
    assert unheard_of["refused"]["status"] == 404
    assert wrong["refused"]["status"] == 422


def test_no_command_is_given_among_questions(enrollment: Any) -> None:
    enrollment.answer_request(sent(ListUnits(), REGISTER, key=""))
    assert enrollment.parked == ["not a request: ValueError: a command among questions"]
    assert (enrollment.replies, enrollment.test_office.events) == ([], [])
