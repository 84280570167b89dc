"""Every Chinese literal that pages may show: what the catalogues must know."""

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from jinja2 import nodes

from gateway.desk.audit import NAMES as DEPARTMENT_NAMES
from gateway.desk.chain import HEADS
from gateway.desks import DESKS
from gateway.pages.board import HEADS as BOARD_HEADS
from gateway.pages.catalogue import PAPER, PLAIN
from gateway.pages.frame import PORTAL, PUBLIC, make_pages
from gateway.pages.links import ASPECTS, GROUPS
from gateway.pages.todos import LATER, OVERDUE, TODAY
from kit.pages.desk import AnyKind, Desk, Offer, Page
from kit.pages.formats import WEEKDAYS
from kit.pages.words import all_words
from kit.settings import Settings

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Signs between words are said otherwise in English too.
SAID = re.compile(r"[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]")


def literals() -> set[str]:
    """From templates, menus, desks, words and weekdays."""
    menu = {
        word for group in (PORTAL, PUBLIC) for word in (group.zh, *(e.zh for e in group.entries))
    }
    by_link = {title for _, title in (*GROUPS, *ASPECTS)}
    desks = {word for desk in DESKS for word in of_desk(desk)}
    fixed = {"概览", "是", "否", OVERDUE, TODAY, LATER, *DEPARTMENT_NAMES.values()}
    fixed |= {PAPER.zh, PLAIN.note, "提示文字", *HEADS, *BOARD_HEADS}
    return set(in_templates()) | menu | by_link | desks | fixed | all_words() | set(WEEKDAYS)


def of_desk(desk: Desk) -> Iterator[str]:
    """Everything a desk's declaration says in Chinese that is to be translated."""
    yield desk.zh
    for page in (*desk.pages, *desk.class_pages):
        yield from _of_page(page)
    for look in desk.looks.values():
        yield from (word for word in (look.note, *look.hints.values()) if word)
    yield from (paper.zh for paper in desk.papers)


def _of_page(page: Page) -> Iterator[str]:
    yield page.zh
    if page.note:
        yield page.note
    yield from _of_offers(page.actions)
    yield from _of_offers(page.offers)
    for section in page.sections:
        yield from (word for word in (section.zh, section.empty, section.note) if word)
        yield from _of_offers(section.actions)
        yield from _of_offers(getattr(section, "row_actions", ()))
        yield from _of_offers(getattr(section, "offers", ()))
        for inner in getattr(section, "inner", ()):
            yield inner.zh
            yield from _of_offers(inner.row_actions)


def _of_offers(offers: "Sequence[AnyKind | Offer]") -> Iterator[str]:
    yield from (zh for offer in offers if (zh := getattr(offer, "zh", "")))


def in_templates() -> Iterator[str]:
    """Every Chinese string constant of every template."""
    environment = make_pages(Settings(), DESKS).environment
    for template in templates():
        for constant in environment.parse(template.read_text("utf-8")).find_all(nodes.Const):
            if isinstance(constant.value, str) and SAID.search(constant.value):
                yield constant.value


def bare_chinese() -> Iterator[tuple[str, str]]:
    """Chinese text that stands in a template outside any literal: it could not be translated."""
    environment = make_pages(Settings(), DESKS).environment
    for template in templates():
        for text in environment.parse(template.read_text("utf-8")).find_all(nodes.TemplateData):
            if CHINESE.search(text.data):
                yield template.name, text.data


def templates() -> list[Path]:
    """All templates of the portal, the desks and the design."""
    packages = ("kit.pages", "gateway.pages", *(desk.package for desk in DESKS))
    roots = [Path(str(files(package))) / "templates" for package in packages]
    return sorted(path for root in roots for path in root.rglob("*.html"))
