"""The clock, handed in wherever time matters, so that tests decide what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """The local calendar date at the practice."""
        ...

    def local(self, moment: datetime) -> datetime:
        """The moment in the practice's local time."""
        ...


class SystemClock:
    """The clock of this computer, in its own time zone."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The local calendar date."""
        return self.local(self.now()).date()

    def local(self, moment: datetime) -> datetime:
        """The moment in the computer's local time."""
        return moment.astimezone()


class FixedClock:
    """A clock that stands still until it is moved; for tests, the tour and the sample practice."""

    def __init__(self, now: datetime, zone: tzinfo = UTC) -> None:
        if now.tzinfo is None:
            raise ValueError("the moment needs a time zone")
        self._now = now.astimezone(UTC)
        self._zone = zone

    def now(self) -> datetime:
        """The set moment in UTC."""
        return self._now

    def today(self) -> date:
        """The calendar date of the set moment in the set zone."""
        return self.local(self._now).date()

    def local(self, moment: datetime) -> datetime:
        """The moment in the set zone."""
        return moment.astimezone(self._zone)

    def advance(self, step: timedelta) -> None:
        """Move the clock; a negative step sets it back."""
        self._now += step
