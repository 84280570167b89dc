"""The design system: how a page is made, in either language, from templates that decide nothing."""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from contracts.states import STATES
from kit.language import Language, known_language, preferred
from kit.pages import charts, formats, icons
from kit.pages.numbers import whole_number
from kit.pages.serving import ASSETS
from kit.pages.words import tone_of, word_of

Row = TypeVar("Row")

COOKIE = "lang"
YEAR_SECONDS = 365 * 24 * 3600
HTML_LANG = {"zh": "zh-CN", "en": "en"}

DESIGN = "kit.pages"
MOST_PAGES = 99_999
TAGS = 4096
# zlib's level: a page of 60 KB takes less than a millisecond.
QUICK = 4


def english(packages: Iterable[str] = ()) -> Mapping[str, str]:
    """The catalogue: every state, every Chinese literal of the design and these packages, in
    English.
    """
    found = {title.zh: title.en for title in STATES.values()}
    for package in (DESIGN, *packages):
        catalogue = files(package) / "i18n" / "en.json"
        if catalogue.is_file():
            found |= json.loads(catalogue.read_text(encoding="utf-8"))
    return found


def language_of(http: Request) -> Language:
    """What the page is to be written in: as asked, as last asked, as the browser prefers."""
    asked = known_language(http.query_params.get("lang", ""))
    return (
        asked
        or known_language(http.cookies.get(COOKIE, ""))
        or preferred(http.headers.get("accept-language", ""))
    )


class Pages:
    """Templates of several packages over one design."""

    def __init__(self, *packages: str, **everywhere: Any) -> None:
        self.english = english(packages)
        self.environment = _environment(packages)
        self._everywhere = everywhere

    def show(self, http: Request, template: str, *, status: int = 200, **data: Any) -> HTMLResponse:
        """A page in the language of whoever asks for it."""
        language = language_of(http)

        def t(text: str, **values: object) -> str:
            return self.translated(language, text, **values)

        def either(zh: str, en: str) -> str:
            return zh if language == "zh" else en

        def word(value: str) -> str:
            known = word_of(value)
            return t(known) if known else value

        about: dict[str, Any] = {
            "t": t,
            "either": either,
            "word": word,
            "tag": lambda value: _tag(word(value), tone_of(value)),
            "weekday": lambda on: t(formats.WEEKDAYS[on.weekday()]),
            "language": language,
            "html_lang": HTML_LANG[language],
            "here": http.url.path,
            "in_other_language": _in_other_language(http, language),
            "with_query": lambda **changes: with_query(http, **changes),
            "request_id": http.scope["state"]["request_id"],
        }
        page = self.environment.get_template(template).render(self._everywhere | about | data)
        response = _packed(page, status, http)
        response.headers["Cache-Control"] = "no-store"
        if http.query_params.get("lang"):
            response.set_cookie(COOKIE, language, max_age=YEAR_SECONDS, samesite="lax")
        return response

    def translated(self, language: Language, text: str, **values: object) -> str:
        """A literal in the page's language; Chinese literals are their own keys."""
        chosen = text if language == "zh" else self.english.get(text, text)
        return chosen.format(**values) if values else chosen


@cache
def _environment(packages: tuple[str, ...]) -> Environment:
    """The templates of these packages; each is compiled once per process."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(one, "templates") for one in (*packages, DESIGN)]),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    environment.globals.update(icon=icons.icon, asset=ASSETS.path_of, chart=charts)
    environment.filters.update(
        day=formats.day,
        long_day=formats.long_day,
        moment=formats.moment,
        clock=formats.clock,
        hours=formats.hours,
        yuan=formats.yuan,
        tenths=formats.tenths,
    )
    return environment


def _packed(page: str, status: int, http: Request) -> HTMLResponse:
    plain = page.encode()
    if "gzip" not in http.headers.get("accept-encoding", ""):
        return HTMLResponse(plain, status, {"Vary": "Accept-Encoding"})
    headers = {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
    return HTMLResponse(gzip.compress(plain, QUICK, mtime=0), status, headers)


def with_query(http: Request, **changes: object) -> str:
    """This page's address with some of its query changed; filters survive the way through pages."""
    kept = [(name, value) for name, value in http.query_params.multi_items() if name not in changes]
    kept += [(name, str(value)) for name, value in changes.items() if value not in {None, ""}]
    return f"{http.url.path}?{urlencode(kept)}" if kept else http.url.path


def _in_other_language(http: Request, language: Language) -> str:
    return with_query(http, lang="en" if language == "zh" else "zh")


@lru_cache(TAGS)
def _tag(text: str, tone: str) -> Markup:
    return Markup('<span class="tag tag-{}">{}</span>').format(tone, text)


def page_of(rows: Sequence[Row], asked: str, size: int) -> tuple[Sequence[Row], dict[str, Any]]:
    """The page of a list that an address asks for, the nearest there is, and what its pager
    shows.
    """
    last = max(1, -(-len(rows) // size))
    page = min(whole_number(asked, least=1, most=MOST_PAGES) or 1, last)
    return rows[(page - 1) * size : page * size], pager(len(rows), page, size)


def pager(total: int, page: int, size: int) -> dict[str, Any]:
    """What the pager shows: where one is, and the pages around."""
    last = max(1, -(-total // size))
    around: Sequence[int] = sorted(
        {1, last, *(n for n in range(page - 1, page + 2) if 1 <= n <= last)}
    )
    return {"total": total, "page": page, "last": last, "around": around}
