"""The classes that are measured: planned, announced and opened for nominations by the people whose
duty it is, through the public REST API.
"""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date

import psycopg2

from contracts.enrollment import (
    AllocateQuotas,
    ApprovePlan,
    BeginPreparation,
    ClassState,
    CreateClass,
    DraftPlan,
    FindClass,
    IssuePlan,
    PlanItemDraft,
    QuotaLine,
    SubmitPlan,
)
from contracts.notification import DraftNotice, PublishNotice
from contracts.values import Category
from deploy.showcase.development_class import carry_through
from deploy.showcase.people import UNITS, liaison_of
from deploy.showcase.stage import Stage, local, stage
from tests.bench.machine import plain
from tests.bench.running import Suite
from tests.servers import Site

OPEN = "2027-02-10 09:00"
NOTICE = "各单位请在截止日期前完成提名报送工作。"
MOST_SEATS = 5000
# A plan has no more sessions of one kind.
MOST_SESSIONS = 99
KINDS = (Category.DEV_TARGET, Category.ACTIVIST, Category.OTHER)
# Many units hold seats of the hot class, one of them the last ten.
CROWD = tuple(code for code, *_ in UNITS[:-1])
LAST = UNITS[-1][0]
LAST_SEATS = 10


@dataclass(frozen=True, kw_only=True)
class Term:
    """When a class takes nominations, when its trainees arrive, and when it is held."""

    deadline: str
    check_in_from: str
    check_in_to: str
    starts: date
    ends: date


TERM = Term(
    deadline="2027-03-12 17:00",
    check_in_from="2027-03-21 08:00",
    check_in_to="2027-03-21 20:00",
    starts=date(2027, 3, 22),
    ends=date(2027, 3, 25),
)
LATER = Term(
    deadline="2027-04-09 17:00",
    check_in_from="2027-04-18 08:00",
    check_in_to="2027-04-18 20:00",
    starts=date(2027, 4, 19),
    ends=date(2027, 4, 22),
)


@dataclass(frozen=True, kw_only=True)
class School:
    """A suite with people in it. `site` is where its databases are; None when it is embedded."""

    suite: Suite
    site: Site | None
    stage: Stage

    def token(self, who: str) -> str:
        """An API token of somebody's."""
        made = self.stage.caller(who).post("/api/tokens", name="bench", days=1)
        return str(made["token"])

    def unit_id(self, code: str) -> str:
        """A unit's id by its code."""
        return str(self.stage.kept["units"][code])

    def class_id(self, code: str) -> str:
        """The class with this code."""
        return str(self.stage.kept["bench"][code])

    def lay_down(self, statement: str, *values: object) -> None:
        """Change rows straight in enrollment's database; only where a figure says so."""
        if self.site is None:
            with closing(sqlite3.connect(self.suite.var / "enrollment.db", timeout=10)) as database:
                database.execute(statement.replace("%s", "?"), values)
                database.commit()
            return
        address = plain(self.site.database_url.format(service="enrollment"))
        with closing(psycopg2.connect(address)) as server, server, server.cursor() as cursor:
            cursor.execute(statement, values)

    def open_classes(
        self, seats: Mapping[str, Mapping[str, int]], *, later: Collection[str] = ()
    ) -> None:
        """A class for each code, open for nominations, with these seats for each unit; those held
        `later` still take nominations while the others check in.
        """
        self.stage.clock(OPEN)
        terms = {code: LATER if code in later else TERM for code in seats}
        items = self._approved_items(terms)
        opened = self.stage.kept.setdefault("bench", {})
        for item_id, (code, quotas) in zip(items, seats.items(), strict=True):
            opened[code] = self._open_class(item_id, code, terms[code], quotas)

    def _approved_items(self, terms: Mapping[str, Term]) -> list[str]:
        ask = self.stage.ask
        items = [_item(number, code, term) for number, (code, term) in enumerate(terms.items())]
        draft = DraftPlan(
            year=TERM.starts.year,
            basis="学校党委关于教育培训工作的要求",
            policy_refs=[],
            items=items,
        )
        drafted = ask("org", draft)
        ask("org", SubmitPlan(plan_id=drafted.plan_id))
        ask("committee", ApprovePlan(plan_id=drafted.plan_id, doc_no="委〔2027〕1号"))
        ask("org", IssuePlan(plan_id=drafted.plan_id))
        return [item.item_id for item in drafted.items]

    def _open_class(self, item_id: str, code: str, term: Term, quotas: Mapping[str, int]) -> str:
        ask, until = self.stage.ask, self.stage.until
        request = CreateClass(
            plan_item_id=item_id,
            code=code,
            title=f"发展对象培训班 {code}",
            start_on=term.starts,
            end_on=term.ends,
            checkin_from=local(term.check_in_from),
            checkin_to=local(term.check_in_to),
        )
        class_id = ask("evp", request).class_id
        ask("staff1", BeginPreparation(class_id=class_id))
        lines = [
            QuotaLine(unit_id=self.unit_id(unit), seats=seats) for unit, seats in quotas.items()
        ]
        ask(
            "staff1", AllocateQuotas(class_id=class_id, deadline=local(term.deadline), quotas=lines)
        )
        notice = DraftNotice(class_id=class_id, title="培训通知", body=NOTICE, contact="党校办公室")
        notice_id = until(lambda: ask("staff1", notice)).notice_id
        publish = PublishNotice(notice_id=notice_id)
        until(
            lambda: ask("evp", publish),
            while_refused=("NO_AUDIENCE", "CHANGED_MEANWHILE"),
        )
        until(lambda: self.state_of(class_id) is ClassState.ENROLLING)
        return class_id

    def state_of(self, class_id: str) -> ClassState:
        """Where a class stands."""
        return self.stage.ask("staff1", FindClass(class_id=class_id)).state


@contextmanager
def school(running: Suite, site: Site | None, *, until_step: str) -> Iterator[School]:
    """The suite's own sample class, carried up to a step: its people are ours too."""
    with stage(running.address, running.var, say=lambda _: None) as opened:
        carry_through(opened, until_step=until_step)
        yield School(suite=running, site=site, stage=opened)


def hot_class(seats: int = MOST_SEATS) -> dict[str, int]:
    """Seats of the class everybody wants: enough for seven units, ten for the eighth."""
    return {**dict.fromkeys(CROWD, seats), LAST: LAST_SEATS}


def liaisons() -> list[tuple[str, str]]:
    """The units with seats enough, each with the login of who nominates for it."""
    return [(code, liaison_of(code)) for code in CROWD]


def _item(number: int, code: str, term: Term) -> PlanItemDraft:
    return PlanItemDraft(
        category=KINDS[number // MOST_SESSIONS],
        title=f"发展对象培训班 {code}",
        session_no=1 + number % MOST_SESSIONS,
        planned_start=term.starts,
        planned_end=term.ends,
        planned_headcount=5000,
        planned_hours=280,
    )
