"""The figures of scheduling: versioned data with sources, chosen by the day a class starts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from contracts.refusals import Unknown
from contracts.roles import Role
from contracts.scheduling import VenueKind
from contracts.values import Category, HalfDay, Profile, SessionForm

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, kw_only=True)
class FormRule:
    """What a session of one form cannot do without; a venue each of them needs."""

    course: bool
    teacher: bool


@dataclass(frozen=True, kw_only=True)
class LeaveLevel:
    """Who approves a leave of up to so many half-days (None: any length), step after step."""

    half_days: int | None
    steps: Sequence[Sequence[Role]]


@dataclass(frozen=True, kw_only=True)
class PlanRule:
    """Which classes need safety plans for which venues, and how long a plan may go undrilled."""

    profiles: frozenset[Profile]
    venues_without: frozenset[VenueKind]
    drill_days: int


@dataclass(frozen=True, kw_only=True)
class SignInRule:
    """How long a code in the room is read (seconds), from how many minutes before a session one may
    sign in, and after how many of it one is late.
    """

    code_seconds: int
    opens_minutes: int
    late_after_minutes: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One rule set. Hours in tenths, `teacher_score` in tenths of a point; `sources` says where
    each figure comes from.
    """

    id: str
    in_force_from: date
    sources: Mapping[str, str]
    minimum_hours: Mapping[Category, int]
    half_days: Mapping[HalfDay, tuple[time, time]]
    forms: Mapping[SessionForm, FormRule]
    mobilization_form: SessionForm
    panel_votes: int
    approval_over: Fraction
    leave_limit: Fraction
    leave_warning: Fraction
    leave_levels: Sequence[LeaveLevel]
    session_reviewers: Mapping[str, frozenset[Role]]
    safety_plans: PlanRule
    multimedia_venues: frozenset[VenueKind]
    participation: Fraction
    dispatch_policies: Sequence[str]
    teacher_score: int
    sign_in: SignInRule
    usual_starts: Mapping[HalfDay, time]

    def minimum_for(self, category: Category) -> int:
        """The fewest hours a class of this kind may have; 0 where none are prescribed."""
        return self.minimum_hours.get(category, 0)

    def leave_steps(self, half_days: int) -> Sequence[Sequence[Role]]:
        """The approvals a leave of this length needs: for each step, the roles that may decide."""
        return next(
            level.steps
            for level in self.leave_levels
            if level.half_days is None or half_days <= level.half_days
        )


def rules_on(day: date) -> Rules:
    """The rule set in force on a day; the oldest for anything before it."""
    in_force = [rules for rules in rule_sets() if rules.in_force_from <= day]
    return in_force[-1] if in_force else rule_sets()[0]


def rules_named(rule_set: str) -> Rules:
    """The rule set a class was created under."""
    for rules in rule_sets():
        if rules.id == rule_set:
            return rules
    raise Unknown("规则集", "rule set")


@cache
def rule_sets() -> tuple[Rules, ...]:
    """Every rule set, oldest first."""
    read = (_rules(json.loads(path.read_text("utf-8"))) for path in DATA.glob("rules-*.json"))
    return tuple(sorted(read, key=lambda rules: rules.in_force_from))


def _rules(data: Mapping[str, Any]) -> Rules:
    leave = data["leave"]
    return Rules(
        id=data["id"],
        in_force_from=date.fromisoformat(data["in_force_from"]),
        sources=data["sources"],
        minimum_hours={Category(kind): hours for kind, hours in data["minimum_hours"].items()},
        half_days={
            HalfDay(part): (time.fromisoformat(opens), time.fromisoformat(ends))
            for part, (opens, ends) in data["half_days"].items()
        },
        forms={SessionForm(form): FormRule(**needs) for form, needs in data["forms"].items()},
        mobilization_form=SessionForm(data["mobilization_form"]),
        panel_votes=data["panel"]["votes"],
        approval_over=Fraction(*data["panel"]["approval_over"]),
        leave_limit=Fraction(*leave["limit"]),
        leave_warning=Fraction(*leave["warning"]),
        leave_levels=tuple(
            LeaveLevel(
                half_days=level["half_days"],
                steps=tuple(tuple(Role(role) for role in step) for step in level["steps"]),
            )
            for level in leave["levels"]
        ),
        session_reviewers={
            aspect: frozenset(Role(role) for role in roles)
            for aspect, roles in data["session_reviewers"].items()
        },
        safety_plans=_plan_rule(data["safety_plans"]),
        multimedia_venues=frozenset(VenueKind(kind) for kind in data["multimedia_venues"]),
        participation=Fraction(*data["participation"]),
        dispatch_policies=tuple(data["dispatch_policies"]),
        teacher_score=data["teacher_score"],
        sign_in=SignInRule(**data["sign_in"]),
        usual_starts={
            HalfDay(part): time.fromisoformat(starts)
            for part, starts in data["usual_starts"].items()
        },
    )


def _plan_rule(data: Mapping[str, Any]) -> PlanRule:
    return PlanRule(
        profiles=frozenset(Profile(profile) for profile in data["profiles"]),
        venues_without=frozenset(VenueKind(kind) for kind in data["venues_without"]),
        drill_days=data["drill_days"],
    )
