"""Look-ups of publicity."""

from collections.abc import Sequence

from sqlalchemy import select

from contracts.refusals import Unknown
from kit.store import Store
from services.notification.domain.publicity import Material, Piece
from services.notification.store.tables import publicity_material, publicity_piece

PIECE = ("宣传稿件", "piece of publicity")


class PublicityLookups(Store):
    """Pieces and the material handed over for them."""

    def piece(self, class_id: str, piece_id: str) -> Piece:
        """A piece about that class; Unknown (404) for any other's."""
        found = self.session.get(Piece, piece_id)
        if found is None or found.class_id != class_id:
            raise Unknown(*PIECE)
        return found

    def pieces(self, class_id: str) -> Sequence[Piece]:
        """The pieces about a class, newest first."""
        return self.session.scalars(
            select(Piece)
            .where(publicity_piece.c.class_id == class_id)
            .order_by(publicity_piece.c.piece_id.desc())
        ).all()

    def materials(self, class_id: str) -> Sequence[Material]:
        """What was handed over about a class, newest first."""
        return self.session.scalars(
            select(Material)
            .where(publicity_material.c.class_id == class_id)
            .order_by(publicity_material.c.material_id.desc())
        ).all()
