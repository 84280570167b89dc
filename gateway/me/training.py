"""The training a page is about: the one that runs or comes next, or the one that was asked for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.base import Command
from contracts.enrollment import FindOwnTraining, OwnTrainingView
from gateway.me.whose import is_trainee, own_trainings
from gateway.turn import Turn, turn_of
from kit import clock
from kit.pages.asking import Part
from kit.pages.desk import Page
from kit.pages.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Mine:
    """One's own training with the visit that knows its ids; `others` are further ones."""

    training: OwnTrainingView
    others: list[OwnTrainingView]
    visit: Visit

    @property
    def ids(self) -> dict[str, str]:
        """The ids what is one's own is asked by."""
        return {"trainee_id": self.training.trainee_id, "class_id": self.training.class_id}

    def path(self, page: str = "") -> str:
        """Where another page of the same training stands; of the only one nothing more is said."""
        root = f"/me/{page}".rstrip("/")
        return f"{root}?class_id={self.training.class_id}" if self.others else root


Shows = Callable[[Mine], Awaitable[Mapping[str, Any]]]
Offers = tuple[type[Command[Any]], ...]


def own_page(
    path: str, zh: str, icon: str, shows: Shows, *, offers: Offers = (), in_menu: bool = True
) -> Page:
    """A page of a trainee's own, at 390 px first: one matter, and the bar with the four others."""
    return Page(
        path=path,
        zh=zh,
        icon=icon,
        kind=FindOwnTraining,
        whose=is_trainee,
        template=f"me/{path or 'today'}.html",
        gather=_gathering(shows),
        offers=offers,
        in_menu=in_menu,
    )


def _gathering(shows: Shows) -> Callable[[Visit], Awaitable[Mapping[str, Any]]]:
    async def gather(visit: Visit) -> Mapping[str, Any]:
        mine, why = await own_training(visit)
        about = {"mine": mine, "why": why, "now": clock.now(), "today": clock.today()}
        return about | dict(await shows(mine)) if mine else about

    return gather


async def own_training(visit: Visit) -> tuple[Mine | None, Part[Any]]:
    """The training the page is about; without one, why."""
    asked = [FindOwnTraining(trainee_id=one) for one in own_trainings(visit.actor)]
    parts = await visit.asker.parts(*asked)
    found = [part.value for part in parts if part.value is not None]
    if not found:
        return None, next((part for part in parts if part.silent), Part())
    chosen = _chosen(found, visit)
    mine = Mine(training=chosen, others=[one for one in found if one is not chosen], visit=visit)
    here = {**visit.here, **mine.ids}
    return replace(mine, visit=replace(visit, here=here)), Part()


def _chosen(found: list[OwnTrainingView], visit: Visit) -> OwnTrainingView:
    """The class a scanned code or a link names; else the one that runs or comes next."""
    named = visit.params.get("class_id", "")

    def place(one: OwnTrainingView) -> tuple[bool, Turn]:
        turn = turn_of(one.class_state, one.start_on, one.end_on, clock.today())
        return one.class_id != named, turn

    return min(found, key=place)
