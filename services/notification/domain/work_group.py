"""The work group of a class: its members follow the duties, its robot sends messages on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import ClassRole, StaffView
from contracts.notification import GroupMemberView
from contracts.refusals import Forbidden, Refusal
from services.notification.domain.rules import Rules
from services.notification.domain.team import Member, active
from services.notification.domain.training_class import TrainingClass


@dataclass(eq=False, kw_only=True)
class WorkGroup:
    """The group of a class. `robot_url` is a secret: whoever knows it can write to the robot."""

    class_id: str
    created_by: str
    created_at: datetime
    robot_url: str = ""


@dataclass(eq=False, kw_only=True)
class GroupHead:
    """The head of a department who was invited (B-10.3)."""

    class_id: str
    person_id: str
    unit_id: str


def ensure_may_create(known: TrainingClass, team: Iterable[Member], person_id: str) -> None:
    """Forbidden NOT_ITS_COUNSELOR for anybody else; Refusal PROJECT_NOT_FIXED before the project
    is confirmed, or the plan of a class of the college's own issued (B-10.1).
    """
    ensure_counselor(team, person_id)
    if not known.is_fixed:
        raise Refusal(
            "PROJECT_NOT_FIXED",
            "项目确定后方可组建工作群：项目尚未书面确认（本院自办班次：实施方案尚未下发）。",
            "The group is created once the project is fixed: it is not confirmed in writing yet "
            "(a class of the college's own: its plan is not issued).",
            "B-10.1",
        )


def ensure_counselor(team: Iterable[Member], person_id: str) -> None:
    """Forbidden NOT_ITS_COUNSELOR for whoever is not a counselor of this class."""
    if person_id not in {each.person_id for each in active(team, ClassRole.COUNSELOR)}:
        raise Forbidden(
            "NOT_ITS_COUNSELOR",
            "工作群由该班次的辅导员组建和管理。",
            "The group is created and run by a counselor of this class.",
            "B-10.1",
        )


def ensure_takes_part(known: TrainingClass, unit_id: str) -> None:
    """Refusal UNIT_NOT_TAKING_PART for a department the class's plan does not name (B-10.3)."""
    if unit_id not in known.plan_units:
        raise Refusal(
            "UNIT_NOT_TAKING_PART",
            "只邀请参与该项目的部门的负责人；该部门不在实施方案之列。",
            "Only heads of departments that take part are invited; the plan does not name this "
            "one.",
            "B-10.3",
        )


def ensure_head(staff: Iterable[StaffView], person_id: str) -> None:
    """Refusal NOT_A_HEAD for whoever does not lead that department; `staff` are its people."""
    if not any(each.person_id == person_id and each.is_head for each in staff if each.active):
        raise Refusal(
            "NOT_A_HEAD",
            "只能邀请该部门的负责人。",
            "Only the head of that department can be invited.",
            "B-10.3",
        )


def members_of(
    known: TrainingClass, team: Iterable[Member], heads: Iterable[GroupHead], rules: Rules
) -> list[GroupMemberView]:
    """Lead, counselors, mentors and participants, each once under the first of their duties, and
    the heads invited from departments that still take part (B-10.2, B-10.3).
    """
    serving = [each for each in active(team) if each.role in rules.group_roles]
    found = {
        each.person_id: GroupMemberView(
            person_id=each.person_id, role=each.role, unit_id=each.unit_id, invited=False
        )
        for each in reversed(serving)
    }
    for head in heads:
        if head.unit_id in known.plan_units:
            invited = GroupMemberView(
                person_id=head.person_id, role="DEPT_HEAD", unit_id=head.unit_id, invited=True
            )
            found.setdefault(head.person_id, invited)
    return sorted(found.values(), key=lambda member: (member.invited, member.person_id))


def ensure_member(members: Iterable[GroupMemberView], person_id: str) -> None:
    """Forbidden NOT_A_MEMBER for whoever is not in the group."""
    if person_id not in {member.person_id for member in members}:
        raise Forbidden(
            "NOT_A_MEMBER",
            "只有工作群成员可以在群内发布消息。",
            "Only members of the group post in it.",
            "B-10.2",
        )
