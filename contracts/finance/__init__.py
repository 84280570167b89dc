"""Finance: fee standards, budgets against their ceiling, what a class used, its settlement. Money
is integer fen.
"""

from contracts.finance.access import *
from contracts.finance.account import *
from contracts.finance.audit import *
from contracts.finance.datasheet import *
from contracts.finance.events import *
from contracts.finance.invoices import *
from contracts.finance.lecturers import *
from contracts.finance.operations import *
from contracts.finance.procurement import *
from contracts.finance.settlement import *
