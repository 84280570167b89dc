"""A school at work: everybody does what is their duty, up to a published timetable."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from contracts.base import Event, Page
from contracts.enrollment import (
    ClassOpened,
    ListTrainees,
    RosterApproved,
    TraineeState,
    TraineeView,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import (
    AddCourse,
    ApplyTemplate,
    ChangeSession,
    DecideVetting,
    Decision,
    FindTimetable,
    ProposeTeacher,
    PublishTimetable,
    RegisterVenue,
    ReviewContent,
    ReviewSession,
    SessionDraft,
    SubmitContent,
    TimetableView,
    VenueKind,
    VetVenue,
    VoteOnTeacher,
)
from contracts.values import SessionForm, TitleBand
from kit.testing import TestOffice, an_actor
from tests.scheduling.makers import LATER, a_class_created, a_draft

STAFF = an_actor(Role.STAFF, person="staff")
AFFAIRS = an_actor(Role.TEACHING_AFFAIRS, person="affairs")
EVP = an_actor(Role.EVP, person="evp")
SAFETY = an_actor(Role.FIN_LOGISTICS, person="safety")
COUNSELOR = an_actor(Role.COUNSELOR, person="counselor", within="class:c1")
PANEL = [an_actor(Role.VETTING_PANEL, person=f"panel{n}") for n in (1, 2, 3)]

TRAINEES = {"u1": ["t1", "t2"], "u2": ["t3"]}


def a_roster(class_id: str = "c1", **changes: Any) -> RosterApproved:
    facts: dict[str, Any] = {"version": 1, "trainees_by_unit": TRAINEES}
    return RosterApproved(class_id=class_id, **(facts | changes))


def an_opening() -> ClassOpened:
    return ClassOpened(class_id="c1", present=["t1", "t2", "t3"], absent=[])


def a_trainee_view(trainee_id: str, **changes: Any) -> TraineeView:
    facts: dict[str, Any] = {
        "trainee_no": f"2026-1-{trainee_id[1:]:0>3}",
        "class_id": "c1",
        "person_id": f"person-{trainee_id}",
        "unit_id": "u1",
        "unit_name": "商船学院党委",
        "name": f"学员{trainee_id}",
        "sex": "男",
        "ethnicity": "汉",
        "political_status": "",
        "student_no": "",
        "group_name": "",
        "id_no_masked": "310***********0011",
        "phone_masked": "",
        "activist_on": None,
        "target_on": None,
        "state": TraineeState.ACTIVE,
        "checked_in_at": None,
    }
    return TraineeView(trainee_id=trainee_id, **(facts | changes))


@dataclass
class School:
    """What stands in the office's database, by short names."""

    office: TestOffice
    course: str = ""
    teacher: str = ""
    leader: str = ""
    venue: str = ""
    sessions: list[str] = field(default_factory=list)

    def approved_course(self) -> str:
        office = self.office
        material = office.office.files.put("讲义".encode(), "讲义.docx")
        course = office.do(
            AddCourse(
                title="党的性质", form=SessionForm.PARTY_LECTURE, owner_dept="马院", hours=40
            ),
            as_=STAFF,
        )
        office.do(SubmitContent(course_id=course.course_id, material=material), as_=STAFF)
        self.review_content(course.course_id)
        return course.course_id

    def review_content(self, course_id: str) -> None:
        review = ReviewContent(
            course_id=course_id,
            decision=Decision.APPROVED,
            political=True,
            ethics=True,
            confidentiality=True,
        )
        self.office.do(review, as_=EVP)

    def vetted_teacher(self, name: str, *, is_leader: bool = False, until: date = LATER) -> str:
        teacher = self.office.do(
            ProposeTeacher(
                name=name,
                title_band=TitleBand.FULL_SENIOR,
                is_leader=is_leader,
                bank_account="6222020200001234567",
            ),
            as_=STAFF,
        )
        for member in PANEL:
            vote = VoteOnTeacher(
                teacher_id=teacher.teacher_id,
                decision=Decision.APPROVED,
                qualification=True,
                teaching=True,
                ethics=True,
                political=True,
            )
            self.office.do(vote, as_=member)
        decision = DecideVetting(teacher_id=teacher.teacher_id, valid_until=until)
        self.office.do(decision, as_=AFFAIRS)
        return teacher.teacher_id

    def vetted_venue(self, name: str, capacity: int = 100, kind: VenueKind = VenueKind.HALL) -> str:
        register = RegisterVenue(name=name, kind=kind, capacity=capacity)
        venue_id = self.office.do(register, as_=SAFETY).venue_id
        vetting = VetVenue(
            venue_id=venue_id,
            decision=Decision.APPROVED,
            structure=True,
            fire=True,
            power=True,
            health=True,
            valid_until=LATER,
        )
        self.office.do(vetting, as_=SAFETY)
        return venue_id

    def prepare(self, **facts: Any) -> "School":
        """A class, its people and places; nothing laid out yet."""
        self.office.hear(a_class_created(**facts))
        self.course = self.approved_course()
        self.teacher = self.vetted_teacher("李老师")
        self.leader = self.vetted_teacher("王书记", is_leader=True)
        self.venue = self.vetted_venue("第一报告厅")
        return self

    def lay_out(self, class_id: str = "c1") -> TimetableView:
        """The template with teacher, venue and course in each session, all reviewed."""
        laid = self.office.do(ApplyTemplate(class_id=class_id), as_=STAFF)
        for session in laid.sessions:
            draft = a_draft(
                form=session.form,
                title=session.title,
                on=session.on,
                half_day=session.half_day,
                hours=session.hours,
                course_id=self.course,
                teacher_ids=[self.teacher],
                venue_id=self.venue,
                mobilization_leader_id=self.leader if session.seq == 1 else None,
            )
            change = ChangeSession(class_id=class_id, session_id=session.session_id, session=draft)
            self.office.do(change, as_=STAFF)
            self.review(session.session_id, class_id)
        self.sessions = [session.session_id for session in laid.sessions]
        return self.office.do(FindTimetable(class_id=class_id), as_=STAFF)

    def draft(self, **changes: Any) -> SessionDraft:
        """A session with this course, teacher and venue."""
        facts = {
            "course_id": self.course,
            "teacher_ids": [self.teacher],
            "venue_id": self.venue,
        }
        return a_draft(**(facts | changes))

    def review(self, session_id: str, class_id: str = "c1") -> None:
        for aspect, reviewer in (("CONTENT", EVP), ("VENUE", SAFETY)):
            review = ReviewSession(
                class_id=class_id,
                session_id=session_id,
                aspect=aspect,
                decision=Decision.APPROVED,
            )
            self.office.do(review, as_=reviewer)

    def publish(self, class_id: str = "c1") -> TimetableView:
        return self.office.do(PublishTimetable(class_id=class_id), as_=AFFAIRS)

    def open(self) -> "School":
        """A published timetable, the roster taken, the class opened, names to be asked for."""
        self.prepare().lay_out()
        self.publish()
        self.office.hear(a_roster(), an_opening())
        self.know(*(a_trainee_view(key) for keys in TRAINEES.values() for key in keys))
        return self

    def know(self, *trainees: TraineeView) -> None:
        """Who enrollment says is in the class."""
        known = list(trainees)
        self.office.answers[ListTrainees] = Page[TraineeView](items=known, total=len(known))

    def told(self, kind: type[Event]) -> list[Any]:
        """The events of one kind emitted so far."""
        return [event for event in self.office.events if isinstance(event, kind)]


def as_trainee(trainee_id: str) -> Actor:
    return an_actor(Role.TRAINEE, person=f"person-{trainee_id}", within=f"trainee:{trainee_id}")


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    """What follows is refused with this code."""
    return pytest.raises(Refusal, match=f"^{code}:")
