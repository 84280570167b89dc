"""The implementation plan, the team, the work group, the trainees and everything made ready."""

from contracts.enrollment import (
    AcceptNominations,
    AcknowledgeImplementationPlan,
    AllocateQuotas,
    AppointCounselors,
    AppointMentors,
    ApproveRoster,
    CallMeeting,
    CallMentors,
    ClassState,
    CompleteTask,
    ConfirmReadiness,
    DraftImplementationPlan,
    FileDocument,
    FindImplementationPlan,
    IssueHandbook,
    IssueImplementationPlan,
    ListTrainees,
    NameParticipants,
    Nominate,
    QuotaLine,
    RecordMinutes,
    RequestSupport,
    SubmitRoster,
    TaskDraft,
)
from contracts.notification import (
    CreateWorkGroup,
    DraftNotice,
    FindWorkGroup,
    InviteHead,
    PostGroupMessage,
    PublishNotice,
    RecordOtherContact,
    Topic,
)
from deploy.showcase.college.people import DEPARTMENTS, HOST, STAFF, candidates, department_head
from deploy.showcase.college.stage import (
    chapter,
    class_id,
    comes_to,
    kept,
    on,
    paper,
    unit,
    view,
)
from deploy.showcase.stage import Stage, local

CHAPTER = chapter("学院：实施方案与招生", "The college: the plan carried out")

CODES = tuple(code for code, _, _ in DEPARTMENTS)
HEADCOUNT = 24


@CHAPTER.step("下发实施方案", "The implementation plan", by="c-affairs", at="2026-04-21 14:00")
def issue_plan(stage: Stage) -> None:
    draft = DraftImplementationPlan(
        class_id=class_id(stage),
        unit_ids=[unit(stage, code) for code in CODES],
        notes="必要且充分，各部门按时限细化落实。",
    )
    stage.ask("c-lead1", draft)
    issued = stage.ask("c-affairs", IssueImplementationPlan(class_id=class_id(stage)))
    stage.note(f"任务 {len(issued.tasks)} 项", f"{len(issued.tasks)} tasks")
    comes_to(stage, ClassState.PREPARING)


@CHAPTER.step("各部门接收方案", "Departments acknowledge", by="部门", at="2026-04-22 09:00")
def acknowledge_plan(stage: Stage) -> None:
    for code in CODES:
        request = AcknowledgeImplementationPlan(class_id=class_id(stage), unit_id=unit(stage, code))
        stage.ask(department_head(code), request)


@CHAPTER.step("方案调整须再次接收", "A new version", by="c-affairs", at="2026-04-23 09:00")
def amend_plan(stage: Stage) -> None:
    draft = DraftImplementationPlan(
        class_id=class_id(stage),
        unit_ids=[unit(stage, code) for code in CODES],
        notes="必要且充分，各部门按时限细化落实；现场教学改为周三下午。",
    )
    stage.ask("c-lead1", draft)
    issued = stage.ask("c-affairs", IssueImplementationPlan(class_id=class_id(stage)))
    kept(stage)["changes"] = issued.changes
    for code in CODES:
        request = AcknowledgeImplementationPlan(class_id=class_id(stage), unit_id=unit(stage, code))
        stage.ask(department_head(code), request)


@CHAPTER.step("指定辅导员", "Counselors are appointed", by="c-student", at="2026-04-23 10:00")
def appoint_counselors(stage: Stage) -> None:
    three = AppointCounselors(
        class_id=class_id(stage),
        person_ids=[f"sample-c-counsel{number}" for number in (1, 2, 3)],
    )
    stage.refused("c-student", three, "HOW_MANY")
    two = AppointCounselors(
        class_id=class_id(stage), person_ids=["sample-c-counsel1", "sample-c-counsel2"]
    )
    stage.refused("c-affairs", two, "NOT_YOUR_DUTY")
    stage.ask("c-student", two)


@CHAPTER.step("轮值指定学业导师", "Mentors by rota", by="c-lead1", at="2026-04-23 11:00")
def appoint_mentors(stage: Stage) -> None:
    called = stage.ask("c-lead1", CallMentors(class_id=class_id(stage)))
    turn = called.mentor_unit_id or ""
    code = next(code for code in ("C04", "C05") if unit(stage, code) == turn)
    mentors = [one.who.person_id for one in STAFF if one.code == code and not one.is_head]
    request = AppointMentors(class_id=class_id(stage), unit_id=turn, person_ids=mentors)
    stage.ask(department_head(code), request)


