"""What must hold among assessment's records whatever happens."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contracts.assessment import SEAL_PURPOSE, SEAL_SIGNER
from kit.invariants import stream
from kit.signing import keys
from services.assessment.domain.certificate_number import read_number
from services.assessment.domain.pass_list import PassListState
from services.assessment.domain.result import Decision
from services.assessment.domain.seal import sealed
from services.assessment.store.tables import (
    certificate,
    certificate_series,
    exam,
    pass_list,
    result,
)


def certificate_numbers_have_no_gap(session: Session) -> Iterator[str]:
    """The numbers of a series are 1 to n, each given once, and the series stands at n."""
    last = {row.series: row.last_seq for row in session.execute(select(certificate_series))}
    given: dict[str, set[int]] = {series: set() for series in last}
    numbers = select(certificate.c.certificate_no, certificate.c.certificate_id)
    for row in stream(session, numbers, certificate.c.certificate_id):
        series, _, seq = row.certificate_no.rpartition("-")[0].rpartition("-")
        place, taken = int(seq), given.setdefault(series, set())
        if read_number(row.certificate_no) is None or place in taken:
            yield row.certificate_no
        taken.add(place)
    for series, taken in given.items():
        wanted = set(range(1, last.get(series, 0) + 1))
        yield from (f"{series} {place}" for place in sorted(taken ^ wanted))


def who_is_on_a_numbered_list_has_one_certificate(session: Session) -> Iterator[str]:
    """Everybody on a pass list that was numbered has one certificate, and nobody else has."""
    numbered = [PassListState.NUMBERED, PassListState.ISSUED]
    columns = pass_list.c
    for row in session.execute(select(columns.class_id, columns.state, columns.entries)):
        certified = certificate.c.class_id == row.class_id
        holders = sorted(session.scalars(select(certificate.c.trainee_id).where(certified)))
        passed = row.entries if row.state in numbered else []
        wanted = sorted(entry.trainee_id for entry in passed)
        if holders != wanted:
            yield from (
                f"{row.class_id} {trainee_id}"
                for trainee_id in sorted({*holders, *wanted})
                if holders.count(trainee_id) != wanted.count(trainee_id)
            )


def who_sat_has_one_result(session: Session) -> Iterator[str]:
    """A candidate has one result of an exam, and a pass is above that exam's mark."""
    columns = result.c
    twice = (
        select(columns.exam_id, columns.trainee_id)
        .group_by(columns.exam_id, columns.trainee_id)
        .having(func.count() > 1)
    )
    for row in session.execute(twice):
        yield f"{row.exam_id} {row.trainee_id}"
    below = select(columns.result_id).join(exam, exam.c.exam_id == columns.exam_id)
    passed = (columns.decision == Decision.PASS) & (columns.score < exam.c.pass_mark)
    yield from session.scalars(below.where(passed))


def certificates_are_as_signed(session: Session) -> Iterator[str]:
    """What a signed certificate says is what the house has signed."""
    signed = select(certificate).where(certificate.c.signature != "")
    for row in stream(session, signed, certificate.c.certificate_id):
        found = sealed(row)
        if not found or not keys().is_signed(
            SEAL_SIGNER, SEAL_PURPOSE, found.statement.encode(), found.signature
        ):
            yield row.certificate_no


def certificates(session: Session) -> Iterator[str]:
    """Who was issued which certificate, revoked since or not."""
    columns = certificate.c
    issued = select(columns.trainee_id, columns.certificate_no, columns.certificate_id).where(
        columns.issued_on.is_not(None)
    )
    for row in stream(session, issued, columns.trainee_id):
        yield f"{row.trainee_id} {row.certificate_no}"


INVARIANTS = (
    certificate_numbers_have_no_gap,
    who_is_on_a_numbered_list_has_one_certificate,
    who_sat_has_one_result,
    certificates_are_as_signed,
)
FACTS = {"certificates_agree": certificates}
