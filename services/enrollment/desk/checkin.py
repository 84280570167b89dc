"""The reception of a class: who is at the desk, who is in, and the code for the phones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from contracts.base import Command
from contracts.enrollment import (
    CheckIn,
    CheckInCodeView,
    CheckInPart,
    CheckInSelf,
    ClassState,
    FindClass,
    ListCheckIns,
    ListTrainees,
    OpenCheckIn,
    RecordOpening,
    ShowCheckInCode,
    TraineeState,
    TraineeView,
    UnitArrivals,
)
from kit.pages.desk import Action, Look, Page, Picture
from kit.pages.visit import Visit, address
from services.enrollment.desk.awaiting import in_states
from services.enrollment.desk.people import shortened, typed

S = ClassState
SHOWN = frozenset({S.ROSTER_APPROVED, S.READY, S.CHECKING_IN, S.IN_PROGRESS})
MOST_FOUND = 12
MOST_OF_UNIT = 200
LATEST = 8

# -- who stands at the desk ---------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One person at the desk. `action` is where the confirmation goes, empty where there is none to
    give; `parts` can be confirmed now, and the bed counts by itself once it is allocated.
    """

    trainee: TraineeView
    action: str

    @property
    def parts(self) -> Sequence[CheckInPart]:
        """What can be ticked: what is missing but the bed; what is done where only that is."""
        open_yet = [p for p in self.trainee.check_in_missing if p is not CheckInPart.ROOM]
        return open_yet or [p for p in self.trainee.check_in_parts if p is not CheckInPart.ROOM]

    @property
    def waits_for_bed(self) -> bool:
        """Whether a bed is still to be allocated."""
        return CheckInPart.ROOM in self.trainee.check_in_missing

    @property
    def has_bed(self) -> bool:
        """Whether beds are part of this class's check-in at all."""
        return self.waits_for_bed or CheckInPart.ROOM in self.trainee.check_in_parts


async def _at_the_desk(visit: Visit) -> Mapping[str, Any]:
    class_id = visit.known["class_id"]
    about = (await visit.asker.part(FindClass(class_id=class_id))).value
    is_open = about is not None and about.state is S.CHECKING_IN
    people = await _people(visit, class_id)
    return {
        "about": about,
        "q": typed(visit),
        "unit_id": visit.params.get("unit", ""),
        "is_open": is_open,
        "head_offers": visit.offers(HEAD, about) if about is not None else [],
        "tiles": None if people is None else [_tile(one, visit, is_open) for one in people],
    }


async def _people(visit: Visit, class_id: str) -> list[TraineeView] | None:
    """Whom the search, or the unit chosen on the wall, stands for; None while nobody is sought."""
    text, unit = typed(visit), str(visit.params.get("unit", ""))[:40]
    if text:
        return await _listed(visit, ListTrainees(class_id=class_id, q=text, size=MOST_FOUND))
    if unit:
        asked = ListTrainees(class_id=class_id, unit_id=unit, size=MOST_OF_UNIT)
        return await _listed(visit, asked)
    return None


async def _listed(visit: Visit, query: ListTrainees) -> list[TraineeView]:
    found = (await visit.asker.part(query)).value
    return [] if found is None else list(found.items)


def _tile(trainee: TraineeView, visit: Visit, is_open: bool) -> Tile:
    awaits = is_open and trainee.state is TraineeState.ENROLLED and visit.may(CheckIn)
    ids = {"class_id": trainee.class_id, "trainee_id": trainee.trainee_id}
    return Tile(trainee=trainee, action=address("do", CheckIn, ids) if awaits else "")


HEAD = (
    Action(kind=OpenCheckIn, icon="flag", tone="primary", when=in_states(S.READY)),
    Action(kind=RecordOpening, icon="star", when=in_states(S.CHECKING_IN)),
)

# -- the wall and the code ----------------------------------------------------------------


def _standing(unit: UnitArrivals) -> str:
    if unit.checked_in >= unit.expected:
        return "all"
    return "some" if unit.checked_in or unit.begun else "none"


def _wall(found: Any, _: Visit) -> Mapping[str, Any]:
    units: Sequence[UnitArrivals] = found.units
    return {"units": [(unit, _standing(unit)) for unit in units]}


def _code(code: CheckInCodeView, _: Visit) -> Mapping[str, Any]:
    ids = {"class_id": code.class_id, "token": code.token}
    return {"path": f"/me/check-in?{urlencode(ids)}"}


def _arrivals(visit: Visit) -> ListCheckIns:
    return ListCheckIns(class_id=visit.known["class_id"], latest=LATEST)


WALL = Picture(
    name="wall",
    zh="报到动态",
    icon="chart",
    asks=_arrivals,
    template="enrollment/wall.html",
    data=_wall,
    empty="名单批准后显示报到情况。",
)
CODE = Picture(
    name="code",
    zh="扫码报到",
    icon="qr",
    asks=ShowCheckInCode,
    template="enrollment/code.html",
    data=_code,
    offers=(CheckInSelf,),
    empty="报到开始后显示报到码。",
)
RECEPTION = Page(
    path="reception",
    zh="报到台",
    icon="flag",
    kind=ListCheckIns,
    when=lambda visit: visit.class_bar.state in SHOWN,
    template="enrollment/reception.html",
    seeks=shortened,
    gather=_at_the_desk,
    sections=(CODE, WALL),
    offers=(CheckIn, OpenCheckIn, RecordOpening),
)
# What the script fetches again and again while the reception is open.
LIVE = Page(
    path="reception/live",
    zh="报到动态",
    icon="flag",
    kind=ListCheckIns,
    in_menu=False,
    template="enrollment/live.html",
    sections=(CODE, WALL),
)

CLASS_PAGES = (RECEPTION, LIVE)
LOOKS: Mapping[type[Command[Any]], Look] = {
    OpenCheckIn: Look(note="开始后报到台和扫码报到同时可用。"),
    RecordOpening: Look(
        hints={"leader": "作开班动员讲话的领导。"},
        note="开班后仍未报到的学员记为未报到。",
    ),
}
