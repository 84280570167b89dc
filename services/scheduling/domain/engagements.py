"""Who teaches what in a class, and who is told that it is new (A-6.3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.scheduling import TeacherEngaged
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.session import Session


def taught_by(sessions: Iterable[Session]) -> dict[str, list[str]]:
    """The ids of the sessions each teacher gives."""
    found: dict[str, list[str]] = {}
    for session in sessions:
        for teacher_id in session.teacher_ids:
            found.setdefault(teacher_id, []).append(session.session_id)
    return found


def engagements(
    class_id: str,
    before: Mapping[str, Sequence[str]],
    now: Mapping[str, list[str]],
    pool: Pool,
) -> Iterator[TeacherEngaged]:
    """One for each teacher whose sessions are not what they were."""
    for teacher_id, session_ids in now.items():
        if before.get(teacher_id) != session_ids:
            teacher = pool.teachers[teacher_id]
            yield TeacherEngaged(
                class_id=class_id,
                teacher_id=teacher_id,
                session_ids=session_ids,
                title_band=teacher.title_band,
                employed=teacher.employed,
            )
