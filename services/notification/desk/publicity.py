"""Publicity of a class: the material handed over, and the pieces made from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.enrollment import GOING_ON
from contracts.notification import (
    DraftPublicity,
    ListMaterials,
    ListPublicity,
    PublicityView,
    PublishPublicity,
    ReviewPublicity,
    SupplyMaterial,
)
from kit.pages.desk import Action, Look, Page, Picture
from kit.pages.visit import Visit


def _by_another(piece: PublicityView, visit: Visit) -> bool:
    """Nobody reviews their own."""
    return piece.drafted_by != visit.actor.person_id


ON_PIECES = (
    Action(
        kind=ReviewPublicity,
        icon="check",
        when=lambda piece: piece.state == "DRAFT",
        whose=_by_another,
    ),
    Action(
        kind=PublishPublicity,
        icon="flag",
        tone="primary",
        when=lambda piece: piece.state == "REVIEWED",
    ),
)


def pieces_shown(found: Sequence[PublicityView], visit: Visit) -> Mapping[str, Any]:
    """Each piece with what awaits it."""
    return {"pieces": [(piece, visit.offers(ON_PIECES, piece)) for piece in found]}


PUBLICITY = Page(
    path="publicity",
    zh="宣传报道",
    icon="star",
    in_menu=False,
    sections=(
        Picture(
            name="pieces",
            zh="宣传稿件",
            icon="pen",
            asks=ListPublicity,
            template="notification/pieces.html",
            data=pieces_shown,
            actions=(Action(kind=DraftPublicity, icon="plus", tone="primary", during=GOING_ON),),
            offers=ON_PIECES,
            empty="还没有宣传稿件。",
        ),
        Picture(
            name="materials",
            zh="宣传素材",
            icon="box",
            asks=ListMaterials,
            template="notification/materials.html",
            actions=(Action(kind=SupplyMaterial, icon="plus", during=GOING_ON),),
            empty="还没有提供素材。",
        ),
    ),
)


LOOKS = {
    ReviewPublicity: Look(
        about=ListPublicity,
        beside="notification/beside_piece.html",
        hints={"opinion": "不同意发布须写明意见。"},
    ),
    PublishPublicity: Look(about=ListPublicity, beside="notification/beside_piece.html"),
}
