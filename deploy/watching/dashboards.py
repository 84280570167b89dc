"""The dashboards of Grafana, as they are said here: `make dashboards` writes dashboards/*.json.

Every title stands in both languages. What replicas count twice is read through the recorded rules.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard as grafana
from grafana_foundation_sdk.builders import prometheus, stat, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import DataSourceRef, VariableRefresh

from contracts.enrollment import ClassState
from contracts.states import state_title

FOLDER = Path(__file__).with_name("dashboards")
SOURCE = DataSourceRef(type_val="prometheus", uid="${source}")
WHOLE, HALF, THIRD, QUARTER = 24, 12, 8, 6
LOW, HIGH = 4, 8


@dataclass(frozen=True)
class Curve:
    """One expression and what its lines are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """A picture over time; as a `figure` only the newest value, large."""

    zh: str
    en: str
    unit: str
    curves: Sequence[Curve]
    width: int = HALF
    figure: bool = False


@dataclass(frozen=True)
class Row:
    """Panels that belong together."""

    zh: str
    en: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Board:
    """One dashboard; with `per_service` the service is chosen at its head as `$service`."""

    name: str
    zh: str
    en: str
    rows: Sequence[Row]
    per_service: bool = False


def figure(zh: str, en: str, expr: str, unit: str = units.Short) -> Panel:
    """The newest value of one expression."""
    return Panel(zh, en, unit, [Curve(expr)], QUARTER, figure=True)


PEOPLE = 'route!~"/livez|/readyz|/metrics|/live"'

OVERVIEW = Board(
    "overview",
    "Kaiban 总览",
    "Kaiban overview",
    [
        Row(
            "现状",
            "Now",
            [
                figure(
                    "无应答的进程", "Processes down", 'count(up{job="kaiban"} == 0) or vector(0)'
                ),
                figure("搁置的事项", "Events put aside", "sum(service:kaiban_parked_events:max)"),
                figure(
                    "最久未发出",
                    "Oldest unsent event",
                    "max(service:kaiban_outbox_oldest_unsent_age_seconds:max)",
                    units.Seconds,
                ),
                figure(
                    "被破坏的不变式",
                    "Invariants violated",
                    "sum(max by (invariant) (kaiban_invariant_violations))",
                ),
            ],
        ),
        Row(
            "门户",
            "Gateway",
            [
                Panel(
                    "请求数，按状态码",
                    "Requests by status",
                    units.RequestsPerSecond,
                    [Curve("sum by (status) (route:kaiban_http_requests:rate5m)", "{{status}}")],
                ),
                Panel(
                    "出错比例（5xx）",
                    "Errors (5xx)",
                    units.PercentUnit,
                    [Curve("kaiban:http_errors:ratio_rate5m", "5xx")],
                ),
                Panel(
                    "响应时间",
                    "Time to answer",
                    units.Seconds,
                    [Curve("kaiban:http_request_duration_seconds:p95_5m", "p95")],
                ),
                Panel(
                    "最慢的十个地址",
                    "The ten slowest routes",
                    units.Seconds,
                    [
                        Curve(
                            "topk(10, route:kaiban_http_request_duration_seconds:p95_5m)",
                            "{{method}} {{route}}",
                        )
                    ],
                ),
            ],
        ),
        Row(
            "部门",
            "Departments",
            [
                Panel(
                    "办理的请求",
                    "Requests handled",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            "sum by (service) "
                            '(service:kaiban_messages_handled:rate5m{kind="request"})',
                            "{{service}}",
                        )
                    ],
                ),
                Panel(
                    "收到的事项",
                    "Events heard",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            "sum by (service) "
                            '(service:kaiban_messages_handled:rate5m{kind="event"})',
                            "{{service}}",
                        )
                    ],
                ),
                Panel(
                    "出错的请求",
                    "Requests failed",
                    units.PercentUnit,
                    [Curve("service:kaiban_requests_failed:ratio_rate5m", "{{service}}")],
                ),
                Panel(
                    "事项从发生到生效",
                    "From an event to its effect",
                    units.Seconds,
                    [Curve("service:kaiban_event_lag_seconds:p99_5m", "{{service}} p99")],
                ),
            ],
        ),
        Row(
            "收发",
            "Outbox and parking",
            [
                Panel(
                    "待发事项",
                    "Events waiting to be sent",
                    units.Short,
                    [Curve("service:kaiban_outbox_waiting_events:max", "{{service}}")],
                    THIRD,
                ),
                Panel(
                    "待重试与搁置",
                    "Tried again, put aside",
                    units.Short,
                    [
                        Curve("service:kaiban_held_events:max", "{{service}} 重试 held"),
                        Curve("service:kaiban_parked_events:max", "{{service}} 搁置 parked"),
                    ],
                    THIRD,
                ),
                Panel(
                    "队列积压",
                    "Messages waiting in queues",
                    units.Short,
                    [
                        Curve(
                            "max by (queue) (rabbitmq_detailed_queue_messages_ready"
                            '{queue=~"evt-[a-z]+\\\\.v1|rpc-[a-z]+"})',
                            "{{queue}}",
                        )
                    ],
                    THIRD,
                ),
            ],
        ),
        Row(
            "进程",
            "Processes",
            [
                Panel(
                    "事件循环迟滞",
                    "Loop lag",
                    units.Seconds,
                    [Curve("process:kaiban_eventloop_lag_seconds:p99_5m", "{{process}} p99")],
                    THIRD,
                ),
                Panel(
                    "内存",
                    "Memory",
                    units.BytesIEC,
                    [Curve('process_resident_memory_bytes{job="kaiban"}', "{{part}}")],
                    THIRD,
                ),
                Panel(
                    "处理器",
                    "Processor",
                    units.PercentUnit,
                    [Curve('rate(process_cpu_seconds_total{job="kaiban"}[5m])', "{{part}}")],
                    THIRD,
                ),
            ],
        ),
    ],
)

