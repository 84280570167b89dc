"""What every test may count on: known clauses, real servers on request, calm properties."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["pytester", "tests.conformance", "tests.servers"]

# No deadline: a shared machine is slow at times, and a rule is not wrong for that.
# Where a change is judged, the same examples each time.
settings.register_profile(
    "kaiban", deadline=None, derandomize=os.environ.get("CI") == "true", print_blob=True
)
settings.load_profile("kaiban")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "servers" in getattr(item, "fixturenames", ()):
            item.add_marker("servers")
        # One after another on one worker: they share the servers, and their timing is measured.
        if item.get_closest_marker("servers") or item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.xdist_group("one at a time"))
