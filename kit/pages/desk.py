"""What a department's desk is made of. A desk is declared: its pages ask, show and offer; they
decide nothing. The gateway draws them, alone or all together.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from contracts.base import Command, Query, Request, department_of, wire_name
from contracts.lookups import Known, Lookup
from contracts.roles import Actor
from contracts.titles import title_of
from kit.pages.columns import Column, column_of

if TYPE_CHECKING:
    from kit.pages.export import Words
    from kit.pages.visit import Visit

Asks: TypeAlias = "type[Query[Any]] | Callable[[Visit], Query[Any] | None]"
AsksOfForm: TypeAlias = type[Query[Any]] | Callable[[Known], Query[Any] | None]
AnyKind: TypeAlias = type[Request[Any]]


def always(_: Any) -> bool:
    """Whatever the record."""
    return True


def nothing(_: Any) -> Known:
    """Nothing more than the ids."""
    return {}


def anybody(_: Any, __: "Visit") -> bool:
    """Whoever looks."""
    return True


@dataclass(frozen=True, kw_only=True)
class Action:
    """A command somebody may give from where it stands. Ids are taken from the record beside it and
    from the page, by their names; `given` adds what else the form should begin with. Shown where
    `when` says the record awaits it, the class is in one of the states it is given `during` (in any
    where none is named), and the person's duties reach it; `whose` keeps it to those whom the
    record awaits, where more hold the duty: another than the drafter, the level it stands at. Where
    there is no record yet, nothing says what it awaits: then only those with neither `when`,
    `whose` nor `given` are shown, and those with `begins`, whose `given` must do without a record.
    """

    kind: type[Command[Any]]
    zh: str = ""
    icon: str = ""
    tone: str = ""
    begins: bool = False
    when: Callable[[Any], bool] = always
    whose: "Callable[[Any, Visit], bool]" = anybody
    during: Collection[str] = ()
    given: Callable[[Any], Mapping[str, Any]] = nothing


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file a department makes on being asked: a form, a register, a book of certificates;
    `begins` as with Action.
    """

    kind: type[Query[Any]]
    zh: str = ""
    icon: str = "box"
    begins: bool = False
    when: Callable[[Any], bool] = always


@dataclass(frozen=True, kw_only=True)
class Go:
    """A way to another page; `path` takes ids from the record and the page. Shown to whoever may
    ask for `kind`; `begins` as with Action.
    """

    path: str
    zh: str
    icon: str = "steps"
    kind: AnyKind | None = None
    begins: bool = False
    when: Callable[[Any], bool] = always


