"""A class as assessment knows it: the facts other departments told, in whatever order they came."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from contracts.enrollment import ClassCreated
from contracts.refusals import Refusal
from contracts.values import Category, Profile, Track
from services.assessment.domain.rules import SCHOOL_ZONE, SummaryRules, summary_rules_on


class Standing(StrEnum):
    """Whether anything about the class may still be written."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


@dataclass(kw_only=True, eq=False)
class TrainingClass:
    """What assessment keeps of a class. Hours in tenths, days in Asia/Shanghai.

    `news` says, for what enrollment may tell more than once, the place of the newest among all
    that it ever told.
    """

    class_id: str
    code: str
    title: str
    category: Category
    track: Track
    profile: Profile
    session_no: int
    issues_certificate: bool
    start_on: date
    end_on: date
    standing: Standing = Standing.OPEN
    timetable_version: int = 0
    hours_total: int = 0
    opened_on: date | None = None
    person_times: int = 0
    is_taught: bool = False
    hours_taught: int = 0
    person_hours: int = 0
    hosted_externally: bool = False
    teacher_ids: list[str] = field(default_factory=list)
    is_suspended: bool = False
    news: dict[str, int] = field(default_factory=dict)
    summaries_concluded: bool = False
    incidents: int = 0

    @classmethod
    def from_creation(cls, event: ClassCreated) -> "TrainingClass":
        """The class as its creation told it."""
        return cls(
            class_id=event.class_id,
            code=event.code,
            title=event.title,
            category=event.category,
            track=event.track,
            profile=event.profile,
            session_no=event.session_no,
            issues_certificate=event.issues_certificate,
            start_on=event.start_on,
            end_on=event.end_on,
            hosted_externally=event.hosted_externally,
        )

    @property
    def is_open(self) -> bool:
        """Whether anything about it may still be written."""
        return self.standing is Standing.OPEN

    def require_open(self) -> None:
        """Refuse any further writing about a class that is closed or cancelled."""
        if not self.is_open:
            raise Refusal(
                "CLASS_CLOSED",
                "班次已结班或已取消，不能再办理考核事项。",
                "The class is closed or cancelled; its assessment can no longer be changed.",
                "A-6.12",
            )

    def close(self) -> None:
        """The class is closed; a cancelled one stays cancelled."""
        if self.standing is Standing.OPEN:
            self.standing = Standing.CLOSED

    def cancel(self) -> None:
        """The class does not take place."""
        self.standing = Standing.CANCELLED

    def require_running(self) -> None:
        """Refuse what needs people in rooms while the class stands still (B-12a)."""
        if self.is_suspended:
            raise Refusal(
                "CLASS_SUSPENDED",
                "班次已暂停，恢复后方可进行。",
                "The class is suspended; this waits until it goes on.",
                "B-12a",
            )

    def take_timetable(
        self, version: int, hours_total: int, teacher_ids: Iterable[str] = ()
    ) -> None:
        """Keep hours and teachers of the newest timetable; an older one that comes late changes
        nothing.
        """
        if version > self.timetable_version:
            self.timetable_version, self.hours_total = version, hours_total
            self.teacher_ids = sorted(set(teacher_ids))

    def take_start(self, start_on: date, told: int) -> None:
        """The class begins on another day."""
        if self._is_news("start", told):
            self.start_on = start_on

    def take_end(self, end_on: date, told: int) -> None:
        """The class ends on another day."""
        if self._is_news("end", told):
            self.end_on = end_on

    def take_suspension(self, *, suspended: bool, told: int) -> None:
        """The class stands still, or goes on (B-12a)."""
        if self._is_news("suspension", told):
            self.is_suspended = suspended

    def take_incident(self) -> None:
        """A safety incident happened in the class."""
        self.incidents += 1

    def take_opening(self, at: datetime) -> None:
        """The day on which the class really began."""
        self.opened_on = at.astimezone(SCHOOL_ZONE).date()

    def take_teaching(self, hours_total: int, person_hours: int) -> None:
        """Teaching is over: hours taught and person-hours, from the attendance sheets."""
        self.is_taught, self.hours_taught, self.person_hours = True, hours_total, person_hours

    @property
    def summary_rules(self) -> SummaryRules:
        """The figures its summaries are due and compared by."""
        return summary_rules_on(self.start_on)

    @property
    def start_delay_days(self) -> int:
        """Days between the planned and the real beginning; none before it has begun (A-7.10.b)."""
        return (self.opened_on - self.start_on).days if self.opened_on else 0

    def _is_news(self, what: str, told: int) -> bool:
        if told <= self.news.get(what, 0):
            return False
        self.news = {**self.news, what: told}
        return True
