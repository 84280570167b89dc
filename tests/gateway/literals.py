"""Every Chinese literal that pages may show: what the catalogue must know."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import nodes

import gateway.pages
import kit.pages
from gateway.pages.frame import MENU, make_pages
from gateway.pages.home import QUICK
from gateway.pages.links import ASPECTS, GROUPS
from kit.pages.formats import WEEKDAYS
from kit.pages.words import all_words
from kit.settings import Settings

CHINESE = re.compile(r"[\u3400-\u9fff]")


def literals() -> set[str]:
    """From templates, menus, words and weekdays."""
    menu = {group.zh for group in MENU} | {entry.zh for group in MENU for entry in group.entries}
    quick = {entry.zh for entry in QUICK}
    by_link = {title for _, title in (*GROUPS, *ASPECTS)}
    return set(in_templates()) | menu | quick | by_link | all_words() | set(WEEKDAYS)


def in_templates() -> Iterator[str]:
    """Every Chinese string constant of every template."""
    environment = make_pages(Settings()).environment
    for template in templates():
        for constant in environment.parse(template.read_text("utf-8")).find_all(nodes.Const):
            if isinstance(constant.value, str) and CHINESE.search(constant.value):
                yield constant.value


def bare_chinese() -> Iterator[tuple[str, str]]:
    """Chinese text that stands in a template outside any literal: it could not be translated."""
    environment = make_pages(Settings()).environment
    for template in templates():
        for text in environment.parse(template.read_text("utf-8")).find_all(nodes.TemplateData):
            if CHINESE.search(text.data):
                yield template.name, text.data


def templates() -> list[Path]:
    """All templates of the portal and the design."""
    packages = (kit.pages, gateway.pages)
    return sorted(
        path
        for package in packages
        for path in (Path(str(package.__file__)).parent / "templates").glob("*.html")
    )
