"""Figures of the school as versioned rule sets; each class keeps the id of its own."""

from dataclasses import dataclass
from datetime import date

from contracts.values import Category


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """One edition of the figures. Days are calendar days in Asia/Shanghai."""

    rule_set: str
    effective_from: date
    source: str
    re_entry_ban_days: int
    trainee_no_digits: int
    dates_needed: dict[Category, tuple[str, ...]]


RULE_SETS = {
    rules.rule_set: rules
    for rules in (
        RuleSet(
            rule_set="ENR-2026-1",
            effective_from=date(2026, 1, 1),
            source="发展党员工作细则（先为积极分子）；高校党校通行做法（不合格满一年后再训）",
            re_entry_ban_days=365,
            trainee_no_digits=3,
            dates_needed={
                Category.DEV_TARGET: ("activist_on", "target_on"),
                Category.ACTIVIST: ("activist_on",),
            },
        ),
    )
}


def rules_on(day: date) -> RuleSet:
    """The rule set in force on a day."""
    in_force = [rules for rules in RULE_SETS.values() if rules.effective_from <= day]
    return max(in_force or RULE_SETS.values(), key=lambda rules: rules.effective_from)
