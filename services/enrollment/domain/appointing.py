"""Who may be given a duty in a class, and by whom (B-5, B-7, B-9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contracts.enrollment import ClassRole
from contracts.refusals import Fault, Forbidden, Invalid, Refusal
from contracts.roles import ROLE_TITLES, Actor, Role
from services.enrollment.domain.duty import holds, refuse_stranger
from services.enrollment.domain.staff import Staff
from services.enrollment.domain.unit import Unit

CLAUSES = {
    ClassRole.LEAD: "B-5.1a",
    ClassRole.COUNSELOR: "B-7.1",
    ClassRole.MENTOR: "B-9.1",
    ClassRole.PARTICIPANT: "B-5.2",
    ClassRole.HOST_MANAGER: "B-8.5b",
}
TITLES = {
    ClassRole.COUNSELOR: ("辅导员", "counselors"),
    ClassRole.MENTOR: ("学业导师", "mentors"),
    ClassRole.PARTICIPANT: ("项目参与人", "participants"),
}


@dataclass(frozen=True, kw_only=True)
class Appointee:
    """Somebody who may be given a duty, with the department and the section of it."""

    person_id: str
    name: str
    unit_id: str
    function: Role | None = None
    section: str = ""


def appointee_of(staff: Staff, unit: Unit) -> Appointee:
    """A member of staff as one who is to be given a duty; Refusal NOT_IN_SERVICE for one who has
    left.
    """
    if not staff.active:
        raise Refusal(
            "NOT_IN_SERVICE",
            f"{staff.name}已不在岗。",
            f"{staff.name} is no longer in service.",
            "B-5.0",
        )
    return Appointee(
        person_id=staff.person_id,
        name=staff.name,
        unit_id=staff.unit_id,
        function=unit.function,
        section=staff.section,
    )


def refuse_other_appointer(actor: Actor, role: ClassRole, unit: Unit, *, class_id: str) -> None:
    """Forbidden for anybody but who appoints to the duty: teaching affairs its leads, student
    work its counselors whatever department they come from, a department its mentors and
    participants.
    """
    if role in (ClassRole.MENTOR, ClassRole.PARTICIPANT):
        refuse_stranger(actor, unit)
        return
    needed = Role.STUDENT_WORK if role is ClassRole.COUNSELOR else Role.TEACHING_AFFAIRS
    if holds(actor, (needed,), class_id):
        return
    zh, en = ROLE_TITLES[needed]
    raise Forbidden(
        "NOT_YOURS_TO_APPOINT",
        f"该岗位由{zh}指定。",
        f"This duty is given by: {en}.",
        CLAUSES[role],
    )


def refuse_wrong_number(
    role: ClassRole, person_ids: Sequence[str], limits: tuple[int, int | None]
) -> None:
    """Invalid (422) for fewer or more people than the norm allows, or one of them twice."""
    least, most = limits
    number = len(set(person_ids))
    if number == len(person_ids) and least <= number and (most is None or number <= most):
        return
    zh, en = TITLES[role]
    allowed_zh = f"{least}至{most}名" if most else f"至少{least}名"
    allowed_en = f"{least} to {most}" if most else f"at least {least}"
    raise Invalid(
        "HOW_MANY",
        f"须指定{allowed_zh}{zh}，且不得重复。",
        f"Appoint {allowed_en} {en}, each once.",
        CLAUSES[role],
        faults=[Fault("person_ids", f"须为{allowed_zh}", f"must be {allowed_en}")],
    )


def of_teaching_affairs(person: Appointee | None) -> Appointee:
    """Somebody who may lead a class; Refusal NOT_TEACHING_AFFAIRS for anybody else (B-5.1b)."""
    if person is None or person.function is not Role.TEACHING_AFFAIRS:
        raise Refusal(
            "NOT_TEACHING_AFFAIRS",
            "项目负责人须由教务处人员担任。",
            "The project lead must come from teaching affairs.",
            "B-5.1b",
        )
    return person


def lead_is_fallback(person: Appointee, *, training_section: str, short: bool, reason: str) -> bool:
    """Whether the lead comes from outside the training section.

    Refusal FALLBACK_NEEDS_REASON when the section is not short of people and no reason is given
    (B-5.1b).
    """
    if person.section == training_section:
        return False
    if not short and not reason.strip():
        raise Refusal(
            "FALLBACK_NEEDS_REASON",
            f"{training_section}尚有人员可用；指定其他科室人员须说明理由。",
            "The training section still has people free; another section needs a reason.",
            "B-5.1b",
        )
    return True


def is_short(section: Collection[str], leading: Collection[str]) -> bool:
    """Whether everybody of the training section leads a class held at the same time (B-5.1b)."""
    return set(section) <= set(leading)


def outside_of(people: Sequence[Appointee], function: Role) -> list[Appointee]:
    """Those who do not come from the department with this function."""
    return [person for person in people if person.function is not function]


def refuse_outside_counselor(people: Sequence[Appointee], reason: str) -> None:
    """Refusal OUTSIDE_NEEDS_REASON for counselors of other departments without a reason (B-7.2)."""
    outside = outside_of(people, Role.STUDENT_WORK)
    if not outside or reason.strip():
        return
    names = "、".join(person.name for person in outside)
    raise Refusal(
        "OUTSIDE_NEEDS_REASON",
        f"{names}不属于学员工作处，担任辅导员须说明特殊情况。",
        f"{names}: a counselor of another department needs a reason.",
        "B-7.2",
    )


def refuse_other_staff(role: ClassRole, people: Sequence[Appointee], unit: Unit) -> None:
    """Refusal NOT_OWN_STAFF when a department gives a duty to other departments' people."""
    others = [person.name for person in people if person.unit_id != unit.unit_id]
    if others:
        names = "、".join(others)
        raise Refusal(
            "NOT_OWN_STAFF",
            f"{names}不是{unit.name}的人员。",
            f"{names}: not of this department.",
            CLAUSES[role],
        )


def refuse_unplanned(unit: Unit, departments: Collection[str]) -> None:
    """Refusal NOT_IN_PLAN for a department the issued plan does not name (B-5.2)."""
    if unit.unit_id not in departments:
        raise Refusal(
            "NOT_IN_PLAN",
            f"已下发的实施方案未列入{unit.name}。",
            f"The plan that was issued does not name {unit.name}.",
            "B-5.2",
        )


def refuse_without_host(host_id: str | None) -> str:
    """The host that sends a manager; Refusal NO_HOST for a class nobody ordered (B-8.5b)."""
    if host_id is None:
        raise Refusal(
            "NO_HOST",
            "自办班次没有主办单位派出跟班管理人员。",
            "A class of the institution's own has no host to send a manager.",
            "B-8.5b",
        )
    return host_id
