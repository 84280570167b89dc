"""Equipment checks: every multimedia venue of a class works before the class uses it (B-8.3b)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.refusals import Refusal
from contracts.scheduling import EquipmentChecked, SignEquipmentCheck
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.venue import Venue


@dataclass(eq=False, kw_only=True)
class EquipmentCheck:
    """What the information centre signed of a venue for a class; the newest one counts."""

    check_id: str
    class_id: str
    venue_id: str
    passed: bool
    remark: str
    signed_by: str
    signed_at: datetime

    @classmethod
    def sign(
        cls,
        request: SignEquipmentCheck,
        timetable: Timetable,
        *,
        check_id: str,
        by: str,
        now: datetime,
    ) -> "EquipmentCheck":
        """A check; passed only when projection, sound and network all work."""
        if request.venue_id not in {session.venue_id for session in timetable.live}:
            raise Refusal(
                "VENUE_NOT_USED",
                "本班日程没有使用该场地，无须为本班调试。",
                "The class's timetable does not use this venue; there is nothing to check.",
                "B-3.7a",
            )
        return cls(
            check_id=check_id,
            class_id=request.class_id,
            venue_id=request.venue_id,
            passed=request.projection and request.sound and request.network,
            remark=request.remark,
            signed_by=by,
            signed_at=now,
        )


def note_check(
    check: EquipmentCheck,
    timetable: Timetable,
    venues: Mapping[str, Venue],
    checks: Sequence[EquipmentCheck],
) -> EquipmentChecked:
    """What a check just signed tells, and whether with it every venue of the class works."""
    timetable.equipment_works = _all_work(timetable, venues, [*checks, check])
    return EquipmentChecked(
        class_id=check.class_id,
        venue_id=check.venue_id,
        passed=check.passed,
        complete=timetable.equipment_works,
    )


def recheck(
    timetable: Timetable, venues: Mapping[str, Venue], checks: Sequence[EquipmentCheck]
) -> list[EquipmentChecked]:
    """What a published change of the timetable alters: another venue waits for its check, or none
    does any more.
    """
    works = _all_work(timetable, venues, checks)
    if works is timetable.equipment_works:
        return []
    timetable.equipment_works = works
    waiting = _unchecked(timetable, venues, checks)
    checked = [check.venue_id for check in checks]
    # A class without any multimedia venue has nothing to be checked, and says so.
    about = (waiting or checked or [""])[0]
    told = EquipmentChecked(
        class_id=timetable.class_id, venue_id=about, passed=works, complete=works
    )
    return [told]


def _all_work(
    timetable: Timetable, venues: Mapping[str, Venue], checks: Sequence[EquipmentCheck]
) -> bool:
    return timetable.edition > 0 and not _unchecked(timetable, venues, checks)


def _unchecked(
    timetable: Timetable, venues: Mapping[str, Venue], checks: Sequence[EquipmentCheck]
) -> list[str]:
    passed = {check.venue_id for check in _newest(checks) if check.passed}
    used = dict.fromkeys(session.venue_id for session in timetable.live)
    multimedia = timetable.rules.multimedia_venues
    return [key for key in used if key and venues[key].kind in multimedia and key not in passed]


def _newest(checks: Iterable[EquipmentCheck]) -> Iterable[EquipmentCheck]:
    in_time = sorted(checks, key=lambda check: (check.signed_at, check.check_id))
    return {check.venue_id: check for check in in_time}.values()
