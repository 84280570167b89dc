"""People who give every command of the sample classes by its form, in a browser of their own."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
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

from contracts.base import REQUESTS, Command, Request
from contracts.enrollment import ListTrainees
from contracts.values import FileRef
from deploy.showcase.caller import Caller
from gateway.desks import DESKS
from gateway.guard import BY_LINK
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
FORM, SEEK = "form[data-form]", "form[data-seek]"
# What a form that stands on the page gives by itself: in its address, and in hidden fields.
GIVEN = """all => all.map(form => [
    ...new URL(form.action).searchParams,
    ...[...form.elements].filter(one => one.type === "hidden").map(one => [one.name, one.value])
])"""
TAKE_KEY = """(form, key) => {
    const made = Object.assign(document.createElement("input"), {type: "hidden", name: "key"});
    (form.querySelector("[name=key]") || form.appendChild(made)).value = key;
}"""
_ID = re.compile(r"{(\w+)}")
# A row of a list in a form, known by an id: "marks.7.trainee_id".
_ROW = re.compile(r"(?P<line>(?P<list>\w+)\.\d+)\.(?P<id>\w+_id)")
_LINE = re.compile(r"^\w+\.\d+")
_OF_CLASS = re.compile(r"/classes/[0-9a-f]+")


@dataclass
class Diary:
    """How the commands came to be given: the page the link to each stood on, those that were given
    though no link led there, those a form was refused, and what the browser complained of.
    """

    ways: dict[str, set[str]] = field(default_factory=dict)
    without_a_way: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Room:
    """The browser everybody uses, each with cookies of their own, one at a time."""

    browser: Browser
    pictures: Path
    diary: Diary
    options: Mapping[str, Any] = field(default_factory=dict)
    _contexts: dict[str, BrowserContext] = field(default_factory=dict)
    _sitting: Visitor | None = None
    _who: str = ""

    def calling(self, address: str, login: str, password: str) -> Caller:
        """Somebody who acts here."""
        return Hands(self, address, login, password)

    def seat(self, who: str, address: str) -> Page:
        """The page of whoever acts now; whoever sat here before closes theirs."""
        if self._who != who or self._sitting is None:
            self._stand_up()
            if who not in self._contexts:
                self._contexts[who] = self.browser.new_context(**self.options)
            page = self._contexts[who].new_page()
            page.set_default_timeout(PATIENCE_MS)
            self._sitting, self._who = Visitor(page, address, self.pictures), who
            self._sitting.listen()
        return self._sitting.page

    def picture(self, name: str) -> None:
        """Keep how the form of a command looked, filled in, once for each."""
        path = self.pictures / f"{name}.png"
        if self._sitting is not None and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sitting.page.screenshot(path=path)

    def clear(self, **options: Any) -> None:
        """Everybody signs out; those who come next have browsers with these options."""
        self._stand_up()
        for context in self._contexts.values():
            context.close()
        self._contexts.clear()
        self.options = options

    def _stand_up(self) -> None:
        if self._sitting is not None:
            self._sitting.page.close()
            self.diary.complaints += self._sitting.complaints
        self._sitting = None


class Hands(Caller):
    """Somebody who looks by the public API, and acts by the portal's pages alone. What the form
    sent is asked once more by the API under the same key: the reply is the one the form got, and a
    form that sent anything else would be refused.
    """

    def __init__(self, room: Room, address: str, login: str, password: str) -> None:
        super().__init__(address, login, password)
        self.address, self.login = address, login
        self._room = room
        self._password_typed = password
        self._files: dict[str, bytes] = {}
        self._addresses: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._numbers: dict[str, str] = {}

    def ask(self, request: Request[Reply], *, key: str = "") -> Reply:
        """Commands by their form; questions as ever."""
        if isinstance(request, Command) and self.login:
            self._by_form(request, key)
        return super().ask(request, key=key)

    def raw(self, request: Request[Any], *, key: str = "") -> Any:
        """The reply as it came; where its files can be fetched is kept in mind."""
        reply = super().raw(request, key=key)
        self._addresses |= _addresses_in(reply)
        return reply

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
        page.wait_for_url(lambda url: urlsplit(url).path != "/password")

    # -- the way to a form -----------------------------------------------------------------

    def _by_form(self, command: Command[Any], key: str) -> None:
        name = name_of(type(command))
        typed = flat(fields_of(type(command)), encode(command))
        found = self._come_to(name, typed)
        # What is going to be refused may have no link; whoever knows the address may still try.
        if found is None and self._open(_address_of(type(command), typed)) >= BAD:
            return
        way, form = found or ("", self._page.locator(FORM))
        form.wait_for()
        self._fill(form, type(command), _as_placed(typed, _controls(form)))
        form.evaluate(TAKE_KEY, key)
        self._room.picture(name)
        if self._give(form):
            self._note(name, way)
        else:
            self._room.diary.refused.append(name)

    def _give(self, form: Locator) -> bool:
        """Send the form; whether it was accepted."""
        self._page.evaluate("document.body.dataset.stale = 'yes'")
        status = self._submit(form).status
        if status >= BAD:
            self._page.locator(".refusal").wait_for()
        elif status == SHOWN:
            form.wait_for(state="detached")
        else:
            self._page.locator("body:not([data-stale])").wait_for()
            # A page that only its address opens says nothing of who came there.
            if not urlsplit(self._page.url).path.startswith(BY_LINK):
                self._page.locator(".said").wait_for()
            return True
        # What is said or shown in a drawer has been read.
        self._page.keyboard.press("Escape")
        return status == SHOWN

    def _note(self, name: str, way: str) -> None:
        if way:
            self._room.diary.ways.setdefault(name, set()).add(way)
        else:
            self._room.diary.without_a_way.add(name)

    def _come_to(self, name: str, typed: Mapping[str, Any]) -> tuple[str, Locator] | None:
        """The form, opened by a link that leads to it, and the page the link stood on."""
        if self._page.url.startswith(self.address) and (form := self._form(name, typed)):
            return urlsplit(self._page.url).path, form
        for place in self._places(name, typed):
            self._open(place)
            for _ in self._leaves(typed):
                if form := self._form(name, typed):
                    self._last[name] = place
                    return place, form
        return None

    def _leaves(self, typed: Mapping[str, Any]) -> Iterator[None]:
        """The page as it opens, what its search finds, and every further page of its lists."""
        yield
        if "trainee_id" in typed and self._page.locator(SEEK).count():
            self._seek(typed)
            yield
        turned: set[str] = set()
        while more := [one for one in self._hrefs(".pager a") if one not in turned]:
            if len(turned) == MOST_TURNED:
                return
            turned.add(more[0])
            self._open(more[0])
            yield

    def _seek(self, typed: Mapping[str, Any]) -> None:
        """Whoever is at the desk says who they are."""
        numbers = self._numbers
        if typed["trainee_id"] not in numbers:
            asked = ListTrainees(class_id=typed["class_id"], size=200)
            numbers |= {one.trainee_id: one.trainee_no for one in super().ask(asked).items}
        self._page.locator(f"{SEEK} [name=q]").fill(numbers[typed["trainee_id"]])
        self._page.locator(f"{SEEK} button").click()
        self._page.wait_for_load_state()

    def _form(self, name: str, typed: Mapping[str, Any]) -> Locator | None:
        """The form of a command with these ids: one that stands on the page, or by its link."""
        standing = self._page.locator(f'form[action^="/do/{name}"]:not([data-form])')
        for number, given in enumerate(standing.evaluate_all(GIVEN)):
            if _leads_to(name, given, typed):
                return standing.nth(number)
        links = self._page.locator(f'a[href="/do/{name}"], a[href^="/do/{name}?"]')
        for number, href in enumerate(self._hrefs(links)):
            if _leads_to(name, parse_qsl(urlsplit(href).query), typed):
                self._follow(links.nth(number))
                return self._page.locator(FORM)
        return None

    def _follow(self, link: Locator) -> None:
        closed = link.locator("xpath=ancestor::details[not(@open)]/summary")
        if closed.count():
            closed.click()
        link.click()

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

    def _menu(self, root: str, class_id: str) -> Iterator[str]:
        if not root.startswith("/classes/"):
            yield from self._ways(root, on="/")
            return
        for of_class in [f"/classes/{class_id}"] if class_id else self._classes():
            yield from self._ways(of_class, on=of_class)

    def _classes(self) -> list[str]:
        """Those the workbench leads to."""
        found = (_OF_CLASS.match(one) for one in self._ways("/classes/", on="/"))
        return sorted({one[0] for one in found if one})

    def _ways(self, root: str, *, on: str) -> list[str]:
        self._open(on)
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
            and not _is_default(asked, name, value)
            and _shape(asked, name) not in (Shape.ROWS, Shape.FILE, Shape.FILES)
            and name not in self._given(form)
        ]
        assert not missing, f"{name_of(kind)} does not ask for {missing}"
        for name, found in controls.items():
            self._set(form, name, found, typed)

    def _given(self, form: Locator) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(str(form.get_attribute("action"))).query))

    def _make_room(
        self, form: Locator, asked: Mapping[str, Field], typed: Mapping[str, Any]
    ) -> None:
        for name, one in asked.items():
            rows = form.locator(f'[data-rows="{name}"]')
            if one.shape is Shape.ROWS and name in typed and rows.count():
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
        data = self._files.get(file["file_id"])
        if data is None:
            data = self._send(method="GET", url=self._addresses[file["file_id"]]).content
        return FilePayload(name=file["name"], mimeType="application/octet-stream", buffer=data)

    def _submit(self, form: Locator) -> Response:
        def is_answer(response: Response) -> bool:
            return response.request.method == "POST" and "/do/" in response.url

        with self._page.expect_response(is_answer) as answered:
            form.locator("button.primary[type=submit]").first.click()
        return answered.value

    # -- the page --------------------------------------------------------------------------

    @property
    def _page(self) -> Page:
        return self._room.seat(self.login, self.address)

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


def _address_of(kind: type[Command[Any]], typed: Mapping[str, Any]) -> str:
    """A form with all that its address alone can tell it."""
    hidden = {name for desk in DESKS if kind in desk.looks for name in desk.looks[kind].hides}
    told = _ids(typed) | {name: typed[name] for name in hidden & typed.keys()}
    return f"/do/{name_of(kind)}?{urlencode(told)}"


def _ids(typed: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name.endswith("_id")}


def _addresses_in(reply: Any) -> dict[str, str]:
    if isinstance(reply, dict) and "url" in reply and "file_id" in reply:
        return {reply["file_id"]: reply["url"]}
    parts = reply.values() if isinstance(reply, dict) else reply if isinstance(reply, list) else ()
    return {key: url for part in parts for key, url in _addresses_in(part).items()}


def _offering(name: str) -> Iterator[tuple[str, DeskPage]]:
    for desk in DESKS:
        for page in desk.class_pages:
            if name in {name_of(kind) for kind in page.offered}:
                yield "/classes/{class_id}/", page
        for page in desk.pages:
            if name in {name_of(kind) for kind in page.offered}:
                yield f"/{desk.name}/", page


def _leads_to(command: str, given: Iterable[tuple[str, str]], typed: Mapping[str, Any]) -> bool:
    """Whether what a link or a form says it is about is what the command is about."""
    wanted = {name: value for name, value in typed.items() if isinstance(value, list)}
    wanted |= {name: [value] for name, value in _ids(typed).items() if "." not in name}
    wanted |= {name: [typed[name]] for name in _ID.findall(REQUESTS[command].ask.path)}
    return all(value in wanted[name] for name, value in given if name in wanted)


def _as_placed(
    typed: Mapping[str, Any], controls: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    """With the numbers of the rows that stand on the form already: `marks.7` is whoever it calls
    eighth.
    """
    standing = {
        (row["list"], row["id"], one["value"]): row["line"]
        for name, found in controls.items()
        for one in found
        if one["type"] == "hidden" and (row := _ROW.fullmatch(name))
    }
    lines = {
        row["line"]: standing.get((row["list"], row["id"], value), row["line"])
        for name, value in typed.items()
        if (row := _ROW.fullmatch(name))
    }
    return {
        _LINE.sub(lambda line: lines.get(line[0], line[0]), name): value
        for name, value in typed.items()
    }


def _shape(asked: Mapping[str, Field], name: str) -> Shape | None:
    first, *rest = (part for part in name.split(".") if not part.isdigit())
    found = asked.get(first)
    for part in rest:
        found = next((one for one in (found.parts if found else ()) if one.name == part), None)
    return found.shape if found else None


def _is_default(asked: Mapping[str, Field], name: str, value: Any) -> bool:
    return name in asked and value == asked[name].default


def _controls(form: Locator) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in form.evaluate(
        "form => [...form.elements].filter(one => one.name && one.type !== 'submit')"
        ".map(one => ({name: one.name, type: one.type, value: one.value, checked: one.checked}))"
    ):
        found.setdefault(one["name"], []).append(one)
    return found
