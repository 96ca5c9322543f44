"""The clock that is handed in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.system.clock import FixedClock, SystemClock


def test_a_fixed_clock_moves_only_when_moved() -> None:
    eastern = timezone(timedelta(hours=-5))
    clock = FixedClock(datetime(2026, 11, 22, 2, 30, tzinfo=UTC), eastern)
    assert clock.today() == date(2026, 11, 21)
    clock.advance(timedelta(hours=3))
    assert clock.now() == datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
    assert clock.today() == date(2026, 11, 22)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FixedClock(datetime(2026, 11, 22))  # noqa: DTZ001


def test_the_system_clock_is_aware_and_local_days_follow_it() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs((clock.local(clock.now()).date() - clock.today()).days) <= 1
