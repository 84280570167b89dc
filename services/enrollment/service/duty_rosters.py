"""Who is on duty when."""

from contracts.enrollment import DutyRosterView, FindDutyRoster, SetDutyRoster
from kit.department import command, query
from services.enrollment.domain.checklist import DocType
from services.enrollment.domain.duty_roster import DutyRoster
from services.enrollment.service.filing import file_record
from services.enrollment.service.team_facts import hold_team_facts
from services.enrollment.service.views_team import duty_roster_view
from services.enrollment.store import EnrollmentStore


class DutyRosters:
    """The duty roster (B-8.4, B-8.5)."""

    @command
    def set_duty_roster(self, request: SetDutyRoster, store: EnrollmentStore) -> DutyRosterView:
        training_class, team = store.lock_team(request.class_id)
        training_class.may("set_duty")
        roster = store.duty_roster(request.class_id) or DutyRoster(class_id=request.class_id)
        covered = roster.set_shifts(
            request.shifts,
            contact=request.contact,
            training_class=training_class,
            team=store.duties(request.class_id),
            by=store.actor.person_id,
        )
        store.put_first(roster)
        hold_team_facts(store, training_class, team)
        store.emit(covered)
        source = f"DutyRosterSet {len(request.shifts)} shifts"
        file_record(store, request.class_id, DocType.DUTY_ROSTER, source)
        return duty_roster_view(store, training_class, roster)

    @query
    def find_duty_roster(self, request: FindDutyRoster, store: EnrollmentStore) -> DutyRosterView:
        training_class = store.training_class(request.class_id)
        roster = store.duty_roster(request.class_id) or DutyRoster(class_id=request.class_id)
        return duty_roster_view(store, training_class, roster)
