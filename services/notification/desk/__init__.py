"""The desk of notification: its pages, declared."""

from kit.pages.desk import Desk
from services.notification.desk import contact, escalations, mine, notices, publicity
from services.notification.desk.contact import CONTACT
from services.notification.desk.deadlines import DEADLINES
from services.notification.desk.dispatches import DISPATCHES
from services.notification.desk.mine import MINE, TODOS
from services.notification.desk.notices import CLASS_NOTICE, CLASS_NOTICES, NOTICES, ONE_NOTICE
from services.notification.desk.publicity import PUBLICITY

DESK = Desk(
    name="notification",
    zh="通知",
    icon="bell",
    package="services.notification.desk",
    pages=(MINE, TODOS, NOTICES, ONE_NOTICE, DEADLINES, DISPATCHES),
    class_pages=(CLASS_NOTICES, CLASS_NOTICE, CONTACT, PUBLICITY),
    looks={
        **mine.LOOKS,
        **notices.LOOKS,
        **contact.LOOKS,
        **escalations.LOOKS,
        **publicity.LOOKS,
    },
)
