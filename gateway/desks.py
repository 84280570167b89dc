"""The desks the gateway can show: each department's own, drawn in one frame."""

from collections.abc import Sequence

from gateway.desk import DESK as PORTAL
from gateway.me import DESK as ME
from kit.pages.desk import Desk
from services.assessment.desk import DESK as ASSESSMENT
from services.enrollment.desk import DESK as ENROLLMENT
from services.finance.desk import DESK as FINANCE
from services.notification.desk import DESK as NOTIFICATION
from services.scheduling.desk import DESK as SCHEDULING

DESKS: Sequence[Desk] = (ENROLLMENT, SCHEDULING, ASSESSMENT, FINANCE, NOTIFICATION, PORTAL, ME)


def desks_named(name: str) -> Sequence[Desk]:
    """This desk alone; all of them where none is named."""
    return [desk for desk in DESKS if name in {"", desk.name}]
