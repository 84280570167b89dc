"""The frame of the portal's pages: its menu, whoever is signed in, what every page needs."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from contracts.base import REQUESTS, Request
from contracts.enrollment import FindPeople, ListDocuments
from contracts.notification import CountTodos, ListTodos
from contracts.portal import ListActivity, ListBoard
from contracts.roles import ROLE_TITLES, Actor
from contracts.values import CATEGORY_TITLES, FileRef
from gateway.asking import Asking, request_id_of
from gateway.identity import Person
from gateway.pages.names import Names
from gateway.uploads import Uploads
from kit.files import FileStore
from kit.green import off_cpu
from kit.pages import Pages, language_of
from kit.pages.asking import Asker, Departments
from kit.pages.desk import AnyKind, Desk, name_of
from kit.pages.export import Words
from kit.pages.shell import Entry, Group, Shell, menu_for
from kit.pages.words import STEPS, word_of
from kit.papers import qr_svg
from kit.rest import TITLES, file_address
from kit.rights import may_ever
from kit.settings import Settings

Reply = TypeVar("Reply")

# Typed as what may_ever asks about.
SEES_BOARD: type[Request[Any]] = ListBoard
SEES_ACTIVITY: type[Request[Any]] = ListActivity
SEARCHED: Sequence[type[Request[Any]]] = (ListBoard, FindPeople, ListDocuments)

SAID = "said"
SAID_SECONDS = 30
COUNT_SECONDS = 5.0

PORTAL = Group(
    "门户",
    (
        Entry("工作台", "home", "/", (ListTodos,)),
        Entry("班次看板", "board", "/classes", (ListBoard,)),
    ),
)
PUBLIC = Group(
    "公共服务",
    (
        Entry("证书查验", "seal", "/verify"),
        Entry("接口说明", "code", "/api"),
    ),
)


@dataclass(frozen=True)
class Frame:
    """What a page's route works with."""

    asking: Asking
    departments: Departments
    pages: Pages
    desks: Sequence[Desk]
    files: FileStore
    uploads: Uploads
    names: Names
    menu: Sequence[Group]
    counts: dict[str, tuple[float, int | None]] = field(default_factory=dict)

    async def asker(self, http: HttpRequest) -> Asker:
        """Asks departments as whoever is signed in."""
        return Asker(self.departments, await self.asking.actor(http))

    def as_nobody(self, http: HttpRequest) -> Asker:
        """Asks departments as nobody, whoever is signed in: the link is the only right there is."""
        return Asker(self.departments, Actor(person_id="", request_id=request_id_of(http)))

    async def signed_in(self, http: HttpRequest) -> Person | RedirectResponse:
        """Whoever is signed in and may go on, or where to go first."""
        person = await self.asking.person(http)
        if person is None:
            return RedirectResponse(f"/sign-in?{_coming_back(http)}", 303)
        if person.must_change:
            return RedirectResponse(f"/password?{_coming_back(http)}", 303)
        if person.must_enroll:
            return RedirectResponse(f"/two-step?{_coming_back(http)}", 303)
        return person

    async def show(
        self,
        http: HttpRequest,
        template: str,
        *,
        status: int = 200,
        todos: int | None = None,
        named: Mapping[str, str] | None = None,
        **data: object,
    ) -> HTMLResponse:
        """A page within the frame; `named` says what the ids on it are called, of classes it need
        not.
        """
        shell = await self.shell(http, todos)
        person_id = shell.person.person_id if shell.person else ""
        said = REQUESTS.get(http.cookies.get(SAID, ""))
        called = await self.names.called()
        about: dict[str, Any] = {
            "shell": shell,
            "who": called.who,
            "named": {**called.classes, **(named or {})},
            "file_path": lambda kept: file_address(kept.file_id, kept.name, person_id),
            "said": said.heading if said else None,
        }
        response = self.pages.show(http, template, status=status, **(about | data))
        if SAID in http.cookies:
            response.delete_cookie(SAID, path="/")
        return response

    def say_done(self, response: Response, kind: AnyKind) -> Response:
        """Have the next page say that this was done."""
        response.set_cookie(
            SAID, name_of(kind), max_age=SAID_SECONDS, path="/", httponly=True, samesite="lax"
        )
        return response

    async def shell(self, http: HttpRequest, todos: int | None = None) -> Shell:
        """The frame for this person."""
        person = await self.asking.person(http)
        actor = await self.asking.actor(http)
        held = {grant.role: None for grant in actor.grants}
        if todos is None and person is not None and not person.must_change:
            todos = await self.todo_count(actor)
        return Shell(
            person=person,
            roles=[ROLE_TITLES[role] for role in held],
            menu=menu_for(actor, self.menu),
            searches=any(may_ever(actor, kind) for kind in SEARCHED),
            todos=todos,
        )

    async def todo_count(self, actor: Actor) -> int | None:
        """How much waits for somebody, as it stood a moment ago; None when nobody can tell."""
        known = self.counts.get(actor.person_id)
        if known is not None and time.monotonic() - known[0] < COUNT_SECONDS:
            return known[1]
        found = await Asker(self.departments, actor).part(CountTodos())
        count = None if found.value is None else found.value.waiting
        self.counts[actor.person_id] = (time.monotonic(), count)
        return count

    async def words(self, http: HttpRequest, named: Mapping[str, str] | None = None) -> Words:
        """How the words of a workbook are said, and what the ids in it are called."""
        language, called = language_of(http), await self.names.called()

        def t(text: str) -> str:
            return self.pages.translated(language, text)

        def word(value: Any) -> str:
            known = word_of(value)
            return t(known) if known else str(value)

        def either(zh: str, en: str) -> str:
            return zh if language == "zh" else en

        return Words(t, word, either, called.who, {**called.classes, **(named or {})})

    async def workbook_to(self, data: bytes, title: str, person_id: str) -> RedirectResponse:
        """The way to a workbook just made, for this person."""
        kept: FileRef = await off_cpu(self.files.put, data, f"{title}.xlsx")
        return self.file_to(kept, person_id)

    def file_to(self, kept: FileRef, person_id: str) -> RedirectResponse:
        """The way to a file, for this person."""
        return RedirectResponse(file_address(kept.file_id, kept.name, person_id), 303)


