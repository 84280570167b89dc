"""Text messages through a gateway of this machine."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from contracts.enrollment import AnnualPlanIssued
from contracts.notification import Medium
from contracts.roles import Role
from kit.testing import TestOffice
from services.notification.domain.rules import the_rules
from services.notification.ports import Parcel, send_out
from tests.notification.college import NOW, pass_to
from tests.notification.mailbox import holds, lines, reached_by, states
from tests.notification.test_groups import everything_kept

PLAN = AnnualPlanIssued(plan_id="p1", year=2026, unit_ids=["u1"])
PHONE = "13812345678"
BODY = '{"to": ["{phone}"], "message": {"content": "{text}"}, "n": 1, "ref": "no-{id}"}'


class Gateway:
    """Takes text messages; answers as it is told."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.came: list[tuple[Any, str | None]] = []
        gateway = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.came.append((body, self.headers["Authorization"]))
                code, answer = gateway.answers.pop(0) if gateway.answers else (200, b'{"code": 0}')
                self.send_response(code)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Quietly."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self._server.server_port}/send?account=s3cret"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Gateway]:
    made = Gateway()
    token = tmp_path / "token"
    token.write_text("t0ken\n", encoding="utf-8")
    monkeypatch.setenv("KAIBAN_SMS_URL", made.url)
    monkeypatch.setenv("KAIBAN_SMS_BODY", BODY)
    monkeypatch.setenv("KAIBAN_SMS_TOKEN_FILE", str(token))
    monkeypatch.setenv("KAIBAN_SMS_ACCEPTED", "code=0")
    yield made
    made.close()


@pytest.fixture
def liaison(college: TestOffice) -> TestOffice:
    """An office that knows Lian, who acts for the sending unit and wants text messages."""
    holds(college, "lian", Role.GRASSROOTS_ORG, "unit:u1")
    reached_by(college, "lian", phone=PHONE, wants=Medium.SMS)
    return college


@pytest.mark.clause("A-7.1.c")
def test_a_notice_is_told_by_text_message_in_the_gateways_own_form(
    liaison: TestOffice, gateway: Gateway
) -> None:
    liaison.hear(PLAN)
    for _ in range(3):
        liaison.tick()
    [(body, authorization)] = gateway.came
    [line] = lines(liaison, Medium.SMS)
    assert body["to"] == [PHONE]
    assert "关于下发2026年度培训计划的通知" in body["message"]["content"]
    assert len(body["message"]["content"].encode()) < 600
    assert (body["n"], body["ref"], authorization) == (1, f"no-{line.dispatch_id}", "Bearer t0ken")
    assert line.state.value == "SENT"


def test_without_a_gateway_nothing_is_written_down(liaison: TestOffice) -> None:
    liaison.hear(PLAN)
    assert lines(liaison) == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [((200, b'{"code": 41}'), "code 41"), ((503, b""), "status 503"), ((302, b""), "status 302")],
)
def test_what_the_gateway_does_not_take_is_tried_again(
    liaison: TestOffice, gateway: Gateway, answer: tuple[int, bytes], why: str
) -> None:
    gateway.answers = [answer]
    liaison.hear(PLAN)
    liaison.tick()
    assert (states(liaison), lines(liaison)[0].last_error) == (["FAILED"], why)
    pass_to(liaison, NOW + timedelta(seconds=70))
    assert (states(liaison), len(gateway.came)) == (["SENT"], 2)


def test_a_number_the_gateway_calls_wrong_is_given_up(
    liaison: TestOffice, gateway: Gateway
) -> None:
    gateway.answers = [(422, b"")]
    liaison.hear(PLAN)
    liaison.tick()
    assert states(liaison) == ["GIVEN_UP"]


def test_a_text_stays_one_string_whatever_it_holds(gateway: Gateway) -> None:
    text = 'a"b{phone}\\ {id}'
    parcel = Parcel(dispatch_id="d1", medium=Medium.SMS, to=PHONE, text=text)
    assert send_out(parcel).error == ""
    assert gateway.came[0][0]["message"]["content"] == text


def test_neither_number_nor_token_shows(
    liaison: TestOffice, gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    gateway.answers = [(500, b"no")]
    liaison.hear(PLAN)
    liaison.tick()
    seen = f"{capsys.readouterr()}{everything_kept(liaison)}{lines(liaison)}"
    assert all(secret not in seen for secret in (PHONE, "t0ken", "s3cret"))
    parcel = Parcel(dispatch_id="d1", medium=Medium.SMS, to=PHONE, text="x")
    assert PHONE not in repr(parcel)


def test_the_pauses_between_tries_are_data_with_their_source() -> None:
    minutes = [pause.total_seconds() / 60 for pause in the_rules().media[Medium.SMS].retry_after]
    assert minutes == [1, 5, 30, 120, 360]
    assert "重试" in the_rules().sources["media"]
