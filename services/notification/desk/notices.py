"""Notices: drafted, released, and who has acknowledged them."""

from collections.abc import Mapping
from typing import Any

from contracts.base import Title
from contracts.notification import (
    NEEDS_ACKNOWLEDGEMENT,
    ChaseNotice,
    DeliveryView,
    DraftNotice,
    ListDeliveries,
    ListNotices,
    ListUnitReceipts,
    NoticeView,
    PublishNotice,
    ReceiptsView,
)
from contracts.values import HalfDay  # noqa: F401
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Picture, Table
from kit.pages.visit import Visit
