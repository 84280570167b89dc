"""Units, the hosts among them, and who works in which department."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Command, Query, Title
from contracts.enrollment import (
    FindHost,
    KeepHost,
    KeepStaff,
    ListStaff,
    ListUnits,
    RegisterUnit,
    UnitKind,
)
from contracts.lookups import DEPARTMENTS
from kit.pages.columns import Column
from kit.pages.desk import Action, Go, Known, Look, Page, Record, Table
from kit.pages.visit import Visit
from kit.wire import encode

UNITS = Page(
    path="units",
    zh="单位管理",
    icon="flag",
    sections=(
        Table(
            name="units",
            zh="单位名录",
            icon="flag",
            asks=ListUnits,
            filters=("kind",),
            columns=(
                "name",
                "code",
                "kind",
                "function",
                Column(name="active", title=Title("启用", "Active")),
            ),
            actions=(Action(kind=RegisterUnit, icon="plus", tone="primary"),),
            row_actions=(
                Go(
                    path="/enrollment/hosts/{unit_id}",
                    zh="主办单位资料",
                    kind=FindHost,
                    when=lambda unit: unit.kind is UnitKind.HOST,
                ),
            ),
            empty="还没有登记单位。",
        ),
    ),
)


def _hosts(visit: Visit) -> Query[Any] | None:
    return visit.query(ListUnits, "hosts.", kind=UnitKind.HOST, size=20)


HOSTS = Page(
    path="hosts",
    zh="主办单位名录",
    icon="star",
    kind=FindHost,
    sections=(
        Table(
            name="hosts",
            zh="主办单位",
            icon="star",
            asks=_hosts,
            columns=("name", "code", Column(name="active", title=Title("启用", "Active"))),
            filters=(),
            row_link="/enrollment/hosts/{unit_id}",
            actions=(
                Action(
                    kind=RegisterUnit, icon="plus", begins=True, given=lambda _: {"kind": "HOST"}
                ),
            ),
            empty="还没有登记主办单位。",
        ),
    ),
)

HOST = Page(
    path="hosts/{unit_id}",
    zh="主办单位资料",
    icon="star",
    sections=(
        Record(
            name="host",
            zh="主办单位资料",
            icon="star",
            asks=FindHost,
            facts=(
                "name",
                "code",
                "credit_code",
                "strategic_partner",
                "partner_since",
                "contact",
                "leadership",
                Column(name="invoice.buyer"),
                Column(
                    name="invoice.address_and_phone",
                    title=Title("开票地址、电话", "Address, phone on invoices"),
                ),
                Column(
                    name="invoice.bank_and_account",
                    title=Title("开户行及账号", "Bank and account"),
                ),
            ),
            actions=(Action(kind=KeepHost, icon="pen", tone="primary", zh="修改资料"),),
            empty="这个主办单位还没有登记资料。",
        ),
    ),
)

STAFF = Page(
    path="staff",
    zh="部门人员",
    icon="people",
    sections=(
        Table(
            name="staff",
            zh="部门人员",
            icon="people",
            asks=ListStaff,
            columns=("name", "unit_name", "section", "is_head", "active"),
            filters=(),
            actions=(Action(kind=KeepStaff, icon="plus", tone="primary"),),
            row_actions=(Action(kind=KeepStaff, zh="修改"),),
            empty="还没有登记部门人员。",
        ),
    ),
)


def _staff(known: Known) -> ListStaff | None:
    return ListStaff() if "person_id" in known else None


def _that_person(staff: Any, known: Known) -> Mapping[str, Any]:
    found = next((one for one in staff if one.person_id == known["person_id"]), None)
    plain: Mapping[str, Any] = encode(found) if found else {}
    return plain


PAGES = (UNITS, HOSTS, HOST, STAFF)
LOOKS: Mapping[type[Command[Any]], Look] = {
    RegisterUnit: Look(hints={"function": "只有内设部门填写：它在办班中承担的职能。"}),
    KeepHost: Look(
        starts=FindHost,
        hints={"credit_code": "18 位，最后一位是校验码。", "leadership": "每行一人。"},
    ),
    KeepStaff: Look(
        starts=_staff,
        begins=_that_person,
        choices={"unit_id": DEPARTMENTS},
        note="班次的岗位只能指派给在岗的部门人员。",
    ),
}
