"""One play of the sample classes for each place, shared by every test that looks at its ending or
walks about in it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields

import pytest

from deploy.showcase import in_session, waiting
from deploy.showcase.college.contracted_class import (
    ContractedEnding,
    carry_contracted_through,
    contracted_ending,
)
from deploy.showcase.development_class import Ending, carry_through, ending
from tests.journeys.places import PLACES, Suite, an_open_suite, players_of


@dataclass(frozen=True)
class Play:
    """A suite that still runs, and what the classes have come to on it."""

    suite: Suite
    ending: Ending
    contracted: ContractedEnding


Plays = Callable[[str], Play]


@pytest.fixture(scope="session")
def plays(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plays]:
    """The play of a place; the classes are carried through once on each."""
    played: dict[str, Play] = {}
    with ExitStack() as until_the_end:

        def find(place: str) -> Play:
            if place not in played:
                opened = an_open_suite(place, tmp_path_factory.mktemp(place), request)
                suite = until_the_end.enter_context(opened)
                with players_of(suite) as stage:
                    carry_through(stage)
                    come_to = ending(stage)
                    carry_contracted_through(stage)
                    contracted = contracted_ending(stage)
                    stage.play((waiting.CHAPTER, in_session.CHAPTER))
                played[place] = Play(suite, come_to, contracted)
            return played[place]

        yield find


def assert_same(one: Ending | ContractedEnding, other: Ending | ContractedEnding) -> None:
    """Two plays have come to the same end; what stands in their files is for others to compare."""
    for field in fields(one):
        if field.name != "files":
            assert getattr(one, field.name) == getattr(other, field.name), field.name
    assert one.files.keys() == other.files.keys()


@pytest.fixture(scope="session", params=PLACES)
def play(request: pytest.FixtureRequest, plays: Plays) -> Play:
    """The classes carried through on one kind of suite."""
    return plays(request.param)


@pytest.fixture
def come_to(play: Play) -> Ending:
    """What the class has come to."""
    return play.ending


@pytest.fixture
def contracted(play: Play) -> ContractedEnding:
    """What the contracted class has come to, played after the other one on the same suite."""
    return play.contracted
