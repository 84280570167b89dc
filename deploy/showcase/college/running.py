"""The class in its days: check-in, opening, lessons, what comes up, evaluation, confirmed data."""

from datetime import date
from functools import partial

from contracts.assessment import (
    AnswerEvaluation,
    AnswerLine,
    Aspect,
    CloseEvaluation,
    EvaluationForm,
    Grade,
    OpenEvaluation,
    ReviewSummary,
    SubmitSummary,
    TakeTicket,
    Target,
)
from contracts.enrollment import (
    AcknowledgeAdjustment,
    CheckIn,
    CheckInPart,
    ClassState,
    CompleteTask,
    DeclareEmergency,
    DrawSupplies,
    EmergencyKind,
    IssueSource,
    ListTasks,
    NameHostManager,
    OpenCheckIn,
    RaiseIssue,
    RecordAdjustment,
    RecordClosing,
    RecordDeparture,
    RecordDiscipline,
    RecordOfficialVisit,
    RecordOpening,
    ResolveIssue,
    ResumeClass,
    SupplyLine,
    SuspendClass,
    TaskSource,
)
from contracts.enrollment import DisciplineKind as Kind
from contracts.finance import (
    AddDataLine,
    CorrectDataLine,
    CountSheet,
    DataGroup,
    DataSheetView,
    DisputeSheetByLink,
    FindSheetOfClass,
    IssueHostLink,
    ProposeSheet,
    ReadSheetByLink,
    SignSheet,
    SignSheetByLink,
)
from contracts.notification import (
    AcknowledgeEscalation,
    Channel,
    DraftPublicity,
    EscalationView,
    InstructedTask,
    InstructOnEscalation,
    ListEscalations,
    PublishPublicity,
    ReviewPublicity,
    SupplyMaterial,
    Trigger,
)
from contracts.scheduling import (
    AcceptService,
    CloseSession,
    FindTimetable,
    Mark,
    RecordAttendance,
    ReportService,
    ReviewPhase,
)
from contracts.values import Party, Severity
from deploy.showcase.college.people import HOST_PEOPLE, department_head
from deploy.showcase.college.readying import review_all
from deploy.showcase.college.stage import (
    LAST_DAY,
    chapter,
    class_id,
    comes_to,
    kept,
    on,
    unit,
)
from deploy.showcase.stage import Stage

CHAPTER = chapter("学院：办班", "The college: the class in its days")

PARTS = tuple(part for part in CheckInPart if part is not CheckInPart.ROOM)
# Who does not come, and whose check-in is recorded twice.
MISSING, TWICE = 23, 0


@CHAPTER.step("报到四环节", "Check-in in four parts", by="c-counsel1", at="2026-05-17 13:00")
def check_in(stage: Stage) -> None:
    stage.ask("c-counsel1", OpenCheckIn(class_id=class_id(stage)))
    trainees = kept(stage)["trainees"]
    first = CheckIn(class_id=class_id(stage), trainee_id=trainees[0], parts=(CheckInPart.SIGN_IN,))
    begun = stage.ask("c-counsel1", first)
    kept(stage)["missing_parts"] = list(begun.check_in_missing)
    rest = tuple(part for part in PARTS if part in begun.check_in_missing)
    for trainee_id in trainees[:MISSING]:
        parts = rest if trainee_id == begun.trainee_id else PARTS
        whole = CheckIn(class_id=class_id(stage), trainee_id=trainee_id, parts=parts)
        stage.repeat("c-counsel1", whole, lambda found: found.checked_in_at is not None)


@CHAPTER.step("报到后负责人只协调", "The lead coordinates", by="c-lead1", at="2026-05-17 18:00")
def lead_coordinates(stage: Stage) -> None:
    request = DrawSupplies(
        class_id=class_id(stage),
        purpose="补充矿泉水",
        lines=[SupplyLine(item="矿泉水", quantity=24)],
    )
    stage.refused("c-lead1", request, "LEAD_ONLY_COORDINATES")
    stage.ask("c-counsel1", request)
    manager = HOST_PEOPLE[1]
    named = NameHostManager(
        class_id=class_id(stage), person_id=manager.person_id, name=manager.name
    )
    stage.ask("c-counsel1", named)


@CHAPTER.step("开班式", "The opening", by="c-counsel1", at="2026-05-18 08:30")
def open_class(stage: Stage) -> None:
    stage.ask("c-counsel1", RecordOpening(class_id=class_id(stage), leader="詹广义"))
    comes_to(stage, ClassState.IN_PROGRESS)
    report_upwards(stage, Trigger.OPENING)


