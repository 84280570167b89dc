"""A person's timetable as a calendar feed (RFC 5545). Its address is sealed: who has it may read,
and nobody can make one for somebody else.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from contracts.scheduling import CALLED_OFF, CalendarEntry, SessionView
from kit.clock import SHANGHAI
from kit.privacy import vault

ROOT = "/calendar"
REFRESH = timedelta(hours=1)


def feed_path(person_id: str) -> str:
    """Where a person's calendar fetches its timetable."""
    return f"{ROOT}/{person_id}/{_seal(person_id)}.ics"


def is_sealed(person_id: str, seal: str) -> bool:
    """Whether an address is one we have made."""
    return hmac.compare_digest(_seal(person_id).encode(), seal.encode())


def _seal(person_id: str) -> str:
    return vault().blind("calendar", person_id)


def calendar_of(
    name: str,
    sessions: Iterable[SessionView | CalendarEntry],
    *,
    class_titles: dict[str, str],
    suspended: frozenset[str],
    now: datetime,
) -> bytes:
    """The feed: each session with its place and class, and with nobody's name. A session of a
    suspended class, or one that was called off, shows as cancelled.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Kaiban//Timetable//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", SHANGHAI.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for session in sessions:
        is_off = session.state == CALLED_OFF or session.class_id in suspended
        calendar.add_component(_event(session, class_titles, now, is_off=is_off))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(
    session: SessionView | CalendarEntry, titles: dict[str, str], now: datetime, *, is_off: bool
) -> Event:
    event = Event()
    # The same for as long as the session exists, wherever the suite runs.
    event.add("uid", f"{_id_of(session)}@kaiban")
    event.add("dtstamp", now)
    event.add("dtstart", session.from_at.astimezone(SHANGHAI))
    event.add("dtend", session.to_at.astimezone(SHANGHAI))
    event.add("summary", session.title)
    if where := _place_of(session):
        event.add("location", where)
    if title := titles.get(session.class_id, ""):
        event.add("description", title)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event


def _id_of(session: SessionView | CalendarEntry) -> str:
    return session.session_id if isinstance(session, SessionView) else session.record_id


def _place_of(session: SessionView | CalendarEntry) -> str:
    if isinstance(session, SessionView):
        return session.venue_name
    return "、".join(session.venue_names)
