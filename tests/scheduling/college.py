"""A contracted class of the college: what the second norm asks of scheduling, done by whose duty
it is.
"""

from datetime import date, timedelta
from typing import Any

from contracts.enrollment import ImplementationPlanIssued, UnitKind, UnitRegistered
from contracts.roles import Role
from contracts.scheduling import KeepSafetyPlan, SafetyPlanKind
from contracts.values import Category, OrgMode, Profile, Track
from kit.testing import TestOffice, an_actor
from tests.scheduling.makers import LATER, START, TODAY, local
from tests.scheduling.school import SAFETY, School

IT = an_actor(Role.LIBRARY_IT, person="engineer")
TEACHING = an_actor(Role.TEACHING_DEPT, person="dean")
LEADER = an_actor(Role.COLLEGE_LEADER, person="leader")
STUDENT_WORK = an_actor(Role.STUDENT_WORK, person="students")
FIRM = an_actor(Role.PROPERTY_FIRM, person="firm")

CONTRACTED: dict[str, Any] = {
    "category": Category.CADRE_SECTION,
    "track": Track.CADRE,
    "profile": Profile.CADRE_COLLEGE,
    "org_mode": OrgMode.CONTRACTED,
    "hosted_externally": True,
    "title": "2026年第1期监狱系统科级干部培训班",
}


def keep_plan(office: TestOffice, kind: SafetyPlanKind, **changes: Any) -> str:
    facts: dict[str, Any] = {
        "title": f"{kind}预案",
        "valid_from": TODAY - timedelta(days=30),
        "valid_until": LATER,
    }
    plan = KeepSafetyPlan(kind=kind, **(facts | changes))
    return office.do(plan, as_=SAFETY).plan_id


def keep_all_plans(office: TestOffice, **changes: Any) -> None:
    for kind in SafetyPlanKind:
        keep_plan(office, kind, **changes)


def a_contracted_class(office: TestOffice, **facts: Any) -> School:
    """A laid-out class of the college, its venues covered by all four safety plans."""
    school = School(office).prepare(**(CONTRACTED | facts))
    keep_all_plans(office)
    school.lay_out()
    return school


def a_plan_issued(*unit_ids: str, version: int = 1, class_id: str = "c1") -> Any:
    return ImplementationPlanIssued(
        class_id=class_id,
        version=version,
        lead_id="lead",
        unit_ids=list(unit_ids),
        tasks=[],
        participants_until=local(1, "07:00"),
    )


def a_unit(unit_id: str, name: str) -> UnitRegistered:
    return UnitRegistered(unit_id=unit_id, code=unit_id, name=name, kind=UnitKind.DEPT)


def day(number: int) -> date:
    """The n-th day of the class."""
    return START + timedelta(days=number - 1)
