"""Where an online class meets: platform, group, document, and a test with every teacher (B-3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from contracts.refusals import Refusal
from contracts.scheduling import OnlineRoomReady, PrepareOnlineRoom
from contracts.values import FileRef
from services.scheduling.domain.timetable import Timetable


@dataclass(frozen=True, kw_only=True)
class TeacherTest:
    """What the last test with a teacher showed."""

    passed: bool
    remark: str
    by: str
    at: datetime


@dataclass(eq=False, kw_only=True)
class OnlineRoom:
    """The platform of an online class; tests by teacher id."""

    class_id: str
    platform: str = ""
    group: str = ""
    document_id: str = ""
    document_name: str = ""
    tests: dict[str, TeacherTest] = field(default_factory=dict)
    is_ready: bool = False

    @classmethod
    def of_class(cls, timetable: Timetable) -> "OnlineRoom":
        """The room of a class; Refusal for one that does not meet online."""
        if not timetable.is_online:
            raise Refusal(
                "NOT_ONLINE",
                "本班不是线上班次，无须准备线上平台。",
                "The class does not meet online; it needs no platform.",
                "B-3.7b",
            )
        return cls(class_id=timetable.class_id)

    @property
    def document(self) -> FileRef:
        """The technical document."""
        return FileRef(file_id=self.document_id, name=self.document_name)

    def prepare(self, request: PrepareOnlineRoom) -> None:
        """Choose platform, group and document; what was tested on another platform proves
        nothing.
        """
        if request.platform != self.platform:
            self.tests = {}
        self.platform, self.group = request.platform, request.group
        self.document_id, self.document_name = request.document.file_id, request.document.name

    def record_test(
        self, teacher_id: str, *, passed: bool, remark: str, by: str, now: datetime
    ) -> None:
        """Keep how a teacher's test went; the newest counts."""
        test = TeacherTest(passed=passed, remark=remark, by=by, at=now)
        self.tests = {**self.tests, teacher_id: test}

    def tested(self) -> list[str]:
        """The teachers whose test passed."""
        return sorted(key for key, test in self.tests.items() if test.passed)

    def untested(self, timetable: Timetable) -> list[str]:
        """The teachers of a timetable whose test is still to pass."""
        return sorted(_teachers(timetable) - set(self.tested()))

    def judge(self, timetable: Timetable) -> list[OnlineRoomReady]:
        """Ready with every teacher of the published timetable tested; told once each time."""
        before, self.is_ready = self.is_ready, self._is_ready_for(timetable)
        if before or not self.is_ready:
            return []
        return [OnlineRoomReady(class_id=self.class_id)]

    def _is_ready_for(self, timetable: Timetable) -> bool:
        return timetable.edition > 0 and not self.untested(timetable)


def _teachers(timetable: Timetable) -> set[str]:
    sessions: Sequence[str] = [key for s in timetable.live for key in s.teacher_ids]
    return set(sessions)
