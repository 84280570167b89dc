"""The words of what the college's norm has told, asked and reported. Times are those of
Asia/Shanghai.
"""

from collections.abc import Iterable
from datetime import date, datetime

from contracts.enrollment import ClassRole, TaskBrief
from contracts.notification import NoticeKind
from services.notification.domain.notice import Audience
from services.notification.domain.wording import SHANGHAI, Letter

DUTIES = {
    ClassRole.LEAD: "项目负责人",
    ClassRole.COUNSELOR: "辅导员",
    ClassRole.MENTOR: "学业导师",
    ClassRole.PARTICIPANT: "部门项目参与人",
    ClassRole.HOST_MANAGER: "跟班管理人员",
}


# -- the team and its work -------------------------------------------------------------------------


def plan_issued(
    *, class_id: str, class_title: str, version: int, participants_until: datetime
) -> Letter:
    """To every department that takes part, with each version anew (B-3.1b, B-5.2)."""
    again = "" if version == 1 else f"（第{version}版，请重新接收）"
    return Letter(
        source=f"implementation_plan:{class_id}:{version}",
        kind=NoticeKind.IMPLEMENTATION_PLAN,
        audience=Audience.NAMED,
        title=f"{class_title}：实施方案{again}",
        body=f"实施方案第{version}版已下发，请接收，并于{at(participants_until)}前确定本部门项目参与人、"
        "告知项目负责人。",
    )


def tasks_of(tasks: Iterable[TaskBrief]) -> str:
    """What a department alone is told: its own tasks."""
    ordered = sorted(tasks, key=lambda task: (task.due_at, task.task_id))
    lines = "\n".join(f"{at(task.due_at)}前：{task.title}" for task in ordered)
    return f"本部门任务：\n{lines}" if lines else "本部门暂无单列任务。"


def handbook_issued(*, class_title: str) -> Letter:
    """To the departments and people who carry it out (B-8.1b)."""
    return Letter(
        kind=NoticeKind.HANDBOOK,
        audience=Audience.NAMED,
        title=f"{class_title}：学员手册与任务分解",
        body="学员手册（培训须知）已下发，请按任务分解执行。报到时段外联系方式见班次值班表。",
    )


def meeting_called(*, meeting_id: str, class_title: str, at_: datetime, place: str) -> Letter:
    """To the departments called and their participants (B-5.3, B-8.1b)."""
    return Letter(
        source=f"meeting:{meeting_id}",
        kind=NoticeKind.MEETING,
        audience=Audience.NAMED,
        title=f"{class_title}：项目协调会议",
        body=f"时间：{at(at_)}；地点：{place}。请派员参加。",
    )


def adjusted(*, adjustment_id: str, class_title: str, what: str, major: bool) -> Letter:
    """To the participants of the departments concerned, of a major one to the lead as well
    (B-3.2e, B-8.2b).
    """
    return Letter(
        source=f"adjustment:{adjustment_id}",
        kind=NoticeKind.ADJUSTMENT,
        audience=Audience.NAMED,
        title=f"{class_title}：{'重大' if major else ''}调整事项",
        body=what,
    )


def duty_given(*, class_title: str, role: ClassRole, source: str) -> Letter:
    """To whoever has a duty in a class from now on (B-5.0)."""
    return Letter(
        source=f"duty_given:{source}",
        kind=NoticeKind.CLASS_DUTY,
        audience=Audience.NAMED,
        title=f"{class_title}：任职通知",
        body=f"您已被指定为本班次的{DUTIES[role]}。",
    )


def duty_ended(*, class_title: str, role: ClassRole, source: str) -> Letter:
    """To whoever no longer has it."""
    return Letter(
        source=f"duty_ended:{source}",
        kind=NoticeKind.CLASS_DUTY,
        audience=Audience.NAMED,
        title=f"{class_title}：任职结束",
        body=f"您不再担任本班次的{DUTIES[role]}。",
    )


def participant_named(*, class_id: str, class_title: str, unit: str, unit_id: str) -> Letter:
    """To the lead, department by department (B-5.2)."""
    return Letter(
        source=f"participants:{class_id}:{unit_id}",
        kind=NoticeKind.CLASS_DUTY,
        audience=Audience.NAMED,
        title=f"{class_title}：{unit}已确定项目参与人",
        body="详见班次团队名单。",
    )


def mentors_called(*, class_title: str) -> Letter:
    """To the teaching department whose turn it is (B-9.2)."""
    return Letter(
        kind=NoticeKind.CLASS_DUTY,
        audience=Audience.NAMED,
        title=f"{class_title}：学业导师轮值",
        body="按轮值顺序，本班次由本部门派出一至两名学业导师，请及时指定。",
    )


def resource_in_conflict(*, class_title: str, sessions: int) -> Letter:
    """To the lead: sessions lost their venue or teacher."""
    return Letter(
        kind=NoticeKind.CHANGE,
        audience=Audience.NAMED,
        title=f"{class_title}：日程资源冲突",
        body=f"有{sessions}个课次的场地或教师需要重新落实，请尽快协调。",
    )


