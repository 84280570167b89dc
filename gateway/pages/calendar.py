"""A person's own timetable as a calendar fetches it: by its address alone, and only for as long as
the account still stands for a trainee or teacher.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from fastapi.responses import Response

from contracts.base import Query
from contracts.refusals import Unknown
from contracts.roles import Actor
from contracts.scheduling import FindOwnTimetable, FindTeacherTimetable
from gateway.asking import request_id_of
from gateway.me.feed import ROOT, calendar_of, is_sealed
from gateway.me.timetable import DAYS_AT_ONCE
from gateway.me.whose import own_records, own_trainings
from gateway.pages.frame import Frame
from kit import clock
from kit.green import off_cpu, off_loop
from kit.pages import language_of
from kit.pages.asking import Asker
from kit.pages.whole import answers_of

# A calendar forgets what its feed no longer tells: so much of the past stays.
PAST = timedelta(days=DAYS_AT_ONCE)
WINDOWS = 3
NAMES = {"zh": "培训日程", "en": "Training timetable"}


def calendar_routes(frame: Frame) -> APIRouter:
    """/calendar/<person>/<seal>.ics"""
    router = APIRouter(include_in_schema=False)

    @router.get(ROOT + "/{person_id}/{seal}.ics")
    async def feed(http: HttpRequest, person_id: str, seal: str) -> Response:
        if not is_sealed(person_id, seal):
            raise Unknown("日历", "calendar")
        actor = await off_loop(_actor, frame, person_id, request_id_of(http))
        asked: list[Query[Any]] = [*_own(actor), *_taught(actor)]
        if not asked:
            raise Unknown("日历", "calendar")
        # A feed that is empty for once would have every calendar forget all it holds.
        found = await answers_of(Asker(frame.departments, actor), asked)
        answers = [answer for answer in found if answer is not None]
        name = NAMES[language_of(http)]
        return Response(await off_cpu(_feed, name, answers), media_type="text/calendar")

    return router


def _actor(frame: Frame, person_id: str, request_id: str) -> Actor:
    """The person with the duties held at this moment; Unknown (404) once the account is closed."""
    with frame.asking.identity.looking() as store:
        account = store.account(person_id)
        if not account.active:
            raise Unknown("日历", "calendar")
        return Actor(person_id=person_id, grants=account.grants, request_id=request_id)


def _own(actor: Actor) -> list[FindOwnTimetable]:
    return [FindOwnTimetable(trainee_id=one) for one in own_trainings(actor)]


def _taught(actor: Actor) -> list[FindTeacherTimetable]:
    first = clock.today() - PAST
    starts = [first + timedelta(days=DAYS_AT_ONCE * window) for window in range(WINDOWS)]
    return [
        FindTeacherTimetable(
            teacher_id=one, since=since, until=since + timedelta(days=DAYS_AT_ONCE - 1)
        )
        for one in own_records(actor)
        for since in starts
    ]


def _feed(name: str, answers: Sequence[Any]) -> bytes:
    sessions = [session for answer in answers for session in answer.sessions]
    own = [answer for answer in answers if hasattr(answer, "suspended")]
    titles = {answer.class_id: answer.class_title for answer in own}
    titles |= {one.class_id: one.class_title for one in sessions if hasattr(one, "class_title")}
    return calendar_of(
        name,
        sessions,
        class_titles=titles,
        suspended=frozenset(answer.class_id for answer in own if answer.suspended),
        now=clock.now(),
    )
