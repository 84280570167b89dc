"""Commands of one kind that wait at the same moment share a transaction, as events do: what each
alone would pay for opening, committing and the kit's own rows is paid once.

All of them take effect or none: where one cannot, each is carried out for itself, so that nobody is
refused for another's sake.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any

from contracts.base import Request
from contracts.roles import Actor

# Longer transactions would hold seats and rooms too long for others.
MOST = 25

_NOT_YET = object()


@dataclass(eq=False)
class Job:
    """One command on its way: who asked, under which key, and the context it was asked in."""

    request: Request[Any]
    actor: Actor
    key: str
    prepared: Sequence[Any] = ()
    context: Context = field(default_factory=copy_context)
    reply: Any = _NOT_YET
    called: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        """Whether it took effect together with others."""
        return self.reply is not _NOT_YET

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids it is about: commands that take the same rows take them in the same order."""
        named = vars(self.request).items()
        return tuple(str(value) for name, value in named if name.endswith("_id"))


class Together:
    """The commands of one kind that wait. Whoever comes while nobody works works for all who wait;
    the first of those who came meanwhile goes on.
    """

    def __init__(self, carry_out: Callable[[Sequence[Job]], Sequence[Any]]) -> None:
        self._carry_out = carry_out
        self._waiting: deque[Job] = deque()
        self._working = False
        self._lock = threading.Lock()

    def reply_to(self, job: Job) -> Any:
        """The command's reply; whatever refuses it when it is carried out for itself."""
        with self._lock:
            self._waiting.append(job)
            is_first, self._working = not self._working, True
        try:
            if not is_first:
                job.called.wait()
            if job in self._waiting:
                self._work()
        finally:
            self._leave(job)
        return job.reply if job.is_done else self._carry_out([job])[0]

    def _leave(self, job: Job) -> None:
        """Whoever is stopped while waiting takes the command back; were others waiting for it to go
        on, the next of them does.
        """
        with self._lock:
            if job in self._waiting:
                self._waiting.remove(job)
                if job.called.is_set():
                    self._call_next()

    def _call_next(self) -> None:
        self._working = bool(self._waiting)
        if self._waiting:
            self._waiting[0].called.set()

    def _work(self) -> None:
        with self._lock:
            jobs = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        try:
            if len(jobs) == 1:
                jobs[0].reply = self._carry_out(jobs)[0]
            else:
                self._share(sorted(jobs, key=lambda job: job.ids))
        finally:
            with self._lock:
                self._call_next()
            for job in jobs:
                job.called.set()

    def _share(self, jobs: Sequence[Job]) -> None:
        try:
            replies = self._carry_out(jobs)
        except Exception:
            # Each learns its own reason when it is carried out for itself.
            return
        for job, reply in zip(jobs, replies, strict=True):
            job.reply = reply
