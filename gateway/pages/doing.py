"""The form of every command: as a page, or in a drawer over the page it was opened from."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from contracts.base import REQUESTS, Command
from contracts.lookups import LOOKUPS, MOST, Lookup
from contracts.refusals import Fault, Forbidden, Refusal, Unknown
from contracts.values import FileRef
from gateway.api import plain_name
from gateway.guard import FILE_BYTES, too_large
from gateway.pages.desks import visit_of
from gateway.pages.entry import own_path
from gateway.pages.frame import Frame
from kit import clock
from kit.green import off_cpu
from kit.pages.columns import items_of
from kit.pages.desk import Look
from kit.pages.forms import Field, Shape, asked_beyond, flat, read, unreadable
from kit.pages.visit import Visit, address
from kit.wire import decode, encode

DRAWER = "x-drawer"
MORE_ROWS = 3
PLAIN_LOOK = Look()

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
            typed = await _with_files_kept(frame, sent)
        return await page.carry_out(typed)

    return router


async def _form_of(frame: Frame, http: HttpRequest, visit: Visit, name: str) -> "FormPage":
    kind = REQUESTS.get(name)
    if kind is None or not issubclass(kind, Command):
        raise Unknown("地址", "address")
    look = _look_of(frame, kind, http.query_params.get("back", ""))
    in_path = {k: v for k, v in http.query_params.items() if "{" + k + "}" in kind.ask.path}
    own = {k: v for k, v in visit.known.items() if "{" + k + "}" in kind.ask.path}
    fixed = {name: http.query_params[name] for name in look.hides if name in http.query_params}
    known = {**own, **in_path, **fixed}
    visit = replace(visit, known={**visit.known, **known})
    if not visit.may(kind):
        raise Forbidden(
            "NOT_YOUR_DUTY", "您的岗位不能办理此事。", "This is not for any of your roles."
        )
    return FormPage(frame, http, visit, _Asked(kind, look, known))


def _look_of(frame: Frame, kind: Kind, back: str) -> Look:
    """As the desk has it that the form was opened from, else as the first one that has."""
    own_first = sorted(frame.desks, key=lambda desk: not back.startswith(f"/{desk.name}"))
    return next((desk.looks[kind] for desk in own_first if kind in desk.looks), PLAIN_LOOK)


@dataclass(frozen=True)
class _Asked:
    """The command a form is for, how its form looks, and the ids that are known."""

    kind: Kind
    look: Look
    known: Mapping[str, str]


class FormPage:
    """The form of one command for one person."""

    def __init__(self, frame: Frame, http: HttpRequest, visit: Visit, asked: _Asked) -> None:
        self._frame, self._http, self._visit = frame, http, visit
        self._kind, self._look, self._known = asked.kind, asked.look, asked.known
        fields = asked_beyond(self._kind, self._known)
        self._asked = [
            _chosen(field, self._look) for field in fields if field.name not in self._look.hides
        ]
        self._back = own_path(http.query_params.get("back", "/"))
        self._about: Any = None

    async def beginning(self) -> dict[str, Any]:
        """What the form begins with: the record it changes, and what its address gives."""
        begun: dict[str, Any] = {}
        if self._look.starts is not None:
            await self._ask_about()
        if self._about is not None or (self._look.starts is None and self._look.begins):
            begun = flat(self._asked, self._begins())
        given = self._http.query_params
        for field in self._asked:
            if field.name in given:
                many = field.shape is Shape.CHOICES
                begun[field.name] = given.getlist(field.name) if many else given[field.name]
        return begun

    def _begins(self) -> Mapping[str, Any]:
        if self._look.begins is not None:
            return self._look.begins(self._about, self._given)
        plain: Mapping[str, Any] = encode(self._about)
        return plain

    @property
    def _given(self) -> dict[str, str]:
        return {**dict(self._http.query_params), **self._known}

    async def _ask_about(self) -> None:
        starts = self._look.starts
        query = starts(self._given) if starts else None
        if query is not None:
            self._about = (await self._visit.part(query)).value

    async def carry_out(self, form: FormData) -> Response:
        """Give the command; the form comes back with what stood in its way."""
        typed = read(form, self._asked)
        shown = flat(self._asked, typed.values)
        key = str(form.get("key", "")) or clock.new_id()
        self._back = own_path(str(form.get("back", self._back)))
        if more := str(form.get("more", "")):
            rows = {more: int(shown.get(more, 0)) + MORE_ROWS}
            return await self.show(shown, key=key, more=rows)
        try:
            if typed.faults:
                raise unreadable(typed.faults)
            command = decode(self._kind, {**typed.values, **self._known})
            reply = await self._visit.asker.done(command, key)
        except Refusal as refusal:
            return await self.show(shown, key=key, refusal=refusal)
        return await self._done(command, reply)

    async def _done(self, command: Any, reply: Any) -> Response:
        if self._look.shows:
            return await self._show(
                self._look.shows, 200, asked_for=command, reply=reply, visit=self._visit
            )
        goes = self._look.goes(reply) if self._look.goes else self._back
        if self._in_drawer:
            response = Response(status_code=204, headers={"X-Go": goes})
        else:
            response = RedirectResponse(goes, 303)
        return self._frame.say_done(response, self._kind)

    async def show(
        self,
        values: Mapping[str, Any],
        *,
        key: str = "",
        refusal: Refusal | None = None,
        more: Mapping[str, int] | None = None,
    ) -> Response:
        """The form, with what stands in it."""
        if self._look.beside and self._about is None:
            await self._ask_about()
        return await self._show(
            "form.html",
            refusal.status if refusal else 200,
            asked=self._asked,
            values=values,
            filled=bool(values),
            faults=_by_field(refusal.faults, self._visit) if refusal else {},
            refusal=refusal,
            choices=_chosen_first(await self._choices(), values),
            hints=self._look.hints,
            more=more or {},
            key=key or clock.new_id(),
            action=address("do", self._kind, self._known, back=self._back),
            clauses=self._kind.ask.clauses,
            about=self._about,
            visit=self._visit,
        )

    async def _show(self, template: str, status: int, **data: Any) -> Response:
        return await self._frame.show(
            self._http,
            template,
            status=status,
            in_drawer=self._in_drawer,
            heading=self._kind.heading,
            look=self._look,
            back=self._back,
            **data,
        )

    @property
    def _in_drawer(self) -> bool:
        return DRAWER in self._http.headers

    async def _choices(self) -> dict[str, list[tuple[str, str]]]:
        """The lists ids are chosen from; a list that cannot be asked for leaves a plain field."""
        wanted = dict(_lookups(self._asked, self._look.choices))
        given = {**self._visit.known, **dict(self._http.query_params)}
        asked = {name: lookup.asks(given) for name, lookup in wanted.items()}
        open_to = {name: query for name, query in asked.items() if query is not None}
        parts = await asyncio.gather(*(self._visit.part(query) for query in open_to.values()))
        return {
            name: _options(wanted[name], part.value, self._visit.language)
            for name, part in zip(open_to, parts, strict=True)
            if part.value is not None
        }


def _chosen(field: Field, look: Look) -> Field:
    """A list of ids is ticked, not typed, where the desk says which list they are from."""
    if field.shape is Shape.LINES and field.name in look.choices:
        return replace(field, shape=Shape.CHOICES, lookup=field.name)
    return field


def _lookups(fields: Sequence[Field], own: Mapping[str, Lookup]) -> Any:
    for field in fields:
        if field.name in own:
            yield field.name, own[field.name]
        elif field.lookup:
            yield field.name, LOOKUPS[field.lookup]
        yield from _lookups(field.parts, own)


def _options(lookup: Lookup, reply: Any, language: str) -> list[tuple[str, str]]:
    """Each id once. A field called zh is read in the page's language."""
    items = items_of(reply, lookup.items)
    words = [language if word == "zh" else word for word in lookup.words]
    named = {str(getattr(item, lookup.value)): _named(words, item) for item in items}
    return list(named.items())


