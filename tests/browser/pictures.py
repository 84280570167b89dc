"""Takes the pictures of the staff guide, `docs/pictures/guide-*.png`.

    python -m tests.browser.pictures ADDRESS VAR

ADDRESS is a suite running on this machine, such as http://127.0.0.1:8000, and VAR its data
directory, where both sample classes have been played. What is pictured changes nothing there: forms
are opened, and one is sent with an ID number that cannot be, so that its refusal can be seen. It
needs Chromium and a Chinese font, as the browser tests do.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.palette import lighter
from tests.browser.visitor import School
from tests.journeys.places import Suite

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
DESK, PHONE = (1280, 800), (390, 844)
# By so much the tabs of a class come to stand at the top, below the line with the search.
PAST_BAR = 190
MOST_BYTES, MOST_IN_ALL = 120 * 1024, 1300 * 1024


def _as_it_opens(_: Page) -> None:
    """A page that needs nothing done on it."""


def _nominating(page: Page) -> None:
    """The drawer of a nomination, as a unit opens it."""
    page.click("a[href*='enrollment.nominate']")
    page.wait_for_selector("#drawer[open] form")


def _refused(page: Page) -> None:
    """The same form, sent with an ID number whose check digit is wrong."""
    _nominating(page)
    page.fill("#drawer input[name='candidate.name']", "王小明")
    page.fill("#drawer input[name='candidate.id_no']", "310101200001011235")
    page.click("#drawer button[type='submit']")
    page.wait_for_selector("#drawer [aria-invalid='true']")


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One picture: whose screen, which page of it (`{code}` stands for the id of that class), what
    is done there first, and how many pixels the screen is moved down.
    """

    name: str
    login: str
    path: str
    first: Callable[[Page], None] = _as_it_opens
    down: int = 0
    size: tuple[int, int] = DESK


SHOTS = (
    Shot(name="workbench", login="c-lead1", path="/"),
    Shot(name="class", login="c-lead1", path="/classes/{CJ2026-01}"),
    Shot(name="form", login="unit01", path="/enrollment/own", first=_nominating),
    Shot(name="refusal", login="unit01", path="/enrollment/own", first=_refused),
    Shot(name="intake", login="staff1", path="/classes/{JJ2026-01}/intake", down=PAST_BAR),
    Shot(name="team", login="c-affairs", path="/classes/{KJ2026-01}/team", down=PAST_BAR),
    Shot(name="archive", login="c-affairs", path="/classes/{KJ2026-01}/archive", down=PAST_BAR),
    Shot(name="timetable", login="staff2", path="/classes/{FZ2026-01}/timetable", down=PAST_BAR),
    Shot(name="attendance", login="staff1", path="/classes/{FZ2026-01}/attendance", down=PAST_BAR),
    Shot(name="exam", login="exams", path="/classes/{FZ2026-01}/exam", down=PAST_BAR),
    Shot(
        name="settlement", login="c-finance", path="/classes/{KJ2026-01}/settlement", down=PAST_BAR
    ),
    Shot(name="deadlines", login="c-affairs", path="/notification/deadlines"),
    Shot(name="board", login="evp", path="/portal/board"),
    Shot(name="own-unit", login="unit01", path="/classes/{JJ2026-01}/own"),
    Shot(name="phone-timetable", login="trainee1", path="/me/timetable", size=PHONE),
    Shot(name="phone-leave", login="trainee1", path="/me/leave", size=PHONE),
)


def main(address: str, var: str) -> None:
    """Take every picture, one person after another."""
    port = urlsplit(address).port
    if port is None:
        sys.exit("the address has no port")
    school = School(Suite(var=Path(var), port=port), PICTURES)
    with _chromium() as browser:
        blank = browser.new_page()
        for shot in SHOTS:
            _take(school, browser, shot, blank)
    _weigh([_kept(shot) for shot in SHOTS])


@contextmanager
def _chromium() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


def _kept(shot: Shot) -> Path:
    return PICTURES / f"guide-{shot.name}.png"


def _take(school: School, browser: Browser, shot: Shot, blank: Page) -> None:
    _, brace, code = shot.path.partition("{")
    code = code.partition("}")[0]
    path = shot.path.replace(f"{{{code}}}", school.class_id(code)) if brace else shot.path
    # Drawers that slide in would be pictured half-way.
    with school.at_a_browser(
        browser, shot.login, size=shot.size, reduced_motion="reduce"
    ) as visitor:
        page = visitor.open(path)
        shot.first(page)
        page.evaluate("pixels => window.scrollTo(0, pixels)", shot.down)
        _kept(shot).write_bytes(lighter(page.screenshot(), blank))


def _weigh(pictures: list[Path]) -> None:
    """The guide stays light to fetch: a picture that has grown too heavy is named."""
    bytes_of = {picture.name: picture.stat().st_size for picture in pictures}
    heavy = [name for name, size in bytes_of.items() if size > MOST_BYTES]
    if heavy or sum(bytes_of.values()) > MOST_IN_ALL:
        sys.exit(f"too heavy: {heavy}, {sum(bytes_of.values())} bytes in all")


if __name__ == "__main__":
    main(*sys.argv[1:])
