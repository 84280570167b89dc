"""Where the sample class is played: its people, its calendar, and how far it has come."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from contracts.base import Request, wire_name
from contracts.refusals import Refusal
from contracts.values import FileRef
from deploy.showcase.accounts import Accounts
from deploy.showcase.caller import Caller
from deploy.showcase.people import ADMIN
from kit.wire import encode

Reply = TypeVar("Reply")
T = TypeVar("T")

SHANGHAI = ZoneInfo("Asia/Shanghai")
WAIT_SECONDS = 60.0
LOOK_SECONDS = 0.1
UNKNOWN = 404

Act = Callable[["Stage"], None]
# Takes the suite's address, a login and its password.
Calling = Callable[[str, str, str], Caller]


def local(moment: str) -> datetime:
    """A moment of the class's calendar: "2026-03-23 08:00", in Shanghai."""
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Step:
    """One step of the class's way, and who takes it."""

    name: str
    zh: str
    en: str
    by: str
    at: str
    act: Act


@dataclass
class Chapter:
    """Steps that belong together, in their order; `play` tells the steps of one play from those of
    another that do the same.
    """

    zh: str
    en: str
    play: str = ""
    steps: list[Step] = field(default_factory=list)

    def step(self, zh: str, en: str, *, by: str, at: str) -> Callable[[Act], Act]:
        """Adds a function as the next step, taken at a moment of the class's calendar."""

        def take(act: Act) -> Act:
            name = f"{self.play}.{act.__name__}" if self.play else act.__name__
            self.steps.append(Step(name, zh, en, by, at, act))
            return act

        return take


class Progress:
    """What has been done and what later steps need of it; on the disk after every step."""

    def __init__(self, path: Path) -> None:
        self._path = path
        kept = json.loads(path.read_text()) if path.exists() else {"done": [], "kept": {}}
        self.done: list[str] = kept["done"]
        self.kept: dict[str, Any] = kept["kept"]

    def finish(self, step: str) -> None:
        """A step is done."""
        self.done.append(step)
        self.save()

    def forget(self) -> None:
        """Begin anew."""
        self.done.clear()
        self.kept.clear()
        self.save()

    def save(self) -> None:
        """Put everything on the disk."""
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({"done": self.done, "kept": self.kept}, ensure_ascii=False))
        fresh.replace(self._path)


