"""The finance desk: its pages, forms and papers, declared."""

from kit.pages.desk import Desk
from services.finance.desk.budget import BUDGET_LOOKS, MONEY
from services.finance.desk.data_sheet import DATA_SHEET, SHEET_LOOKS
from services.finance.desk.fees import FEE_LOOKS, FEES
from services.finance.desk.ledger import LEDGER, PAYMENTS, STANDARDS
from services.finance.desk.papers import PAPERS
from services.finance.desk.procurement import BIDS, PURCHASES
from services.finance.desk.settlement import SETTLEMENT, SETTLEMENT_LOOKS
from services.finance.desk.tax import TAX

DESK = Desk(
    name="finance",
    zh="财务",
    icon="coin",
    package="services.finance.desk",
    pages=(LEDGER, PAYMENTS, TAX, PURCHASES, BIDS, STANDARDS),
    class_pages=(MONEY, DATA_SHEET, SETTLEMENT, FEES),
    looks={**BUDGET_LOOKS, **SHEET_LOOKS, **SETTLEMENT_LOOKS, **FEE_LOOKS},
    papers=PAPERS,
)
