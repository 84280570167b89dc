"""Publicity of a class: the material handed over, and the pieces made from it."""

from collections.abc import Mapping, Sequence
from typing import Any

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
from services.notification.desk.names import OPEN

REVIEW = Action(kind=ReviewPublicity, icon="check", when=lambda piece: piece.state == "DRAFT")
ON_PIECES = (
    REVIEW,
    Action(
        kind=PublishPublicity,
        icon="flag",
        tone="primary",
        when=lambda piece: piece.state == "REVIEWED",
    ),
)


def pieces_shown(found: Sequence[PublicityView], visit: Visit) -> Mapping[str, Any]:
    """Each piece with what awaits it; nobody reviews their own."""
    return {"pieces": [(piece, visit.offers(_open_to(piece, visit), piece)) for piece in found]}


def _open_to(piece: PublicityView, visit: Visit) -> Sequence[Action]:
    is_own = piece.drafted_by == visit.actor.person_id
    return [offer for offer in ON_PIECES if not (is_own and offer is REVIEW)]


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
            actions=(Action(kind=DraftPublicity, icon="plus", tone="primary", during=OPEN),),
            offers=ON_PIECES,
            empty="还没有宣传稿件。",
        ),
        Picture(
            name="materials",
            zh="宣传素材",
            icon="box",
            asks=ListMaterials,
            template="notification/materials.html",
            actions=(Action(kind=SupplyMaterial, icon="plus", during=OPEN),),
            empty="还没有提供素材。",
        ),
    ),
)


def _pieces(known: Mapping[str, str]) -> ListPublicity | None:
    return ListPublicity(class_id=known["class_id"]) if "class_id" in known else None


LOOKS = {
    ReviewPublicity: Look(
        starts=_pieces,
        begins=lambda _, __: {},
        beside="notification/beside_piece.html",
        hints={"opinion": "不同意发布须写明意见。"},
    ),
    PublishPublicity: Look(starts=_pieces, beside="notification/beside_piece.html"),
}
