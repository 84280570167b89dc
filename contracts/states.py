"""What people call the states of records, in both languages, wherever a sentence speaks of one.

A word that means something else for one kind of record stands under that kind's own name.
"""

from enum import StrEnum

from contracts.base import Title

STATES: dict[str, Title] = {
    code: Title(zh, en)
    for code, zh, en in (
        # plans, rosters, notices, timetables
        ("DRAFT", "草稿", "a draft"),
        ("SUBMITTED", "待审批", "awaiting a decision"),
        ("RETURNED", "已退回", "returned"),
        ("APPROVED", "已批准", "approved"),
        ("REJECTED", "未通过", "rejected"),
        ("ISSUED", "已下发", "issued"),
        ("PUBLISHED", "已发布", "published"),
        ("FINISHED", "已完成", "finished"),
        ("OPEN", "进行中", "open"),
        ("CLOSED", "已结束", "closed"),
        ("CANCELLED", "已取消", "cancelled"),
        # classes
        ("PLANNED", "已列入计划", "planned"),
        ("NEGOTIATING", "洽谈中", "being negotiated"),
        ("PREPARING", "筹备中", "being prepared"),
        ("NOTIFIED", "通知已发", "announced"),
        ("ENROLLING", "报名中", "open for nominations"),
        ("ROSTER_APPROVED", "名单已批准", "with an approved roster"),
        ("READY", "准备就绪", "ready"),
        ("CHECKING_IN", "报到中", "checking in"),
        ("IN_PROGRESS", "进行中", "in progress"),
        ("ASSESSING", "考核中", "being assessed"),
        ("DATA_CONFIRMED", "数据已确认", "with confirmed data"),
        ("DEPARTED", "已撤场", "departed"),
        ("HANDED_OVER", "材料已移交", "handed over"),
        ("SETTLED", "已决算", "settled"),
        ("ARCHIVED", "已归档", "archived"),
        ("EVALUATED", "已评价", "evaluated"),
        # nominations and trainees
        ("ELIGIBLE", "符合条件", "eligible"),
        ("WAITLISTED", "候补", "on the waiting list"),
        ("ACCEPTED", "已录取", "accepted"),
        ("ENROLLED", "已编入名单", "enrolled"),
        ("WITHDRAWN_BY_UNIT", "单位撤回", "withdrawn by the unit"),
        ("EXPECTED", "待报到", "expected"),
        ("ACTIVE", "在班", "in the class"),
        ("COMPLETED", "结业", "completed"),
        ("FAILED", "未通过", "failed"),
        ("WITHDRAWN", "已退出", "withdrawn"),
        ("NO_SHOW", "未报到", "a no-show"),
        ("LEFT", "已离班", "gone"),
        # teachers, venues, sessions, leave
        ("PROPOSED", "已提名", "proposed"),
        ("UNDER_REVIEW", "评审中", "under review"),
        ("SUSPENDED", "已暂停", "suspended"),
        ("REGISTERED", "已登记", "registered"),
        ("PASSED", "审查合格", "passed"),
        ("REVOKED", "已撤销", "revoked"),
        ("SCHEDULED", "已安排", "scheduled"),
        ("REQUESTED", "待审批", "requested"),
        ("ENDORSED", "已初审", "endorsed"),
        # exams, papers, scripts, certificates
        ("STAFFED", "分工已定", "staffed"),
        ("PAPER_SEALED", "试卷已密封", "with a sealed paper"),
        ("PRINTED", "已印制", "printed"),
        ("SEALED", "已密封", "sealed"),
        ("USED", "已使用", "used"),
        ("SCRIPTS_SEALED", "答卷已密封", "with sealed scripts"),
        ("MARKING", "阅卷中", "being marked"),
        ("UNMARKED", "未阅", "unmarked"),
        ("MARKED", "已阅", "marked"),
        ("RECHECKED", "已复核", "rechecked"),
        ("DISPUTED", "待仲裁", "disputed"),
        ("ARBITRATED", "已仲裁", "arbitrated"),
        ("RESULTS_CONFIRMED", "成绩已确认", "with confirmed results"),
        ("RESULTS_PUBLISHED", "成绩已公布", "with published results"),
        ("FROZEN", "已锁定", "frozen"),
        ("NUMBERED", "已编号", "numbered"),
        # money
        ("CHECKED", "标准内", "within the standard"),
        ("CLEARANCE_REQUIRED", "超标准待核准", "awaiting clearance"),
        ("CLEARED", "已核准", "cleared"),
        ("COLLECTING", "汇总中", "being collected"),
        ("CONFIRMED", "已确认", "confirmed"),
        ("FINALISED", "已决算", "finalised"),
        ("HOST_REVIEW", "待主办单位核对", "with the host"),
        ("AGREED", "主办单位已同意", "agreed by the host"),
        ("INVOICED", "已开票", "invoiced"),
        ("PAID", "已收付款", "paid"),
        ("DELIVERED", "已交付", "delivered"),
        ("REVERSED", "已冲红", "reversed"),
        ("CALCULATED", "已核算", "reckoned"),
        ("FILED", "已申报", "filed"),
        ("SIGNED_ONE", "一方已签", "signed by one side"),
        ("SheetState.PROPOSED", "待签认", "up for signature"),
        ("SheetState.DISPUTED", "有异议", "disputed"),
        ("FeeState.PAID", "已发放", "paid"),
        # projects, plans of classes, duties, papers handed over
        ("NEGOTIATED", "要素已洽定", "settled"),
        ("ACTIVE_DUTY", "在任", "in office"),
        ("REPLACED", "已更换", "replaced"),
        ("ENDED", "已结束", "ended"),
        ("DONE", "已完成", "done"),
        ("PARTIAL", "部分签收", "partly signed"),
        ("EXTENDED", "已延期", "extended"),
        ("OVERDUE", "已逾期", "overdue"),
        ("BREACHED", "超出最长时限", "past the last day"),
        ("SIGNED", "已签收", "signed"),
        # orders, purchases, bids, improvements, summaries
        ("ORDERED", "已下达", "ordered"),
        ("RECEIVED", "已入库", "received"),
        ("PENDING", "待定", "pending"),
        ("WON", "中标", "won"),
        ("LOST", "未中标", "lost"),
        ("CHECKED_EFFECTIVE", "已核查", "checked"),
        ("DUE", "待提交", "due"),
        ("FED_BACK", "已反馈", "fed back"),
        ("SummaryState.SUBMITTED", "待评阅", "awaiting review"),
        ("SummaryState.ACCEPTED", "已通过", "accepted"),
        ("ServiceState.ACCEPTED", "已验收", "accepted"),
        # escalations, messages, deadlines, seals, publicity
        ("RAISED", "上报中", "on its way up"),
        ("ACKNOWLEDGED", "领导已知悉", "known to the leader"),
        ("INSTRUCTED", "已指示", "under instruction"),
        ("EXECUTED", "已落实", "carried out"),
        ("POSTED", "已发布", "posted"),
        ("BLOCKED", "已拦截", "blocked"),
        ("ARMED", "计时中", "running"),
        ("WARNED", "将到期", "near"),
        ("MET", "按时完成", "met"),
        ("LATE", "逾期完成", "met late"),
        ("DROPPED", "已取消", "dropped"),
        ("REVIEWED", "已审核", "reviewed"),
    )
}


def state_title(state: StrEnum) -> Title:
    """What people call a state: the word of its own kind of record, else the common one."""
    return STATES.get(f"{type(state).__name__}.{state}") or STATES[state]
