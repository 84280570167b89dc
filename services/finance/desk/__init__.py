"""The finance desk: its pages, declared."""

from kit.pages.desk import Desk
from services.finance.desk.procurement import BIDS, PURCHASES

DESK = Desk(
    name="finance",
    zh="财务",
    icon="coin",
    package="services.finance.desk",
    pages=(BIDS, PURCHASES),
)