class Stage:
    """What a step may use; `calling` says by which way its people reach the suite."""

    def __init__(
        self, address: str, var: Path, *, say: Callable[[str], None], calling: Calling = Caller
    ) -> None:
        self.address = address
        self.var = var
        self._calling = calling
        self.folder = var / "showcase"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.accounts = Accounts(var / "sample-accounts.txt")
        self.progress = Progress(self.folder / "progress.json")
        self.kept = self.progress.kept
        self.stranger = Caller(address)
        self._say = say
        self._callers: dict[str, Caller] = {}
        self._step = ""

    # -- The way ----------------------------------------------------------------------------------

    def play(self, chapters: Sequence[Chapter], *, until_step: str = "") -> None:
        """Take every step that has not been taken yet, up to and including `until_step`."""
        self._admit_admin()
        steps = [(chapter, step) for chapter in chapters for step in chapter.steps]
        heading = None
        for number, (chapter, step) in enumerate(steps, start=1):
            if step.name not in self.progress.done:
                if chapter is not heading:
                    self._say(f"\n{chapter.zh}｜{chapter.en}")
                    heading = chapter
                self._say(f"[{number}/{len(steps)}] {step.at}  {step.zh}｜{step.en}  〔{step.by}〕")
                self._take(step)
            if step.name == until_step:
                return

    def _take(self, step: Step) -> None:
        self._step = step.name
        self.clock(step.at)
        step.act(self)
        self.progress.finish(step.name)

    def keep(self, name: str, value: Any) -> None:
        """Keep at once what the rest of the step must find again after a restart."""
        self.kept[name] = value
        self.progress.save()

    def note(self, zh: str, en: str) -> None:
        """Something to be seen of the step."""
        self._say(f"        {zh}｜{en}")

    # -- Time -------------------------------------------------------------------------------------

    def clock(self, moment: str) -> None:
        """Let it be this moment for the whole suite: "2026-03-23 08:00", in Shanghai."""
        self.clock_at(local(moment))

    def clock_at(self, moment: datetime) -> None:
        """Let it be this instant for the whole suite."""
        self.caller("admin").post("/api/operations/clock", moment=moment.isoformat())

    def until(
        self,
        look: Callable[[], T],
        holds: Callable[[T], bool] = bool,
        *,
        while_refused: Sequence[str] = (),
    ) -> T:
        """What one sees once it holds. Events take a moment from department to department;
        meanwhile a record may be unknown, or a command be refused with one of these codes. A
        command that is taken says the same for ever: what its reply must hold is for `repeat`.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                seen = look()
                if holds(seen):
                    return seen
                last = repr(seen)[:500]
            except Refusal as refusal:
                if refusal.status != UNKNOWN and refusal.code not in while_refused:
                    raise
                last = str(refusal)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self._step}: waited in vain; last seen: {last}")
            time.sleep(LOOK_SECONDS)

    def repeat(self, who: str, request: Request[Reply], holds: Callable[[Reply], bool]) -> Reply:
        """Somebody does the same again until what comes of it holds. Every time is an act of its
        own: under the key of the first one its reply would stay the same for ever.
        """
        times = count(1)

        def once_more() -> Reply:
            key = f"{self.key_of(request)}-{next(times)}"
            return self.caller(who).ask(request, key=key)

        return self.until(once_more, holds)

    # -- Asking -----------------------------------------------------------------------------------

    def caller(self, who: str) -> Caller:
        """Somebody's session."""
        if who not in self._callers:
            self._callers[who] = self._calling(self.address, who, self._password(who))
        return self._callers[who]

    def ask(self, who: str, request: Request[Reply]) -> Reply:
        """Somebody asks, and gets what they asked for."""
        return self.caller(who).ask(request, key=self.key_of(request))

    def refused(self, who: str, request: Request[Any], code: str) -> Refusal:
        """Somebody asks what a rule forbids, and is told so."""
        try:
            self.ask(who, request)
        except Refusal as refusal:
            if refusal.code != code:
                raise
            self.kept.setdefault("refusals", {}).setdefault(self._step, []).append(code)
            self.note(f"按规定不予办理：{refusal.zh}", f"Refused, as it must be: {refusal.en}")
            return refusal
        raise AssertionError(f"{self._step}: {wire_name(type(request))} should be refused: {code}")

    def upload(self, who: str, data: bytes, name: str) -> FileRef:
        """Somebody hands in a file."""
        return self.caller(who).upload(data, name)

    def download(self, who: str, request: Request[FileRef]) -> Path:
        """Somebody fetches a file into var/showcase."""
        path = self.caller(who).download(request, self.folder)
        self.kept.setdefault("files", {})[wire_name(type(request))] = path.name
        self.note(f"已下载 {path.name}", f"downloaded {path.name}")
        return path

    def settle_in(self, who: str, first_password: str) -> None:
        """Somebody signs in for the first time and takes a password of their own."""
        newcomer = self._calling(self.address, who, first_password)
        newcomer.change_password(self.accounts.password(who))
        newcomer.close()

    def close(self) -> None:
        """Everybody leaves."""
        for caller in (self.stranger, *self._callers.values()):
            caller.close()

    def key_of(self, request: Request[Any]) -> str:
        """The key of an act; in the same step the same act has the same one, always."""
        content = json.dumps(encode(request), sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(f"{wire_name(type(request))}\0{content}".encode()).hexdigest()
        return f"{self._step}-{digest[:32]}"

    def _password(self, who: str) -> str:
        given = os.environ.get("KAIBAN_ADMIN_PASSWORD", "") if who == ADMIN.key else ""
        return given or self.accounts.password(who)

    def _admit_admin(self) -> None:
        """In an empty suite the administrator signs in with the password it was made with."""
        first = self.var / "first-admin-password"
        if first.exists():
            # A suite that knows nobody else has seen nothing of the class either.
            self.progress.forget()
            self.accounts.provide([ADMIN])
            self.settle_in(ADMIN.key, first.read_text().strip())
            first.unlink()


@contextmanager
def stage(
    address: str, var: Path, *, say: Callable[[str], None], calling: Calling = Caller
) -> Iterator[Stage]:
    """A stage whose people leave when the play is over."""
    opened = Stage(address, var, say=say, calling=calling)
    try:
        yield opened
    finally:
        opened.close()
