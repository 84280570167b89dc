"""Papers handed over, the settlement, the invoice, the money, the lecturers' fees and their tax."""

from datetime import date

from contracts.enrollment import (
    ClassState,
    ExtendHandOver,
    FindHandOver,
    HandOverLineDraft,
    PrepareHandOver,
    SignHandOverLine,
)
from contracts.finance import (
    AgreeSettlement,
    ApproveFees,
    ApprovePurchase,
    CalculateFees,
    DataGroup,
    DeliverInvoice,
    DraftSettlement,
    FileTaxMonth,
    FindSettlement,
    FindSheetOfClass,
    IssueInvoice,
    LectureFeeView,
    ListFees,
    ListInvoices,
    PayFee,
    PurchaseLine,
    ReceivePurchase,
    RecordPayment,
    RecordReceipt,
    RequestPurchase,
    ReverseInvoice,
    SendSettlement,
    SettlementLineDraft,
    SettlementView,
    SignSettlement,
)
from deploy.showcase.college.people import department_head
from deploy.showcase.college.stage import chapter, class_id, comes_to, kept, paper, unit
from deploy.showcase.stage import Stage

CHAPTER = chapter("学院：移交与决算", "The college: hand-over and settlement")

# Fen for one of each unit counted.
PRICES = {
    DataGroup.LODGING: 150_00,
    DataGroup.MEALS: 35_00,
    DataGroup.VENUE: 400_00,
    DataGroup.ACTIVITY: 500_00,
}
NUMBER, RED_NUMBER, NEW_NUMBER = (f"2623{serial:016}" for serial in (1, 2, 3))


@CHAPTER.step("移交材料", "Papers are handed over", by="c-counsel1", at="2026-05-25 09:00")
def hand_over(stage: Stage) -> None:
    lines = [
        HandOverLineDraft(
            doc_type="学员签到簿", quantity=1, unit_id=unit(stage, "C03"), for_settlement=True
        ),
        HandOverLineDraft(
            doc_type="数据确认书", quantity=2, unit_id=unit(stage, "C03"), for_settlement=True
        ),
        HandOverLineDraft(doc_type="评估表", quantity=46, unit_id=unit(stage, "C01")),
    ]
    prepared = stage.until(
        lambda: stage.ask("c-counsel1", PrepareHandOver(class_id=class_id(stage), lines=lines))
    )
    too_long = ExtendHandOver(
        class_id=class_id(stage), until=date(2026, 6, 2), reason="评估表仍在回收"
    )
    stage.refused("c-student", too_long, "EXTENSION")
    for line in prepared.lines[:2]:
        _receive(stage, line.line_id, "C03", line.quantity)


@CHAPTER.step("第五日签收完毕", "Signed on the fifth day", by="c-affairs", at="2026-05-27 23:30")
def sign_the_rest(stage: Stage) -> None:
    last = stage.ask("c-counsel1", FindHandOver(class_id=class_id(stage))).lines[-1]
    _receive(stage, last.line_id, "C01", last.quantity)
    found = stage.ask("c-counsel1", FindHandOver(class_id=class_id(stage)))
    kept(stage)["hand_over"] = (str(found.state), found.on_time)
    comes_to(stage, ClassState.HANDED_OVER)


def _receive(stage: Stage, line_id: str, code: str, quantity: int) -> None:
    receipt = SignHandOverLine(
        class_id=class_id(stage), unit_id=unit(stage, code), line_id=line_id, quantity=quantity
    )
    stage.ask(department_head(code), receipt)


@CHAPTER.step("编制决算", "The settlement", by="c-cashier", at="2026-05-28 09:00")
def draft_settlement(stage: Stage) -> None:
    sheet = stage.ask("c-counsel1", FindSheetOfClass(class_id=class_id(stage)))
    lines = [
        SettlementLineDraft(
            line_id=line.line_id, quantity=line.quantity, unit_price_fen=PRICES[line.group]
        )
        for line in sheet.lines
    ]
    first = lines[0]
    more = SettlementLineDraft(
        line_id=first.line_id, quantity=first.quantity + 1, unit_price_fen=first.unit_price_fen
    )
    wrong = DraftSettlement(class_id=class_id(stage), lines=[more, *lines[1:]])
    stage.refused("c-cashier", wrong, "QUANTITY_NOT_CONFIRMED")
    drafted = stage.ask("c-cashier", DraftSettlement(class_id=class_id(stage), lines=lines))
    stage.note(
        f"决算 {drafted.total_fen / 100:.2f} 元，预算差 {drafted.variance_fen / 100:.2f} 元",
        f"{drafted.total_fen / 100:.2f} yuan, {drafted.variance_fen / 100:.2f} from the budget",
    )
    kept(stage)["total_fen"] = drafted.total_fen


@CHAPTER.step("主办单位同意、双方签署", "Agreed and signed", by="c-lead1", at="2026-05-29 09:00")
def sign_settlement(stage: Stage) -> None:
    stage.ask("c-lead1", SendSettlement(class_id=class_id(stage)))
    agreement = AgreeSettlement(
        class_id=class_id(stage), signer="付强", scan=paper(stage, "c-lead1", "决算确认函.txt")
    )
    stage.ask("c-lead1", agreement)
    stage.ask("c-lead1", SignSettlement(class_id=class_id(stage)))
    stage.ask("c-finance", SignSettlement(class_id=class_id(stage)))
    stage.until(lambda: settlement(stage), lambda found: found.state == "FINALISED")


