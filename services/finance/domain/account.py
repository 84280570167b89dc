"""The account of a class (B-5.0): what it used, whether that is confirmed and settled."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from contracts.base import Event
from contracts.finance import ServiceDataConfirmed, SettlementFinalised, SettlementState
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.values import Category, Profile
from services.finance.domain.usage import Usage


class DataState(StrEnum):
    """Whether what the class used is confirmed."""

    COLLECTING = "COLLECTING"
    CONFIRMED = "CONFIRMED"


class Standing(StrEnum):
    """Whether anything may still be written to the account."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


DATA_LIFE = Lifecycle(
    "服务数据", "service data", {"confirm": ((DataState.COLLECTING,), DataState.CONFIRMED)}
)
SETTLEMENT_LIFE = Lifecycle(
    "班次决算",
    "settlement",
    {"finalise": ((SettlementState.OPEN,), SettlementState.FINALISED)},
)
LIFE = Lifecycle(
    "班次账户",
    "class account",
    {
        "close": ((Standing.OPEN,), Standing.CLOSED),
        "cancel": ((Standing.OPEN,), Standing.CANCELLED),
    },
)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a class used. Hours in tenths; `payable` by teacher."""

    person_days: int
    venue_half_days: int
    payable: dict[str, int]

    @property
    def teaching_hours(self) -> int:
        """Hours to be paid for, all teachers together."""
        return sum(self.payable.values())


@dataclass(eq=False, kw_only=True)
class ClassAccount:
    """A class as finance knows it. Hours in tenths; confirmed figures never change."""

    class_id: str
    class_title: str
    category: Category
    profile: Profile
    hosted_externally: bool
    start_on: date
    end_on: date
    checkin_on: date
    headcount: int
    planned_hours: int
    plan_id: str | None = None
    host_id: str | None = None
    notice_id: str | None = None
    suspended_days: int = 0
    roster_version: int = 0
    timetable_version: int = 0
    present: list[str] | None = None
    taught_hours: int | None = None
    departed: bool = False
    person_days: int = 0
    venue_half_days: int = 0
    payable: dict[str, int] = field(default_factory=dict)
    total_fen: int = 0
    data_state: DataState = DataState.COLLECTING
    settlement_state: SettlementState = SettlementState.OPEN
    standing: Standing = Standing.OPEN

    @property
    def first_day(self) -> date:
        """The first day that is paid for: arrival counts for one day at most."""
        return max(min(self.checkin_on, self.start_on), self.start_on - timedelta(days=1))

    @property
    def has_been_taught(self) -> bool:
        """Whether teaching has ended; before that nothing is due by itself."""
        return self.taught_hours is not None

    @property
    def days(self) -> int:
        """Days paid for, arrival and departure included; not those on which the class stood
        still.
        """
        return (self.end_on - self.first_day).days + 1 - self.suspended_days

    def ensure_open(self) -> None:
        """Refusal CLASS_CLOSED once the class has ended or was cancelled."""
        if self.standing is not Standing.OPEN:
            raise Refusal(
                "CLASS_CLOSED",
                "该班次已结班或已取消，不能再登记财务事项。",
                "The class is closed or cancelled; nothing more is entered in its account.",
                "A-1.a",
            )

    def ensure_hosted(self) -> None:
        """Refusal NO_HOST for a class of the institution's own: there is nobody to sign with."""
        if not self.hosted_externally:
            raise Refusal(
                "NO_HOST",
                "本班次为学院自办，没有主办单位：数据自动确认，不办理对外决算和开票。",
                "This is a class of the institution's own: it has no host to sign, settle or "
                "invoice with.",
                "B-8.8a",
            )

    def reschedule(self, *, start_on: date, end_on: date, checkin_on: date) -> None:
        """The class takes place on other days."""
        self.start_on, self.end_on, self.checkin_on = start_on, end_on, checkin_on

    def resume(self, *, days: int, end_on: date) -> None:
        """The class goes on after so many days on which it stood still."""
        self.end_on = end_on
        self.suspended_days += days

    def take_roster(self, *, version: int, headcount: int) -> bool:
        """The roster's headcount; False when a newer version was heard before."""
        if version <= self.roster_version:
            return False
        self.roster_version, self.headcount = version, headcount
        return True

    def take_timetable(self, *, version: int, hours: int) -> bool:
        """The timetable's hours; False when a newer version was heard before."""
        if version <= self.timetable_version:
            return False
        self.timetable_version, self.planned_hours = version, hours
        return True

    def figures(self, usage: Usage, *, half_day_cap: int) -> Figures:
        """What the class used so far; once confirmed, what was confirmed."""
        if self.data_state is DataState.CONFIRMED:
            return Figures(
                person_days=self.person_days,
                venue_half_days=self.venue_half_days,
                payable=self.payable,
            )
        return self.count(usage, half_day_cap=half_day_cap)

    def count(self, usage: Usage, *, half_day_cap: int) -> Figures:
        """What the class used by everything reported so far."""
        return Figures(
            person_days=usage.person_days(self.first_day, self.end_on),
            venue_half_days=usage.venue_half_days,
            payable=usage.payable_by_teacher(half_day_cap=half_day_cap),
        )

    def advance(self, usage: Usage, *, half_day_cap: int, budget_fen: int) -> list[Event]:
        """Every step that is due by itself, whatever order its reasons arrived in.

        A class of the institution's own has nobody to sign with: its data is confirmed once
        teaching has ended, and it is settled when the class has left.
        """
        if self.hosted_externally or self.standing is Standing.CANCELLED:
            return []
        events: list[Event] = []
        if self.data_state is DataState.COLLECTING and self._all_reported(usage):
            events.append(self._confirm(self.figures(usage, half_day_cap=half_day_cap)))
        if (
            self.departed
            and self.data_state is DataState.CONFIRMED
            and self.settlement_state is SettlementState.OPEN
        ):
            events.append(self._finalise(budget_fen))
        return events

    def take_signed(
        self, figures: Figures, *, version: int, document_hash: str
    ) -> ServiceDataConfirmed:
        """Both parties have signed what the class used; a newer sheet replaces an older one."""
        return self._keep(figures, by_itself=False, version=version, document_hash=document_hash)

    def settle(self, total_fen: int) -> None:
        """The settlement with the host is final."""
        self.settlement_state = SETTLEMENT_LIFE.after("finalise", self.settlement_state)
        self.total_fen = total_fen

    def close(self) -> None:
        """The class has ended for good."""
        self.standing = LIFE.after("close", self.standing)

    def cancel(self) -> None:
        """The class does not take place."""
        self.standing = LIFE.after("cancel", self.standing)

    def _all_reported(self, usage: Usage) -> bool:
        # The end of teaching may be heard before the last session or arrival it stands for.
        return (
            self.taught_hours is not None
            and self.present is not None
            and usage.hours >= self.taught_hours
            and set(self.present) <= {stay.trainee_id for stay in usage.arrivals}
        )

    def _confirm(self, figures: Figures) -> ServiceDataConfirmed:
        DATA_LIFE.after("confirm", self.data_state)
        return self._keep(figures, by_itself=True, version=1, document_hash="")

    def _keep(
        self, figures: Figures, *, by_itself: bool, version: int, document_hash: str
    ) -> ServiceDataConfirmed:
        self.data_state = DataState.CONFIRMED
        self.person_days = figures.person_days
        self.venue_half_days = figures.venue_half_days
        self.payable = figures.payable
        return ServiceDataConfirmed(
            class_id=self.class_id,
            person_days=figures.person_days,
            venue_half_days=figures.venue_half_days,
            teaching_hours=figures.teaching_hours,
            by_itself=by_itself,
            version=version,
            document_hash=document_hash,
        )

    def _finalise(self, total_fen: int) -> SettlementFinalised:
        self.settle(total_fen)
        return SettlementFinalised(class_id=self.class_id, total_fen=total_fen, invoiced=False)
