"""Publicity: material handed over, and pieces drafted, reviewed by somebody else, released."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.notification import Channel, PublicityPublished
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import FileRef


class PieceState(StrEnum):
    """How far a piece has come."""

    DRAFT = "DRAFT"
    REVIEWED = "REVIEWED"
    REJECTED = "REJECTED"
    PUBLISHED = "PUBLISHED"


S = PieceState
LIFE = Lifecycle(
    "宣传稿件",
    "piece",
    {
        "approve": ((S.DRAFT,), S.REVIEWED),
        "reject": ((S.DRAFT,), S.REJECTED),
        "publish": ((S.REVIEWED,), S.PUBLISHED),
    },
    "B-3.6",
)


@dataclass(eq=False, kw_only=True)
class Material:
    """Photos and facts handed to publicity (B-3.2d)."""

    material_id: str
    class_id: str
    text: str
    photos: list[FileRef]
    supplied_by: str
    supplied_at: datetime


@dataclass(eq=False, kw_only=True)
class Piece:
    """A piece for one channel."""

    piece_id: str
    class_id: str
    channel: Channel
    title: str
    body: str
    drafted_by: str
    photos: list[FileRef] = field(default_factory=list)
    reviewed_by: str = ""
    opinion: str = ""
    published_at: datetime | None = None
    published_by: str = ""
    state: PieceState = PieceState.DRAFT

    def review(self, *, approved: bool, opinion: str, by: str) -> None:
        """Somebody other than its author decides. Refusals: OWN_PIECE, OPINION_MISSING (422) when
        it is refused without a word.
        """
        state = LIFE.after("approve" if approved else "reject", self.state)
        if by == self.drafted_by:
            raise Refusal(
                "OWN_PIECE",
                "宣传稿件须由撰稿人以外的人员审核。",
                "A piece is reviewed by somebody other than its author.",
                "B-3.6",
            )
        if not approved and not opinion.strip():
            zh, en = "不同意发布须写明意见。", "Say why it may not be released."
            raise Invalid("OPINION_MISSING", zh, en, "B-3.6", faults=(Fault("opinion", zh, en),))
        self.state, self.reviewed_by, self.opinion = state, by, opinion

    def publish(self, *, by: str, now: datetime) -> PublicityPublished:
        """Release it; only what passed its review appears."""
        self.state = LIFE.after("publish", self.state)
        self.published_at, self.published_by = now, by
        return PublicityPublished(
            class_id=self.class_id, piece_id=self.piece_id, channel=self.channel
        )
