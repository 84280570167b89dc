"""Which office takes a step in which institution: the two norms give it to different ones (C12)."""

from collections.abc import Mapping

from contracts.refusals import Forbidden
from contracts.roles import ROLE_TITLES, Actor, Role
from contracts.values import Profile
from services.assessment.domain.training_class import TrainingClass

Offices = Mapping[Profile, tuple[Role, ...]]

DECIDES_WHO_PASSED: Offices = {
    Profile.UNIVERSITY_PARTY_SCHOOL: (Role.EVP,),
    Profile.CADRE_COLLEGE: (Role.TEACHING_AFFAIRS,),
}
HANDLES_CERTIFICATES: Offices = {
    Profile.UNIVERSITY_PARTY_SCHOOL: (Role.STAFF,),
    Profile.CADRE_COLLEGE: (Role.STAFF, Role.TEACHING_AFFAIRS),
}
WRITES_WORK_SUMMARY: Offices = {
    Profile.UNIVERSITY_PARTY_SCHOOL: (Role.STAFF,),
    Profile.CADRE_COLLEGE: (Role.STAFF, Role.PROJECT_LEAD, Role.TEACHING_AFFAIRS),
}
APPROVES_WORK_SUMMARY: Offices = {
    Profile.UNIVERSITY_PARTY_SCHOOL: (Role.EVP,),
    Profile.CADRE_COLLEGE: (Role.EVP, Role.COLLEGE_LEADER),
}


def require_office(course: TrainingClass, actor: Actor, offices: Offices, clause: str) -> None:
    """Forbidden (403) unless the actor holds, for this class, an office its norm names."""
    roles = offices[course.profile]
    if not actor.duties_in(course.class_id).isdisjoint(roles):
        return
    raise Forbidden(
        "NOT_YOUR_DUTY",
        f"本班次此操作须由以下岗位办理：{'、'.join(ROLE_TITLES[role][0] for role in roles)}。",
        f"In this class this is for: {', '.join(ROLE_TITLES[role][1] for role in roles)}.",
        clause,
    )
