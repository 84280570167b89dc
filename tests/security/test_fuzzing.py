"""Whatever is sent to any operation of the API, by whomever: never a fault of ours, and never an
answer its description does not know.
"""

import asyncio
import os
import random
from collections.abc import Iterator

import pytest

from contracts.base import REQUESTS
from contracts.roles import Role
from gateway.operations import describe
from tests.security.fuzzing import INVALID, VALID, Fuzzing
from tests.security.house import ROLES, House

# Another every day, and printed when something is found.
CHANCE = int(os.environ.get("KAIBAN_FUZZ_SEED", random.randrange(10**6)))
NOBODY = ""


@pytest.fixture(scope="module")
def fuzzing(house_of_the_play: House) -> Iterator[Fuzzing]:
    """What schemathesis makes of the API's description."""
    app = house_of_the_play.app
    description = asyncio.run(describe(app, version="0", cookie="kaiban"))
    made = Fuzzing(house_of_the_play, description, CHANCE)
    yield made
    made.close()


@pytest.fixture(scope="module")
def tokens(fuzzing: Fuzzing) -> dict[Role, str]:
    """A token for each role."""
    return {role: fuzzing.house.token_of(role) for role in ROLES}


def may(name: str) -> list[Role]:
    """The roles an operation is for; all of them, where it says nothing of roles."""
    kind = REQUESTS.get(name)
    named = [role for role in ROLES if kind is not None and role in kind.ask.roles]
    return named or [*ROLES]


TAGS = ("assessment", "enrollment", "finance", "notification", "portal", "scheduling", "")


@pytest.mark.parametrize("tag", TAGS)
def test_no_operation_breaks_or_answers_unheard_of(
    fuzzing: Fuzzing, tokens: dict[Role, str], tag: str
) -> None:
    chance, faults = random.Random(CHANCE), list[str]()
    for name in names(fuzzing, tag):
        everybody, entitled = [*tokens.values(), NOBODY], [tokens[role] for role in may(name)]
        for case in fuzzing.cases(name, VALID, 1):
            faults += fuzzing.faults(case, chance.choice(entitled))
        for case in fuzzing.cases(name, INVALID, 1):
            faults += fuzzing.faults(case, chance.choice(entitled))
            faults += fuzzing.faults(case, chance.choice(everybody))
    assert faults == [], f"KAIBAN_FUZZ_SEED={CHANCE}"


@pytest.mark.night
@pytest.mark.parametrize("role", [*ROLES, None])
def test_every_role_at_every_operation(
    fuzzing: Fuzzing, tokens: dict[Role, str], role: Role | None
) -> None:
    faults = list[str]()
    token = tokens[role] if role else NOBODY
    for name in fuzzing.operations:
        for mode, count in ((VALID, 5), (INVALID, 3)):
            for case in fuzzing.cases(name, mode, count):
                faults += fuzzing.faults(case, token)
    assert faults == [], f"KAIBAN_FUZZ_SEED={CHANCE}"


def names(fuzzing: Fuzzing, tag: str) -> list[str]:
    """The operations of a department; those of the gateway itself for no tag."""
    return [
        name
        for name in fuzzing.operations
        if tag == (name.partition(".")[0] if name in REQUESTS else "")
    ]
