"""What an online platform counted, as marks of attendance (B-3.7c)."""

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta

from contracts.refusals import Fault, Invalid, Refusal
from contracts.scheduling import Mark, MarkLine, ParticipationLine, VenueKind
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import Session
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.venue import Venue

MINUTE = timedelta(minutes=1)


def require_online(timetable: Timetable, venue: Venue | None) -> None:
    """Refusal for a session that nobody attends over a platform."""
    if timetable.is_online or (venue is not None and venue.kind is VenueKind.ONLINE):
        return
    raise Refusal(
        "NOT_ONLINE",
        "本课次不在线上进行，请直接登记考勤。",
        "The session is not held online; record its attendance instead.",
        "B-3.7c",
    )


def marks_of(
    lines: Sequence[ParticipationLine],
    trainee_ids: Mapping[str, str],
    session: Session,
    *,
    on_leave: Set[str],
    rules: Rules,
) -> list[MarkLine]:
    """A mark for each line, by trainee number: absent below the share of the session the rules ask
    for. Approved leave stands, whatever the platform counted.
    """
    _refuse_wrong_numbers(lines, trainee_ids)
    least = rules.participation * ((session.to_at - session.from_at) // MINUTE)
    found = [
        MarkLine(
            trainee_id=trainee_ids[line.trainee_no],
            mark=Mark.PRESENT if line.minutes >= least else Mark.ABSENT,
        )
        for line in lines
    ]
    return [line for line in found if line.trainee_id not in on_leave]


def _refuse_wrong_numbers(
    lines: Sequence[ParticipationLine], trainee_ids: Mapping[str, str]
) -> None:
    seen: set[str] = set()
    faults = []
    for at, line in enumerate(lines):
        if line.trainee_no not in trainee_ids:
            faults.append(
                Fault(
                    f"lines.{at}.trainee_no",
                    f"本班没有学号 {line.trainee_no}",
                    f"the class has no trainee number {line.trainee_no}",
                )
            )
        elif line.trainee_no in seen:
            faults.append(
                Fault(
                    f"lines.{at}.trainee_no",
                    f"学号 {line.trainee_no} 重复",
                    f"trainee number {line.trainee_no} stands here twice",
                )
            )
        seen.add(line.trainee_no)
    if faults:
        raise Invalid(
            "WRONG_TRAINEE_NUMBERS",
            f"有 {len(faults)} 行学号不能使用。",
            f"{len(faults)} lines name a trainee number that cannot be taken.",
            "B-3.7c",
            faults=faults,
        )
