"""What is kept of an event to judge a class by: its name, its moment, and only the values named
here – numbers, states and ids, never a name or a text about a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

# Lists are kept as how many they hold, but for those of AS_TOLD.
KEPT: Mapping[str, tuple[str, ...]] = {
    "adjustment_made": ("severity",),
    "archive_item_filed": ("doc_type",),
    "assessment_finished": ("completed", "failed"),
    "attendance_corrected": ("session_id", "old", "new"),
    "class_advanced": ("state", "at"),
    "class_created": (
        "plan_id",
        "category",
        "track",
        "profile",
        "org_mode",
        "hosted_externally",
        "issues_certificate",
        "start_on",
        "end_on",
        "checkin_from",
        "level",
        "online",
        "mentor_required",
        "left_out",
    ),
    "class_departed": ("end_on",),
    "class_rescheduled": ("end_on", "checkin_from"),
    "class_resumed": ("end_on",),
    "consultation_answered": ("approved",),
    "deadline_met": ("deadline_id", "kind", "due_at", "late"),
    "deadline_overdue": ("deadline_id", "kind", "due_at"),
    "deadline_warned": ("deadline_id", "kind", "due_at"),
    "department_reviewed": ("phase", "subject"),
    "equipment_checked": ("complete",),
    "escalation_acknowledged": ("last",),
    "escalation_raised": ("trigger",),
    "evaluation_closed": ("form", "answers", "score"),
    "evaluation_opened": ("form",),
    "exam_held": ("exam_id", "present"),
    "hand_over_signed": ("on_time",),
    "issue_raised": ("source",),
    "issue_resolved": ("on_time",),
    "notice_published": ("kind",),
    "pass_list_frozen": ("count",),
    "rehearsal_waived": ("reason",),
    "results_confirmed": ("exam_id", "passed"),
    "role_assigned": ("role",),
    "roster_approved": ("trainees_by_unit",),
    "seal_used": ("purpose",),
    "service_data_confirmed": ("by_itself",),
    "session_closed": ("session_id", "hours", "present_n"),
    "task_assigned": ("source",),
    "teaching_finished": ("person_hours",),
    "trainee_checked_in": ("trainee_id",),
}
AS_TOLD = frozenset({"left_out"})

# What only that step of a class brings; a class that leaves the step out misses nothing of it.
FACTS_OF_STEP: Mapping[str, frozenset[str]] = {
    "NOTIFIED": frozenset({"notice_published"}),
    "ENROLLING": frozenset({"quotas_allocated", "nomination_submitted"}),
    "ROSTER_APPROVED": frozenset({"roster_submitted", "roster_approved"}),
    "READY": frozenset({"readiness_confirmed"}),
    "CHECKING_IN": frozenset({"check_in_opened", "trainee_checked_in"}),
    "DATA_CONFIRMED": frozenset({"service_data_proposed", "service_data_confirmed"}),
    "HANDED_OVER": frozenset({"hand_over_signed", "settlement_papers_received"}),
    "SETTLED": frozenset({"settlement_finalised", "invoice_issued"}),
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that happened. `sequence` orders the facts of one name."""

    name: str
    at: datetime
    sequence: int
    values: Mapping[str, Any]


def values_of(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an event that are kept."""
    return {
        field: payload[field] if field in AS_TOLD else _kept(payload[field])
        for field in KEPT.get(name, ())
        if field in payload
    }


def _kept(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sum(_kept(part) if isinstance(part, list) else 1 for part in value.values())
    return len(value) if isinstance(value, list) else value


class Log:
    """The facts of one class, and of the plan it comes from, in any order they arrived."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_name: dict[str, list[Fact]] = {}
        for fact in sorted(facts, key=lambda fact: fact.sequence):
            self._by_name.setdefault(fact.name, []).append(fact)

    def all(self, name: str) -> list[Fact]:
        """Every fact of this name, in the order in which they happened."""
        return self._by_name.get(name, [])

    def first(self, name: str) -> Fact | None:
        """The first fact of this name."""
        return next(iter(self.all(name)), None)

    def last(self, name: str) -> Fact | None:
        """The last fact of this name."""
        return next(reversed(self.all(name)), None)

    def reached(self, state: str) -> datetime | None:
        """When the class first reached a state."""
        steps = (step for step in self.all("class_advanced") if step.values["state"] == state)
        return next((datetime.fromisoformat(step.values["at"]) for step in steps), None)

    # -- the class itself

    @cached_property
    def created(self) -> Mapping[str, Any]:
        """What the class was created as; KeyError while nobody has told."""
        return self._by_name["class_created"][0].values

    @cached_property
    def traits(self) -> frozenset[str]:
        """The kind of class it is, in the words of the catalogue."""
        about = self.created
        prospect = about["track"] == "PROSPECT"
        return frozenset(
            {
                "COLLEGE" if about["profile"] == "CADRE_COLLEGE" else "UNIVERSITY",
                "EXTERNAL" if about["hosted_externally"] else "OWN",
                "PROSPECT" if prospect else "SUMMARY",
                "CERTIFICATE" if about["issues_certificate"] else "NO_CERTIFICATE",
                "ONLINE" if about["online"] else "ON_SITE",
                "REGULAR" if about["level"] == "REGULAR" else "IMPORTANT",
                "MENTORED" if self.is_mentored else "NOT_MENTORED",
                about["track"],
                about["category"],
                about["org_mode"],
            }
        )

    @property
    def is_mentored(self) -> bool:
        """Whether the class needs mentors, or somebody was called or named one all the same."""
        called = self.all("mentor_rota_advanced")
        named = (fact.values["role"] == "MENTOR" for fact in self.all("role_assigned"))
        return bool(self.created.get("mentor_required")) or bool(called) or any(named)

    @cached_property
    def left_out(self) -> frozenset[str]:
        """The facts that cannot be expected: their steps were left out of the class's flow."""
        steps = self.created.get("left_out", ())
        return frozenset(name for step in steps for name in FACTS_OF_STEP.get(step, ()))

    @property
    def planned_start(self) -> date:
        """The first day as it was planned, whatever became of it."""
        return date.fromisoformat(self.created["start_on"])

    @property
    def check_in_from(self) -> datetime:
        """When check-in begins, as last arranged."""
        moved = self.last("class_rescheduled")
        return datetime.fromisoformat((moved.values if moved else self.created)["checkin_from"])

    @property
    def ends(self) -> datetime:
        """The 24th hour of the last day, as last arranged: every clock counts from there."""
        moves = [
            fact
            for name in ("class_rescheduled", "class_resumed", "class_departed")
            for fact in self.all(name)
        ]
        last = max(moves, key=lambda fact: fact.sequence, default=None)
        return end_of(date.fromisoformat((last.values if last else self.created)["end_on"]))

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return bool(self.all("class_closed") or self.all("class_cancelled"))


def end_of(day: date) -> datetime:
    """The 24th hour of a calendar day in Asia/Shanghai."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI)


def day_of(moment: datetime) -> date:
    """The calendar day in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()
