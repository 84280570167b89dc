"""The kinds of columns records are kept in: ids, moments, words, small values, sealed text."""

from collections.abc import Hashable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Enum, Integer, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect

from kit.privacy import vault
from kit.wire import decode, encode

Id = String(32)
# SQLite numbers rows by itself only for INTEGER keys.
Serial = BigInteger().with_variant(Integer, "sqlite")


def word(kind: type[StrEnum]) -> Enum:
    """A column of one of these words, kept as text."""
    return Enum(kind, native_enum=False, length=40)


class Moment(TypeDecorator[datetime]):
    """An instant; always aware and in UTC, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 – the library's signature
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 – the library's signature
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Encrypted(TypeDecorator[str]):
    """Text that is sealed at rest; the label binds it to its column, as in
    Encrypted("person.id_no").
    """

    impl = Text
    cache_ok = True

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – the library's signature
        return None if value is None else vault().seal(self.label, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 – the library's signature
        return None if value is None else vault().open(self.label, value)


class Values(TypeDecorator[Any]):
    """Small values that are only read with their record, kept as JSON: Values(list[Vote])."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: Hashable) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 – the library's signature
        return encode(value, self.kind)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 – the library's signature
        # A record that an outer join did not find has none.
        return None if value is None else decode(self.kind, value)
