"""Numbers as people type them."""

import pytest

from kit.pages.numbers import whole_number


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1", 1),
        ("100", 100),
        ("007", 7),
        ("0", None),
        ("101", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("x", None),
        ("٣", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_a_number_is_read_within_its_bounds(typed: str, read: int | None) -> None:
    assert whole_number(typed, least=1, most=100) == read
