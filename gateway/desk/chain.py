"""How things came about: the chain of commands and events of a class, or of one request, through
all departments.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts import portal
from contracts.base import REQUESTS, Query
from contracts.operations import MOST_EVENTS, Step, StepKind, TraceHead
from contracts.refusals import Invalid
from gateway.desk.audit import NAMES, moment_of
from gateway.desk.steps import Chain, Line, chains
from kit.clock import SHANGHAI
from kit.pages.desk import Page, Sheet
from kit.pages.export import Words
from kit.pages.visit import Visit
from kit.pages.whole import MOST
from kit.pages.words import tone_of

SIZE = 10
AT_ONCE = 50
REFERENCE = 64
SERVICE = "service:"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was asked for, as the address says it. `before` is where an earlier page ended."""

    class_id: str
    reference: str
    since: str
    until: str
    before: str

    @property
    def named(self) -> bool:
        """Whether anything says what is meant."""
        return bool(self.class_id or self.reference)

    def fields(self, size: int) -> dict[str, Any]:
        """The question to each department; days that cannot be read ask for nothing."""
        ends = [moment_of(self.until, after=1), _moment(self.before)]
        return {
            "class_id": self.class_id or None,
            "reference": self.reference,
            "since": moment_of(self.since),
            "until": min((end for end in ends if end), default=None),
            "size": size,
        }


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of chains, the latest first. `earlier` is where the next page begins, empty at the
    end; `silent` the departments that gave no answer; `cut` whether one had too much to tell.
    """

    chains: Sequence[Chain]
    earlier: str
    silent: Sequence[str]
    cut: bool


async def chains_for(visit: Visit) -> Mapping[str, Any]:
    """The page of chains that was asked for."""
    wanted = wanted_by(visit)
    found = await _found(visit, wanted, SIZE) if wanted.named else None
    return {
        "wanted": wanted,
        "found": found,
        "names": NAMES,
        "person_of": department_of_person,
        "tone_of": tone_of,
    }


def wanted_by(visit: Visit) -> Wanted:
    """What the address asks for."""
    given = visit.params
    return Wanted(
        class_id=str(visit.here.get("class_id", "")),
        reference=given.get("reference", "").strip()[:REFERENCE],
        since=given.get("since", ""),
        until=given.get("until", ""),
        before=given.get("before", ""),
    )


def department_of_person(person_id: str) -> str:
    """The department that acted in its own name; empty for people."""
    return NAMES.get(person_id.removeprefix(SERVICE), "") if person_id.startswith(SERVICE) else ""


async def _found(visit: Visit, wanted: Wanted, size: int) -> Found:
    heads, silent = await _ask_all(visit, "list_traces", **wanted.fields(size + 1))
    began = _began(heads)
    shown = sorted(began, key=lambda trace_id: (began[trace_id], trace_id), reverse=True)
    page = shown[:size]
    told, cut = await _told(visit, page)
    made = chains(told, wanted.class_id)
    return Found(
        chains=[made[trace_id] for trace_id in page if trace_id in made and made[trace_id].lines],
        earlier=began[page[-1]].isoformat() if len(shown) > size else "",
        silent=silent,
        cut=cut,
    )


def _began(heads: Mapping[str, Sequence[TraceHead]]) -> dict[str, datetime]:
    """When each piece of work began, as far as any department knows."""
    began: dict[str, datetime] = {}
    for found in heads.values():
        for head in found:
            began[head.trace_id] = min(head.at, began.get(head.trace_id, head.at))
    return began


async def _told(visit: Visit, trace_ids: Sequence[str]) -> tuple[dict[str, list[Step]], bool]:
    """Every department's part in these pieces of work, and whether some had to leave some out."""
    parts, _ = await _ask_all(visit, "show_steps", trace_ids=tuple(trace_ids))
    told = {name: list(steps.items) for name, steps in parts.items()}
    cut = any(steps.more for steps in parts.values())
    events = [
        step.step_id for steps in told.values() for step in steps if step.kind is StepKind.EVENT
    ]
    for first in range(0, len(events), MOST_EVENTS):
        asked = tuple(events[first : first + MOST_EVENTS])
        answers, _ = await _ask_all(visit, "show_steps", event_ids=asked)
        for name, steps in answers.items():
            told.setdefault(name, []).extend(steps.items)
            cut = cut or steps.more
    return told, cut


async def _ask_all(visit: Visit, name: str, **fields: Any) -> tuple[dict[str, Any], list[str]]:
    """What the departments answer, and which did not."""
    kinds: list[type[Query[Any]]] = [REQUESTS[f"{one}.{name}"] for one in NAMES]  # type: ignore[misc]  # they are queries
    parts = await asyncio.gather(*(visit.part(kind(**fields)) for kind in kinds))
    answers = {
        one: part.value for one, part in zip(NAMES, parts, strict=True) if part.value is not None
    }
    return answers, [one for one in NAMES if one not in answers]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


# -- as a workbook ---------------------------------------------------------------------

HEADS = ("时间", "层级", "部门", "类别", "事项", "人员", "状态", "已处理部门", "编号")


async def sheet_of(visit: Visit, words: Words) -> Sheet:
    """Everything that was found, a line for each step; Invalid (422) for more than 20,000."""
    rows = []
    async for chain in _every_chain(visit):
        rows += [_row(chain, line, words) for line in chain.lines]
        if len(rows) > MOST:
            raise Invalid(
                "TOO_LONG_TO_EXPORT",
                f"超过一次可导出的 {MOST} 行；请先筛选。",
                f"More than the {MOST} lines that can be taken at once; please narrow it.",
            )
    return Sheet(zh=CHAIN.zh, heads=[words.t(head) for head in HEADS], rows=rows)


async def _every_chain(visit: Visit) -> AsyncIterator[Chain]:
    wanted = wanted_by(visit)
    while wanted.named:
        found = await _found(visit, wanted, AT_ONCE)
        for chain in found.chains:
            yield chain
        if not found.earlier:
            return
        wanted = Wanted(**{**vars(wanted), "before": found.earlier})


def _row(chain: Chain, line: Line, words: Words) -> list[str | int]:
    step = line.step
    own = department_of_person(step.person_id)
    return [
        f"{step.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
        line.depth,
        words.t(NAMES[line.department]),
        words.word(step.kind),
        words.either(step.zh, step.en),
        words.t(own) if own else words.who(step.person_id),
        " ".join(filter(None, (words.word(step.state), step.why))),
        "、".join(
            f"{words.t(NAMES[one.department])} {words.word(one.state)}" for one in line.taken
        ),
        chain.trace_id,
    ]


CHAIN = Page(
    path="chain",
    zh="事件链",
    icon="link",
    note="每项操作引起的事件，以及各部门的处理。",
    kind=portal.ListTraces,
    template="portal/chain.html",
    gather=chains_for,
    sheet=sheet_of,
)
