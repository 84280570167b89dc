"""Number, issue, revoke, reissue in any order: numbers without a gap, never twice, never moved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.assessment import (
    CertificateView,
    FreezePassList,
    Grade,
    IssueCertificates,
    ListCertificates,
    NumberCertificates,
    ReissueCertificate,
    RevokeCertificate,
    VerifyCertificate,
)
from contracts.base import Request
from contracts.refusals import Refusal
from contracts.roles import Actor
from services.assessment.domain.certificate_number import certificate_number
from tests.assessment.college import AFFAIRS, NOBODY, STAFF, Course
from tests.assessment.conftest import SetClock
from tests.assessment.machines import an_office_on, attempted, run
from tests.servers import RealServers

SERIES = "HJC-K-2026-01"
CLASSES = st.integers(1, 3)
PLACES = st.integers(0, 7)


class Certificates(RuleBasedStateMachine):
    """Classes of one series beside the plain list of what was numbered."""

    url: ClassVar[str | None]
    set_clock: ClassVar[Callable[[datetime], None]]

    @initialize(passed=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def conclude_three_classes(self, passed: list[int]) -> None:
        self.office = an_office_on(self.url)
        self.passed = dict(enumerate(passed, 1))
        self.courses: dict[int, Course] = {}
        for number, count in self.passed.items():
            self.courses[number] = self.a_concluded_class(number, count)
        self.lists = dict.fromkeys(self.courses, "DRAFT")
        # number, state, reissues – in the order in which they were numbered
        self.made: list[list[Any]] = []
        self.of_class: dict[str, int] = {}

    def a_concluded_class(self, number: int, passed: int) -> Course:
        course = Course(
            self.office, type(self).set_clock, number=number, count=passed + 1, session_no=1
        )
        course.open(absent=[passed + 1])
        for trainee in range(1, passed + 1):
            course.submit(trainee)
            course.review(trainee, Grade.PASS)
        course.teach()
        course.conclude()
        return course

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.close()

    def step(self, request: Request[Any], actor: Actor, *, allowed: bool) -> bool:
        """Try it; the office and the plain list must agree on whether it goes."""
        done = attempted(lambda: (self.office.do(request, as_=actor),))
        assert (done is not None) == allowed, (request, self.lists)
        return allowed

    @rule(number=CLASSES)
    def freeze(self, number: int) -> None:
        request = FreezePassList(class_id=f"class-{number}")
        if self.step(request, AFFAIRS, allowed=self.lists[number] == "DRAFT"):
            self.lists[number] = "FROZEN"

    @rule(number=CLASSES)
    def number_them(self, number: int) -> None:
        self.courses[number].know_trainees()
        allowed = self.lists[number] == "FROZEN" and self.passed[number] > 0
        request = NumberCertificates(class_id=f"class-{number}")
        if self.step(request, STAFF, allowed=allowed):
            self.lists[number] = "NUMBERED"
            for _ in range(self.passed[number]):
                made = certificate_number(SERIES, len(self.made) + 1)
                self.made.append([made, "NUMBERED", 0])
                self.of_class[made] = number

    @rule(number=CLASSES)
    def number_and_fail(self, number: int) -> None:
        """What is rolled back was never given."""
        department = self.office.office.department
        real = department.number_certificates

        def fail_afterwards(*arguments: Any) -> Any:
            real(*arguments)
            raise Refusal("TEST", "试", "A failure after numbering.")

        department.number_certificates = fail_afterwards
        try:
            self.courses[number].know_trainees()
            request = NumberCertificates(class_id=f"class-{number}")
            self.step(request, STAFF, allowed=False)
        finally:
            del department.number_certificates

    @rule(number=CLASSES)
    def issue(self, number: int) -> None:
        request = IssueCertificates(class_id=f"class-{number}")
        if self.step(request, AFFAIRS, allowed=self.lists[number] == "NUMBERED"):
            self.lists[number] = "ISSUED"
            for one in self.made:
                if self.of_class[one[0]] == number and one[1] == "NUMBERED":
                    one[1] = "ISSUED"

    @rule(place=PLACES)
    def revoke(self, place: int) -> None:
        if place < len(self.made):
            one = self.made[place]
            found = self.listed()[one[0]]
            request = RevokeCertificate(certificate_id=found.certificate_id, reason="弄虚作假")
            if self.step(request, AFFAIRS, allowed=one[1] != "REVOKED"):
                one[1] = "REVOKED"

    @rule(place=PLACES)
    def reissue(self, place: int) -> None:
        if place < len(self.made):
            one = self.made[place]
            found = self.listed()[one[0]]
            request = ReissueCertificate(certificate_id=found.certificate_id, reason="证书遗失")
            if self.step(request, STAFF, allowed=one[1] == "ISSUED"):
                one[2] += 1

    def listed(self) -> dict[str, CertificateView]:
        """Every certificate of the three classes by number."""
        asked = [ListCertificates(class_id=f"class-{number}") for number in self.courses]
        pages = [self.office.do(request, as_=STAFF) for request in asked]
        found = [one for page in pages for one in page.items]
        assert len({one.certificate_no for one in found}) == len(found)
        return {one.certificate_no: one for one in found}

    @invariant()
    def the_numbers_have_no_gap_and_say_what_became_of_each(self) -> None:
        if hasattr(self, "made"):
            found = self.listed()
            assert sorted(found) == [number for number, _, _ in self.made]
            for number, state, reissues in self.made:
                assert (found[number].state, found[number].reissues) == (state, reissues)
                self.only_what_was_issued_is_verified(found[number])

    def only_what_was_issued_is_verified(self, one: CertificateView) -> None:
        verify = VerifyCertificate(certificate_no=one.certificate_no, code=one.verify_code)
        seen = attempted(lambda: self.office.do(verify, as_=NOBODY))
        assert (seen.state if seen else "NUMBERED") == one.state


CLAUSES = ("A-7.8.b", "A-7.8.c", "A-6.10")


@pytest.mark.clause(*CLAUSES)
def test_certificates_are_gapless_unique_and_keep_their_numbers(set_clock: SetClock) -> None:
    Certificates.url, Certificates.set_clock = None, staticmethod(set_clock)
    run(Certificates, examples=6, steps=18)


@pytest.mark.clause(*CLAUSES)
def test_on_postgresql_too(servers: RealServers, set_clock: SetClock) -> None:
    Certificates.url = servers.fresh().database_url.format(service="assessment")
    Certificates.set_clock = staticmethod(set_clock)
    run(Certificates, examples=3, steps=15)
