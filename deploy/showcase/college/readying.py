"""Teachers, venues and courses vetted, the timetable published, rooms and equipment made ready."""

from datetime import date, timedelta

from contracts.assessment import PlanExam, RoomDraft
from contracts.enrollment import (
    ClassState,
    ConfirmReadiness,
    DrawSupplies,
    SetDutyRoster,
    SetUpVenue,
    ShiftDraft,
    ShiftKind,
    SupplyLine,
)
from contracts.scheduling import (
    AddCourse,
    AddSession,
    AllocateBed,
    AllocateBeds,
    DecideVetting,
    Decision,
    FindTimetable,
    OrderService,
    ProposeTeacher,
    PublishTimetable,
    RegisterVenue,
    ReviewContent,
    ReviewOwnWork,
    ReviewPhase,
    ReviewSession,
    ReviewSubject,
    ServiceKind,
    SessionDraft,
    SignEquipmentCheck,
    SubmitContent,
    VenueKind,
    VoteOnTeacher,
)
from contracts.values import HalfDay, SessionForm, TitleBand
from deploy.showcase.college.people import DEPARTMENTS, department_head
from deploy.showcase.college.stage import (
    CHECK_IN,
    CHECK_IN_ENDS,
    DAYS,
    chapter,
    class_id,
    comes_to,
    kept,
    on,
    paper,
    unit,
)
from deploy.showcase.stage import Stage
from deploy.showcase.teaching import approve_venue

CHAPTER = chapter("学院：日程与开班准备", "The college: timetable and readiness")

# Key, name, title band, employed by the college, leader.
TEACHERS = (
    ("law", "白云飞", TitleBand.FULL_SENIOR, True, False),
    ("guest", "祁向东", TitleBand.FULL_SENIOR, False, False),
    ("field", "隋志国", TitleBand.ASSOC_SENIOR, False, False),
    ("dean", "詹广义", TitleBand.FULL_SENIOR, True, True),
)
# Key, title, form, owner.
COURSES = (
    ("thought", "习近平法治思想", SessionForm.PARTY_LECTURE, "法学教研部"),
    ("practice", "社区矫正法实务", SessionForm.GUIDANCE, "监狱与社区矫正教研部"),
    ("crisis", "基层应急处突", SessionForm.GUIDANCE, "法学教研部"),
    ("discussion", "基层司法所建设研讨", SessionForm.DISCUSSION, "法学教研部"),
    ("site", "社区矫正中心现场教学", SessionForm.FIELD_STUDY, "监狱与社区矫正教研部"),
)
AM, PM = HalfDay.AM, HalfDay.PM
TIMES = {AM: ("08:30", "11:50"), PM: ("13:30", "16:50")}
# Day, half-day, course, teacher, venue.
SESSIONS = (
    (0, AM, "thought", "law", "room"),
    (0, PM, "practice", "guest", "room"),
    (1, AM, "crisis", "guest", "room"),
    (1, PM, "discussion", "law", "room"),
    (2, AM, "practice", "guest", "room"),
    (2, PM, "site", "field", "centre"),
    (3, AM, "crisis", "guest", "room"),
    (3, PM, "discussion", "law", "room"),
)


@CHAPTER.step("师资评审", "Teachers are vetted", by="c-law", at="2026-05-06 14:00")
def vet_teachers(stage: Stage) -> None:
    found = kept(stage).setdefault("teachers", {})
    for key, name, band, employed, leader in TEACHERS:
        proposal = ProposeTeacher(
            name=name,
            external=not employed,
            employer="本院" if employed else "省委政法委",
            title_band=band,
            expertise="法治",
            qualification="" if employed else "教授，从事政法工作二十年",
            is_leader=leader,
            employed=employed,
        )
        teacher_id = stage.ask("c-law", proposal).teacher_id
        for member in ("c-panel1", "c-panel2", "c-panel3"):
            vote = VoteOnTeacher(
                teacher_id=teacher_id,
                decision=Decision.APPROVED,
                qualification=True,
                teaching=True,
                ethics=True,
                political=True,
            )
            stage.ask(member, vote)
        decision = DecideVetting(teacher_id=teacher_id, valid_until=date(2027, 5, 1))
        stage.ask("c-affairs", decision)
        found[key] = teacher_id


@CHAPTER.step("场地审查", "Venues are inspected", by="c-safety", at="2026-05-07 09:00")
def vet_venues(stage: Stage) -> None:
    found = kept(stage).setdefault("venues", {})
    for key, name, kind in (
        ("room", "教学楼101", VenueKind.CLASSROOM),
        ("centre", "道里区社区矫正中心", VenueKind.FIELD_SITE),
    ):
        venue = stage.ask("c-safety", RegisterVenue(name=name, kind=kind, capacity=60))
        approve_venue(stage, "c-safety", venue.venue_id)
        found[key] = venue.venue_id


