"""What goes on the data sheet by itself: counted from beds, services, sessions and arrivals, each
line with where it comes from (B-8.8b).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.finance import DataGroup
from contracts.scheduling import ServiceKind
from contracts.values import HalfDay, SessionForm
from services.finance.domain.usage import Arrival, HeldSession

HALF_DAYS = {HalfDay.AM: "上午", HalfDay.PM: "下午", HalfDay.EVE: "晚上"}
NIGHT = timedelta(days=1)


@dataclass(eq=False, kw_only=True)
class Stay:
    """A trainee's bed for the nights before `to_on`; `heard` is the order of the facts about it."""

    trainee_id: str
    room: str
    from_on: date
    class_id: str
    bed: int
    to_on: date
    heard: int

    def take(self, *, bed: int, to_on: date, heard: int) -> None:
        """A later fact about the same stay; an earlier one that comes late tells only the bed."""
        self.bed = self.bed or bed
        if heard >= self.heard:
            self.to_on, self.heard = to_on, heard

    @property
    def nights(self) -> list[date]:
        """Every night of it, by the day on which it begins."""
        return [self.from_on + NIGHT * n for n in range((self.to_on - self.from_on).days)]


@dataclass(eq=False, kw_only=True)
class Service:
    """What the property firm delivered and somebody accepted."""

    order_id: str
    class_id: str
    kind: ServiceKind
    what: str
    on: date
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One line as counted. `key` says what is counted, the same each time."""

    key: str
    group: DataGroup
    label: str
    unit: str
    quantity: int
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceWord:
    """On which part of the sheet a service stands, what it is called and counted in."""

    group: DataGroup
    word: str
    unit: str


SERVICES: dict[ServiceKind, ServiceWord] = {
    ServiceKind.MEALS: ServiceWord(group=DataGroup.MEALS, word="", unit="人次"),
    ServiceKind.LODGING: ServiceWord(group=DataGroup.LODGING, word="住宿服务", unit="项"),
    ServiceKind.VENUE: ServiceWord(group=DataGroup.VENUE, word="会场服务", unit="项"),
    ServiceKind.CLEANING: ServiceWord(group=DataGroup.ACTIVITY, word="保洁", unit="次"),
    ServiceKind.FACILITIES: ServiceWord(group=DataGroup.ACTIVITY, word="设施", unit="项"),
    ServiceKind.PARKING: ServiceWord(group=DataGroup.ACTIVITY, word="停车", unit="车次"),
    ServiceKind.GATE: ServiceWord(group=DataGroup.ACTIVITY, word="门卫", unit="次"),
    ServiceKind.TRANSPORT: ServiceWord(group=DataGroup.ACTIVITY, word="交通", unit="车次"),
}


def count_lines(
    *,
    arrivals: Iterable[Arrival],
    stays: Iterable[Stay],
    services: Iterable[Service],
    sessions: Iterable[HeldSession],
    venue_names: Mapping[str, str],
) -> list[Counted]:
    """Every line there is something to count for; what was not used has no line (B-8.8b)."""
    held = sorted(sessions, key=_when)
    return [
        *_lodging(list(arrivals), list(stays)),
        *_services(services),
        *_venues([one for one in held if one.form is not SessionForm.FIELD_STUDY], venue_names),
        *_field_studies([one for one in held if one.form is SessionForm.FIELD_STUDY]),
    ]


def _when(session: HeldSession) -> tuple[date, int, str]:
    return session.on, list(HALF_DAYS).index(session.half_day), session.session_id


def _lodging(arrivals: Sequence[Arrival], stays: Sequence[Stay]) -> list[Counted]:
    """Bed-nights of those who came, from the night of arrival to the one before leaving. A night
    counts once for a person, in the bed that was given last.
    """
    present = {arrival.trainee_id: arrival for arrival in arrivals}
    slept: dict[tuple[str, date], Stay] = {}
    for stay in sorted(stays, key=lambda stay: stay.heard):
        arrival = present.get(stay.trainee_id)
        if arrival is not None:
            for night in stay.nights:
                if _was_there(arrival, night):
                    slept[stay.trainee_id, night] = stay
    nights: dict[Stay, list[date]] = defaultdict(list)
    for (_, night), stay in slept.items():
        nights[stay].append(night)
    if not nights:
        return []
    beds = sorted(nights, key=lambda stay: (stay.room, stay.bed, stay.from_on, stay.trainee_id))
    sources = [
        f"房间 {stay.room} {stay.bed}床 {first:%m-%d}→{last + NIGHT:%m-%d}"
        for stay in beds
        for first, last in _runs(sorted(nights[stay]))
    ]
    return [
        Counted(
            key="LODGING",
            group=DataGroup.LODGING,
            label="住宿",
            unit="床·夜",
            quantity=len(slept),
            sources=tuple(sources),
        )
    ]


def _was_there(arrival: Arrival, night: date) -> bool:
    return arrival.arrived_on <= night and (arrival.left_on is None or night < arrival.left_on)


def _runs(nights: Sequence[date]) -> list[tuple[date, date]]:
    """First and last night of each unbroken stretch."""
    runs: list[tuple[date, date]] = []
    for night in nights:
        if runs and runs[-1][1] + NIGHT == night:
            runs[-1] = (runs[-1][0], night)
        else:
            runs.append((night, night))
    return runs


def _services(services: Iterable[Service]) -> list[Counted]:
    ordered = sorted(services, key=lambda one: (one.kind, one.what.strip(), one.on, one.order_id))
    alike: dict[tuple[ServiceKind, str], list[Service]] = defaultdict(list)
    for service in ordered:
        alike[service.kind, service.what.strip()].append(service)
    return [_service_line(kind, what, given) for (kind, what), given in alike.items()]


def _service_line(kind: ServiceKind, what: str, given: Sequence[Service]) -> Counted:
    word = SERVICES[kind]
    return Counted(
        key=f"{kind}:{what}",
        group=word.group,
        label=f"{word.word}：{what}" if word.word else what,
        unit=word.unit,
        quantity=sum(service.quantity for service in given),
        sources=tuple(f"{one.on:%m-%d} {what} {one.quantity}{word.unit}" for one in given),
    )


def _venues(sessions: Iterable[HeldSession], names: Mapping[str, str]) -> list[Counted]:
    by_venue: dict[str, list[HeldSession]] = defaultdict(list)
    for session in sessions:
        if session.venue_id:
            by_venue[session.venue_id].append(session)
    return [
        Counted(
            key=f"VENUE_USE:{venue_id}",
            group=DataGroup.VENUE,
            label=names.get(venue_id, venue_id),
            unit="半天",
            quantity=len({(session.on, session.half_day) for session in held}),
            sources=tuple(map(_session_source, held)),
        )
        for venue_id, held in sorted(by_venue.items())
    ]


def _field_studies(sessions: Iterable[HeldSession]) -> list[Counted]:
    by_title: dict[str, list[HeldSession]] = defaultdict(list)
    for session in sessions:
        by_title[session.title].append(session)
    return [
        Counted(
            key=f"FIELD_STUDY:{title}",
            group=DataGroup.ACTIVITY,
            label=f"现场教学：{title}",
            unit="次",
            quantity=len(held),
            sources=tuple(f"{_session_source(one)}（{one.present_n}人）" for one in held),
        )
        for title, held in sorted(by_title.items())
    ]


def _session_source(session: HeldSession) -> str:
    return f"课次 {session.on:%m-%d} {HALF_DAYS[session.half_day]} {session.title}".rstrip()
