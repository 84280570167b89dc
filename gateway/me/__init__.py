"""The pages of one's own, for the phone first: of trainees, teachers and hosts' people."""

from gateway.me import arriving, concluding, hosting, leaving
from gateway.me.arriving import CHECK_IN, SIGN_IN
from gateway.me.concluding import EVALUATION, RESULT, SUMMARY
from gateway.me.hosting import HOST, HOST_CLASS
from gateway.me.leaving import ATTENDANCE, LEAVE
from gateway.me.timetable import TEACHING, TIMETABLE
from gateway.me.today import TODAY
from kit.pages.desk import Desk

DESK = Desk(
    name="me",
    zh="我的",
    icon="phone",
    package="gateway.me",
    pages=(
        TODAY,
        TIMETABLE,
        CHECK_IN,
        SIGN_IN,
        LEAVE,
        ATTENDANCE,
        EVALUATION,
        SUMMARY,
        RESULT,
        TEACHING,
        HOST,
        HOST_CLASS,
    ),
    looks={**arriving.LOOKS, **leaving.LOOKS, **concluding.LOOKS, **hosting.LOOKS},
)
