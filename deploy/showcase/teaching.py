"""Courses, teachers and venues are vetted; the timetable is staffed, reviewed and published."""

from collections.abc import Sequence
from datetime import date

from contracts.scheduling import (
    AddCourse,
    AddSession,
    ApplyTemplate,
    ChangeSession,
    DecideVetting,
    Decision,
    FindTimetable,
    ProposeTeacher,
    PublishTimetable,
    RegisterVenue,
    ReviewContent,
    ReviewSession,
    SessionDraft,
    SessionView,
    SubmitContent,
    TimetableView,
    VenueKind,
    VetVenue,
    VoteOnTeacher,
)
from contracts.values import HalfDay, SessionForm, TitleBand
from deploy.showcase.enrolling import class_id
from deploy.showcase.stage import SHANGHAI, Chapter, Stage

CHAPTER = Chapter("四、课程、师资、场地与日程", "4. Courses, teachers, venues, timetable")

DEPT = "马克思主义教研部"
F, B = SessionForm, TitleBand

# A session of a class: form, course, who teaches, where.
Line = tuple[SessionForm, str, Sequence[str], str]

SESSIONS: tuple[Line, ...] = (
    (F.PARTY_LECTURE, "党的性质、宗旨和指导思想", ("professor",), "hall"),
    (F.GUIDANCE, "学习党章，遵守党纪", ("secretary",), "hall"),
    (F.PARTY_LECTURE, "党的基本理论与基本路线", ("professor",), "hall"),
    (F.FIELD_STUDY, "红色教育基地现场教学", ("expert",), "memorial"),
    (F.VIDEO, "优秀共产党员先进事迹", (), "hall"),
    (F.DISCUSSION, "端正入党动机，争取早日入党", (), "hall"),
    (F.DISCUSSION, "分组交流与学习小结", (), "hall"),
)
TEACHERS = {
    "mobilizer": ("沈国栋", False, "学校党委", B.FULL_SENIOR, "", True),
    "professor": ("范明远", False, DEPT, B.FULL_SENIOR, "", False),
    "secretary": ("曹静怡", False, "学校纪委", B.ASSOC_SENIOR, "", False),
    "expert": ("梁家栋", True, "革命纪念馆", B.ASSOC_SENIOR, "研究馆员，讲解党史二十年", False),
}
VENUES = {
    "hall": ("党校报告厅", VenueKind.HALL, 220),
    "memorial": ("革命纪念馆", VenueKind.FIELD_SITE, 200),
    "room1": ("第一考场", VenueKind.EXAM_ROOM, 60),
    "room2": ("第二考场", VenueKind.EXAM_ROOM, 60),
    "room3": ("第三考场", VenueKind.EXAM_ROOM, 60),
}


@CHAPTER.step("新增课程并送审", "Courses are handed in", by="teaching", at="2026-03-16 15:00")
def submit_courses(stage: Stage) -> None:
    stage.kept["courses"] = {
        title: hand_in_course(stage, form, title) for form, title, _, _ in SESSIONS
    }


@CHAPTER.step("审查课程内容", "Their content is reviewed", by="panel1", at="2026-03-17 09:00")
def review_courses(stage: Stage) -> None:
    for course_id in stage.kept["courses"].values():
        approve_course(stage, course_id)


@CHAPTER.step("提名授课教师", "Teachers are proposed", by="teaching", at="2026-03-17 10:00")
def propose_teachers(stage: Stage) -> None:
    unqualified = ProposeTeacher(name="无证专家", external=True, title_band=B.FULL_SENIOR)
    stage.refused("teaching", unqualified, "QUALIFICATION_MISSING")
    proposed = {}
    for key, (name, external, employer, band, qualification, leads) in TEACHERS.items():
        proposal = ProposeTeacher(
            name=name,
            external=external,
            employer=employer,
            title_band=band,
            qualification=qualification,
            is_leader=leads,
        )
        proposed[key] = stage.ask("teaching", proposal).teacher_id
    stage.kept["teachers"] = proposed


@CHAPTER.step("师资评审表决", "The panel votes", by="panel1…3", at="2026-03-17 14:00")
def vote_on_teachers(stage: Stage) -> None:
    for teacher_id in stage.kept["teachers"].values():
        for member in ("panel1", "panel2", "panel3"):
            vote = VoteOnTeacher(
                teacher_id=teacher_id,
                decision=Decision.APPROVED,
                qualification=True,
                teaching=True,
                ethics=True,
                political=True,
            )
            stage.ask(member, vote)


@CHAPTER.step("师资评审结论", "The vetting is concluded", by="affairs", at="2026-03-17 16:00")
def conclude_vetting(stage: Stage) -> None:
    for teacher_id in stage.kept["teachers"].values():
        valid_until = date(2027, 3, 31)
        stage.ask("affairs", DecideVetting(teacher_id=teacher_id, valid_until=valid_until))


@CHAPTER.step("登记场地", "Venues are registered", by="staff2", at="2026-03-18 09:00")
def register_venues(stage: Stage) -> None:
    stage.kept["venues"] = {
        key: stage.ask("staff2", RegisterVenue(name=name, kind=kind, capacity=heads)).venue_id
        for key, (name, kind, heads) in VENUES.items()
    }


@CHAPTER.step("场地安全审查", "Venues are inspected", by="finance", at="2026-03-18 10:00")
def inspect_venues(stage: Stage) -> None:
    for venue_id in stage.kept["venues"].values():
        approve_venue(stage, "finance", venue_id)


