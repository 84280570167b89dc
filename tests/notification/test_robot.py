"""The group's robot: messages are sent on to a local receiver, through every mishap."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.notification import FindWorkGroup, ListGroupMessages, Medium, SetGroupRobot
from contracts.refusals import Invalid, Refusal
from kit.testing import TestOffice
from services.notification.domain.dispatch import fitted
from services.notification.domain.robot import is_public, read_robot_url
from services.notification.ports import Parcel, send_out
from tests.notification.college import AFFAIRS, COUNSELOR, LEAD, NOW, pass_to
from tests.notification.test_groups import a_group, everything_kept, post

Answer = tuple[int, bytes]
FINE: Answer = (200, b'{"errcode":0,"errmsg":"ok"}')
BROKEN: Answer = (500, b"")
TOO_MANY: Answer = (200, b'{"errcode":45009,"errmsg":"api freq out of limit"}')


class Receiver:
    """A web hook of this machine that answers as it is told and keeps what came."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.came: list[dict[str, Any]] = []
        self.hosts: list[str] = []
        self.pause = 0.0
        receiver = self

        class Hook(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.came.append(json.loads(body))
                receiver.hosts.append(self.headers["Host"])
                time.sleep(receiver.pause)
                if receiver.pause:
                    return
                status, answer = receiver.answers.pop(0) if receiver.answers else FINE
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Quietly."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        self.url = f"http://127.0.0.1:{self._server.server_port}/cgi-bin/webhook/send?key=s3cret"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def texts(self) -> list[str]:
        return [each["text"]["content"] for each in self.came]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def set_robot(office: TestOffice, url: str) -> None:
    office.do(SetGroupRobot(class_id="c1", url=url), as_=COUNSELOR)


def sent_on(office: TestOffice) -> list[str]:
    listed = office.do(ListGroupMessages(class_id="c1"), as_=AFFAIRS)
    return [message.sent_on for message in listed.items]


def parcel(url: str, seconds: float = 2.0) -> Parcel:
    return Parcel(dispatch_id="m1", medium=Medium.ROBOT, to=url, text="x", seconds=seconds)


# -- sending on ----------------------------------------------------------------------------------


@pytest.mark.clause("B-10.1")
def test_what_is_posted_is_sent_on_once(college: TestOffice, receiver: Receiver) -> None:
    a_group(college)
    set_robot(college, receiver.url)
    post(college)
    assert sent_on(college) == ["WAITING"]
    for _ in range(3):
        college.tick()
    assert receiver.came == [
        {"msgtype": "text", "text": {"content": "【科级干部履职能力培训班·日程】明早八点集合"}}
    ]
    assert receiver.hosts == [receiver.url.split("/")[2]]
    assert sent_on(college) == ["SENT"]


@pytest.mark.clause("B-10.5")
def test_what_is_blocked_is_never_sent_on(college: TestOffice, receiver: Receiver) -> None:
    a_group(college)
    set_robot(college, receiver.url)
    post(college, "这份资料涉密")
    college.tick()
    assert receiver.came == []


def test_what_was_posted_before_there_was_a_robot_is_not_sent_on(
    college: TestOffice, receiver: Receiver
) -> None:
    a_group(college)
    post(college)
    set_robot(college, receiver.url)
    college.tick()
    assert (receiver.came, sent_on(college)) == ([], [""])


@pytest.mark.parametrize("mishap", [BROKEN, TOO_MANY, (302, b""), (200, b"<html>")])
def test_after_a_mishap_it_is_tried_again_later(
    college: TestOffice, receiver: Receiver, mishap: Answer
) -> None:
    a_group(college)
    set_robot(college, receiver.url)
    receiver.answers = [mishap]
    post(college)
    college.tick()
    college.tick()
    assert (len(receiver.came), sent_on(college)) == (1, ["FAILED"])
    pass_to(college, NOW + timedelta(seconds=40))
    assert (len(receiver.came), sent_on(college)) == (2, ["SENT"])


def test_it_is_given_up_after_the_last_pause(college: TestOffice, receiver: Receiver) -> None:
    a_group(college)
    set_robot(college, receiver.url)
    receiver.answers = [BROKEN] * 9
    post(college)
    college.tick()
    tries = []
    for seconds in (20, 40, 100, 170, 500, 800, 9000, 90000):
        pass_to(college, NOW + timedelta(seconds=seconds))
        tries.append(len(receiver.came))
    assert tries == [1, 2, 2, 3, 3, 4, 4, 4]
    assert sent_on(college) == ["GIVEN_UP"]


def test_a_try_that_was_cut_off_is_made_again(
    college: TestOffice, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_group(college)
    set_robot(college, receiver.url)
    post(college)
    with monkeypatch.context() as patch:
        patch.setattr(type(college.office.department), "note_outcome", _cut_off)
        college.tick()
    assert (len(receiver.came), sent_on(college)) == (1, ["WAITING"])
    pass_to(college, NOW + timedelta(seconds=130))
    assert (len(receiver.came), sent_on(college)) == (2, ["SENT"])


def _cut_off(*_: Any) -> None:
    raise RuntimeError("the process ended here")


def test_a_receiver_that_is_silent_is_not_waited_for(receiver: Receiver) -> None:
    receiver.pause = 1.0
    began = time.monotonic()
    outcome = send_out(parcel(receiver.url, seconds=0.2))
    assert time.monotonic() - began < 0.9
    assert (outcome.error, outcome.final) == ("ReadTimeout", False)


def test_nobody_there_is_a_mishap() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    assert send_out(parcel(f"http://127.0.0.1:{port}/")).error == "ConnectError"


def test_a_robot_taken_away_sends_nothing_more(college: TestOffice, receiver: Receiver) -> None:
    a_group(college)
    set_robot(college, receiver.url)
    receiver.answers = [BROKEN]
    post(college)
    college.tick()
    set_robot(college, "")
    assert not college.do(FindWorkGroup(class_id="c1"), as_=AFFAIRS).has_robot
    pass_to(college, NOW + timedelta(seconds=40))
    assert (len(receiver.came), sent_on(college)) == (1, ["GIVEN_UP"])


@given(st.text(max_size=3000), st.integers(100, 2048))
def test_a_text_is_cut_at_a_whole_character_to_what_the_robot_takes(text: str, most: int) -> None:
    made = fitted(text.replace("\ud800", ""), most_bytes=most, cut="…（下略）")
    assert len(made.encode()) <= most
    assert made == text or made.endswith("…（下略）")


# -- where it may be -----------------------------------------------------------------------------


@pytest.mark.clause("B-10.1")
def test_only_the_counselor_sets_it_and_its_address_stays_secret(
    college: TestOffice, receiver: Receiver
) -> None:
    a_group(college)
    with pytest.raises(Refusal, match="NOT_YOUR_DUTY"):
        college.do(SetGroupRobot(class_id="c1", url=receiver.url), as_=LEAD)
    set_robot(college, receiver.url)
    shown = college.do(FindWorkGroup(class_id="c1"), as_=AFFAIRS)
    assert shown.has_robot
    receiver.answers = [BROKEN]
    post(college)
    college.tick()
    assert "s3cret" not in everything_kept(college)


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/send",
        "https://10.1.2.3/send",
        "https://192.168.0.1/send",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.2/send",
        "https://[::ffff:10.0.0.1]/send",
        "https://[64:ff9b::a00:1]/send",
        "https://[2002:a00:1::]/send",
        "https://[fd00::1]/send",
        "https://0.0.0.0/send",
        "https://user:word@qyapi.weixin.qq.com/send",
        "https://qyapi.weixin.qq.com:99999/send",
        "ftp://localhost/send",
        "file:///etc/passwd",
        "https:///send",
        "https://企业微信.cn/send",
        "send",
    ],
)
def test_a_hook_that_leads_inside_is_not_taken(college: TestOffice, url: str) -> None:
    a_group(college)
    with pytest.raises(Refusal, match="ROBOT_URL") as refused:
        set_robot(college, url)
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "url",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x",
        "http://localhost:8080/",
        "http://[::1]/",
    ],
)
def test_a_public_or_local_hook_is_taken(url: str) -> None:
    assert read_robot_url(url, local=True).geturl() == url


@pytest.mark.parametrize(
    "url", ["http://localhost:15672/api", "https://127.0.0.1/", "http://[::1]/"]
)
def test_in_production_nothing_on_this_machine_is_called(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("KAIBAN_ENV", "production")
    with pytest.raises(Invalid):
        read_robot_url(url, local=False)
    outcome = send_out(parcel(url))
    assert (outcome.error, outcome.final) == ("ROBOT_URL", True)


@pytest.mark.parametrize("inside", ["10.0.0.7", "::ffff:192.168.1.1", "fe80::1%eth0"])
def test_a_name_that_leads_inside_is_not_called(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("93.184.216.34", inside)
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    outcome = send_out(parcel("https://rebind.example/send"))
    assert (outcome.error, outcome.final) == ("ROBOT_URL_INSIDE", True)


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7"))
def test_no_address_of_a_private_network_is_public(address: Any) -> None:
    assert not is_public(str(address))


def test_an_address_is_read_before_anything_is_sent() -> None:
    with pytest.raises(Invalid):
        read_robot_url("https://10.0.0.1/", local=True)
    assert send_out(parcel("https://10.0.0.1/")).final
