"""The figures of notification: versioned data with sources."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from contracts.enrollment import ClassRole
from contracts.notification import DeadlineKind, Medium
from contracts.roles import Role

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, kw_only=True)
class MediumRules:
    """How one way out of the portal is used: patience with the receiver, pauses between tries, how
    many at once, the longest text in bytes (of an e-mail: its subject). What was claimed and never
    reported on counts as not tried after `lease`.
    """

    timeout_seconds: float
    retry_after: Sequence[timedelta]
    lease: timedelta
    text_bytes: int
    at_once: int


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One rule set; `sources` says where each figure comes from. Days are calendar days in
    Asia/Shanghai.
    """

    id: str
    in_force_from: date
    sources: Mapping[str, str]
    chain: Sequence[Role]
    remind_after: timedelta
    chase_again_after: timedelta
    group_roles: frozenset[ClassRole]
    plan_acknowledged_after: timedelta
    settled_after: timedelta
    data_confirmed_by: time
    warn_before: Mapping[DeadlineKind, timedelta]
    media: Mapping[Medium, MediumRules]


@cache
def the_rules() -> Rules:
    """The rule set in force."""
    given: dict[str, Any] = json.loads((DATA / "rules-2026-1.json").read_text(encoding="utf-8"))
    return Rules(
        id=given["id"],
        in_force_from=date.fromisoformat(given["in_force_from"]),
        sources=given["sources"],
        chain=tuple(map(Role, given["chain"])),
        remind_after=timedelta(minutes=given["remind_after_minutes"]),
        chase_again_after=timedelta(hours=given["chase_again_after_hours"]),
        group_roles=frozenset(map(ClassRole, given["group_roles"])),
        plan_acknowledged_after=timedelta(days=given["plan_acknowledged_after_days"]),
        settled_after=timedelta(days=given["settled_after_days"]),
        data_confirmed_by=time.fromisoformat(given["data_confirmed_by"]),
        warn_before={
            DeadlineKind(kind): timedelta(hours=hours)
            for kind, hours in given["warn_before_hours"].items()
        },
        media={Medium(name): _medium(figures) for name, figures in given["media"].items()},
    )


def _medium(figures: dict[str, Any]) -> MediumRules:
    return MediumRules(
        timeout_seconds=figures["timeout_seconds"],
        retry_after=tuple(timedelta(seconds=pause) for pause in figures["retry_after_seconds"]),
        lease=timedelta(seconds=figures["lease_seconds"]),
        text_bytes=figures["text_bytes"],
        at_once=figures["at_once"],
    )
