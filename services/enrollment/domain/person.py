"""The one registry of persons: the same id number is the same person."""

from dataclasses import dataclass

from contracts.identity import Sex
from contracts.refusals import Refusal
from services.enrollment.domain.candidate import Candidate


@dataclass(eq=False, kw_only=True)
class Person:
    """A person; id number and phone are encrypted at rest. `id_index` finds the number again,
    `tail_index` what a mask still shows of its end.
    """

    person_id: str
    name: str
    id_no: str
    id_index: str
    sex: Sex
    phone: str
    ethnicity: str
    political_status: str
    tail_index: str = ""

    def refresh(self, candidate: Candidate) -> None:
        """Take over newer details; Refusal NAME_DIFFERS when the number belongs to another name."""
        if candidate.name != self.name:
            raise name_differs()
        self.phone = candidate.phone or self.phone
        self.ethnicity = candidate.ethnicity or self.ethnicity
        self.political_status = candidate.political_status or self.political_status


def person_of(
    candidate: Candidate, *, person_id: str, id_index: str, tail_index: str = ""
) -> Person:
    """A person seen for the first time."""
    return Person(
        person_id=person_id,
        name=candidate.name,
        id_no=candidate.id_no,
        id_index=id_index,
        tail_index=tail_index,
        sex=candidate.sex,
        phone=candidate.phone,
        ethnicity=candidate.ethnicity,
        political_status=candidate.political_status,
    )


def name_differs() -> Refusal:
    """Why somebody is not taken under a name the register does not know them by."""
    return Refusal(
        "NAME_DIFFERS",
        "该身份证号已登记为另一姓名，请核对后联系党校工作人员。",
        "This id number is registered under another name; please ask the staff.",
        "A-6.6",
    )