DEPARTMENT = Board(
    "department",
    "Kaiban 部门",
    "Kaiban department",
    [
        Row(
            "请求",
            "Requests",
            [
                Panel(
                    "办理数，按结果",
                    "Handled by outcome",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            "sum by (outcome) (service:kaiban_messages_handled:rate5m"
                            '{service="$service", kind="request"})',
                            "{{outcome}}",
                        )
                    ],
                    THIRD,
                ),
                Panel(
                    "最常办理的",
                    "Asked most",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            "topk(10, sum by (message) (rate(kaiban_messages_handled_total"
                            '{service="$service", kind="request"}[5m])) > 0)',
                            "{{message}}",
                        )
                    ],
                    THIRD,
                ),
                Panel(
                    "最慢的",
                    "Slowest (p99)",
                    units.Seconds,
                    [
                        Curve(
                            "topk(10, histogram_quantile(0.99, sum by (le, message) "
                            "(rate(kaiban_message_handling_seconds_bucket"
                            '{service="$service", kind="request"}[5m]))))',
                            "{{message}}",
                        )
                    ],
                    THIRD,
                ),
            ],
        ),
        Row(
            "事项",
            "Events",
            [
                Panel(
                    "收到的，按结果",
                    "Heard by outcome",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            "sum by (outcome) (service:kaiban_messages_handled:rate5m"
                            '{service="$service", kind="event"})',
                            "{{outcome}}",
                        ),
                        Curve(
                            'sum(rate(kaiban_inbox_duplicates_total{service="$service"}[5m]))',
                            "重复 duplicates",
                        ),
                    ],
                    THIRD,
                ),
                Panel(
                    "一批的用时",
                    "Time for a batch (p99)",
                    units.Seconds,
                    [
                        Curve(
                            "histogram_quantile(0.99, sum by (le) "
                            '(rate(kaiban_event_batch_seconds_bucket{service="$service"}[5m])))',
                            "p99",
                        )
                    ],
                    THIRD,
                ),
                Panel(
                    "发出的",
                    "Sent",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            'sum(rate(kaiban_events_published_total{service="$service"}[5m]))',
                            "已确认 confirmed",
                        ),
                        Curve(
                            'sum(rate(kaiban_events_unrouted_total{service="$service"}[5m]))',
                            "无队列 unrouted",
                        ),
                    ],
                    THIRD,
                ),
            ],
        ),
        Row(
            "资源",
            "What it uses",
            [
                Panel(
                    "借出的数据库连接",
                    "Connections lent out",
                    units.PercentUnit,
                    [
                        Curve(
                            'pool:kaiban_db_pool_connections:ratio{database="$service"}',
                            "{{part}} {{pool}}",
                        )
                    ],
                    THIRD,
                ),
                Panel(
                    "收发员上次走完一圈",
                    "Since the clerk's last round",
                    units.Seconds,
                    [
                        Curve(
                            "min(time() - "
                            'kaiban_clerk_last_round_timestamp_seconds{service="$service"})',
                            "收发员 clerk",
                        )
                    ],
                    THIRD,
                ),
                Panel(
                    "放弃与拒收的请求",
                    "Requests dropped",
                    units.RequestsPerSecond,
                    [
                        Curve(
                            'sum(rate(kaiban_requests_late_total{service="$service"}[5m]))',
                            "过时 late",
                        ),
                        Curve(
                            'sum(rate(kaiban_requests_forged_total{service="$service"}[5m]))',
                            "伪造 forged",
                        ),
                    ],
                    THIRD,
                ),
            ],
        ),
    ],
    per_service=True,
)


