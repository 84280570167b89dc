"""The words of the notices the system writes by itself. Times are those of Asia/Shanghai."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.enrollment import TraineeView, WithdrawalKind
from contracts.notification import NoticeKind
from contracts.scheduling import PublishedSession
from services.notification.domain.notice import Audience

SHANGHAI = ZoneInfo("Asia/Shanghai")

WITHDRAWALS = {
    WithdrawalKind.LEAVE_LIMIT: "请假超过规定上限",
    WithdrawalKind.ABSCONDED: "未经批准离班",
    WithdrawalKind.DISCIPLINE: "违反学员纪律",
    WithdrawalKind.UNIT_REQUEST: "所在单位申请",
    WithdrawalKind.HEALTH: "身体原因",
}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A notice about to be written. `source` names its reason where one reason makes one notice."""

    kind: NoticeKind
    audience: Audience
    title: str
    body: str
    source: str | None = None


def plan_issued(*, plan_id: str, year: int) -> Letter:
    """To every grass-roots organisation (A-7.1.c)."""
    return Letter(
        source=f"plan_issued:{plan_id}",
        kind=NoticeKind.PLAN_ISSUE,
        audience=Audience.NAMED,
        title=f"关于下发{year}年度培训计划的通知",
        body=f"{year}年度培训计划已经学校党委批准，现予下发。请各基层党组织据此做好人员选派准备，并予签收。",
    )


def roster_approved(*, class_id: str, class_title: str, version: int) -> Letter:
    """To every nominating unit; who of it was taken stands in its own text alone (A-7.2.b)."""
    return Letter(
        source=f"roster_approved:{class_id}:{version}",
        kind=NoticeKind.ROSTER,
        audience=Audience.NAMED,
        title=f"{class_title}：学员名单",
        body="学员名单已经党校常务副校长批准。各单位只收到本单位学员名单。",
    )


def timetable_published(
    *, class_id: str, class_title: str, version: int, sessions: Iterable[PublishedSession]
) -> Letter:
    """To units and trainees (A-6.3)."""
    return Letter(
        source=f"timetable:{class_id}:{version}",
        kind=NoticeKind.TIMETABLE,
        audience=Audience.CLASS,
        title=f"{class_title}：日程安排",
        body=_sessions(sessions),
    )


def timetable_revised(
    *,
    class_id: str,
    class_title: str,
    version: int,
    reason: str,
    sessions: Iterable[PublishedSession],
) -> Letter:
    """To units and trainees, with the reason (A-7.6.a)."""
    return Letter(
        source=f"timetable:{class_id}:{version}",
        kind=NoticeKind.CHANGE,
        audience=Audience.CLASS,
        title=f"{class_title}：日程调整",
        body=f"调整理由：{reason or '无'}\n{_sessions(sessions)}",
    )


def exam_planned(*, exam_id: str, class_title: str, from_at: datetime, to_at: datetime) -> Letter:
    """To units and trainees (A-7.7.a)."""
    return Letter(
        source=f"exam_planned:{exam_id}",
        kind=NoticeKind.EXAM,
        audience=Audience.CLASS,
        title=f"{class_title}：结业考试安排",
        body=f"结业考试时间：{_span(from_at, to_at)}。考场与座位以考前公布为准，请带有效身份证件。",
    )


def exam_changed(
    *, exam_id: str, change: int, class_title: str, from_at: datetime, to_at: datetime, reason: str
) -> Letter:
    """To everyone who was told before, and the invigilators (A-5.k3)."""
    return Letter(
        source=f"exam_changed:{exam_id}:{change}",
        kind=NoticeKind.CHANGE,
        audience=Audience.CLASS,
        title=f"{class_title}：结业考试信息变更",
        body=f"变更后的考试时间：{_span(from_at, to_at)}。变更理由：{reason}。请予确认。",
    )


def exam_duties(*, exam_id: str, class_title: str) -> Letter:
    """To each duty holder; nobody learns here who holds another duty (A-5.k3)."""
    return Letter(
        source=f"exam_duties:{exam_id}",
        kind=NoticeKind.EXAM,
        audience=Audience.NAMED,
        title=f"{class_title}：考务分工",
        body="您已被指定承担本次结业考试的考务工作，请查看分工并签订保密承诺。",
    )


