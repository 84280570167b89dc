"""Duties about notices, escalations, work groups, publicity and deadlines: the service itself opens
and closes most of them.
"""

from contracts.enrollment import (
    ClassOpened,
    ImplementationPlanIssued,
    ProjectConfirmed,
)
from contracts.notification import (
    AcknowledgeEscalation,
    AcknowledgeNotice,
    CreateWorkGroup,
    DraftPublicity,
    InstructOnEscalation,
    PublishPublicity,
    RecordOtherContact,
    ReviewPublicity,
    SupplyMaterial,
)
from contracts.roles import Role
from services.notification.domain.todo.duty import Duty, before_check_in, colleges

R = Role

TELLING = (
    Duty(
        kind="ACKNOWLEDGE_NOTICE",
        zh="签收通知",
        en="Acknowledge the notice",
        action=AcknowledgeNotice,
        roles=(R.GRASSROOTS_ORG, R.HOST_REP, R.SIGNED_IN),
        subject="delivery_id",
    ),
    Duty(
        kind="ACKNOWLEDGE_ESCALATION",
        zh="知悉并逐级上报",
        en="Acknowledge what is reported upwards",
        action=AcknowledgeEscalation,
        roles=(R.COUNSELOR, R.STUDENT_WORK, R.COLLEGE_LEADER),
        subject="escalation_id",
        once=False,
    ),
    Duty(
        kind="INSTRUCT",
        zh="对上报事项作出指示",
        en="Give instructions on what was reported",
        action=InstructOnEscalation,
        roles=(R.COLLEGE_LEADER,),
        subject="escalation_id",
    ),
    Duty(
        kind="CREATE_WORK_GROUP",
        zh="组建班次工作群",
        en="Create the work group of the class",
        action=CreateWorkGroup,
        roles=(R.COUNSELOR,),
        opened_by=(ProjectConfirmed, ImplementationPlanIssued),
        only=colleges,
        due=before_check_in,
    ),
    Duty(
        kind="CONTACT_OTHERWISE",
        zh="群消息被拦截，请通过其他途径沟通并登记",
        en="A group message was blocked: deal with it by another way and record that",
        action=RecordOtherContact,
        subject="message_id",
    ),
    Duty(
        kind="SUPPLY_MATERIAL",
        zh="向法治宣传事务部提供宣传素材",
        en="Hand material to publicity",
        action=SupplyMaterial,
        roles=(R.COUNSELOR, R.STUDENT_WORK),
        opened_by=(ClassOpened,),
        only=colleges,
    ),
    Duty(
        kind="DRAFT_PUBLICITY",
        zh="采编班次宣传稿件",
        en="Write about the class",
        action=DraftPublicity,
        roles=(R.PUBLICITY,),
        opened_by=(ClassOpened,),
        once=False,
        only=colleges,
    ),
    Duty(
        kind="REVIEW_PUBLICITY",
        zh="审核宣传稿件",
        en="Review a piece of publicity",
        action=ReviewPublicity,
        roles=(R.TEACHING_AFFAIRS, R.OFFICE, R.COLLEGE_LEADER),
        subject="piece_id",
    ),
    Duty(
        kind="PUBLISH_PUBLICITY",
        zh="发布已审核的宣传稿件",
        en="Release a piece that passed its review",
        action=PublishPublicity,
        roles=(R.PUBLICITY,),
        subject="piece_id",
    ),
    Duty(
        kind="OVERDUE",
        zh="已逾期",
        en="Overdue",
        subject="deadline_id",
        once=False,
    ),
)
