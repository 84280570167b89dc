"""The portal's own pages: the leaders' board, the audit view, accounts, seals, conformity, search,
tokens, the catalogue of components, and where things to do are done.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from jinja2 import Environment

from contracts import enrollment, portal
from contracts.audit import AuditChain, AuditField, AuditLine, AuditLog
from contracts.base import Page
from contracts.enrollment import (
    ClassState,
    DocumentView,
    FindPeople,
    ListDocuments,
    PersonFoundView,
    TraineeState,
    TrainingLine,
)
from contracts.notification import (
    DeadlineKind,
    DeadlineState,
    DeadlineView,
    ListDeadlines,
    ListTodos,
    TodoView,
)
from contracts.portal import (
    AccountView,
    FindConformity,
    FindKeyFigures,
    FindPerformanceReport,
    GrantView,
    KeyFigures,
    ListAccounts,
    ListBoard,
    ListSeals,
    OpenAccount,
    SealPurpose,
    SealView,
)
from contracts.roles import Actor, Grant, Role
from contracts.values import FileRef
from gateway.pages.frame import make_pages
from gateway.pages.todos import LATER, OVERDUE, TODAY, form_of, grouped
from gateway.performance import Fact, conformity, report_of
from gateway.service.boards import board_view
from kit.pages import charts
from kit.settings import Settings
from tests.gateway.conftest import PASSWORD, House
from tests.gateway.desks.test_performance_facts import A_CLASS
from tests.gateway.fake import CLASS_ID, NOW, TITLE, FakeDepartments
