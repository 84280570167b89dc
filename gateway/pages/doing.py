"""The form of every command: as a page, or in a drawer over the page it was opened from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from contracts.base import REQUESTS, Command, Query
from contracts.lookups import LOOKUPS, Lookup
from contracts.refusals import Forbidden, Refusal, Unknown
from gateway.pages.desks import visit_of
from gateway.pages.entry import own_path
from gateway.pages.forms import Form, go_on, in_drawer, show_form
from gateway.pages.frame import Frame
from gateway.pages.looks import look_of
from kit import clock
from kit.pages.choosing import Options, choices_of
from kit.pages.desk import AnyKind, AsksOfForm, Look
from kit.pages.forms import Field, Shape, asked_beyond, flat, read, standing, unreadable
from kit.pages.visit import Visit, address
from kit.wire import decode, encode

MORE_ROWS = 3

Kind = type[Command[Any]]


def doing_routes(frame: Frame) -> APIRouter:
    """One address for each command: GET shows its form, POST has it carried out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/do/{name}")
    async def form(http: HttpRequest, name: str) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        page = await _form_of(frame, http, visit, name)
        return await page.show(await page.beginning())

    @router.post("/do/{name}")
    async def do(http: HttpRequest, name: str) -> Response:
        visit = await visit_of(frame, http)
        if isinstance(visit, Response):
            return visit
        page = await _form_of(frame, http, visit, name)
        async with http.form(max_files=20, max_fields=5000) as sent:
            typed, refusal = await _with_files_kept(frame, sent, visit.actor.person_id)
        return await page.carry_out(typed, refusal)

    return router


async def _form_of(frame: Frame, http: HttpRequest, visit: Visit, name: str) -> "FormPage":
    kind = REQUESTS.get(name)
    if kind is None or not issubclass(kind, Command):
        raise Unknown("地址", "address")
    given = http.query_params
    known = _in_path(kind, {**visit.known, **given})
    look = look_of(frame.desks, kind, visit.actor, known, given.get("back", ""))
    known |= {name: given[name] for name in look.hides if name in given}
    visit = replace(visit, here={**visit.here, **known})
    if not visit.may(kind):
        raise Forbidden(
            "NOT_YOUR_DUTY", "您的岗位不能办理此事。", "This is not for any of your roles."
        )
    return FormPage(frame, http, visit, _Asked(kind, look, known))


def _in_path(kind: AnyKind, given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if "{" + name + "}" in kind.ask.path}


@dataclass(frozen=True)
class _Asked:
    """The command a form is for, how its form looks, and the ids that are known."""

    kind: Kind
    look: Look
    known: Mapping[str, str]


