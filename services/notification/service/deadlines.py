"""The limits that run: facts set and meet them, the clock warns of them; the table of limits says
which.
"""

from datetime import datetime

from contracts.base import Event, wire_name
from contracts.enrollment import (
    ClassCancelled,
    ClassClosed,
    ImplementationPlanIssued,
)
from contracts.notification import (
    RUNNING,
    CountDeadlines,
    DeadlineCount,
    DeadlineKind,
    DeadlineState,
    DeadlineView,
    ListDeadlines,
)
from contracts.roles import Role
from kit.department import query, reaction, timer
from services.notification.domain.announcing import of_deadline
from services.notification.domain.deadline import SHANGHAI, Deadline, end_of
from services.notification.domain.limit_table import HEEDED, LIMITS
from services.notification.domain.limits import Limit, Setting, due_at
from services.notification.domain.todo import Address
from services.notification.domain.training_class import TrainingClass
from services.notification.service.dispatching import announce
from services.notification.service.facts import hears, moment, place
from services.notification.service.items import close_at, close_items, open_item
from services.notification.service.views import deadline_view
from services.notification.store import NotificationStore

BY_PLAN = wire_name(ImplementationPlanIssued)


def heed(event: Event, store: NotificationStore) -> None:
    """Set running, meet and end what the table of limits says the fact does."""
    known = _class_of(event, store)
    if known is not None and known.is_over:
        return
    for limit in LIMITS.values():
        if known is not None and not limit.only(known):
            continue
        if isinstance(event, limit.set_by):
            for setting in limit.sets(event):
                set_running(store, limit, setting, known, set_by=wire_name(type(event)))
        if isinstance(event, limit.met_by) and limit.holds(event):
            meet(store, limit.kind, limit.matter(event), known)
        if isinstance(event, limit.ended_by):
            _end(store, _about(store, limit.kind, limit.matter(event), known))


@hears(HEEDED, "keep_limits_on", heed)
class Deadlines:
    """What must be done until when."""

    @timer(every=2, each=NotificationStore.ringing)
    def ring_deadline(self, store: NotificationStore, deadline_id: str) -> None:
        deadline = store.deadline(deadline_id)
        rung = deadline.ring(now=store.now)
        store.emit(*rung)
        _show(store, deadline)
        if rung:
            _announce(store, deadline)

    @reaction
    def withdraw_what_the_plan_no_longer_names(
        self, event: ImplementationPlanIssued, store: NotificationStore
    ) -> None:
        known = store.class_in_hand(event.class_id)
        if known.plan_as_of > place(store):
            return
        for kind in (DeadlineKind.PARTICIPANTS, DeadlineKind.TASK):
            named = {setting.matter for setting in LIMITS[kind].sets(event)}
            for deadline in store.running_deadlines(event.class_id, [kind]):
                if deadline.set_by == BY_PLAN and deadline.matter not in named:
                    _withdraw(store, deadline)

    @reaction
    def end_clocks(self, event: ClassClosed, store: NotificationStore) -> None:
        _end_all(store, event.class_id)

    @reaction
    def end_clocks_of_cancelled(self, event: ClassCancelled, store: NotificationStore) -> None:
        _end_all(store, event.class_id)

    @query
    def list_deadlines(
        self, request: ListDeadlines, store: NotificationStore
    ) -> list[DeadlineView]:
        found = store.deadlines(
            class_id=request.class_id, states=_wanted(request), most=request.most
        )
        functions = store.functions(each.scope for each in found)
        return [deadline_view(each, functions.get(each.scope)) for each in found]

    @query
    def count_deadlines(
        self, request: CountDeadlines, store: NotificationStore
    ) -> list[DeadlineCount]:
        counts = store.count_deadlines(request.class_id)
        return [DeadlineCount(state=state, count=count) for state, count in counts]


def _wanted(request: ListDeadlines) -> list[DeadlineState]:
    known = RUNNING if request.running else DeadlineState
    return [state for state in known if request.state in (None, state)]


def set_running(
    store: NotificationStore,
    limit: Limit,
    setting: Setting,
    known: TrainingClass | None,
    *,
    set_by: str,
    role: Role | None = None,
) -> None:
    """Let a deadline run as a fact sets it; an older fact heard later changes nothing."""
    deadline = _about(store, limit.kind, setting.matter, known)
    if place(store) < deadline.as_of:
        return
    deadline.subject_id, deadline.scope = setting.subject_id, setting.scope
    deadline.role, deadline.detail = role or limit.role_for(known), setting.detail[:200]
    deadline.base_at, deadline.armed_at = _base(setting, moment(store)), moment(store)
    deadline.set_by, deadline.as_of = set_by, place(store)
    deadline.revive()
    _move(store, deadline, known)


