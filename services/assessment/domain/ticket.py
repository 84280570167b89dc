"""An evaluation ticket: it proves that somebody was asked, and not who.

A ticket is made up when it is taken and kept nowhere. What is kept is who has taken one, on which
day, and, once it has been used, its hash; nothing leads from the one to the other.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contracts.assessment import Respondent
from contracts.refusals import Invalid, Unknown
from contracts.roles import Actor

# Turns text into a keyed mark that only this institution can make.
Seal = Callable[[str], str]

_SIGN_OF = {Respondent.TRAINEE: "t", Respondent.HOST: "h", Respondent.STUDENT_WORK: "s"}
_RESPONDENT_OF = {sign: respondent for respondent, sign in _SIGN_OF.items()}
_SHAPE = re.compile(r"([0-9a-f]{32})([ths])([a-z2-7]{12})([0-9a-f]{16})")
_SEAL_LENGTH = 16
_CHANCE_LENGTH = 12


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """Which form it is for, and for which kind of respondent."""

    evaluation_id: str
    respondent: Respondent
    text: str

    @property
    def hash(self) -> str:
        """By which a ticket that was used is known again."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def make_ticket(evaluation_id: str, respondent: Respondent, *, fresh_id: str, seal: Seal) -> Ticket:
    """A new ticket. It is told by chance alone: `fresh_id` cannot be found out from it."""
    chance = base64.b32encode(bytes.fromhex(hidden("ticket", fresh_id))).decode("ascii").lower()
    body = f"{evaluation_id}{_SIGN_OF[respondent]}{chance[:_CHANCE_LENGTH]}"
    return Ticket(
        evaluation_id=evaluation_id,
        respondent=respondent,
        text=f"{body}{seal(body)[:_SEAL_LENGTH]}",
    )


def read_ticket(text: str, *, seal: Seal) -> Ticket:
    """The ticket that was handed out with this text; Unknown (404) when none was."""
    found = _SHAPE.fullmatch(text.strip())
    right = seal("".join(found.groups()[:3]))[:_SEAL_LENGTH] if found else ""
    if found is None or not hmac.compare_digest(found[4], right):
        raise Unknown("评估票", "ticket")
    return Ticket(evaluation_id=found[1], respondent=_RESPONDENT_OF[found[2]], text=found[0])


def hidden(purpose: str, fresh_id: str) -> str:
    """An id by chance that does not tell when it was made."""
    return hashlib.sha256(f"{purpose}\0{fresh_id}".encode()).hexdigest()[:32]


def require_anonymous(actor: Actor) -> None:
    """An answer with its sender's name is not taken (422: it leaves no line in the audit log)."""
    if actor.person_id:
        raise Invalid(
            "NOT_ANONYMOUS",
            "评估表须匿名填写：请退出登录或在不登录的页面凭票填写。",
            "Forms are answered anonymously: please answer with the ticket and without signing in.",
            "B-6.5b",
        )


@dataclass(kw_only=True, eq=False)
class TicketTaken:
    """Somebody has taken a ticket for a form; the day is all that is kept of when."""

    evaluation_id: str
    taker: str
    respondent: Respondent
    taken_on: date


@dataclass(kw_only=True, eq=False)
class TicketUsed:
    """A ticket that has answered; by its hash nobody finds its taker or its answer."""

    ticket_hash: str
