"""The rota by which teaching departments send mentors."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.base import Command
from contracts.enrollment import FindMentorRota, RotaView, SetMentorRota
from contracts.lookups import DEPARTMENTS
from kit.pages.desk import Action, Look, Page, Picture
from kit.pages.visit import Visit

MOVE_UP = Action(kind=SetMentorRota, zh="上移")


def rota_data(rota: RotaView, visit: Visit) -> Mapping[str, Any]:
    """The order, with a way to move each department up."""
    return {
        "turns": [
            (turn, visit.offers(_moves(rota.unit_ids, n), turn))
            for n, turn in enumerate(rota.turns)
        ]
    }


def _moves(unit_ids: list[str], at: int) -> tuple[Action, ...]:
    if at == 0:
        return ()
    order = [*unit_ids]
    order[at - 1], order[at] = order[at], order[at - 1]
    return (replace(MOVE_UP, given=lambda _: {"unit_ids": order}),)


ROTA = Page(
    path="rota",
    zh="导师轮值",
    icon="steps",
    sections=(
        Picture(
            name="rota",
            zh="学业导师轮值",
            icon="steps",
            asks=FindMentorRota,
            template="enrollment/rota.html",
            data=rota_data,
            actions=(Action(kind=SetMentorRota, icon="pen", tone="primary"),),
            offers=(MOVE_UP,),
            empty="还没有设置轮值顺序。",
        ),
    ),
)

LOOKS: Mapping[type[Command[Any]], Look] = {
    SetMentorRota: Look(
        starts=FindMentorRota,
        choices={"unit_ids": DEPARTMENTS},
        note="已勾选的按现有顺序排在前面；用「上移」调整先后。",
    ),
}
