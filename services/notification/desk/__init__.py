"""The desk of notification: its pages, declared."""

from kit.pages.desk import Desk

DESK = Desk(name="notification", zh="通知", icon="bell", package="services.notification.desk")