def _classes_in(state: ClassState) -> Curve:
    title = state_title(state)
    return Curve(f'state:kaiban_classes:max{{state="{state}"}}', f"{title.zh} {title.en}")


BUSINESS = Board(
    "business",
    "Kaiban 业务",
    "Kaiban business",
    [
        Row(
            "要事",
            "What matters now",
            [
                figure(
                    "逾期未移交的班次", "Papers not handed over", "kaiban:hand_overs_overdue:max"
                ),
                figure(
                    "未确认的上报事项",
                    "Matters not acknowledged",
                    "kaiban:escalations_unacknowledged:max",
                ),
                figure(
                    "最久未确认",
                    "Longest without",
                    "kaiban:escalations_oldest_unacknowledged_age_seconds:max",
                    units.Seconds,
                ),
                figure(
                    "考试违规或泄密（累计）",
                    "Exam breaches ever",
                    "sum(kind:kaiban_exam_breaches:max)",
                ),
            ],
        ),
        Row(
            "班次",
            "Classes",
            [
                Panel(
                    "各状态的班次",
                    "Classes by state",
                    units.Short,
                    [_classes_in(state) for state in ClassState],
                    WHOLE,
                ),
            ],
        ),
        Row(
            "考试",
            "Exams",
            [
                Panel(
                    "违规或泄密，按种类",
                    "Breaches by kind",
                    units.Short,
                    [Curve("kind:kaiban_exam_breaches:max", "{{kind}}")],
                    WHOLE,
                ),
            ],
        ),
    ],
)

BOARDS = (OVERVIEW, DEPARTMENT, BUSINESS)


def as_json(board: Board) -> str:
    """A dashboard as Grafana takes it in."""
    built = grafana.Dashboard(f"{board.zh}｜{board.en}").uid(f"kaiban-{board.name}").readonly()
    built.tags(["kaiban"]).refresh("30s").time("now-6h", "now").timezone("browser")
    built.with_variable(
        grafana.DatasourceVariable("source").label("数据源｜Source").type("prometheus")
    )
    if board.per_service:
        built.with_variable(
            grafana.QueryVariable("service")
            .label("部门｜Department")
            .datasource(SOURCE)
            .query("label_values(kaiban_database_up, service)")
            .refresh(VariableRefresh.ON_DASHBOARD_LOAD)
        )
    for row in board.rows:
        built.with_row(grafana.Row(f"{row.zh}｜{row.en}"))
        for panel in row.panels:
            built.with_panel(_built(panel))
    plain = json.dumps(built.build(), cls=JSONEncoder, ensure_ascii=False, indent=1, sort_keys=True)
    return plain + "\n"


def _built(panel: Panel) -> timeseries.Panel | stat.Panel:
    built = stat.Panel() if panel.figure else timeseries.Panel()
    built.title(f"{panel.zh}｜{panel.en}").unit(panel.unit).datasource(SOURCE)
    built.span(panel.width).height(LOW if panel.figure else HIGH)
    if not panel.figure:
        built.min(0)
    for letter, curve in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", panel.curves, strict=False):
        built.with_target(
            prometheus.Dataquery().expr(curve.expr).legend_format(curve.legend).ref_id(letter)
        )
    return built


def main() -> None:
    """Write every dashboard."""
    FOLDER.mkdir(exist_ok=True)
    for board in BOARDS:
        (FOLDER / f"{board.name}.json").write_text(as_json(board), encoding="utf-8")


if __name__ == "__main__":
    main()
