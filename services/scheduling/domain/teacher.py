"""A teacher and the vetting that lets one teach: proposal, panel votes, decision, validity."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Invalid, Refusal
from contracts.scheduling import (
    Decision,
    ProposeTeacher,
    TeacherRejected,
    TeacherState,
    TeacherSuspended,
    TeacherVetted,
)
from contracts.values import TitleBand
from services.scheduling.domain.rules import Rules

VETTING = Lifecycle[TeacherState](
    "师资评审",
    "vetting",
    {
        "vote": (
            {TeacherState.PROPOSED, TeacherState.UNDER_REVIEW, TeacherState.SUSPENDED},
            TeacherState.UNDER_REVIEW,
        ),
        # An approval that has run out is voted on like a proposal.
        "renew": ({TeacherState.APPROVED}, TeacherState.UNDER_REVIEW),
        "approve": ({TeacherState.UNDER_REVIEW}, TeacherState.APPROVED),
        "reject": ({TeacherState.UNDER_REVIEW}, TeacherState.REJECTED),
        "suspend": ({TeacherState.APPROVED}, TeacherState.SUSPENDED),
    },
    clause="A-7.3.c",
)


class VettingItem(StrEnum):
    """What a panel member judges (A-7.3.c, B-2.1)."""

    QUALIFICATION = "QUALIFICATION"
    TEACHING = "TEACHING"
    ETHICS = "ETHICS"
    POLITICAL = "POLITICAL"


# One member's finding that one of these is missing is enough to refuse a teacher (B-2.1).
MANDATORY = frozenset({VettingItem.ETHICS, VettingItem.POLITICAL})


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One panel member's vote: the items found in order, the decision, and why."""

    member: str
    decision: Decision
    found: list[VettingItem]
    opinion: str
    at: datetime


@dataclass(eq=False, kw_only=True)
class Teacher:
    """Somebody of the teacher pool. `valid_until` is the last day on which the approval holds;
    `last_score` (tenths of a point) is what the newest evaluation came to.
    """

    teacher_id: str
    name: str
    external: bool
    employer: str
    title_band: TitleBand
    expertise: str
    qualification: str
    is_leader: bool
    bank_account: str
    proposed_by: str
    state: TeacherState = TeacherState.PROPOSED
    votes: list[Vote] = field(default_factory=list)
    decided_by: str = ""
    valid_until: date | None = None
    suspension: str = ""
    employed: bool = False
    last_score: int | None = None
    scored_at: datetime | None = None

    @classmethod
    def propose(cls, request: ProposeTeacher, *, teacher_id: str, by: str) -> "Teacher":
        """A proposal; an external expert needs a record of the qualification (A-5.r2)."""
        if request.external and not request.qualification.strip():
            raise Invalid(
                "QUALIFICATION_MISSING",
                "外聘专家须有资格条件记录。",
                "An external expert needs a qualification record.",
                "A-5.r2",
                faults=[
                    Fault(
                        "qualification",
                        "外聘专家须填写「资格条件记录」",
                        "'Qualification record' is required for an external expert",
                    )
                ],
            )
        return cls(
            teacher_id=teacher_id,
            name=request.name,
            external=request.external,
            employer=request.employer,
            title_band=request.title_band,
            expertise=request.expertise,
            qualification=request.qualification,
            is_leader=request.is_leader,
            bank_account=request.bank_account,
            proposed_by=by,
            employed=request.employed,
        )

    def vote(
        self,
        *,
        member: str,
        decision: Decision,
        found: set[VettingItem],
        opinion: str,
        now: datetime,
        today: date,
    ) -> None:
        """Take a member's vote. The first after a suspension or an expiry opens a new vetting."""
        verb = "renew" if self.has_expired(today) else "vote"
        state = VETTING.after(verb, self.state)
        self._keep_proposer_out(member)
        votes = self.votes if self.state is TeacherState.UNDER_REVIEW else []
        if any(vote.member == member for vote in votes):
            raise Refusal(
                "VOTED_ALREADY",
                "每位评审成员只能表决一次。",
                "Each member of the panel votes once.",
                "A-7.3.c",
            )
        if decision is Decision.APPROVED and not found >= MANDATORY:
            raise Refusal(
                "MANDATORY_ITEMS",
                "政治立场和师德师风均合格，方可投赞成票。",
                "A vote in favour needs both political stance and ethics to be sound.",
                "B-2.1",
            )
        self.state = state
        cast = Vote(member=member, decision=decision, found=sorted(found), opinion=opinion, at=now)
        self.votes = [*votes, cast]

    def decide(
        self, *, by: str, valid_until: date, today: date, rules: Rules
    ) -> TeacherVetted | TeacherRejected:
        """Conclude by the votes: enough, most in favour, nobody missing a mandatory item."""
        approved = self._is_carried(rules)
        state = VETTING.after("approve" if approved else "reject", self.state)
        self._keep_proposer_out(by)
        if len(self.votes) < rules.panel_votes:
            raise Refusal(
                "PANEL_INCOMPLETE",
                f"须有至少 {rules.panel_votes} 名评审成员表决，现有 {len(self.votes)} 名。",
                f"At least {rules.panel_votes} members must have voted; {len(self.votes)} have.",
                "A-7.3.c",
            )
        if valid_until <= today:
            raise Invalid(
                "VALIDITY_PAST",
                "有效期须晚于今日。",
                "The validity must end after today.",
                "A-7.3.c",
                faults=[Fault("valid_until", "须晚于今日", "must be after today")],
            )
        self.state, self.decided_by = state, by
        if not approved:
            return TeacherRejected(teacher_id=self.teacher_id)
        self.valid_until = valid_until
        return TeacherVetted(teacher_id=self.teacher_id, valid_until=valid_until)

    def suspend(self, *, reason: str) -> TeacherSuspended:
        """Take the teacher out; only a new vetting brings one back (A-7.3.d)."""
        self.state = VETTING.after("suspend", self.state)
        self.valid_until, self.suspension = None, reason
        return TeacherSuspended(teacher_id=self.teacher_id, reason=reason)

    def note_score(self, score: int, *, at: datetime, rules: Rules) -> list[TeacherSuspended]:
        """Keep what an evaluation came to; a low score needs a new vetting (A-7.3.d). An older
        evaluation than is known says nothing.
        """
        if self.scored_at is not None and at <= self.scored_at:
            return []
        self.last_score, self.scored_at = score, at
        if score >= rules.teacher_score or self.state is not TeacherState.APPROVED:
            return []
        reason = f"教学评估得分 {score / 10:g}，低于 {rules.teacher_score / 10:g}，须重新评审"
        return [self.suspend(reason=reason)]

    def may_teach_on(self, day: date) -> bool:
        """Whether the vetting holds on a day; its last day included."""
        return (
            self.state is TeacherState.APPROVED
            and self.valid_until is not None
            and day <= self.valid_until
        )

    def has_expired(self, today: date) -> bool:
        """Whether an approval has run out."""
        return self.state is TeacherState.APPROVED and not self.may_teach_on(today)

    def _keep_proposer_out(self, person_id: str) -> None:
        if person_id == self.proposed_by:
            raise Refusal(
                "OWN_PROPOSAL",
                "提名人不得参加本人所提名教师的评审和结论。",
                "Who proposed a teacher neither votes nor decides on that teacher.",
                "A-7.3.c",
            )

    def _is_carried(self, rules: Rules) -> bool:
        in_favour = sum(vote.decision is Decision.APPROVED for vote in self.votes)
        sound = all(set(vote.found) >= MANDATORY for vote in self.votes)
        return sound and in_favour > rules.approval_over * len(self.votes)
