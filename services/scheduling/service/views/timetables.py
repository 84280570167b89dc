"""What is shown of timetables."""

from collections.abc import Iterable, Sequence

from contracts.scheduling import ProblemView, SessionView, TimetableView
from services.scheduling.domain.problems import Pool, Problem
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable


def timetable_view(timetable: Timetable, pool: Pool) -> TimetableView:
    problems = timetable.problems(pool)
    return TimetableView(
        class_id=timetable.class_id,
        version=timetable.edition,
        state=timetable.state,
        hours_total=timetable.hours_total,
        minimum_hours=timetable.minimum_hours,
        headcount=timetable.headcount,
        sessions=session_views(timetable.live, pool, problems),
        problems=[str(problem) for problem in problems if not problem.session_id],
        gaps=_gap_views(problem for problem in problems if not problem.session_id),
        reviewers={
            aspect: tuple(sorted(duties))
            for aspect, duties in timetable.rules.session_reviewers.items()
        },
    )


def session_views(
    sessions: Sequence[Session], pool: Pool, problems: Sequence[Problem]
) -> list[SessionView]:
    """Sessions in the order of time, numbered, each with its own problems."""
    return [
        _session_view(
            session, seq, pool, [p for p in problems if p.session_id == session.session_id]
        )
        for seq, session in enumerate(sessions, 1)
    ]


def _session_view(
    session: Session, seq: int, pool: Pool, problems: Sequence[Problem]
) -> SessionView:
    venue = pool.venues.get(session.venue_id or "")
    leader = pool.teachers.get(session.mobilization_leader_id or "")
    return SessionView(
        session_id=session.session_id,
        class_id=session.class_id,
        seq=seq,
        title=session.title,
        form=session.form,
        on=session.on,
        half_day=session.half_day,
        from_at=session.from_at,
        to_at=session.to_at,
        hours=session.hours,
        course_id=session.course_id,
        teacher_ids=list(session.teacher_ids),
        teacher_names=[pool.teachers[key].name for key in session.teacher_ids],
        venue_id=session.venue_id,
        venue_name=venue.name if venue else "",
        mobilization_leader_id=session.mobilization_leader_id,
        mobilization_leader_name=leader.name if leader else "",
        counts_attendance=session.counts_attendance,
        content_review=session.content_review,
        venue_review=session.venue_review,
        state=session.state,
        problems=[str(problem) for problem in problems],
        joint_with=session.joint_with,
        gaps=_gap_views(problems),
    )


def _gap_views(problems: Iterable[Problem]) -> tuple[ProblemView, ...]:
    return tuple(
        ProblemView(
            code=one.code,
            zh=one.zh,
            en=one.en,
            clause=one.clause,
            brief_zh=one.brief_zh or one.zh,
            brief_en=one.brief_en or one.en,
        )
        for one in problems
    )