@CHAPTER.step("领导出席逐级上报", "Level by level", by="c-counsel1", at="2026-05-18 10:00")
def report_official(stage: Stage) -> None:
    county = RecordOfficialVisit(
        class_id=class_id(stage),
        name="某县司法局长",
        rank_code=131,
        activity="旁听课程",
        expected_at=on("2026-05-19", "09:00"),
    )
    kept(stage)["county_reported"] = stage.ask("c-counsel1", county).reportable
    senior = RecordOfficialVisit(
        class_id=class_id(stage),
        name="省司法厅副厅长",
        rank_code=122,
        activity="结业式讲话",
        expected_at=on(LAST_DAY, "10:00"),
    )
    stage.ask("c-counsel1", senior)
    found = escalation(stage, Trigger.SENIOR_OFFICIAL)
    skip = AcknowledgeEscalation(
        class_id=class_id(stage), escalation_id=found.escalation_id, level=len(found.levels)
    )
    stage.refused("c-leader", skip, "LEVEL_SKIPPED")
    report_upwards(stage, Trigger.SENIOR_OFFICIAL)
    instruction = InstructOnEscalation(
        class_id=class_id(stage),
        escalation_id=found.escalation_id,
        text="请办公室做好接待，宣传部门做好报道。",
        tasks=(
            InstructedTask(
                unit_id=unit(stage, "C09"), title="接待方案", due_at=on("2026-05-20", "17:00")
            ),
        ),
    )
    stage.ask("c-leader", instruction)
    task = stage.until(
        lambda: [
            one
            for one in stage.ask("c-lead1", ListTasks(class_id=class_id(stage)))
            if one.source is TaskSource.INSTRUCTION
        ]
    )[0]
    done = CompleteTask(
        class_id=class_id(stage), unit_id=task.unit_id, task_id=task.task_id, note="已落实"
    )
    stage.ask(department_head("C09"), done)
    stage.until(
        lambda: escalation(stage, Trigger.SENIOR_OFFICIAL), lambda one: one.state == "CLOSED"
    )


@CHAPTER.step("重大调整告知负责人", "A major adjustment", by="c-counsel1", at="2026-05-19 12:00")
def adjust(stage: Stage) -> None:
    request = RecordAdjustment(
        class_id=class_id(stage),
        severity=Severity.MAJOR,
        what="现场教学提前半小时出发",
        reason="道路施工",
        unit_ids=[unit(stage, "C03"), unit(stage, "C05")],
    )
    made = stage.ask("c-counsel1", request)
    acknowledgement = AcknowledgeAdjustment(
        class_id=class_id(stage), adjustment_id=made.adjustment_id
    )
    stage.ask("c-lead1", acknowledgement)


@CHAPTER.step("问题与班级管理", "Issues and discipline", by="c-counsel1", at="2026-05-19 15:00")
def deal_with_issues(stage: Stage) -> None:
    request = RaiseIssue(
        class_id=class_id(stage),
        source=IssueSource.HOST,
        what="主办单位希望增加分组讨论教室",
        due_at=on("2026-05-20", "12:00"),
    )
    issue = stage.ask("c-counsel1", request)
    resolution = ResolveIssue(
        class_id=class_id(stage), issue_id=issue.issue_id, resolution="已开放102讨论室"
    )
    stage.ask("c-lead1", resolution)
    activity = RecordDiscipline(
        class_id=class_id(stage), kind=Kind.ACTIVITY, text="晚间班级篮球友谊赛"
    )
    stage.ask("c-counsel1", activity)


@CHAPTER.step("暴雨停课与恢复", "Stopped and resumed", by="c-leader", at="2026-05-19 18:00")
def stand_still(stage: Stage) -> None:
    rule = "黑龙江省气象灾害应急预案"
    event = DeclareEmergency(
        class_id=class_id(stage), kind=EmergencyKind.OTHER, policy_ref=rule, text="暴雨红色预警"
    )
    stage.ask("c-leader", event)
    stop = SuspendClass(class_id=class_id(stage), policy_ref=rule, reason="暴雨红色预警")
    stage.ask("c-leader", stop)
    comes_to(stage, ClassState.SUSPENDED)
    stage.refused("c-counsel1", RecordDeparture(class_id=class_id(stage)), "WRONG_STATE")
    report_upwards(stage, Trigger.SPECIAL)
    stage.clock("2026-05-19 21:00")
    go_on = ResumeClass(class_id=class_id(stage), resume_on=date(2026, 5, 19))
    stage.ask("c-leader", go_on)
    comes_to(stage, ClassState.IN_PROGRESS)


@CHAPTER.step("中期跟踪审核", "Reviewed midway", by="部门", at="2026-05-20 09:00")
def review_midway(stage: Stage) -> None:
    review_all(stage, ReviewPhase.MID)


