"""Business time can be moved for a rehearsal, real time cannot."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kit import clock


def test_the_calendar_day_is_that_of_shanghai() -> None:
    assert clock.local_day(datetime(2026, 3, 5, 16, 0, tzinfo=UTC)) == date(2026, 3, 6)
    assert clock.local_day(datetime(2026, 3, 5, 15, 59, tzinfo=UTC)) == date(2026, 3, 5)


def test_a_moved_clock_goes_on_from_where_it_was_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.CLOCK_FILE, str(tmp_path / "clock"))
    goal = datetime(2027, 5, 1, 8, 0, tzinfo=UTC)
    clock.move_to(goal)
    assert timedelta() <= clock.now() - goal < timedelta(seconds=5)
    assert abs(clock.wall() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251 – the real one


def test_without_a_clock_file_time_cannot_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.CLOCK_FILE, raising=False)
    with pytest.raises(RuntimeError, match=clock.CLOCK_FILE):
        clock.move_to(clock.wall())
    assert abs(clock.now() - clock.wall()) < timedelta(seconds=1)


def test_ids_come_in_the_order_of_their_making() -> None:
    made = [clock.new_id() for _ in range(1000)]
    assert made == sorted(set(made))
