"""Coordination meetings 协调会: the lead calls the departments, the minutes are kept (B-5.3)."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.enrollment import CoordinationMeetingCalled, MeetingMinuted
from contracts.refusals import Fault, Invalid, Refusal


@dataclass(eq=False, kw_only=True)
class Meeting:
    """A meeting about one class; its minutes are written once."""

    meeting_id: str
    class_id: str
    at: datetime
    place: str
    agenda: str
    unit_ids: list[str]
    called_by: str
    attended: list[str] = field(default_factory=list)
    minutes: str = ""
    decisions: str = ""
    minuted_by: str = ""

    def call(self, *, now: datetime) -> CoordinationMeetingCalled:
        """Call the departments; Invalid (422) for a time that has passed."""
        if self.at <= now:
            raise Invalid(
                "MEETING_TIME",
                "会议时间须在当前时间之后。",
                "A meeting is called for a time that lies ahead.",
                "B-5.3",
                faults=[Fault("at", "须在当前时间之后", "must lie ahead")],
            )
        return CoordinationMeetingCalled(
            class_id=self.class_id,
            meeting_id=self.meeting_id,
            at=self.at,
            place=self.place,
            unit_ids=self.unit_ids,
        )

    def record_minutes(
        self, *, attended: list[str], minutes: str, decisions: str, by: str, now: datetime
    ) -> MeetingMinuted:
        """Keep who came and what was decided; Refusal TOO_EARLY before the meeting,
        ALREADY_MINUTED afterwards.
        """
        if now < self.at:
            raise Refusal(
                "TOO_EARLY", "会议尚未召开。", "The meeting has not taken place yet.", "B-5.3"
            )
        if self.minuted_by:
            raise Refusal(
                "ALREADY_MINUTED", "会议纪要已登记。", "The minutes are on record.", "B-5.3"
            )
        self.attended, self.minutes, self.decisions = attended, minutes, decisions
        self.minuted_by = by
        return MeetingMinuted(class_id=self.class_id, meeting_id=self.meeting_id)
