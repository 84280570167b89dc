"""The thirteen elements that are settled with the host: their names, their revisions, their
fingerprint (B-6.1b).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.base import Title
from contracts.enrollment import Element, ElementName
from contracts.refusals import Fault, Invalid

E = ElementName
ELEMENT_TITLES: dict[ElementName, Title] = {
    E.TIME: Title("培训时间", "Time"),
    E.PLACE: Title("培训地点", "Place"),
    E.HEADCOUNT: Title("培训人数", "Headcount"),
    E.AUDIENCE: Title("培训对象", "Audience"),
    E.AGENDA: Title("培训日程", "Agenda"),
    E.MEALS: Title("用餐", "Meals"),
    E.LODGING: Title("住宿", "Lodging"),
    E.TRANSPORT: Title("交通", "Transport"),
    E.TEACHING: Title("教学", "Teaching"),
    E.STUDY: Title("学习", "Study"),
    E.RESEARCH: Title("研讨", "Research"),
    E.BUDGET: Title("预算标准", "Budget standard"),
    E.INVOICE: Title("发票要求", "Invoice"),
}


@dataclass(frozen=True, kw_only=True)
class Settled:
    """An element as agreed; its revision rises with every change."""

    name: ElementName
    agreed: str
    special: str = ""
    revision: int = 1

    @property
    def element(self) -> Element:
        """The element as it is shown."""
        return Element(name=self.name, agreed=self.agreed, special=self.special)


def changes(
    elements: Sequence[Element], known: dict[ElementName, Settled]
) -> dict[ElementName, Settled]:
    """What these elements change of the known ones; Invalid (422) when one is given twice or left
    blank.
    """
    _refuse_odd_elements(elements)
    return {
        element.name: _settled(element, known.get(element.name))
        for element in elements
        if element.name not in known or known[element.name].element != _tidy(element)
    }


def elements_hash(elements: Iterable[Element]) -> str:
    """The fingerprint of what was agreed: sha256 of one canonical writing."""
    lines = sorted([one.name.value, one.agreed, one.special] for one in elements)
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def _tidy(element: Element) -> Element:
    return Element(
        name=element.name, agreed=element.agreed.strip(), special=element.special.strip()
    )


def _settled(element: Element, before: Settled | None) -> Settled:
    tidy = _tidy(element)
    return Settled(
        name=tidy.name,
        agreed=tidy.agreed,
        special=tidy.special,
        revision=before.revision + 1 if before else 1,
    )


def _refuse_odd_elements(elements: Sequence[Element]) -> None:
    names = [element.name for element in elements]
    faults = [
        Fault(f"elements.{number}", zh, en)
        for number, element in enumerate(elements)
        for odd, zh, en in (
            (names.index(element.name) < number, "要素重复", "is given twice"),
            (not element.agreed.strip(), "约定内容为空", "is blank"),
        )
        if odd
    ]
    if faults:
        raise Invalid(
            "ELEMENTS",
            f"要素填写有误：{'；'.join(fault.zh for fault in faults)}。",
            f"Not acceptable: {'; '.join(f'{fault.field} {fault.en}' for fault in faults)}.",
            "B-6.1b",
            faults=faults,
        )