def _coming_back(http: HttpRequest) -> str:
    """A code that was scanned is lost unless its whole address survives the door; what a form held
    is lost anyway, so its sender comes back to an empty one.
    """
    query = f"?{http.url.query}" if http.url.query else ""
    return urlencode({"to": f"{http.url.path}{query}"})


def menu_of(desks: Sequence[Desk]) -> list[Group]:
    """The menu: the portal's own lines, each desk's pages, what is open to everybody."""
    groups = [
        Group(
            desk.zh,
            [
                Entry(
                    page.zh,
                    page.icon,
                    f"/{desk.name}/{page.path}".rstrip("/"),
                    page.asks,
                    page.whose,
                    first=not page.path,
                )
                for page in desk.pages
                if page.is_listed
            ],
        )
        for desk in desks
    ]
    own = [entry for group in groups if group.zh == PORTAL.zh for entry in group.entries]
    others = [group for group in groups if group.zh != PORTAL.zh]
    return [Group(PORTAL.zh, (*PORTAL.entries, *own)), *others, PUBLIC]


def make_pages(settings: Settings, desks: Sequence[Desk] = ()) -> Pages:
    """The templates of the portal and the desks over the common design."""

    def drawn(text: str) -> Markup:
        return Markup(qr_svg(text))  # noqa: S704 – our own drawing

    return Pages(
        "gateway.pages",
        *(desk.package for desk in desks),
        institution=settings.institution,
        categories=CATEGORY_TITLES,
        titles=TITLES,
        class_steps=STEPS,
        site=settings.address,
        drawn=drawn,
        qr=lambda path: drawn(settings.address + path),
    )
