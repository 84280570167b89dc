"""What was measured, and how it is shown: on the terminal and as a table of Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True)
class Beside:
    """What ran beside it, on the same servers in the same run."""

    what: str
    value: float


@dataclass(frozen=True)
class Goal:
    """What we want: at least, or at most, this much."""

    sign: str
    value: float

    def met_by(self, value: float) -> bool:
        """Whether a figure is good enough."""
        return value >= self.value if self.sign == "≥" else value <= self.value


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measured figure. `under` says what it was measured under, `spread` how it scattered."""

    chapter: str
    what: str
    value: float
    unit: str
    under: str = ""
    spread: str = ""
    beside: Beside | None = None
    goal: Goal | None = None

    def cells(self) -> list[str]:
        """The line's cells, as `HEADINGS` names them."""
        return [
            self.what,
            f"{number(self.value)} {self.unit}",
            self.spread,
            f"{number(self.beside.value)} {self.unit} – {self.beside.what}" if self.beside else "",
            f"{self.value / self.beside.value:.2f}" if self.beside and self.beside.value else "",
            self._goal(),
            self.under,
        ]

    def _goal(self) -> str:
        if self.goal is None:
            return ""
        verdict = "met" if self.goal.met_by(self.value) else "**missed**"
        return f"{self.goal.sign} {number(self.goal.value)} {self.unit}: {verdict}"


HEADINGS = ["What", "Figure", "Spread", "Beside it", "Ratio", "Goal", "Measured under"]


@dataclass
class Report:
    """Everything one run has measured, in its order."""

    lines: list[Line] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    # Words in the names of the parts that are wanted; the empty one is in all.
    only: Sequence[str] = ("",)

    def wants(self, part: str) -> bool:
        """Whether a part is to be measured."""
        return any(word in part for word in self.only)

    def add(self, *lines: Line) -> None:
        """Keep figures, and say them at once."""
        for line in lines:
            self.lines.append(line)
            print("    " + " · ".join(cell for cell in line.cells() if cell), flush=True)

    def markdown(self) -> str:
        """One table per chapter, and what could not be measured."""
        parts = []
        for chapter, lines in groupby(self.lines, key=lambda line: line.chapter):
            rows = [HEADINGS, ["---"] * len(HEADINGS), *(line.cells() for line in lines)]
            table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
            parts.append(f"### {chapter}\n\n{table}")
        if self.failures:
            parts.append("### Not measured\n\n" + "\n".join(f"- {why}" for why in self.failures))
        return "\n\n".join(parts)


def number(value: float) -> str:
    """Three figures are all such a measurement tells."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed; 0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread_of(seconds: Sequence[float], *shares: float) -> str:
    """Percentiles in milliseconds: p50 12 ms, p95 20 ms."""
    named = ((round(share * 100), percentile(seconds, share) * 1000) for share in shares)
    return ", ".join(f"p{share} {number(value)} ms" for share, value in named)
