"""People who give every command of the sample classes by its form, in a browser of their own."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    FilePayload,
    Locator,
    Page,
    Response,
)

from contracts.base import Command, Request
from contracts.values import FileRef
from deploy.showcase.caller import Caller
from gateway.desks import DESKS
from kit.pages.desk import Page as DeskPage
from kit.pages.desk import name_of
from kit.pages.forms import Field, Shape, fields_of, flat
from kit.wire import encode
from tests.browser.visitor import Visitor

Reply = TypeVar("Reply")

PATIENCE_MS = 60_000
MOST_PLACES = 12
MOST_TURNED = 12
SHOWN, BAD = 200, 400
_ID = re.compile(r"{(\w+)}")


@dataclass
class Diary:
    """How each command was come to: the page its link stood on, or none."""

    ways: dict[str, set[str]] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def note(self, name: str, path: str) -> None:
        """A command was given from here."""
        if path:
            self.ways.setdefault(name, set()).add(path)
        else:
            self.unreached.append(name)


@dataclass
class Room:
    """The browser everybody uses, each with cookies of their own, one at a time."""

    browser: Browser
    options: Mapping[str, Any]
    diary: Diary
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)
    _sitting: Visitor | None = None
    _who: str = ""

    def seat(self, hands: "Hands") -> Visitor:
        """The page of whoever acts now; whoever sat here before closes theirs."""
        if self._who != hands.login or self._sitting is None:
            if self._sitting is not None:
                self._sitting.page.close()
            if hands.login not in self._contexts:
                self._contexts[hands.login] = self.browser.new_context(**self.options)
            page = self._contexts[hands.login].new_page()
            page.set_default_timeout(PATIENCE_MS)
            self._sitting, self._who = Visitor(page, hands.address, hands.pictures), hands.login
            self._sitting.listen()
        return self._sitting


class Hands(Caller):
    """Somebody who looks by the public API, and acts by the portal's pages alone. What the form
    sent is asked once more by the API under the same key: the reply is the one the form got, and a
    form that sent anything else would be refused.
    """

    def __init__(self, room: Room, pictures: Any, address: str, login: str, password: str) -> None:
        super().__init__(address, login, password)
        self.address, self.login, self.pictures = address, login, pictures
        self._room = room
        self._password_typed = password
        self._files: dict[str, bytes] = {}
        self._last: dict[str, str] = {}

    def ask(self, request: Request[Reply], *, key: str = "") -> Reply:
        """Commands by their form; questions as ever."""
        if isinstance(request, Command) and self.login:
            self._by_form(request, key)
        return super().ask(request, key=key)

    def upload(self, data: bytes, name: str) -> FileRef:
        """Keep a file at hand for the form that asks for it."""
        file_id = hashlib.sha256(data).hexdigest()
        self._files[file_id] = data
        return FileRef(file_id=file_id, name=name)

    def change_password(self, new: str) -> None:
        """By the page a newcomer is led to; done before, it is done."""
        self._open("/")
        page = self._page
        if urlsplit(page.url).path != "/password":
            return
        page.fill("#old", self._password_typed)
        page.fill("#new", new)
        page.fill("#again", new)
        page.click("main button[type=submit]")
        page.wait_for_url(self.address + "/")

    # -- the way to a form -----------------------------------------------------------------

    def _by_form(self, command: Command[Any], key: str) -> None:
        name = name_of(type(command))
        typed = flat(fields_of(type(command)), encode(command))
        path = self._come_to(name, typed)
        self._room.diary.note(name, path)
        if not path:
            ids = {one: value for one, value in typed.items() if one.endswith("_id")}
            if self._open(f"/do/{name}?{urlencode(ids)}") >= BAD:
                self._room.diary.refused.append(name)
                return
        form = self._page.locator("form[data-form]")
        form.wait_for()
        self._fill(form, type(command), typed)
        form.locator("[name=key]").evaluate("(one, key) => { one.value = key; }", key)
        status = self._submit(form).status
        if status >= BAD:
            self._room.diary.refused.append(name)
            form.locator(".refusal").wait_for()
        elif status == SHOWN:
            form.wait_for(state="detached")
        else:
            self._page.locator(".said").wait_for()
            return
        # What is said or shown in a drawer has been read.
        self._page.keyboard.press("Escape")

    def _come_to(self, name: str, typed: Mapping[str, Any]) -> str:
        """Open the form by a link that leads to it; the page the link stood on."""
        if self._page.url.startswith(self.address) and self._follow(name, typed):
            return urlsplit(self._page.url).path
        for place in self._places(name, typed):
            self._open(place)
            turned: set[str] = set()
            while True:
                if self._follow(name, typed):
                    self._last[name] = place
                    return place
                nexts = [one for one in self._hrefs(".pager a") if one not in turned]
                if not nexts or len(turned) >= MOST_TURNED:
                    break
                turned.add(nexts[0])
                self._open(place.partition("?")[0] + nexts[0])
        return ""

    def _follow(self, name: str, typed: Mapping[str, Any]) -> bool:
        links = self._page.locator(f'a[href="/do/{name}"], a[href^="/do/{name}?"]')
        hrefs = [str(one) for one in self._hrefs(links)]
        for number, href in enumerate(hrefs):
            if _leads_to(href, typed):
                link = links.nth(number)
                closed = link.locator("xpath=ancestor::details[not(@open)]/summary")
                if closed.count():
                    closed.click()
                link.click()
                return True
        return False

    def _places(self, name: str, typed: Mapping[str, Any]) -> Iterator[str]:
        """Where it was found last, the workbench, then every page that offers the command."""
        if name in self._last:
            yield self._last[name]
        yield "/"
        class_id = typed.get("class_id", "")
        for root, page in _offering(name):
            pattern = root + page.path
            missing = [one for one in _ID.findall(pattern) if one not in typed]
            if not missing:
                yield _ID.sub(lambda found: str(typed[found[1]]), pattern).rstrip("/")
            else:
                yield from self._linked(root, pattern, typed, class_id)

    def _linked(
        self, root: str, pattern: str, typed: Mapping[str, Any], class_id: str
    ) -> Iterator[str]:
        """Pages of one record, found by the links that lead to them."""
        known = _ID.sub(lambda found: str(typed.get(found[1], r"[\w-]+")), pattern)
        met: set[str] = set()
        for way in self._menu(root, class_id):
            self._open(way)
            for href in self._hrefs("a[href]"):
                path = href.partition("?")[0].partition("#")[0]
                if path not in met and re.fullmatch(known, path) and len(met) < MOST_PLACES:
                    met.add(path)
        yield from met

    def _menu(self, root: str, class_id: str) -> list[str]:
        if root.startswith("/classes/"):
            self._open(f"/classes/{class_id}")
            return [one for one in self._hrefs("a[href]") if one.startswith(f"/classes/{class_id}")]
        self._open("/")
        return sorted({one for one in self._hrefs("a[href]") if one.startswith(root)})

    # -- the form --------------------------------------------------------------------------

    def _fill(self, form: Locator, kind: type[Command[Any]], typed: Mapping[str, Any]) -> None:
        asked = {one.name: one for one in fields_of(kind)}
        self._make_room(form, asked, typed)
        controls = _controls(form)
        missing = [
            name
            for name, value in typed.items()
            if value not in ("", [])
            and name not in controls
            and _shape(asked, name) not in (Shape.ROWS, Shape.FILE, Shape.FILES)
            and name not in self._given()
        ]
        assert not missing, f"{name_of(kind)} does not ask for {missing}"
        for name, found in controls.items():
            self._set(form, name, found, typed)

    def _given(self) -> dict[str, str]:
        form = self._page.locator("form[data-form]")
        return dict(parse_qsl(urlsplit(str(form.get_attribute("action"))).query))

    def _make_room(
        self, form: Locator, asked: Mapping[str, Field], typed: Mapping[str, Any]
    ) -> None:
        for name, one in asked.items():
            if one.shape is Shape.ROWS and name in typed:
                rows = form.locator(f'[data-rows="{name}"]')
                for _ in range(typed[name] - rows.locator("tbody tr").count()):
                    rows.locator("[data-more]").click()

    def _set(
        self, form: Locator, name: str, found: list[dict[str, Any]], typed: Mapping[str, Any]
    ) -> None:
        kind, wanted = found[0]["type"], typed.get(name, "")
        control = form.locator(f'[name="{name}"]')
        if kind == "file":
            self._attach(control, form, name, typed)
        elif kind in ("checkbox", "radio"):
            chosen = wanted if isinstance(wanted, list) else [wanted]
            for number, one in enumerate(found):
                should = one["value"] in chosen
                if one["checked"] != should and (should or kind == "checkbox"):
                    control.nth(number).set_checked(should)
        elif kind.startswith("select") and found[0]["value"] != wanted:
            control.select_option(wanted)
        elif kind not in ("hidden", "submit") and found[0]["value"] != wanted:
            control.fill(str(wanted))

    def _attach(self, control: Locator, form: Locator, name: str, typed: Mapping[str, Any]) -> None:
        given = typed.get(name) or []
        wanted = given if isinstance(given, list) else [given]
        kept = [one["value"] for one in _controls(form).get(f"{name}.file_id", [])]
        sent = [one for one in wanted if one["file_id"] not in kept]
        if sent:
            control.set_input_files([self._payload(one) for one in sent])

    def _payload(self, file: Mapping[str, str]) -> FilePayload:
        data = self._files[file["file_id"]]
        return FilePayload(name=file["name"], mimeType="application/octet-stream", buffer=data)

    def _submit(self, form: Locator) -> Response:
        def is_answer(response: Response) -> bool:
            return response.request.method == "POST" and "/do/" in response.url

        with self._page.expect_response(is_answer) as answered:
            form.locator("button.primary[type=submit]").click()
        return answered.value

    # -- the page --------------------------------------------------------------------------

    @property
    def _page(self) -> Page:
        return self._room.seat(self).page

    def _open(self, path: str) -> int:
        """Go there, by the door if need be; the status of the answer."""
        page = self._page
        answer = page.goto(self.address + path)
        if urlsplit(page.url).path == "/sign-in":
            page.fill("#login", self.login)
            page.fill("#password", self._password_typed)
            page.click("button[type=submit]")
            page.wait_for_load_state()
            answer = page.goto(self.address + path)
        return answer.status if answer else 0

    def _hrefs(self, where: "str | Locator") -> list[str]:
        links = self._page.locator(where) if isinstance(where, str) else where
        found: list[str] = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
        return found


def _offering(name: str) -> Iterator[tuple[str, DeskPage]]:
    for desk in DESKS:
        for page in desk.class_pages:
            if name in {name_of(kind) for kind in page.offered()}:
                yield "/classes/{class_id}/", page
        for page in desk.pages:
            if name in {name_of(kind) for kind in page.offered()}:
                yield f"/{desk.name}/", page


def _leads_to(href: str, typed: Mapping[str, Any]) -> bool:
    """Whether the link's ids are those of the command."""
    given = parse_qsl(urlsplit(href).query)
    return all(
        str(typed[name]) == value or value in typed[name]
        for name, value in given
        if name in typed and (name.endswith("_id") or isinstance(typed[name], list))
    )


def _shape(asked: Mapping[str, Field], name: str) -> Shape | None:
    first, *rest = (part for part in name.split(".") if not part.isdigit())
    found = asked.get(first)
    for part in rest:
        found = next((one for one in (found.parts if found else ()) if one.name == part), None)
    return found.shape if found else None


def _controls(form: Locator) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in form.evaluate(
        "form => [...form.elements].filter(one => one.name && one.type !== 'submit')"
        ".map(one => ({name: one.name, type: one.type, value: one.value, checked: one.checked}))"
    ):
        found.setdefault(one["name"], []).append(one)
    return found
