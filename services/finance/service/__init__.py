"""Everything finance can be asked and reacts to, one module per matter."""

from kit.department import Department
from services.finance.service.accounts import Accounts
from services.finance.service.budgets import Budgets
from services.finance.service.claims import Claims
from services.finance.service.fees import Fees
from services.finance.service.invoices import Invoices
from services.finance.service.payments import Payments
from services.finance.service.procurement import Procurement
from services.finance.service.reports import Reports
from services.finance.service.settlements import Settlements
from services.finance.service.sheets import Sheets
from services.finance.store import FinanceStore


class FinanceService(
    Budgets,
    Accounts,
    Reports,
    Sheets,
    Settlements,
    Invoices,
    Payments,
    Fees,
    Procurement,
    Claims,
    Department,
):
    """Finance and logistics."""

    name = "finance"
    store_type = FinanceStore
