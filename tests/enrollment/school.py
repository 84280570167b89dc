"""A school at work: each step done by the person whose duty it is."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.assessment import (
    AssessmentFinished,
    CertificateIssued,
    ExamHeld,
    ExamPlanned,
    PaperSealed,
    PassListFrozen,
    PerformanceEvaluated,
    ResultsConfirmed,
    WorkSummaryApproved,
)
from contracts.base import Event
from contracts.enrollment import (
    AcceptNominations,
    AllocateQuotas,
    ApprovePlan,
    ApproveRoster,
    BeginPreparation,
    CheckIn,
    ClassView,
    CloseClass,
    ConfirmReadiness,
    CreateClass,
    DraftPlan,
    FileDocument,
    FindClass,
    IssuePlan,
    ListTrainees,
    Nominate,
    NominationView,
    OpenCheckIn,
    PlanItemDraft,
    PlanView,
    QuotaLine,
    RecordDeparture,
    RecordOpening,
    RegisterUnit,
    SealArchive,
    SubmitPlan,
    SubmitRoster,
    TraineeView,
    UnitView,
)
from contracts.finance import ServiceDataConfirmed, SettlementFinalised
from contracts.identity import id_check_character
from contracts.notification import NoticeKind, NoticePublished
from contracts.roles import Actor, Role
from contracts.scheduling import TeachingFinished, TimetablePublished
from contracts.values import Category, FileRef, Track
from kit import clock
from kit.testing import TestOffice, an_actor
from services.enrollment.service import EnrollmentService
from tests.enrollment.makers import CHECK_IN, a_candidate_draft, an_item_draft

EVP = an_actor(Role.EVP, person="evp")
COMMITTEE = an_actor(Role.PARTY_COMMITTEE, person="committee")
ORG = an_actor(Role.ORG_DEPT, person="org")
STAFF = an_actor(Role.STAFF, person="staff")
DEADLINE = datetime(2026, 3, 15, tzinfo=UTC)
LAST_DAY = datetime(2026, 3, 22, 8, tzinfo=UTC)


def secretary(unit: UnitView) -> Actor:
    """Who nominates for a unit, and for no other."""
    return an_actor(
        Role.GRASSROOTS_ORG, person=f"secretary of {unit.code}", within=f"unit:{unit.unit_id}"
    )


def own(trainee_id: str) -> Actor:
    """A trainee, who reaches nothing but the own place."""
    return an_actor(Role.TRAINEE, person=f"person of {trainee_id}", within=f"trainee:{trainee_id}")


def an_id_number(number: int) -> str:
    """The id number of the n-th made-up man."""
    first_17 = f"310115{1990 + number // 400 % 15}0101{number % 400 * 2 + 1:03}"
    return first_17 + id_check_character(first_17)


class School:
    """An office with two units and an issued plan; classes are brought as far as a test needs."""

    def __init__(self, url: str | None = None) -> None:
        self.office = TestOffice(EnrollmentService, url)
        self.units = [
            self.do(RegisterUnit(code=code, name=name), ORG)
            for code, name in (("U02", "交通运输学院党委"), ("U01", "商船学院党委"))
        ]

    def do(self, request: Any, as_: Actor, **options: Any) -> Any:
        """The office's reply."""
        return self.office.do(request, as_, **options)

    def hear(self, *events: Event, times: int = 1) -> None:
        """Events of other departments."""
        self.office.hear(*events, times=times)

    def a_draft(self, *categories: Category) -> PlanView:
        """A plan with one class of each kind."""
        items = [an_item_draft(category=kind) for kind in categories or (Category.DEV_TARGET,)]
        draft = DraftPlan(year=2026, basis="按照党委要求", policy_refs=[], items=items)
        plan: PlanView = self.do(draft, ORG)
        return plan

    def an_issued_plan(self, *categories: Category) -> PlanView:
        """A plan with one class of each kind, approved by the committee and issued."""
        items = [an_item_draft(category=kind) for kind in categories or (Category.DEV_TARGET,)]
        return self.an_issued_plan_of(items)

    def an_issued_plan_of(self, items: list[PlanItemDraft]) -> PlanView:
        """A plan with these classes, approved by the committee and issued."""
        draft = DraftPlan(year=2026, basis="按照党委要求", policy_refs=[], items=items)
        plan = self.do(draft, ORG)
        self.do(SubmitPlan(plan_id=plan.plan_id), ORG)
        self.do(ApprovePlan(plan_id=plan.plan_id, doc_no="沪海大委〔2026〕1号"), COMMITTEE)
        issued: PlanView = self.do(IssuePlan(plan_id=plan.plan_id), ORG)
        return issued

    def a_class(self, item_id: str | None = None, **changes: Any) -> ClassView:
        """A class of an issued plan."""
        values: dict[str, Any] = {
            "plan_item_id": item_id or self.an_issued_plan().items[0].item_id,
            "code": "FZ2601",
            "title": "第1期发展对象培训班",
            "start_on": date(2026, 3, 20),
            "end_on": date(2026, 3, 22),
            "checkin_from": CHECK_IN,
            "checkin_to": datetime(2026, 3, 20, 2, tzinfo=UTC),
        }
        created: ClassView = self.do(CreateClass(**(values | changes)), EVP)
        return created

    def a_class_enrolling(self, *, seats: int = 10, reserve: int = 3, **changes: Any) -> ClassView:
        """A class whose units nominate."""
        class_id = self.a_class(**changes).class_id
        self.do(BeginPreparation(class_id=class_id), EVP)
        self.allocate(class_id, *((unit, seats, reserve) for unit in self.units))
        self.hear(
            NoticePublished(
                notice_id="notice1", kind=NoticeKind.CLASS_NOTICE, class_id=class_id, addressed=2
            )
        )
        return self.find(class_id)

    def allocate(self, class_id: str, *lines: tuple[UnitView, int, int]) -> Any:
        """Give units their seats."""
        quotas = [
            QuotaLine(unit_id=unit.unit_id, seats=seats, reserve=reserve)
            for unit, seats, reserve in lines
        ]
        return self.do(AllocateQuotas(class_id=class_id, deadline=DEADLINE, quotas=quotas), STAFF)

    def nominate(
        self, class_id: str, unit: UnitView, number: int = 0, **changes: Any
    ) -> NominationView:
        """The n-th man, nominated by a unit."""
        candidate = a_candidate_draft(
            **({"name": f"学员{number:03}", "id_no": an_id_number(number)} | changes)
        )
        request = Nominate(class_id=class_id, unit_id=unit.unit_id, candidate=candidate)
        made: NominationView = self.do(request, secretary(unit))
        return made

    def a_class_with_trainees(self, count: int = 3, **changes: Any) -> ClassView:
        """A class whose roster is approved."""
        class_id = self.a_class_enrolling(**changes).class_id
        for number in range(count):
            self.nominate(class_id, self.units[number % 2], number)
        self.do(AcceptNominations(class_id=class_id), STAFF)
        self.do(SubmitRoster(class_id=class_id), STAFF)
        self.do(ApproveRoster(class_id=class_id), EVP)
        return self.find(class_id)

    def a_class_in_progress(self, count: int = 3, came: int = 3) -> ClassView:
        """A class that has begun; the first `came` trainees have arrived."""
        class_id = self.a_class_with_trainees(count).class_id
        self.upload(class_id, "TRAINING_MATERIALS")
        self.hear(*self.prepared(class_id))
        self.do(ConfirmReadiness(class_id=class_id), STAFF)
        clock.move_to(CHECK_IN)
        self.do(OpenCheckIn(class_id=class_id), STAFF)
        for trainee in self.trainees(class_id)[:came]:
            self.do(CheckIn(class_id=class_id, trainee_id=trainee.trainee_id), STAFF)
        self.do(RecordOpening(class_id=class_id, leader="王书记"), STAFF)
        return self.find(class_id)

    def a_class_to_close(self) -> ClassView:
        """A class with everything done but the closing."""
        class_id = self.a_class_in_progress().class_id
        clock.move_to(LAST_DAY)
        self.hear(*self.finished(class_id))
        for doc_type in ("TRAINEE_FORM", "ATTENDANCE_FORM", "REGISTER"):
            self.upload(class_id, doc_type)
        self.do(RecordDeparture(class_id=class_id), STAFF)
        self.do(SealArchive(class_id=class_id), STAFF)
        return self.find(class_id)

    def a_closed_class(self) -> ClassView:
        """A class from plan to closure."""
        class_id = self.a_class_to_close().class_id
        closed: ClassView = self.do(CloseClass(class_id=class_id), EVP)
        return closed

    def prepared(self, class_id: str) -> list[Event]:
        """What scheduling and assessment report before a class begins."""
        return [
            TimetablePublished(class_id=class_id, version=1, sessions=[], hours_total=240),
            ExamPlanned(
                class_id=class_id, exam_id="e1", from_at=LAST_DAY, to_at=LAST_DAY, rooms={"v": 50}
            ),
            PaperSealed(class_id=class_id, exam_id="e1", version=1, sha256="0" * 64, seal_no="S1"),
        ]

    def finished(self, class_id: str) -> list[Event]:
        """What the other departments report from the last session on."""
        passed = [one.trainee_id for one in self.trainees(class_id) if one.checked_in_at]
        return [
            TeachingFinished(
                class_id=class_id, hours_total=240, person_hours=240 * len(passed), attended={}
            ),
            ExamHeld(class_id=class_id, exam_id="e1", present=len(passed), absent=0, seal_no="S2"),
            ServiceDataConfirmed(
                class_id=class_id,
                person_days=9,
                venue_half_days=6,
                teaching_hours=240,
                by_itself=True,
            ),
            SettlementFinalised(class_id=class_id, total_fen=0, invoiced=False),
            ResultsConfirmed(class_id=class_id, exam_id="e1", passed=len(passed), failed=0),
            PassListFrozen(class_id=class_id, count=len(passed), frozen_hash="h"),
            *(
                CertificateIssued(
                    class_id=class_id, trainee_id=trainee_id, certificate_no=f"SMU-{number}"
                )
                for number, trainee_id in enumerate(passed, 1)
            ),
            AssessmentFinished(
                class_id=class_id, track=Track.PROSPECT, completed=passed, failed=[]
            ),
            PerformanceEvaluated(
                class_id=class_id,
                person_times=len(passed),
                person_hours=240,
                pass_rate_of_sat=1000,
                integrity_breaches=0,
            ),
            WorkSummaryApproved(class_id=class_id),
        ]

    def upload(self, class_id: str, doc_type: str, content: bytes = b"paper") -> Any:
        """File a document."""
        document = self.keep(content, f"{doc_type}.pdf")
        return self.do(FileDocument(class_id=class_id, doc_type=doc_type, document=document), STAFF)

    def keep(self, content: bytes, name: str) -> FileRef:
        """Put a file into the storage."""
        return self.office.office.files.put(content, name)

    def find(self, class_id: str) -> ClassView:
        """The class as it is now."""
        found: ClassView = self.do(FindClass(class_id=class_id), EVP)
        return found

    def trainees(self, class_id: str) -> list[TraineeView]:
        """Everybody of a class by number."""
        listed: list[TraineeView] = self.do(ListTrainees(class_id=class_id, size=5000), EVP).items
        return listed

    def emitted(self, *kinds: type[Event]) -> list[Any]:
        """The events of these kinds, oldest first."""
        return [event for event in self.office.events if isinstance(event, kinds)]
