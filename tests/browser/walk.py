"""A walk along every link and button a person is shown, each kind of address once."""

import gzip
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

MOST_PAGES = 160
EACH_KIND = 1
PAGE_BYTES = 30 * 1024
OK, SEE_OTHER = 200, 303
FIRST = "/"
# What ends a walk, or leaves the pages: signing out, files, the other language.
LEFT_OUT = ("/sign-out", "/api/", "/assets/", "/calendar/")

_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}|sample-[\w-]+|\d{4}-\d\d(-\d\d)?|\b\d+\b")


@dataclass
class Seen:
    """What the walk found: how many pages, and everything that must not be."""

    paths: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.language = ""
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "html":
            self.language = known.get("lang") or ""
        if tag == "h1":
            self.headings += 1
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag == "a" and known.get("href"):
            self.links.append(str(known["href"]))
        if tag == "form" and (known.get("method") or "get").lower() == "get":
            self.links.append(known.get("action") or "")


def walk(client: httpx.Client, language: str) -> Seen:
    """Breadth first from where one begins, within this site."""
    seen, met = Seen(), {FIRST: 1}
    ways = deque([(FIRST, "")])
    while ways and len(seen.paths) < MOST_PAGES:
        path, came_from = ways.popleft()
        seen.paths.append(path)
        for link in _visit(client, path, came_from, language, seen):
            kind = kind_of(link)
            if met.get(kind, 0) < EACH_KIND and link not in seen.paths:
                met[kind] = met.get(kind, 0) + 1
                ways.append((link, path))
    return seen


def _visit(
    client: httpx.Client, path: str, came_from: str, language: str, seen: Seen
) -> Iterator[str]:
    answer = client.get(path)
    if answer.status_code == SEE_OTHER:
        if path == FIRST:
            # Whose day begins elsewhere is led there.
            yield answer.headers["location"]
        else:
            seen.faults += _fault_of_way(answer, path, came_from)
        return
    if answer.status_code != OK:
        seen.faults.append(f"{answer.status_code} {path} (from {came_from}): {_said(answer)}")
        return
    if not answer.headers["content-type"].startswith("text/html"):
        return
    page = _Links()
    page.feed(answer.text)
    seen.faults += _faults_of(page, answer, path, language)
    for link in page.links:
        target = urlsplit(urljoin(path, link))
        changes_language = "lang=" in target.query
        if not (target.netloc or changes_language or target.path.startswith(LEFT_OUT)):
            yield target.path + (f"?{target.query}" if target.query else "")


def _fault_of_way(answer: httpx.Response, path: str, came_from: str) -> list[str]:
    # A file is fetched at an address of its own; any other way on means a link led astray.
    to = answer.headers["location"]
    is_file = to.startswith("/api/files/")
    return [] if is_file else [f"303 {path} → {to} (from {came_from})"]


def _faults_of(page: _Links, answer: httpx.Response, path: str, language: str) -> list[str]:
    faults = []
    if page.language != {"zh": "zh-CN", "en": "en"}[language]:
        faults.append(f"{path}: html lang {page.language!r}")
    if page.headings != 1:
        faults.append(f"{path}: {page.headings} h1")
    twice = {one for one in page.ids if page.ids.count(one) > 1}
    if twice:
        faults.append(f"{path}: ids used twice {sorted(twice)[:3]}")
    packed = len(gzip.compress(answer.content))
    if packed > PAGE_BYTES:
        faults.append(f"{path}: {packed} bytes packed")
    return faults


def _said(answer: httpx.Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>\s*<p>(.*?)</p>", answer.text, re.DOTALL)
    return " ".join(found.groups())[:200] if found else ""


def kind_of(path: str) -> str:
    """An address without its ids and values: pages that differ only in those are of one kind."""
    parts = urlsplit(path)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return _ID.sub("#", parts.path) + "?" + "&".join(names)
