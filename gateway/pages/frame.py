"""The frame of the portal's pages: its menu, whoever is signed in, what every page needs."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request as HttpRequest
from fastapi.responses import HTMLResponse, RedirectResponse

from contracts.base import Request
from contracts.notification import ListTodos
from contracts.portal import ListActivity, ListBoard
from contracts.roles import ROLE_TITLES, Actor
from contracts.values import CATEGORY_TITLES
from gateway.asking import Asking, request_id_of
from gateway.identity import Person
from gateway.pages.parts import Asker, Departments
from kit.pages import Pages
from kit.pages.shell import Entry, Group, Shell, menu_for
from kit.rest import TITLES
from kit.rights import may_ever
from kit.settings import Settings

# Typed as what may_ever asks about.
SEES_BOARD: type[Request[Any]] = ListBoard
SEES_ACTIVITY: type[Request[Any]] = ListActivity

MENU = (
    Group(
        "门户",
        (
            Entry("工作台", "home", "/", ListTodos),
            Entry("班次看板", "board", "/classes", ListBoard),
            Entry("制度文件", "book", "/policies", ListTodos),
        ),
    ),
    Group(
        "公共服务",
        (
            Entry("证书查验", "seal", "/verify"),
            Entry("接口说明", "code", "/api"),
        ),
    ),
)


@dataclass(frozen=True)
class Frame:
    """What a page's route works with."""

    asking: Asking
    departments: Departments
    pages: Pages

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
            return RedirectResponse(f"/sign-in?to={http.url.path}", 303)
        if person.must_change:
            return RedirectResponse("/password", 303)
        return person

    async def show(
        self,
        http: HttpRequest,
        template: str,
        *,
        status: int = 200,
        todos: int | None = None,
        **data: object,
    ) -> HTMLResponse:
        """A page within the frame."""
        shell = await self.shell(http, todos)
        return self.pages.show(http, template, status=status, shell=shell, **data)

    async def shell(self, http: HttpRequest, todos: int | None = None) -> Shell:
        """The frame for this person."""
        person = await self.asking.person(http)
        actor = await self.asking.actor(http)
        held = {grant.role: None for grant in actor.grants}
        return Shell(
            person=person,
            roles=[ROLE_TITLES[role] for role in held],
            menu=menu_for(actor, MENU),
            searches=may_ever(actor, SEES_BOARD),
            todos=todos,
        )


def make_pages(settings: Settings) -> Pages:
    """The portal's templates over the common design."""
    return Pages(
        "gateway.pages",
        institution=settings.institution,
        categories=CATEGORY_TITLES,
        titles=TITLES,
    )
