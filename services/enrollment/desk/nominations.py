"""Seats and nominations: how they stand for the school, and each unit's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.base import Command, Title
from contracts.enrollment import (
    AcceptNominations,
    AllocateQuotas,
    BeginPreparation,
    ClassState,
    ExportNominationForm,
    FindClass,
    ImportNominations,
    ListNominations,
    ListOwnNominations,
    ListOwnQuotas,
    ListOwnTrainees,
    ListQuotas,
    ListUnits,
    Nominate,
    NominationState,
    OwnQuotaView,
    QuotaView,
    RejectNomination,
    UnitKind,
    WithdrawNomination,
)
from contracts.lookups import Lookup
from contracts.values import Profile
from kit.pages import pager
from kit.pages.columns import Column
from kit.pages.desk import Action, Download, Go, Known, Look, Page, Picture, Table
from kit.pages.visit import Visit, address
from services.enrollment.desk.classes import head, in_states
from services.enrollment.desk.paging import page_of

S = ClassState
N = NominationState
OPEN = frozenset({N.ELIGIBLE, N.WAITLISTED, N.ACCEPTED})
OWN_SIZE = 50
MOST = 200

# -- the school's tab ---------------------------------------------------------------------

FOR_A_UNIT = (
    Action(kind=Nominate),
    Action(kind=ImportNominations, zh="导入名单"),
    Download(kind=ExportNominationForm, zh="报名表模板"),
)


def _quotas(quotas: Sequence[QuotaView], visit: Visit) -> Mapping[str, Any]:
    return {
        "lines": [(quota, visit.offers(FOR_A_UNIT, quota)) for quota in quotas],
        "seats": sum(quota.seats for quota in quotas),
        "used": sum(quota.used for quota in quotas),
        "waiting": sum(quota.waiting for quota in quotas),
    }


INTAKE = Page(
    path="intake",
    zh="报名",
    icon="mail",
    sections=(
        head(
            "报名情况",
            "mail",
            (
                Action(
                    kind=AcceptNominations,
                    icon="check",
                    tone="primary",
                    zh="全部录取",
                    when=in_states(S.ENROLLING),
                ),
                Go(
                    path="/classes/{class_id}/intake/seats",
                    zh="分配名额",
                    icon="sheet",
                    kind=AllocateQuotas,
                    when=in_states(S.PLANNED, S.CONFIRMED, S.PREPARING, S.NOTIFIED, S.ENROLLING),
                ),
                Action(
                    kind=ImportNominations,
                    icon="box",
                    zh="导入名单",
                    when=in_states(S.ENROLLING),
                ),
                Action(kind=BeginPreparation, icon="steps", when=in_states(S.PLANNED, S.CONFIRMED)),
            ),
        ),
        Table(
            name="nominations",
            zh="提名名单",
            icon="people",
            asks=ListNominations,
            columns=(
                "name",
                "unit_name",
                "sex",
                "group_name",
                "post",
                "activist_on",
                "target_on",
                "state",
                "reason",
            ),
            row_actions=(
                Action(
                    kind=RejectNomination,
                    tone="danger",
                    when=lambda nomination: nomination.state in OPEN,
                ),
            ),
            size=20,
            empty="还没有提名。",
        ),
        Picture(
            name="quotas",
            zh="各单位名额",
            icon="chart",
            asks=ListQuotas,
            template="enrollment/quotas.html",
            data=_quotas,
            offers=(Nominate, ImportNominations),
            empty="还没有分配名额。",
        ),
    ),
)


# -- the sheet of units and seats ---------------------------------------------------------


async def _sheet(visit: Visit) -> Mapping[str, Any]:
    class_id = visit.known["class_id"]
    about, quotas, units = await visit.asker.parts(
        FindClass(class_id=class_id), ListQuotas(class_id=class_id), ListUnits(size=MOST)
    )
    lines = _seat_lines(
        about.value, quotas.value or [], units.value.items if units.value is not None else []
    )
    return {
        "about": about.value,
        "lines": lines,
        "fresh": not quotas.value,
        "total": sum(line["seats"] or 0 for line in lines),
        "action": address("do", AllocateQuotas, {"class_id": class_id}),
    }


def _seat_lines(about: Any, quotas: Sequence[QuotaView], units: Sequence[Any]) -> list[Any]:
    given = {quota.unit_id: quota for quota in quotas}
    shown = [unit for unit in units if unit.unit_id in given or _may_nominate(unit)]
    share = {} if given or about is None else _even_share(about, shown)
    lines = [_seat_line(unit, given.get(unit.unit_id), share.get(unit.unit_id)) for unit in shown]
    return sorted(lines, key=lambda line: not line["chosen"])


def _may_nominate(unit: Any) -> bool:
    return bool(unit.active) and unit.kind is not UnitKind.DEPT


def _seat_line(unit: Any, quota: QuotaView | None, share: int | None) -> dict[str, Any]:
    return {
        "unit_id": unit.unit_id,
        "name": unit.name,
        "seats": quota.seats if quota else share,
        "reserve": quota.reserve if quota else None if share is None else 0,
        "used": quota.used if quota else 0,
        "waiting": quota.waiting if quota else 0,
        "chosen": quota is not None or share is not None,
    }


def _even_share(about: Any, units: Sequence[Any]) -> dict[str, int]:
    """A first proposal: the planned heads spread evenly over those the class is meant for."""
    meant = [unit.unit_id for unit in units if _is_meant(about, unit)]
    whole, rest = divmod(about.planned_headcount, len(meant)) if meant else (0, 0)
    return {unit_id: whole + (1 if n < rest else 0) for n, unit_id in enumerate(meant)}


def _is_meant(about: Any, unit: Any) -> bool:
    if about.host_id:
        return bool(unit.unit_id == about.host_id)
    own = about.profile is Profile.UNIVERSITY_PARTY_SCHOOL
    return own and unit.kind is UnitKind.GRASSROOTS_PARTY


SEATS = Page(
    path="intake/seats",
    zh="分配名额",
    icon="sheet",
    template="enrollment/seats.html",
    gather=_sheet,
    kind=AllocateQuotas,
    offers=(AllocateQuotas,),
    in_menu=False,
)

# -- a unit's own -------------------------------------------------------------------------

OWN_ACTIONS = (
    Action(kind=Nominate, icon="plus", when=lambda quota: quota.open),
    Action(kind=ImportNominations, icon="box", zh="导入名单", when=lambda quota: quota.open),
    Download(
        kind=ExportNominationForm,
        icon="sheet",
        zh="报名表模板",
        when=lambda quota: quota.open,
    ),
)


def _own_quotas(found: Any, visit: Visit) -> Mapping[str, Any]:
    return {
        "lines": [(quota, visit.offers(OWN_ACTIONS, quota)) for quota in found.items],
        "at": pager(found.total, page_of(visit, "own.page"), OWN_SIZE),
    }


OWN = Page(
    path="own",
    zh="本单位报名",
    icon="mail",
    sections=(
        Picture(
            name="own",
            zh="本单位有名额的班次",
            icon="mail",
            asks=ListOwnQuotas,
            template="enrollment/own.html",
            data=_own_quotas,
            offers=(Nominate, ImportNominations),
            empty="目前没有给本单位分配名额的班次。",
        ),
    ),
)


def _all_own(visit: Visit) -> Any:
    return visit.query(ListOwnQuotas, size=MOST)


def _own_quota(found: Any, visit: Visit) -> Mapping[str, Any]:
    here: list[OwnQuotaView] = [
        quota for quota in found.items if quota.class_id == visit.known["class_id"]
    ]
    return {"lines": [(quota, visit.offers(OWN_ACTIONS, quota)) for quota in here], "at": None}


OWN_IN_CLASS = Page(
    path="own",
    zh="本单位",
    icon="mail",
    sections=(
        Picture(
            name="seats",
            zh="本单位名额",
            icon="mail",
            asks=_all_own,
            template="enrollment/own.html",
            data=_own_quota,
            offers=(Nominate, ImportNominations),
            empty="本班次没有给本单位分配名额。",
        ),
        Table(
            name="nominations",
            zh="本单位提名",
            icon="people",
            asks=ListOwnNominations,
            columns=("name", "sex", "group_name", "post", "id_no_masked", "state", "reason"),
            row_actions=(
                Action(
                    kind=WithdrawNomination,
                    tone="danger",
                    when=lambda nomination: nomination.state in OPEN,
                ),
            ),
            empty="还没有提名。",
        ),
        Table(
            name="trainees",
            zh="本单位学员",
            icon="people",
            asks=ListOwnTrainees,
            columns=(
                "trainee_no",
                "name",
                "sex",
                "group_name",
                "state",
                "checked_in_at",
                Column(name="room", title=Title("房间", "Room")),
            ),
            empty="名单批准后，本单位的学员显示在这里。",
        ),
    ),
)

# -- forms --------------------------------------------------------------------------------


def _seated(known: Known) -> ListQuotas | None:
    return ListQuotas(class_id=known["class_id"]) if "class_id" in known else None


# Only units with seats can nominate.
SEATED = Lookup(_seated, "unit_id", ("unit_name",))

PAGES = (OWN, replace(OWN_IN_CLASS, path="own/{class_id}"))
CLASS_PAGES = (INTAKE, SEATS, OWN_IN_CLASS)
LOOKS: Mapping[type[Command[Any]], Look] = {
    Nominate: Look(
        choices={"unit_id": SEATED},
        hints={
            "id_no": "18 位；只在核对和名单中使用，页面上显示时遮盖。",
            "activist_on": "发展对象、积极分子班次须填写。",
            "group_name": "学生填专业班级，职工填部门。",
        },
    ),
    AcceptNominations: Look(note="所有符合条件的提名都会被录取；候补的仍然候补。"),
    RejectNomination: Look(hints={"reason": "提名单位会看到这条理由。"}),
    WithdrawNomination: Look(note="撤回后，本单位候补名单中的第一位自动递补。"),
}
