"""The rooms assessment wants for an exam, and whether they could be booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.assessment import ExamInfoChanged, ExamPlanned
from contracts.scheduling import ExamRoomBooked, ExamRoomRefused
from services.scheduling.domain.booking import Need, exam_needs, exam_room_gaps
from services.scheduling.domain.session import Span
from services.scheduling.domain.venue import Venue


@dataclass(eq=False, kw_only=True)
class ExamRooms:
    """An exam's time and rooms (venue id -> seats used); `heard` orders the news of it."""

    exam_id: str
    class_id: str
    from_at: datetime
    to_at: datetime
    rooms: dict[str, int]
    heard: int
    is_booked: bool = False

    @classmethod
    def of_exam(cls, event: ExamPlanned | ExamInfoChanged, *, heard: int) -> "ExamRooms":
        """What an exam heard of for the first time wants."""
        return cls(
            exam_id=event.exam_id,
            class_id=event.class_id,
            from_at=event.from_at,
            to_at=event.to_at,
            rooms=dict(event.rooms),
            heard=heard,
        )

    @property
    def needs(self) -> list[Need]:
        """What the exam takes: its class and its rooms."""
        span = Span(from_at=self.from_at, to_at=self.to_at)
        return exam_needs(self.class_id, list(self.rooms), span)

    def move(self, event: ExamPlanned | ExamInfoChanged, *, heard: int) -> bool:
        """Take another time or other rooms; False for news older than what is known."""
        if heard <= self.heard:
            return False
        self.from_at, self.to_at, self.rooms = event.from_at, event.to_at, dict(event.rooms)
        self.heard, self.is_booked = heard, False
        return True

    def gaps(self, venues: Mapping[str, Venue]) -> list[str]:
        """Why the rooms cannot serve; empty when they can."""
        return exam_room_gaps(self.rooms, venues, Span(from_at=self.from_at, to_at=self.to_at))

    def booked(self) -> ExamRoomBooked:
        """The rooms are taken."""
        self.is_booked = True
        return ExamRoomBooked(
            class_id=self.class_id, exam_id=self.exam_id, venue_ids=sorted(self.rooms)
        )

    def refused(self, why: str) -> ExamRoomRefused:
        """The rooms could not be taken."""
        return ExamRoomRefused(class_id=self.class_id, exam_id=self.exam_id, reason=why)