Offer: TypeAlias = Action | Download | Go


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of a page: one question to one department. `name` is its anchor and the prefix of its
    filters in the address. `empty` is said where there is nothing.
    """

    name: str
    zh: str
    icon: str
    asks: Asks
    empty: str = "目前没有内容。"
    note: str = ""
    actions: Sequence[Offer] = ()
    template: str = ""

    @property
    def kind(self) -> type[Query[Any]] | None:
        """The question, where it is always the same one; rights are read off it."""
        return self.asks if isinstance(self.asks, type) else None

    @property
    def offered(self) -> frozenset[AnyKind]:
        """Every command that can be given beside what it shows."""
        return commands_of(self.actions)


@dataclass(frozen=True, kw_only=True)
class Table(Section):
    """A list: filters from the question's own fields, columns, what may be done with a row. `items`
    is the path of the list within the reply, empty where the reply is a page or a list. A row leads
    to `row_link`, for whoever may ask for `row_kind` there.
    """

    template: str = "sections/table.html"
    columns: Sequence[str | Column]
    items: str = ""
    row_actions: Sequence[Offer] = ()
    row_link: str = ""
    row_kind: AnyKind | None = None
    filters: Sequence[str] | None = None
    size: int = 20

    @property
    def offered(self) -> frozenset[AnyKind]:
        """Those beside the list, and those beside each row."""
        return commands_of(self.actions, self.row_actions)


@dataclass(frozen=True, kw_only=True)
class Inner:
    """A list inside a record, with what may be done with each of its lines."""

    items: str
    zh: str
    columns: Sequence[str | Column]
    row_actions: Sequence[Offer] = ()


@dataclass(frozen=True, kw_only=True)
class Record(Section):
    """One record: its facts, and the lists inside it."""

    template: str = "sections/record.html"
    facts: Sequence[str | Column]
    inner: Sequence[Inner] = ()

    @property
    def offered(self) -> frozenset[AnyKind]:
        """Those beside the record, and those beside each line of its lists."""
        return commands_of(self.actions, *(inner.row_actions for inner in self.inner))


@dataclass(frozen=True, kw_only=True)
class Picture(Section):
    """A part drawn by a template of the desk's own. `data` works the answer out for it; `offers`
    names what can be done in it.
    """

    data: "Callable[[Any, Visit], Mapping[str, Any]] | None" = None
    offers: Sequence[AnyKind | Offer] = ()

    @property
    def offered(self) -> frozenset[AnyKind]:
        """Those beside the picture, and those in it."""
        return commands_of(self.actions, self.offers)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a page of its own puts into a workbook: heads and lines, in the visitor's language."""

    zh: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int]]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a desk. `path` may hold ids: `teachers/{teacher_id}`. It stands in the menu when it
    holds none, and among those of a class where `when` says so. `whose` keeps it to those it is
    meant for, where more may ask what it asks. `finds` looks up further ids the sections need.
    What is typed into a search of the page that `seeks` is sent there by POST, and no more of it
    than `seeks` leaves stands in an address. `template` and `gather` make a page all of its own;
    `offers` then names the commands it can give, `kind` who may see it, and `sheet`
    what stands in its workbook.
    """

    path: str
    zh: str
    icon: str
    sections: Sequence[Section] = ()
    actions: Sequence[Offer] = ()
    note: str = ""
    template: str = "page.html"
    when: "Callable[[Visit], bool]" = always
    whose: Callable[[Actor], bool] = always
    finds: "Callable[[Visit], Awaitable[Known]] | None" = None
    gather: "Callable[[Visit], Awaitable[Mapping[str, Any]]] | None" = None
    sheet: "Callable[[Visit, Words], Awaitable[Sheet]] | None" = None
    kind: AnyKind | None = None
    offers: Sequence[AnyKind | Offer] = ()
    seeks: Callable[[str], str] | None = None
    in_menu: bool = True

    @cached_property
    def asks(self) -> Sequence[AnyKind]:
        """The questions of the page; whoever may ask one of them may open it."""
        own = [self.kind] if self.kind else []
        return [*own, *(section.kind for section in self.sections if section.kind)]

    @cached_property
    def offered(self) -> frozenset[AnyKind]:
        """Every command that can be given on this page."""
        return self.offered_by_itself.union(*(one.offered for one in self.sections))

    @property
    def offered_by_itself(self) -> frozenset[AnyKind]:
        """Every command that can be given on this page beside none of its sections."""
        return commands_of(self.offers, self.actions)

    @property
    def is_listed(self) -> bool:
        """Whether the page can be opened without an id."""
        return self.in_menu and "{" not in self.path


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the form of one command differs from what its fields say.

    `starts` asks for the record the form begins with, `begins` takes the values from it (by
    default those of the same names). `choices` replaces how a field is chosen. `beside` is a
    template shown next to the form, with the answer of `about`, else of `starts`; nothing of what
    only stands beside is filled in. A question that needs no more than the known ids is named by
    its type. `shows` is a template that shows
    the reply; `goes` the page to go to after it. `hides` leaves out fields whose default will do,
    or which the link to the form names.
    """

    starts: AsksOfForm | None = None
    about: AsksOfForm | None = None
    begins: Callable[[Any, Known], Mapping[str, Any]] | None = None
    choices: Mapping[str, Lookup] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    beside: str = ""
    shows: str = ""
    goes: Callable[[Any], str] | None = None
    hides: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A record that prints on A4 as the paper it replaces, under its own title and the number the
    norm gives it, if it gives one. It is opened with the ids its questions need; lists are asked
    for whole.
    """

    name: str
    number: str = ""
    zh: str
    template: str
    asks: Mapping[str, Asks]
    needs: Sequence[str] = ("class_id",)
    data: "Callable[[Mapping[str, Any], Visit], Mapping[str, Any]] | None" = None
    landscape: bool = False


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A department's desk. `package` holds its templates and its English."""

    name: str
    zh: str
    icon: str
    package: str
    pages: Sequence[Page] = ()
    class_pages: Sequence[Page] = ()
    looks: Mapping[type[Command[Any]], Look] = field(default_factory=dict)
    papers: Sequence[Paper] = ()

    @property
    def offered(self) -> frozenset[AnyKind]:
        """Every command that can be given somewhere on this desk."""
        return frozenset().union(*(page.offered for page in (*self.pages, *self.class_pages)))


def commands_of(*offers: Sequence[AnyKind | Offer]) -> frozenset[AnyKind]:
    """What these offers lead to, but for the ways to other pages."""
    return frozenset(
        offer.kind if isinstance(offer, Action | Download) else offer
        for some in offers
        for offer in some
        if not isinstance(offer, Go)
    )


def name_of(kind: AnyKind) -> str:
    """A request as addresses spell it: finance.draft_budget."""
    return f"{department_of(kind)}.{wire_name(kind)}"


__all__ = [
    "Action",
    "Column",
    "Desk",
    "Download",
    "Go",
    "Inner",
    "Known",
    "Look",
    "Lookup",
    "Offer",
    "Page",
    "Paper",
    "Picture",
    "Record",
    "Section",
    "Sheet",
    "Table",
    "column_of",
    "name_of",
    "title_of",
]
