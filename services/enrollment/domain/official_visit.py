"""Officials who attend 领导出席: who of them is reported upwards level by level (B-8.6b)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import SeniorOfficialAttendanceConfirmed
from contracts.identity import tidy_name


@dataclass(eq=False, kw_only=True)
class OfficialVisit:
    """An official and the activity; a lower rank code is a higher rank."""

    visit_id: str
    class_id: str
    name: str
    rank_code: int
    host_leadership: bool
    activity: str
    expected_at: datetime
    known_at: datetime
    recorded_by: str
    reportable: bool

    def confirmed(self) -> list[SeniorOfficialAttendanceConfirmed]:
        """The fact the report upwards begins with, for those who are reported."""
        if not self.reportable:
            return []
        return [
            SeniorOfficialAttendanceConfirmed(
                class_id=self.class_id,
                visit_id=self.visit_id,
                rank_code=self.rank_code,
                host_leadership=self.host_leadership,
                activity=self.activity,
                known_at=self.known_at,
            )
        ]


def leads_host(name: str, *, said: bool, leadership: Collection[str]) -> bool:
    """Whether somebody is of the host's leadership: said to be, or on its list."""
    return said or tidy_name(name) in leadership


def is_reportable(rank_code: int, *, host_leadership: bool, senior_rank_code: int) -> bool:
    """Whether the attendance is reported upwards: of this rank or above, or of the host's
    leadership.
    """
    return host_leadership or rank_code <= senior_rank_code
