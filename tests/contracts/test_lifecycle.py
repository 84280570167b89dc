"""A move that does not apply is refused in words, and every state has its words."""

import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import pytest

import services
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from contracts.states import STATES, keys_of, state_title
from kit.pages import english
from kit.pages.words import tone_of, word_of


class Door(StrEnum):
    """For this test only: two states that have words."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


DOOR = Lifecycle("门", "door", {"close": ({Door.OPEN}, Door.CLOSED)})


@pytest.mark.clause("A-1.a")
def test_a_step_that_does_not_apply_is_refused_in_both_languages() -> None:
    assert DOOR.after("close", Door.OPEN) is Door.CLOSED
    with pytest.raises(Refusal, match="WRONG_STATE") as refused:
        DOOR.after("close", Door.CLOSED)
    assert refused.value.zh == "门现为「已结束」，此事只能在「进行中」时办理。"
    assert refused.value.en == "The door is now 'Closed'; this can only be done while it is 'Open'."


def lifecycles() -> Iterator[Lifecycle[StrEnum]]:
    """Every life cycle of every department."""
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if ".domain." in module.name:
            found = vars(importlib.import_module(module.name)).values()
            yield from (value for value in found if isinstance(value, Lifecycle))


def test_every_state_of_every_life_cycle_has_its_words() -> None:
    kinds = {type(target) for life in lifecycles() for _, target in life.moves.values()}
    states = {state for kind in kinds for state in kind}
    assert len(states) > 50
    assert {state for state in states if STATES.keys().isdisjoint(keys_of(state))} == set()


def test_a_screen_and_a_refusal_call_a_state_by_the_same_word() -> None:
    kinds = {type(target) for life in lifecycles() for _, target in life.moves.values()}
    for state in (state for kind in kinds for state in kind):
        assert word_of(state) == state_title(state).zh
        assert english()[state_title(state).zh] == state_title(state).en


def test_a_plain_code_may_name_its_own_kind_of_record() -> None:
    assert state_title("LeaveState.RETURNED").zh == "已销假"
    assert state_title("LeaveState.APPROVED") == state_title("APPROVED")
    assert (word_of("PlanState.ISSUED"), tone_of("PlanState.ISSUED")) == ("已下发", "green")
