"""The claim file of a class, assembled from what is known of it (B-3.3a)."""

from typing import Any

from contracts.finance import ClaimFileView, ExportClaimFile, FindClaimFile
from kit.department import query
from services.finance.domain.claim import ClaimFacts, claim_documents, missing_of
from services.finance.papers.claim_file import claim_workbook, print_claim_file
from services.finance.store import FinanceStore


class Claims:
    """What a class's costs are claimed with."""

    @query
    def find_claim_file(self, request: FindClaimFile, store: FinanceStore) -> ClaimFileView:
        documents = claim_documents(_facts(store, request.class_id))
        return ClaimFileView(
            class_id=request.class_id, documents=documents, missing=missing_of(documents)
        )

    @query(renders=print_claim_file)
    def export_claim_file(self, request: ExportClaimFile, store: FinanceStore) -> dict[str, Any]:
        return claim_workbook(_facts(store, request.class_id))


def _facts(store: FinanceStore, class_id: str) -> ClaimFacts:
    account = store.account(class_id)
    return ClaimFacts(
        account=account,
        budget=store.budget(class_id),
        plan_no=store.plan_no(account.plan_id),
        arrivals=store.count_arrivals(class_id),
        sessions=store.sessions(class_id),
        sheet=store.confirmed_sheet(class_id),
        settlement=store.settlement_if_open(class_id),
        invoice=store.live_invoice(class_id),
        fees=store.fees(class_id),
        purchases=store.purchases_of(class_id),
    )
