"""The 159 clauses of both norms as data: what shows in a class that one is kept, until when, and
for which classes it stands.

`clauses.json`, one clause a line; an event stands there as `exam_held` or, with the values it must
have, as `role_assigned[role=LEAD]`:
  kept_by     any of these shows the clause kept; those joined by & only together
  due         deadlines of notification by kind, or START, CHECK_IN, END of the class
  late_by     what shows it late
  unless      what it forbids
  arises_by   it asks for something only after one of these
  waived_by   it is waived by this, with the event's reason
  only        the classes it stands for: each word, of words with | between them any
  shown_by    RULE: the system's rules hold it, no event can show it; RECORDS: no event tells of it
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from gateway.performance.facts import Fact

_SIGN = re.compile(r"(?P<name>[a-z_]+)(?:\[(?P<field>[a-z_]+)=(?P<value>[A-Za-z_]+)])?")


@dataclass(frozen=True)
class Sign:
    """An event that shows something, perhaps only with one value in one field."""

    name: str
    field: str = ""
    value: str = ""

    def is_in(self, fact: Fact) -> bool:
        """Whether a fact is this sign."""
        if fact.name != self.name:
            return False
        # True is written true, as it travels.
        return not self.field or str(fact.values.get(self.field)).lower() == self.value.lower()


class ShownBy(StrEnum):
    """Where one looks when no event of a class can show a clause."""

    EVENTS = "EVENTS"
    RULE = "RULE"
    RECORDS = "RECORDS"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause; `kept_by` holds alternatives, each of them signs that show it together."""

    clause: str
    zh: str
    en: str
    kept_by: tuple[tuple[Sign, ...], ...]
    due: tuple[str, ...]
    late_by: tuple[Sign, ...]
    unless: tuple[Sign, ...]
    arises_by: tuple[Sign, ...]
    waived_by: tuple[Sign, ...]
    only: tuple[frozenset[str], ...]
    shown_by: ShownBy

    @property
    def signs(self) -> Iterable[Sign]:
        """Every event the clause looks at."""
        together = (sign for alternative in self.kept_by for sign in alternative)
        return (*together, *self.late_by, *self.unless, *self.arises_by, *self.waived_by)

    def stands_for(self, traits: frozenset[str]) -> bool:
        """Whether the clause stands for a class of this kind."""
        return all(words & traits for words in self.only)


def _clause(entry: Mapping[str, Any]) -> Clause:
    waived_by = entry.get("waived_by", "")
    return Clause(
        clause=entry["id"],
        zh=entry["zh"],
        en=entry["en"],
        kept_by=tuple(_signs(line.split(" & ")) for line in entry.get("kept_by", ())),
        due=tuple(entry.get("due", ())),
        late_by=_signs(entry.get("late_by", ())),
        unless=_signs(entry.get("unless", ())),
        arises_by=_signs(entry.get("arises_by", ())),
        waived_by=_signs([waived_by] if waived_by else ()),
        only=tuple(frozenset(words.split("|")) for words in entry.get("only", ())),
        shown_by=ShownBy(entry.get("shown_by", "EVENTS")),
    )


def _signs(texts: Iterable[str]) -> tuple[Sign, ...]:
    return tuple(_sign(text) for text in texts)


def _sign(text: str) -> Sign:
    found = _SIGN.fullmatch(text)
    if found is None:
        raise ValueError(f"no event: {text}")
    return Sign(found["name"], found["field"] or "", found["value"] or "")


CLAUSES: tuple[Clause, ...] = tuple(
    _clause(entry)
    for entry in json.loads(Path(__file__).with_name("clauses.json").read_text(encoding="utf-8"))
)
