"""The teacher pool, its vetting, and where teachers are sent."""

from datetime import timedelta
from typing import Any

from contracts.base import Query, Title
from contracts.scheduling import (
    DecideDispatch,
    DecideVetting,
    DispatchTeacher,
    FindTeacher,
    FindTeacherTimetable,
    ListDispatches,
    ListTeachers,
    ListVettingVotes,
    ProposeTeacher,
    SuspendTeacher,
    TeacherState,
    TeacherView,
    VoteOnTeacher,
)
from kit import clock
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Record, Table
from kit.pages.visit import Visit

AHEAD = timedelta(days=61)
OPEN_TO_VOTES = frozenset(
    {TeacherState.PROPOSED, TeacherState.UNDER_REVIEW, TeacherState.SUSPENDED}
)
SCORE = Column(name="last_score", how="points")


def _awaits_votes(teacher: TeacherView) -> bool:
    return teacher.state in OPEN_TO_VOTES or teacher.expired


def _may_teach(teacher: TeacherView) -> bool:
    return teacher.state is TeacherState.APPROVED and not teacher.expired


def _timetable(visit: Visit) -> Query[Any] | None:
    """What the teacher gives in the coming two months."""
    since = clock.today()
    return visit.query(FindTeacherTimetable, since=since.isoformat(), until=str(since + AHEAD))


VETTING = (
    Action(kind=VoteOnTeacher, when=_awaits_votes),
    Action(kind=DecideVetting, when=lambda one: one.state is TeacherState.UNDER_REVIEW),
)
ENGAGEMENT = (
    Action(kind=DispatchTeacher, when=_may_teach),
    Action(kind=SuspendTeacher, tone="danger", when=lambda one: one.state is TeacherState.APPROVED),
)
DISPATCHES = Table(
    name="dispatches",
    zh="外派授课",
    icon="flag",
    asks=ListDispatches,
    columns=(
        "teacher_name",
        "destination",
        "topic",
        "from_on",
        "to_on",
        "policy_ref",
        "approved_by",
        "state",
    ),
    row_link="/scheduling/teachers/{teacher_id}",
    row_actions=(Action(kind=DecideDispatch, when=lambda one: one.state == "REQUESTED"),),
    filters=(),
    empty="还没有外派授课。",
)

TEACHERS = Page(
    path="teachers",
    zh="师资库",
    icon="people",
    sections=(
        Table(
            name="teachers",
            zh="师资库",
            icon="people",
            asks=ListTeachers,
            columns=(
                "name",
                "employer",
                "title_band",
                "expertise",
                "state",
                "valid_until",
                Column(name="votes", title=Title("已表决", "Votes")),
                SCORE,
                "improvements_open",
            ),
            row_link="/scheduling/teachers/{teacher_id}",
            row_actions=VETTING,
            actions=(Action(kind=ProposeTeacher, icon="plus", tone="primary"),),
            empty="没有符合条件的教师。",
        ),
        DISPATCHES,
    ),
)

TEACHER = Page(
    path="teachers/{teacher_id}",
    zh="教师",
    icon="person",
    sections=(
        Record(
            name="teacher",
            zh="师资档案",
            icon="person",
            asks=FindTeacher,
            facts=(
                "name",
                "state",
                "valid_until",
                "employer",
                "title_band",
                "expertise",
                "qualification",
                "external",
                "employed",
                "is_leader",
                "proposed_by",
                SCORE,
                "improvements_open",
            ),
            actions=(*VETTING, *ENGAGEMENT),
            empty="没有找到这名教师。",
        ),
        Table(
            name="votes",
            zh="评审表决",
            icon="check",
            asks=ListVettingVotes,
            columns=(
                Column(name="member", title=Title("评审成员", "Member"), how="person"),
                "decision",
                Column(name="found", title=Title("认定合格", "Found sound")),
                "opinion",
                Column(name="at", title=Title("表决时间", "Voted at")),
            ),
            empty="还没有人表决。",
        ),
        Table(
            name="timetable",
            zh="今后两个月的授课",
            icon="calendar",
            asks=_timetable,
            items="sessions",
            columns=(
                "on",
                "half_day",
                Column(name="title", title=Title("课程", "Session")),
                "class_title",
                Column(name="venue_names", title=Title("场地", "Venue")),
                "state",
            ),
            row_link="/classes/{class_id}/timetable",
            filters=(),
            empty="今后两个月没有已发布的授课。",
        ),
        DISPATCHES,
    ),
)

_ABOUT = Look(
    about=FindTeacher,
    beside="scheduling/teacher_beside.html",
)
LOOKS = {VoteOnTeacher: _ABOUT, DecideVetting: _ABOUT, SuspendTeacher: _ABOUT}
