"""A certificate: a snapshot under a number never used again, with a code nobody can guess."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.assessment import (
    CertificateIssued,
    CertificateReissued,
    CertificateRevoked,
    CertificatesNumbered,
    CertificateState,
)
from contracts.lifecycle import Lifecycle
from contracts.refusals import Refusal
from services.assessment.domain.certificate_number import certificate_number, series_of
from services.assessment.domain.pass_list import PassEntry
from services.assessment.domain.training_class import TrainingClass

C = CertificateState
LIFE = Lifecycle(
    "证书",
    "certificate",
    {
        "issue": ([C.NUMBERED], C.ISSUED),
        "reissue": ([C.ISSUED], C.ISSUED),
        "revoke": ([C.NUMBERED, C.ISSUED], C.REVOKED),
    },
    "A-7.8.c",
)


@dataclass(frozen=True, kw_only=True)
class CertificateNote:
    """What was done with a certificate, by whom, and why it was revoked or issued again."""

    at: datetime
    by: str
    what: str
    reason: str


@dataclass(kw_only=True, eq=False)
class Certificate:
    """What it says was settled at numbering and changes with nothing later. Hours in tenths. Once
    issued it bears the house's signature (base64) and the id of the key that made it.
    """

    certificate_id: str
    certificate_no: str
    class_id: str
    trainee_id: str
    holder: str
    class_title: str
    start_on: date
    end_on: date
    hours: int
    verify_code: str
    state: CertificateState = CertificateState.NUMBERED
    issued_on: date | None = None
    reissues: int = 0
    key_id: str = ""
    signature: str = ""
    notes: list[CertificateNote] = field(default_factory=list)

    @classmethod
    def number(
        cls,
        course: TrainingClass,
        *,
        certificate_id: str,
        certificate_no: str,
        trainee_id: str,
        holder: str,
        verify_code: str,
        by: str,
        now: datetime,
    ) -> "Certificate":
        """The certificate of one who passed."""
        made = cls(
            certificate_id=certificate_id,
            certificate_no=certificate_no,
            class_id=course.class_id,
            trainee_id=trainee_id,
            holder=holder,
            class_title=course.title,
            start_on=course.start_on,
            end_on=course.end_on,
            hours=course.hours_total,
            verify_code=verify_code,
        )
        made._note("NUMBERED", "", by, now)
        return made

    def issue(self, on: date, *, by: str, now: datetime) -> CertificateIssued:
        """Hand it out."""
        self.state = LIFE.after("issue", self.state)
        self.issued_on = on
        self._note("ISSUED", "", by, now)
        return CertificateIssued(
            class_id=self.class_id, trainee_id=self.trainee_id, certificate_no=self.certificate_no
        )

    def revoke(self, *, reason: str, by: str, now: datetime) -> CertificateRevoked:
        """It no longer stands; its number stays taken."""
        self.state = LIFE.after("revoke", self.state)
        self._note("REVOKED", reason, by, now)
        return CertificateRevoked(
            class_id=self.class_id, trainee_id=self.trainee_id, certificate_no=self.certificate_no
        )

    def reissue(self, *, reason: str, by: str, now: datetime) -> CertificateReissued:
        """A lost one is made again, under its own number and with a mark."""
        self.state = LIFE.after("reissue", self.state)
        self.reissues += 1
        self._note("REISSUED", reason, by, now)
        return CertificateReissued(
            class_id=self.class_id, trainee_id=self.trainee_id, certificate_no=self.certificate_no
        )

    @property
    def reissued_at(self) -> datetime | None:
        """When it was last issued again, if ever."""
        return next((note.at for note in reversed(self.notes) if note.what == "REISSUED"), None)

    def require_issued(self) -> None:
        """Refusal unless it was issued and still stands: its holder gets no other."""
        if self.state is not CertificateState.ISSUED:
            raise Refusal(
                "NOT_ISSUED",
                "证书尚未颁发或已被撤销。",
                "The certificate is not issued, or was revoked.",
                "A-7.8.c",
            )

    def answers_to(self, code: str) -> bool:
        """Whether this code opens the certificate; before it is issued, none does."""
        is_right = hmac.compare_digest(code.strip().upper().encode(), self.verify_code.encode())
        return is_right and self.state is not CertificateState.NUMBERED

    def _note(self, what: str, reason: str, by: str, now: datetime) -> None:
        self.notes = [*self.notes, CertificateNote(at=now, by=by, what=what, reason=reason)]


def require_certifiable(course: TrainingClass) -> None:
    """Refuse certificates for a class that gives none, or whose hours are not known yet."""
    if not course.issues_certificate:
        raise Refusal(
            "NO_CERTIFICATES",
            "本班次不颁发结业证书。",
            "This class gives no certificates.",
            "A-7.8.c",
        )
    if course.hours_total == 0:
        raise Refusal(
            "HOURS_UNKNOWN",
            "尚未收到本班次的日程安排，证书学时无法确定。",
            "The timetable has not arrived; the hours on the certificate are not known.",
            "A-6.10",
        )


def number_all(
    course: TrainingClass,
    entries: Sequence[PassEntry],
    *,
    first: int,
    holders: Mapping[str, str],
    fresh_id: Callable[[], str],
    by: str,
    now: datetime,
) -> tuple[list[Certificate], CertificatesNumbered]:
    """Number the pass list in its order, from place `first` of the class's series."""
    series = series_of(course)
    made = [
        Certificate.number(
            course,
            certificate_id=fresh_id(),
            certificate_no=certificate_number(series, seq),
            trainee_id=entry.trainee_id,
            holder=holders[entry.trainee_id],
            verify_code=verify_code_from(fresh_id()),
            by=by,
            now=now,
        )
        for seq, entry in enumerate(entries, first)
    ]
    numbered = CertificatesNumbered(
        class_id=course.class_id,
        first_no=made[0].certificate_no,
        last_no=made[-1].certificate_no,
        count=len(made),
    )
    return made, numbered


CODE_LENGTH = 12


def verify_code_from(fresh_id: str) -> str:
    """Sixty bits that cannot be derived from a number, a name or another code."""
    digest = hashlib.sha256(f"certificate\0{fresh_id}".encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:CODE_LENGTH]
