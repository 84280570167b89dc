"""What kind of class it is, as far as its way through the norm depends on it (C12)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from contracts.enrollment import CheckInPart, ClassState
from contracts.refusals import Fault, Invalid
from contracts.values import ClassLevel, OrgMode, Profile, Track

S = ClassState

# The steps a class of a branch, a joint one or a dispatch may do without (B-1.2); the others are
# what makes it a class.
MAY_BE_LEFT_OUT = frozenset(
    {
        S.NOTIFIED,
        S.ENROLLING,
        S.ROSTER_APPROVED,
        S.READY,
        S.CHECKING_IN,
        S.DATA_CONFIRMED,
        S.HANDED_OVER,
        S.SETTLED,
    }
)
CASE_BY_CASE = frozenset({OrgMode.BRANCH, OrgMode.JOINT, OrgMode.DISPATCH})


@dataclass(frozen=True, kw_only=True)
class Nature:
    """The switches of the one life every class leads."""

    profile: Profile = Profile.UNIVERSITY_PARTY_SCHOOL
    org_mode: OrgMode = OrgMode.HOSTED
    track: Track = Track.PROSPECT
    level: ClassLevel = ClassLevel.REGULAR
    online: bool = False
    mentor_required: bool = False
    left_out: frozenset[ClassState] = frozenset()

    @property
    def college(self) -> bool:
        """Whether the class follows the second norm."""
        return self.profile is Profile.CADRE_COLLEGE

    @property
    def hosted_externally(self) -> bool:
        """Whether a host outside the institution ordered the class."""
        return self.org_mode is OrgMode.CONTRACTED

    @property
    def has_exam(self) -> bool:
        """Prospects sit an exam, the others hand in a summary (C7)."""
        return self.track is Track.PROSPECT

    @property
    def rehearsed(self) -> bool:
        """Whether a rehearsal, or its waiver, is needed before check-in (B-11)."""
        return self.college and self.level is not ClassLevel.REGULAR

    @property
    def check_in_parts(self) -> frozenset[CheckInPart]:
        """What a complete check-in consists of: in the college all four parts (B-8.4a), online
        without papers and bed.
        """
        if not self.college:
            return frozenset({CheckInPart.SIGN_IN})
        if self.online:
            return frozenset({CheckInPart.SIGN_IN, CheckInPart.BRIEFING})
        return frozenset(CheckInPart)

    def passes(self, state: ClassState) -> bool:
        """Whether the state is a step of this class and not left out."""
        return state not in self.left_out


def refuse_odd_route(org_mode: OrgMode, left_out: Collection[ClassState], reason: str) -> None:
    """Invalid when steps are left out that may not be, of a class of the default flow (B-1.1), or
    without a reason (B-1.2).
    """
    faults = []
    if left_out and org_mode not in CASE_BY_CASE:
        faults.append(
            Fault("left_out", "主办、承办班次须走完整流程", "such classes take every step")
        )
    if odd := sorted(set(left_out) - MAY_BE_LEFT_OUT):
        steps = "、".join(odd)
        faults.append(Fault("left_out", f"不可省略：{steps}", f"cannot be left out: {steps}"))
    if left_out and not reason.strip():
        faults.append(Fault("left_out_reason", "须说明个案理由", "the case needs its reason"))
    if faults:
        raise Invalid(
            "ROUTE",
            f"流程设置有误：{'；'.join(fault.zh for fault in faults)}。",
            f"The steps do not fit: {'; '.join(fault.en for fault in faults)}.",
            "B-1.2" if org_mode in CASE_BY_CASE else "B-1.1",
            faults=faults,
        )


Applies = Callable[[Nature], bool]


def every_class(_: Nature) -> bool:
    """Holds for every class."""
    return True
