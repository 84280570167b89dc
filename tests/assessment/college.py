"""A class decided by summaries: its people, and how far a test carries it."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.assessment import (
    AnswerEvaluation,
    AnswerLine,
    Aspect,
    CloseEvaluation,
    ConcludeSummaries,
    EvaluationForm,
    EvaluationView,
    FindEvaluation,
    Grade,
    ListSummaries,
    OpenEvaluation,
    ReviewSummary,
    SubmitSummary,
    SummaryView,
    TakeTicket,
    Target,
)
from contracts.base import Page
from contracts.enrollment import (
    ClassAdvanced,
    ClassCreated,
    ClassOpened,
    ClassState,
    ListTrainees,
    RosterApproved,
    TraineeState,
    TraineeView,
)
from contracts.refusals import Refusal
from contracts.roles import Actor, Role
from contracts.scheduling import PublishedSession, TeachingFinished, TimetablePublished
from contracts.values import TRACK_OF, Category, OrgMode, Profile, SessionForm
from kit.testing import TestOffice, an_actor

TEACHING, SERVICE = EvaluationForm.TEACHING_QUALITY, EvaluationForm.SERVICE_QUALITY
START_ON, END_ON = date(2026, 3, 16), date(2026, 3, 20)
NOBODY = Actor(person_id="")
STAFF = an_actor(Role.STAFF, person="staff")
AFFAIRS = an_actor(Role.TEACHING_AFFAIRS, person="affairs")
MENTOR = an_actor(Role.MENTOR, person="mentor", within="class:class-1")
LEAD = an_actor(Role.PROJECT_LEAD, person="lead", within="class:class-1")
COUNSELOR = an_actor(Role.COUNSELOR, person="counselor", within="class:class-1")
HOST = an_actor(Role.HOST_REP, person="host", within="class:class-1")
LEADER = an_actor(Role.COLLEGE_LEADER, person="leader")
EVP = an_actor(Role.EVP, person="evp")

CHARACTERS = [chr(sign) for sign in range(0x4E00, 0x4E00 + 2000)]


def a_text(seed: int = 1, length: int = 150) -> str:
    """A summary unlike any other."""
    return "".join(random.Random(seed).choices(CHARACTERS, k=length))


def on(day: date, hour: int = 12) -> datetime:
    """An hour of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=8)


def about_class(aspect: Aspect, score: int, comment: str = "") -> AnswerLine:
    return AnswerLine(aspect=aspect, score=score, comment=comment)


def about_teacher(score: int, teacher_id: str = "teacher-1") -> AnswerLine:
    return AnswerLine(
        aspect=Aspect.TEACHING, target=Target.TEACHER, target_id=teacher_id, score=score
    )


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    """What follows is refused with this code."""
    return pytest.raises(Refusal, match=f"^{code}:")


