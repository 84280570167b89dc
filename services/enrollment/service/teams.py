"""Who serves a class: appointed, named, replaced and stood in for."""

from contracts.enrollment import (
    AppointCounselors,
    AppointLead,
    ClassRole,
    FindTeam,
    NameHostManager,
    NameParticipants,
    ReplaceMember,
    ReportAbsence,
    TeamView,
)
from contracts.notification import ParticipantOverdue
from contracts.refusals import Refusal
from contracts.roles import Role
from kit.department import command, query, reaction, timer
from services.enrollment.domain.appointing import (
    Appointee,
    is_short,
    lead_is_fallback,
    of_teaching_affairs,
    outside_of,
    refuse_other_appointer,
    refuse_other_staff,
    refuse_outside_counselor,
    refuse_unplanned,
    refuse_without_host,
    refuse_wrong_number,
)
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.duty import refuse_stranger
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.domain.spans import Span
from services.enrollment.domain.team import Appointment, LateDepartment, Team
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.service.team_facts import hold_team_facts
from services.enrollment.service.views_team import team_view
from services.enrollment.store import EnrollmentStore


class Teams:
    """Leads, counselors, participants and the host's manager (B-5, B-7, B-8.5b)."""

    @command
    def appoint_lead(self, request: AppointLead, store: EnrollmentStore) -> TeamView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        person, fallback = _lead(store, training_class, request.person_id, request.reason)
        act = appointment(store, request.reason)
        store.emit(*team.appoint_lead(person, fallback=fallback, act=act))
        return keep(store, training_class, team)

    @command
    def appoint_counselors(self, request: AppointCounselors, store: EnrollmentStore) -> TeamView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        limits = RULE_SETS[training_class.rule_set].counselors
        refuse_wrong_number(ClassRole.COUNSELOR, request.person_ids, limits)
        people = store.appointees(request.person_ids)
        refuse_outside_counselor(people, request.reason)
        appointed = team.appoint(
            ClassRole.COUNSELOR,
            people,
            outside=outside_of(people, Role.STUDENT_WORK),
            act=appointment(store, request.reason),
        )
        store.emit(*appointed)
        return keep(store, training_class, team)

    @command
    def name_participants(self, request: NameParticipants, store: EnrollmentStore) -> TeamView:
        unit = store.unit(request.unit_id)
        refuse_stranger(store.actor, unit)
        training_class, team = store.lock_team(request.class_id)
        training_class.may("name_participants")
        refuse_unplanned(unit, store.departments_of_plan(request.class_id))
        refuse_wrong_number(ClassRole.PARTICIPANT, request.person_ids, (1, None))
        people = store.appointees(request.person_ids)
        refuse_other_staff(ClassRole.PARTICIPANT, people, unit)
        act = appointment(store)
        store.emit(*team.name_participants(people, unit_id=unit.unit_id, act=act))
        return keep(store, training_class, team)

    @command
    def name_host_manager(self, request: NameHostManager, store: EnrollmentStore) -> TeamView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        host_id = refuse_without_host(training_class.host_id)
        person_id = request.person_id or store.new_id()
        manager = Appointee(person_id=person_id, name=request.name, unit_id=host_id)
        store.emit(*team.appoint(ClassRole.HOST_MANAGER, [manager], act=appointment(store)))
        return keep(store, training_class, team)

    @command
    def replace_member(self, request: ReplaceMember, store: EnrollmentStore) -> TeamView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        assignment = team.find(request.assignment_id)
        _refuse_other_appointer(store, assignment)
        person, fallback = _successor(store, training_class, assignment, request)
        act = appointment(store, request.reason)
        store.emit(*team.replace(assignment, person, fallback=fallback, act=act))
        return keep(store, training_class, team)

    @command
    def report_absence(self, request: ReportAbsence, store: EnrollmentStore) -> TeamView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("appoint")
        assignment = team.find(request.assignment_id)
        if assignment.person_id != store.actor.person_id:
            _refuse_other_appointer(store, assignment)
        events = team.substitute(
            assignment,
            _substitute(store, assignment, request.substitute_id),
            from_at=request.from_at,
            to_at=request.to_at,
            act=appointment(store, request.reason),
        )
        store.emit(*events)
        roster = store.duty_roster(request.class_id)
        if roster is not None and request.substitute_id:
            away = Span(request.from_at, request.to_at)
            roster.hand_over(assignment.person_id, request.substitute_id, away)
        return keep(store, training_class, team)

    @query
    def find_team(self, request: FindTeam, store: EnrollmentStore) -> TeamView:
        training_class = store.training_class(request.class_id)
        return team_view(store, training_class, store.team(request.class_id))

    @timer(every=10, each=EnrollmentStore.teams_to_relieve)
    def relieve_substitutes(self, store: EnrollmentStore, class_id: str) -> None:
        training_class, team = store.lock_team(class_id)
        store.emit(*team.keep_time(now=store.now))
        keep(store, training_class, team)

    @reaction
    def mark_late_department(self, event: ParticipantOverdue, store: EnrollmentStore) -> None:
        store.replace(
            LateDepartment(class_id=event.class_id, unit_id=event.unit_id, told_at=store.now)
        )


def appointment(store: EnrollmentStore, reason: str = "") -> Appointment:
    """The act of appointing by whoever sent this request."""
    return Appointment(by=store.actor.person_id, now=store.now, new_id=store.new_id, reason=reason)


def keep(store: EnrollmentStore, training_class: TrainingClass, team: Team) -> TeamView:
    """Write a changed team and whatever is true of the class with it."""
    store.keep_team(team)
    hold_team_facts(store, training_class, team)
    return team_view(store, training_class, team)


def _lead(
    store: EnrollmentStore, training_class: TrainingClass, person_id: str, reason: str
) -> tuple[Appointee, bool]:
    """Who is to lead the class, and whether from outside the training section."""
    person = of_teaching_affairs(store.known_appointee(person_id))
    section = RULE_SETS[training_class.rule_set].training_section
    members = store.section_of(person.unit_id, section)
    short = is_short(members, store.leading_at_once(training_class))
    return person, lead_is_fallback(person, training_section=section, short=short, reason=reason)


def _refuse_other_appointer(store: EnrollmentStore, assignment: Assignment) -> None:
    unit = store.unit(assignment.unit_id)
    refuse_other_appointer(store.actor, assignment.role, unit, class_id=assignment.class_id)


def _successor(
    store: EnrollmentStore,
    training_class: TrainingClass,
    assignment: Assignment,
    request: ReplaceMember,
) -> tuple[Appointee, bool]:
    """Who is to take a duty over, and whether from outside the usual department."""
    if assignment.role is ClassRole.LEAD:
        return _lead(store, training_class, request.person_id, request.reason)
    if assignment.role is ClassRole.HOST_MANAGER:
        raise Refusal(
            "HOST_SENDS",
            "跟班管理人员由主办单位派出，请重新登记。",
            "The host sends its manager: register the new one instead.",
            "B-8.5b",
        )
    [person] = store.appointees([request.person_id])
    if assignment.role is ClassRole.COUNSELOR:
        return person, bool(outside_of([person], Role.STUDENT_WORK))
    refuse_other_staff(assignment.role, [person], store.unit(assignment.unit_id))
    return person, False


def _substitute(
    store: EnrollmentStore, assignment: Assignment, substitute_id: str | None
) -> Appointee | None:
    if not substitute_id:
        return None
    [person] = store.appointees([substitute_id])
    if assignment.role is ClassRole.MENTOR:
        refuse_other_staff(assignment.role, [person], store.unit(assignment.unit_id))
    return person
