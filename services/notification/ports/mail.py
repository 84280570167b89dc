"""E-mail over SMTP. KAIBAN_SMTP_HOST switches it on; besides it KAIBAN_SMTP_PORT, _SECURITY
(starttls, ssl or none), _FROM, _USER, _PASSWORD_FILE and, for a server with a certificate of the
house's own, _CA_FILE.
"""

import os
import smtplib
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from html import escape
from pathlib import Path

from kit import clock
from services.notification.domain.announcing import Writing
from services.notification.domain.robot import LOCAL
from services.notification.ports.parcel import NotTaken, Parcel

# Answers with which a server says that this message will never be taken.
FOR_GOOD = range(500, 600)


class Security(StrEnum):
    """How the way to the mail server is kept private; the usual ports go with it."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"


PORT = {Security.STARTTLS: 587, Security.SSL: 465, Security.NONE: 25}


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """The server that takes this house's mail."""

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None

    @classmethod
    def from_environment(cls) -> "MailServer | None":
        """The server that was set up; None where there is none."""
        given = {
            name.removeprefix("KAIBAN_SMTP_"): value
            for name, value in os.environ.items()
            if name.startswith("KAIBAN_SMTP_") and value
        }
        if "HOST" not in given:
            return None
        security = Security(given.get("SECURITY", Security.STARTTLS))
        secret = given.get("PASSWORD_FILE")
        return cls(
            host=given["HOST"],
            port=int(given.get("PORT", PORT[security])),
            security=security,
            sender=given.get("FROM") or f"kaiban@{given['HOST']}",
            user=given.get("USER", ""),
            password=Path(secret).read_text(encoding="utf-8").strip() if secret else "",
            ca_file=given.get("CA_FILE"),
        )

    def connect(self, seconds: float) -> smtplib.SMTP:
        """A conversation with the server, private and signed in as it was set up."""
        trust = ssl.create_default_context(cafile=self.ca_file)
        server: smtplib.SMTP
        if self.security is Security.SSL:
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=seconds, context=trust)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=seconds)
        try:
            if self.security is Security.STARTTLS:
                server.starttls(context=trust)
            self._sign_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if not self.user:
            return
        if self.security is Security.NONE and self.host not in LOCAL:
            raise NotTaken("password only over TLS")
        server.login(self.user, self.password)


def is_on() -> bool:
    """Whether a mail server was set up here."""
    return bool(os.environ.get("KAIBAN_SMTP_HOST"))


def send(parcel: Parcel) -> None:
    """Send one e-mail; NotTaken when the server says no to this message or its recipient."""
    server = MailServer.from_environment()
    if server is None or parcel.writing is None:
        raise NotTaken("not set up")
    message = compose(parcel.writing, sender=server.sender, to=parcel.to, id_=parcel.dispatch_id)
    conversation = server.connect(parcel.seconds)
    try:
        conversation.send_message(message, from_addr=server.sender, to_addrs=[parcel.to])
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(code for code, _ in refused.recipients.values())
        raise NotTaken(f"recipient refused {code}", final=code in FOR_GOOD) from None
    except smtplib.SMTPDataError as refused:
        code = refused.smtp_code
        raise NotTaken(f"message refused {code}", final=code in FOR_GOOD) from None
    finally:
        # The server may have hung up after taking the message, which is no mishap.
        with suppress(smtplib.SMTPException, OSError):
            conversation.quit()


def compose(writing: Writing, *, sender: str, to: str, id_: str) -> EmailMessage:
    """The e-mail, Chinese above English, as plain text and as simple HTML. A message sent twice
    has the same id, so that receivers can drop the second.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = writing.subject
    message["From"] = sender
    message["To"] = to
    message["Date"] = format_datetime(clock.wall())
    message["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join([*writing.zh, "—", *writing.en]) + "\n", cte="base64")
    message.add_alternative(_html(writing), subtype="html", cte="base64")
    return message


def _html(writing: Writing) -> str:
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><body>'
        f"{_paragraphs(writing.zh, writing.link)}<hr>"
        f'<div lang="en">{_paragraphs(writing.en, writing.link)}</div></body></html>'
    )


def _paragraphs(lines: Iterable[str], link: str) -> str:
    shown = escape(link)
    anchor = f'<a href="{shown}">{shown}</a>'
    return "".join(f"<p>{escape(line).replace(shown, anchor)}</p>" for line in lines)
