"""Duties about budgets, data sheets, settlements, invoices and tax (finance)."""

from contracts.enrollment import SettlementPapersReceived
from contracts.finance import (
    BudgetClearanceRequested,
    BudgetCleared,
    BudgetRejected,
    InvoiceIssued,
    ServiceDataConfirmed,
    ServiceDataDisputed,
    ServiceDataProposed,
    SettlementAgreed,
    SettlementDrafted,
    SettlementFinalised,
    SettlementSent,
    TaxFiled,
    TaxWithheld,
)
from contracts.roles import Role
from services.notification.domain.todo.duty import Duty, contracted

R = Role

MONEY = (
    Duty(
        kind="CLEAR_BUDGET",
        zh="核准超标准预算",
        en="Decide on a budget above its ceiling",
        roles=(R.FIN_LOGISTICS,),
        opened_by=(BudgetClearanceRequested,),
        closed_by=(BudgetCleared, BudgetRejected),
        once=False,
    ),
    Duty(
        kind="LOWER_BUDGET",
        zh="超标准预算未核准，请与主办单位重新洽商",
        en="The budget was not cleared: negotiate it anew with the host",
        roles=(R.PROJECT_LEAD, R.TEACHING_AFFAIRS),
        opened_by=(BudgetRejected,),
        closed_by=(BudgetClearanceRequested, BudgetCleared),
        once=False,
    ),
    Duty(
        kind="SIGN_DATA",
        zh="签认班次数据",
        en="Sign the data of the class",
        roles=(R.HOST_REP, R.COUNSELOR),
        opened_by=(ServiceDataProposed,),
        closed_by=(ServiceDataConfirmed, ServiceDataDisputed),
        once=False,
        only=contracted,
    ),
    Duty(
        kind="CORRECT_DATA",
        zh="主办单位对数据有异议，请核对更正",
        en="The host disputes the data: check and correct it",
        roles=(R.COUNSELOR, R.FIN_LOGISTICS),
        opened_by=(ServiceDataDisputed,),
        closed_by=(ServiceDataProposed, ServiceDataConfirmed),
        once=False,
        only=contracted,
    ),
    Duty(
        kind="DRAFT_SETTLEMENT",
        zh="编制决算",
        en="Draft the settlement",
        roles=(R.FIN_LOGISTICS, R.PROJECT_LEAD),
        opened_by=(SettlementPapersReceived,),
        closed_by=(SettlementDrafted, SettlementFinalised),
        only=contracted,
    ),
    Duty(
        kind="AGREE_SETTLEMENT",
        zh="核对并同意决算",
        en="Check the settlement and agree",
        roles=(R.HOST_REP,),
        opened_by=(SettlementSent,),
        closed_by=(SettlementDrafted, SettlementAgreed),
        once=False,
    ),
    Duty(
        kind="SIGN_SETTLEMENT",
        zh="会签决算",
        en="Sign the settlement",
        roles=(R.PROJECT_LEAD, R.FIN_LOGISTICS),
        opened_by=(SettlementAgreed,),
        closed_by=(SettlementFinalised,),
    ),
    Duty(
        kind="ISSUE_INVOICE",
        zh="开具发票",
        en="Issue the invoice",
        roles=(R.FIN_LOGISTICS,),
        opened_by=(SettlementFinalised,),
        closed_by=(InvoiceIssued,),
        when=lambda settled: not settled.invoiced,
        only=contracted,
    ),
    Duty(
        kind="FILE_TAX",
        zh="申报代扣的个人所得税",
        en="File the tax that was withheld",
        roles=(R.FIN_LOGISTICS,),
        opened_by=(TaxWithheld,),
        closed_by=(TaxFiled,),
        subject="month",
        detail="month",
    ),
)
