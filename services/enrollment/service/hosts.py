"""Hosts and the staff of the departments."""

from contracts.enrollment import (
    FindHost,
    FindHostOfClass,
    HostView,
    KeepHost,
    KeepStaff,
    ListStaff,
    StaffView,
)
from contracts.refusals import Unknown
from kit.department import command, query
from services.enrollment.domain.host import Host, host_of
from services.enrollment.domain.staff import Staff, staff_of
from services.enrollment.domain.unit import Unit
from services.enrollment.store import EnrollmentStore


class Hosts:
    """What is known of hosts, and who works where."""

    @command
    def keep_host(self, request: KeepHost, store: EnrollmentStore) -> HostView:
        unit = store.unit(store.host_unit(request.unit_id))
        host = host_of(
            unit.unit_id,
            credit_code=request.credit_code,
            strategic_partner=request.strategic_partner,
            partner_since=request.partner_since,
            contact=request.contact,
            leadership=request.leadership,
            invoice=request.invoice,
        )
        return _host_view(store.replace(host), unit)

    @query
    def find_host(self, request: FindHost, store: EnrollmentStore) -> HostView:
        return _host_view(store.host(request.unit_id), store.unit(request.unit_id))

    @query
    def find_host_of_class(self, request: FindHostOfClass, store: EnrollmentStore) -> HostView:
        host_id = store.training_class(request.class_id).host_id
        if host_id is None:
            raise Unknown("主办单位", "host of this class")
        return _host_view(store.host(host_id), store.unit(host_id))

    @command
    def keep_staff(self, request: KeepStaff, store: EnrollmentStore) -> StaffView:
        unit = store.unit(request.unit_id)
        member = staff_of(
            unit,
            person_id=request.person_id,
            name=request.name,
            section=request.section,
            is_head=request.is_head,
            active=request.active,
        )
        return _staff_view(store.replace(member), unit)

    @query
    def list_staff(self, request: ListStaff, store: EnrollmentStore) -> list[StaffView]:
        return [_staff_view(member, unit) for member, unit in store.staff(request.unit_id)]


def _host_view(host: Host, unit: Unit) -> HostView:
    return HostView(
        unit_id=host.unit_id,
        code=unit.code,
        name=unit.name,
        credit_code=host.credit_code,
        strategic_partner=host.strategic_partner,
        partner_since=host.partner_since,
        contact=host.contact,
        leadership=host.leadership,
        invoice=host.invoice,
    )


def _staff_view(member: Staff, unit: Unit) -> StaffView:
    return StaffView(
        person_id=member.person_id,
        name=member.name,
        unit_id=member.unit_id,
        unit_name=unit.name,
        section=member.section,
        is_head=member.is_head,
        active=member.active,
    )
