"""What the second play keeps on the stage, and how its steps find it again."""

from datetime import datetime
from typing import Any

from contracts.enrollment import ClassState, ClassView, FindClass
from contracts.values import FileRef
from deploy.showcase.stage import Chapter, Stage, local

PLAY = "college"
# The class of the play: five days in May, check-in the afternoon before.
CHECK_IN = local("2026-05-17 13:00")
CHECK_IN_ENDS = local("2026-05-17 21:00")
DAYS = tuple(f"2026-05-{day}" for day in range(18, 23))
LAST_DAY = DAYS[-1]


def chapter(zh: str, en: str) -> Chapter:
    """A chapter of this play."""
    return Chapter(zh, en, PLAY)


def kept(stage: Stage) -> dict[str, Any]:
    """What earlier steps of this play have left for later ones."""
    found: dict[str, Any] = stage.kept.setdefault(PLAY, {})
    return found


def class_id(stage: Stage) -> str:
    """The class of the play."""
    found: str = kept(stage)["class_id"]
    return found


def unit(stage: Stage, code: str) -> str:
    """The id of a department or a host by its code."""
    found: str = kept(stage)["units"][code]
    return found


def view(stage: Stage) -> ClassView:
    """The class as it stands."""
    return stage.ask("c-affairs", FindClass(class_id=class_id(stage)))


def comes_to(stage: Stage, state: ClassState) -> ClassView:
    """The class, once the events have carried it there."""
    return stage.until(lambda: view(stage), lambda found: found.state is state)


def paper(stage: Stage, who: str, name: str, text: str = "") -> FileRef:
    """Somebody hands in a paper, made up for the play."""
    content = f"{name}\n\n{text or '（演示材料）'}\n".encode()
    return stage.upload(who, content, name)


def on(day: str, time: str) -> datetime:
    """A moment of the play: a day and a local time."""
    return local(f"{day} {time}")
