"""Every verb of every record, from every state it does not allow: refused, nothing changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.scheduling import Decision, IncidentKind, Mark, ServiceKind, TeacherState
from contracts.values import FileRef, Severity
from services.scheduling.domain.attendance import SHEET, SheetState
from services.scheduling.domain.course import CONTENT, ContentState
from services.scheduling.domain.dispatch import DISPATCH, Dispatch, DispatchState
from services.scheduling.domain.incident import INCIDENT, Incident, IncidentState
from services.scheduling.domain.leave import LEAVE, LeaveState
from services.scheduling.domain.service_order import SERVICE, ServiceOrder, ServiceState
from services.scheduling.domain.session import SESSION, Aspect, SessionState
from services.scheduling.domain.teacher import VETTING, VettingItem
from services.scheduling.domain.timetable_life import TIMETABLE, TimetableState
from services.scheduling.domain.trainee import PRESENCE, Presence
from services.scheduling.domain.venue import INSPECTION, SafetyItem, VenueState
from tests.scheduling.makers import (
    AFTER,
    LATER,
    NOW,
    START,
    TODAY,
    a_course,
    a_draft,
    a_full_timetable,
    a_leave,
    a_pool,
    a_session,
    a_sheet,
    a_teacher,
    a_trainee,
    a_venue,
    a_vote,
    somebody,
    the_rules,
)


@dataclass(frozen=True)
class Life:
    """A kind of record: its moves, how to make one in a state, how to call each verb."""

    cycle: Lifecycle[Any]
    states: type[StrEnum]
    attribute: str
    make: Callable[[Any], Any]
    verbs: dict[str, Callable[[Any], object]]


def review(decision: Decision) -> Callable[[Any], object]:
    return lambda course: course.review_content(
        decision=decision,
        political=True,
        ethics=True,
        confidentiality=True,
        opinion="",
        by="reviewer",
    )


def vet(decision: Decision) -> Callable[[Any], object]:
    return lambda venue: venue.vet(
        decision=decision,
        found_safe=set(SafetyItem),
        valid_until=LATER,
        opinion="",
        by="inspector",
        today=TODAY,
    )


def decide_leave(*roles: Role, decision: Decision) -> Callable[[Any], object]:
    # All day: the counselor and teaching affairs must both agree.
    return lambda leave: leave.decide(
        decision=decision,
        opinion="",
        actor=somebody(*roles, person="decider"),
        now=NOW,
        sessions=[a_session("s1"), a_session("s2", half_day="PM")],
        rules=the_rules(),
    )


def vote(teacher: Any) -> object:
    return teacher.vote(
        member="m9",
        decision=Decision.APPROVED,
        found=set(VettingItem),
        opinion="",
        now=NOW,
        today=TODAY,
    )


def conclude(teacher: Any) -> object:
    return teacher.decide(by="head", valid_until=LATER, today=TODAY, rules=the_rules())


def decide_dispatch(decision: Decision) -> Callable[[Any], object]:
    return lambda dispatch: dispatch.decide(
        a_teacher(), decision=decision, opinion="", by="head", now=NOW
    )


def an_incident(state: IncidentState) -> Incident:
    return Incident(
        incident_id="i1",
        class_id="c1",
        kind=IncidentKind.FIRE,
        severity=Severity.MINOR,
        venue_id=None,
        text="冒烟",
        at=NOW,
        reported_by="counselor",
        state=state,
    )


def an_order(**changes: Any) -> ServiceOrder:
    return ServiceOrder(
        order_id="o1",
        class_id="c1",
        kind=ServiceKind.MEALS,
        what="午餐",
        on=START,
        quantity=40,
        ordered_by="counselor",
        **changes,
    )


def a_dispatch(state: DispatchState) -> Dispatch:
    return Dispatch(
        dispatch_id="d1",
        teacher_id="teacher1",
        destination="省委党校",
        topic="监狱法治建设",
        from_on=START,
        to_on=START,
        policy_ref="黑政院发〔2020〕40号",
        requested_by="dean",
        state=state,
    )


def reasoned(timetable: Any) -> dict[str, Any]:
    return {"reason": "教室检修", "by": "p1", "now": NOW}


LIVES = {
    "content": Life(
        CONTENT,
        ContentState,
        "content_state",
        lambda state: a_course(content_state=state),
        {
            "submit": lambda c: c.submit_content(
                material=FileRef(file_id="b" * 64, name="n"), by="x"
            ),
            "approve": review(Decision.APPROVED),
            "return": review(Decision.REJECTED),
        },
    ),
    "vetting": Life(
        VETTING,
        TeacherState,
        "state",
        lambda state: a_teacher(state=state, votes=[a_vote(f"m{n}") for n in range(3)]),
        {
            "vote": vote,
            "renew": vote,
            "approve": conclude,
            "reject": conclude,
            "suspend": lambda t: t.suspend(reason="评价过低"),
        },
    ),
    "inspection": Life(
        INSPECTION,
        VenueState,
        "state",
        lambda state: a_venue(state=state),
        {
            "pass": vet(Decision.APPROVED),
            "fail": vet(Decision.REJECTED),
            "revoke": lambda v: v.revoke(reason="漏水"),
        },
    ),
    "session": Life(
        SESSION,
        SessionState,
        "state",
        lambda state: _in_state(a_session(), "state", state),
        {
            "change": lambda s: s.change(a_draft(day=2), the_rules()),
            "review": lambda s: s.review(
                aspect=Aspect.CONTENT,
                decision=Decision.APPROVED,
                opinion="",
                by="x",
                now=NOW,
            ),
            "close": lambda s: s.close(now=AFTER),
            "cancel": lambda s: s.cancel(),
        },
    ),
    "timetable": Life(
        TIMETABLE,
        TimetableState,
        "state",
        lambda state: _in_state(a_full_timetable(is_opened=True), "state", state),
        {
            "arrange": lambda t: t.apply_template(lambda: "new"),
            "revise": lambda t: t.remove_session("s1", **reasoned(t)),
            "publish": lambda t: t.publish(a_pool()),
            "hold": lambda t: t.require_running(),
            "finish": lambda t: t.close_session("s1", now=AFTER),
            "close": lambda t: t.close(),
            "call_off": lambda t: t.call_off(),
        },
    ),
    "sheet": Life(
        SHEET,
        SheetState,
        "state",
        lambda state: a_sheet(state=state, marks={"t1": Mark.PRESENT}),
        {
            "record": lambda s: s.record([], Mark.PRESENT, active={"t1"}, on_leave=set(), by="x"),
            "close": lambda s: s.close(active={"t1"}, on_leave=set(), by="x", now=AFTER),
            "correct": lambda s: s.correct(
                trainee_id="t1",
                mark=Mark.ABSENT,
                reason="核实",
                on_leave=set(),
                by="x",
                now=AFTER,
            ),
        },
    ),
    "leave": Life(
        LEAVE,
        LeaveState,
        "state",
        lambda state: a_leave(state=state),
        {
            "endorse": decide_leave(Role.COUNSELOR, decision=Decision.APPROVED),
            "approve": decide_leave(Role.COUNSELOR, decision=Decision.APPROVED),
            "reject": decide_leave(Role.COUNSELOR, decision=Decision.REJECTED),
            "come_back": lambda leave: leave.come_back(now=NOW),
        },
    ),
    "incident": Life(
        INCIDENT,
        IncidentState,
        "state",
        lambda state: an_incident(state=state),
        {"close": lambda i: i.close(measures="已处置", by="safety", now=NOW)},
    ),
    "service": Life(
        SERVICE,
        ServiceState,
        "state",
        lambda state: an_order(state=state, delivered=40, confirmed_by="firm"),
        {
            "report": lambda o: o.report(delivered=40, by="firm", today=START),
            "accept": lambda o: o.accept(by="counselor"),
        },
    ),
    "dispatch": Life(
        DISPATCH,
        DispatchState,
        "state",
        lambda state: a_dispatch(state=state),
        {
            "approve": decide_dispatch(Decision.APPROVED),
            "reject": decide_dispatch(Decision.REJECTED),
        },
    ),
    "presence": Life(
        PRESENCE,
        Presence,
        "presence",
        lambda state: a_trainee(presence=state),
        {
            "arrive": lambda t: t.arrive(),
            "miss": lambda t: t.miss(),
            "leave": lambda t: t.leave(),
            "enrol": lambda t: t.enrol(),
        },
    ),
}


def _in_state(record: Any, attribute: str, state: Any) -> Any:
    setattr(record, attribute, state)
    return record


# Which states a verb is refused from, where more than one row of the table stands behind one verb:
# a vote renews an expired approval, removing a session arranges a draft as well as it revises.
ALSO_FROM: dict[tuple[str, str], set[Any]] = {
    ("vetting", "renew"): {
        TeacherState.PROPOSED,
        TeacherState.UNDER_REVIEW,
        TeacherState.SUSPENDED,
    },
    ("timetable", "revise"): {TimetableState.DRAFT},
}
# A vote on an approval still in force renews nothing.
NOT_FROM: dict[tuple[str, str], set[Any]] = {("vetting", "renew"): {TeacherState.APPROVED}}


def wrong_moves() -> Iterator[tuple[str, str, Any]]:
    for name, life in LIVES.items():
        for verb, (sources, _) in life.cycle.moves.items():
            allowed = sources | ALSO_FROM.get((name, verb), set())
            allowed -= NOT_FROM.get((name, verb), set())
            yield from ((name, verb, state) for state in life.states if state not in allowed)


def right_moves() -> Iterator[tuple[str, str, Any]]:
    indirect = {("vetting", "renew"), ("vetting", "reject"), ("leave", "approve")}
    indirect |= {("timetable", "finish"), ("timetable", "arrange"), ("leave", "endorse")}
    for name, life in LIVES.items():
        for verb, (sources, _) in life.cycle.moves.items():
            if (name, verb) not in indirect:
                yield from ((name, verb, state) for state in sources)


def test_every_verb_of_every_life_cycle_is_driven() -> None:
    assert {n: set(life.verbs) for n, life in LIVES.items()} == {
        n: set(life.cycle.moves) for n, life in LIVES.items()
    }


@pytest.mark.clause("A-1.a")
@pytest.mark.parametrize(("name", "verb", "state"), sorted(wrong_moves()))
def test_a_verb_is_refused_from_a_state_it_does_not_allow(name: str, verb: str, state: Any) -> None:
    life = LIVES[name]
    record = life.make(state)
    before = repr(record)
    with pytest.raises(Refusal) as refused:
        life.verbs[verb](record)
    assert refused.value.code == "WRONG_STATE"
    assert repr(record) == before


@pytest.mark.parametrize(("name", "verb", "state"), sorted(right_moves()))
def test_a_verb_leads_to_the_state_its_table_names(name: str, verb: str, state: Any) -> None:
    life = LIVES[name]
    record = life.make(state)
    life.verbs[verb](record)
    assert getattr(record, life.attribute) is life.cycle.moves[verb][1]
