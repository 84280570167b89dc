"""Do anything in any order with a class of the college: every step is taken exactly when a plain
model of the norm says that it may be, and facts that come early are not lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contracts.enrollment import (
    AcceptNominations,
    ApproveRoster,
    BeginNegotiation,
    CancelClass,
    CheckIn,
    CheckInPart,
    ConfirmProject,
    ConfirmReadiness,
    DrawSupplies,
    NominationState,
    OpenCheckIn,
    RecordClosing,
    RecordDeparture,
    RecordOpening,
    ResumeClass,
    SetUpVenue,
    SubmitRoster,
    SupplyLine,
    SuspendClass,
    WaiveRehearsal,
)
from contracts.finance import ServiceDataConfirmed
from contracts.notification import NoticeKind, NoticePublished
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import (
    EquipmentChecked,
    RoomAllocated,
    TeachingFinished,
    TimetablePublished,
)
from contracts.values import ClassLevel, Party
from kit import clock
from tests.enrollment.college import (
    AFFAIRS,
    CHECK_IN_FROM,
    FIRST_DAY,
    LAST_DAY_OF_CLASS,
    LEADER,
)
from tests.enrollment.makers import NOW
from tests.enrollment.school import EVP, STAFF
from tests.enrollment.staffed import STUDENTS, StaffedCollege
from tests.servers import RealServers

LINE = [
    "PLANNED",
    "NEGOTIATING",
    "CONFIRMED",
    "PREPARING",
    "NOTIFIED",
    "ENROLLING",
    "ROSTER_APPROVED",
    "READY",
    "CHECKING_IN",
    "IN_PROGRESS",
    "ASSESSING",
    "DATA_CONFIRMED",
    "DEPARTED",
]
BY_ITSELF = {
    "PREPARING": ("notice", "NOTIFIED"),
    "NOTIFIED": ("quotas", "ENROLLING"),
    "IN_PROGRESS": ("taught", "ASSESSING"),
    "ASSESSING": ("data", "DATA_CONFIRMED"),
}
# What a class of the college needs to be ready, and the condition the office shows for it.
NEEDED = {
    "roster": "ROSTER_APPROVED",
    "timetable": "TIMETABLE_PUBLISHED",
    "materials": "MATERIALS_PREPARED",
    "counselors": "COUNSELORS_APPOINTED",
    "mentors": "MENTORS_APPOINTED",
    "participants": "PARTICIPANTS_NAMED",
    "equipment": "EQUIPMENT_CHECKED",
    "supplies": "SUPPLIES_DRAWN",
    "venue": "VENUE_SET_UP",
    "duty": "DUTY_COVERED",
    "rehearsal": "REHEARSED",
}
STANDS_STILL = ("CHECKING_IN", "IN_PROGRESS", "ASSESSING")
DEPARTMENTS = (Role.TEACHING_AFFAIRS, Role.STUDENT_WORK)


@dataclass(kw_only=True)
class Model:
    """A class as the norm sees it."""

    contracted: bool
    important: bool
    state: str = "PLANNED"
    stood: str = ""
    known: set[str] = field(default_factory=set)
    named: set[Role] = field(default_factory=set)
    counselors: set[str] = field(default_factory=set)
    rostered: bool = False
    came: bool = False

    def within(self, first: str, last: str) -> bool:
        """Whether the class stands between two states of the line, both included."""
        return self.state in LINE[LINE.index(first) : LINE.index(last) + 1]

    def ready(self) -> bool:
        return not self.lacking()

    def lacking(self) -> set[str]:
        needed = set(NEEDED) - (set() if self.important else {"rehearsal"})
        return needed - self.known

    def move(self, state: str) -> None:
        self.state = state
        self.go_by_itself()

    def know(self, fact: str) -> None:
        self.known.add(fact)
        self.go_by_itself()

    def go_by_itself(self) -> None:
        while (step := BY_ITSELF.get(self.state)) and step[0] in self.known:
            self.state = step[1]

    def hold(self, fact: str, *, true: bool) -> None:
        self.known = self.known | {fact} if true else self.known - {fact}

    def look_at_team(self) -> None:
        """What is true as long as the team stands."""
        self.hold("counselors", true=bool(self.counselors))
        self.hold("participants", true=set(DEPARTMENTS) <= self.named)
        self.hold("duty", true=self.rostered and "wang" in self.counselors)


class ClassLife(RuleBasedStateMachine):
    """The office beside the model; each action is tried whether it is in turn or not."""

    college: StaffedCollege
    number = 0

    @initialize(contracted=st.booleans(), important=st.booleans())
    def begin(self, contracted: bool, important: bool) -> None:
        clock.move_to(NOW)
        ClassLife.number += 1
        self.model = Model(contracted=contracted, important=important)
        make = self.college.an_ordered_class if contracted else self.college.an_own_class
        level = ClassLevel.IMPORTANT if important else ClassLevel.REGULAR
        self.class_id = make(f"M{self.number:04}", level=level).class_id

    @rule(data=st.data())
    def try_anything(self, data: Any) -> None:
        self.attempt(data.draw(st.sampled_from(sorted(ACTIONS))))

    @precondition(lambda self: self.model.state in NEXT)
    @rule(steps=st.integers(1, 6))
    def go_on(self, steps: int) -> None:
        """Without this, hardly any run would come as far as a check-in."""
        for _ in range(steps):
            if self.model.state in NEXT:
                self.attempt(self.next_step())

    @precondition(lambda self: self.model.state == "SUSPENDED")
    @rule()
    def go_on_again(self) -> None:
        self.attempt("resume")

    def next_step(self) -> str:
        if self.model.state in ("ROSTER_APPROVED", "READY") and not self.model.ready():
            return self.missing_step()
        if self.model.state == "PLANNED" and self.model.contracted:
            return "negotiate"
        if self.model.state in ("PLANNED", "CONFIRMED") and "lead" not in self.model.known:
            return "lead"
        if self.model.state == "CHECKING_IN" and not self.model.came:
            return "check_in"
        return NEXT[self.model.state]

    def missing_step(self) -> str:
        if "wang" not in self.model.counselors:
            return "counselors"
        missing = sorted(self.model.lacking())[0]
        if missing != "participants":
            return missing
        affairs_named = Role.TEACHING_AFFAIRS in self.model.named
        return "participant of students" if affairs_named else "participant of affairs"

    def attempt(self, name: str) -> None:
        action = ACTIONS[name]
        refused = ""
        try:
            action.do(self)
        except Refusal as said:
            refused = said.code
        assert bool(refused) is not action.legal(self.model), f"{name}: {refused} in {self.model}"
        if not refused:
            action.follows(self.model)

    @invariant()
    def the_class_stands_where_the_norm_says(self) -> None:
        shown = self.college.find(self.class_id)
        assert shown.state == self.model.state
        unmet = {item.code for item in shown.readiness if not item.met}
        assert unmet == {NEEDED[fact] for fact in self.model.lacking()}

    def do(self, request: Any, as_: Any) -> Any:
        return self.college.do(request, as_)


@dataclass(frozen=True)
class Action:
    """What somebody does or some department reports, when it is in turn, and what follows."""

    do: Callable[[ClassLife], Any]
    legal: Callable[[Model], bool]
    follows: Callable[[Model], Any]


def always(_: Model) -> bool:
    return True


def appointing(model: Model) -> bool:
    return during("PLANNED", "DATA_CONFIRMED")(model)


def during(first: str, last: str) -> Callable[[Model], bool]:
    return lambda model: model.state in LINE and model.within(first, last)


def reports(event: Callable[[str], Any]) -> Callable[[ClassLife], Any]:
    """A department reports, and the broker delivers twice."""
    return lambda life: life.college.hear(event(life.class_id), times=2)


def knows(fact: str) -> Callable[[Model], None]:
    def follows(model: Model) -> None:
        if model.state != "CANCELLED":
            model.know(fact)

    return follows


def moves(state: str) -> Callable[[Model], None]:
    return lambda model: model.move(state)


# -- What is done ----------------------------------------------------------------------------------


def confirm(life: ClassLife) -> None:
    if life.model.state == "NEGOTIATING":
        life.college.settle(life.class_id)
        life.college.clear_budget(life.class_id)
        life.college.draft(life.class_id)
        life.college.seal(life.class_id)
        for party in Party:
            life.college.sign(life.class_id, party)
    life.do(ConfirmProject(class_id=life.class_id), life.college.lead_of(life.class_id))


def confirmed(model: Model) -> None:
    model.move("CONFIRMED")
    model.know("project")


def plan(life: ClassLife) -> None:
    life.college.issue_plan(life.class_id, *DEPARTMENTS)


def may_plan(model: Model) -> bool:
    """With a lead, once the project is fixed; the same plan is not issued again."""
    return model.state == ("CONFIRMED" if model.contracted else "PLANNED") and "lead" in model.known


def planned(model: Model) -> None:
    model.move("PREPARING")
    model.know("plan")


def appoint(*people: str) -> Action:
    def follows(model: Model) -> None:
        model.counselors = set(people)
        model.look_at_team()

    return Action(
        lambda life: life.college.appoint_counselors(life.class_id, *people),
        lambda model: appointing(model) and len(people) in (1, 2),
        follows,
    )


def send_mentors(life: ClassLife) -> None:
    college = life.college
    unit_id = college.call(life.class_id).mentor_unit_id
    units = (college.law, college.marxism, college.management)
    [unit] = [one for one in units if one.unit_id == unit_id]
    college.send_mentors(life.class_id, unit, f"{unit.code}-1")


def may_send(model: Model) -> bool:
    fixed = not model.contracted or "project" in model.known
    return appointing(model) and fixed and "mentors" not in model.known


def name(function: Role, person: str) -> Action:
    def follows(model: Model) -> None:
        model.named.add(function)
        model.look_at_team()

    return Action(
        lambda life: life.college.name(life.class_id, function, person),
        lambda model: "plan" in model.known and during("PREPARING", "READY")(model),
        follows,
    )


def set_duty(model: Model) -> None:
    model.rostered = True
    model.look_at_team()


def allocate(life: ClassLife) -> Any:
    return life.college.allocate(life.class_id, (life.college.units[0], 5, 0))


def may_allocate(model: Model) -> bool:
    return model.state in ("PLANNED", "CONFIRMED", "PREPARING", "NOTIFIED", "ENROLLING")


def enrol(life: ClassLife) -> None:
    """One cadre, nominated, accepted and on the approved roster."""
    college, class_id = life.college, life.class_id
    if life.model.state == "ENROLLING":
        made = college.nominate(
            class_id, college.units[0], life.number, post="科长", rank="乡科级正职"
        )
        assert made.state is NominationState.ELIGIBLE
        college.do(AcceptNominations(class_id=class_id), STUDENTS)
        college.do(SubmitRoster(class_id=class_id), STUDENTS)
    college.do(ApproveRoster(class_id=class_id), AFFAIRS)


def enrolled(model: Model) -> None:
    model.move("ROSTER_APPROVED")
    model.know("roster")


def open_check_in(life: ClassLife) -> None:
    if life.model.state == "READY":
        clock.move_to(CHECK_IN_FROM)
    life.do(OpenCheckIn(class_id=life.class_id), STUDENTS)


def check_in(life: ClassLife) -> None:
    for trainee in life.college.trainees(life.class_id):
        if life.model.state == "CHECKING_IN":
            life.college.hear(a_room(life.class_id, trainee.trainee_id), times=2)
        parts = tuple(part for part in CheckInPart if part is not CheckInPart.ROOM)
        request = CheckIn(class_id=life.class_id, trainee_id=trainee.trainee_id, parts=parts)
        shown = life.do(request, STUDENTS)
        assert shown.checked_in_at


def a_room(class_id: str, trainee_id: str) -> RoomAllocated:
    return RoomAllocated(
        class_id=class_id,
        trainee_id=trainee_id,
        room="3-201",
        bed=1,
        from_on=FIRST_DAY,
        to_on=LAST_DAY_OF_CLASS,
    )


def may_check_in(model: Model) -> bool:
    """Before there is a roster, there is nobody to be refused."""
    return "roster" not in model.known or model.state == "CHECKING_IN"


def came(model: Model) -> None:
    if model.state == "CHECKING_IN":
        model.came = True


def depart(life: ClassLife) -> None:
    if life.model.state == "DATA_CONFIRMED":
        clock.move_to(CHECK_IN_FROM.replace(day=LAST_DAY_OF_CLASS.day))
    life.do(RecordDeparture(class_id=life.class_id), STUDENTS)


def suspend(life: ClassLife) -> None:
    request = SuspendClass(class_id=life.class_id, policy_ref="防控规定", reason="疫情")
    life.do(request, LEADER)


def suspended(model: Model) -> None:
    model.stood, model.state = model.state, "SUSPENDED"


def resume(life: ClassLife) -> None:
    request = ResumeClass(class_id=life.class_id, resume_on=clock.today())
    life.do(request, LEADER)


def resumed(model: Model) -> None:
    model.move(model.stood)


def checked(*, complete: bool) -> Action:
    def follows(model: Model) -> None:
        if not complete or model.state != "CANCELLED":
            model.hold("equipment", true=complete)

    return Action(
        reports(
            lambda class_id: EquipmentChecked(
                class_id=class_id, venue_id="v1", passed=complete, complete=complete
            )
        ),
        always,
        follows,
    )


def may_cancel(model: Model) -> bool:
    return during("PLANNED", "CHECKING_IN")(model)


ACTIONS: dict[str, Action] = {
    "negotiate": Action(
        lambda life: life.do(BeginNegotiation(class_id=life.class_id), AFFAIRS),
        lambda model: model.contracted and model.state == "PLANNED",
        moves("NEGOTIATING"),
    ),
    "confirm": Action(confirm, lambda model: model.state == "NEGOTIATING", confirmed),
    "lead": Action(
        lambda life: life.college.appoint_lead(life.class_id),
        lambda model: appointing(model) and "lead" not in model.known,
        lambda model: model.known.add("lead"),
    ),
    "plan": Action(plan, may_plan, planned),
    "counselors": appoint("wang", "li"),
    "other counselor": appoint("sun"),
    "no counselor": appoint(),
    "three counselors": appoint("wang", "li", "sun"),
    "mentors": Action(send_mentors, may_send, knows("mentors")),
    "participant of affairs": name(Role.TEACHING_AFFAIRS, "clerk"),
    "participant of students": name(Role.STUDENT_WORK, "wang"),
    "duty": Action(
        lambda life: life.college.set_duty(life.class_id),
        lambda model: "wang" in model.counselors and during("PREPARING", "DATA_CONFIRMED")(model),
        set_duty,
    ),
    "supplies": Action(
        lambda life: life.do(
            DrawSupplies(
                class_id=life.class_id, purpose="开班", lines=[SupplyLine(item="话筒", quantity=1)]
            ),
            STUDENTS,
        ),
        during("PREPARING", "DATA_CONFIRMED"),
        knows("supplies"),
    ),
    "venue": Action(
        lambda life: life.do(SetUpVenue(class_id=life.class_id, place="多功能厅"), STUDENTS),
        during("PREPARING", "DATA_CONFIRMED"),
        knows("venue"),
    ),
    "rehearsal": Action(
        lambda life: life.do(WaiveRehearsal(class_id=life.class_id, reason="上月刚办过"), AFFAIRS),
        lambda model: model.important and during("PREPARING", "READY")(model),
        knows("rehearsal"),
    ),
    "notice": Action(
        reports(
            lambda class_id: NoticePublished(
                notice_id="n1", kind=NoticeKind.CLASS_NOTICE, class_id=class_id, addressed=1
            )
        ),
        always,
        knows("notice"),
    ),
    "timetable": Action(
        reports(
            lambda class_id: TimetablePublished(
                class_id=class_id, version=1, sessions=[], hours_total=240
            )
        ),
        always,
        knows("timetable"),
    ),
    "equipment": checked(complete=True),
    "equipment fails": checked(complete=False),
    "materials": Action(
        lambda life: life.college.upload(life.class_id, "TRAINING_MATERIALS"),
        lambda model: model.state != "CANCELLED",
        knows("materials"),
    ),
    "quotas": Action(allocate, may_allocate, knows("quotas")),
    "enrol": Action(enrol, lambda model: model.state == "ENROLLING", enrolled),
    "ready": Action(
        lambda life: life.do(ConfirmReadiness(class_id=life.class_id), STAFF),
        lambda model: model.state == "ROSTER_APPROVED" and model.ready(),
        moves("READY"),
    ),
    "open": Action(
        open_check_in,
        lambda model: model.state == "READY" and model.ready(),
        moves("CHECKING_IN"),
    ),
    "check_in": Action(check_in, may_check_in, came),
    "opening": Action(
        lambda life: life.do(RecordOpening(class_id=life.class_id, leader="王院长"), STUDENTS),
        lambda model: model.state == "CHECKING_IN" and model.came,
        moves("IN_PROGRESS"),
    ),
    "taught": Action(
        reports(
            lambda class_id: TeachingFinished(
                class_id=class_id, hours_total=240, person_hours=240, attended={}
            )
        ),
        always,
        knows("taught"),
    ),
    "data": Action(
        reports(
            lambda class_id: ServiceDataConfirmed(
                class_id=class_id,
                person_days=5,
                venue_half_days=6,
                teaching_hours=240,
                by_itself=False,
            )
        ),
        always,
        knows("data"),
    ),
    "closing": Action(
        lambda life: life.do(RecordClosing(class_id=life.class_id, leader="王院长"), STUDENTS),
        during("IN_PROGRESS", "DATA_CONFIRMED"),
        knows("closing"),
    ),
    "depart": Action(depart, lambda model: model.state == "DATA_CONFIRMED", moves("DEPARTED")),
    "suspend": Action(suspend, lambda model: model.state in STANDS_STILL, suspended),
    "cancel": Action(
        lambda life: life.do(CancelClass(class_id=life.class_id, reason="改期"), EVP),
        may_cancel,
        moves("CANCELLED"),
    ),
    "resume": Action(resume, lambda model: model.state == "SUSPENDED", resumed),
}
NEXT: dict[str, str] = {
    "PLANNED": "plan",
    "NEGOTIATING": "confirm",
    "CONFIRMED": "plan",
    "PREPARING": "notice",
    "NOTIFIED": "quotas",
    "ENROLLING": "enrol",
    "ROSTER_APPROVED": "ready",
    "READY": "open",
    "CHECKING_IN": "opening",
    "IN_PROGRESS": "taught",
    "ASSESSING": "data",
    "DATA_CONFIRMED": "depart",
}


def run(url: str | None, examples: int) -> None:
    ClassLife.college = StaffedCollege(url)
    ClassLife.college.set_rota()
    calm = settings(
        max_examples=examples,
        stateful_step_count=20,
        deadline=None,
        # Found failures are shown as they are: making them smaller takes minutes on a database.
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )
    try:
        run_state_machine_as_test(ClassLife, settings=calm)
    finally:
        ClassLife.college.office.close()


@pytest.mark.usefixtures("moved_clock")
@pytest.mark.clause("A-1.a", "B-1.1", "B-3.1b", "B-5.2", "B-7.1", "B-9.1", "B-11", "B-12a")
def test_a_class_of_the_college_takes_every_step_in_turn() -> None:
    run(None, 6)


@pytest.mark.usefixtures("moved_clock")
@pytest.mark.clause("A-1.a")
def test_a_class_of_the_college_takes_every_step_in_turn_on_postgresql(
    servers: RealServers,
) -> None:
    run(servers.fresh().database_url.format(service="enrollment"), 2)
