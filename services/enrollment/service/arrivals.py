"""Arriving: the code at the desk, checking in by phone, the wall of who is there."""

from collections.abc import Callable

from contracts.enrollment import (
    ArrivalsView,
    CheckInCodeView,
    CheckInMethod,
    CheckInPart,
    CheckInSelf,
    ListCheckIns,
    OwnTrainingView,
    ShowCheckInCode,
)
from kit.department import command, query
from services.enrollment.domain.check_in_code import code_of, refuse_not_open, refuse_stale
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.service.own import own_training_view
from services.enrollment.service.views import trainee_view
from services.enrollment.store import EnrollmentStore

# What somebody can give alone; papers, bed and briefing are given and confirmed at the desk.
BY_ONESELF = (CheckInPart.SIGN_IN,)


class Arrivals:
    """Check-in by phone, and as it is seen on the wall (A-6.7, B-8.4a)."""

    @query
    def show_check_in_code(
        self, request: ShowCheckInCode, store: EnrollmentStore
    ) -> CheckInCodeView:
        training_class = store.training_class(request.class_id)
        refuse_not_open(training_class)
        seconds = RULE_SETS[training_class.rule_set].check_in_code_seconds
        code = code_of(
            training_class.class_id,
            seconds=seconds,
            today=store.today,
            now=store.now,
            seal=_seal(store),
        )
        return CheckInCodeView(
            class_id=training_class.class_id,
            token=code.token,
            valid_until=code.until,
            seconds=seconds,
        )

    @command
    def check_in_self(self, request: CheckInSelf, store: EnrollmentStore) -> OwnTrainingView:
        row = store.trainee_row(request.class_id, request.trainee_id)
        training_class = store.training_class(request.class_id)
        refuse_not_open(training_class)
        refuse_stale(
            request.token,
            training_class.class_id,
            today=store.today,
            now=store.now,
            seal=_seal(store),
        )
        arrived = row[0].check_in(
            parts=BY_ONESELF,
            # Whether somebody stays overnight is settled at the desk.
            lodges=row[0].lodges,
            needed=training_class.nature.check_in_parts,
            method=CheckInMethod.QR,
            by=store.actor.person_id,
            now=store.now,
        )
        store.emit(*arrived)
        return own_training_view(store, row)

    @query
    def list_check_ins(self, request: ListCheckIns, store: EnrollmentStore) -> ArrivalsView:
        training_class = store.training_class(request.class_id)
        needed = training_class.nature.check_in_parts
        units = store.arrivals_by_unit(training_class.class_id)
        latest = store.latest_arrivals(training_class.class_id, request.latest)
        return ArrivalsView(
            class_id=training_class.class_id,
            expected=sum(unit.expected for unit in units),
            checked_in=sum(unit.checked_in for unit in units),
            begun=sum(unit.begun for unit in units),
            units=units,
            latest=[trainee_view(*row, needed=needed) for row in latest],
        )


def _seal(store: EnrollmentStore) -> Callable[[str], str]:
    return lambda text: store.blind("check-in-code", text)
