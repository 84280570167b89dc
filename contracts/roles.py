"""Who acts: roles of both norms, and the actor that travels with every message."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A duty somebody can be given, possibly within one class, unit or department."""

    PARTY_COMMITTEE = "PARTY_COMMITTEE"
    PRESIDENT = "PRESIDENT"
    EVP = "EVP"
    STAFF = "STAFF"
    ORG_DEPT = "ORG_DEPT"
    GRASSROOTS_ORG = "GRASSROOTS_ORG"
    TEACHER = "TEACHER"
    TRAINEE = "TRAINEE"
    COLLEGE_LEADER = "COLLEGE_LEADER"
    TEACHING_AFFAIRS = "TEACHING_AFFAIRS"
    PROJECT_LEAD = "PROJECT_LEAD"
    STUDENT_WORK = "STUDENT_WORK"
    COUNSELOR = "COUNSELOR"
    FIN_LOGISTICS = "FIN_LOGISTICS"
    TEACHING_DEPT = "TEACHING_DEPT"
    MENTOR = "MENTOR"
    RESEARCH = "RESEARCH"
    PUBLICITY = "PUBLICITY"
    LIBRARY_IT = "LIBRARY_IT"
    OFFICE = "OFFICE"
    HOST_REP = "HOST_REP"
    PARTICIPANT = "PARTICIPANT"
    DEPT_HEAD = "DEPT_HEAD"
    PROPERTY_FIRM = "PROPERTY_FIRM"
    VETTING_PANEL = "VETTING_PANEL"
    EXAM_ADMIN = "EXAM_ADMIN"
    SYSTEM_ADMIN = "SYSTEM_ADMIN"
    AUDITOR = "AUDITOR"
    # Nobody is given these three: everyone has the first, whoever signed in the second, the
    # services themselves the third.
    PUBLIC = "PUBLIC"
    SIGNED_IN = "SIGNED_IN"
    DEPARTMENT = "DEPARTMENT"


# Departments of the college that share the work of a class (B-3); each is a unit with a function.
COLLEGE_DEPARTMENTS = (
    Role.TEACHING_AFFAIRS,
    Role.STUDENT_WORK,
    Role.FIN_LOGISTICS,
    Role.TEACHING_DEPT,
    Role.RESEARCH,
    Role.PUBLICITY,
    Role.LIBRARY_IT,
    Role.OFFICE,
)

ROLE_TITLES: dict[Role, tuple[str, str]] = {
    Role.PARTY_COMMITTEE: ("学校党委", "Party Committee"),
    Role.PRESIDENT: ("党校校长", "President"),
    Role.EVP: ("党校常务副校长", "Executive vice-president"),
    Role.STAFF: ("党校工作人员", "Party-school staff"),
    Role.ORG_DEPT: ("党委组织部", "Organisation department"),
    Role.GRASSROOTS_ORG: ("基层党组织", "Grass-roots Party organisation"),
    Role.TEACHER: ("授课教师", "Teacher"),
    Role.TRAINEE: ("学员", "Trainee"),
    Role.COLLEGE_LEADER: ("学院领导", "College leader"),
    Role.TEACHING_AFFAIRS: ("教务处", "Teaching affairs"),
    Role.PROJECT_LEAD: ("项目负责人", "Project lead"),
    Role.STUDENT_WORK: ("学员工作处", "Student work"),
    Role.COUNSELOR: ("辅导员", "Counselor"),
    Role.FIN_LOGISTICS: ("财务后勤处", "Finance and logistics"),
    Role.TEACHING_DEPT: ("教研部门", "Teaching department"),
    Role.MENTOR: ("学业导师", "Mentor"),
    Role.RESEARCH: ("科研处", "Research"),
    Role.PUBLICITY: ("法治宣传事务部", "Publicity"),
    Role.LIBRARY_IT: ("图书情报信息中心", "Library and IT"),
    Role.OFFICE: ("办公室", "Office"),
    Role.HOST_REP: ("主办单位代表", "Host representative"),
    Role.PARTICIPANT: ("部门项目参与人", "Department's participant"),
    Role.DEPT_HEAD: ("处室负责人", "Head of department"),
    Role.PROPERTY_FIRM: ("物业服务单位", "Property firm"),
    Role.VETTING_PANEL: ("师资评审组", "Vetting panel"),
    Role.EXAM_ADMIN: ("考务管理", "Exam administrator"),
    Role.SYSTEM_ADMIN: ("系统管理员", "System administrator"),
    Role.AUDITOR: ("审计员", "Auditor"),
    Role.PUBLIC: ("公众", "Public"),
    Role.SIGNED_IN: ("已登录人员", "Anyone signed in"),
    Role.DEPARTMENT: ("系统服务", "Another department's service"),
}


@dataclass(frozen=True)
class Grant:
    """A role, everywhere or only within one record: scope is "*" or "<kind>:<id>", for example
    "unit:0193…".
    """

    role: Role
    scope: str = "*"

    @property
    def is_a_departments(self) -> bool:
        """Whether it is the duty of a college department's people, held in their own unit: it is
        about every class, and about no other department.
        """
        return self.role in COLLEGE_DEPARTMENTS and self.scope.startswith("unit:")


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts. `person_id` is what rules compare (drafter, marker, setter); never a name."""

    person_id: str
    grants: tuple[Grant, ...] = ()
    request_id: str = ""

    def has(self, role: Role) -> bool:
        """Whether the actor holds the role anywhere at all."""
        return any(grant.role is role for grant in self.grants)

    def duties_in(self, class_id: str) -> frozenset[Role]:
        """The roles the actor holds where a class is concerned: everywhere, within that class, or
        as somebody of a department of the college, whose people serve every class.
        """
        reach = ("*", f"class:{class_id}")
        return frozenset(
            grant.role for grant in self.grants if grant.scope in reach or grant.is_a_departments
        )

    def scopes(self, kind: str) -> frozenset[str]:
        """The ids of one kind the actor's grants are limited to: `scopes("unit")`."""
        prefix = f"{kind}:"
        return frozenset(
            g.scope.removeprefix(prefix) for g in self.grants if g.scope.startswith(prefix)
        )
