"""Signing in to a session 扫码签到: a code on the wall that changes, scanned by each trainee."""

from datetime import datetime
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Query, Secret, Title, View
from contracts.scheduling.access import R
from contracts.scheduling.attendance import TAKERS, Mark


class SessionCodeView(View):
    """签到码｜The code of a session as it is now; it is read until `valid_until`, and signing in is
    possible from `opens_at` to `closes_at`.
    """

    session_id: str
    class_id: str
    title: str
    token: Annotated[str, Title("签到码", "Code"), Secret()]
    valid_until: datetime
    opens_at: Annotated[datetime, Title("签到开始", "Sign-in begins")]
    closes_at: Annotated[datetime, Title("签到截止", "Sign-in ends")]


class ShowSessionCode(
    Query[SessionCodeView],
    rest="GET /classes/{class_id}/sessions/{session_id}/code",
    by=TAKERS,
    clauses=("A-7.4.a",),
):
    """签到码｜A fresh code to show in the room, on the session's day and until its end."""

    class_id: str
    session_id: str


class SignInView(View):
    """签到结果｜One's mark of the session; signing in again changes nothing."""

    session_id: str
    title: str
    mark: Mark


class SignInToSession(
    Command[SignInView],
    rest="POST /classes/{class_id}/sessions/{session_id}/sign-ins",
    by=(R.TRAINEE,),
    clauses=("A-7.4.a",),
):
    """扫码签到｜Sign in by code: sign in with the code in the room: present until the session
    begins, late after that. Too early or with an old code is refused with what to do, and may be
    tried again.
    """

    class_id: str
    session_id: str
    trainee_id: str
    token: Annotated[str, Title("签到码", "Code"), Secret(), MinLen(10), MaxLen(100)]
