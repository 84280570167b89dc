"""An assessment office with a class in it, and everybody who works on its exam."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from contracts.assessment import (
    AssignDuty,
    BeginExam,
    CompleteMarking,
    ConfirmExamReady,
    ConfirmResults,
    EnterMark,
    ExamView,
    FreezePassList,
    IssueCertificates,
    ListScripts,
    NumberCertificates,
    PassListView,
    PlanExam,
    PublishResults,
    RecheckMark,
    RecordPrinting,
    SealPaper,
    SealScripts,
    SignPledge,
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
from contracts.roles import Actor, Role
from contracts.scheduling import ExamRoomBooked, TeachingFinished, TimetablePublished
from contracts.values import Category, OrgMode, Profile, Track
from kit.testing import TestOffice, an_actor
from services.assessment.service import AssessmentService
from tests.assessment.makers import DUTIES, ENDS, GUIDE, PAPER, STARTS, a_room

ADMIN = an_actor(Role.EXAM_ADMIN, person="admin")
EVP = an_actor(Role.EVP, person="evp")
STAFF = an_actor(Role.STAFF, person="staff")
NOBODY = Actor(person_id="")


def an_examiner(person_id: str) -> Actor:
    """A member of the staff who holds a duty."""
    return an_actor(Role.STAFF, person=person_id)


def class_created(*, track: Track = Track.PROSPECT, certificates: bool = True) -> ClassCreated:
    return ClassCreated(
        class_id="class-1",
        plan_id="plan-1",
        plan_item_id="item-1",
        code="FZ2026-1",
        title="2026年第一期发展对象培训班",
        category=Category.DEV_TARGET if track is Track.PROSPECT else Category.CADRE_SECTION,
        track=track,
        profile=Profile.UNIVERSITY_PARTY_SCHOOL,
        org_mode=OrgMode.HOSTED,
        hosted_externally=False,
        issues_certificate=certificates,
        start_on=date(2026, 3, 16),
        end_on=date(2026, 3, 20),
        checkin_from=STARTS,
        checkin_to=ENDS,
        planned_headcount=40,
        planned_hours=240,
        rule_set="any",
        session_no=1,
    )


def a_trainee(number: int) -> TraineeView:
    return TraineeView(
        trainee_id=f"trainee-{number}",
        trainee_no=f"2026-{number:04}",
        class_id="class-1",
        person_id=f"person-{number}",
        unit_id="unit-1",
        unit_name="商船学院党委",
        name=f"赵学员{number}",
        sex="男",
        ethnicity="汉族",
        political_status="共青团员",
        student_no="",
        group_name="",
        id_no_masked="310************827",
        phone_masked="138****1234",
        activist_on=None,
        target_on=None,
        state=TraineeState.ACTIVE,
        checked_in_at=None,
    )


class Desk:
    """Carries a class of `count` trainees as far as a test wants it."""

    def __init__(
        self,
        set_clock: Callable[[datetime], None],
        count: int = 5,
        office: TestOffice | None = None,
    ) -> None:
        self.office = office or TestOffice(AssessmentService)
        self.set_clock = set_clock
        self.count = count
        self.created = class_created()
        self.exam_id = ""
        trainees = [a_trainee(number) for number in range(1, count + 1)]
        self.office.answers[ListTrainees] = Page(items=trainees, total=count)
        set_clock(datetime(2026, 3, 10, 2, 0, tzinfo=UTC))

    @property
    def trainee_ids(self) -> list[str]:
        return [f"trainee-{number}" for number in range(1, self.count + 1)]

    def create_class(self) -> None:
        self.office.hear(self.created)
        self.office.hear(
            RosterApproved(
                class_id="class-1", version=1, trainees_by_unit={"unit-1": self.trainee_ids}
            )
        )
        self.office.hear(
            TimetablePublished(class_id="class-1", version=1, sessions=[], hours_total=240)
        )

    def plan(self) -> ExamView:
        self.create_class()
        planned = self.office.do(
            PlanExam(
                class_id="class-1", title="结业考试", from_at=STARTS, to_at=ENDS, rooms=[a_room()]
            ),
            as_=ADMIN,
        )
        self.exam_id = planned.exam_id
        return planned

    def staff(self) -> None:
        self.plan()
        for person_id, duty in DUTIES.items():
            assign = AssignDuty(exam_id=self.exam_id, duty=duty, person_id=person_id)
            self.office.do(assign, as_=ADMIN)
            self.office.do(SignPledge(exam_id=self.exam_id), as_=an_examiner(person_id))

    def seal(self) -> ExamView:
        self.staff()
        return self.office.do(
            SealPaper(exam_id=self.exam_id, content=PAPER, marking_guide=GUIDE, seal_no="S-1"),
            as_=an_examiner("setter"),
        )

    def make_ready(self) -> None:
        self.seal()
        self.office.do(
            RecordPrinting(exam_id=self.exam_id, copies=self.count, seal_no="S-2"),
            as_=an_examiner("printer"),
        )
        self.open_class()
        self.office.hear(
            ExamRoomBooked(class_id="class-1", exam_id=self.exam_id, venue_ids=["venue-1"])
        )
        self.office.do(ConfirmExamReady(exam_id=self.exam_id), as_=ADMIN)

    def open_class(self) -> None:
        self.office.hear(
            ClassOpened(
                class_id="class-1",
                present=self.trainee_ids[1:],
                absent=["trainee-1"],
            )
        )
        began = datetime(2026, 3, 17, 1, 0, tzinfo=UTC)
        self.office.hear(ClassAdvanced(class_id="class-1", state=ClassState.IN_PROGRESS, at=began))

    def hold(self, *, absent: list[str], cheated: list[str]) -> None:
        self.make_ready()
        self.set_clock(STARTS)
        invigilator = an_examiner("invigilator-1")
        self.office.do(BeginExam(exam_id=self.exam_id), as_=invigilator)
        self.set_clock(ENDS)
        self.office.do(
            SealScripts(
                exam_id=self.exam_id,
                absent=absent,
                cheated=cheated,
                incidents="考场秩序良好",
                seal_no="S-3",
            ),
            as_=invigilator,
        )

    def mark(self, scores: list[int]) -> None:
        """Mark the scripts in the order of their codes, recheck all that is due in agreement."""
        first, second = an_examiner("marker-1"), an_examiner("marker-2")
        scripts = self.office.do(ListScripts(exam_id=self.exam_id), as_=first)
        for script, score in zip(scripts, scores, strict=True):
            code = script.anon_code
            self.office.do(EnterMark(exam_id=self.exam_id, anon_code=code, score=score), as_=first)
        for script in self.office.do(ListScripts(exam_id=self.exam_id), as_=second):
            if script.recheck_due and script.score is not None:
                recheck = RecheckMark(
                    exam_id=self.exam_id, anon_code=script.anon_code, score=script.score
                )
                self.office.do(recheck, as_=second)

    def publish(self, scores: list[int], *, absent: list[str], cheated: list[str]) -> None:
        self.hold(absent=absent, cheated=cheated)
        self.mark(scores)
        self.office.do(CompleteMarking(exam_id=self.exam_id), as_=ADMIN)
        self.office.do(ConfirmResults(exam_id=self.exam_id), as_=EVP)
        self.office.do(PublishResults(exam_id=self.exam_id), as_=EVP)

    def freeze(self) -> PassListView:
        return self.office.do(FreezePassList(class_id="class-1"), as_=EVP)

    def certify(self) -> None:
        self.freeze()
        self.office.do(NumberCertificates(class_id="class-1"), as_=STAFF)
        self.office.do(IssueCertificates(class_id="class-1"), as_=EVP)

    def finish_teaching(self) -> None:
        self.office.hear(
            TeachingFinished(
                class_id="class-1", hours_total=240, person_hours=950, attended={"trainee-2": 240}
            )
        )
