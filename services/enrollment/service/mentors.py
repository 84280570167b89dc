"""Mentors: the rota of the teaching departments, who is called, whom they send."""

from contracts.enrollment import (
    AppointMentors,
    CallMentors,
    ClassRole,
    FindMentorRota,
    RotaTurn,
    RotaView,
    SetMentorRota,
    TeamView,
)
from kit.department import command, query
from services.enrollment.domain.appointing import refuse_other_staff, refuse_wrong_number
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.rota import (
    MentorCall,
    MentorRota,
    not_called,
    refuse_mentors_sent,
)
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.service.teams import appointment, keep
from services.enrollment.service.views_team import team_view
from services.enrollment.store import EnrollmentStore

CALLS_SHOWN = 50


class Mentors:
    """Mentors sent by turns (B-9, B-3.4b)."""

    @command
    def set_mentor_rota(self, request: SetMentorRota, store: EnrollmentStore) -> RotaView:
        rota = store.mentor_rota()
        rota.set_order([store.unit(unit_id) for unit_id in request.unit_ids])
        store.add(rota)
        return _rota_view(store, rota)

    @query
    def find_mentor_rota(self, _request: FindMentorRota, store: EnrollmentStore) -> RotaView:
        return _rota_view(store, store.mentor_rota())

    @command
    def call_mentors(self, request: CallMentors, store: EnrollmentStore) -> TeamView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        training_class.may_call_mentors()
        refuse_mentors_sent(team.members(ClassRole.MENTOR))
        call = store.mentor_call(request.class_id)
        if call is None:
            call = MentorCall(class_id=request.class_id, called_at=store.now)
        rota = store.mentor_rota()
        called = call.call(
            rota, skip_reason=request.skip_reason, by=store.actor.person_id, now=store.now
        )
        store.add(rota, call)
        store.emit(called)
        return team_view(store, training_class, team)

    @command
    def appoint_mentors(self, request: AppointMentors, store: EnrollmentStore) -> TeamView:
        unit = store.unit(request.unit_id)
        refuse_stranger(store.actor, unit)
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        call = store.mentor_call(request.class_id)
        if call is None or call.unit_id != unit.unit_id:
            raise not_called(unit)
        limits = RULE_SETS[training_class.rule_set].mentors
        refuse_wrong_number(ClassRole.MENTOR, request.person_ids, limits)
        people = store.appointees(request.person_ids)
        refuse_other_staff(ClassRole.MENTOR, people, unit)
        store.emit(*team.appoint(ClassRole.MENTOR, people, act=appointment(store)))
        return keep(store, training_class, team)


def _rota_view(store: EnrollmentStore, rota: MentorRota) -> RotaView:
    called = [call.unit_id for call in store.mentor_calls(CALLS_SHOWN)]
    units = store.units_among(rota.unit_ids)
    return RotaView(
        unit_ids=rota.unit_ids,
        next_unit_id=rota.due,
        owed=rota.owed,
        history=called,
        turns=tuple(
            RotaTurn(
                unit_id=unit_id,
                unit_name=units[unit_id].name,
                is_next=unit_id == rota.due,
                owed=rota.owed.count(unit_id),
                called=called.count(unit_id),
            )
            for unit_id in rota.unit_ids
        ),
    )
