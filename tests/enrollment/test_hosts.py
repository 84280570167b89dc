"""Hosts and the staff of the departments: kept anew as often as needed, bank details sealed."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from contracts.enrollment import (
    FindHost,
    HostView,
    InvoiceProfile,
    KeepHost,
    KeepStaff,
    ListStaff,
    RegisterUnit,
    StaffView,
    UnitKind,
    UnitView,
)
from contracts.refusals import Invalid, Unknown
from contracts.roles import Role
from kit.testing import an_actor
from tests.enrollment.makers import refused
from tests.enrollment.school import School

CREDIT_CODE = "11230000001701080D"
AFFAIRS = an_actor(Role.TEACHING_AFFAIRS, person="affairs")
ADMIN = an_actor(Role.SYSTEM_ADMIN, person="admin")


def a_unit_of(school: School, kind: UnitKind, code: str, function: Role | None = None) -> UnitView:
    request = RegisterUnit(code=code, name=f"{code}单位", kind=kind, function=function)
    made: UnitView = school.do(request, ADMIN)
    return made


def keep_host(school: School, unit: UnitView, **changes: Any) -> HostView:
    values: dict[str, Any] = {"unit_id": unit.unit_id, "credit_code": CREDIT_CODE}
    kept: HostView = school.do(KeepHost(**(values | changes)), AFFAIRS)
    return kept


def keep_staff(school: School, unit: UnitView, **changes: Any) -> StaffView:
    values: dict[str, Any] = {"person_id": "s1", "name": "李四", "unit_id": unit.unit_id}
    kept: StaffView = school.do(KeepStaff(**(values | changes)), ADMIN)
    return kept


@pytest.mark.clause("B-6.2b", "B-8.6b")
def test_what_is_known_of_a_host_is_kept_anew(school: School) -> None:
    unit = a_unit_of(school, UnitKind.HOST, "H01")
    keep_host(school, unit)
    kept = keep_host(
        school,
        unit,
        credit_code="11230000001701080d",
        strategic_partner=True,
        partner_since=date(2019, 5, 1),
        leadership=("张 某", "李某", "张某"),
        invoice=InvoiceProfile(buyer="省司法厅", bank_and_account="工行 6222001"),
    )

    assert (kept.credit_code, kept.strategic_partner) == (CREDIT_CODE, True)
    assert kept.leadership == ["张某", "李某"]
    assert school.do(FindHost(unit_id=unit.unit_id), AFFAIRS) == kept


def test_a_hosts_bank_details_lie_sealed_and_leave_in_no_event(school: School) -> None:
    unit = a_unit_of(school, UnitKind.HOST, "H01")
    profile = InvoiceProfile(address_and_phone="电话 0451-1", bank_and_account="账号 6222001")
    keep_host(school, unit, invoice=profile, contact="王某 13800000001")

    with school.office.database.reading() as session:
        row = session.execute(text("SELECT * FROM host")).one()
        sent = session.scalars(text("SELECT body FROM outbox")).all()
    assert not any(
        secret in str(kept)
        for secret in ("6222001", "0451-1", "13800000001")
        for kept in (*row, *sent)
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"credit_code": "112300000017010800"}, "credit_code"),
        ({"partner_since": date(2019, 5, 1)}, "partner_since"),
    ],
)
def test_a_host_is_not_kept_with_what_cannot_be(
    school: School, changes: dict[str, Any], field: str
) -> None:
    unit = a_unit_of(school, UnitKind.HOST, "H01")

    with refused("HOST") as said:
        keep_host(school, unit, **changes)
    assert said.value.status == Invalid.status
    assert [fault.field for fault in said.value.faults] == [field]


def test_only_a_host_is_kept_as_one(school: School) -> None:
    with refused("UNKNOWN"):
        keep_host(school, school.units[0])
    with refused("UNKNOWN") as said:
        school.do(FindHost(unit_id=a_unit_of(school, UnitKind.HOST, "H01").unit_id), AFFAIRS)
    assert said.value.status == Unknown.status


@pytest.mark.clause("B-3.0", "B-5.1a")
def test_staff_stand_under_their_department_and_section(school: School) -> None:
    affairs = a_unit_of(school, UnitKind.DEPT, "D01", Role.TEACHING_AFFAIRS)
    office = a_unit_of(school, UnitKind.DEPT, "D02", Role.OFFICE)
    keep_staff(school, office, person_id="s2", is_head=True)
    keep_staff(school, affairs, section="学籍科")
    moved = keep_staff(school, affairs, section="培训科")

    assert (moved.section, moved.unit_name) == ("培训科", "D01单位")
    listed = school.do(ListStaff(), AFFAIRS)
    assert [(one.person_id, one.unit_id) for one in listed] == [
        ("s1", affairs.unit_id),
        ("s2", office.unit_id),
    ]
    assert school.do(ListStaff(unit_id=office.unit_id), AFFAIRS) == listed[1:]


@pytest.mark.clause("B-3.0")
def test_only_a_department_has_staff(school: School) -> None:
    with refused("NOT_A_DEPARTMENT"):
        keep_staff(school, school.units[0])
