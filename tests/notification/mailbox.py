"""A mail server of this machine that answers as it is told and keeps what it took."""

import socket
import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from contracts.notification import (
    DispatchLine,
    KeepContact,
    ListDispatches,
    Medium,
)
from contracts.portal import RoleGranted
from contracts.roles import Role
from kit.testing import TestOffice, an_actor

ADMIN = an_actor(Role.SYSTEM_ADMIN, person="root")
PASSWORD = "correct horse"


class Mailbox:
    """Takes mail on a free port; `answers` are given before it takes any, one to each message."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, at_once: bool = False) -> None:
        self.answers: list[str] = []
        self.refuses: dict[str, str] = {}
        self.came: list[EmailMessage] = []
        self.signed_in: list[str] = []
        self.port = _free_port()
        self._given: dict[str, Any] = {"authenticator": self._sign_in}
        if tls is not None and at_once:
            # The server cannot tell that a conversation was private from its first byte.
            self._given |= {"ssl_context": tls, "auth_require_tls": False}
        elif tls is not None:
            self._given |= {"tls_context": tls, "require_starttls": True}
        self.open()

    def open(self) -> None:
        """Begin to listen, on the same port as before."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._given)
        self._controller.start()

    def close(self) -> None:
        """Be away."""
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 – the library's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 – the library's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.came.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def _sign_in(self, *given: Any) -> AuthResult:
        data = given[-1]
        assert isinstance(data, LoginPassword)
        self.signed_in.append(data.login.decode())
        return AuthResult(success=data.password.decode() == PASSWORD)

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.came]


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def reached_by(
    office: TestOffice, person: str, *, phone: str = "", wants: Medium | None = Medium.EMAIL
) -> None:
    """A person has an address and wants to be told by a medium."""
    request = KeepContact(
        person_id=person,
        email=f"{person}@example.cn",
        phone=phone,
        by_email=wants is Medium.EMAIL,
        by_sms=wants is Medium.SMS,
    )
    office.do(request, as_=an_actor(person=person))


def holds(office: TestOffice, person: str, role: Role, scope: str = "*") -> None:
    """The portal tells that somebody was given a role."""
    office.hear(RoleGranted(person_id=person, role=role, scope=scope))


def lines(office: TestOffice, medium: Medium | None = None) -> list[DispatchLine]:
    """What went out and what did not, oldest first."""
    shown = office.do(ListDispatches(medium=medium, size=200), as_=ADMIN).items
    return list(reversed(shown))


def states(office: TestOffice) -> list[str]:
    return [line.state.value for line in lines(office)]
