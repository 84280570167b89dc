"""The completion exam: its one linear life, its five separate duties, and who may do which step."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.assessment import (
    Duty,
    DutyConflictRejected,
    ExamDutiesAssigned,
    ExamHeld,
    ExamInfoChanged,
    ExamPlanned,
    ExamReady,
    ExamState,
    MarkingCompleted,
    PaperLeakSuspected,
    PaperPrinted,
    PaperSealed,
    ResultsConfirmed,
    ResultsPublished,
    RoomDraft,
)
from contracts.base import Event
from contracts.lifecycle import Lifecycle
from contracts.refusals import Fault, Forbidden, Invalid, Refusal
from contracts.values import Track
from services.assessment.domain.arrangement import check_arrangement
from services.assessment.domain.duties import (
    ASSIGNABLE,
    BEFORE_START,
    DUTY_TITLES,
    RELEASABLE,
    Holding,
)
from services.assessment.domain.rules import (
    AssessmentRules,
    rules_named,
    rules_on,
)
from services.assessment.domain.staffing import (
    copies_missing,
    people_missing,
    rooms_missing,
    vacancies,
)
from services.assessment.domain.training_class import TrainingClass

S = ExamState

LIFE = Lifecycle(
    "考试",
    "exam",
    {
        "fill_duties": ([S.PLANNED, S.STAFFED], S.STAFFED),
        "vacate_duty": ([S.PLANNED, S.STAFFED], S.PLANNED),
        "seal_paper": ([S.STAFFED], S.PAPER_SEALED),
        "record_printing": ([S.PAPER_SEALED, S.PRINTED], S.PRINTED),
        "report_leak": ([S.PAPER_SEALED, S.PRINTED, S.READY], S.STAFFED),
        "confirm_ready": ([S.PRINTED], S.READY),
        "reopen_readiness": ([S.READY], S.PRINTED),
        "begin": ([S.READY], S.IN_PROGRESS),
        "seal_scripts": ([S.IN_PROGRESS], S.SCRIPTS_SEALED),
        "mark": ([S.SCRIPTS_SEALED, S.MARKING], S.MARKING),
        # Nobody came: there is no script, and nothing between sealing and completion.
        "complete_marking": ([S.SCRIPTS_SEALED, S.MARKING], S.MARKED),
        "confirm_results": ([S.MARKED], S.RESULTS_CONFIRMED),
        "publish_results": ([S.RESULTS_CONFIRMED], S.RESULTS_PUBLISHED),
    },
)


@dataclass(kw_only=True, eq=False)
class Exam:
    """The completion exam of a prospect class. Times are instants.

    Duties are kept by person: that somebody holds two cannot even be written down (A-7.10.f).
    """

    exam_id: str
    class_id: str
    title: str
    from_at: datetime
    to_at: datetime
    rooms: list[RoomDraft]
    rule_set: str
    pass_mark: int
    state: ExamState = ExamState.PLANNED
    duties: dict[str, Holding] = field(default_factory=dict)
    rooms_booked: bool = False
    room_refusal: str = ""
    seals: list[str] = field(default_factory=list)
    paper_version: int = 0

    # -- Planning ----------------------------------------------------------------------------------

    @classmethod
    def plan(
        cls,
        course: TrainingClass,
        *,
        exam_id: str,
        title: str,
        from_at: datetime,
        to_at: datetime,
        rooms: Sequence[RoomDraft],
    ) -> "tuple[Exam, ExamPlanned]":
        """Plan the exam, before the class ends (A-7.7.a); only prospects sit one (A-6.8, A-6.9)."""
        if course.track is not Track.PROSPECT:
            raise Refusal(
                "NO_EXAM_ON_THIS_TRACK",
                "干部、党员培训班提交培训小结，不安排结业考试。",
                "Cadre and member classes hand in a summary; they have no completion exam.",
                "A-6.8",
            )
        check_arrangement(course, from_at, to_at, rooms)
        rules = rules_on(course.start_on)
        exam = cls(
            exam_id=exam_id,
            class_id=course.class_id,
            title=title,
            from_at=from_at,
            to_at=to_at,
            rooms=list(rooms),
            rule_set=rules.rule_set,
            pass_mark=rules.pass_mark,
        )
        planned = ExamPlanned(
            class_id=exam.class_id,
            exam_id=exam_id,
            from_at=from_at,
            to_at=to_at,
            rooms=exam.seats_by_venue,
        )
        return exam, planned

    def change_info(
        self,
        course: TrainingClass,
        *,
        from_at: datetime,
        to_at: datetime,
        rooms: Sequence[RoomDraft],
        reason: str,
    ) -> list[Event]:
        """Change time or rooms before the start; all are told, rooms booked anew (A-5.k3)."""
        self._only_in("change_info", BEFORE_START)
        check_arrangement(course, from_at, to_at, rooms)
        return self._rearrange(from_at, to_at, rooms, reason)

    def postpone(self, *, days: int, reason: str) -> list[Event]:
        """The class moves by days: an exam not yet begun moves with it, and all are told (B-12a).

        Its rooms are booked anew; whether it still lies within the class is for people to see.
        """
        if not days or self.state not in BEFORE_START:
            return []
        shift = timedelta(days=days)
        return self._rearrange(self.from_at + shift, self.to_at + shift, self.rooms, reason)

    def _rearrange(
        self, from_at: datetime, to_at: datetime, rooms: Sequence[RoomDraft], reason: str
    ) -> list[Event]:
        self.from_at, self.to_at, self.rooms = from_at, to_at, list(rooms)
        self.rooms_booked, self.room_refusal = False, ""
        if self.state is ExamState.READY:
            self.state = LIFE.after("reopen_readiness", self.state)
        changed = ExamInfoChanged(
            class_id=self.class_id,
            exam_id=self.exam_id,
            from_at=from_at,
            to_at=to_at,
            rooms=self.seats_by_venue,
            reason=reason,
        )
        return [changed, *self._restaff()]

    def take_booking(self, venue_ids: Collection[str]) -> None:
        """The rooms are booked; a booking of rooms no longer used says nothing."""
        if set(venue_ids) == set(self.seats_by_venue):
            self.rooms_booked, self.room_refusal = True, ""

    def take_booking_refusal(self, reason: str) -> None:
        """The rooms cannot be had at this time."""
        self.rooms_booked, self.room_refusal = False, reason

    # -- Duties ------------------------------------------------------------------------------------

    def assign(self, duty: Duty, person_id: str, *, candidates: Collection[str]) -> list[Event]:
        """Give a person one duty; holders of another and candidates are refused (A-7.10.e-f)."""
        self._only_in("assign_duty", ASSIGNABLE[duty])
        held = self.duties.get(person_id)
        if held and held.duty is duty:
            raise Refusal(
                "ALREADY_ASSIGNED",
                f"该人员已承担{DUTY_TITLES[duty][0]}工作。",
                f"This person is a {DUTY_TITLES[duty][1]} of the exam already.",
                "A-7.10.f",
            )
        if held:
            raise self._conflict(person_id, held.duty, duty)
        if person_id in candidates:
            raise Refusal(
                "CANDIDATE_HOLDS_NO_DUTY",
                "参加本次考试的学员不能承担考务工作。",
                "Who sits this exam can hold no duty in it.",
                "A-7.10.f",
            )
        self.duties = {**self.duties, person_id: Holding(duty)}
        return self._restaff()

    def release(self, person_id: str) -> None:
        """Take a duty back before the paper is sealed; Refusal NO_DUTY when there is none."""
        self._only_in("release_duty", RELEASABLE)
        if person_id not in self.duties:
            raise Refusal(
                "NO_DUTY", "该人员没有承担考务工作。", "This person holds no duty.", "A-7.10.f"
            )
        self.duties = {person: held for person, held in self.duties.items() if person != person_id}
        self._restaff()

    def sign_pledge(self, person_id: str) -> None:
        """Sign the secrecy pledge for one's own duty; signing twice is signing once (A-5.k3)."""
        held = self.duties.get(person_id)
        if held is None:
            raise Forbidden(
                "NO_DUTY",
                "您没有承担本次考试的考务工作。",
                "You hold no duty in this exam.",
                "A-5.k3",
            )
        self.duties = {**self.duties, person_id: Holding(held.duty, pledged=True)}

    def holders(self, duty: Duty) -> list[str]:
        """Who holds a duty, in the order of their ids."""
        return sorted(person for person, held in self.duties.items() if held.duty is duty)

    def require(self, person_id: str, *duties: Duty, clause: str) -> None:
        """Forbidden (403) unless the person holds one of the duties and has signed the pledge."""
        held = self.duties.get(person_id)
        if held is None or held.duty not in duties:
            zh, en = zip(*(DUTY_TITLES[duty] for duty in duties), strict=True)
            raise Forbidden(
                "NOT_YOUR_DUTY",
                f"只有本次考试的{'、'.join(zh)}人员可以这样做。",
                f"Only a {' or '.join(en)} of this exam may do this.",
                clause,
            )
        if not held.pledged:
            raise Forbidden(
                "PLEDGE_MISSING", "请先签订保密承诺。", "Sign the secrecy pledge first.", "A-5.k3"
            )

    # -- The paper ---------------------------------------------------------------------------------

    def seal_paper(self, *, by: str, sha256: str, seal_no: str) -> PaperSealed:
        """The setter hands the paper in; every duty holder must have pledged (A-7.3.a, A-5.k3)."""
        following = LIFE.after("seal_paper", self.state)
        self.require(by, Duty.SETTER, clause="A-7.10.e")
        self._require_pledges()
        self._use_seal(seal_no)
        self.state = following
        self.paper_version += 1
        return PaperSealed(
            class_id=self.class_id,
            exam_id=self.exam_id,
            version=self.paper_version,
            sha256=sha256,
            seal_no=seal_no,
        )

    def record_printing(
        self, *, by: str, copies: int, seal_no: str, candidates: int
    ) -> PaperPrinted:
        """The printer seals the printed copies; fewer than candidates is refused (422)."""
        following = LIFE.after("record_printing", self.state)
        self.require(by, Duty.PRINTER, clause="A-7.10.e")
        if copies < candidates:
            raise Invalid(
                "TOO_FEW_COPIES",
                f"印制份数 {copies} 少于应考人数 {candidates}。",
                f"{copies} copies are fewer than the {candidates} candidates.",
                "A-5.k3",
                faults=[Fault("copies", "份数不足", "too few copies")],
            )
        self._use_seal(seal_no)
        self.state = following
        return PaperPrinted(
            class_id=self.class_id,
            exam_id=self.exam_id,
            version=self.paper_version,
            copies=copies,
            seal_no=seal_no,
        )

    def report_leak(self) -> PaperLeakSuspected:
        """A leak is suspected: the paper is withdrawn, the setter hands in a new version."""
        self.state = LIFE.after("report_leak", self.state)
        return PaperLeakSuspected(
            class_id=self.class_id, exam_id=self.exam_id, version=self.paper_version
        )

    # -- The exam ----------------------------------------------------------------------------------

    def confirm_ready(self, *, seated: int, copies: int, candidates: Collection[str]) -> ExamReady:
        """Rooms booked, duties filled, copies enough, no duty holder a candidate (A-5.r3)."""
        following = LIFE.after("confirm_ready", self.state)
        if missing := self._not_ready(seated, copies, candidates):
            raise Refusal(
                "EXAM_NOT_READY",
                f"考务尚未就绪：{'；'.join(fault.zh for fault in missing)}。",
                f"The exam is not ready: {'; '.join(fault.en for fault in missing)}.",
                "A-5.r3",
                faults=missing,
            )
        self.state = following
        return ExamReady(class_id=self.class_id, exam_id=self.exam_id, candidates=seated)

    def begin(self, *, by: str, now: datetime) -> None:
        """An invigilator issues the papers, not before the time (A-6.9)."""
        following = LIFE.after("begin", self.state)
        self.require(by, Duty.INVIGILATOR, clause="A-7.10.e")
        if now < self.from_at:
            raise Refusal(
                "TOO_EARLY",
                "未到开考时间，不能发卷。",
                "The exam cannot begin before its time.",
                "A-5.k3",
            )
        self.state = following

    def seal_scripts(self, *, by: str, seal_no: str) -> None:
        """An invigilator seals the collected scripts."""
        following = LIFE.after("seal_scripts", self.state)
        self.require(by, Duty.INVIGILATOR, clause="A-7.10.e")
        self._use_seal(seal_no)
        self.state = following

    def held(self, *, present: int, absent: int) -> ExamHeld:
        """The fact that the exam was held, with the seal of its scripts."""
        return ExamHeld(
            class_id=self.class_id,
            exam_id=self.exam_id,
            present=present,
            absent=absent,
            seal_no=self.seals[-1],
        )

    # -- Marking and results -----------------------------------------------------------------------

    def mark(self, *, by: str, is_staff: bool) -> None:
        """A designated marker, who is a member of the staff, is at work (A-7.8.a, C2)."""
        following = LIFE.after("mark", self.state)
        self.require(by, Duty.MARKER, clause="A-7.8.a")
        if not is_staff:
            raise Forbidden(
                "MARKER_IS_NOT_STAFF",
                "考卷须由党校工作人员批阅。",
                "Scripts are marked by the Party school's own staff.",
                "A-7.8.a",
            )
        self.state = following

    def complete_marking(self, *, scripts: int, rechecked: int) -> MarkingCompleted:
        """Close the marking; that it is complete is the scripts' own rule."""
        self.state = LIFE.after("complete_marking", self.state)
        return MarkingCompleted(
            class_id=self.class_id, exam_id=self.exam_id, scripts=scripts, rechecked=rechecked
        )

    def confirm_results(self, *, passed: int, failed: int) -> ResultsConfirmed:
        """The anonymity is lifted and the results stand."""
        self.state = LIFE.after("confirm_results", self.state)
        return ResultsConfirmed(
            class_id=self.class_id, exam_id=self.exam_id, passed=passed, failed=failed
        )

    def publish_results(self, *, passed: Sequence[str], failed: Sequence[str]) -> ResultsPublished:
        """The results are made known (A-7.10.g)."""
        self.state = LIFE.after("publish_results", self.state)
        return ResultsPublished(
            class_id=self.class_id, exam_id=self.exam_id, passed=list(passed), failed=list(failed)
        )

    def require_correctable(self) -> None:
        """Only confirmed results are corrected by signature; before, markers change their marks."""
        self._only_in("correct_result", (S.RESULTS_CONFIRMED, S.RESULTS_PUBLISHED))

    def require_published(self) -> None:
        """The pass list is frozen over results that everybody concerned has seen (A-7.10.g)."""
        self._only_in("freeze_pass_list", (S.RESULTS_PUBLISHED,))

    # -- Figures -----------------------------------------------------------------------------------

    @property
    def rules(self) -> AssessmentRules:
        """The rule set the exam was planned under."""
        return rules_named(self.rule_set)

    @property
    def seats_by_venue(self) -> dict[str, int]:
        """How many seats of each venue are used."""
        return {room.venue_id: room.seats for room in self.rooms}

    def vacancies(self) -> list[Fault]:
        """Which duties still lack holders, and how many."""
        return vacancies(self.duties, self.rooms, self.rules)

    # -- Helpers -----------------------------------------------------------------------------------

    def _restaff(self) -> list[Event]:
        """Before the paper is sealed, the state follows the duties: filled or not."""
        if self.state not in {S.PLANNED, S.STAFFED}:
            return []
        was_staffed = self.state is S.STAFFED
        self.state = LIFE.after("vacate_duty" if self.vacancies() else "fill_duties", self.state)
        if was_staffed or self.state is not S.STAFFED:
            return []
        duties = {duty.value: self.holders(duty) for duty in Duty}
        return [ExamDutiesAssigned(class_id=self.class_id, exam_id=self.exam_id, duties=duties)]

    def _conflict(self, person_id: str, held: Duty, proposed: Duty) -> Refusal:
        rejected = DutyConflictRejected(
            class_id=self.class_id,
            exam_id=self.exam_id,
            person_id=person_id,
            held=held,
            proposed=proposed,
        )
        return Refusal(
            "DUTY_CONFLICT",
            f"该人员已承担{DUTY_TITLES[held][0]}工作，同一次考试中不能再承担{DUTY_TITLES[proposed][0]}工作。",
            f"Who is {DUTY_TITLES[held][1]} of an exam cannot be its {DUTY_TITLES[proposed][1]}.",
            "A-7.10.f",
            leaves=[rejected],
        )

    def _require_pledges(self) -> None:
        silent = sorted(person for person, held in self.duties.items() if not held.pledged)
        if silent:
            raise Refusal(
                "PLEDGES_MISSING",
                f"还有 {len(silent)} 名考务人员未签订保密承诺，不能密封试卷。",
                f"{len(silent)} duty holders have not signed the secrecy pledge yet.",
                "A-5.k3",
                faults=[Fault(person, "未签订保密承诺", "no secrecy pledge") for person in silent],
            )

    def _use_seal(self, seal_no: str) -> None:
        if seal_no in self.seals:
            raise Refusal(
                "SEAL_USED",
                f"封条号 {seal_no} 已经用过，每个封条只能使用一次。",
                f"Seal {seal_no} was used before; a seal serves once.",
                "A-5.k3",
            )
        self.seals = [*self.seals, seal_no]

    def _not_ready(self, seated: int, copies: int, candidates: Collection[str]) -> list[Fault]:
        return [
            *self.vacancies(),
            *rooms_missing(booked=self.rooms_booked, refusal=self.room_refusal),
            *copies_missing(copies, seated),
            *people_missing(self.duties, candidates),
        ]

    def _only_in(self, verb: str, states: Collection[ExamState]) -> None:
        Lifecycle("考试", "exam", {verb: (states, self.state)}).after(verb, self.state)
