"""The words that leave the portal: which notice, limit or matter it is and where to read it, never
what it says of anybody.
"""

from dataclasses import dataclass, replace

from contracts.notification import DeadlineState, DispatchTopic, Medium, Trigger
from services.notification.domain.deadline import Deadline
from services.notification.domain.dispatch import Announcement, Dispatch, fitted, one_line
from services.notification.domain.escalation import Escalation, Level
from services.notification.domain.limits import Limit
from services.notification.domain.notice import Notice
from services.notification.domain.training_class import TrainingClass

TRIGGERS = {
    Trigger.SENIOR_OFFICIAL: ("领导出席", "a senior official attends"),
    Trigger.HOST_LEADERSHIP: ("主办单位领导出席", "the host's leadership attends"),
    Trigger.OPENING: ("开班式", "the opening"),
    Trigger.CLOSING: ("结业式", "the closing"),
    Trigger.CERTIFICATES: ("结业证书", "certificates"),
    Trigger.MAJOR: ("重大事项", "a major matter"),
    Trigger.SPECIAL: ("特殊情况", "a special matter"),
    Trigger.HEALTH: ("公共卫生事件", "public health"),
    Trigger.INCIDENT: ("安全事件", "an incident"),
    Trigger.OVERDUE: ("逾期事项", "something overdue"),
}
WHAT = {
    DispatchTopic.NOTICE: ("您有一条新通知：", "There is a new notice for you:"),
    DispatchTopic.DEADLINE: ("请留意以下时限：", "Please mind this limit:"),
    DispatchTopic.ESCALATION: ("有上报事项待您知悉：", "A matter waits for you to acknowledge it:"),
}


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What is written to a person: a subject line, and the paragraphs in either language."""

    subject: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    link: str


def of_notice(notice: Notice) -> Announcement:
    """A notice is there; what it says is read in the portal."""
    return Announcement(
        topic=DispatchTopic.NOTICE,
        source=f"notice:{notice.notice_id}",
        subject_id=notice.notice_id,
        class_id=notice.class_id,
        title=notice.title,
    )


def of_chase(notice: Notice) -> Announcement:
    """A notice still waits for its acknowledgement; once for each time it is chased."""
    return replace(
        of_notice(notice),
        source=f"notice:{notice.notice_id}:chase:{notice.chases}",
        title=f"请签收：{notice.title}｜Please acknowledge: {notice.title}",
    )


def of_deadline(deadline: Deadline, limit: Limit, known: TrainingClass | None) -> Announcement:
    """A limit is near, or has passed; once for each moment it was to be kept."""
    overdue = deadline.state is DeadlineState.OVERDUE
    zh, en = ("时限已过", "Overdue") if overdue else ("时限将至", "Due soon")
    at = "" if deadline.due_at is None else f"{deadline.due_at:%Y%m%d%H%M}"
    return Announcement(
        topic=DispatchTopic.DEADLINE,
        source=f"deadline:{deadline.deadline_id}:{deadline.state}:{at}",
        subject_id=deadline.deadline_id,
        class_id=deadline.class_id,
        title=_with_class(f"{zh}：{limit.zh}", f"{en}: {limit.en}", known),
    )


def of_escalation(matter: Escalation, level: Level, known: TrainingClass) -> Announcement:
    """A level is told, or reminded, that a matter waits for it."""
    zh, en = TRIGGERS[matter.trigger]
    reminder = ("第{}次催办：", "Reminder {}: ") if level.reminders else ("", "")
    before_zh, before_en = (text.format(level.reminders) for text in reminder)
    return Announcement(
        topic=DispatchTopic.ESCALATION,
        source=f"escalation:{matter.escalation_id}:{level.level}:{level.reminders}",
        subject_id=matter.escalation_id,
        class_id=matter.class_id,
        title=_with_class(f"{before_zh}逐级上报·{zh}", f"{before_en}reported: {en}", known),
    )


def write(dispatch: Dispatch, *, institution: str, address: str, most_bytes: int) -> Writing:
    """The letter about a dispatch: Chinese first, then English, and the page it leads to. A text
    message is its subject and the link together, an e-mail's subject stands alone.
    """
    zh, _, en = dispatch.title.partition("｜")
    what_zh, what_en = WHAT[dispatch.topic]
    link = f"{address}/classes/{dispatch.class_id}" if _is_on_class_page(dispatch) else address
    room = most_bytes
    if dispatch.medium is Medium.SMS:
        room -= len(f" {link}".encode())
    automatic = "Sent automatically; please do not reply."
    return Writing(
        subject=fitted(one_line(f"【{institution}】{zh}"), most_bytes=room),
        zh=(
            "您好：",
            what_zh,
            one_line(zh),
            f"请登录查看：{link}",
            "本消息由系统自动发送，请勿回复。",
        ),
        en=("Hello,", what_en, one_line(en or zh), f"Please sign in to read it: {link}", automatic),
        link=link,
    )


def _is_on_class_page(dispatch: Dispatch) -> bool:
    # Trainees and units are told of notices; their own pages begin at the front page.
    return dispatch.class_id is not None and dispatch.topic is not DispatchTopic.NOTICE


def _with_class(zh: str, en: str, known: TrainingClass | None) -> str:
    return f"{zh}（{known.title}）｜{en} ({known.title})" if known else f"{zh}｜{en}"
