"""From check-in to departure: adjustments, issues, discipline, officials, the closing ceremony."""

from contracts.enrollment import (
    AcknowledgeAdjustment,
    AdjustmentView,
    ClassView,
    DisciplineView,
    IssueView,
    ListAdjustments,
    ListDiscipline,
    ListIssues,
    ListOfficialVisits,
    OfficialVisitView,
    RaiseIssue,
    RecordAdjustment,
    RecordClosing,
    RecordDiscipline,
    RecordOfficialVisit,
    ResolveIssue,
)
from kit.department import command, query
from services.enrollment.domain.adjustment import Adjustment
from services.enrollment.domain.discipline import DisciplineRecord, refuse_nobody
from services.enrollment.domain.issue import Issue, owner_of, refuse_past
from services.enrollment.domain.narrowing import refuse_narrowed_lead
from services.enrollment.domain.official_visit import OfficialVisit, is_reportable, leads_host
from services.enrollment.domain.rules import RULE_SETS
from services.enrollment.domain.training_class import TrainingClass
from services.enrollment.service.views_running import (
    adjustment_view,
    class_now,
    discipline_view,
    issue_view,
    official_visit_view,
)
from services.enrollment.store import EnrollmentStore


class Running:
    """A class in its days (B-8.2, B-8.6, B-3.2, B-6.4)."""

    @command
    def record_adjustment(
        self, request: RecordAdjustment, store: EnrollmentStore
    ) -> AdjustmentView:
        _served(store, request)
        adjustment = Adjustment(
            adjustment_id=store.new_id(),
            class_id=request.class_id,
            severity=request.severity,
            what=request.what,
            reason=request.reason,
            unit_ids=[store.unit(unit_id).unit_id for unit_id in request.unit_ids],
            made_by=store.actor.person_id,
            made_at=store.now,
            override_reason=request.override_reason,
        )
        store.add(adjustment)
        store.emit(adjustment.made())
        return adjustment_view(store, adjustment)

    @command
    def acknowledge_adjustment(
        self, request: AcknowledgeAdjustment, store: EnrollmentStore
    ) -> AdjustmentView:
        store.training_class(request.class_id).refuse_ended()
        adjustment = store.adjustment(request.class_id, request.adjustment_id)
        store.emit(*adjustment.acknowledge(by=store.actor.person_id, now=store.now))
        return adjustment_view(store, adjustment)

    @query
    def list_adjustments(
        self, request: ListAdjustments, store: EnrollmentStore
    ) -> list[AdjustmentView]:
        return [adjustment_view(store, each) for each in store.adjustments(request.class_id)]

    @command
    def raise_issue(self, request: RaiseIssue, store: EnrollmentStore) -> IssueView:
        store.training_class(request.class_id).refuse_ended()
        refuse_past(request.due_at, now=store.now)
        lead = store.lead_of(request.class_id)
        issue = Issue(
            issue_id=store.new_id(),
            class_id=request.class_id,
            severity=request.severity,
            source=request.source,
            what=request.what,
            owner_id=owner_of(request.owner_id, lead.person_id if lead else None),
            due_at=request.due_at,
            raised_by=store.actor.person_id,
            raised_at=store.now,
        )
        store.add(issue)
        store.emit(issue.raised())
        return issue_view(issue, now=store.now)

    @command
    def resolve_issue(self, request: ResolveIssue, store: EnrollmentStore) -> IssueView:
        store.training_class(request.class_id).refuse_ended()
        issue = store.issue(request.class_id, request.issue_id)
        store.emit(issue.resolve(request.resolution, by=store.actor.person_id, now=store.now))
        return issue_view(issue, now=store.now)

    @query
    def list_issues(self, request: ListIssues, store: EnrollmentStore) -> list[IssueView]:
        return [issue_view(each, now=store.now) for each in store.issues(request.class_id)]

    @command
    def record_discipline(
        self, request: RecordDiscipline, store: EnrollmentStore
    ) -> DisciplineView:
        _served(store, request)
        refuse_nobody(request.kind, request.trainee_id)
        if request.trainee_id is not None:
            store.trainee(request.class_id, request.trainee_id)
        record = DisciplineRecord(
            record_id=store.new_id(),
            class_id=request.class_id,
            kind=request.kind,
            text=request.text,
            recorded_by=store.actor.person_id,
            recorded_at=store.now,
            trainee_id=request.trainee_id,
            override_reason=request.override_reason,
        )
        store.add(record)
        return discipline_view(store, record)

    @query
    def list_discipline(
        self, request: ListDiscipline, store: EnrollmentStore
    ) -> list[DisciplineView]:
        return [discipline_view(store, each) for each in store.discipline_records(request.class_id)]

    @command
    def record_official_visit(
        self, request: RecordOfficialVisit, store: EnrollmentStore
    ) -> OfficialVisitView:
        training_class = store.training_class(request.class_id)
        training_class.refuse_ended()
        host = store.known_host(training_class.host_id) if training_class.host_id else None
        leadership = leads_host(
            request.name, said=request.host_leadership, leadership=host.leadership if host else []
        )
        visit = OfficialVisit(
            visit_id=store.new_id(),
            class_id=request.class_id,
            name=request.name,
            rank_code=request.rank_code,
            host_leadership=leadership,
            activity=request.activity,
            expected_at=request.expected_at,
            known_at=store.now,
            recorded_by=store.actor.person_id,
            reportable=is_reportable(
                request.rank_code,
                host_leadership=leadership,
                senior_rank_code=RULE_SETS[training_class.rule_set].senior_rank_code,
            ),
        )
        store.add(visit)
        store.emit(*visit.confirmed())
        return official_visit_view(visit)

    @query
    def list_official_visits(
        self, request: ListOfficialVisits, store: EnrollmentStore
    ) -> list[OfficialVisitView]:
        return [official_visit_view(each) for each in store.official_visits(request.class_id)]

    @command
    def record_closing(self, request: RecordClosing, store: EnrollmentStore) -> ClassView:
        training_class = store.training_class(request.class_id)
        store.emit(*training_class.hold_closing(leader=request.leader, now=store.now))
        return class_now(store, training_class)


def _served(store: EnrollmentStore, request: RecordAdjustment | RecordDiscipline) -> TrainingClass:
    """The class, if it is there and served by whoever asks."""
    training_class = store.training_class(request.class_id)
    training_class.may("run")
    refuse_narrowed_lead(
        store.actor,
        type(request).ask.roles,
        training_class,
        override_reason=request.override_reason,
    )
    return training_class
