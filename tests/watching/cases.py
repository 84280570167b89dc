"""For each alert what makes it fire, as people then read it, and what must not.

Series are written as promtool has it, one value a minute. Recorded figures may be a minute
old when an alert reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Series = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """`at` minutes after the first value the alert fires once, with these labels and summary; by
    `silent` it does not.
    """

    alert: str
    fires: Series
    at: int
    labels: Mapping[str, str]
    zh: str
    en: str
    silent: Series


CRITICAL, WARNING = {"severity": "critical"}, {"severity": "warning"}
FINANCE = 'service="finance"'


def buckets(name: str, labels: str, *, at_most: float, more_than: float) -> Series:
    """A histogram whose every observation lies between two neighbouring bounds."""
    return {
        f'{name}_bucket{{{labels},le="{more_than}"}}': "0x60",
        f'{name}_bucket{{{labels},le="{at_most}"}}': "0+60x60",
        f'{name}_bucket{{{labels},le="+Inf"}}': "0+60x60",
    }


PROCESSES = [
    Case(
        alert="KaibanTargetDown",
        fires={'up{job="kaiban", part="finance"}': "1 0x5"},
        at=3,
        labels={"job": "kaiban", "part": "finance", **CRITICAL},
        zh="finance 进程没有应答监控",
        en="finance does not answer its scrape",
        silent={'up{job="kaiban", part="finance"}': "1 1 0 1x5"},
    ),
    Case(
        alert="KaibanRestartsAgain",
        fires={'process_start_time_seconds{job="kaiban", part="finance"}': "1 2 3 4x10"},
        at=10,
        labels={"part": "finance", **WARNING},
        zh="finance 在 15 分钟内重启了 3 次",
        en="finance has restarted 3 times in 15 minutes",
        silent={'process_start_time_seconds{job="kaiban", part="finance"}': "1 1 1 2x10"},
    ),
    Case(
        alert="KaibanLoopLate",
        fires=buckets(
            "kaiban_eventloop_lag_seconds",
            'part="finance",process="finance"',
            more_than=1,
            at_most=2.5,
        ),
        at=15,
        labels={"part": "finance", "process": "finance", **WARNING},
        zh="finance 的事件循环迟滞 2.485s",
        en="The loop of finance is late by 2.485s",
        silent=buckets(
            "kaiban_eventloop_lag_seconds",
            'part="finance",process="finance"',
            more_than=0.1,
            at_most=0.25,
        ),
    ),
    Case(
        alert="KaibanPoolExhausted",
        fires={
            'kaiban_db_pool_connections_in_use{part="finance",database="finance",pool="writing"}': (
                "31x10"
            ),
            'kaiban_db_pool_connections_max{part="finance",database="finance",pool="writing"}': (
                "32x10"
            ),
        },
        at=5,
        labels={"part": "finance", "database": "finance", "pool": "writing", **WARNING},
        zh="finance 的数据库连接池（writing）将满",
        en="The writing pool of finance is nearly all lent out",
        silent={
            'kaiban_db_pool_connections_in_use{part="finance",database="finance",pool="writing"}': (
                "9x10"
            ),
            'kaiban_db_pool_connections_max{part="finance",database="finance",pool="writing"}': (
                "32x10"
            ),
        },
    ),
    Case(
        alert="KaibanDatabaseAway",
        fires={f"kaiban_database_up{{{FINANCE}}}": "1 0x5"},
        at=3,
        labels={"service": "finance", **CRITICAL},
        zh="finance 的数据库无法访问",
        en="The database of finance does not answer",
        # One replica cannot reach it, the other can.
        silent={
            f'kaiban_database_up{{{FINANCE},instance="a"}}': "1 0x5",
            f'kaiban_database_up{{{FINANCE},instance="b"}}': "1x5",
        },
    ),
]

HTTP = "kaiban_http_request_duration_seconds"
GATEWAY = [
    Case(
        alert="KaibanGatewayErrors",
        fires={
            f'{HTTP}_count{{method="GET",route="/home",status="200"}}': "0+95x30",
            f'{HTTP}_count{{method="GET",route="/home",status="500"}}': "0+5x30",
        },
        at=15,
        labels=CRITICAL,
        zh="门户 5% 的请求出错（5xx）",
        en="5% of the gateway's requests fail (5xx)",
        # A refusal is no error, and a probe says nothing about people.
        silent={
            f'{HTTP}_count{{method="GET",route="/home",status="200"}}': "0+95x30",
            f'{HTTP}_count{{method="POST",route="/home",status="409"}}': "0+50x30",
            f'{HTTP}_count{{method="GET",route="/readyz",status="503"}}': "0+50x30",
        },
    ),
    Case(
        alert="KaibanGatewaySlow",
        fires=buckets(HTTP, 'method="GET",route="/home",status="200"', more_than=1, at_most=2.5),
        at=20,
        labels=WARNING,
        zh="门户响应缓慢：95% 的请求在 2.425s 以内",
        en="The gateway is slow: p95 2.425s",
        # A page that stands open holds its stream as long as it does.
        silent={
            **buckets(HTTP, 'method="GET",route="/home",status="200"', more_than=0.1, at_most=0.25),
            **buckets(HTTP, 'method="GET",route="/live",status="200"', more_than=2.5, at_most=5),
        },
    ),
    Case(
        alert="KaibanGatewayCutOff",
        fires={'kaiban_broker_connected{process="gateway"}': "1 0x5"},
        at=3,
        labels={"process": "gateway", **CRITICAL},
        zh="门户与消息服务器断开，各项业务无法办理",
        en="A gateway has no broker: nothing can be asked of any department",
        silent={'kaiban_broker_connected{process="gateway"}': "1x5"},
    ),
]

REQUEST = f'{FINANCE},kind="request",message="list_budgets"'
REQUESTS = [
    Case(
        alert="KaibanRequestsFailing",
        fires={
            f'kaiban_messages_handled_total{{{REQUEST},outcome="done"}}': "0+98x30",
            f'kaiban_messages_handled_total{{{REQUEST},outcome="failed"}}': "0+2x30",
        },
        at=15,
        labels={"service": "finance", **CRITICAL},
        zh="finance 2% 的请求出错",
        en="2% of the requests to finance fail",
        silent={
            f'kaiban_messages_handled_total{{{REQUEST},outcome="done"}}': "0+90x30",
            f'kaiban_messages_handled_total{{{REQUEST},outcome="refused"}}': "0+50x30",
            f'kaiban_messages_handled_total{{{REQUEST},outcome="failed"}}': "0x30",
        },
    ),
    Case(
        alert="KaibanDepartmentSlow",
        fires=buckets("kaiban_message_handling_seconds", REQUEST, more_than=2.5, at_most=5),
        at=20,
        labels={"service": "finance", "kind": "request", **WARNING},
        zh="finance 办理缓慢：99% 的请求在 4.975s 以内",
        en="finance is slow: p99 4.975s",
        silent=buckets("kaiban_message_handling_seconds", REQUEST, more_than=0.1, at_most=0.25),
    ),
    Case(
        alert="KaibanRequestsLate",
        fires={f"kaiban_requests_late_total{{{FINANCE}}}": "0+10x20"},
        at=15,
        labels={"service": "finance", **WARNING},
        zh="finance 有 100 项请求因等候超时被放弃",
        en="100 requests to finance were dropped: nobody waited any more",
        silent={f"kaiban_requests_late_total{{{FINANCE}}}": "0 1 2x20"},
    ),
    Case(
        alert="KaibanRequestsForged",
        fires={f'kaiban_requests_forged_total{{{FINANCE},why="altered"}}': "0x5 1x10"},
        at=10,
        labels={"service": "finance", "why": "altered", **CRITICAL},
        zh="finance 收到伪造的请求（altered）",
        en="finance was sent forged requests (altered)",
        silent={f'kaiban_requests_forged_total{{{FINANCE},why="altered"}}': "0x15"},
    ),
]

EVENTS = [
    Case(
        alert="KaibanOutboxStuck",
        fires={f"kaiban_outbox_oldest_unsent_age_seconds{{{FINANCE}}}": "0 300x10"},
        at=5,
        labels={"service": "finance", **CRITICAL},
        zh="finance 有事项 5m 0s 未能发出",
        en="finance has an event unsent for 5m 0s",
        silent={f"kaiban_outbox_oldest_unsent_age_seconds{{{FINANCE}}}": "0 2 0 40 0x10"},
    ),
    Case(
        alert="KaibanClerkStuck",
        fires={f"kaiban_clerk_last_round_timestamp_seconds{{{FINANCE}}}": "0x10"},
        at=5,
        labels={"service": "finance", **CRITICAL},
        zh="finance 的收发员已停 5m 0s：不发件、不重试、定时事项不办",
        en=(
            "The clerk of finance has stood still for 5m 0s: nothing is sent, retried or done by "
            "the clock"
        ),
        # The replica that led is still there, and another one leads now.
        silent={
            f'kaiban_clerk_last_round_timestamp_seconds{{{FINANCE},instance="a"}}': "0x10",
            f'kaiban_clerk_last_round_timestamp_seconds{{{FINANCE},instance="b"}}': "0+60x10",
        },
    ),
    Case(
        alert="KaibanEventsParked",
        # Two replicas count the same database.
        fires={
            f'kaiban_parked_events{{{FINANCE},instance="a"}}': "0 2x5",
            f'kaiban_parked_events{{{FINANCE},instance="b"}}': "0 2x5",
        },
        at=4,
        labels={"service": "finance", **WARNING},
        zh="finance 有 2 件事项搁置，须人工处理",
        en="finance has put 2 events aside for people to look at",
        silent={f"kaiban_parked_events{{{FINANCE}}}": "0x5"},
    ),
    Case(
        alert="KaibanEventsHeld",
        fires={f"kaiban_held_events{{{FINANCE}}}": "3x30"},
        at=20,
        labels={"service": "finance", **WARNING},
        zh="finance 有 3 件事项反复重试",
        en="finance has been trying 3 events again and again",
        silent={f"kaiban_held_events{{{FINANCE}}}": "3x8 0 3x8 0x20"},
    ),
    Case(
        alert="KaibanEventsUnrouted",
        fires={f"kaiban_events_unrouted_total{{{FINANCE}}}": "0x5 1x10"},
        at=10,
        labels={"service": "finance", **CRITICAL},
        zh="finance 发出的事项没有队列接收",
        en="Events of finance find no queue",
        silent={f"kaiban_events_unrouted_total{{{FINANCE}}}": "0x15"},
    ),
    Case(
        alert="KaibanEventsLate",
        fires=buckets("kaiban_event_lag_seconds", FINANCE, more_than=30, at_most=300),
        at=15,
        labels={"service": "finance", **WARNING},
        zh="finance 得知事项迟了 4m 57s",
        en="finance hears of events 4m 57s late",
        silent=buckets("kaiban_event_lag_seconds", FINANCE, more_than=0.1, at_most=0.25),
    ),
]

INVARIANTS = [
    Case(
        alert="KaibanInvariantViolated",
        fires={'kaiban_invariant_violations{invariant="audit_chain"}': "0 2x5"},
        at=3,
        labels={"invariant": "audit_chain", **CRITICAL},
        zh="数据不变式“audit_chain”被破坏 2 处",
        en="Invariant audit_chain is violated 2 times",
        silent={'kaiban_invariant_violations{invariant="audit_chain"}': "0x5"},
    ),
    Case(
        alert="KaibanInvariantsUnchecked",
        fires={"kaiban_invariant_check_last_success_timestamp_seconds": "0x60"},
        at=30,
        labels=WARNING,
        zh="数据不变式已有一段时间未检查",
        en="The invariants have not been checked for a while",
        silent={"kaiban_invariant_check_last_success_timestamp_seconds": "0+60x60"},
    ),
    Case(
        alert="KaibanBackupMissed",
        fires={"kaiban_backup_last_success_timestamp_seconds": "60x1800"},
        at=1620,
        labels=WARNING,
        zh="最近一次备份已是 1d 2h 59m 0s 之前",
        en="The newest back-up is 1d 2h 59m 0s old",
        silent={"kaiban_backup_last_success_timestamp_seconds": "0x1800"},
    ),
]

QUEUE = 'vhost="/",queue="evt-finance.v1"'
BROKER = [
    Case(
        alert="KaibanBrokerDown",
        fires={'up{job="rabbitmq",instance="r"}': "1 0x5"},
        at=3,
        labels={"job": "rabbitmq", "instance": "r", **CRITICAL},
        zh="消息服务器 r 没有应答",
        en="RabbitMQ at r does not answer",
        silent={'up{job="rabbitmq",instance="r"}': "1x5"},
    ),
    Case(
        alert="KaibanBrokerAlarm",
        fires={
            'rabbitmq_alarms_memory_used_watermark{instance="r"}': "0x5",
            'rabbitmq_alarms_free_disk_space_watermark{instance="r"}': "0 1x5",
            'rabbitmq_alarms_file_descriptor_limit{instance="r"}': "0x5",
        },
        at=3,
        labels={"instance": "r", **CRITICAL},
        zh="消息服务器 r 资源告急，已拒收消息",
        en="RabbitMQ at r is out of memory, disk or handles and takes no messages",
        silent={
            'rabbitmq_alarms_memory_used_watermark{instance="r"}': "0x5",
            'rabbitmq_alarms_free_disk_space_watermark{instance="r"}': "0x5",
            'rabbitmq_alarms_file_descriptor_limit{instance="r"}': "0x5",
        },
    ),
    Case(
        alert="KaibanQueueGrows",
        fires={f"rabbitmq_detailed_queue_messages_ready{{{QUEUE}}}": "0 5000x20"},
        at=10,
        labels={"vhost": "/", "queue": "evt-finance.v1", **WARNING},
        zh="队列 evt-finance.v1 积压 5000 件",
        en="5000 messages wait in evt-finance.v1",
        silent={f"rabbitmq_detailed_queue_messages_ready{{{QUEUE}}}": "0 5000 200x20"},
    ),
    Case(
        alert="KaibanQueueUnattended",
        fires={f"rabbitmq_detailed_queue_consumers{{{QUEUE}}}": "1 0x20"},
        at=5,
        labels={"vhost": "/", "queue": "evt-finance.v1", **CRITICAL},
        zh="队列 evt-finance.v1 无人接收",
        en="Nobody takes messages from evt-finance.v1",
        # The reply queue of a gateway that has gone goes, too, in its time.
        silent={
            f"rabbitmq_detailed_queue_consumers{{{QUEUE}}}": "1x20",
            'rabbitmq_detailed_queue_consumers{vhost="/",queue="rpc.reply-gateway-1"}': "0x20",
        },
    ),
]

BUSINESS = [
    Case(
        alert="KaibanHandOversOverdue",
        fires={"kaiban_hand_overs_overdue": "0 2x90"},
        at=75,
        labels=WARNING,
        zh="2 个班次的材料逾期未移交",
        en="The papers of 2 classes have not been handed over in time",
        silent={"kaiban_hand_overs_overdue": "0x90"},
    ),
    Case(
        alert="KaibanEscalationUnacknowledged",
        fires={"kaiban_escalations_oldest_unacknowledged_age_seconds": "0 9000x20"},
        at=15,
        labels=CRITICAL,
        zh="上报事项 2h 30m 0s 无人确认",
        en="A matter reported upwards has waited 2h 30m 0s for an acknowledgement",
        silent={"kaiban_escalations_oldest_unacknowledged_age_seconds": "0+600x10 0x10"},
    ),
    Case(
        alert="KaibanExamBreached",
        fires={'kaiban_exam_breaches{kind="SEAL_BROKEN"}': "3x10 4x30"},
        at=30,
        labels={"kind": "SEAL_BROKEN", **CRITICAL},
        zh="考试出现违规或泄密迹象（SEAL_BROKEN）",
        en="An exam's secrecy or fairness was broken (SEAL_BROKEN)",
        # Old ones stay counted, and are over.
        silent={'kaiban_exam_breaches{kind="SEAL_BROKEN"}': "4x40"},
    ),
]

CASES = [*PROCESSES, *GATEWAY, *REQUESTS, *EVENTS, *INVARIANTS, *BROKER, *BUSINESS]
