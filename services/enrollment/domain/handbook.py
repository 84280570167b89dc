"""The trainees' handbook 学员手册 of a class, with the contact out of hours (B-8.1a, B-8.4c)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import HandbookIssued


@dataclass(eq=False, kw_only=True)
class Handbook:
    """The handbook in use; a newer one takes its place."""

    class_id: str
    document_id: str
    document_name: str
    contact: str
    issued_by: str
    issued_at: datetime

    def issued(self, unit_ids: Iterable[str]) -> HandbookIssued:
        """The fact that it went out to the departments its tasks are for."""
        return HandbookIssued(class_id=self.class_id, unit_ids=sorted(set(unit_ids)))