@CHAPTER.step("课程内容审查", "Course content", by="c-law", at="2026-05-07 14:00")
def review_courses(stage: Stage) -> None:
    found = kept(stage).setdefault("courses", {})
    for key, title, form, owner in COURSES:
        course = AddCourse(
            title=title, form=form, owner_dept=owner, hours=40, research_item="2026-法治建设-07"
        )
        course_id = stage.ask("c-law", course).course_id
        material = paper(stage, "c-law", f"{title}.txt")
        stage.ask("c-law", SubmitContent(course_id=course_id, material=material))
        review = ReviewContent(
            course_id=course_id,
            decision=Decision.APPROVED,
            political=True,
            ethics=True,
            confidentiality=True,
        )
        stage.ask("c-affairs", review)
        found[key] = course_id


@CHAPTER.step("先期审核", "Departments review their own", by="部门", at="2026-05-08 09:00")
def review_prior(stage: Stage) -> None:
    review_all(stage, ReviewPhase.PRIOR)


# What is looked at in each phase: notes before, conduct during, what was written afterwards.
SUBJECTS = {
    ReviewPhase.PRIOR: ReviewSubject.COURSEWARE,
    ReviewPhase.MID: ReviewSubject.CONDUCT,
    ReviewPhase.POST: ReviewSubject.WORKS,
}


def review_all(stage: Stage, phase: ReviewPhase) -> None:
    """Every department reviews its own people and works."""
    for code, _, _ in DEPARTMENTS:
        request = ReviewOwnWork(
            class_id=class_id(stage),
            unit_id=unit(stage, code),
            phase=phase,
            subject=SUBJECTS[phase],
            decision=Decision.APPROVED,
            political=True,
            ethics=True,
            confidentiality=True,
        )
        stage.ask(department_head(code), request)


@CHAPTER.step("编排日程", "The timetable", by="c-affairs", at="2026-05-13 10:00")
def draft_timetable(stage: Stage) -> None:
    stage.until(
        lambda: stage.ask("c-affairs", FindTimetable(class_id=class_id(stage))),
        lambda found: found.headcount > 0,
    )
    for session in SESSIONS:
        request = AddSession(class_id=class_id(stage), session=_draft_of(stage, session))
        stage.ask("c-affairs", request)
    other = _draft_of(stage, (0, AM, "crisis", "field", "room"))
    stage.refused("c-affairs", AddSession(class_id=class_id(stage), session=other), "CLASH")
    too_early = PublishTimetable(class_id=class_id(stage))
    gaps = stage.refused("c-affairs", too_early, "TIMETABLE_GAPS")
    kept(stage)["gaps"] = sorted({fault.zh for fault in gaps.faults})


@CHAPTER.step("干部班不设考试", "Cadres sit no exam", by="exams", at="2026-05-13 11:00")
def no_exam_for_cadres(stage: Stage) -> None:
    room = RoomDraft(venue_id=kept(stage)["venues"]["room"], name="教学楼101", seats=30)
    request = PlanExam(
        class_id=class_id(stage),
        title="结业考试",
        from_at=on(DAYS[4], "08:30"),
        to_at=on(DAYS[4], "10:00"),
        rooms=[room],
    )
    stage.refused("exams", request, "NO_EXAM_ON_THIS_TRACK")


@CHAPTER.step("审查并发布日程", "Reviewed and published", by="c-affairs", at="2026-05-13 14:00")
def publish_timetable(stage: Stage) -> None:
    timetable = stage.ask("c-affairs", FindTimetable(class_id=class_id(stage)))
    for found in timetable.sessions:
        for aspect, who in (("CONTENT", "c-affairs"), ("VENUE", "c-safety")):
            review = ReviewSession(
                class_id=class_id(stage),
                session_id=found.session_id,
                aspect=aspect,
                decision=Decision.APPROVED,
            )
            stage.ask(who, review)
    published = stage.ask("c-affairs", PublishTimetable(class_id=class_id(stage)))
    stage.note(f"{published.hours_total / 10:g} 学时", f"{published.hours_total / 10:g} hours")


def _draft_of(stage: Stage, line: tuple[int, HalfDay, str, str, str]) -> SessionDraft:
    day, half, course, teacher, venue = line
    starts, ends = TIMES[half]
    titles = {key: (title, form) for key, title, form, _ in COURSES}
    opens = (day, half) == (0, AM)
    return SessionDraft(
        form=titles[course][1],
        title=titles[course][0],
        on=date.fromisoformat(DAYS[day]),
        half_day=half,
        starts=starts,
        ends=ends,
        # Five hours in one morning; a lecturer is paid for four of them.
        hours=50 if (day, half) == (3, AM) else 40,
        course_id=kept(stage)["courses"][course],
        teacher_ids=[kept(stage)["teachers"][teacher]],
        venue_id=kept(stage)["venues"][venue],
        mobilization_leader_id=kept(stage)["teachers"]["dean"] if opens else None,
    )