@CHAPTER.step("开票、冲红、重开", "Invoice", by="c-cashier", at="2026-06-01 09:00")
def invoice(stage: Stage) -> None:
    total = kept(stage)["total_fen"]
    wrong = IssueInvoice(class_id=class_id(stage), number=NUMBER, total_fen=total + 1)
    stage.refused("c-cashier", wrong, "NOT_THE_TOTAL")
    first = stage.ask(
        "c-cashier", IssueInvoice(class_id=class_id(stage), number=NUMBER, total_fen=total)
    )
    red = ReverseInvoice(
        class_id=class_id(stage),
        invoice_id=first.invoice_id,
        number=RED_NUMBER,
        reason="主办单位更正开票信息",
    )
    stage.ask("c-cashier", red)
    again = stage.ask(
        "c-cashier", IssueInvoice(class_id=class_id(stage), number=NEW_NUMBER, total_fen=total)
    )
    delivery = DeliverInvoice(
        class_id=class_id(stage), invoice_id=again.invoice_id, how="电子邮件交付"
    )
    stage.ask("c-cashier", delivery)
    kept(stage)["invoice_id"] = again.invoice_id
    comes_to(stage, ClassState.SETTLED)


@CHAPTER.step("分两次到账", "Paid in two parts", by="c-cashier", at="2026-06-10 10:00")
def receive_money(stage: Stage) -> None:
    total = kept(stage)["total_fen"]
    for part, reference in ((total // 3, "BANK-0001"), (total - total // 3, "BANK-0002")):
        receipt = RecordReceipt(
            class_id=class_id(stage),
            invoice_id=kept(stage)["invoice_id"],
            amount_fen=part,
            on=date(2026, 6, 10),
            reference=reference,
        )
        stage.ask("c-cashier", receipt)
    stage.until(lambda: settlement(stage), lambda found: found.state in ("PAID", "CLOSED"))


@CHAPTER.step("讲课费与代扣", "Lecture fees", by="c-cashier", at="2026-06-11 09:00")
def pay_lecturers(stage: Stage) -> None:
    stage.ask("c-cashier", CalculateFees(class_id=class_id(stage)))
    stage.refused("c-cashier", ApproveFees(class_id=class_id(stage)), "OWN_FEES")
    stage.ask("c-finance", ApproveFees(class_id=class_id(stage)))
    for number, fee in enumerate(_fees(stage)):
        request = PayFee(
            class_id=class_id(stage),
            fee_id=fee.fee_id,
            paid_on=date(2026, 6, 11),
            reference=f"FEE-{number:04}",
            receipt=paper(stage, "c-cashier", f"讲课费领取表{number}.txt"),
        )
        stage.ask("c-cashier", request)
    paid = _fees(stage)
    kept(stage)["lessons"] = [
        (lesson.taught, lesson.payable) for fee in paid for lesson in fee.lessons
    ]
    stage.note(
        f"实发 {sum(fee.net_fen for fee in paid) / 100:.2f} 元，"
        f"代扣 {sum(fee.tax_fen for fee in paid) / 100:.2f} 元",
        f"{sum(fee.tax_fen for fee in paid) / 100:.2f} yuan of tax withheld",
    )


@CHAPTER.step("备品采购", "A purchase", by="c-student", at="2026-06-12 09:00")
def purchase(stage: Stage) -> None:
    request = RequestPurchase(
        class_id=class_id(stage),
        supplier="文具商店",
        rule_ref="政府采购法及学院采购管理办法",
        lines=[PurchaseLine(item="胸卡", quantity=100, unit_price_fen=2_50)],
    )
    asked = stage.ask("c-student", request)
    receipt = ReceivePurchase(purchase_id=asked.purchase_id)
    stage.refused("c-student", receipt, "WRONG_STATE")
    approval = ApprovePurchase(purchase_id=asked.purchase_id, approval_ref="院采〔2026〕12号")
    stage.ask("c-finance", approval)
    stage.ask("c-student", receipt)
    payment = RecordPayment(
        class_id=class_id(stage),
        purchase_id=asked.purchase_id,
        counterparty="文具商店",
        amount_fen=asked.total_fen,
        on=date(2026, 6, 12),
        reference="PAY-0001",
    )
    stage.ask("c-cashier", payment)


@CHAPTER.step("次月申报", "Tax is filed", by="c-finance", at="2026-07-08 09:00")
def file_tax(stage: Stage) -> None:
    filed = stage.ask("c-finance", FileTaxMonth(month="2026-06"))
    stage.note(f"申报 {filed.tax_fen / 100:.2f} 元", f"{filed.tax_fen / 100:.2f} yuan filed")
    kept(stage)["invoices"] = [
        (one.number, str(one.state))
        for one in stage.ask("c-cashier", ListInvoices(class_id=class_id(stage)))
    ]


def _fees(stage: Stage) -> list[LectureFeeView]:
    return stage.ask("c-cashier", ListFees(class_id=class_id(stage)))


def settlement(stage: Stage) -> SettlementView:
    """The settlement as it stands."""
    return stage.ask("c-cashier", FindSettlement(class_id=class_id(stage)))
