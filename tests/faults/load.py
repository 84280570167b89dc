"""Many people at once: each gives a command after another, repeats it under its key until it is
answered, and notes what was acknowledged.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from contracts.base import wire_name
from contracts.enrollment import CheckIn, Nominate
from contracts.finance import RecordPayment
from contracts.identity import id_check_character
from contracts.refusals import Refusal
from contracts.scheduling import RegisterVenue, VenueKind
from deploy.showcase.accounts import Accounts
from deploy.showcase.caller import Caller
from deploy.showcase.college.people import candidates
from deploy.showcase.people import UNITS, liaison_of
from tests.faults.acts import Act, Log
from tests.faults.ground import Ground
from tests.journeys.places import Suite

PAUSE_SECONDS = 0.05
# So many each unit has in mind; it has far fewer seats.
PEOPLE = 40
# So many people nominate for each unit: they meet at its last seat.
HANDS = 2


class Load:
    """People at work until they are stopped; `copies` of each command are sent at once."""

    def __init__(self, suite: Suite, ground: Ground, *, seed: int, copies: int = 1) -> None:
        self._suite, self._ground, self._copies = suite, ground, copies
        self._seed = seed
        self._accounts = Accounts(suite.var / "sample-accounts.txt")
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self.log = Log()

    @contextmanager
    def working(self) -> Iterator[Log]:
        """Everybody works; at the end each finishes what they have begun."""
        works = [self._nominating(code, hand) for code, *_ in UNITS for hand in range(HANDS)]
        works += [self._paying(), self._building()]
        if self._ground.expected:
            works += [self._receiving(part) for part in range(2)]
        with ThreadPoolExecutor(len(works)) as people:
            busy = [people.submit(self._work, work) for work in works]
            try:
                yield self.log
            finally:
                self._stopping.set()
        for work in busy:
            work.result()

    def _work(self, acts: Iterator[Act]) -> None:
        # The first command is sent once: it signs in, and the others share that session.
        caller, copies = None, 1
        try:
            for act in acts:
                if self._stopping.is_set():
                    return
                caller = caller or self._caller(act.who)
                self._give(act, caller, copies)
                copies = self._copies
                time.sleep(PAUSE_SECONDS)
        finally:
            if caller is not None:
                caller.close()

    def _give(self, act: Act, caller: Caller, copies: int) -> None:
        """Send it so many times at once; all must be told the same."""
        with ThreadPoolExecutor(copies) as hands:
            sent = [hands.submit(_answer, caller, act, self._key(act)) for _ in range(copies)]
            told = [one.result() for one in sent]
        kind = wire_name(type(act.request))
        outcome, text = told[0]
        with self._lock:
            if any(other != told[0] for other in told):
                self.log.unlike.append(f"{kind} {act.mark}: {sorted(set(told))}")
            if outcome == "unanswered":
                self.log.unanswered.append(f"{kind} {act.mark}")
            else:
                book = self.log.done if outcome == "done" else self.log.refused
                book.setdefault(kind, {})[act.mark] = text

    def _key(self, act: Act) -> str:
        return f"{self._seed}-{act.mark}"

    def _caller(self, who: str) -> Caller:
        return Caller(self._suite.address, who, self._accounts.password(who))

    # -- what each of them does -------------------------------------------------------------------

    def _nominating(self, code: str, hand: int) -> Iterator[Act]:
        """A unit names one after another, far more than it has seats for."""
        place = [unit for unit, *_ in UNITS].index(code)
        drafts = [*enumerate(candidates(PEOPLE), start=PEOPLE * place)]
        random.Random(f"{self._seed}{code}").shuffle(drafts)
        for number, draft in drafts[hand::HANDS]:
            mark = f"N{number:04}"
            activist = replace(
                draft,
                id_no=_id_number(number, draft.sex),
                political_status="共青团员",
                activist_on=date(2026, 1, 8),
                student_no=mark,
            )
            request = Nominate(
                class_id=self._ground.enrolling_class,
                unit_id=self._ground.units[code],
                candidate=activist,
            )
            yield Act(request, mark, liaison_of(code))

    def _paying(self) -> Iterator[Act]:
        amounts = random.Random(self._seed)
        for number in range(10_000):
            mark = f"F{self._seed}-{number:04}"
            amount = self.log.amounts[mark] = amounts.randrange(100, 99_999)
            request = RecordPayment(
                class_id=self._ground.enrolling_class,
                counterparty="印刷厂",
                amount_fen=amount,
                on=date(2026, 2, 20),
                reference=mark,
            )
            yield Act(request, mark, "finance")

    def _building(self) -> Iterator[Act]:
        for number in range(10_000):
            mark = f"V{self._seed}-{number:04}"
            request = RegisterVenue(name=mark, kind=VenueKind.HALL, capacity=30)
            yield Act(request, mark, "staff2")

    def _receiving(self, part: int) -> Iterator[Act]:
        for trainee_id in self._ground.expected[part::2]:
            request = CheckIn(class_id=self._ground.arriving_class, trainee_id=trainee_id)
            yield Act(request, trainee_id, "staff1")


def _id_number(number: int, sex: str) -> str:
    """A well-formed number of nobody, another one for each; men's are odd."""
    born = date(1996, 1, 1) + timedelta(days=7 * number)
    first_17 = f"110105{born:%Y%m%d}{number % 500 * 2 + (sex == '男'):03}"
    return first_17 + id_check_character(first_17)


_MADE: dict[str, Callable[[Any], str]] = {
    "nominate": lambda reply: str(reply.nomination_id),
    "record_payment": lambda reply: str(reply.payment_id),
    "register_venue": lambda reply: str(reply.venue_id),
    "check_in": lambda reply: str(reply.trainee_id),
}


def _answer(caller: Caller, act: Act, key: str) -> tuple[str, str]:
    try:
        reply = caller.ask(act.request, key=key)
    except Refusal as refusal:
        return "unanswered" if refusal.status >= 500 else "refused", refusal.code
    except OSError as problem:
        return "unanswered", repr(problem)
    return "done", _MADE[wire_name(type(act.request))](reply)
