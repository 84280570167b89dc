"""What is shown of a day: sessions, exams and dispatches with the names of everything in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.scheduling import CalendarEntry, CalendarKind, TeacherTimetableView
from services.scheduling.domain.dispatch import Dispatch
from services.scheduling.domain.exam_rooms import ExamRooms
from services.scheduling.domain.rules import rules_on
from services.scheduling.domain.session import SHANGHAI, Session, Span, half_day_of
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.venue import Venue
from services.scheduling.store import SchedulingStore
from services.scheduling.store.calendar import ClassLabel, Happenings


def calendar_view(found: Happenings, store: SchedulingStore) -> list[CalendarEntry]:
    """Everything found, in the order of time."""
    names = _names_of(found, store)
    entries = [
        *(_session_entry(session, names) for session in found.sessions),
        *(_exam_entry(exam, names) for exam in found.exams),
        *(_dispatch_entry(dispatch, names) for dispatch in found.dispatches),
    ]
    return sorted(entries, key=lambda entry: (entry.from_at, entry.record_id))


def taught_view(
    teacher: Teacher, given: Sequence[Session], store: SchedulingStore
) -> TeacherTimetableView:
    """What a teacher gives, each as others know it."""
    found = Happenings(sessions=given, exams=[], dispatches=[])
    entries = calendar_view(found, store)
    return TeacherTimetableView(teacher_id=teacher.teacher_id, name=teacher.name, sessions=entries)


@dataclass(frozen=True, kw_only=True)
class _Names:
    classes: Mapping[str, ClassLabel]
    venues: Mapping[str, Venue]
    teachers: Mapping[str, str]


def _names_of(found: Happenings, store: SchedulingStore) -> _Names:
    venue_ids = {session.venue_id for session in found.sessions if session.venue_id}
    class_ids = {session.class_id for session in found.sessions}
    class_ids |= {exam.class_id for exam in found.exams}
    people = {person for session in found.sessions for person in session.people}
    return _Names(
        classes=store.class_labels(class_ids),
        venues=store.venues_by_id(venue_ids.union(*(exam.rooms for exam in found.exams))),
        teachers=store.teacher_names(people | {one.teacher_id for one in found.dispatches}),
    )


def _session_entry(session: Session, names: _Names) -> CalendarEntry:
    label = names.classes[session.class_id]
    venue_ids = [session.venue_id] if session.venue_id else []
    return CalendarEntry(
        kind=CalendarKind.SESSION,
        record_id=session.session_id,
        class_id=session.class_id,
        class_code=label.code,
        class_title=label.title,
        title=session.title,
        form=session.form,
        on=session.on,
        half_day=session.half_day,
        from_at=session.from_at,
        to_at=session.to_at,
        venue_ids=venue_ids,
        venue_names=[names.venues[key].name for key in venue_ids],
        teacher_ids=session.people,
        teacher_names=[names.teachers[key] for key in session.people],
        state=session.state,
        published=label.knows(session.session_id),
        joint_with=session.joint_with,
    )


def _exam_entry(exam: ExamRooms, names: _Names) -> CalendarEntry:
    label = names.classes[exam.class_id]
    on = exam.from_at.astimezone(SHANGHAI).date()
    return CalendarEntry(
        kind=CalendarKind.EXAM,
        record_id=exam.exam_id,
        class_id=exam.class_id,
        class_code=label.code,
        class_title=label.title,
        title="",
        form=None,
        on=on,
        half_day=half_day_of(Span(from_at=exam.from_at, to_at=exam.to_at), rules_on(on)),
        from_at=exam.from_at,
        to_at=exam.to_at,
        venue_ids=list(exam.rooms),
        venue_names=[names.venues[key].name for key in exam.rooms],
        teacher_ids=[],
        teacher_names=[],
        state="",
        published=True,
        joint_with=None,
    )


def _dispatch_entry(dispatch: Dispatch, names: _Names) -> CalendarEntry:
    span = dispatch.span
    return CalendarEntry(
        kind=CalendarKind.DISPATCH,
        record_id=dispatch.dispatch_id,
        class_id="",
        class_code="",
        class_title=dispatch.destination,
        title=dispatch.topic,
        form=None,
        on=dispatch.from_on,
        half_day=None,
        from_at=span.from_at,
        to_at=span.to_at,
        venue_ids=[],
        venue_names=[],
        teacher_ids=[dispatch.teacher_id],
        teacher_names=[names.teachers[dispatch.teacher_id]],
        state=dispatch.state,
        published=True,
        joint_with=None,
    )