def _chosen_first(
    choices: Mapping[str, list[tuple[str, str]]], values: Mapping[str, Any]
) -> dict[str, list[tuple[str, str]]]:
    """What is ticked already stands first and in its order: some lists are an order."""
    return {
        name: sorted(options, key=lambda option: _place(option[0], values.get(name)))
        for name, options in choices.items()
    }


def _place(value: str, chosen: Any) -> int:
    is_among = isinstance(chosen, list) and value in chosen
    return chosen.index(value) if is_among else MOST


def _named(names: Sequence[str], item: Any) -> str:
    words = (getattr(item, name) for name in names)
    return " · ".join(str(word) for word in words if word not in (None, ""))


def _by_field(faults: Sequence[Fault], visit: Visit) -> dict[str, str]:
    return {fault.field: fault.zh if visit.language == "zh" else fault.en for fault in faults}


async def _with_files_kept(frame: Frame, sent: FormData) -> FormData:
    """The form with every file put into the store and named by its reference."""
    pairs: list[tuple[str, Any]] = []
    for name, value in sent.multi_items():
        if not isinstance(value, UploadFile):
            pairs.append((name, value))
        elif value.filename:
            kept = await _kept(frame, value)
            # The newest file stands first: it replaces one that was sent before.
            pairs[:0] = [(f"{name}.file_id", kept.file_id), (f"{name}.name", kept.name)]
    return FormData(pairs)


async def _kept(frame: Frame, sent: UploadFile) -> FileRef:
    data = sent.file.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise too_large()
    kept: FileRef = await off_cpu(frame.files.put, data, plain_name(sent.filename or ""))
    return kept