def results_published(*, exam_id: str, class_title: str) -> Letter:
    """To units and trainees; each result stands in the recipient's own text alone (A-7.10.g)."""
    return Letter(
        source=f"results:{exam_id}",
        kind=NoticeKind.RESULT,
        audience=Audience.NAMED,
        title=f"{class_title}：结业考试成绩",
        body="结业考试成绩已经确认公布。各单位只收到本单位学员的结果，学员只收到本人的结果。",
    )


def class_cancelled(*, class_id: str, class_title: str, reason: str) -> Letter:
    """To everyone who was to come."""
    return Letter(
        source=f"class_cancelled:{class_id}",
        kind=NoticeKind.CHANGE,
        audience=Audience.NAMED,
        title=f"{class_title}：班次取消",
        body=f"本班次取消。理由：{reason}",
    )


def nomination_rejected(*, nomination_id: str, class_title: str, reason: str) -> Letter:
    """To the nominating unit, which finds the person in its own list."""
    return Letter(
        source=f"nomination_rejected:{nomination_id}",
        kind=NoticeKind.CHANGE,
        audience=Audience.NAMED,
        title=f"{class_title}：提名未录取",
        body=f"本单位有一名被提名人未被录取，详见本单位提名列表。理由：{reason}",
    )


def leave_limit_exceeded(*, class_title: str) -> Letter:
    """To the trainee's unit (leave above one seventh of all hours)."""
    return Letter(
        kind=NoticeKind.CHANGE,
        audience=Audience.NAMED,
        title=f"{class_title}：学员请假超过上限",
        body="本单位学员累计请假超过总学时的七分之一，按规定不得参加结业考试。",
    )


def leave_limit_restored(*, class_title: str) -> Letter:
    """To the trainee's unit: a correction brought the leave back within the limit."""
    return Letter(
        kind=NoticeKind.CHANGE,
        audience=Audience.NAMED,
        title=f"{class_title}：学员请假回到上限以内",
        body="经更正，本单位学员累计请假未超过总学时的七分之一，此前的超限通知不再有效。",
    )


def trainee_withdrawn(*, trainee_id: str, class_title: str, kind: WithdrawalKind) -> Letter:
    """To the trainee's unit."""
    return Letter(
        source=f"trainee_withdrawn:{trainee_id}",
        kind=NoticeKind.CHANGE,
        audience=Audience.NAMED,
        title=f"{class_title}：学员退学",
        body=f"本单位学员退学。原因：{WITHDRAWALS[kind]}。",
    )


def people(trainees: Iterable[TraineeView]) -> str:
    """A list of trainees by number."""
    ordered = sorted(trainees, key=lambda trainee: trainee.trainee_no)
    return "\n".join(f"{trainee.trainee_no} {trainee.name}" for trainee in ordered)


def own_people(trainees: Iterable[TraineeView]) -> str:
    """What a unit is told of its own people on a roster."""
    listed = list(trainees)
    return f"本单位录取学员{len(listed)}人：\n{people(listed)}"


def results_of(trainees: Iterable[TraineeView], outcome: Mapping[str, bool]) -> str:
    """Who of a unit passed; `outcome` holds those with a result."""
    ordered = sorted(trainees, key=lambda trainee: trainee.trainee_no)
    return "\n".join(
        f"{trainee.trainee_no} {trainee.name}：{_outcome(outcome[trainee.trainee_id])}"
        for trainee in ordered
        if trainee.trainee_id in outcome
    )


def own_result(*, passed: bool) -> str:
    """What a trainee is told of the own result."""
    return f"您的结业考试结果：{_outcome(passed)}。"


def _outcome(passed: bool) -> str:
    return "合格" if passed else "不合格"


def _sessions(sessions: Iterable[PublishedSession]) -> str:
    ordered = sorted(sessions, key=lambda session: session.from_at)
    return "\n".join(f"{_span(each.from_at, each.to_at)} {each.title}" for each in ordered)


def _span(from_at: datetime, to_at: datetime) -> str:
    starts, ends = from_at.astimezone(SHANGHAI), to_at.astimezone(SHANGHAI)
    return f"{starts:%Y-%m-%d %H:%M}–{ends:%H:%M}"
