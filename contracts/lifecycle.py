"""Life cycles as tables: which verb leads from where to where, and one refusal for every other
attempt (A-1.a).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from contracts.refusals import Refusal
from contracts.states import state_title

State = TypeVar("State", bound=StrEnum)


class Lifecycle(Generic[State]):
    """The moves of one kind of record: verb -> (states it may start from, state it leads to)."""

    def __init__(
        self,
        zh: str,
        en: str,
        moves: Mapping[str, tuple[Iterable[State], State]],
        clause: str = "A-1.a",
    ) -> None:
        self.zh, self.en, self.clause = zh, en, clause
        self.moves = {
            verb: (frozenset(sources), target) for verb, (sources, target) in moves.items()
        }

    def after(self, verb: str, state: State) -> State:
        """The state that follows; Refusal WRONG_STATE when the verb does not apply here."""
        sources, target = self.moves[verb]
        if state not in sources:
            now, needed = state_title(state), [state_title(source) for source in sorted(sources)]
            raise Refusal(
                "WRONG_STATE",
                f"{self.zh}现为「{now.zh}」，此事只能在"
                f"「{'」或「'.join(word.zh for word in needed)}」时办理。",
                f"The {self.en} is now '{now.en}'; this can only be done while it is "
                + " or ".join(f"'{word.en}'" for word in needed)
                + ".",
                self.clause,
            )
        return target
