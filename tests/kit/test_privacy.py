"""Sealed values open only where they belong, and only unaltered."""

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from kit.privacy import Vault, vault

VAULT = Vault({"k1": "A" * 43 + "="}, "k1", "B" * 43 + "=")


@given(value=st.text())
def test_what_is_sealed_opens_again_and_looks_different_each_time(value: str) -> None:
    sealed = VAULT.seal("person.id_no", value)
    assert VAULT.open("person.id_no", sealed) == value
    assert VAULT.seal("person.id_no", value) != sealed


def test_a_sealed_value_does_not_open_in_another_column() -> None:
    sealed = VAULT.seal("person.id_no", "11010519491231002X")
    with pytest.raises(InvalidTag):
        VAULT.open("person.phone", sealed)


def test_an_altered_value_does_not_open() -> None:
    sealed = VAULT.seal("person.id_no", "11010519491231002X")
    flipped = sealed[:-2] + ("A" if sealed[-2] != "A" else "B") + sealed[-1]
    with pytest.raises(InvalidTag):
        VAULT.open("person.id_no", flipped)


def test_values_sealed_under_an_older_key_still_open() -> None:
    newer = Vault({"k1": "A" * 43 + "=", "k2": "C" * 43 + "="}, "k2", "B" * 43 + "=")
    assert newer.open("a.b", VAULT.seal("a.b", "x")) == "x"
    assert newer.seal("a.b", "x").startswith("k2:")


def test_the_same_value_is_found_again_by_its_index_and_only_in_its_column() -> None:
    assert VAULT.blind("person.id_no", "1") == VAULT.blind("person.id_no", "1")
    assert VAULT.blind("person.id_no", "1") != VAULT.blind("person.id_no", "2")
    assert VAULT.blind("person.id_no", "1") != VAULT.blind("person.phone", "1")


def test_fresh_keys_are_readable_by_their_owner_only(keys: Path) -> None:
    vault()
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