@CHAPTER.step("宣传报道", "Publicity", by="c-press", at="2026-05-20 16:00")
def publish_news(stage: Stage) -> None:
    material = SupplyMaterial(class_id=class_id(stage), text="开班式照片与简况")
    stage.ask("c-counsel1", material)
    draft = DraftPublicity(
        class_id=class_id(stage),
        channel=Channel.WEBSITE,
        title="全市司法行政科级干部培训班开班",
        body="5月18日，全市司法行政科级干部培训班在学院开班，23名学员参加培训。",
    )
    piece = stage.ask("c-press", draft)
    publish = PublishPublicity(class_id=class_id(stage), piece_id=piece.piece_id)
    stage.refused("c-press", publish, "WRONG_STATE")
    review = ReviewPublicity(class_id=class_id(stage), piece_id=piece.piece_id, approved=True)
    stage.ask("c-affairs", review)
    stage.ask("c-press", publish)


@CHAPTER.step("授课与考勤", "Lessons and attendance", by="c-counsel1", at="2026-05-21 17:30")
def teach(stage: Stage) -> None:
    timetable = stage.ask("c-counsel1", FindTimetable(class_id=class_id(stage)))
    for session in timetable.sessions:
        marks = RecordAttendance(
            class_id=class_id(stage), session_id=session.session_id, marks=[], rest=Mark.PRESENT
        )
        stage.repeat("c-counsel1", marks, lambda sheet: len(sheet.marks) == MISSING)
        closure = CloseSession(class_id=class_id(stage), session_id=session.session_id)
        stage.ask("c-counsel1", closure)
    comes_to(stage, ClassState.ASSESSING)


@CHAPTER.step("用餐等服务验收", "Services accepted", by="c-property", at="2026-05-22 08:00")
def accept_services(stage: Stage) -> None:
    for order_id in kept(stage)["orders"]:
        report = ReportService(class_id=class_id(stage), order_id=order_id, delivered=MISSING)
        stage.ask("c-property", report)
        stage.ask("c-counsel1", AcceptService(class_id=class_id(stage), order_id=order_id))


@CHAPTER.step("提交培训小结", "Summaries", by="c-counsel1", at="2026-05-22 08:30")
def hand_in_summaries(stage: Stage) -> None:
    for number, trainee_id in enumerate(kept(stage)["trainees"][:MISSING]):
        thoughts = (_THOUGHTS[(number + line) % len(_THOUGHTS)] for line in range(6))
        text = "".join(f"笔记{number * 97 + line}：{one}" for line, one in enumerate(thoughts))
        request = SubmitSummary(class_id=class_id(stage), trainee_id=trainee_id, text=text)
        stage.until(partial(stage.ask, "c-counsel1", request))
        review = ReviewSummary(
            class_id=class_id(stage), trainee_id=trainee_id, accepted=True, grade=Grade.GOOD
        )
        stage.ask("c-affairs", review)


_THOUGHTS = (
    "学习习近平法治思想，深感责任重大，回去后要把学到的方法用到司法所的日常工作中。",
    "社区矫正工作要坚持依法管理与教育帮扶相结合，对重点人员逐一建档、逐月走访。",
    "应急处突的关键在平时，要把预案落到岗位、落到人，并定期组织演练。",
    "现场教学使我看到了先进单位的做法，差距主要在信息化和规范化两个方面。",
    "分组研讨中同行的经验很有启发，特别是人民调解与网格管理的衔接办法。",
    "今后要坚持每周学习，把法律条文同群众最关心的问题结合起来讲清楚。",
)


@CHAPTER.step("教学与服务评估", "Evaluation", by="c-lead1", at="2026-05-22 09:00")
def evaluate(stage: Stage) -> None:
    for form in EvaluationForm:
        stage.ask("c-lead1", OpenEvaluation(class_id=class_id(stage), form=form))
        for who in ("h-manager", "c-counsel1", "c-student"):
            ticket = stage.until(
                partial(stage.ask, who, TakeTicket(class_id=class_id(stage), form=form)),
                while_refused=("NOT_YOUR_DUTY",),
            )
            answer = AnswerEvaluation(ticket=ticket.ticket, answers=_answers(stage, form))
            stage.stranger.ask(answer, key=f"answer-{form}-{who}")


def _answers(stage: Stage, form: EvaluationForm) -> list[AnswerLine]:
    if form is EvaluationForm.TEACHING_QUALITY:
        teacher = kept(stage)["teachers"]["guest"]
        return [
            AnswerLine(aspect=Aspect.TEACHING, score=92),
            AnswerLine(aspect=Aspect.TEACHING, target=Target.TEACHER, target_id=teacher, score=95),
        ]
    return [
        AnswerLine(aspect=Aspect.TRAINEE_SERVICE, score=94),
        AnswerLine(aspect=Aspect.LOGISTICS, score=81, comment="公寓热水不稳定"),
    ]


@CHAPTER.step("结业式", "The closing ceremony", by="c-counsel1", at="2026-05-22 10:00")
def hold_closing(stage: Stage) -> None:
    stage.ask("c-counsel1", RecordClosing(class_id=class_id(stage), leader="詹广义"))
    report_upwards(stage, Trigger.CLOSING)


