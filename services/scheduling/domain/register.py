"""The register of a class: timetable, trainees, sheets and leave, and what they come to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from contracts.base import Event
from contracts.refusals import Refusal, Unknown
from contracts.roles import Actor
from contracts.scheduling import (
    AttendanceCorrected,
    Decision,
    LeaveApproved,
    LeaveRejected,
    Mark,
    MarkLine,
    SessionClosed,
)
from services.scheduling.domain.attendance import ATTENDED, Sheet, Tally, tally
from services.scheduling.domain.duty import require_own
from services.scheduling.domain.leave import Leave, LeaveState
from services.scheduling.domain.problems import Pool
from services.scheduling.domain.session import Session
from services.scheduling.domain.sign_in import Window
from services.scheduling.domain.timetable import Timetable
from services.scheduling.domain.trainee import Trainee


@dataclass(frozen=True, kw_only=True)
class Register:
    """Everything attendance is judged by; sheets by session id."""

    timetable: Timetable
    trainees: Sequence[Trainee]
    sheets: dict[str, Sheet]
    leaves: Sequence[Leave]

    @property
    def active(self) -> set[str]:
        """Who must have a mark in every session."""
        return {trainee.trainee_id for trainee in self.trainees if trainee.is_active}

    def sheet(self, session_id: str) -> Sheet:
        """The sheet of a session of this class; a fresh one when nothing has been recorded yet."""
        session = self.timetable.session(session_id)
        fresh = Sheet(session_id=session.session_id, class_id=session.class_id)
        return self.sheets.setdefault(session_id, fresh)

    def on_leave(self, session: Session) -> set[str]:
        """Who of the active trainees is on approved leave during a session."""
        return {leave.trainee_id for leave in self.leaves if leave.covers(session)} & self.active

    def leave(self, leave_id: str) -> Leave:
        """One of its leave requests; Unknown (404) when it has no such one."""
        for leave in self.leaves:
            if leave.leave_id == leave_id:
                return leave
        raise Unknown("请假申请", "leave request")

    def tally_of(self, trainee_id: str) -> Tally:
        """What attendance comes to for one trainee as things stand."""
        return tally(
            trainee_id, self.timetable.live, self.sheets, self._leaves_of.get(trainee_id, ())
        )

    def tallies(self) -> list[Tally]:
        """What attendance comes to for every trainee."""
        return [self.tally_of(trainee.trainee_id) for trainee in self.trainees]

    def record(
        self, sheet: Sheet, lines: Sequence[MarkLine], rest: Mark | None, *, by: str, now: datetime
    ) -> None:
        """Take marks of a session that has come."""
        session = self.timetable.session(sheet.session_id)
        self.timetable.require_going_on(session)
        session.require_come(now=now)
        sheet.record(lines, rest, active=self.active, on_leave=self.on_leave(session), by=by)

    def sign_in(self, sheet: Sheet, trainee_id: str, *, now: datetime) -> Mark:
        """Take a trainee's own sign-in while it is open; says which mark stands."""
        session = self.timetable.session(sheet.session_id)
        self.timetable.require_going_on(session)
        mark = Window.of(session, self.timetable.rules.sign_in).mark_at(now)
        session.require_come(now=now)
        return sheet.sign_in(trainee_id, mark, active=self.active, on_leave=self.on_leave(session))

    def close(self, sheet: Sheet, pool: Pool, *, by: str, now: datetime) -> list[Event]:
        """Close a session with its sheet; the last one ends the teaching."""
        session = self.timetable.close_session(sheet.session_id, now=now)
        sheet.close(active=self.active, on_leave=self.on_leave(session), by=by, now=now)
        closed = session_closed(session, sheet, pool)
        return [closed, *self.judge(), *self.timetable.finish(self.tallies())]

    def correct(
        self, sheet: Sheet, *, trainee_id: str, mark: Mark, reason: str, by: str, now: datetime
    ) -> list[Event]:
        """Correct one mark; the trainee's standing is judged again."""
        self.timetable.require_under_way()
        session = self.timetable.session(sheet.session_id)
        corrected: AttendanceCorrected = sheet.correct(
            trainee_id=trainee_id,
            mark=mark,
            reason=reason,
            on_leave={leave.trainee_id for leave in self.leaves if leave.covers(session)},
            by=by,
            now=now,
        )
        return [corrected, *self.judge()]

    def may_request(self, trainee_id: str) -> bool:
        """Whether a trainee could ask for leave as things stand."""
        part = {one.trainee_id for one in self.trainees if one.takes_part}
        return self.timetable.is_under_way and trainee_id in part

    def take_request(self, leave: Leave, trainee: Trainee, *, actor: Actor) -> None:
        """Take a request for leave; it must be for sessions of somebody who takes part."""
        require_own(actor, leave.trainee_id, leave.class_id)
        self.timetable.require_under_way()
        self.timetable.days.require_span(leave.span)
        if not trainee.takes_part:
            raise Refusal(
                "NOT_IN_CLASS",
                "该学员不在班，不能请假。",
                "The trainee does not take part in the class.",
                "A-7.4.a",
            )
        if not leave.half_days(self.timetable.live):
            raise Refusal(
                "NOTHING_MISSED",
                "请假时间内没有课次，无须请假。",
                "There is no session in this time; no leave is needed.",
                "A-7.4.a",
            )
        leave.refuse_overlap(self._leaves_of.get(trainee.trainee_id, ()))

    def decide_leave(
        self, leave: Leave, *, decision: Decision, opinion: str, actor: Actor, now: datetime
    ) -> list[Event]:
        """Take one step of a leave's approval; once granted, the trainee's standing is judged."""
        self.timetable.require_under_way()
        sessions = self.timetable.live
        leave.decide(
            decision=decision,
            opinion=opinion,
            actor=actor,
            now=now,
            sessions=sessions,
            rules=self.timetable.rules,
        )
        about = {
            "class_id": leave.class_id,
            "leave_id": leave.leave_id,
            "trainee_id": leave.trainee_id,
        }
        if leave.state is LeaveState.REJECTED:
            return [LeaveRejected(**about)]
        if leave.state is not LeaveState.APPROVED:
            return []
        cumulative = self.tally_of(leave.trainee_id).leave
        granted = LeaveApproved(**about, hours=leave.hours(sessions), cumulative=cumulative)
        return [granted, *self.judge()]

    def come_back(self, leave: Leave, *, actor: Actor, now: datetime) -> list[Event]:
        """Somebody reports back; leave that was not taken no longer counts."""
        require_own(actor, leave.trainee_id, leave.class_id)
        self.timetable.require_under_way()
        leave.come_back(now=now)
        return self.judge()

    def judge(self) -> list[Event]:
        """Compare everybody's leave with the limit; tells of whoever passed it, either way."""
        rules = self.timetable.rules
        events: list[Event] = []
        for trainee in self.trainees:
            if not trainee.takes_part:
                continue
            line = self.tally_of(trainee.trainee_id)
            events += trainee.judge(leave=line.leave, total=line.total, rules=rules)
        return events

    @cached_property
    def _leaves_of(self) -> Mapping[str, Sequence[Leave]]:
        found: defaultdict[str, list[Leave]] = defaultdict(list)
        for leave in self.leaves:
            found[leave.trainee_id].append(leave)
        return found


def session_closed(session: Session, sheet: Sheet, pool: Pool) -> SessionClosed:
    """What others need of a session that was held."""
    return SessionClosed(
        class_id=session.class_id,
        session_id=session.session_id,
        hours=session.hours,
        half_day=session.half_day,
        on=session.on,
        teacher_ids=list(session.teacher_ids),
        title_bands={key: pool.teachers[key].title_band for key in session.teacher_ids},
        venue_id=session.venue_id,
        present_n=sheet.heads(*ATTENDED),
        leave_n=sheet.heads(Mark.LEAVE),
        absent_n=sheet.heads(Mark.ABSENT),
        form=session.form,
        title=session.title,
        from_at=session.from_at,
        employed_ids=tuple(key for key in session.teacher_ids if pool.teachers[key].employed),
        joint_with=session.joint_with,
    )
