"""Certificate numbers, and what becomes of a certificate."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.assessment import CertificateState
from contracts.refusals import Refusal
from contracts.values import Category, Profile
from services.assessment.domain.certificate import (
    Certificate,
    require_certifiable,
    verify_code_from,
)
from services.assessment.domain.certificate_number import (
    certificate_number,
    read_number,
    series_of,
)
from tests.assessment.makers import ENDS, a_class

SERIES = "SMU-F-2026-01"
PLACES = st.integers(1, 99_999)


def a_certificate() -> Certificate:
    return Certificate.number(
        a_class(),
        certificate_id="certificate-1",
        certificate_no=certificate_number(SERIES, 1),
        trainee_id="trainee-1",
        holder="学员1",
        verify_code="ABCDEFGHIJKL",
        by="staff",
        now=ENDS,
    )


# -- Numbers ---------------------------------------------------------------------------------------


def test_a_number_tells_organisation_category_year_session_and_place() -> None:
    assert series_of(a_class(session_no=3)) == "SMU-F-2026-03"
    assert certificate_number("SMU-F-2025-03", 127).startswith("SMU-F-2025-03-0127-")


@pytest.mark.parametrize("category", list(Category))
@pytest.mark.parametrize("profile", list(Profile))
def test_every_kind_of_class_has_a_series_of_its_own(category: Category, profile: Profile) -> None:
    mine = series_of(a_class(category=category, profile=profile))
    all_others = [
        series_of(a_class(category=other, profile=profile))
        for other in Category
        if other is not category
    ]
    assert mine not in all_others
    assert read_number(certificate_number(mine, 1))


@given(seq=PLACES)
def test_a_number_reads_back_as_people_type_it(seq: int) -> None:
    number = certificate_number(SERIES, seq)
    assert read_number(f" {number.lower()} ") == number


@given(seq=PLACES, at=st.integers(0, 30), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_found(seq: int, at: int, digit: str) -> None:
    number = certificate_number(SERIES, seq)
    at %= len(number) - 2
    assume(number[at].isdigit() and number[at] != digit)
    assert read_number(number[:at] + digit + number[at + 1 :]) is None


@given(seq=PLACES, at=st.integers(0, 30))
def test_two_swapped_digits_are_found(seq: int, at: int) -> None:
    number = certificate_number(SERIES, seq)
    at %= len(number) - 3
    one, two = number[at], number[at + 1]
    assume(one.isdigit() and two.isdigit() and one != two)
    assert read_number(number[:at] + two + one + number[at + 2 :]) is None


@pytest.mark.parametrize("text", ["", "SMU-F-2026-01", "张三", "SMU-F-2026-01-0001"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_numbers_begin_with_1() -> None:
    with pytest.raises(Refusal, match="begin with 1"):
        certificate_number(SERIES, 0)


# -- Certificates ----------------------------------------------------------------------------------


def test_a_class_that_gives_none_gets_no_certificates() -> None:
    with pytest.raises(Refusal) as refused:
        require_certifiable(a_class(issues_certificate=False))
    assert refused.value.code == "NO_CERTIFICATES"


def test_no_certificate_is_numbered_before_the_hours_are_known() -> None:
    with pytest.raises(Refusal) as refused:
        require_certifiable(a_class(hours_total=0))
    assert refused.value.code == "HOURS_UNKNOWN"
    require_certifiable(a_class())


def test_a_certificate_keeps_what_was_true_at_numbering() -> None:
    course = a_class()
    certificate = Certificate.number(
        course,
        certificate_id="certificate-1",
        certificate_no=certificate_number(SERIES, 1),
        trainee_id="trainee-1",
        holder="学员1",
        verify_code="ABCDEFGHIJKL",
        by="staff",
        now=ENDS,
    )
    course.title, course.hours_total = "改名后的班", 999
    assert (certificate.class_title, certificate.hours) == ("2026年第一期发展对象培训班", 240)


@pytest.mark.clause("A-7.8.c")
def test_a_reissue_keeps_the_number_and_leaves_a_mark() -> None:
    certificate = a_certificate()
    certificate.issue(date(2026, 3, 21), by="evp", now=ENDS)
    number = certificate.certificate_no
    reissued = certificate.reissue(reason="遗失", by="staff", now=ENDS)
    assert (reissued.certificate_no, certificate.certificate_no) == (number, number)
    assert (certificate.reissues, certificate.state) == (1, CertificateState.ISSUED)
    assert certificate.notes[-1].what == "REISSUED"
    assert certificate.notes[-1].reason == "遗失"
    assert certificate.reissued_at == ENDS


@pytest.mark.clause("A-7.8.c")
def test_a_revoked_certificate_keeps_its_number_and_is_not_issued_again() -> None:
    certificate = a_certificate()
    certificate.issue(date(2026, 3, 21), by="evp", now=ENDS)
    certificate.revoke(reason="弄虚作假", by="evp", now=ENDS)
    assert certificate.certificate_no == certificate_number(SERIES, 1)
    with pytest.raises(Refusal):
        certificate.reissue(reason="遗失", by="staff", now=ENDS)


def test_the_code_opens_it_only_once_it_is_issued() -> None:
    certificate = a_certificate()
    assert not certificate.answers_to("ABCDEFGHIJKL")
    certificate.issue(date(2026, 3, 21), by="evp", now=ENDS)
    assert certificate.answers_to(" abcdefghijkl ")
    assert not certificate.answers_to("ABCDEFGHIJKM")
    assert not certificate.answers_to("查验码")


@given(st.lists(st.uuids(), unique=True, max_size=50))
def test_verification_codes_do_not_repeat(ids: list[object]) -> None:
    codes = {verify_code_from(str(one)) for one in ids}
    assert len(codes) == len(ids)
    assert all(len(code) == 12 for code in codes)
