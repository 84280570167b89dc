"""What enrollment shows of teams and duty rosters."""

from contracts.enrollment import (
    AssignmentView,
    ClassRole,
    DutyRosterView,
    MentorCallView,
    ReadinessItem,
    SkippedTurn,
    TeamView,
)
from services.enrollment.domain.assignment import Assignment
from services.enrollment.domain.conditions import Fact
from services.enrollment.domain.duty_roster import DutyRoster, gaps_of
from services.enrollment.domain.rota import MentorCall
from services.enrollment.domain.team import Team
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.domain.unit import Unit
from services.enrollment.store import EnrollmentStore

OF_THE_TEAM = {
    Fact.COUNSELORS_APPOINTED,
    Fact.MENTORS_APPOINTED,
    Fact.PARTICIPANTS_NAMED,
    Fact.DUTY_COVERED,
}


def team_view(store: EnrollmentStore, training_class: TrainingClass, team: Team) -> TeamView:
    """A team: who stands in it, and what it lacks down to each department that named nobody."""
    class_id = training_class.class_id
    unnamed = team.unnamed_of(store.departments_of_plan(class_id))
    standing = [one for one in team.assignments if one.stands]
    units = store.units_among([*unnamed, *(one.unit_id for one in standing)])
    late = store.late_departments(class_id)
    call = store.mentor_call(class_id)
    return TeamView(
        class_id=class_id,
        members=[_assignment_view(one, units[one.unit_id]) for one in standing],
        missing=[
            *_lead_missing(training_class, team),
            *(
                item
                for item in training_class.readiness()
                if item.code in OF_THE_TEAM and not item.met
            ),
            *(_unnamed(units[unit_id], late=unit_id in late) for unit_id in unnamed),
        ],
        mentor_unit_id=call.unit_id if call else None,
        host_managed=bool(team.members(ClassRole.HOST_MANAGER)),
        mentor_call=_call_view(store, call) if call else None,
    )


def duty_roster_view(
    store: EnrollmentStore, training_class: TrainingClass, roster: DutyRoster
) -> DutyRosterView:
    """The shifts of a class and the times nobody covers with the team as it is now."""
    missing = gaps_of(roster.shifts, training_class, store.duties(training_class.class_id))
    return DutyRosterView(
        class_id=roster.class_id,
        shifts=roster.shifts,
        contact=roster.contact,
        gaps=[gap.zh for gap in missing],
        gaps_en=tuple(gap.en for gap in missing),
    )


def _call_view(store: EnrollmentStore, call: MentorCall) -> MentorCallView:
    units = store.units_among([call.unit_id, *call.skipped_ids])
    return MentorCallView(
        unit_id=call.unit_id,
        unit_name=units[call.unit_id].name,
        was_owed=call.owed_place is not None,
        skipped=[
            SkippedTurn(unit_id=unit_id, unit_name=units[unit_id].name, reason=reason)
            for unit_id, reason in call.skipped
        ],
        called_by=call.called_by,
        called_at=call.called_at,
    )


def _assignment_view(one: Assignment, unit: Unit) -> AssignmentView:
    return AssignmentView(
        assignment_id=one.assignment_id,
        class_id=one.class_id,
        role=one.role,
        person_id=one.person_id,
        name=one.name,
        unit_id=one.unit_id,
        unit_name=unit.name,
        appointed_by=one.appointed_by,
        reason=one.reason,
        fallback=one.fallback,
        substitute_for=one.substitute_for,
        from_at=one.from_at,
        to_at=one.to_at,
        state=one.state,
    )


def _lead_missing(training_class: TrainingClass, team: Team) -> list[ReadinessItem]:
    if not training_class.nature.college or team.members(ClassRole.LEAD):
        return []
    return [
        ReadinessItem(
            code="LEAD_APPOINTED",
            zh="已指定项目负责人",
            en="Project lead appointed",
            clause="B-5.1a",
            met=False,
        )
    ]


def _unnamed(unit: Unit, *, late: bool) -> ReadinessItem:
    """A department that has named nobody yet, or not in time."""
    zh, en = ("（已逾期）", " (overdue)") if late else ("", "")
    return ReadinessItem(
        code="PARTICIPANT_OVERDUE" if late else "PARTICIPANT_NAMED",
        zh=f"{unit.name}确定项目参与人{zh}",
        en=f"{unit.name} names its participants{en}",
        clause="B-5.2",
        met=False,
    )
