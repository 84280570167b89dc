"""Coordination meetings about a class."""

from contracts.enrollment import CallMeeting, ListMeetings, MeetingView, RecordMinutes
from kit.department import command, query
from services.enrollment.domain.meeting import Meeting
from services.enrollment.service.views_implementation import meeting_view
from services.enrollment.store import EnrollmentStore


class Meetings:
    """Called by the lead or the counselor, minuted afterwards (B-5.3)."""

    @command
    def call_meeting(self, request: CallMeeting, store: EnrollmentStore) -> MeetingView:
        store.training_class(request.class_id).refuse_ended()
        invited = [store.department(unit_id) for unit_id in dict.fromkeys(request.unit_ids)]
        meeting = Meeting(
            meeting_id=store.new_id(),
            class_id=request.class_id,
            at=request.at,
            place=request.place,
            agenda=request.agenda,
            unit_ids=[unit.unit_id for unit in invited],
            called_by=store.actor.person_id,
        )
        store.emit(meeting.call(now=store.now))
        store.add(meeting)
        return meeting_view(store, meeting)

    @command
    def record_minutes(self, request: RecordMinutes, store: EnrollmentStore) -> MeetingView:
        meeting = store.meeting(request.class_id, request.meeting_id)
        store.training_class(request.class_id).refuse_ended()
        minuted = meeting.record_minutes(
            attended=request.attended,
            minutes=request.minutes,
            decisions=request.decisions,
            by=store.actor.person_id,
            now=store.now,
        )
        store.emit(minuted)
        return meeting_view(store, meeting)

    @query
    def list_meetings(self, request: ListMeetings, store: EnrollmentStore) -> list[MeetingView]:
        store.training_class(request.class_id)
        return [meeting_view(store, meeting) for meeting in store.meetings(request.class_id)]