@CHAPTER.step("设备调试", "Equipment is checked", by="c-tech", at="2026-05-14 09:00")
def check_equipment(stage: Stage) -> None:
    request = SignEquipmentCheck(
        class_id=class_id(stage),
        venue_id=kept(stage)["venues"]["room"],
        projection=True,
        sound=True,
        network=True,
        remark="话筒已换电池",
    )
    stage.ask("c-tech", request)


@CHAPTER.step("领用备品、布置会场", "Supplies and venue", by="c-counsel1", at="2026-05-15 09:00")
def draw_supplies(stage: Stage) -> None:
    request = DrawSupplies(
        class_id=class_id(stage),
        purpose="报到用品",
        lines=[
            SupplyLine(item="学员手册", quantity=26),
            SupplyLine(item="胸卡", quantity=26, returnable=True),
        ],
    )
    stage.ask("c-counsel1", request)
    stage.ask("c-counsel1", SetUpVenue(class_id=class_id(stage), place="教学楼101"))


@CHAPTER.step("订餐等服务", "Meals and services", by="c-counsel1", at="2026-05-15 10:00")
def order_services(stage: Stage) -> None:
    orders = kept(stage).setdefault("orders", [])
    wanted = [
        (ServiceKind.MEALS, meal, date.fromisoformat(day), 24)
        for day in DAYS
        for meal in ("早餐", "午餐", "晚餐")
    ]
    wanted.append((ServiceKind.TRANSPORT, "现场教学用车", date.fromisoformat(DAYS[2]), 1))
    wanted.append((ServiceKind.CLEANING, "101教室保洁", date.fromisoformat(DAYS[0]), 1))
    for kind, what, day, quantity in wanted:
        request = OrderService(
            class_id=class_id(stage), kind=kind, what=what, on=day, quantity=quantity
        )
        orders.append(stage.ask("c-counsel1", request).order_id)


@CHAPTER.step("分配床位", "Beds are allocated", by="c-counsel2", at="2026-05-15 14:00")
def allocate_beds(stage: Stage) -> None:
    beds = stage.ask("c-counsel2", AllocateBeds(class_id=class_id(stage)))
    stage.note(f"已分配 {len(beds)} 个床位", f"{len(beds)} beds")
    taken, other = beds[0], beds[1]
    double = AllocateBed(
        class_id=class_id(stage),
        trainee_id=other.trainee_id,
        room_id=taken.room_id,
        bed=taken.bed,
    )
    stage.refused("c-counsel2", double, "BED_TAKEN")


@CHAPTER.step("排定值班", "The duty roster", by="c-counsel1", at="2026-05-15 15:00")
def set_duty(stage: Stage) -> None:
    one, two = "sample-c-counsel1", "sample-c-counsel2"
    half = CHECK_IN + (CHECK_IN_ENDS - CHECK_IN) / 2
    shifts = [
        ShiftDraft(person_id=one, kind=ShiftKind.CHECK_IN, from_at=CHECK_IN, to_at=half),
        ShiftDraft(
            person_id=two,
            kind=ShiftKind.CHECK_IN,
            from_at=half + timedelta(hours=1),
            to_at=CHECK_IN_ENDS,
        ),
        *(
            ShiftDraft(
                person_id=one,
                kind=ShiftKind.CLASS,
                from_at=on(day, "07:30"),
                to_at=on(day, "21:30"),
            )
            for day in DAYS
        ),
    ]
    contact = "值班室0451-00000001"
    gap = SetDutyRoster(class_id=class_id(stage), shifts=shifts, contact=contact)
    stage.refused("c-counsel1", gap, "DUTY_GAPS")
    shifts[1] = ShiftDraft(
        person_id=two, kind=ShiftKind.CHECK_IN, from_at=half, to_at=CHECK_IN_ENDS
    )
    whole = SetDutyRoster(class_id=class_id(stage), shifts=shifts, contact=contact)
    stage.ask("c-counsel1", whole)


@CHAPTER.step("确认准备就绪", "Ready", by="c-lead1", at="2026-05-16 16:00")
def confirm_readiness(stage: Stage) -> None:
    stage.until(
        lambda: stage.ask("c-lead1", ConfirmReadiness(class_id=class_id(stage))),
        while_refused=("NOT_READY", "CHANGED_MEANWHILE"),
    )
    comes_to(stage, ClassState.READY)
