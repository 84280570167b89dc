"""Accounts for pages of one's own: trainees, a teacher, and the host's liaison in this class."""

from contracts.enrollment import ListTrainees
from contracts.portal import GrantRole
from contracts.roles import Role
from deploy.showcase.college.people import HOST_PEOPLE
from deploy.showcase.college.stage import chapter, class_id, kept
from deploy.showcase.people import Sample
from deploy.showcase.staffing import open_accounts
from deploy.showcase.stage import Stage

CHAPTER = chapter("学院：本人页面", "The college: pages of one's own")

# How many of the first trainees get an account, and which teacher does: the key, the name.
TRAINEES = 3
TEACHER = ("guest", "祁向东")


@CHAPTER.step("为学员和教师开通账户", "Trainees and a teacher", by="admin", at="2026-05-16 17:00")
def open_own_accounts(stage: Stage) -> None:
    listed = stage.ask("c-student", ListTrainees(class_id=class_id(stage), size=100)).items
    named = {one.trainee_id: one.name for one in listed}
    trainees = [
        Sample(f"c-trainee{number}", named[one], "学员", (Role.TRAINEE,), f"trainee:{one}")
        for number, one in enumerate(kept(stage)["trainees"][:TRAINEES], start=1)
    ]
    key, name = TEACHER
    within = f"teacher:{kept(stage)['teachers'][key]}"
    open_accounts(
        stage, [*trainees, Sample("c-teacher", name, "授课教师", (Role.TEACHER,), within)]
    )


@CHAPTER.step("授权主办单位联络员", "The host's liaison", by="admin", at="2026-05-16 17:30")
def admit_liaison(stage: Stage) -> None:
    liaison, scope = HOST_PEOPLE[0], f"class:{class_id(stage)}"
    request = GrantRole(person_id=liaison.person_id, role=Role.HOST_REP, scope=scope)
    stage.ask("admin", request)