def meet(
    store: NotificationStore, kind: DeadlineKind, matter: str, known: TrainingClass | None
) -> None:
    """What a deadline asks for is done; kept also when nobody has heard yet until when."""
    deadline = _about(store, kind, matter, known)
    store.emit(*deadline.meet(at=moment(store)))
    _show(store, deadline)


def move_all(store: NotificationStore, known: TrainingClass) -> None:
    """A class stands still, goes on, or takes place on other days: its limits follow."""
    for deadline in store.running_deadlines(known.class_id):
        _move(store, deadline, known)


def _class_of(event: Event, store: NotificationStore) -> TrainingClass | None:
    class_id = getattr(event, "class_id", None)
    return store.class_in_hand(class_id) if class_id is not None else None


def _about(
    store: NotificationStore, kind: DeadlineKind, matter: str, known: TrainingClass | None
) -> Deadline:
    found = store.deadline_about(kind, matter)
    if found is None:
        found = Deadline(
            deadline_id=store.new_id(),
            kind=kind,
            matter=matter,
            subject_id=matter.rpartition(":")[2],
            class_id=known.class_id if known else None,
        )
        store.add(found)
    return found


def _base(setting: Setting, at: datetime) -> datetime | None:
    if setting.after is None:
        return setting.due_at
    return end_of(at.astimezone(SHANGHAI).date() + setting.after)


def _move(store: NotificationStore, deadline: Deadline, known: TrainingClass | None) -> None:
    """Let a deadline fall due as things now are."""
    due = due_at(LIMITS[deadline.kind], deadline, known)
    store.emit(*deadline.fall_due(due, now=store.now))
    _show(store, deadline)


def _end(store: NotificationStore, deadline: Deadline) -> None:
    deadline.drop()
    deadline.as_of = max(deadline.as_of, place(store))
    _show(store, deadline)


def _end_all(store: NotificationStore, class_id: str) -> None:
    for deadline in store.running_deadlines(class_id):
        _end(store, deadline)


def _withdraw(store: NotificationStore, deadline: Deadline) -> None:
    """A newer plan asks nothing of the department any more."""
    _end(store, deadline)
    if deadline.kind is DeadlineKind.TASK:
        close_items(store, "COMPLETE_TASK", deadline.subject_id)
        return
    for kind in ("NAME_PARTICIPANTS", "ACKNOWLEDGE_PLAN"):
        address = Address(
            kind=kind,
            subject=deadline.class_id or "",
            role=Role.SIGNED_IN,
            scope=deadline.scope,
        )
        close_at(store, address, as_of=place(store))


def _announce(store: NotificationStore, deadline: Deadline) -> None:
    """Tell whoever answers for it outside the portal too; of what goes up level by level, the
    reminders tell.
    """
    if deadline.kind is DeadlineKind.ESCALATION:
        return
    known = store.class_if_known(deadline.class_id)
    told = of_deadline(deadline, LIMITS[deadline.kind], known)
    person_id = deadline.scope.partition("person:")[2]
    if person_id:
        announce(store, told, [person_id])
        return
    address = Address(
        kind="OVERDUE", subject=deadline.deadline_id, role=deadline.role, scope=deadline.scope
    )
    announce(store, told, store.people_meant(address, deadline.class_id))


def _show(store: NotificationStore, deadline: Deadline) -> None:
    """Keep the item of whoever answers for it: there while it is overdue, and only then."""
    if deadline.state is not DeadlineState.OVERDUE:
        close_items(store, "OVERDUE", deadline.deadline_id)
        return
    limit, person = LIMITS[deadline.kind], deadline.scope.partition("person:")[2]
    address = Address(
        kind="OVERDUE", subject=deadline.deadline_id, role=deadline.role, scope=deadline.scope
    )
    zh, en, about = limit.zh, limit.en, deadline.detail[:80]
    detail = f"{zh}（{about}）｜{en} ({about})" if about else f"{zh}｜{en}"
    open_item(store, address, deadline.class_id, detail, person_id=person, due_at=deadline.due_at)
