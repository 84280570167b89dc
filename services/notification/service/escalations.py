"""What is reported upwards level by level, and the instructions that come back (B-8.6, B-13)."""

from datetime import datetime

from contracts.assessment import CertificatesNumbered
from contracts.enrollment import (
    ClassOpened,
    ClosingHeld,
    EmergencyDeclared,
    EmergencyKind,
    HandOverBreached,
    SeniorOfficialAttendanceConfirmed,
    TaskCompleted,
)
from contracts.notification import (
    AcknowledgeEscalation,
    DeadlineKind,
    EscalationView,
    InstructOnEscalation,
    ListEscalations,
    RaiseEscalation,
    Trigger,
)
from contracts.roles import Role
from contracts.scheduling import SafetyIncidentReported
from contracts.values import Severity
from kit.department import command, measure, query, reaction, timer
from services.notification.domain import college_wording
from services.notification.domain.announcing import of_escalation
from services.notification.domain.escalation import Escalation, Level, a_chain, ensure_holds
from services.notification.domain.limit_table import LIMITS
from services.notification.domain.limits import Setting
from services.notification.domain.rules import the_rules
from services.notification.domain.todo import Address
from services.notification.domain.training_class import TrainingClass
from services.notification.service.deadlines import meet, set_running
from services.notification.service.dispatching import announce
from services.notification.service.facts import moment
from services.notification.service.items import close_items, open_item
from services.notification.service.views import escalation_view
from services.notification.store import NotificationStore


class Escalations:
    """A matter on its way up."""

    @command
    def raise_escalation(
        self, request: RaiseEscalation, store: NotificationStore
    ) -> EscalationView:
        known = store.training_class(request.class_id)
        known.ensure_open()
        raised = _raise(store, known, request.trigger, request.text, source="")
        return escalation_view(raised)

    @command
    def acknowledge_escalation(
        self, request: AcknowledgeEscalation, store: NotificationStore
    ) -> EscalationView:
        matter = store.escalation(request.class_id, request.escalation_id)
        acknowledged = matter.acknowledge(
            request.level, actor=store.actor, note=request.note, now=store.now, rules=the_rules()
        )
        store.emit(*acknowledged)
        if acknowledged:
            _pass_on(store, matter, request.level)
        return escalation_view(matter)

    @command
    def instruct_on_escalation(
        self, request: InstructOnEscalation, store: NotificationStore
    ) -> EscalationView:
        matter = store.escalation(request.class_id, request.escalation_id)
        ensure_holds(store.actor, Role.COLLEGE_LEADER, request.class_id)
        store.emit(
            *matter.instruct(text=request.text, tasks=request.tasks, by=store.actor.person_id)
        )
        close_items(store, "INSTRUCT", matter.escalation_id)
        return escalation_view(matter)

    @query
    def list_escalations(
        self, request: ListEscalations, store: NotificationStore
    ) -> list[EscalationView]:
        return [escalation_view(each) for each in store.escalations(request.class_id)]

    @timer(every=2, each=NotificationStore.unacknowledged)
    def remind_of_escalation(self, store: NotificationStore, escalation_id: str) -> None:
        matter = store.escalation_behind(escalation_id)
        level = matter.remind(now=store.now, rules=the_rules()) if matter is not None else None
        if matter is not None and level is not None:
            _ask(store, matter, level)

    @measure(
        "kaiban_escalations_unacknowledged", "Matters reported upwards nobody acknowledged yet"
    )
    def count_unacknowledged(self, store: NotificationStore) -> int:
        return store.count_unacknowledged()

    @measure(
        "kaiban_escalations_oldest_unacknowledged_age_seconds",
        "How long whoever has not acknowledged a matter reported upwards has known of it at most",
    )
    def measure_longest_unacknowledged(self, store: NotificationStore) -> float:
        return store.longest_unacknowledged().total_seconds()

    @reaction
    def count_instructed_task(self, event: TaskCompleted, store: NotificationStore) -> None:
        matter = store.escalation_behind(event.origin_id) if event.origin_id else None
        if matter is not None:
            store.emit(*matter.task_done(event.task_id))

    # -- what is always reported --------------------------------------------------------------

    @reaction
    def report_official(
        self, event: SeniorOfficialAttendanceConfirmed, store: NotificationStore
    ) -> None:
        trigger = Trigger.HOST_LEADERSHIP if event.host_leadership else Trigger.SENIOR_OFFICIAL
        text = college_wording.official_attends(
            rank_code=event.rank_code,
            host_leadership=event.host_leadership,
            activity=event.activity,
        )
        _report(store, event.class_id, trigger, text, event.visit_id, known_at=event.known_at)

    @reaction
    def report_opening(self, event: ClassOpened, store: NotificationStore) -> None:
        text = college_wording.class_opened(present=len(event.present))
        _report(store, event.class_id, Trigger.OPENING, text, event.class_id)

    @reaction
    def report_closing(self, event: ClosingHeld, store: NotificationStore) -> None:
        text = college_wording.closing_held()
        _report(store, event.class_id, Trigger.CLOSING, text, event.class_id)

    @reaction
    def report_certificates(self, event: CertificatesNumbered, store: NotificationStore) -> None:
        text = college_wording.certificates_numbered(count=event.count)
        _report(store, event.class_id, Trigger.CERTIFICATES, text, event.class_id)

    @reaction
    def report_incident(self, event: SafetyIncidentReported, store: NotificationStore) -> None:
        if event.severity is Severity.MAJOR:
            text = college_wording.incident_reported()
            _report(store, event.class_id, Trigger.INCIDENT, text, event.incident_id)

    @reaction
    def report_emergency(self, event: EmergencyDeclared, store: NotificationStore) -> None:
        is_health = event.kind is EmergencyKind.PUBLIC_HEALTH
        trigger = Trigger.HEALTH if is_health else Trigger.SPECIAL
        text = college_wording.emergency_declared(policy_ref=event.policy_ref)
        _report(store, event.class_id, trigger, text, event.emergency_id)

    @reaction
    def report_breach(self, event: HandOverBreached, store: NotificationStore) -> None:
        text = college_wording.hand_over_breached(latest_on=event.latest_on)
        _report(store, event.class_id, Trigger.OVERDUE, text, event.class_id)


