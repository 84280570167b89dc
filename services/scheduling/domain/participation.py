"""What an online platform counted, as marks of attendance (B-3.7c)."""

from collections.abc import Mapping, Sequence, Set
from datetime import timedelta

from contracts.refusals import Fault, Invalid
from contracts.scheduling import Mark, MarkLine, ParticipationLine
from services.scheduling.domain.rules import Rules
from services.scheduling.domain.session import Session

MINUTE = timedelta(minutes=1)


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
