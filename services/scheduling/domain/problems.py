"""What keeps a timetable from being published: every gap with its clause, session by session."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from contracts.refusals import Fault, Refusal
from contracts.values import Profile
from services.scheduling.domain.class_days import ClassDays
from services.scheduling.domain.course import ContentState, Course
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.safety_plan import PLAN_TITLES, SafetyPlan, plans_missing
from services.scheduling.domain.session import Review, Session, SessionState
from services.scheduling.domain.teacher import Teacher
from services.scheduling.domain.venue import Venue

# What nobody may arrange, not even in a draft: taken already, on no day of the class, unvetted.
NEVER = frozenset({"CLASH", "OUTSIDE_CLASS", "TEACHER_UNVETTED"})


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The courses, teachers and venues a timetable draws on, by id; the safety plans; and how many
    of other classes attend a session, by its id.
    """

    courses: Mapping[str, Course]
    teachers: Mapping[str, Teacher]
    venues: Mapping[str, Venue]
    plans: Sequence[SafetyPlan] = ()
    guests: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Yardstick:
    """What the timetable of a class is measured by. Hours in tenths."""

    rules: Rules
    profile: Profile
    days: ClassDays
    headcount: int
    minimum_hours: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One gap. `session_id` is empty where it concerns the whole timetable; of a session, `zh` and
    `en` name it, and the brief forms say only what is wrong.
    """

    code: str
    zh: str
    en: str
    clause: str
    session_id: str = ""
    brief_zh: str = ""
    brief_en: str = ""

    def blocks(self, *, told: bool) -> bool:
        """Whether a session is not even arranged with it. While a timetable is drafted only what
        can never be is refused; once it was told, all that no review can put right.
        """
        return not self.is_review if told else self.code in NEVER

    @property
    def is_review(self) -> bool:
        """Whether only a review is outstanding; the arrangement itself is complete."""
        return self.code in ("CONTENT_UNREVIEWED", "VENUE_UNREVIEWED")

    def __str__(self) -> str:
        return f"{self.zh}（{self.clause}）｜{self.en} ({self.clause})"


def all_problems(sessions: Sequence[Session], pool: Pool, by: Yardstick) -> list[Problem]:
    """Every gap of a timetable: of the whole first, then session by session."""
    return [
        *whole_problems(sessions, pool, by),
        *chain.from_iterable(session_problems(session, pool, by) for session in sessions),
    ]


def whole_problems(sessions: Sequence[Session], pool: Pool, by: Yardstick) -> list[Problem]:
    """The gaps of a timetable as a whole; sessions in the order of time."""
    return [
        *_too_few_hours(sessions, by.minimum_hours),
        *_no_mobilization(sessions, pool, by.rules),
    ]


def session_problems(session: Session, pool: Pool, by: Yardstick) -> list[Problem]:
    """The gaps of one session; one already held or cancelled has none."""
    if session.state is not SessionState.SCHEDULED:
        return []
    return [
        *_time_gaps(session, by.days),
        *_content_gaps(session, pool, by.rules),
        *_teacher_gaps(session, pool, by.rules),
        *_venue_gaps(session, pool, by),
        *_review_gaps(session),
    ]


def refuse(problems: Sequence[Problem]) -> None:
    """Refusal naming every gap, unless there is none."""
    if not problems:
        return
    faults = [
        Fault(problem.session_id or "timetable", problem.zh, problem.en) for problem in problems
    ]
    raise Refusal(
        "TIMETABLE_GAPS",
        f"日程安排有 {len(problems)} 处不符合要求：{'；'.join(f.zh for f in faults[:10])}。",
        f"The timetable has {len(problems)} gaps: {'; '.join(fault.en for fault in faults[:10])}.",
        problems[0].clause,
        faults=faults,
    )


def refuse_unvetted(session: Session, pool: Pool, rules: Rules) -> None:
    """Refusal when a session is given to somebody who holds no valid vetting on its day."""
    for problem in _teacher_gaps(session, pool, rules):
        if problem.code == "TEACHER_UNVETTED":
            raise Refusal(problem.code, f"{problem.zh}。", f"{problem.en}.", problem.clause)


def _too_few_hours(sessions: Sequence[Session], minimum: int) -> Iterator[Problem]:
    total = sum(session.hours for session in sessions)
    if total < minimum:
        yield Problem(
            code="TOO_FEW_HOURS",
            zh=f"总学时 {total / 10:g}，少于本类班次规定的 {minimum / 10:g}",
            en=f"{total / 10:g} hours in all, but this kind of class needs {minimum / 10:g}",
            clause="A-6.3",
        )


def _no_mobilization(sessions: Sequence[Session], pool: Pool, rules: Rules) -> Iterator[Problem]:
    first = next((s for s in sessions if s.form is rules.mobilization_form), None)
    leader = pool.teachers.get(first.mobilization_leader_id or "") if first else None
    if leader is None or not leader.is_leader:
        yield Problem(
            code="NO_MOBILIZATION",
            zh="第一次党课须由校领导作学习动员",
            en="the first Party lecture needs a leader's mobilization talk",
            clause="A-7.5.a",
            session_id=first.session_id if first else "",
        )


def _time_gaps(session: Session, days: ClassDays) -> Iterator[Problem]:
    """A session that was moved with its class may clash, or lie outside its new days."""
    for clash in session.clashes:
        yield _gap(session, "CLASH", clash.zh, clash.en, "A-7.3.b")
    if not days.first <= session.on <= days.last:
        yield _gap(
            session,
            "OUTSIDE_CLASS",
            f"不在培训期间（{days.first} 至 {days.last}）之内",
            f"lies outside the days of the class ({days.first} to {days.last})",
            "A-6.3",
        )


def _content_gaps(session: Session, pool: Pool, rules: Rules) -> Iterator[Problem]:
    course = pool.courses.get(session.course_id or "")
    if course is None and rules.forms[session.form].course:
        yield _gap(session, "NO_COURSE", "未确定课程内容", "has no course", "A-7.3.b")
    if course and course.content_state is not ContentState.APPROVED:
        yield _gap(
            session,
            "CONTENT_UNAPPROVED",
            f"课程《{course.title}》内容未通过审查",
            f"the content of course '{course.title}' is not approved",
            "A-5.k2",
        )


def _teacher_gaps(session: Session, pool: Pool, rules: Rules) -> Iterator[Problem]:
    if not session.teacher_ids and rules.forms[session.form].teacher:
        yield _gap(session, "NO_TEACHER", "未落实授课教师", "has no teacher", "A-7.3.b")
    for teacher_id in session.teacher_ids:
        teacher = pool.teachers.get(teacher_id)
        if teacher is None or not teacher.may_teach_on(session.on):
            name = teacher.name if teacher else teacher_id
            yield _gap(
                session,
                "TEACHER_UNVETTED",
                f"教师{name}在 {session.on} 没有有效的师资评审",
                f"teacher {name} holds no valid vetting on {session.on}",
                "A-7.3.c",
            )


def _venue_gaps(session: Session, pool: Pool, by: Yardstick) -> Iterator[Problem]:
    venue = pool.venues.get(session.venue_id or "")
    if venue is None:
        yield _gap(session, "NO_VENUE", "未落实培训场所", "has no venue", "A-7.3.b")
        return
    if not venue.may_be_used_on(session.on):
        yield _gap(
            session,
            "VENUE_UNVETTED",
            f"{venue.name}在 {session.on} 没有有效的场地审查",
            f"{venue.name} holds no valid inspection on {session.on}",
            "A-7.10.c",
        )
    heads = by.headcount + pool.guests.get(session.session_id, 0)
    if venue.capacity < heads:
        yield _gap(
            session,
            "VENUE_TOO_SMALL",
            f"{venue.name}容量 {venue.capacity}，少于 {heads} 人",
            f"{venue.name} seats {venue.capacity}, fewer than {heads}",
            "A-7.3.b",
        )
    yield from _plan_gaps(session, venue, pool, by)


def _plan_gaps(session: Session, venue: Venue, pool: Pool, by: Yardstick) -> Iterator[Problem]:
    rule = by.rules.safety_plans
    if by.profile not in rule.profiles or venue.kind in rule.venues_without:
        return
    missing = plans_missing(pool.plans, venue.venue_id, session.on)
    if missing:
        zh, en = zip(*(PLAN_TITLES[kind] for kind in missing), strict=True)
        yield _gap(
            session,
            "PLANS_MISSING",
            f"{venue.name}在 {session.on} 缺少有效的安全预案：{'、'.join(zh)}",
            f"{venue.name} has no safety plan in force on {session.on}: {', '.join(en)}",
            "B-3.3b",
        )


def _review_gaps(session: Session) -> Iterator[Problem]:
    if session.content_review is not Review.APPROVED:
        yield _gap(
            session,
            "CONTENT_UNREVIEWED",
            "本次活动内容未审查通过",
            "its content is not reviewed",
            "A-7.10.c",
        )
    if session.venue_review is not Review.APPROVED:
        yield _gap(
            session,
            "VENUE_UNREVIEWED",
            "本次活动场地未审查通过",
            "its venue is not reviewed",
            "A-7.10.c",
        )


def _gap(session: Session, code: str, zh: str, en: str, clause: str) -> Problem:
    return Problem(
        code=code,
        zh=f"{session.on} {session.half_day}《{session.title}》{zh}",
        en=f"'{session.title}' on {session.on} {session.half_day}: {en}",
        clause=clause,
        session_id=session.session_id,
        brief_zh=zh,
        brief_en=en,
    )