@CHAPTER.step("各部门确定参与人", "Participants are named", by="部门", at="2026-04-24 09:00")
def name_participants(stage: Stage) -> None:
    for code in CODES:
        who = [one.who.person_id for one in STAFF if one.code == code][-1]
        request = NameParticipants(
            class_id=class_id(stage), unit_id=unit(stage, code), person_ids=[who]
        )
        stage.ask(department_head(code), request)


@CHAPTER.step("协调会", "A coordination meeting", by="c-lead1", at="2026-04-24 14:00")
def hold_meeting(stage: Stage) -> None:
    request = CallMeeting(
        class_id=class_id(stage),
        at=local("2026-04-27 09:00"),
        place="行政楼201",
        agenda="落实实施方案",
        unit_ids=[unit(stage, code) for code in CODES],
    )
    meeting = stage.ask("c-lead1", request)
    minutes = RecordMinutes(
        class_id=class_id(stage),
        meeting_id=meeting.meeting_id,
        attended=["高远", "梁秋实", "崔建军", "贺文博"],
        minutes="各部门汇报准备情况，明确现场教学安排。",
        decisions="现场教学用车由财务后勤处落实。",
    )
    stage.clock("2026-04-27 11:00")
    stage.ask("c-lead1", minutes)


@CHAPTER.step("组建工作群", "The work group", by="c-counsel1", at="2026-04-27 14:00")
def open_group(stage: Stage) -> None:
    stage.refused("c-lead1", CreateWorkGroup(class_id=class_id(stage)), "NOT_YOUR_DUTY")
    stage.until(
        lambda: stage.ask("c-counsel1", CreateWorkGroup(class_id=class_id(stage))),
        while_refused=("NOT_YOUR_DUTY", "GROUP_TOO_EARLY"),
    )
    group = stage.until(
        lambda: stage.ask("c-counsel1", FindWorkGroup(class_id=class_id(stage))),
        lambda group: len(group.members) > len(CODES),
    )
    stage.note(f"成员 {len(group.members)} 人", f"{len(group.members)} members")
    head = InviteHead(
        class_id=class_id(stage), unit_id=unit(stage, "C03"), person_id="sample-c-finance"
    )
    stage.ask("c-counsel1", head)


@CHAPTER.step("群消息审查", "What may be said there", by="c-counsel1", at="2026-04-27 15:00")
def post_messages(stage: Stage) -> None:
    said = "各位同事，5月17日13时起接待报到，请提前到位。"
    posted = PostGroupMessage(class_id=class_id(stage), topic=Topic.CHECK_IN, text=said)
    stage.ask("c-counsel1", posted)
    blocked = {}
    for reason, text in (
        ("CONFIDENTIAL", "附件为涉密文件，请勿外传。"),
        ("PERSONAL_DATA", "学员身份证号11010519491231002X，请登记。"),
        ("OTHER_CLASS", "KJ2026-02班的预算请尽快确认。"),
    ):
        request = PostGroupMessage(class_id=class_id(stage), topic=Topic.ACTIVITY, text=text)
        found = stage.ask("c-counsel1", request)
        blocked[reason] = str(found.reason)
        stage.note(f"拦截：{found.reason}", f"blocked: {found.reason}")
        contact = RecordOtherContact(
            class_id=class_id(stage), message_id=found.message_id, how="当面沟通"
        )
        stage.ask("c-counsel1", contact)
    kept(stage)["blocked"] = blocked


@CHAPTER.step("下发学员手册", "The handbook", by="c-counsel1", at="2026-04-28 09:00")
def issue_handbook(stage: Stage) -> None:
    tasks = [
        TaskDraft(
            unit_id=unit(stage, "C03"),
            title="落实三餐与住宿",
            due_at=local("2026-05-16 17:00"),
            clause="B-3.3c",
        ),
        TaskDraft(
            unit_id=unit(stage, "C08"),
            title="调试101教室多媒体设备",
            due_at=local("2026-05-16 17:00"),
            clause="B-3.7a",
        ),
    ]
    request = IssueHandbook(
        class_id=class_id(stage),
        document=paper(stage, "c-counsel1", "学员手册.txt"),
        contact="宋佳 13900000000，值班室0451-00000001",
        tasks=tasks,
    )
    stage.ask("c-counsel1", request)
    support = RequestSupport(
        class_id=class_id(stage),
        task=TaskDraft(
            unit_id=unit(stage, "C06"),
            title="提供基层司法所建设案例选题",
            due_at=local("2026-05-15 17:00"),
            clause="B-3.9",
        ),
    )
    asked = stage.ask("c-lead1", support)
    done = CompleteTask(
        class_id=class_id(stage),
        unit_id=unit(stage, "C06"),
        task_id=asked.task_id,
        note="已提供3个选题",
    )
    stage.ask("c-research", done)


