"""Check-ins: everybody on a large roster arrives at once."""

from collections.abc import Iterator

from contracts.enrollment import (
    AcceptNominations,
    ApproveRoster,
    CheckIn,
    ClassState,
    ListTrainees,
    SubmitRoster,
)
from tests.bench.figures import Goal, Line, spread_of
from tests.bench.machine import processor_time, shares
from tests.bench.registering import CLIENTS
from tests.bench.school import TERM, School
from tests.bench.web import http_request, load

CHAPTER = "Check-in"
WARM_UP = 50
SECONDS = 15.0


def enrol(school: School, code: str) -> None:
    """Make everybody nominated a trainee, by the people whose duty it is."""
    class_id, ask = school.class_id(code), school.stage.ask
    school.stage.clock(TERM.deadline)
    ask("staff1", AcceptNominations(class_id=class_id))
    ask("staff1", SubmitRoster(class_id=class_id))
    ask("evp", ApproveRoster(class_id=class_id, opinion="同意。"))


def check_ins(school: School, code: str) -> Iterator[Line]:
    """How many arrivals a second the gateway takes."""
    class_id = school.class_id(code)
    open_desk(school, class_id)
    trainees = school.stage.ask("staff1", ListTrainees(class_id=class_id, size=5000)).items
    token = school.token("staff1")
    requests = [
        http_request(CheckIn(class_id=class_id, trainee_id=one.trainee_id), token)
        for one in trainees
    ]
    load(school.suite.address, requests[:WARM_UP], clients=CLIENTS, seconds=SECONDS)
    with processor_time() as spent:
        came = load(school.suite.address, requests[WARM_UP:], clients=CLIENTS, seconds=SECONDS)
    remarks = f", {came.remarks()}" if came.remarks() else ""
    yield Line(
        chapter=CHAPTER,
        what="Check-ins through the gateway",
        value=came.rate,
        unit="/s",
        spread=spread_of(came.seconds, 0.5, 0.95, 0.99),
        goal=Goal("≥", 15 * 31),
        under=f"{CLIENTS} clients, one class of {len(trainees)}, {len(came.seconds)} check-ins"
        f"{remarks}; its readiness set in the database; {shares(spent, len(came.seconds))}",
    )


def open_desk(school: School, class_id: str) -> None:
    """Let a class whose roster is approved arrive."""
    # A timetable with teachers, venues and reviews would change nothing of what is measured.
    school.stage.until(lambda: school.state_of(class_id) is ClassState.ROSTER_APPROVED)
    school.lay_down(
        "UPDATE training_class SET state = 'CHECKING_IN', version = version + 1 "
        "WHERE class_id = %s",
        class_id,
    )
    school.stage.clock(TERM.check_in_from)
