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
    ClassView,
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
    UnitView,
    WithdrawNomination,
)
from contracts.lookups import Lookup
from contracts.values import Profile
from kit.pages.columns import Column
from kit.pages.desk import Action, Download, Go, Known, Look, Page, Picture, Table
from kit.pages.formats import typed_moment
from kit.pages.visit import Visit, address
from kit.pages.whole import every_page
from services.enrollment.desk.awaiting import ALLOCATING, ENROLLING, in_states
from services.enrollment.desk.classes import head

S = ClassState
N = NominationState
# What the class may still be told otherwise of.
UNDECIDED = (N.ELIGIBLE, N.WAITLISTED, N.ACCEPTED)
MOST = 200

# -- the school's tab ---------------------------------------------------------------------

FOR_A_UNIT = (
    Action(kind=Nominate, during=ENROLLING),
    Action(kind=ImportNominations, zh="导入名单", during=ENROLLING),
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
                    when=in_states(*ALLOCATING),
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
                    during=ENROLLING,
                    when=in_states(*UNDECIDED),
                ),
                Action(
                    kind=WithdrawNomination,
                    during=ENROLLING,
                    when=in_states(*UNDECIDED),
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
    """Whoever is left off the sheet loses its seats: it holds every unit that has any, and is not
    shown unless all is known.
    """
    class_id, asker = visit.known["class_id"], visit.asker
    about = await asker.asked(FindClass(class_id=class_id))
    quotas = await asker.asked(ListQuotas(class_id=class_id))
    units = (await every_page(asker, ListUnits(class_id=class_id))).items
    lines = _seat_lines(about, quotas, units)
    return {
        "about": about,
        "lines": lines,
        "fresh": not quotas,
        "total": sum(line["seats"] or 0 for line in lines),
        "until": typed_moment(about.nominate_until),
        "action": address("do", AllocateQuotas, {"class_id": class_id}),
    }


def _seat_lines(
    about: ClassView, quotas: Sequence[QuotaView], units: Sequence[UnitView]
) -> list[dict[str, Any]]:
    """Those with seats, then those that may be given some."""
    seated = {quota.unit_id for quota in quotas}
    share = {} if quotas else _even_share(about, units)
    return [
        *(_seated_line(quota) for quota in quotas),
        *(_new_line(unit, share.get(unit.unit_id)) for unit in units if unit.unit_id not in seated),
    ]


def _seated_line(quota: QuotaView) -> dict[str, Any]:
    return {
        "unit_id": quota.unit_id,
        "name": quota.unit_name,
        "seats": quota.seats,
        "reserve": quota.reserve,
        "used": quota.used,
        "waiting": quota.waiting,
        "chosen": True,
    }


def _new_line(unit: UnitView, share: int | None) -> dict[str, Any]:
    return {
        "unit_id": unit.unit_id,
        "name": unit.name,
        "seats": share,
        "reserve": None if share is None else 0,
        "used": 0,
        "waiting": 0,
        "chosen": share is not None,
    }


def _even_share(about: ClassView, units: Sequence[UnitView]) -> dict[str, int]:
    """A first proposal: the planned heads spread evenly over those the class is meant for."""
    meant = [unit.unit_id for unit in units if _is_meant(about, unit)]
    whole, rest = divmod(about.planned_headcount, len(meant)) if meant else (0, 0)
    return {unit_id: whole + (1 if n < rest else 0) for n, unit_id in enumerate(meant)}


def _is_meant(about: ClassView, unit: UnitView) -> bool:
    if about.host_id:
        return unit.unit_id == about.host_id
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
    return {"lines": [(quota, visit.offers(OWN_ACTIONS, quota)) for quota in found.items]}


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
    return {"lines": [(quota, visit.offers(OWN_ACTIONS, quota)) for quota in here]}


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
                    during=ENROLLING,
                    when=in_states(*UNDECIDED),
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
