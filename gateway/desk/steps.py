"""The steps of a piece of work in the order they came about: which came from which, which
departments took an event and how fast, and the same as a picture with a lane for each department.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from contracts.operations import Step, StepKind, StepState

# The worst of several reactions tells how a department stands.
WORST = (StepState.PARKED, StepState.WAITING, StepState.DONE)

STEP_WIDTH, LANE_HEIGHT, EDGE = 22, 20, 14
# The longest name of a department, in English.
NAMES_WIDTH = 150


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How a department took an event: in how many seconds after it was written; by which of its
    reactions.
    """

    department: str
    state: StepState
    seconds: float
    reactions: Sequence[str]
    why: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A command or an event: how many steps below the first, and in which line its cause stands
    (none for a first one).
    """

    department: str
    step: Step
    depth: int
    cause: int | None
    taken: Sequence[Taken]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a step stands in the picture, and where the line to its cause begins."""

    x: int
    y: int
    shape: str
    tone: str
    from_x: int | None
    from_y: int | None
    taken: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Chain:
    """One piece of work, its first step first."""

    trace_id: str
    lines: Sequence[Line]

    @property
    def at(self) -> datetime:
        """When it began."""
        return min(line.step.at for line in self.lines)

    @property
    def trouble(self) -> bool:
        """Whether something was refused, or has not taken effect yet."""
        states = {line.step.state for line in self.lines}
        states |= {taken.state for line in self.lines for taken in line.taken}
        return bool(states & {StepState.REFUSED, StepState.WAITING, StepState.PARKED})

    @cached_property
    def lanes(self) -> list[str]:
        """The departments that had a part in it, in the order they came in."""
        found: dict[str, None] = {}
        for line in self.lines:
            found.setdefault(line.department)
            found.update((taken.department, None) for taken in line.taken)
        return list(found)

    @property
    def begins_x(self) -> int:
        """Where the lanes begin, beside their names."""
        return NAMES_WIDTH

    @property
    def width(self) -> int:
        """How wide its picture is."""
        return NAMES_WIDTH + 2 * EDGE + STEP_WIDTH * len(self.lines)

    @property
    def height(self) -> int:
        """How high its picture is."""
        return LANE_HEIGHT * len(self.lanes)

    @property
    def spots(self) -> Iterator[Spot]:
        """Its steps in the picture."""
        for at, line in enumerate(self.lines):
            cause = line.cause
            yield Spot(
                x=_x(at),
                y=self.lane_y(line.department),
                shape="square" if line.step.kind is StepKind.COMMAND else "round",
                tone=_TONES[line.step.state],
                from_x=None if cause is None else _x(cause),
                from_y=None if cause is None else self.lane_y(self.lines[cause].department),
                taken=[(self.lane_y(one.department), _TONES[one.state]) for one in line.taken],
            )

    def lane_y(self, department: str) -> int:
        """The middle of a department's lane."""
        return self.lanes.index(department) * LANE_HEIGHT + LANE_HEIGHT // 2


_TONES = {
    StepState.DONE: "green",
    StepState.SENT: "blue",
    StepState.UNSENT: "gold",
    StepState.WAITING: "gold",
    StepState.REFUSED: "red",
    StepState.PARKED: "red",
}

Told = Mapping[str, Sequence[Step]]


def _x(at: int) -> int:
    return NAMES_WIDTH + EDGE + STEP_WIDTH * at


def chains(told: Told, class_id: str = "") -> dict[str, Chain]:
    """The pieces of work by their traces, from what each department told of them. Where a class is
    named, what was about other classes is left out, unless something of this one came of it.
    """
    taken = _taken(told)
    found: dict[str, list[tuple[str, Step]]] = defaultdict(list)
    for department, steps in told.items():
        for step in steps:
            if step.kind is not StepKind.REACTION:
                found[step.trace_id].append((department, step))
    return {
        trace_id: Chain(trace_id, list(_lines(_Tree(own), taken, class_id)))
        for trace_id, own in found.items()
    }


class _Tree:
    """Steps under the step they came from."""

    def __init__(self, steps: Iterable[tuple[str, Step]]) -> None:
        # A command's own events are written a moment before its line.
        ordered = sorted(steps, key=lambda one: (one[1].kind is StepKind.EVENT, one[1].at))
        self._below: dict[int, list[int]] = defaultdict(list)
        self.steps = ordered
        self.first: list[int] = []
        known: dict[tuple[str, str], int] = {}
        for at, (department, step) in enumerate(ordered):
            if step.kind is StepKind.COMMAND:
                known.setdefault((department, step.step_id), at)
            else:
                known["", step.step_id] = at
        for at, (department, step) in enumerate(ordered):
            cause = known.get(("", step.cause), known.get((department, step.cause)))
            if step.kind is StepKind.COMMAND or cause is None or cause == at:
                self.first.append(at)
            else:
                self._below[cause].append(at)
        self.first.sort(key=lambda at: ordered[at][1].at)

    def below(self, at: int) -> Sequence[int]:
        """What came from a step, in the order it happened."""
        return self._below[at]

    def about(self, at: int, class_id: str) -> bool:
        """Whether a step, or something that came of it, is about the class, or about none."""
        step = self.steps[at][1]
        own = not class_id or step.class_id in {None, class_id}
        return own or any(self.about(one, class_id) for one in self.below(at))


def _lines(tree: _Tree, taken: Mapping[str, Sequence[Taken]], class_id: str) -> Iterator[Line]:
    count = 0
    waiting = [(at, 0, None) for at in reversed(tree.first)]
    open_lines: list[tuple[int, int, int | None]] = list(waiting)
    while open_lines:
        at, depth, cause = open_lines.pop()
        if not tree.about(at, class_id):
            continue
        department, step = tree.steps[at]
        own = taken.get(step.step_id, ()) if step.kind is StepKind.EVENT else ()
        yield Line(department=department, step=step, depth=depth, cause=cause, taken=own)
        open_lines += [(one, depth + 1, count) for one in reversed(tree.below(at))]
        count += 1


def _taken(told: Told) -> dict[str, list[Taken]]:
    """By event, how each department took it."""
    written = {
        step.step_id: step.wall_at
        for steps in told.values()
        for step in steps
        if step.kind is StepKind.EVENT
    }
    found: dict[str, list[Taken]] = defaultdict(list)
    for department, steps in told.items():
        by_event: dict[str, list[Step]] = defaultdict(list)
        for step in steps:
            if step.kind is StepKind.REACTION:
                by_event[step.step_id].append(step)
        for event_id, reactions in by_event.items():
            found[event_id].append(_together(department, reactions, written.get(event_id)))
    return found


def _together(department: str, reactions: Sequence[Step], written: datetime | None) -> Taken:
    worst = min(reactions, key=lambda step: WORST.index(step.state))
    last = max(step.at for step in reactions)
    return Taken(
        department=department,
        state=worst.state,
        seconds=max(0.0, (last - written).total_seconds()) if written else 0.0,
        reactions=sorted(step.name for step in reactions),
        why=worst.why,
    )
