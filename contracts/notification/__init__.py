"""Notification: notices and who acknowledged them, messages to persons and duties, to-do items."""

from contracts.notification.access import *
from contracts.notification.audit import *
from contracts.notification.contacts import *
from contracts.notification.deadlines import *
from contracts.notification.dispatches import *
from contracts.notification.escalations import *
from contracts.notification.events import *
from contracts.notification.groups import *
from contracts.notification.notices import *
from contracts.notification.operations import *
from contracts.notification.publicity import *
from contracts.notification.todos import *
