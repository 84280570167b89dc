"""The policy library 制度文件库: the versions of a document, since when each holds, and who
interprets it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.portal import PolicyKept, PolicyRepealed, PolicyState
from contracts.refusals import Fault, Forbidden, Invalid, Refusal
from contracts.roles import Actor, Role
from contracts.values import FileRef

# Article 14 of the second norm: 由教务处负责解释.
TEACHING_AFFAIRS = "教务处"


@dataclass(kw_only=True, eq=False)
class PolicyVersion:
    """One version of a document. `until` is the first day its successor holds instead; a document
    without a number goes by its title.
    """

    number: str
    edition: int
    title: str
    effective_on: date | None
    until: date | None = None
    interpreted_by: str
    document: FileRef | None
    repealed: bool = False
    repeal_reason: str = ""
    position: int

    def is_repealed(self, today: date) -> bool:
        """Whether this version holds no longer."""
        return self.repealed or (self.until is not None and self.until <= today)

    def state(self, today: date) -> PolicyState:
        """How it stands on a day."""
        if self.is_repealed(today):
            return PolicyState.REPEALED
        return PolicyState.IN_FORCE if self.holds(today) else PolicyState.TO_COME

    def holds(self, today: date) -> bool:
        """Whether this is what one goes by on a day."""
        begun = self.effective_on is None or self.effective_on <= today
        return begun and not self.is_repealed(today)

    def kept(self) -> PolicyKept:
        """The fact that the library has this version."""
        return PolicyKept(number=self.number, version=self.edition)

    def give_way(self, *, from_on: date) -> None:
        """Hold until the next version does; Invalid (422) unless that is later."""
        if self.effective_on is not None and from_on <= self.effective_on:
            zh, en = "须晚于上一版的施行日期", "must be later than that of the version before"
            raise Invalid(
                "NOT_LATER",
                f"新版施行日期{zh}（{self.effective_on}）。",
                f"The day of effect {en} ({self.effective_on}).",
                "B-14",
                faults=[Fault("effective_on", zh, en)],
            )
        if not self.repealed:
            self.until = from_on


def repeal(versions: Sequence[PolicyVersion], *, reason: str, today: date) -> PolicyRepealed:
    """Repeal a document, what holds of it and what would have; its text stays to be read."""
    standing = [version for version in versions if not version.is_repealed(today)]
    if not standing:
        raise Refusal(
            "ALREADY_REPEALED",
            "此文件已经废止。",
            "This document has been repealed already.",
            "B-14",
        )
    for version in standing:
        version.repealed, version.repeal_reason = True, reason
    return PolicyRepealed(number=standing[0].number)


def require_interpreter(actor: Actor, *interpreters: str) -> None:
    """Forbidden (403) for whoever would change what teaching affairs alone interprets (B-14)."""
    if not interprets(actor, *interpreters):
        raise Forbidden(
            "INTERPRETER_ONLY",
            "此文件由教务处负责解释，只能由教务处发布新版或者废止。",
            "Teaching affairs interprets this document; only it may renew or repeal it.",
            "B-14",
        )


def interprets(actor: Actor, *interpreters: str) -> bool:
    """Whether somebody may change a document by who interprets it."""
    return TEACHING_AFFAIRS not in interpreters or actor.has(Role.TEACHING_AFFAIRS)


def of_today(versions: Sequence[PolicyVersion], today: date) -> list[PolicyVersion]:
    """Of each document the version that holds, else its last one; in the order of the library."""
    chosen: dict[str, PolicyVersion] = {}
    for version in versions:
        known = chosen.get(version.number)
        if known is None or not known.holds(today):
            chosen[version.number] = version
    return list(chosen.values())
