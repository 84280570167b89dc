"""Life cycles as tables: which verb leads from where to where, and one refusal for every other
attempt (A-1.a).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from contracts.refusals import Refusal

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
            allowed = "、".join(sorted(sources))
            raise Refusal(
                "WRONG_STATE",
                f"{self.zh}当前状态为 {state}，不能执行此操作（{verb}）；须处于：{allowed}。",
                f"The {self.en} is {state}; '{verb}' needs {' or '.join(sorted(sources))}.",
                self.clause,
            )
        return target
