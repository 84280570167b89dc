"""The figures of finance beside fees and tax: versioned data with sources, chosen by the day."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rules:
    """One rule set. Rates of value-added tax in tenths of a percent, the usual one first."""

    id: str
    in_force_from: date
    host_link_hours: int
    cash_limit_fen: int
    vat_rates: Sequence[int]
    withholding_due_day: int

    @property
    def host_link_lasts(self) -> timedelta:
        """How long a host may sign by its link."""
        return timedelta(hours=self.host_link_hours)


def rules_on(day: date) -> Rules:
    """The rule set in force on a day; the oldest for anything before it."""
    in_force = [rules for rules in rule_sets() if rules.in_force_from <= day]
    return in_force[-1] if in_force else rule_sets()[0]


@cache
def rule_sets() -> tuple[Rules, ...]:
    """Every rule set, oldest first."""
    text = Path(__file__).with_name("rules.json").read_text(encoding="utf-8")
    read = map(_rules, json.loads(text)["rule_sets"])
    return tuple(sorted(read, key=lambda rules: rules.in_force_from))


def _rules(data: Mapping[str, Any]) -> Rules:
    return Rules(**{**data, "in_force_from": date.fromisoformat(data["in_force_from"])})
