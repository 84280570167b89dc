"""Somebody of the sample classes at a browser, and everything a browser complains of."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from contracts.portal import ListBoard
from deploy.showcase.accounts import Accounts
from deploy.showcase.caller import Caller
from tests.journeys.places import Suite

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = (1440, 900), (390, 844)
LEADER = "evp"
SERVER_ERROR = 500


@dataclass
class Visitor:
    """A person's browser. `complaints` gathers what must never be: console errors (a violated
    content policy among them), requests to other hosts, server errors.
    """

    page: Page
    address: str
    pictures: Path
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of the suite."""
        self.page.goto(self.address + path)
        return self.page

    def picture(self, name: str) -> None:
        """Keep what is on the screen, for people to look at."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    def accessibility(self) -> list[str]:
        """What axe-core finds wrong with the page."""
        found = Axe().run(self.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        return [
            f"{self.page.url} {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in found.response["violations"]
        ]

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser also notes each refused form; those are answers, not faults of a page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _on_request(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme.startswith("http") and f"{place.scheme}://{place.netloc}" != self.address:
            self.complaints.append(f"{self.page.url} asks {request.url}")

    def _on_response(self, response: Response) -> None:
        if response.status >= SERVER_ERROR:
            self.complaints.append(f"{response.status} {response.url}")

    def listen(self) -> None:
        """Hear what the browser complains of."""
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))


class School:
    """The suite, the passwords of its people, its classes."""

    def __init__(self, suite: Suite, pictures: Path, address: str = "") -> None:
        self.address, self._pictures = address or suite.address, pictures
        self._accounts = Accounts(suite.var / "sample-accounts.txt")

    def class_id(self, code: str) -> str:
        """The class with this code."""
        with self.calling(LEADER) as leader:
            lines = leader.ask(ListBoard(size=200)).items
        return next(line.class_id for line in lines if line.code == code)

    def password(self, login: str) -> str:
        """What somebody signs in with."""
        return self._accounts.password(login)

    @contextmanager
    def at_a_browser(
        self,
        browser: Browser,
        login: str,
        *,
        language: str = "zh",
        size: tuple[int, int] = DESK,
        **options: Any,
    ) -> Iterator[Visitor]:
        """Somebody who has signed in with the form. Every complaint fails the test."""
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN" if language == "zh" else "en-GB",
            **options,
        )
        visitor = Visitor(context.new_page(), self.address, self._pictures / login)
        visitor.listen()
        page = visitor.open(f"/sign-in?lang={language}")
        page.fill("#login", login)
        page.fill("#password", self.password(login))
        page.click("button[type=submit]")
        page.wait_for_load_state()
        yield visitor
        context.close()
        assert visitor.complaints == []

    @contextmanager
    def signed_in(self, login: str, language: str = "zh") -> Iterator[httpx.Client]:
        """The same without a browser, for walking fast."""
        headers = {"Origin": self.address, "Accept-Language": language}
        with httpx.Client(
            base_url=self.address, headers=headers, timeout=30, trust_env=False
        ) as client:
            form = {"login": login, "password": self.password(login)}
            answer = client.post("/api/session", content=json.dumps(form), headers=JSON)
            answer.raise_for_status()
            yield client

    @contextmanager
    def calling(self, login: str) -> Iterator[Caller]:
        """Somebody elsewhere who does things by the public API."""
        caller = Caller(self.address, login, self.password(login))
        yield caller
        caller.close()


JSON = {"Content-Type": "application/json"}
