"""Where the clock stops: a class in its second day, another whose trainees are just arriving."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contracts.enrollment import (
    AcceptNominations,
    ApproveRoster,
    CandidateDraft,
    CheckIn,
    ClassState,
    ConfirmReadiness,
    CreateClass,
    FileDocument,
    FindClass,
    FindPlan,
    ListTrainees,
    Nominate,
    OpenCheckIn,
    RecordOpening,
    SubmitRoster,
    TraineeView,
)
from contracts.finance import BudgetLine, DraftBudget
from contracts.roles import Role
from contracts.scheduling import (
    ApplyTemplate,
    FindTimetable,
    LeaveKind,
    Mark,
    MarkLine,
    PublishTimetable,
    RegisterVenue,
    RequestLeave,
    VenueKind,
)
from contracts.values import SessionForm
from deploy.showcase.college.people import candidates
from deploy.showcase.enrolling import open_for_nominations
from deploy.showcase.people import UNITS, Sample, liaison_of
from deploy.showcase.running import hold
from deploy.showcase.staffing import open_accounts
from deploy.showcase.stage import Chapter, Stage, local
from deploy.showcase.teaching import (
    Line,
    approve_course,
    approve_sessions,
    approve_venue,
    hand_in_course,
    sessions_of,
    staff_sessions,
)

PLAY = "in_session"
CHAPTER = Chapter("今天：上课与报到", "Today: a class in session, another arriving", PLAY)

F = SessionForm
LECTURE, FIELD, FILM = "党的性质、宗旨和指导思想", "红色教育基地现场教学", "优秀共产党员先进事迹"
DUTY, DISCIPLINE, TALK = "全面从严治党与领导责任", "学习党章，遵守党纪", "改革发展中的重点难点研讨"
NEW_COURSES = ((F.GUIDANCE, DUTY), (F.DISCUSSION, TALK))


@dataclass(frozen=True, kw_only=True)
class Cadres:
    """A class of cadres: its place in the plan, its code, its first day, its sessions. Each unit
    sends `of_each`, of the made-up cadres from `first` on: the lower, the older.
    """

    item: int
    code: str
    starts: date
    of_each: int
    first: int
    lines: Sequence[Line]


TEACHING = Cadres(
    item=3,
    code="XC2026-01",
    starts=date(2026, 8, 3),
    of_each=4,
    first=-34,
    lines=(
        (F.PARTY_LECTURE, LECTURE, ("professor",), "hall"),
        (F.GUIDANCE, DUTY, ("secretary",), "hall"),
        (F.GUIDANCE, DISCIPLINE, ("professor",), "hall"),
        (F.DISCUSSION, TALK, (), "hall"),
        (F.FIELD_STUDY, FIELD, ("expert",), "memorial"),
        (F.VIDEO, FILM, (), "hall"),
        (F.GUIDANCE, DUTY, ("secretary",), "hall"),
        (F.DISCUSSION, TALK, (), "hall"),
    ),
)
ARRIVING = Cadres(
    item=2,
    code="XK2026-01",
    starts=date(2026, 8, 5),
    of_each=3,
    first=66,
    lines=(
        (F.PARTY_LECTURE, LECTURE, ("professor",), "room6"),
        (F.GUIDANCE, DISCIPLINE, ("secretary",), "room6"),
        (F.GUIDANCE, DISCIPLINE, ("professor",), "room6"),
        (F.VIDEO, FILM, (), "room6"),
        (F.FIELD_STUDY, FIELD, ("expert",), "memorial"),
        (F.DISCUSSION, TALK, (), "room6"),
    ),
)
BOTH = (TEACHING, ARRIVING)


@CHAPTER.step("两个干部班开始报名", "Two classes of cadres", by="evp", at="2026-07-22 09:00")
def announce_both(stage: Stage) -> None:
    items = stage.ask("evp", FindPlan(plan_id=stage.kept["plan_id"])).items
    for one in BOTH:
        item = items[one.item]
        length = item.planned_end - item.planned_start
        eve = one.starts - timedelta(days=1)
        created = CreateClass(
            plan_item_id=item.item_id,
            code=one.code,
            title=item.title,
            start_on=one.starts,
            end_on=one.starts + length,
            checkin_from=local(f"{eve} 13:00"),
            checkin_to=local(f"{eve} 20:00"),
        )
        class_id = open_for_nominations(
            stage,
            created,
            seats=one.of_each,
            reserve=1,
            deadline="2026-07-24 17:00",
            notice=f"定于{one.starts.month}月{one.starts.day}日开班，请于7月24日17时前报送名单。",
        )
        stage.keep(one.code, class_id)


@CHAPTER.step("各单位提名", "Every unit nominates", by="unit01…08", at="2026-07-23 09:00")
def nominate_cadres(stage: Stage) -> None:
    for one in BOTH:
        people = candidates(one.of_each * len(UNITS), first=one.first)
        for number, candidate in enumerate(people):
            code, unit, *_ = UNITS[number // one.of_each]
            nomination = Nominate(
                class_id=stage.kept[one.code],
                unit_id=stage.kept["units"][code],
                candidate=_of_the_school(candidate, unit, number),
            )
            stage.ask(liaison_of(code), nomination)


@CHAPTER.step("名单批准", "The rosters are approved", by="evp", at="2026-07-27 09:00")
def approve_rosters(stage: Stage) -> None:
    for one in BOTH:
        class_id = stage.kept[one.code]
        stage.ask("staff1", AcceptNominations(class_id=class_id))
        stage.ask("staff1", SubmitRoster(class_id=class_id))
        stage.ask("evp", ApproveRoster(class_id=class_id, opinion="同意。"))
        _comes_to(stage, class_id, ClassState.ROSTER_APPROVED)


@CHAPTER.step("落实课程与场地", "Courses and a room", by="teaching", at="2026-07-28 09:00")
def prepare_courses(stage: Stage) -> None:
    for form, title in NEW_COURSES:
        stage.kept["courses"][title] = hand_in_course(stage, form, title)
        approve_course(stage, stage.kept["courses"][title])
    room = RegisterVenue(name="第六教室", kind=VenueKind.CLASSROOM, capacity=60)
    stage.kept["venues"]["room6"] = stage.ask("staff2", room).venue_id
    approve_venue(stage, "finance", stage.kept["venues"]["room6"])


@CHAPTER.step("发布两个日程", "Both timetables", by="affairs", at="2026-07-29 09:00")
def publish_timetables(stage: Stage) -> None:
    for one in BOTH:
        _publish_timetable(stage, stage.kept[one.code], one.lines)


@CHAPTER.step("编制两班预算", "Both budgets", by="finance", at="2026-07-29 14:00")
def draft_budgets(stage: Stage) -> None:
    for one in BOTH:
        heads = one.of_each * len(UNITS)
        lines = [
            BudgetLine(item="伙食费", quantity=heads, days=4, unit_price_fen=80_00),
            BudgetLine(item="场地、资料、交通费", quantity=heads, days=4, unit_price_fen=50_00),
        ]
        stage.ask("finance", DraftBudget(class_id=stage.kept[one.code], lines=lines))


@CHAPTER.step("材料备齐，两班就绪", "Both are ready", by="staff1", at="2026-07-30 09:00")
def make_ready(stage: Stage) -> None:
    for one in BOTH:
        _make_ready(stage, stage.kept[one.code])


@CHAPTER.step("处级干部班报到", "The first class arrives", by="staff1", at="2026-08-02 14:00")
def first_class_arrives(stage: Stage) -> None:
    people = _arrive(stage, TEACHING, absent=1)
    within = f"trainee:{people[0].trainee_id}"
    open_accounts(stage, [Sample("cadre1", people[0].name, "学员", (Role.TRAINEE,), within)])


@CHAPTER.step("开班与第一天", "It opens", by="staff1", at="2026-08-03 08:00")
def first_day(stage: Stage) -> None:
    class_id = stage.kept[TEACHING.code]
    stage.ask("staff1", RecordOpening(class_id=class_id, leader="沈国栋"))
    people, held = _trainees(stage, class_id), sessions_of(stage, class_id)
    hold(stage, class_id, held[0], [MarkLine(trainee_id=people[5].trainee_id, mark=Mark.LATE)])
    hold(stage, class_id, held[1])


@CHAPTER.step("第二天上午", "The second morning", by="staff2", at="2026-08-04 08:00")
def second_morning(stage: Stage) -> None:
    class_id = stage.kept[TEACHING.code]
    people = _trainees(stage, class_id)
    away = RequestLeave(
        class_id=class_id,
        trainee_id=people[0].trainee_id,
        kind=LeaveKind.OFFICIAL,
        from_at=local("2026-08-05 13:30"),
        to_at=local("2026-08-05 16:50"),
        reason="参加学校专题会议",
    )
    stage.ask("cadre1", away)
    hold(stage, class_id, sessions_of(stage, class_id)[2])


@CHAPTER.step("科级干部班正在报到", "The other arrives", by="staff1", at="2026-08-04 14:30")
def second_class_arrives(stage: Stage) -> None:
    _arrive(stage, ARRIVING, absent=9)


def _publish_timetable(stage: Stage, class_id: str, lines: Sequence[Line]) -> None:
    stage.until(lambda: stage.ask("staff2", FindTimetable(class_id=class_id)))
    stage.ask("staff2", ApplyTemplate(class_id=class_id))
    staff_sessions(stage, class_id, lines)
    approve_sessions(stage, class_id)
    stage.ask("affairs", PublishTimetable(class_id=class_id))


def _make_ready(stage: Stage, class_id: str) -> None:
    handbook = stage.upload("staff1", "学员手册与日程\n".encode(), "学员手册.txt")
    filing = FileDocument(class_id=class_id, doc_type="TRAINING_MATERIALS", document=handbook)
    stage.ask("staff1", filing)
    # Enrollment hears of the timetable a moment later.
    stage.until(
        lambda: stage.ask("staff1", ConfirmReadiness(class_id=class_id)),
        while_refused=("NOT_READY", "CHANGED_MEANWHILE"),
    )


def _arrive(stage: Stage, one: Cadres, *, absent: int) -> list[TraineeView]:
    class_id = stage.kept[one.code]
    stage.ask("staff1", OpenCheckIn(class_id=class_id))
    people = _trainees(stage, class_id)
    for trainee in people[: len(people) - absent]:
        stage.ask("staff1", CheckIn(class_id=class_id, trainee_id=trainee.trainee_id))
    return people


def _trainees(stage: Stage, class_id: str) -> list[TraineeView]:
    return stage.ask("staff1", ListTrainees(class_id=class_id, size=200)).items


def _comes_to(stage: Stage, class_id: str, state: ClassState) -> None:
    stage.until(
        lambda: stage.ask("staff1", FindClass(class_id=class_id)),
        lambda found: found.state is state,
    )


def _of_the_school(candidate: CandidateDraft, unit: str, number: int) -> CandidateDraft:
    return replace(
        candidate,
        group_name=unit.removesuffix("党委"),
        post="院长助理" if number % 2 else "办公室主任",
    )
