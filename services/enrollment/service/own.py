"""What trainees and units see of their own."""

from contracts.base import Page
from contracts.enrollment import (
    FindOwnTraining,
    ListOwnQuotas,
    OwnQuotaView,
    OwnTrainingView,
    ShiftKind,
)
from contracts.values import FileRef
from kit.department import query
from services.enrollment.domain.duty_roster import DutyRoster
from services.enrollment.domain.handbook import Handbook
from services.enrollment.service.views import in_order, missing_parts
from services.enrollment.store import EnrollmentStore
from services.enrollment.store.trainees import TraineeRow


class Own:
    """One's own place, a unit's own seats (A-5.w1)."""

    @query
    def find_own_training(
        self, request: FindOwnTraining, store: EnrollmentStore
    ) -> OwnTrainingView:
        return own_training_view(store, store.own_trainee_row(request.trainee_id))

    @query
    def list_own_quotas(self, request: ListOwnQuotas, store: EnrollmentStore) -> Page[OwnQuotaView]:
        rows, total = store.quotas_of_unit(request.unit_id, request.page, request.size)
        views = [
            OwnQuotaView(
                class_id=training_class.class_id,
                class_code=training_class.code,
                class_title=training_class.title,
                category=training_class.category,
                state=training_class.state,
                start_on=training_class.start_on,
                end_on=training_class.end_on,
                nominate_until=training_class.nominate_until,
                seats=quota.seats,
                reserve=quota.reserve,
                used=quota.used,
                waiting=quota.waiting,
                open=training_class.nominations_open(now=store.now),
            )
            for quota, training_class in rows
        ]
        return Page(items=views, total=total)


def own_training_view(store: EnrollmentStore, row: TraineeRow) -> OwnTrainingView:
    """A trainee's own place in a class."""
    trainee, person, nomination, unit = row
    training_class = store.training_class(trainee.class_id)
    handbook = store.handbook(trainee.class_id)
    roster = store.duty_roster(trainee.class_id)
    return OwnTrainingView(
        trainee_id=trainee.trainee_id,
        trainee_no=trainee.trainee_no,
        name=person.name,
        unit_name=unit.name,
        group_name=nomination.group_name,
        state=trainee.state,
        class_id=training_class.class_id,
        class_code=training_class.code,
        class_title=training_class.title,
        class_state=training_class.state,
        category=training_class.category,
        online=training_class.online,
        start_on=training_class.start_on,
        end_on=training_class.end_on,
        checkin_from=training_class.checkin_from,
        checkin_to=training_class.checkin_to,
        report_at=_places(roster),
        contact=_contact(roster, handbook),
        handbook=_document(handbook),
        checked_in_at=trainee.checked_in_at,
        check_in_method=trainee.check_in_method,
        check_in_parts=in_order(trainee.check_in_parts),
        check_in_missing=missing_parts(trainee, training_class.nature.check_in_parts),
        room=trainee.room,
    )


def _places(roster: DutyRoster | None) -> list[str]:
    """Where the check-in desk stands, in the order of the shifts; never who stands there."""
    shifts = roster.shifts if roster else []
    at_desk = sorted(
        (shift for shift in shifts if shift.kind is ShiftKind.CHECK_IN and shift.place),
        key=lambda shift: shift.from_at,
    )
    return list(dict.fromkeys(shift.place for shift in at_desk))


def _contact(roster: DutyRoster | None, handbook: Handbook | None) -> str:
    """The duty roster follows what changes from day to day; the handbook is printed once."""
    if roster and roster.contact:
        return roster.contact
    return handbook.contact if handbook else ""


def _document(handbook: Handbook | None) -> FileRef | None:
    if handbook is None:
        return None
    return FileRef(file_id=handbook.document_id, name=handbook.document_name)
