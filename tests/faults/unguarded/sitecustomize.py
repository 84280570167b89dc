"""Takes guards off, in every process that is started with this folder on its path and the names
of the guards in UNGUARDED. What is tested is then a suite that must fail.

The kit is changed only once it is loaded: a process makes itself cooperative before that.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

# ruff: noqa: INP001 – a folder to start processes with, not a package

Takes = Callable[[Any], None]


def inbox(books: Any) -> None:
    """Every delivery is taken for the first one."""
    entering = books.Books.enter

    def enter(self: Any, session: Any, pairs: Any) -> list[Any]:
        entering(self, session, pairs)
        return list(pairs)

    books.Books.enter = enter


def key(office: Any) -> None:
    """No command knows that it was carried out before."""
    changing = office.Office._change

    def change(self: Any, handler: Any, request: Any, actor: Any, _key: str) -> Any:
        return changing(self, handler, request, actor, "")

    office.Office._change = change


def deadline(department: Any) -> None:
    """Whoever has stopped waiting is served all the same."""
    verifying = department.verified

    def verified(message: Any) -> Any:
        passport = verifying(message)
        return department.Passport(passport.actor, passport.key, float("inf"))

    department.verified = verified


def together(books: Any) -> None:
    """A command whose events cannot be written stands without them."""
    keeping = books.Books.keep

    def keep(self: Any, session: Any, entries: Any) -> None:
        try:
            with session.begin_nested():
                keeping(self, session, entries)
        except books.KeyTaken:
            raise
        except Exception:
            return

    books.Books.keep = keep


def confirms(bus: Any) -> None:
    """What was handed to the broker counts as sent."""
    sending = bus.Publisher.send_confirmed

    def send_confirmed(self: Any, messages: Any) -> set[str]:
        with suppress(bus.BrokerAway):
            sending(self, messages)
        return set()

    bus.Publisher.send_confirmed = send_confirmed


def outbox(clerk: Any) -> None:
    """Events are marked before they are sent."""
    passing = clerk.crash_point

    def crash_point(name: str) -> None:
        if name == "before_publish":
            caller = sys._getframe(1).f_locals
            caller["self"]._mark_sent([row.seq for row in caller["rows"]])
        passing(name)

    clerk.crash_point = crash_point


def ack(inlets: Any) -> None:
    """Events are acknowledged some time before they take effect."""
    taking = inlets.Events.take

    def take(self: Any) -> list[Any]:
        batch: list[Any] = taking(self)
        if batch:
            inlets.acknowledge(batch[-1], and_earlier=True)
            time.sleep(0.5)
        for message in batch:
            message.ack = lambda **_how: None
        return batch

    inlets.Events.take = take


def stop(inlets: Any) -> None:
    """A process that is told to end waits for nothing it has in hand and has acknowledged."""

    def cease(_self: Any) -> None:
        os._exit(0)

    ack(inlets)
    inlets.Events.stop = cease


def park(department: Any) -> None:
    """What cannot be read stops whoever reads it."""

    def refuse(_self: Any, _message: Any, reason: str, *_more: Any) -> None:
        raise RuntimeError(reason)

    department.Department._park = refuse


def seats(classes: Any) -> None:
    """Free seats are counted first, and taken afterwards, by each for itself."""
    line = import_module("kit.together").Together
    line.reply_to = lambda self, job: self._carry_out([job])[0]
    quota, state, select, update = (
        classes.quota,
        classes.NominationState,
        classes.select,
        classes.update,
    )

    def take_seat(self: Any, class_id: str, unit_id: str) -> Any:
        own = (quota.c.class_id == class_id) & (quota.c.unit_id == unit_id)
        row = self.session.execute(select(quota).where(own)).one()
        if row.used < row.seats:
            time.sleep(0.02)
            self.session.execute(update(quota).where(own).values(used=row.used + 1))
            return state.ELIGIBLE
        return None

    classes.ClassLookups.take_seat = take_seat


GUARDS: dict[str, tuple[str, Takes]] = {
    "inbox": ("kit.books", inbox),
    "key": ("kit.office", key),
    "deadline": ("kit.department", deadline),
    "together": ("kit.books", together),
    "confirms": ("kit.bus", confirms),
    "outbox": ("kit.clerk", outbox),
    "ack": ("kit.inlets", ack),
    "stop": ("kit.inlets", stop),
    "park": ("kit.department", park),
    "seats": ("services.enrollment.store.classes", seats),
}


class _Taker(MetaPathFinder, Loader):
    """Lets one module load as always, and takes its guards off then."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._spec: ModuleSpec | None = None

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._module:
            return None
        self._spec = PathFinder.find_spec(fullname, path, target)
        return ModuleSpec(fullname, self, origin=self._spec.origin if self._spec else None)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        assert self._spec
        assert self._spec.loader
        self._spec.loader.exec_module(module)
        for name in OFF:
            at, takes = GUARDS[name]
            if at == self._module:
                takes(module)


# Some guards are none of the suite's own processes: they are left to whoever runs it.
OFF = [name for name in os.environ.get("UNGUARDED", "").split(",") if name in GUARDS]
for place in {GUARDS[name][0] for name in OFF}:
    sys.meta_path.insert(0, _Taker(place))
