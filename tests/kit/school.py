"""A small department for the kit's own tests: it keeps units, and counts what it hears."""

import os
from typing import Any

from sqlalchemy import Boolean, Column, Integer, String, Table, insert, select, update

from contracts.base import Event, Page
from contracts.enrollment import (
    AnnualPlanIssued,
    ClassAdvanced,
    ListTrainees,
    ListUnits,
    RegisterUnit,
    UnitKind,
    UnitRegistered,
    UnitView,
)
from contracts.notification import NoticeAcknowledged, NoticeKind
from contracts.refusals import Refusal
from kit.columns import Encrypted, Id
from kit.department import Department, NotYet, command, query, reaction, timer
from kit.store import Store
from kit.tables import Tables

tables = Tables("enrollment")
unit = Table(
    "unit",
    tables.metadata,
    Column("unit_id", Id, primary_key=True),
    Column("code", String(20), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("note", Encrypted("unit.note")),
    Column("active", Boolean, nullable=False),
    tables.version(),
)
heard = Table(
    "heard",
    tables.metadata,
    Column("name", String(80), primary_key=True),
    Column("times", Integer, nullable=False),
)


arrived = Table(
    "arrived",
    tables.metadata,
    Column("place", Integer, primary_key=True, autoincrement=True),
    Column("code", String(20), nullable=False),
)


class Unit:
    """A unit as a plain record."""

    def __init__(self, unit_id: str, code: str, name: str) -> None:
        self.unit_id, self.code, self.name, self.active = unit_id, code, name, True
        self.note = f"note of {name}"


tables.map(Unit, unit)


class SchoolStore(Store):
    """Units and counters."""

    tables = tables

    def count(self, name: str) -> None:
        """One more of these."""
        more = update(heard).where(heard.c.name == name).values(times=heard.c.times + 1)
        if not self.session.execute(more).rowcount:  # type: ignore[attr-defined]  # a cursor result
            self.session.execute(insert(heard).values(name=name, times=1))

    def arrive(self, code: str) -> None:
        """Keep in which order what is heard takes effect."""
        self.session.execute(insert(arrived).values(code=code))

    def times(self, name: str) -> int:
        """How often this was counted."""
        return self.session.scalar(select(heard.c.times).where(heard.c.name == name)) or 0


class School(Department):
    """Registers units; refuses one called 恶名 and leaves a trace of the attempt."""

    name = "enrollment"
    store_type = SchoolStore
    ready = True

    @command
    def register_unit(self, request: RegisterUnit, store: SchoolStore) -> UnitView:
        if request.name == "恶名":
            trace = NoticeAcknowledged(
                notice_id="n", kind=NoticeKind.PLAN_ISSUE, class_id=None, unit_id=request.code
            )
            raise Refusal("BAD_NAME", "不可用此名称。", "Not this name.", "A-5.w1", leaves=[trace])
        made = Unit(store.new_id(), request.code, request.name)
        store.add(made)
        store.count("registered")
        store.emit(
            UnitRegistered(unit_id=made.unit_id, code=made.code, name=made.name, kind=request.kind)
        )
        return _view(made)

    @query
    def list_units(self, request: ListUnits, store: SchoolStore) -> Page[UnitView]:
        units, total = store.page(select(Unit).order_by(unit.c.code), request.page, request.size)
        return Page(items=[_view(found) for found in units], total=total)

    @reaction
    def count_unit(self, event: UnitRegistered, store: SchoolStore) -> None:
        if event.code == "POISON":
            raise ValueError("no department can take this")
        store.count("unit")
        store.arrive(event.code)

    @reaction
    def count_everything(self, _event: Event, store: SchoolStore) -> None:
        store.count("everything")

    @reaction
    def wait_for_readiness(self, event: AnnualPlanIssued, store: SchoolStore) -> None:
        if not type(self).ready:
            raise NotYet("the school is not ready")
        store.count("plan")
        store.emit(
            UnitRegistered(unit_id="u", code="FROM-PLAN", name=event.plan_id, kind=UnitKind.DEPT)
        )

    @reaction(asks=lambda event: ListTrainees(class_id=event.class_id))
    def ask_first(self, _event: ClassAdvanced, store: SchoolStore, trainees: Page[Any]) -> None:
        store.count(f"asked:{trainees.total}")

    @timer(every=0.2)
    def tick(self, store: SchoolStore) -> None:
        """Tell by whom the clockwork is run."""
        store.count(f"tick:{os.getpid()}")


def _view(found: Unit) -> UnitView:
    return UnitView(
        unit_id=found.unit_id,
        code=found.code,
        name=found.name,
        kind=UnitKind.GRASSROOTS_PARTY,
        active=found.active,
    )
