"""Withholding tax on a lecturer's fee, and the gross amount behind a fee after tax."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.finance.domain.tax import gross_fen, withheld_fen, withheld_of_month_fen

amounts = st.integers(0, 20_000_000)


@pytest.mark.parametrize(
    ("gross", "tax"),
    [
        (800, 0),
        (1000, 40),
        (4000, 640),
        (5000, 800),
        (25_000, 4000),
        (30_000, 5200),
        (62_500, 13_000),
        (70_000, 15_400),
    ],
)
def test_tax_follows_the_published_bands(gross: int, tax: int) -> None:
    assert withheld_fen(gross * 100) == tax * 100


@pytest.mark.parametrize(
    ("net", "gross"),
    [
        (800_00, 800_00),
        (1000_00, 1050_00),
        (2000_00, 2300_00),
        (3360_00, 4000_00),
        (4000_00, 4761_90),
        (6000_00, 7142_86),
        (8000_00, 9523_81),
        (21_000_00, 25_000_00),
        (49_500_00, 62_500_00),
        (54_600_00, 70_000_00),
    ],
)
def test_the_gross_amount_behind_a_fee_after_tax(net: int, gross: int) -> None:
    assert gross_fen(net) == gross


@given(amounts)
def test_what_is_paid_gross_leaves_the_net_amount_to_the_fen(net: int) -> None:
    gross = gross_fen(net)
    assert abs(gross - withheld_fen(gross) - net) <= 1


@given(amounts, st.integers(1, 1_000_000))
def test_more_gross_never_means_less_net_or_less_tax(gross: int, more: int) -> None:
    assert withheld_fen(gross) <= withheld_fen(gross + more)
    assert gross - withheld_fen(gross) <= gross + more - withheld_fen(gross + more)


@given(st.lists(amounts, max_size=6))
def test_a_month_is_taxed_as_one_payment_however_it_is_split(payments: list[int]) -> None:
    withheld = sum(
        withheld_of_month_fen(payments[:n], payment) for n, payment in enumerate(payments)
    )
    assert withheld == withheld_fen(sum(payments))
    assert all(withheld_fen(total) >= 0 for total in accumulate(payments))


def test_two_payments_of_a_month_are_not_taxed_each_on_its_own() -> None:
    # Each alone: 40. Together 2000: 240.
    assert withheld_of_month_fen([1000_00], 1000_00) == 200_00
    assert withheld_fen(1000_00) == 40_00
