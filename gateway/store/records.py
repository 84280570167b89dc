"""Look-ups of the policy library and of the log of the seal."""

from collections.abc import Sequence

from sqlalchemy import func, select

from contracts.refusals import Unknown
from gateway.policies import PolicyVersion
from gateway.seals import SealUse
from gateway.store.tables import policy_version, seal_use
from kit.store import Store


class RecordLookups(Store):
    """Policies and seals."""

    def policies(self) -> Sequence[PolicyVersion]:
        """Every version of every document, in the order of the norms, the oldest version first."""
        ordered = select(PolicyVersion).order_by(
            policy_version.c.position, policy_version.c.number, policy_version.c.edition
        )
        return self.session.scalars(ordered).all()

    def policy(self, number: str) -> Sequence[PolicyVersion]:
        """The versions of one document, the oldest first; none when the library lacks it."""
        versions = select(PolicyVersion).where(policy_version.c.number == number)
        return self.session.scalars(versions.order_by(policy_version.c.edition)).all()

    def next_position(self) -> int:
        """The place behind the last document of the library."""
        return (self.session.scalar(select(func.max(policy_version.c.position))) or 0) + 1

    def put_after(self, version: PolicyVersion) -> None:
        """Take in a new version once the one before has given way to it."""
        self.session.flush()
        self.add(version)

    def seal(self, class_id: str, seal_id: str) -> SealUse:
        """One use of the seal for a class."""
        found = self.session.get(SealUse, seal_id)
        if found is None or found.class_id != class_id:
            raise Unknown("用印申请", "use of the seal")
        return found

    def seals(self, class_id: str) -> Sequence[SealUse]:
        """The log of the seal for a class, in the order in which it was asked for."""
        log = select(SealUse).where(seal_use.c.class_id == class_id)
        return self.session.scalars(log.order_by(seal_use.c.requested_at, seal_use.c.seal_id)).all()
