"""What every test may count on: known clauses, real servers on request, calm properties."""

import os

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# They start processes of their own, and what they see depends on the time those have: each group
# runs one after another on one worker.
TOGETHER = {
    "tests/journeys/": "suites",
    "tests/browser/": "suites",
    "tests/security/test_fuzzing.py": "suites",
    "tests/security/test_scopes.py": "suites",
    "tests/faults/": "servers",
    "tests/deploy/test_restoring.py": "servers",
    "tests/watching/test_scrape.py": "servers",
    "tests/kit/test_department.py": "servers",
    "tests/kit/test_replicas.py": "servers",
}

pytest_plugins = ["pytester", "tests.conformance", "tests.servers", "tests.plays"]

# No deadline: a shared machine is slow at times, and a rule is not wrong for that.
# Where a change is judged, the same examples each time.
settings.register_profile(
    "kaiban", deadline=None, derandomize=os.environ.get("CI") == "true", print_blob=True
)
settings.load_profile("kaiban")


def pytest_itemcollected(item: pytest.Item) -> None:
    if "servers" in getattr(item, "fixturenames", ()):
        item.add_marker("servers")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what is for the night to the night."""
    if os.environ.get("KAIBAN_NIGHT"):
        return
    late = [item for item in items if item.get_closest_marker("night")]
    config.hook.pytest_deselected(items=late)
    items[:] = [item for item in items if item not in late]


class OneHandForSuites(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Whole suites run one after another on one worker, everything else wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        groups = (group for path, group in TOGETHER.items() if nodeid.startswith(path))
        return next(groups, nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> OneHandForSuites:
    return OneHandForSuites(config, log)
