"""The log of what went out by e-mail, text message and groups' robots."""

from contracts.base import Title
from contracts.notification import DispatchLine, ListDispatches, Resend, SendState
from kit.pages.columns import Column
from kit.pages.desk import Action, Page, Table

PERSON = "person:"


def _person(line: DispatchLine) -> str:
    """The person written to; a robot writes to its whole class."""
    return line.recipient.removeprefix(PERSON) if line.recipient.startswith(PERSON) else ""


DISPATCHES = Page(
    path="dispatches",
    zh="发送记录",
    icon="truck",
    sections=(
        Table(
            name="dispatches",
            zh="邮件、短信与群机器人",
            icon="truck",
            asks=ListDispatches,
            columns=(
                "title",
                "medium",
                "topic",
                Column(name="class_id", how="named"),
                Column(
                    name="recipient", title=Title("接收人", "Recipient"), how="person", of=_person
                ),
                "state",
                "attempts",
                "created_at",
                "sent_at",
                "next_at",
                "last_error",
            ),
            filters=("state", "medium"),
            row_actions=(
                Action(
                    kind=Resend,
                    icon="back",
                    when=lambda line: line.state in {SendState.FAILED, SendState.GIVEN_UP},
                ),
            ),
            empty="还没有发送任何邮件、短信或群消息。",
        ),
    ),
)