# -- the class itself ------------------------------------------------------------------------------


def class_suspended(
    *, class_title: str, reason: str, policy_ref: str, from_on: date, source: str
) -> Letter:
    """To everybody concerned, with the rule it is done by (B-12a)."""
    return Letter(
        source=f"class_suspended:{source}",
        kind=NoticeKind.CHANGE,
        audience=Audience.CLASS,
        title=f"{class_title}：班次暂停",
        body=f"自{from_on}起暂停。理由：{reason}。执行规定：{policy_ref}。各项时限同时停止计算。",
    )


def class_resumed(
    *, class_title: str, resume_on: date, end_on: date, days: int, source: str
) -> Letter:
    """To everybody concerned (B-12a)."""
    return Letter(
        source=f"class_resumed:{source}",
        kind=NoticeKind.CHANGE,
        audience=Audience.CLASS,
        title=f"{class_title}：班次恢复",
        body=f"自{resume_on}起恢复，其后安排与时限顺延{days}日，结班日期为{end_on}。",
    )


def class_rescheduled(
    *,
    class_title: str,
    start_on: date,
    end_on: date,
    checkin_from: datetime,
    reason: str,
    source: str,
) -> Letter:
    """To everybody concerned."""
    return Letter(
        source=f"class_rescheduled:{source}",
        kind=NoticeKind.CHANGE,
        audience=Audience.CLASS,
        title=f"{class_title}：班次改期",
        body=f"改为{start_on}至{end_on}举办，{at(checkin_from)}开始报到。理由：{reason}",
    )


# -- what the host and departments hear at the end -------------------------------------------------


def data_proposed(*, class_id: str, class_title: str, version: int) -> Letter:
    """To the host (B-8.8)."""
    return Letter(
        source=f"data_proposed:{class_id}:{version}",
        kind=NoticeKind.SETTLEMENT,
        audience=Audience.NAMED,
        title=f"{class_title}：数据确认书待签认",
        body="请核对住宿、用餐、会场使用及各项其他活动数据，于撤场前签认；如有异议请在线提出。",
    )


def settlement_sent(*, class_title: str, total_fen: int) -> Letter:
    """To the host (B-6.6)."""
    return Letter(
        kind=NoticeKind.SETTLEMENT,
        audience=Audience.NAMED,
        title=f"{class_title}：决算待核对",
        body=f"决算金额{yuan(total_fen)}元，请核对确认。",
    )


def invoice_issued(*, invoice_id: str, class_title: str, number: str, total_fen: int) -> Letter:
    """To the host (B-6.6)."""
    return Letter(
        source=f"invoice:{invoice_id}",
        kind=NoticeKind.SETTLEMENT,
        audience=Audience.NAMED,
        title=f"{class_title}：发票已开具",
        body=f"发票号码：{number}；价税合计：{yuan(total_fen)}元。",
    )


def evaluation_fed_back(
    *, action_id: str, class_title: str, score: int | None, due_on: date
) -> Letter:
    """To the department the result belongs to; scores in tenths of a point (B-6.5c)."""
    rated = "答卷数未达公布下限" if score is None else f"得分{score // 10}.{score % 10}"
    return Letter(
        source=f"feedback:{action_id}",
        kind=NoticeKind.EVALUATION,
        audience=Audience.NAMED,
        title=f"{class_title}：评估结果反馈",
        body=f"{rated}。请于{due_on}前落实改进并反馈。",
    )


# -- what goes up level by level -------------------------------------------------------------------


def official_attends(*, rank_code: int, host_leadership: bool, activity: str) -> str:
    """B-8.6b. The name stands in the class's own record, which the report points to."""
    who = "主办单位班子成员" if host_leadership else f"职务层次代码{rank_code}的领导"
    return f"{who}将出席：{activity}（姓名见班次领导出席登记）"


def class_opened(*, present: int) -> str:
    """B-8.6a."""
    return f"开班式：已举行，领导已作动员，到班{present}人"


def closing_held() -> str:
    """B-8.6a."""
    return "结业式：已举行，领导已出席"


def certificates_numbered(*, count: int) -> str:
    """B-8.6a."""
    return f"制发结业证书：共{count}份"


def incident_reported() -> str:
    """B-13."""
    return "发生重大安全事件，详见安全事件记录"


def emergency_declared(*, policy_ref: str) -> str:
    """B-12a, B-13."""
    return f"报告突发事件，执行规定：{policy_ref}"


def hand_over_breached(*, latest_on: date) -> str:
    """B-8.9b."""
    return f"材料移交超出最长时限（{latest_on}）"


def reminded(times: int) -> str:
    """Before the matter, where whoever is asked has been reminded."""
    return f"【第{times}次催办】"


def at(moment: datetime) -> str:
    """A moment as people read it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def yuan(fen: int) -> str:
    """An amount in yuan."""
    return f"{fen // 100:,}.{fen % 100:02d}"
