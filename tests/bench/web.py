"""Many clients at once, so lean that what is measured is the suite and not they."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from contracts.base import Command, Request, department_of
from kit import clock
from kit.wire import encode

GOOD = range(200, 300)


@dataclass
class Load:
    """What became of many requests: how long each good answer took, and what the others said."""

    elapsed: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0

    def note(self, status: int, body: bytes, seconds: float) -> None:
        """One answer."""
        self.statuses[status] += 1
        if status in GOOD:
            self.seconds.append(seconds)
        elif len(self.refused) < 3:
            self.refused.append(body.decode(errors="replace")[:300])

    def remarks(self) -> str:
        """What was not answered well; empty when everything was."""
        others = {status: n for status, n in self.statuses.items() if status not in GOOD}
        return ", ".join(f"{n} × {status}" for status, n in sorted(others.items()))


def http_request(request: Request[Any], token: str, *, key: str = "") -> bytes:
    """A request as the bytes that go over the line."""
    kind, fields = type(request), encode(request)
    path = re.sub(r"{(\w+)}", lambda found: str(fields.pop(found[1])), kind.ask.path)
    url, body = f"/api/{department_of(kind)}{path}", b""
    if kind.ask.method in {"GET", "DELETE"}:
        url += "?" + urlencode({name: value for name, value in fields.items() if value is not None})
    elif fields:
        body = json.dumps(fields).encode()
    headers = {
        "Host": "localhost",
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    if issubclass(kind, Command):
        headers["Idempotency-Key"] = key or clock.new_id()
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{kind.ask.method} {url} HTTP/1.1\r\n{lines}\r\n".encode() + body


def load(
    address: str, requests: Iterable[bytes], *, clients: int, seconds: float, pause: float = 0.0
) -> Load:
    """Send requests over as many kept connections as there are clients, each the next as soon as
    it has its answer and has paused (s); stops when there are none left or the time is over.
    """
    return asyncio.run(_load(address, iter(requests), clients, seconds, pause))


async def _load(
    address: str, requests: Iterator[bytes], clients: int, seconds: float, pause: float
) -> Load:
    done, place = Load(), urlsplit(address)
    lines = [await asyncio.open_connection(place.hostname, place.port) for _ in range(clients)]
    started = time.perf_counter()
    # Those who pause do not all begin at the same moment.
    waits = [pause * number / clients for number in range(clients)]
    await asyncio.gather(
        *(
            _client(*line, requests, done, until=started + seconds, wait=wait, pause=pause)
            for line, wait in zip(lines, waits, strict=True)
        )
    )
    done.elapsed = time.perf_counter() - started
    for _, writer in lines:
        writer.close()
    return done


async def _client(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    requests: Iterator[bytes],
    done: Load,
    *,
    until: float,
    wait: float,
    pause: float,
) -> None:
    await asyncio.sleep(wait)
    for request in requests:
        sent_at = time.perf_counter()
        writer.write(request)
        status, body = await _answer(reader)
        done.note(status, body, time.perf_counter() - sent_at)
        if time.perf_counter() > until:
            return
        if pause:
            await asyncio.sleep(pause)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *fields = head.split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in fields if line)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return int(first.split()[1]), body