class Course:
    """One class in an office that may have others."""

    def __init__(
        self,
        office: TestOffice,
        set_clock: Callable[[datetime], None],
        *,
        number: int = 1,
        count: int = 6,
        category: Category = Category.CADRE_SECTION,
        profile: Profile = Profile.CADRE_COLLEGE,
        certificates: bool = True,
        hosted_externally: bool = True,
        session_no: int | None = None,
    ) -> None:
        self.office, self.set_clock = office, set_clock
        self.class_id = f"class-{number}"
        self.numbers = range(1, count + 1)
        self.trainee_ids = [self.trainee_id(one) for one in self.numbers]
        self.created = ClassCreated(
            class_id=self.class_id,
            plan_id="plan-1",
            plan_item_id="item-1",
            code=f"KJ2026-{number}",
            title="2026年科级干部培训班",
            category=category,
            track=TRACK_OF[category],
            profile=profile,
            org_mode=OrgMode.CONTRACTED if hosted_externally else OrgMode.HOSTED,
            hosted_externally=hosted_externally,
            issues_certificate=certificates,
            start_on=START_ON,
            end_on=END_ON,
            checkin_from=on(START_ON, 8),
            checkin_to=on(START_ON, 12),
            planned_headcount=count,
            planned_hours=240,
            rule_set="any",
            session_no=session_no or number,
        )

    def trainee_id(self, number: int) -> str:
        return f"{self.class_id}-t{number}"

    def trainee(self, number: int) -> Actor:
        """A trainee, who may do what concerns this place in this class."""
        scope = f"trainee:{self.trainee_id(number)}"
        return an_actor(Role.TRAINEE, person=f"{self.class_id}-p{number}", within=scope)

    # -- How far it has come -----------------------------------------------------------------------

    def create(self) -> None:
        self.set_clock(on(START_ON - timedelta(days=6)))
        self.know_trainees()
        self.office.hear(self.created)
        self.office.hear(
            RosterApproved(
                class_id=self.class_id, version=1, trainees_by_unit={"unit-1": self.trainee_ids}
            )
        )
        self.office.hear(
            TimetablePublished(
                class_id=self.class_id, version=1, sessions=[self._session()], hours_total=240
            )
        )

    def open(self, absent: Sequence[int] = ()) -> None:
        self.create()
        self.set_clock(on(START_ON))
        self.office.hear(
            ClassOpened(
                class_id=self.class_id,
                present=[self.trainee_id(one) for one in self.numbers if one not in absent],
                absent=[self.trainee_id(one) for one in absent],
            )
        )
        state, at = ClassState.IN_PROGRESS, on(START_ON)
        self.office.hear(ClassAdvanced(class_id=self.class_id, state=state, at=at))

    def teach(self) -> None:
        """The last session is over, on the last day."""
        self.set_clock(on(END_ON))
        self.office.hear(
            TeachingFinished(
                class_id=self.class_id, hours_total=240, person_hours=1440, attended={}
            )
        )

    def complete(self, grade: Grade = Grade.GOOD) -> None:
        """Everybody has one accepted, and the summaries are concluded."""
        self.open()
        for number in self.numbers:
            self.submit(number)
            self.review(number, grade)
        self.teach()
        self.conclude()

    # -- Summaries ---------------------------------------------------------------------------------

    def submit(self, number: int, text: str = "", as_: Actor | None = None) -> SummaryView:
        request = SubmitSummary(
            class_id=self.class_id,
            trainee_id=self.trainee_id(number),
            text=text or a_text(number),
        )
        return self.office.do(request, as_=as_ or self.trainee(number))

    def review(
        self, number: int, grade: Grade | None = Grade.GOOD, opinion: str = "", as_: Actor = STAFF
    ) -> SummaryView:
        request = ReviewSummary(
            class_id=self.class_id,
            trainee_id=self.trainee_id(number),
            accepted=grade is not None,
            grade=grade,
            opinion=opinion,
        )
        return self.office.do(request, as_=as_)

    def conclude(self, as_: Actor = STAFF) -> list[SummaryView]:
        return self.office.do(ConcludeSummaries(class_id=self.class_id), as_=as_)

    def summaries(self) -> dict[int, SummaryView]:
        """By the trainee's number."""
        listed = self.office.do(ListSummaries(class_id=self.class_id), as_=STAFF)
        return {int(one.trainee_no[-4:]): one for one in listed}

    # -- Forms -------------------------------------------------------------------------------------

    def issue(self, form: EvaluationForm = TEACHING) -> EvaluationView:
        self.set_clock(on(END_ON))
        return self.office.do(OpenEvaluation(class_id=self.class_id, form=form), as_=AFFAIRS)

    def ticket(
        self, number: int | None = None, form: EvaluationForm = TEACHING, as_: Actor | None = None
    ) -> str:
        """A trainee's ticket, or that of whoever else asks."""
        trainee_id = self.trainee_id(number) if number else None
        actor = as_ or self.trainee(number or 1)
        request = TakeTicket(class_id=self.class_id, form=form, trainee_id=trainee_id)
        return self.office.do(request, as_=actor).ticket

    def answer(self, ticket: str, *lines: AnswerLine) -> None:
        self.office.do(AnswerEvaluation(ticket=ticket, answers=list(lines)), as_=NOBODY)

    def collect(self, form: EvaluationForm = TEACHING) -> EvaluationView:
        return self.office.do(CloseEvaluation(class_id=self.class_id, form=form), as_=AFFAIRS)

    def results(self, form: EvaluationForm = TEACHING) -> EvaluationView:
        return self.office.do(FindEvaluation(class_id=self.class_id, form=form), as_=AFFAIRS)

    # -- What happened -----------------------------------------------------------------------------

    def emitted(self, kind: type) -> list[Any]:
        return [
            event
            for event in self.office.events
            if type(event) is kind and getattr(event, "class_id", "") == self.class_id
        ]

    def know_trainees(self) -> None:
        """Whoever asks enrollment now is told of the trainees of this class."""
        trainees = [self._trainee_view(one) for one in self.numbers]
        self.office.answers[ListTrainees] = Page(items=trainees, total=len(trainees))

    def _trainee_view(self, number: int) -> TraineeView:
        return TraineeView(
            trainee_id=self.trainee_id(number),
            trainee_no=f"{self.created.code}-{number:04}",
            class_id=self.class_id,
            person_id=f"{self.class_id}-p{number}",
            unit_id="unit-1",
            unit_name="省监狱局",
            name=f"钱学员{number}",
            sex="男",
            ethnicity="汉族",
            political_status="中共党员",
            student_no="",
            group_name="",
            id_no_masked="",
            phone_masked="",
            activist_on=None,
            target_on=None,
            state=TraineeState.ACTIVE,
            checked_in_at=None,
        )

    def _session(self) -> PublishedSession:
        return PublishedSession(
            session_id=f"{self.class_id}-s1",
            form=SessionForm.PARTY_LECTURE,
            title="党课",
            from_at=on(START_ON, 9),
            to_at=on(START_ON, 12),
            hours=30,
            venue_id="venue-1",
            teacher_ids=["teacher-1", "teacher-2"],
            counts_attendance=True,
        )
