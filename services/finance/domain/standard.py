"""Fee standards: what a training day may cost per person, and which standard a class follows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from contracts.refusals import Refusal
from contracts.values import Category, Profile, TitleBand


@dataclass(frozen=True, kw_only=True)
class FeeStandard:
    """A fee standard: fen per person and day; the hours cap of a half-day in tenths."""

    standard_id: str
    source: str
    region: str
    class_level: int
    lodging_fen: int
    meals_fen: int
    venue_material_transport_fen: int
    other_fen: int
    full_days: int
    reduced_percent: int
    staff_percent: int
    staff_most: int
    half_day_hours_cap: int
    lecture_caps_fen: Mapping[TitleBand, int]
    effective_from: date
    effective_to: date | None

    @property
    def total_fen(self) -> int:
        """The ceiling per person and day; its items may be adjusted among each other."""
        return (
            self.lodging_fen + self.meals_fen + self.venue_material_transport_fen + self.other_fen
        )

    def ceiling_fen(self, persons_by_day: Iterable[int]) -> int:
        """The most a class may cost, teachers aside: full up to `full_days`, then reduced.

        Each day counts the persons of that day; a fraction of a fen is dropped, never granted.
        """
        hundredths = sum(
            self.total_fen * persons * (100 if day <= self.full_days else self.reduced_percent)
            for day, persons in enumerate(persons_by_day, start=1)
        )
        return hundredths // 100

    def staff_counted(self, *, headcount: int, staff: int) -> int:
        """How many of the staff count towards the ceiling beside that many trainees."""
        return min(staff, headcount * self.staff_percent // 100, self.staff_most)

    def holds_on(self, day: date) -> bool:
        """Whether the standard is in force on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True, kw_only=True)
class StandardBook:
    """Every standard the institution knows, and how a class finds its own."""

    region_of_profile: Mapping[Profile, str]
    fallback_region: str
    class_level_of_category: Mapping[Category, int]
    standards: tuple[FeeStandard, ...]

    def standard_of(self, *, category: Category, profile: Profile, on: date) -> FeeStandard:
        """The newest standard of the class's own region, else the central one.

        Refusal NO_STANDARD when neither has one on that day.
        """
        level = self.class_level_of_category[category]
        for region in (self.region_of_profile[profile], self.fallback_region):
            fitting = [
                standard
                for standard in self.standards
                if standard.region == region
                and standard.class_level == level
                and standard.holds_on(on)
            ]
            if fitting:
                return max(fitting, key=lambda standard: standard.effective_from)
        raise Refusal(
            "NO_STANDARD",
            f"{on} 没有适用的培训费标准，请先维护费用标准。",
            f"No fee standard is in force on {on}; please maintain the standards first.",
            "B-3.3a",
        )

    def by_id(self, standard_id: str) -> FeeStandard:
        """The standard a budget was drawn up by."""
        return next(s for s in self.standards if s.standard_id == standard_id)

    def newest_first(self) -> list[FeeStandard]:
        """Every standard, the newest first, then by level."""
        by_level = sorted(self.standards, key=lambda s: (s.region, s.class_level))
        return sorted(by_level, key=lambda s: s.effective_from, reverse=True)


def read_book(data: Mapping[str, Any]) -> StandardBook:
    """The standards as the data file states them."""
    return StandardBook(
        region_of_profile={Profile(k): v for k, v in data["region_of_profile"].items()},
        fallback_region=data["fallback_region"],
        class_level_of_category={
            Category(k): v for k, v in data["class_level_of_category"].items()
        },
        standards=tuple(_read_standard(row, data["source"]) for row in data["standards"]),
    )


def _read_standard(row: Mapping[str, Any], source: str) -> FeeStandard:
    ends = row["effective_to"]
    fields = {
        "source": source,
        **row,
        "lecture_caps_fen": {TitleBand(k): v for k, v in row["lecture_caps_fen"].items()},
        "effective_from": date.fromisoformat(row["effective_from"]),
        "effective_to": date.fromisoformat(ends) if ends else None,
    }
    return FeeStandard(**fields)


BOOK = read_book(
    json.loads(Path(__file__).with_name("fee_standards.json").read_text(encoding="utf-8"))
)
