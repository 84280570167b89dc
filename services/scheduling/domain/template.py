"""Day-schedule templates: what a class of one kind does on which day, kept as data files."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from contracts.refusals import Refusal
from contracts.scheduling import SessionDraft
from contracts.values import CATEGORY_TITLES, Category, HalfDay, SessionForm
from services.scheduling.domain.rules import DATA


@dataclass(frozen=True, kw_only=True)
class TemplateSession:
    """One session of a template. Days count from 1, the day the class starts; hours in tenths."""

    day: int
    half_day: HalfDay
    starts: str
    ends: str
    hours: int
    form: SessionForm
    title: str


@dataclass(frozen=True, kw_only=True)
class Template:
    """The day-schedule of one kind of class (A-5.h1, A-5.h2, A-5.h3)."""

    id: str
    category: Category
    title: str
    clause: str
    sessions: Sequence[TemplateSession]

    def drafts(self, start_on: date, end_on: date) -> list[SessionDraft]:
        """The sessions of a class between its two days; Refusal when it is too short for them."""
        last = start_on + timedelta(days=max(session.day for session in self.sessions) - 1)
        if last > end_on:
            raise Refusal(
                "CLASS_TOO_SHORT",
                f"《{self.title}》排到 {last}，而本班 {end_on} 结班。",
                f"The template runs to {last}, but the class ends on {end_on}.",
                self.clause,
            )
        return [_draft(session, start_on) for session in self.sessions]


def template_for(category: Category) -> Template:
    """The template of a class kind; Refusal where there is none."""
    if category in templates():
        return templates()[category]
    name = CATEGORY_TITLES[category]
    raise Refusal(
        "NO_TEMPLATE",
        f"{name.zh}班次没有日程模板，请逐次安排课次。",
        f"There is no day-schedule template for {name.en}; add the sessions one by one.",
        "A-6.3",
    )


@cache
def templates() -> Mapping[Category, Template]:
    """Every template by class kind."""
    read = [_template(json.loads(path.read_text("utf-8"))) for path in DATA.glob("schedule-*.json")]
    return {template.category: template for template in read}


def _template(data: Mapping[str, Any]) -> Template:
    sessions = tuple(
        TemplateSession(
            day=line["day"],
            half_day=HalfDay(line["half_day"]),
            starts=line["starts"],
            ends=line["ends"],
            hours=line["hours"],
            form=SessionForm(line["form"]),
            title=line["title"],
        )
        for line in data["sessions"]
    )
    return Template(
        id=data["id"],
        category=Category(data["category"]),
        title=data["title"],
        clause=data["clause"],
        sessions=sessions,
    )


def _draft(session: TemplateSession, start_on: date) -> SessionDraft:
    return SessionDraft(
        form=session.form,
        title=session.title,
        on=start_on + timedelta(days=session.day - 1),
        half_day=session.half_day,
        starts=session.starts,
        ends=session.ends,
        hours=session.hours,
        teacher_ids=[],
    )
