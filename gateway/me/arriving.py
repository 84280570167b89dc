"""Coming in: the code on the reception's wall, and the one in the classroom."""

from collections.abc import Mapping
from typing import Any

from contracts.enrollment import CheckInSelf
from contracts.scheduling import FindOwnAttendance, FindOwnTimetable, SignInToSession
from gateway.me.today import awaits_check_in
from gateway.me.training import Mine, own_page
from kit import clock
from kit.pages.desk import Look
from kit.pages.visit import address

# No code is longer; what cannot be one is not even offered to be sent.
MOST = 200


async def _check_in(mine: Mine) -> Mapping[str, Any]:
    """What has been done, and the button once a code was scanned."""
    found = await mine.visit.part(FindOwnAttendance(trainee_id=mine.training.trainee_id))
    marks = found.value.marks if found.value else []
    return {
        "action": _action(mine),
        "awaited": awaits_check_in(mine),
        "marks": [one for one in marks if one.on == clock.today()],
    }


def _action(mine: Mine) -> str:
    token = _token(mine)
    if not token:
        return ""
    return address("do", CheckInSelf, {**mine.ids, "token": token}, back=mine.path())


async def _sign_in(mine: Mine) -> Mapping[str, Any]:
    """The session whose code was scanned, and the button to sign in to it."""
    found = await mine.visit.part(FindOwnTimetable(trainee_id=mine.training.trainee_id))
    named = mine.visit.params.get("session_id", "")
    sessions = found.value.sessions if found.value else []
    session = next((one for one in sessions if one.session_id == named), None)
    token, action = _token(mine), ""
    if token and named:
        ids = {**mine.ids, "session_id": named, "token": token}
        action = address("do", SignInToSession, ids, back=mine.path())
    return {"session": session, "action": action}


def _token(mine: Mine) -> str:
    token = str(mine.visit.params.get("token", ""))
    return token if len(token) <= MOST else ""


CHECK_IN = own_page("check-in", "报到签到", "qr", _check_in, offers=(CheckInSelf,))
SIGN_IN = own_page(
    "sign-in", "课次签到", "check", _sign_in, offers=(SignInToSession,), in_menu=False
)
LOOKS = {
    CheckInSelf: Look(
        hides=("class_id", "token"),
        shows="me/checked_in.html",
        note="报到码每隔一会儿更换；过期时请在报到台重新扫码。",
    ),
    SignInToSession: Look(
        hides=("trainee_id", "token"),
        shows="me/signed_in.html",
        note="签到码每隔一会儿更换；过期时请在教室重新扫码。",
    ),
}
