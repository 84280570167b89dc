"""People's data as the law asks: the basis it is kept on, and its erasure (PIPL arts. 13, 47)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.enrollment import ConsentBasis, PersonalDataErased, PolicyConsentRecorded
from contracts.identity import Sex
from contracts.refusals import Refusal
from services.enrollment.domain.nomination import OPEN, Nomination
from services.enrollment.domain.person import Person

ERASED = "erased:"


@dataclass(eq=False, kw_only=True)
class Consent:
    """On what basis a person's data is processed, and who recorded it."""

    person_id: str
    basis: ConsentBasis
    recorded_at: datetime
    recorded_by: str

    def record(self, basis: ConsentBasis, *, by: str, now: datetime) -> PolicyConsentRecorded:
        """Put the basis on record, in the place of an earlier one."""
        self.basis, self.recorded_by, self.recorded_at = basis, by, now
        return PolicyConsentRecorded(person_id=self.person_id, basis=basis)


def erase(
    person: Person, nominations: Sequence[Nomination], *, enrolled: bool, by: str
) -> PersonalDataErased:
    """Empty every field that tells of the person; the row stays, so that what refers to it holds.

    Refusal ARCHIVE_DUTY for who had a place in a class, whose file must be kept;
    NOMINATION_STANDS while a nomination waits for its decision; ALREADY_ERASED the second time.
    """
    if is_erased(person):
        raise Refusal(
            "ALREADY_ERASED",
            "此人的信息已删除。",
            "This person's data has been erased already.",
        )
    if enrolled:
        raise Refusal(
            "ARCHIVE_DUTY",
            "此人已编入班次，档案依法保存，信息不予删除，仅限制使用。",
            "This person had a place in a class; its file is kept by law, and so is the data, "
            "restricted.",
            "A-7.9.a",
        )
    if any(nomination.state in OPEN for nomination in nominations):
        raise Refusal(
            "NOMINATION_STANDS",
            "此人的提名尚未办结，请先撤回提名。",
            "A nomination of this person still stands; please withdraw it first.",
            "A-6.6",
        )
    person.name = person.id_no = person.phone = ""
    person.ethnicity = person.political_status = ""
    person.sex = Sex.UNKNOWN
    # Nobody finds the person by the number any more, and the number may be met anew.
    person.id_index, person.tail_index = f"{ERASED}{person.person_id}", ""
    for nomination in nominations:
        nomination.forget()
    return PersonalDataErased(person_id=person.person_id, by=by)


def is_erased(person: Person) -> bool:
    """Whether the person's data was erased."""
    return person.id_index.startswith(ERASED)
