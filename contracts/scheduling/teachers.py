"""The teacher pool 师资 and its vetting."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from annotated_types import MaxLen, MinLen

from contracts.base import Command, Page, Query, Secret, Title, View
from contracts.scheduling.access import READERS, SCHEDULERS, Decision, R
from contracts.values import Opinion, PageNo, PageSize, Reason, TitleBand


class TeacherState(StrEnum):
    """Where a teacher's vetting stands; only APPROVED ones within validity are scheduled."""

    PROPOSED = "PROPOSED"
    UNDER_REVIEW = "UNDER_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    SUSPENDED = "SUSPENDED"


class TeacherView(View):
    """教师｜A teacher and the state of the vetting."""

    teacher_id: str
    name: str
    external: bool
    employer: str
    title_band: TitleBand
    expertise: str
    qualification: str
    is_leader: bool
    state: TeacherState
    valid_until: date | None
    proposed_by: str
    votes: int
    expired: bool
    employed: bool = False
    last_score: int | None = None
    improvements_open: int = 0


class ProposeTeacher(
    Command[TeacherView],
    rest="POST /teachers",
    by=(*SCHEDULERS, R.TEACHING_DEPT),
    clauses=("A-7.3.c", "A-5.r2"),
):
    """提名教师｜Propose teacher: for vetting; an external one needs a qualification record."""

    name: Annotated[str, Title("姓名", "Name"), MinLen(1), MaxLen(50)]
    external: Annotated[bool, Title("外聘", "External")] = False
    employer: Annotated[str, Title("单位", "Employer"), MaxLen(100)] = ""
    title_band: TitleBand
    expertise: Annotated[str, Title("专长", "Expertise"), MaxLen(200)] = ""
    qualification: Annotated[str, Title("资格条件记录", "Qualification record"), MaxLen(500)] = ""
    is_leader: Annotated[bool, Title("校领导", "Leader of the institution")] = False
    employed: Annotated[bool, Title("本院职工（按工资计）", "Employed here: paid as wage")] = False
    bank_account: Annotated[str, Title("银行账号", "Bank account"), Secret(), MaxLen(40)] = ""


class VoteOnTeacher(
    Command[TeacherView],
    rest="POST /teachers/{teacher_id}/votes",
    by=(R.VETTING_PANEL,),
    clauses=("A-7.3.c", "A-7.3.d", "B-2.1"),
):
    """师资评审表决｜Vote on a teacher; the proposer may not, and each member votes once."""

    teacher_id: str
    decision: Decision
    qualification: Annotated[bool, Title("资格条件", "Qualification")]
    teaching: Annotated[bool, Title("教学水平", "Teaching")]
    ethics: Annotated[bool, Title("师德师风", "Ethics")]
    political: Annotated[bool, Title("政治立场", "Political stance")]
    opinion: Opinion = ""


class DecideVetting(
    Command[TeacherView],
    rest="POST /teachers/{teacher_id}/vetting-decision",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.3.c", "A-7.3.d"),
):
    """师资评审结论｜Conclude vetting: by the panel's votes, with how long it holds."""

    teacher_id: str
    valid_until: Annotated[date, Title("有效期至", "Valid until")]


class SuspendTeacher(
    Command[TeacherView],
    rest="POST /teachers/{teacher_id}/suspension",
    by=(R.EVP, R.TEACHING_AFFAIRS),
    clauses=("A-7.3.d",),
):
    """暂停授课｜Suspend a teacher; a new vetting is needed."""

    teacher_id: str
    reason: Reason


class ListTeachers(Query[Page[TeacherView]], rest="GET /teachers", by=READERS):
    """师资库｜The teacher pool."""

    state: TeacherState | None = None
    q: Annotated[str, Title("搜索", "Search"), MaxLen(50)] = ""
    page: PageNo = 1
    size: PageSize = 20


class FindTeacher(Query[TeacherView], rest="GET /teachers/{teacher_id}", by=READERS):
    """教师｜One teacher of the pool."""

    teacher_id: str


class VettingVoteView(View):
    """评审表决｜One panel member's vote in the vetting as it stands; `found` are the items judged
    sound.
    """

    member: str
    decision: Decision
    found: list[str]
    opinion: str
    at: datetime


class ListVettingVotes(
    Query[list[VettingVoteView]],
    rest="GET /teachers/{teacher_id}/votes",
    by=(R.EVP, R.TEACHING_AFFAIRS, R.VETTING_PANEL, R.AUDITOR),
    clauses=("A-7.3.c",),
):
    """评审表决记录｜How the panel voted on a teacher, member by member."""

    teacher_id: str