def _report(
    store: NotificationStore,
    class_id: str,
    trigger: Trigger,
    text: str,
    about: str,
    *,
    known_at: datetime | None = None,
) -> None:
    """Report a fact about a class of the college, once."""
    known, source = store.class_in_hand(class_id), f"{trigger}:{about}"
    if known.is_colleges and not store.was_reported(source):
        _raise(store, known, trigger, text, source=source, known_at=known_at)


def _raise(
    store: NotificationStore,
    known: TrainingClass,
    trigger: Trigger,
    text: str,
    *,
    source: str,
    known_at: datetime | None = None,
) -> Escalation:
    rules, escalation_id = the_rules(), store.new_id()
    matter = Escalation(
        escalation_id=escalation_id,
        class_id=known.class_id,
        source=source or escalation_id,
        trigger=trigger,
        text=text,
        raised_by=store.actor.person_id,
        known_at=known_at or moment(store),
        levels=a_chain(rules.chain, now=store.now),
        remind_at=store.now + rules.remind_after,
    )
    store.add(matter)
    store.emit(matter.raised())
    _tell(store, matter, known)
    return matter


def _pass_on(store: NotificationStore, matter: Escalation, level: int) -> None:
    """One level has acknowledged: the next one is told, or the leader is to decide."""
    known = store.training_class(matter.class_id)
    close_items(store, "ACKNOWLEDGE_ESCALATION", matter.escalation_id)
    meet(store, DeadlineKind.ESCALATION, f"{matter.escalation_id}:{level}", known)
    if matter.waiting is not None:
        _tell(store, matter, known)
        return
    deciding = Address(kind="INSTRUCT", subject=matter.escalation_id, role=Role.COLLEGE_LEADER)
    open_item(store, deciding, matter.class_id, matter.text)


def _tell(store: NotificationStore, matter: Escalation, known: TrainingClass) -> None:
    """Tell the level whose turn it is, and let its clock run."""
    level = matter.waiting
    if level is None:
        return
    _ask(store, matter, level)
    setting = Setting(
        matter=f"{matter.escalation_id}:{level.level}",
        subject_id=matter.escalation_id,
        scope=f"class:{matter.class_id}",
        due_at=store.now + the_rules().remind_after,
    )
    limit = LIMITS[DeadlineKind.ESCALATION]
    set_running(store, limit, setting, known, set_by="escalation_raised", role=level.role)


def _ask(store: NotificationStore, matter: Escalation, level: Level) -> None:
    address = Address(kind="ACKNOWLEDGE_ESCALATION", subject=matter.escalation_id, role=level.role)
    reminded = college_wording.reminded(level.reminders) if level.reminders else ""
    open_item(store, address, matter.class_id, f"{reminded}{matter.text}")
    told = of_escalation(matter, level, store.training_class(matter.class_id))
    announce(store, told, store.people_meant(address, matter.class_id))
