"""A venue and its safety inspection."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.scheduling import Decision, VenueKind, VenueRejected, VenueRevoked, VenueVetted


class VenueState(StrEnum):
    """Where a venue's inspection stands; only a PASSED one within validity is used."""

    REGISTERED = "REGISTERED"
    PASSED = "PASSED"
    FAILED = "FAILED"
    REVOKED = "REVOKED"


INSPECTION = Lifecycle[VenueState](
    "场地",
    "venue",
    {
        # Inspected again at any time: after repairs, before the validity ends, after an incident.
        "pass": (VenueState, VenueState.PASSED),
        "fail": (VenueState, VenueState.FAILED),
        "revoke": ({VenueState.PASSED}, VenueState.REVOKED),
    },
    clause="A-5.k1",
)


class SafetyItem(StrEnum):
    """What an inspection looks at (B-3.3b)."""

    STRUCTURE = "STRUCTURE"
    FIRE = "FIRE"
    POWER = "POWER"
    HEALTH = "HEALTH"


@dataclass(eq=False, kw_only=True)
class Venue:
    """A place. `valid_until` is the last day on which the inspection holds."""

    venue_id: str
    name: str
    kind: VenueKind
    capacity: int
    state: VenueState = VenueState.REGISTERED
    valid_until: date | None = None
    inspected_by: str = ""
    opinion: str = ""

    def vet(
        self,
        *,
        decision: Decision,
        found_safe: set[SafetyItem],
        valid_until: date,
        opinion: str,
        by: str,
        today: date,
    ) -> VenueVetted | VenueRejected:
        """Record an inspection; it passes only with every item safe."""
        passed = decision is Decision.APPROVED
        state = INSPECTION.after("pass" if passed else "fail", self.state)
        if passed and found_safe != set(SafetyItem):
            raise Refusal(
                "CHECKLIST_INCOMPLETE",
                "建筑、消防、用电、公共卫生四项均合格，场地方可通过。",
                "A venue passes only when structure, fire, power and health are all safe.",
                "A-7.10.c",
            )
        if passed and valid_until <= today:
            raise Invalid(
                "VALIDITY_PAST",
                "有效期须晚于今日。",
                "The validity must end after today.",
                "A-7.10.c",
                faults=[Fault("valid_until", "须晚于今日", "must be after today")],
            )
        self.state, self.inspected_by, self.opinion = state, by, opinion
        self.valid_until = valid_until if passed else None
        if passed:
            return VenueVetted(venue_id=self.venue_id, valid_until=valid_until)
        return VenueRejected(venue_id=self.venue_id)

    def revoke(self, *, reason: str) -> VenueRevoked:
        """Take the venue out of use, for instance after an incident."""
        self.state = INSPECTION.after("revoke", self.state)
        self.valid_until, self.opinion = None, reason
        return VenueRevoked(venue_id=self.venue_id, reason=reason)

    def may_be_used_on(self, day: date) -> bool:
        """Whether the inspection holds on a day; its last day included."""
        return (
            self.state is VenueState.PASSED
            and self.valid_until is not None
            and day <= self.valid_until
        )
