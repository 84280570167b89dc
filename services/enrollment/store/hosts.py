"""Hosts and the staff of the departments: their tables and look-ups."""

from collections.abc import Iterable, Sequence

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, String, Table, select

from contracts.enrollment import UnitKind
from contracts.refusals import Unknown
from contracts.roles import Role
from kit.columns import Encrypted
from kit.store import Store
from services.enrollment.domain.host import Host
from services.enrollment.domain.staff import Staff
from services.enrollment.domain.unit import Unit
from services.enrollment.store.tables import Actor, tables, unit

host = Table(
    "host",
    tables.metadata,
    Column("unit_id", ForeignKey("unit.unit_id"), primary_key=True),
    Column("credit_code", String(18), nullable=False),
    Column("strategic_partner", Boolean, nullable=False),
    Column("partner_since", Date),
    Column("contact", Encrypted("host.contact"), nullable=False),
    Column("leadership", JSON, nullable=False),
    Column("buyer", String(100), nullable=False),
    Column("address_and_phone", Encrypted("host.address_and_phone"), nullable=False),
    Column("bank_and_account", Encrypted("host.bank_and_account"), nullable=False),
    tables.version(),
)

staff = Table(
    "staff",
    tables.metadata,
    Column("person_id", Actor, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("unit_id", ForeignKey("unit.unit_id"), nullable=False, index=True),
    Column("section", String(60), nullable=False),
    Column("is_head", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    tables.version(),
)

tables.map(Host, host)
tables.map(Staff, staff)


class HostLookups(Store):
    """Hosts, departments and their staff."""

    def host(self, unit_id: str) -> Host:
        """What is known of a host."""
        return self.get(Host, unit_id, ("主办单位资料", "record of the host"))

    def known_host(self, unit_id: str) -> Host | None:
        """What is known of a host, if anything is yet."""
        return self.session.get(Host, unit_id)

    def staff(self, unit_id: str | None = None) -> Sequence[tuple[Staff, Unit]]:
        """The staff of one department or of all, by department, section and name."""
        statement = select(Staff, Unit).join(Unit, unit.c.unit_id == staff.c.unit_id)
        if unit_id is not None:
            statement = statement.where(staff.c.unit_id == unit_id)
        order = (unit.c.code, staff.c.section, staff.c.name, staff.c.person_id)
        return [(one, of) for one, of in self.session.execute(statement.order_by(*order))]

    def department(self, unit_id: str) -> Unit:
        """A department in being; Unknown for any other unit."""
        found = self.session.get(Unit, unit_id)
        if found is None or found.kind is not UnitKind.DEPT or not found.active:
            raise Unknown("部门", "department")
        return found

    def units_among(self, unit_ids: Iterable[str]) -> dict[str, Unit]:
        """Those of these units that exist, by id."""
        found = self.session.scalars(select(Unit).where(unit.c.unit_id.in_(set(unit_ids))))
        return {one.unit_id: one for one in found}

    def departments_with(self, function: Role) -> Sequence[Unit]:
        """The departments in being that have this function, by code."""
        having = (unit.c.kind == UnitKind.DEPT) & (unit.c.function == function) & unit.c.active
        return self.session.scalars(select(Unit).where(having).order_by(unit.c.code)).all()