@CHAPTER.step("培训通知", "The notice", by="c-affairs", at="2026-04-29 09:00")
def publish_notice(stage: Stage) -> None:
    stage.until(
        lambda: stage.ask(
            "c-affairs",
            AllocateQuotas(
                class_id=class_id(stage),
                deadline=local("2026-05-12 17:00"),
                quotas=[QuotaLine(unit_id=unit(stage, HOST[0]), seats=HEADCOUNT, reserve=2)],
            ),
        )
    )
    notice = DraftNotice(
        class_id=class_id(stage),
        title="关于举办全市司法行政科级干部培训班的通知",
        body="定于2026年5月18日至22日举办全市司法行政科级干部培训班，5月17日13时起报到。",
        contact="宋佳 13900000000；报到时段外：值班室0451-00000001",
    )
    drafted = stage.until(lambda: stage.ask("c-affairs", notice))
    stage.until(
        lambda: stage.ask("c-affairs", PublishNotice(notice_id=drafted.notice_id)),
        while_refused=("NO_AUDIENCE", "CHANGED_MEANWHILE"),
    )
    comes_to(stage, ClassState.ENROLLING)


@CHAPTER.step("主办单位报名", "The host nominates", by="h-liaison", at="2026-05-06 09:00")
def nominate(stage: Stage) -> None:
    for candidate in candidates(HEADCOUNT):
        request = Nominate(
            class_id=class_id(stage), unit_id=unit(stage, HOST[0]), candidate=candidate
        )
        stage.ask("h-liaison", request)
    stage.note(f"已报名 {view(stage).nominated} 人", f"{view(stage).nominated} nominated")


@CHAPTER.step("名单报送与批准", "The roster", by="c-student", at="2026-05-12 18:00")
def approve_roster(stage: Stage) -> None:
    stage.ask("c-student", AcceptNominations(class_id=class_id(stage)))
    stage.ask("c-student", SubmitRoster(class_id=class_id(stage)))
    stage.ask("c-affairs", ApproveRoster(class_id=class_id(stage)))
    comes_to(stage, ClassState.ROSTER_APPROVED)
    found = stage.ask("c-student", ListTrainees(class_id=class_id(stage), size=100)).items
    kept(stage)["trainees"] = [one.trainee_id for one in found]


@CHAPTER.step("尚未就绪", "Not ready yet", by="c-lead1", at="2026-05-13 08:30")
def not_ready_yet(stage: Stage) -> None:
    refusal = stage.refused("c-lead1", ConfirmReadiness(class_id=class_id(stage)), "NOT_READY")
    kept(stage)["not_ready"] = [fault.field for fault in refusal.faults]


@CHAPTER.step("归档培训材料", "Training materials", by="c-lead1", at="2026-05-13 09:00")
def file_materials(stage: Stage) -> None:
    request = FileDocument(
        class_id=class_id(stage),
        doc_type="TRAINING_MATERIALS",
        document=paper(stage, "c-lead1", "培训讲义汇编.txt"),
    )
    stage.ask("c-lead1", request)


@CHAPTER.step("完成准备任务", "Tasks are done", by="部门", at="2026-05-15 15:00")
def complete_tasks(stage: Stage) -> None:
    plan = stage.ask("c-lead1", FindImplementationPlan(class_id=class_id(stage)))
    heads = {unit(stage, code): department_head(code) for code in CODES}
    for task in plan.tasks:
        if task.state == "OPEN" and task.due_at <= on("2026-05-17", "23:00"):
            done = CompleteTask(
                class_id=class_id(stage), unit_id=task.unit_id, task_id=task.task_id
            )
            stage.ask(heads[task.unit_id], done)
