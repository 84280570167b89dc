"""A real Chromium, and the people of the sample classes in front of it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import School
from tests.plays import Plays
from tests.servers.machine import Unavailable, install

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONTS = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
PICTURES = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@pytest.fixture(scope="session")
def school(plays: Plays) -> School:
    """The embedded suite in which both classes were carried through."""
    return School(plays("embedded").suite, PICTURES)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Where there is none the test is left out; in CI it fails.

    No longer than a module: as long as it is open its event loop runs in this thread, and tests
    of others that start one of their own would be refused.
    """
    try:
        program = _chromium()
    except Unavailable as reason:
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out(str(reason))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


def _chromium() -> str:
    if not FONTS.exists():
        install("fonts-noto-cjk")
    found = shutil.which("chromium")
    if found is None:
        install("chromium")
        found = shutil.which("chromium")
    if found is None:
        raise Unavailable("chromium is not installed")
    return found