@CHAPTER.step("套用日程模板", "The template is laid out", by="staff2", at="2026-03-18 14:00")
def lay_out_timetable(stage: Stage) -> None:
    stage.until(lambda: timetable(stage))
    stage.ask("staff2", ApplyTemplate(class_id=class_id(stage)))
    last = SessionDraft(
        form=F.DISCUSSION,
        title="学习讨论：分组交流与学习小结",
        on=date(2026, 3, 26),
        half_day=HalfDay.AM,
        starts="08:00",
        ends="11:20",
        hours=40,
        teacher_ids=[],
    )
    laid = stage.ask("staff2", AddSession(class_id=class_id(stage), session=last))
    stage.note(f"{len(laid.sessions)} 次课", f"{len(laid.sessions)} sessions")


@CHAPTER.step("有缺项不得发布", "No publishing with gaps", by="affairs", at="2026-03-18 15:00")
def publish_too_early(stage: Stage) -> None:
    refusal = stage.refused("affairs", PublishTimetable(class_id=class_id(stage)), "TIMETABLE_GAPS")
    stage.kept["timetable_gaps"] = len(refusal.faults)


@CHAPTER.step("落实教师与场地", "Teachers and places", by="staff2", at="2026-03-18 16:00")
def staff_timetable(stage: Stage) -> None:
    staff_sessions(stage, class_id(stage), SESSIONS)


@CHAPTER.step("时间冲突不予安排", "A clash is refused", by="staff2", at="2026-03-19 08:30")
def no_clash(stage: Stage) -> None:
    first = sessions(stage)[0]
    clashing = SessionDraft(
        form=F.GUIDANCE,
        title="与第一次党课同时的辅导报告",
        on=first.on,
        half_day=first.half_day,
        starts="09:00",
        ends="10:00",
        hours=10,
        teacher_ids=[],
    )
    stage.refused("staff2", AddSession(class_id=class_id(stage), session=clashing), "CLASH")


@CHAPTER.step("逐次审查内容与场地", "Each activity is reviewed", by="panel1", at="2026-03-19 09:00")
def review_sessions(stage: Stage) -> None:
    approve_sessions(stage, class_id(stage))


@CHAPTER.step("发布日程", "The timetable is published", by="affairs", at="2026-03-19 15:00")
def publish_timetable(stage: Stage) -> None:
    published = stage.ask("affairs", PublishTimetable(class_id=class_id(stage)))
    hours = published.hours_total / 10
    stage.note(f"共 {hours:g} 学时", f"{hours:g} hours")


def timetable(stage: Stage) -> TimetableView:
    """The timetable of the play's class as it stands."""
    return stage.ask("staff2", FindTimetable(class_id=class_id(stage)))


def sessions(stage: Stage) -> list[SessionView]:
    """Its sessions in the order of time."""
    return sessions_of(stage, class_id(stage))


# -- what other classes need as well --------------------------------------------------------------


def hand_in_course(stage: Stage, form: SessionForm, title: str) -> str:
    """A course with its notes, waiting for its review."""
    added = stage.ask("teaching", AddCourse(title=title, form=form, owner_dept=DEPT, hours=40))
    notes = stage.upload("teaching", f"《{title}》讲义\n".encode(), f"讲义-{title}.txt")
    stage.ask("teaching", SubmitContent(course_id=added.course_id, material=notes))
    return added.course_id


def approve_course(stage: Stage, course_id: str) -> None:
    """The panel finds nothing wrong with a course."""
    review = ReviewContent(
        course_id=course_id,
        decision=Decision.APPROVED,
        political=True,
        ethics=True,
        confidentiality=True,
    )
    stage.ask("panel1", review)


def approve_venue(stage: Stage, inspector: str, venue_id: str) -> None:
    """A venue is found safe until the end of the year."""
    inspection = VetVenue(
        venue_id=venue_id,
        decision=Decision.APPROVED,
        structure=True,
        fire=True,
        power=True,
        health=True,
        valid_until=date(2026, 12, 31),
    )
    stage.ask(inspector, inspection)


def staff_sessions(stage: Stage, class_id: str, lines: Sequence[Line]) -> None:
    """Give each session of a class its course, teachers and place; the first its mobilizer."""
    for number, session in enumerate(sessions_of(stage, class_id)):
        _, course, teachers, venue = lines[number]
        draft = SessionDraft(
            form=session.form,
            title=session.title,
            on=session.on,
            half_day=session.half_day,
            starts=clock_of(session)[0],
            ends=clock_of(session)[1],
            hours=session.hours,
            course_id=stage.kept["courses"][course],
            teacher_ids=[stage.kept["teachers"][teacher] for teacher in teachers],
            venue_id=stage.kept["venues"][venue],
            mobilization_leader_id=stage.kept["teachers"]["mobilizer"] if number == 0 else None,
        )
        change = ChangeSession(class_id=class_id, session_id=session.session_id, session=draft)
        stage.ask("staff2", change)


def approve_sessions(stage: Stage, class_id: str) -> None:
    """Content and place of every session are found in order."""
    for session in sessions_of(stage, class_id):
        for who, aspect in (("panel1", "CONTENT"), ("finance", "VENUE")):
            review = ReviewSession(
                class_id=class_id,
                session_id=session.session_id,
                aspect=aspect,
                decision=Decision.APPROVED,
            )
            stage.ask(who, review)


def sessions_of(stage: Stage, class_id: str) -> list[SessionView]:
    """A class's sessions in the order of time."""
    found = stage.ask("staff2", FindTimetable(class_id=class_id)).sessions
    return sorted(found, key=lambda session: session.from_at)


def clock_of(session: SessionView) -> tuple[str, str]:
    """When a session begins and ends by the clock on the wall."""
    from_at, to_at = (moment.astimezone(SHANGHAI) for moment in (session.from_at, session.to_at))
    return f"{from_at:%H:%M}", f"{to_at:%H:%M}"
