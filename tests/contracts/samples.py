"""A sample of every message, kept from the day it was declared.

`python -m tests.contracts.samples` adds the missing ones. Fields may be added with a default. A
sample that no longer reads means that a message in some queue no longer reads.
"""

import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

from kit.wire import encode

FOLDER = Path(__file__).parent / "samples"


def sample_of(kind: type) -> Any:
    """A simple valid message of a kind, as plain JSON, with something in each of its lists."""
    calm = settings(
        database=None,
        derandomize=True,
        max_examples=5000,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    return encode(find(st.from_type(kind), _is_filled_message, settings=calm))


def _is_filled_message(message: Any) -> bool:
    return all(map(_is_filled, encode(message).values()))


def _is_filled(value: Any) -> bool:
    """Whether no list or table anywhere in it is empty, so that the inner forms are on record."""
    if isinstance(value, list | dict):
        inner = value.values() if isinstance(value, dict) else value
        return bool(value) and all(map(_is_filled, inner))
    return True


def main() -> None:
    """Write the samples that are not there yet."""
    from tests.contracts.test_messages import MESSAGES  # noqa: PLC0415 – loads every contract

    FOLDER.mkdir(exist_ok=True)
    for name, kind in MESSAGES.items():
        stored = FOLDER / f"{name}.json"
        if not stored.exists():
            text = json.dumps(sample_of(kind), ensure_ascii=False, indent=1, sort_keys=True)
            stored.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
