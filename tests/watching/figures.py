"""What Prometheus would be shown of an office's database."""

from collections.abc import Mapping

from kit.measures import Measures
from kit.testing import TestOffice


def figures(office: TestOffice) -> dict[tuple[str, ...], float]:
    """Each figure by its name and, where it has one, the value of its own label."""
    measures = Measures()
    measures.add(office.office, office.database)
    return {
        (sample.name, *_own(sample.labels)): sample.value
        for family in measures.collect()
        for sample in family.samples
    }


def _own(labels: Mapping[str, str]) -> list[str]:
    return [value for name, value in labels.items() if name != "service"]
