"""An evaluation ticket: it proves that somebody was asked, and not who.

A ticket is kept nowhere, but made anew, always the same, whenever its taker asks before it is used:
a reply that got lost costs nobody their ballot, and nobody gets two. It is made from the form, the
taker, the form's salt and the institution's key. What is kept is who has taken one, on which day,
and, once it has been used, its hash.

Who could link what:
- The database alone: nothing. No hash leads to a taker without the key, and no answer to a hash.
- The database and the key file together, while the form is open: who has answered, since each
  taker's ticket can be made and looked for. Never what: all the answers of a form are written
  afresh with each new one, so that neither the rows nor PostgreSQL's hidden columns tell which one
  came with which ticket. Only whoever watches the database from one answer to the next (its
  journal, copies made in between) and holds the key as well could put the two together.
- Once the form is closed its salt is erased: then not even the key and the database tell who has
  answered, unless somebody kept a copy from before.
- The taker, or whoever sees the ticket: that it was used, never with which answer.
- The audit log: who took a ticket or asked for it again, and when; of an answer only when.
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


def make_ticket(taken: "TicketTaken", *, salt: str, seal: Seal, mark: Seal) -> Ticket:
    """The ticket of whoever has taken it, the same each time. `mark` is a keyed mark of its own
    for what must be found out neither from the ticket nor from the database: whose it is.
    """
    whose = bytes.fromhex(mark(f"{salt}\0{taken.evaluation_id}\0{taken.taker}"))
    chance = base64.b32encode(whose).decode("ascii").lower()[:_CHANCE_LENGTH]
    body = f"{taken.evaluation_id}{_SIGN_OF[taken.respondent]}{chance}"
    return Ticket(
        evaluation_id=taken.evaluation_id,
        respondent=taken.respondent,
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
    """A ticket that has answered; by its hash nobody finds its answer, nor without the key its
    taker.
    """

    ticket_hash: str
