"""Everybody who serves a class: duties given, taken over, stood in for and given back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.base import Event
from contracts.enrollment import ClassRole, ParticipantNamed
from contracts.refusals import Fault, Invalid, Refusal, Unknown
from services.enrollment.domain.appointing import CLAUSES, Appointee
from services.enrollment.domain.assignment import ASSIGNMENT_LIFE, Assignment, AssignmentState


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """An act of appointing: by whom, when and why, and where the ids of new duties come from."""

    by: str
    now: datetime
    new_id: Callable[[], str]
    reason: str = ""


@dataclass(eq=False, kw_only=True)
class Team:
    """The duties of one class that stand; `newcomers` are those not yet on record.

    One person is told once of a role, however many duties give it: who stands in for a colleague
    keeps the role when that ends.
    """

    class_id: str
    assignments: list[Assignment] = field(default_factory=list)
    newcomers: list[Assignment] = field(default_factory=list)

    def members(self, role: ClassRole, unit_id: str | None = None) -> list[Assignment]:
        """Who holds a duty in their own right, for one department if it is given."""
        return [
            one
            for one in self.assignments
            if one.role is role
            and one.held
            and not one.substitute_for
            and unit_id in (None, one.unit_id)
        ]

    def unnamed_of(self, unit_ids: Iterable[str]) -> list[str]:
        """Those of these departments that have named nobody to take part (B-5.2)."""
        return [unit_id for unit_id in unit_ids if not self.members(ClassRole.PARTICIPANT, unit_id)]

    def find(self, assignment_id: str) -> Assignment:
        """One duty; Unknown when it is not one of this class, or is over."""
        for one in self.assignments:
            if one.assignment_id == assignment_id:
                return one
        raise Unknown("任职", "duty")

    # -- Given -------------------------------------------------------------------------------------

    def appoint_lead(self, person: Appointee, *, fallback: bool, act: Appointment) -> list[Event]:
        """Give the class its lead; Refusal LEAD_APPOINTED when it has one (B-5.1a)."""
        if self.members(ClassRole.LEAD):
            raise Refusal(
                "LEAD_APPOINTED",
                "该班次已有项目负责人；变更请办理更换。",
                "The class has its lead; put somebody else in the duty by replacing.",
                "B-5.1a",
            )
        return self._join(ClassRole.LEAD, person, act, fallback=fallback)

    def appoint(
        self,
        role: ClassRole,
        people: Sequence[Appointee],
        *,
        act: Appointment,
        unit_id: str | None = None,
        outside: Iterable[Appointee] = (),
    ) -> list[Event]:
        """Let exactly these people hold a duty: who is not among them leaves it, who holds it
        already stays. With a unit, only its own people are looked at.
        """
        chosen = {person.person_id for person in people}
        fallbacks = {person.person_id for person in outside}
        present = self.members(role, unit_id)
        events: list[Event] = []
        for one in present:
            if one.person_id not in chosen:
                events += self._leave(one, act.now)
        known = {one.person_id for one in present}
        for person in people:
            if person.person_id not in known:
                events += self._join(role, person, act, fallback=person.person_id in fallbacks)
        return events

    def name_participants(
        self, people: Sequence[Appointee], *, unit_id: str, act: Appointment
    ) -> list[Event]:
        """Let exactly these people take part for a department; each new one is told (B-5.2)."""
        before = {one.person_id for one in self.members(ClassRole.PARTICIPANT, unit_id)}
        moved = self.appoint(ClassRole.PARTICIPANT, people, act=act, unit_id=unit_id)
        named = [
            ParticipantNamed(class_id=self.class_id, unit_id=unit_id, person_id=person.person_id)
            for person in people
            if person.person_id not in before
        ]
        return [*moved, *named]

    # -- Taken over and stood in for ---------------------------------------------------------------

    def replace(
        self, assignment: Assignment, person: Appointee, *, fallback: bool, act: Appointment
    ) -> list[Event]:
        """Put somebody else in a duty; Refusal HOLDS_IT_ALREADY for one who has it (B-5.0)."""
        self._refuse_holder(assignment, person)
        was_held, until = assignment.held, assignment.to_at
        assignment.replace(now=act.now)
        events = self._dismiss_substitutes(assignment, act.now)
        successor = self._newcomer(
            assignment.role,
            person,
            act,
            fallback=fallback,
            substitute_for=assignment.substitute_for,
            from_at=max(act.now, assignment.from_at),
            to_at=until,
        )
        if not was_held:
            successor.state = AssignmentState.PROPOSED
            return events
        if self._holds(assignment.role, assignment.person_id):
            return [*events, successor.assigned()]
        return [*events, successor.taken_over_from(assignment.person_id)]

    def substitute(
        self,
        assignment: Assignment,
        person: Appointee | None,
        *,
        from_at: datetime,
        to_at: datetime,
        act: Appointment,
    ) -> list[Event]:
        """Let somebody stand in while the holder is away.

        Refusal SUBSTITUTE_NEEDED without one, or with the absent person as one's own (B-8.4d).
        """
        ASSIGNMENT_LIFE.after("be_absent", assignment.state)
        _refuse_odd_absence(from_at, to_at, act.now)
        if person is None or person.person_id == assignment.person_id:
            raise Refusal(
                "SUBSTITUTE_NEEDED",
                "离岗须提前安排好接替人员。",
                "Nobody leaves the duty before a substitute is arranged.",
                "B-8.4d",
            )
        standing_in = self._newcomer(
            assignment.role,
            person,
            act,
            fallback=False,
            substitute_for=assignment.person_id,
            from_at=from_at,
            to_at=to_at,
        )
        standing_in.state = AssignmentState.PROPOSED
        return self.keep_time(now=act.now)

    def keep_time(self, *, now: datetime) -> list[Event]:
        """Let substitutes begin and end when their time has come."""
        events: list[Event] = []
        for one in [each for each in self.assignments if each.stands and each.substitute_for]:
            if one.to_at is not None and one.to_at <= now:
                events += self._leave(one, one.to_at)
            elif one.state is AssignmentState.PROPOSED and one.from_at <= now:
                events += self._begin(one)
        return events

    # -- The steps of all of them ------------------------------------------------------------------

    def _join(
        self, role: ClassRole, person: Appointee, act: Appointment, *, fallback: bool
    ) -> list[Event]:
        already = self._holds(role, person.person_id)
        joined = self._newcomer(role, person, act, fallback=fallback, from_at=act.now)
        return [] if already else [joined.assigned()]

    def _newcomer(
        self,
        role: ClassRole,
        person: Appointee,
        act: Appointment,
        *,
        fallback: bool,
        from_at: datetime,
        to_at: datetime | None = None,
        substitute_for: str = "",
    ) -> Assignment:
        made = Assignment(
            assignment_id=act.new_id(),
            class_id=self.class_id,
            role=role,
            person_id=person.person_id,
            name=person.name,
            unit_id=person.unit_id,
            appointed_by=act.by,
            reason=act.reason.strip(),
            fallback=fallback,
            substitute_for=substitute_for,
            from_at=from_at,
            to_at=to_at,
        )
        self.assignments.append(made)
        self.newcomers.append(made)
        return made

    def _begin(self, one: Assignment) -> list[Event]:
        already = self._holds(one.role, one.person_id)
        one.begin()
        return [] if already else [one.assigned()]

    def _leave(self, one: Assignment, now: datetime) -> list[Event]:
        was_held = one.held
        one.end(now=now)
        events = [] if one.substitute_for else self._dismiss_substitutes(one, now)
        if was_held and not self._holds(one.role, one.person_id):
            events.append(one.ended())
        return events

    def _dismiss_substitutes(self, absent: Assignment, now: datetime) -> list[Event]:
        standing_in = [
            one
            for one in self.assignments
            if one.stands
            and one.role is absent.role
            and one.substitute_for == absent.person_id
            and not absent.substitute_for
        ]
        return [event for one in standing_in for event in self._leave(one, now)]

    def _holds(self, role: ClassRole, person_id: str) -> bool:
        return any(
            one.held and one.role is role and one.person_id == person_id for one in self.assignments
        )

    def _refuse_holder(self, assignment: Assignment, person: Appointee) -> None:
        same_duty = self.members(assignment.role, assignment.unit_id)
        if person.person_id in {assignment.person_id, *(one.person_id for one in same_duty)}:
            raise Refusal(
                "HOLDS_IT_ALREADY",
                f"{person.name}已担任此岗位。",
                f"{person.name} holds this duty already.",
                CLAUSES[assignment.role],
            )


def _refuse_odd_absence(from_at: datetime, to_at: datetime, now: datetime) -> None:
    if from_at < to_at and now < to_at:
        return
    raise Invalid(
        "ABSENCE",
        "离岗时段有误：截止须晚于开始，且尚未过去。",
        "The absence must end after it begins and must not be over.",
        "B-8.4d",
        faults=[Fault("to_at", "须晚于开始及当前时间", "must lie after its beginning and now")],
    )


@dataclass(eq=False, kw_only=True)
class LateDepartment:
    """A department that had named nobody when its time was up (B-5.2)."""

    class_id: str
    unit_id: str
    told_at: datetime
