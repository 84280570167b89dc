"""What the departments have put aside: seen, tried again, given up; and events sent once more."""

from collections.abc import Sequence
from typing import Any

from contracts.base import REQUESTS, Command, Title
from contracts.operations import HeldEvent, HeldState
from gateway.desk.audit import NAMES
from kit.pages.columns import Column
from kit.pages.desk import Action, Look, Page, Section, Table
from kit.pages.formats import moment

SENT = "各部门已处理过的不会再次生效。"


def _kind(department: str, name: str) -> Any:
    return REQUESTS[f"{department}.{name}"]


def _tries(held: HeldEvent) -> Sequence[str]:
    return [f"{moment(one.at)} {one.why}" for one in held.tries]


def _way(held: HeldEvent) -> str:
    """The reaction that failed, or by which way came what reached none."""
    return held.reaction or held.came_by


def _section(department: str) -> Section:
    return Table(
        name=department,
        zh=NAMES[department],
        icon="box",
        asks=_kind(department, "list_held"),
        columns=(
            Column(
                name="name",
                title=Title("消息", "Message"),
                how="either",
                of=lambda held: (held.zh, held.en),
            ),
            "state",
            Column(name="tries", title=Title("历次尝试", "Tries"), how="lines", of=_tries),
            Column(name="reaction", title=Title("处理环节", "Reaction"), how="code", of=_way),
            Column(name="known", title=Title("可识别", "Known")),
            Column(name="held_at", title=Title("搁置时间", "Put aside at")),
        ),
        actions=(
            Action(kind=_kind(department, "replay_all_held"), icon="steps", begins=True),
            Action(kind=_kind(department, "resend_events"), icon="out", begins=True),
        ),
        row_actions=(
            Action(kind=_kind(department, "replay_held")),
            Action(
                kind=_kind(department, "discard_held"),
                when=lambda held: held.state is not HeldState.WAITING,
            ),
        ),
        filters=("state",),
        empty="没有搁置的消息。",
    )


OPERATIONS = Page(
    path="operations",
    zh="消息处置",
    icon="box",
    note="未能生效的消息先自动重试，仍不成功的搁置在此。消息内容不显示。",
    sections=tuple(_section(department) for department in NAMES),
)

_NOTES = {
    "replay_all_held": f"不填时间则全部重新处理。{SENT}",
    "resend_events": f"用于某部门数据丢失后补收。{SENT}",
    "discard_held": "放弃后该消息在此部门不再生效，且不可恢复。",
}


def looks() -> dict[type[Command[Any]], Look]:
    """How the forms of these commands differ: the message is named by their link."""
    return {
        _kind(department, name): Look(note=note)
        for department in NAMES
        for name, note in _NOTES.items()
    }
