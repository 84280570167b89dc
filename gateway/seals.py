"""One use of the college's seal 用印: asked for, approved by somebody else, carried out, logged."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.portal import SealApproved, SealPurpose, SealRequested, SealUsed
from contracts.refusals import Fault, Invalid, Refusal
from contracts.values import FileRef

_SHA256 = re.compile(r"[0-9a-f]{64}")


class SealState(StrEnum):
    """How far a use of the seal has come."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    USED = "USED"


LIFE = Lifecycle[SealState](
    "用印申请",
    "use of the seal",
    {
        "approve": ([SealState.REQUESTED], SealState.APPROVED),
        "use": ([SealState.APPROVED], SealState.USED),
    },
    "B-6.2d",
)


@dataclass(kw_only=True, eq=False)
class SealUse:
    """One line of the log of the seal; what is to be sealed never changes after the request."""

    seal_id: str
    class_id: str
    purpose: SealPurpose
    document: FileRef
    document_hash: str
    copies: int
    requested_by: str
    requested_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    used_by: str = ""
    used_at: datetime | None = None
    state: SealState = SealState.REQUESTED

    def requested(self) -> SealRequested:
        """The fact that the seal was asked for; Invalid unless the hash is one."""
        # What is sealed is known by this hash alone: enrollment compares it with what was signed.
        if not _SHA256.fullmatch(self.document_hash):
            raise Invalid(
                "DOCUMENT_HASH",
                "文件摘要应为 64 位小写十六进制的 SHA-256 值。",
                "The hash of the document is its SHA-256 in 64 small hexadecimal digits.",
                "B-6.2d",
                faults=[Fault("document_hash", "不是 SHA-256 值", "not a SHA-256")],
            )
        return SealRequested(class_id=self.class_id, seal_id=self.seal_id, purpose=self.purpose)

    def approve(self, *, by: str, now: datetime) -> SealApproved:
        """Approve; Refusal OWN_REQUEST for whoever asked."""
        following = LIFE.after("approve", self.state)
        if by == self.requested_by:
            raise Refusal(
                "OWN_REQUEST",
                "不能批准本人提出的用印申请。",
                "Nobody approves a use of the seal of their own asking.",
                "B-6.2d",
            )
        self.state, self.approved_by, self.approved_at = following, by, now
        return SealApproved(class_id=self.class_id, seal_id=self.seal_id, purpose=self.purpose)

    def use(self, *, by: str, now: datetime) -> SealUsed:
        """Seal what was approved, and nothing else."""
        self.state = LIFE.after("use", self.state)
        self.used_by, self.used_at = by, now
        return SealUsed(
            class_id=self.class_id,
            seal_id=self.seal_id,
            purpose=self.purpose,
            document_hash=self.document_hash,
        )
