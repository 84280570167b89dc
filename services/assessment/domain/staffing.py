"""What an exam still lacks before it can be held: people, rooms, copies, pledges (A-5.r3)."""

from collections.abc import Collection, Mapping, Sequence

from contracts.assessment import Duty, RoomDraft
from contracts.refusals import Fault
from services.assessment.domain.duties import DUTY_TITLES, Holding
from services.assessment.domain.rules import AssessmentRules


def vacancies(
    duties: Mapping[str, Holding], rooms: Sequence[RoomDraft], rules: AssessmentRules
) -> list[Fault]:
    """Which duties still lack holders, and how many; seats decide how many must watch."""
    needed = dict(rules.least_holders)
    watching = sum(-(-room.seats // rules.seats_per_invigilator) for room in rooms)
    needed[Duty.INVIGILATOR] = max(needed[Duty.INVIGILATOR], watching)
    held = [holding.duty for holding in duties.values()]
    return [
        _vacancy(duty, least, held.count(duty))
        for duty, least in needed.items()
        if held.count(duty) < least
    ]


def rooms_missing(*, booked: bool, refusal: str) -> list[Fault]:
    """The rooms are not had yet, and perhaps why."""
    if booked:
        return []
    return [
        Fault(
            "rooms",
            f"考场尚未订妥{f'（{refusal}）' if refusal else ''}",
            f"the rooms are not booked{f' ({refusal})' if refusal else ''}",
        )
    ]


def copies_missing(copies: int, seated: int) -> list[Fault]:
    """There are fewer copies than people to sit."""
    if copies >= seated:
        return []
    return [
        Fault(
            "copies",
            f"试卷 {copies} 份，应考 {seated} 人",
            f"{copies} copies for {seated} candidates",
        )
    ]


def people_missing(duties: Mapping[str, Holding], candidates: Collection[str]) -> list[Fault]:
    """Pledges that are not signed, and duty holders who have become candidates."""
    faults = []
    if silent := [person for person, held in duties.items() if not held.pledged]:
        faults.append(
            Fault("duties", f"{len(silent)} 人未签保密承诺", f"{len(silent)} pledges are missing")
        )
    if both := set(duties) & set(candidates):
        faults.append(
            Fault(
                "duties",
                f"{len(both)} 名考务人员同时是考生",
                f"{len(both)} duty holders are candidates",
            )
        )
    return faults


def _vacancy(duty: Duty, needed: int, found: int) -> Fault:
    zh, en = DUTY_TITLES[duty]
    return Fault(
        duty, f"{zh}人员需 {needed} 人，现有 {found} 人", f"{needed} {en}s needed, {found} named"
    )
