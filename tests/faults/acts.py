"""What people did under load, and what they were told of it."""

from dataclasses import dataclass, field
from typing import Any

from contracts.base import Request


@dataclass(frozen=True)
class Act:
    """A command and what tells its effect apart from every other's: a name it carries."""

    request: Request[Any]
    mark: str
    who: str


@dataclass
class Log:
    """What was answered, by kind and mark: the id of what it made, or the refusal's code."""

    done: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, dict[str, str]] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        """How many commands were carried out, as their callers were told."""
        return sum(len(marks) for marks in self.done.values())