class FormPage:
    """The form of one command for one person: what it begins with, and what becomes of it."""

    def __init__(self, frame: Frame, http: HttpRequest, visit: Visit, asked: _Asked) -> None:
        self._frame, self._http, self._visit = frame, http, visit
        self._kind, self._look, self._known = asked.kind, asked.look, asked.known
        fields = asked_beyond(self._kind, self._known)
        self._asked = [
            _chosen(field, self._look) for field in fields if field.name not in self._look.hides
        ]
        self._back = own_path(http.query_params.get("back", "/"))

    async def beginning(self) -> dict[str, Any]:
        """What the form begins with: defaults, the record it changes, what its address gives."""
        begun = standing(self._asked)
        record = await self._answer_to(self._look.starts)
        if record is not None or (self._look.starts is None and self._look.begins):
            begun |= flat(self._asked, self._begins(record))
        given = self._http.query_params
        for field in self._asked:
            if field.name in given:
                many = field.shape is Shape.CHOICES
                begun[field.name] = given.getlist(field.name) if many else given[field.name]
        return begun

    def _begins(self, record: Any) -> Mapping[str, Any]:
        if self._look.begins is not None:
            return self._look.begins(record, self._given)
        plain: Mapping[str, Any] = encode(record)
        return plain

    @property
    def _given(self) -> dict[str, str]:
        return {**dict(self._http.query_params), **self._known}

    async def _answer_to(self, asks: AsksOfForm | None) -> Any:
        query = None if asks is None else self._question(asks)
        return None if query is None else (await self._visit.part(query)).value

    def _question(self, asks: AsksOfForm) -> Query[Any] | None:
        if not isinstance(asks, type):
            return asks(self._given)
        # What the address gives the form's own fields is no filter of the question.
        return self._visit.query(asks, "about.", **_in_path(asks, self._given))

    async def carry_out(self, form: FormData, refused: Refusal | None = None) -> Response:
        """Give the command; the form comes back with what stood in its way, be it one of the files
        that came with it.
        """
        typed = read(form, self._asked)
        shown = flat(self._asked, typed.values)
        key = str(form.get("key", "")) or clock.new_id()
        self._back = own_path(str(form.get("back", self._back)))
        if more := str(form.get("more", "")):
            return await self.show(shown, key=key, more=_more_of(more, self._asked, shown))
        try:
            if refused is not None:
                raise refused
            if typed.faults:
                raise unreadable(typed.faults)
            command = decode(self._kind, {**typed.values, **self._known})
            reply = await self._visit.asker.done(command, key)
        except Refusal as refusal:
            return await self.show(shown, key=key, refusal=refusal)
        return await self._done(command, reply)

    async def _done(self, command: Any, reply: Any) -> Response:
        if self._look.shows:
            return await self._frame.show(
                self._http,
                self._look.shows,
                in_drawer=in_drawer(self._http),
                heading=self._kind.heading,
                look=self._look,
                back=self._back,
                asked_for=command,
                reply=reply,
                visit=self._visit,
            )
        goes = self._look.goes(reply) if self._look.goes else self._back
        return self._frame.say_done(go_on(self._http, goes), self._kind)

    async def show(
        self,
        values: Mapping[str, Any],
        *,
        key: str = "",
        refusal: Refusal | None = None,
        more: Mapping[str, int] | None = None,
    ) -> Response:
        """The form, with what stands in it."""
        look = self._look
        form = Form(
            heading=self._kind.heading,
            look=look,
            asked=self._asked,
            action=address("do", self._kind, self._known, back=self._back),
            back=self._back,
            clauses=self._kind.ask.clauses,
            values=values,
            key=key,
            refusal=refusal,
            choices=_chosen_first(await self._choices(), values),
            more=more or {},
            about=await self._answer_to(look.about or look.starts) if look.beside else None,
        )
        return await show_form(self._frame, self._http, self._visit, form)

    async def _choices(self) -> dict[str, Options]:
        """The lists ids are chosen from; a list that cannot be asked for leaves a plain field."""
        wanted = dict(_lookups(self._asked, self._look.choices))
        given = {**self._visit.known, **dict(self._http.query_params)}
        return await choices_of(self._visit, wanted, given)


def _chosen(field: Field, look: Look) -> Field:
    """A list of ids is ticked, not typed, where the desk says which list they are from."""
    if field.shape is Shape.LINES and field.name in look.choices:
        return replace(field, shape=Shape.CHOICES, lookup=field.name)
    return field


def _more_of(name: str, asked: Sequence[Field], shown: Mapping[str, Any]) -> dict[str, int]:
    """How many rows of a list there shall be; nothing for what is no list of rows."""
    return {name: shown.get(name, 0) + MORE_ROWS} if name in _lists_of_rows(asked) else {}


def _lists_of_rows(fields: Sequence[Field], prefix: str = "") -> Iterator[str]:
    for field in fields:
        if field.shape is Shape.ROWS:
            yield f"{prefix}{field.name}"
        elif field.shape is Shape.GROUP:
            yield from _lists_of_rows(field.parts, f"{prefix}{field.name}.")


def _lookups(fields: Sequence[Field], own: Mapping[str, Lookup]) -> Any:
    for field in fields:
        if field.name in own:
            yield field.name, own[field.name]
        elif field.lookup:
            yield field.name, LOOKUPS[field.lookup]
        yield from _lookups(field.parts, own)


def _chosen_first(choices: Mapping[str, Options], values: Mapping[str, Any]) -> dict[str, Options]:
    """What is ticked already stands first and in its order: some lists are an order."""
    return {
        name: sorted(options, key=lambda option: _place(option[0], values.get(name)))
        for name, options in choices.items()
    }


def _place(value: str, chosen: Any) -> int:
    if not isinstance(chosen, list):
        return 0
    return chosen.index(value) if value in chosen else len(chosen)


async def _with_files_kept(
    frame: Frame, sent: FormData, person_id: str
) -> tuple[FormData, Refusal | None]:
    """The form with every file put into the store and named by its reference; and why one of them
    was not taken.
    """
    pairs: list[tuple[str, Any]] = []
    refused: Refusal | None = None
    for name, value in sent.multi_items():
        if not isinstance(value, UploadFile):
            pairs.append((name, value))
        elif value.filename:
            try:
                kept = await frame.uploads.keep(value, person_id)
            except Refusal as refusal:
                refused = refusal
                continue
            # The newest file stands first: it replaces one that was sent before.
            pairs[:0] = [(f"{name}.file_id", kept.file_id), (f"{name}.name", kept.name)]
    return FormData(pairs), refused