@CHAPTER.step("统计并提交数据", "The data is counted", by="c-counsel1", at="2026-05-22 11:00")
def propose_data(stage: Stage) -> None:
    stage.refused("c-counsel1", RecordDeparture(class_id=class_id(stage)), "DATA_NOT_CONFIRMED")
    meals = 3 * 5 * MISSING
    counted = stage.repeat(
        "c-counsel1",
        CountSheet(class_id=class_id(stage)),
        lambda sheet: (
            _sum(sheet, DataGroup.MEALS) == meals
            and _sum(sheet, DataGroup.VENUE) > 0
            and _sum(sheet, DataGroup.LODGING) > 0
        ),
    )
    stage.note(f"{len(counted.lines)} 行数据", f"{len(counted.lines)} lines")
    if not any(line.group is DataGroup.ACTIVITY for line in counted.lines):
        none = AddDataLine(
            class_id=class_id(stage),
            group=DataGroup.ACTIVITY,
            label="其他活动",
            unit="次",
            quantity=0,
            reason="未发生",
        )
        stage.ask("c-counsel1", none)
    stage.ask("c-counsel1", ProposeSheet(class_id=class_id(stage)))


@CHAPTER.step("主办单位异议与更正", "Disputed, corrected", by="h-liaison", at="2026-05-22 11:30")
def dispute_data(stage: Stage) -> None:
    link = IssueHostLink(class_id=class_id(stage), holder="付强")
    token = stage.ask("c-counsel1", link).token
    objection = DisputeSheetByLink(token=token, objection="5月22日晚餐未在院就餐。")
    stage.stranger.ask(objection, key="dispute")
    dinner = next(
        line
        for line in _sheet(stage).lines
        if line.group is DataGroup.MEALS and "晚餐" in line.label
    )
    correction = CorrectDataLine(
        class_id=class_id(stage),
        line_id=dinner.line_id,
        quantity=dinner.quantity - MISSING,
        reason="末日晚餐未用",
    )
    stage.ask("c-counsel1", correction)
    stage.ask("c-counsel1", ProposeSheet(class_id=class_id(stage)))


@CHAPTER.step("双方签认", "Signed by both sides", by="c-counsel1", at="2026-05-22 13:00")
def sign_data(stage: Stage) -> None:
    own = SignSheet(
        class_id=class_id(stage),
        party=Party.COLLEGE,
        signer="宋佳",
        document_hash=_sheet(stage).document_hash,
    )
    stage.ask("c-counsel1", own)
    stage.refused("c-counsel1", RecordDeparture(class_id=class_id(stage)), "DATA_NOT_CONFIRMED")
    link = IssueHostLink(class_id=class_id(stage), holder="付强")
    token = stage.ask("c-counsel1", link).token
    seen = stage.stranger.ask(ReadSheetByLink(token=token))
    signature = SignSheetByLink(token=token, document_hash=seen.document_hash)
    stage.stranger.ask(signature, key="host-signs")
    comes_to(stage, ClassState.DATA_CONFIRMED)


@CHAPTER.step("撤场", "The class leaves", by="c-counsel1", at="2026-05-22 15:00")
def depart(stage: Stage) -> None:
    stage.ask("c-counsel1", RecordDeparture(class_id=class_id(stage)))
    comes_to(stage, ClassState.DEPARTED)


@CHAPTER.step("后期总结审核", "Reviewed afterwards", by="部门", at="2026-05-23 09:00")
def review_afterwards(stage: Stage) -> None:
    review_all(stage, ReviewPhase.POST)
    for form in EvaluationForm:
        stage.ask("c-lead1", CloseEvaluation(class_id=class_id(stage), form=form))


def escalation(stage: Stage, trigger: Trigger) -> EscalationView:
    """What was reported upwards for this reason."""
    found = stage.until(
        lambda: [
            one
            for one in stage.ask("c-affairs", ListEscalations(class_id=class_id(stage)))
            if one.trigger is trigger
        ]
    )
    return found[0]


def report_upwards(stage: Stage, trigger: Trigger) -> None:
    """Each level acknowledges in its turn: counselor, student affairs, college leader."""
    found = escalation(stage, trigger)
    for level, who in enumerate(("c-counsel1", "c-student", "c-leader"), start=1):
        request = AcknowledgeEscalation(
            class_id=class_id(stage), escalation_id=found.escalation_id, level=level
        )
        stage.ask(who, request)


def _sheet(stage: Stage) -> DataSheetView:
    return stage.ask("c-counsel1", FindSheetOfClass(class_id=class_id(stage)))


def _sum(sheet: DataSheetView, group: DataGroup) -> int:
    return sum(line.quantity for line in sheet.lines if line.group is group)
